package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An EmptyRecv is a call whose empty result says that the other side has left,
// in a loop that goes on with it.
type EmptyRecv struct {
	Call *CallSite
	Loop facts.StmtID
	Item facts.SymbolID // the name that holds what is received, 0 for none
}

// EmptyRecvs is those of the file, in order of position, in loops that do
// nothing else which could end them, wait or fail.
func (f *File) EmptyRecvs() []EmptyRecv {
	var out []EmptyRecv
	for _, c := range f.calls {
		if c.Row == nil || !c.Row.EmptyEnd || c.Row.Async || c.Callee.Kind != LibBound && c.Callee.Kind != LibObj {
			continue
		}
		loop := f.InLoop(c.Stmt)
		if loop == 0 || f.Stmts[loop].Kind != facts.While {
			continue
		}
		r := &receiver{f: f, call: c, loop: loop, tainted: map[facts.SymbolID]bool{}}
		test := f.Expr(f.Stmts[loop].X).Kind
		if r.grows = r.awaitsGrowth(); !r.grows && f.Truth(f.Stmts[loop].X) != Yes && test != facts.Name && test != facts.Attr {
			continue
		}
		if recv := c.Receiver(); f.Eval(recv).LibClass() == pylib.SocketClass && !r.grows && !f.isStream(recv) {
			continue // who puts the pieces together takes it for a stream
		}
		if r.goesOn() {
			out = append(out, EmptyRecv{c, loop, r.item})
		}
	}
	return out
}

// isStream says whether a socket is proven to be a stream.
func (f *File) isStream(e facts.ExprID) bool {
	site := f.Eval(e).Site
	if !site.Valid() {
		return false
	}
	c := site.File.CallAt(site.Expr)
	if c == nil || c.Row == nil {
		return false
	}
	a := c.File.ArgsOf(c.Expr)
	t := c.Arg("type")
	return !a.Star && !a.DoubleStar && (t == 0 || pylib.StreamSocket(c.File.Eval(t).Lib)) && c.Arg("fileno") == 0
}

// A receiver is one loop around a receiving call: what its result flows into,
// and whether anything in the loop looks at that.
type receiver struct {
	f       *File
	call    *CallSite
	loop    facts.StmtID
	item    facts.SymbolID
	grows   bool                    // the loop waits for what it receives to be long enough
	tainted map[facts.SymbolID]bool // names that hold the result or a part of it
}

// goesOn says whether the loop goes round whatever is received.
func (r *receiver) goesOn() bool {
	f := r.f
	r.spread()
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Flags&facts.Copy != 0 || !f.Within(ev.Stmt, r.loop) || f.FuncOf(facts.EventID(id)) != r.call.In {
			continue
		}
		switch ev.Kind {
		case facts.TestEvent:
			if r.reads(ev.X) && !(r.grows && ev.Stmt == r.loop) {
				return false
			}
		case facts.IterateEvent, facts.AwaitEvent, facts.YieldEvent:
			return false
		case facts.LoadEvent:
			if x := f.Expr(ev.X); x.Kind == facts.Subscript && f.Expr(x.B).Kind != facts.Slice && r.reads(x.A) {
				return false // fails on an empty result
			}
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c == nil || !r.harmless(c) {
				return false
			}
		case facts.StoreEvent:
			if ev.Y > 0 && f.Expr(ev.Y).Kind == facts.ElemOf && r.reads(f.Expr(ev.Y).A) {
				return false // unpacking fails on an empty result
			}
		}
	}
	return f.Reaches(r.call.Event, r.call.Event) && !r.testedInside()
}

// testedInside says whether a conditional expression asks for the result.
func (r *receiver) testedInside() bool {
	f := r.f
	for s := r.loop + 1; s < f.Stmts[r.loop].End; s++ {
		for _, e := range []facts.ExprID{f.Stmts[s].X, f.Stmts[s].Y} {
			found := false
			f.visit(e, func(k facts.ExprID, x *facts.Expr) {
				switch x.Kind {
				case facts.IfExp, facts.And, facts.Or, facts.Compare, facts.Named:
					found = found || r.reads(k)
				case facts.Unary:
					found = found || x.Op == facts.Not && r.reads(k)
				}
			})
			if found {
				return true
			}
		}
	}
	return false
}

// spread finds the names that the result flows into within the loop.
func (r *receiver) spread() {
	f := r.f
	for changed := true; changed; {
		changed = false
		for s := r.loop + 1; s < f.Stmts[r.loop].End; s++ {
			st := &f.Stmts[s]
			if st.Kind != facts.Assign && st.Kind != facts.AugAssign && st.Kind != facts.AnnAssign || !r.reads(st.Y) {
				continue
			}
			f.visit(st.X, func(_ facts.ExprID, x *facts.Expr) {
				if x.Kind == facts.Name && x.Sym > 0 && !r.tainted[x.Sym] {
					r.tainted[x.Sym], changed = true, true
				}
			})
			if x := f.Expr(st.X); x.Kind == facts.Name && r.item == 0 && st.Kind == facts.Assign {
				r.item = x.Sym
			}
		}
	}
}

// reads says whether an expression holds the result.
func (r *receiver) reads(e facts.ExprID) bool {
	found := false
	r.f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		found = found || k == r.call.Expr || x.Kind == facts.Name && r.tainted[x.Sym]
	})
	return found
}

// harmless says whether a call of the loop neither looks at the result, nor
// waits for anything else, nor may fail or leave where the result is empty.
func (r *receiver) harmless(c *CallSite) bool {
	f := r.f
	switch {
	case c == r.call:
		return true
	case c.Row == nil && c.Callee.Kind == Unknown && r.reads(c.Receiver()):
		row := pylib.FindCall("builtins.str." + c.Method()) // what is read is a str or bytes
		return row != nil && row.Does == pylib.Pure && !row.Raises
	case c.Row == nil || c.Row.Does == 0 || c.Row.EmptyEnd:
		return false
	case c.Row.Does&(pylib.Exits|pylib.NeverReturns|pylib.Sleeps|pylib.UserCode|pylib.Waits|pylib.Joins|pylib.Acquires|pylib.Closes) != 0 && c.Row.Does&pylib.Output == 0:
		return false
	}
	recv := c.Receiver()
	peer := recv > 0 && f.SamePath(recv, r.call.Receiver())
	socket := recv > 0 && f.Eval(recv).LibClass() == pylib.SocketClass
	switch {
	case socket:
		return !peer && c.Row.Returns != "tuple" // sending to who has left fails
	case c.Row.Does&pylib.Blocks != 0:
		return c.Row.Does&pylib.Wakes != 0 && c.Row.Does&pylib.Mutates != 0 // put
	case c.Row.Raises && r.reads(c.Expr):
		return false
	}
	return true
}
