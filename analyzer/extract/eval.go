package extract

import (
	"strings"

	"threadlsp/analyzer/facts"
)

// eval emits the events of an expression in the order of evaluation.
func (x *extractor) eval(id facts.ExprID) {
	if id == 0 {
		return
	}
	e := x.f.Exprs[id]
	switch e.Kind {
	case facts.Name:
		x.event(facts.LoadEvent, id, 0)
	case facts.Attr, facts.Subscript:
		subscripts := x.path(id)
		x.event(facts.LoadEvent, id, 0)
		if subscripts {
			x.g.mayRaise()
		}
	case facts.Call:
		x.callee(e.A)
		x.evalKids(id)
		x.event(facts.CallEvent, id, 0)
		x.g.mayRaise()
	case facts.Keyword, facts.Star, facts.DoubleStar, facts.Unary:
		x.eval(e.A)
	case facts.Tuple, facts.List, facts.Set, facts.Dict, facts.FString, facts.Slice:
		x.evalKids(id)
	case facts.Binary:
		x.eval(e.A)
		x.eval(e.B)
	case facts.And, facts.Or, facts.IfExp:
		x.evalMaybe(id, 1)
	case facts.Compare:
		x.evalMaybe(id, 2)
	case facts.Await:
		x.eval(e.A)
		x.event(facts.AwaitEvent, id, 0)
		x.g.mayRaise()
	case facts.Yield, facts.YieldFrom:
		x.eval(e.A)
		x.event(facts.YieldEvent, id, 0)
		x.g.mayRaise()
	case facts.Named:
		x.eval(e.B)
		x.store(e.A, e.B)
	case facts.ListComp, facts.SetComp, facts.DictComp, facts.Generator:
		x.evalComp(id)
	case facts.FuncRef:
		x.evalParams(e.Func(), false)
	}
}

func (x *extractor) evalKids(id facts.ExprID) {
	e := &x.f.Exprs[id]
	for i := e.Kid; i < e.Kid+e.NKids; i++ {
		x.eval(x.f.Kids[i])
		e = &x.f.Exprs[id] // a target may have made expressions
	}
	if e.Flags&facts.Truncated != 0 {
		for _, k := range x.extra[id] {
			x.eval(k)
		}
	}
}

// evalMaybe emits the events of operands of which only the first sure ones are
// certain to be evaluated.
func (x *extractor) evalMaybe(id facts.ExprID, sure int32) {
	e := x.f.Exprs[id]
	flags := x.flags
	for i := int32(0); i < e.NKids; i++ {
		if i == sure {
			x.flags |= facts.Maybe
		}
		x.eval(x.f.Kids[e.Kid+i])
	}
	x.flags = flags
}

// path emits what the evaluation of a path needs, without the load of the path
// itself, and says whether it has subscripts, which may raise.
func (x *extractor) path(id facts.ExprID) (subscripts bool) {
	for id != 0 {
		e := x.f.Exprs[id]
		switch e.Kind {
		case facts.Name:
			return subscripts
		case facts.Attr:
			id = e.A
		case facts.Subscript:
			x.path(e.A)
			x.eval(e.B)
			return true
		default:
			x.eval(id)
			return subscripts
		}
	}
	return subscripts
}

// callee emits what is read before a call: for f nothing, for a.b.f the load of a.b.
func (x *extractor) callee(id facts.ExprID) {
	switch e := &x.f.Exprs[id]; e.Kind {
	case facts.Name:
	case facts.Attr:
		x.eval(e.A)
	default:
		x.eval(id)
	}
}

// store emits the events that give a target its value, nested targets included.
func (x *extractor) store(target, value facts.ExprID) {
	e := x.f.Exprs[target]
	switch e.Kind {
	case facts.Name:
		x.storeName(target, value, 0)
	case facts.Attr, facts.Subscript:
		x.eval(e.A)
		if e.Kind == facts.Subscript {
			x.eval(e.B)
		}
		x.event(facts.StoreEvent, target, value)
	case facts.Star:
		x.store(e.A, 0)
	case facts.Tuple, facts.List:
		x.unpack(target, value)
	default:
		x.eval(target)
	}
}

// storeName stores to a name and records the binding. A name in a damaged
// region is bound to a value that is not known.
func (x *extractor) storeName(target, value, ann facts.ExprID) {
	e := x.f.Exprs[target]
	if e.Flags&facts.InDamage != 0 {
		value, ann = 0, 0
	}
	ev := x.event(facts.StoreEvent, target, value)
	x.bind(facts.ScopeID(e.A), e.Str, ev, facts.Binding{Value: value, Ann: ann})
}

// unpack stores the elements of a value to the elements of a target. A display
// of the same length without stars gives its elements one by one.
func (x *extractor) unpack(target, value facts.ExprID) {
	t := x.f.Exprs[target]
	var direct []facts.ExprID
	if v := x.f.Exprs[value]; x.plainDisplay(target) && x.plainDisplay(value) && v.NKids == t.NKids {
		direct = x.f.KidsOf(value)
	}
	starred := false
	for i := int32(0); i < t.NKids; i++ {
		k := x.f.Kids[t.Kid+i]
		v := facts.ExprID(0)
		switch {
		case direct != nil:
			v = direct[i]
		case x.f.Exprs[k].Kind == facts.Star:
			starred = true
		case value != 0 && starred:
			v = x.make(facts.Expr{Kind: facts.ElemOf, Span: x.f.Exprs[k].Span, A: value, B: -1})
		case value != 0:
			v = x.make(facts.Expr{Kind: facts.ElemOf, Span: x.f.Exprs[k].Span, A: value, B: facts.ExprID(i)})
		}
		x.store(k, v)
	}
	for _, k := range x.extra[target] {
		x.store(k, 0)
	}
}

// plainDisplay says whether an expression is a whole tuple or list without stars.
func (x *extractor) plainDisplay(id facts.ExprID) bool {
	e := &x.f.Exprs[id]
	if (e.Kind != facts.Tuple && e.Kind != facts.List) || e.Flags&facts.Truncated != 0 {
		return false
	}
	for _, k := range x.f.KidsOf(id) {
		if x.f.Exprs[k].Kind == facts.Star {
			return false
		}
	}
	return true
}

// item makes the value that a for target gets.
func (x *extractor) item(iter, target facts.ExprID) facts.ExprID {
	if iter == 0 {
		return 0
	}
	return x.make(facts.Expr{Kind: facts.ItemOf, Span: x.f.Exprs[target].Span, A: iter})
}

// evalComp lays out a comprehension as the loops it is.
func (x *extractor) evalComp(id facts.ExprID) {
	e := x.f.Exprs[id]
	g, flags := x.g, x.flags
	done := g.add(x.stmt)
	again := done // where a finished inner loop or a false condition leads
	var latches []int32
	for i := int32(0); i < e.NKids; i++ {
		clause := x.f.Exprs[x.f.Kids[e.Kid+i]]
		if clause.Kind == facts.CompIf {
			next := g.add(x.stmt)
			x.cond(clause.A, next, again)
			g.start(next)
			continue
		}
		x.eval(clause.B)
		x.flags |= facts.InComp
		body := x.head(clause.B, clause.A, clause.Flags&facts.Async != 0, again)
		latch := g.add(x.stmt)
		latches = append(latches, latch, body.head)
		again = latch
		g.start(body.block)
		x.store(clause.A, x.item(clause.B, clause.A))
	}
	x.eval(e.A)
	x.eval(e.B)
	g.link(again, facts.Always)
	for i := len(latches) - 2; i >= 0; i -= 2 {
		g.start(latches[i])
		g.link(latches[i+1], facts.Back)
	}
	x.flags = flags
	g.force(done)
}

// A loopHead is the head of a loop and the block in which its body begins.
type loopHead struct{ head, block int32 }

// head makes the head of a loop over iter that leads to done when exhausted.
func (x *extractor) head(iter, target facts.ExprID, async bool, done int32) loopHead {
	g := x.g
	h := loopHead{head: g.add(x.stmt), block: g.add(x.stmt)}
	g.blocks[h.head].loop = true
	g.link(h.head, facts.Always)
	g.force(h.head)
	if async {
		x.event(facts.AwaitEvent, iter, 0)
	}
	x.event(facts.IterateEvent, iter, target)
	g.mayRaise()
	g.edge(h.head, h.block, facts.IfTrue)
	g.edge(h.head, done, facts.IfFalse)
	g.cur = 0
	return h
}

// cond evaluates a condition and leads to one of two blocks. and, or, not and
// if-else become blocks of their own; a constant has one way only.
func (x *extractor) cond(id facts.ExprID, yes, no int32) {
	e := x.f.Exprs[id]
	g := x.g
	switch {
	case e.Kind == facts.Unary && e.Op == facts.Not && x.truth(id) == 0:
		x.cond(e.A, no, yes)
	case e.Kind == facts.And || e.Kind == facts.Or:
		for i := int32(0); i < e.NKids; i++ {
			k := x.f.Kids[e.Kid+i]
			if i == e.NKids-1 {
				x.cond(k, yes, no)
				return
			}
			next := g.add(x.stmt)
			if e.Kind == facts.And {
				x.cond(k, next, no)
			} else {
				x.cond(k, yes, next)
			}
			g.start(next)
		}
	case e.Kind == facts.IfExp:
		kids := x.f.KidsOf(id)
		a, b := g.add(x.stmt), g.add(x.stmt)
		x.cond(kids[0], a, b)
		g.start(a)
		x.cond(kids[1], yes, no)
		g.start(b)
		x.cond(kids[2], yes, no)
	default:
		x.eval(id)
		x.event(facts.TestEvent, id, 0)
		at := g.cur
		if x.truth(id) >= 0 {
			g.edge(at, yes, facts.IfTrue)
		}
		if x.truth(id) <= 0 {
			g.edge(at, no, facts.IfFalse)
		}
		g.cur = 0
	}
}

// truth is the truth of a constant: 1 true, -1 false, 0 not a constant.
func (x *extractor) truth(id facts.ExprID) int {
	e := &x.f.Exprs[id]
	t := 0
	switch e.Kind {
	case facts.True:
		t = 1
	case facts.False, facts.None:
		t = -1
	case facts.Int:
		t = -1
		if digits := strings.ToLower(x.f.Strings[e.Str]); strings.ContainsAny(digits, "123456789") ||
			strings.HasPrefix(digits, "0x") && strings.ContainsAny(digits, "abcdef") {
			t = 1
		}
	case facts.Str, facts.Bytes:
		t = 1
		if e.Str == 0 {
			t = -1
		}
	case facts.Unary:
		if e.Op == facts.Not {
			t = -x.truth(e.A)
		}
	}
	return t
}

// evalParams emits what a def or lambda evaluates where it stands: defaults
// and, for a def, annotations.
func (x *extractor) evalParams(fn facts.FuncID, annotations bool) {
	p := &x.f.Funcs[fn]
	for i := p.Param; i < p.Param+p.NParams; i++ {
		x.eval(x.f.Params[i].Default)
	}
	if !annotations {
		return
	}
	for i := p.Param; i < p.Param+p.NParams; i++ {
		x.eval(x.f.Params[i].Ann)
	}
	x.eval(p.Returns)
}
