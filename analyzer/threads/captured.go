package threads

import (
	"sort"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Capture is a function made in a loop and handed over to run elsewhere, which
// reads a variable of the loop: by the time it runs, the loop may have bound the
// variable anew.
//
// Python's closures hold variables, not values. So what counts is a path from
// the handover to the next binding of the variable on which nothing waits for
// the function; with a break, a return or a join there is none.
type Capture struct {
	Func  *Func
	Spawn *Spawn           // the first that hands it over
	Reads []facts.ExprID   // the first read of each variable, in order of position
	Binds []*facts.Binding // what binds each of Reads in the loop: the first place
	Loop  facts.StmtID     // the loop of the first variable; 0 in a comprehension
	Comp  facts.ExprID     // the clause of the comprehension, 0 in a loop
	Later bool             // it is handed over in another place than the loop
	Once  bool             // each variable is bound once a round, before the function is made
}

// Captures is those of the file, in order of position, one a function.
func (f *File) Captures() []Capture {
	var out []Capture
	seen := map[*Func]bool{}
	for _, s := range f.spawns {
		fn := s.Target.Func
		if fn == nil || fn.File != f || fn.Class != nil || fn.Facts().Parent < 0 || seen[fn] || s.Handoff == nil || s.Handoff.On == pylib.Process || !fn.Plain() {
			continue
		}
		if c, ok := f.capture(fn, s); ok {
			seen[fn] = true
			out = append(out, c)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Func.Facts().Span.Start < out[j].Func.Facts().Span.Start })
	return out
}

// capture looks for variables that the loops around a function bind and that it reads.
func (f *File) capture(fn *Func, s *Spawn) (Capture, bool) {
	made := f.madeBy[fn.ID]
	at := f.EventOf(made)
	if at < 0 || f.inFunc[at] != fn.Facts().Parent || !f.repeated(made, at) {
		return Capture{}, false
	}
	cap := Capture{Func: fn, Spawn: s, Once: true}
	for _, e := range f.freeReads(fn) {
		x := f.Expr(e)
		b, loop, comp := f.boundEachRound(x.Sym, made, at)
		if b == nil {
			continue
		}
		from := at
		later := !f.sameRound(s.Call, fn, loop, comp)
		if !later {
			from = s.Call.Event
		}
		if !f.movesOn(from, x.Sym, loop, s) {
			continue
		}
		if len(cap.Reads) == 0 {
			cap.Loop, cap.Comp, cap.Later = loop, comp, later
		}
		cap.Reads, cap.Binds = append(cap.Reads, e), append(cap.Binds, b)
		cap.Once = cap.Once && f.boundOnce(x.Sym, loop) && (b.Stmt != f.Events[at].Stmt || comp > 0)
	}
	return cap, len(cap.Reads) > 0
}

// repeated says whether an expression stands in a loop or comprehension of its function.
func (f *File) repeated(e facts.ExprID, at facts.EventID) bool {
	if f.InLoop(f.Events[at].Stmt) != 0 {
		return true
	}
	for e = f.parent[e]; e > 0; e = f.parent[e] {
		if f.comprehends(e) {
			return true
		}
	}
	return false
}

// comprehends says whether an expression is a comprehension or generator expression.
func (f *File) comprehends(e facts.ExprID) bool {
	switch f.Expr(e).Kind {
	case facts.ListComp, facts.SetComp, facts.DictComp, facts.Generator:
		return true
	}
	return false
}

// freeReads is the first read of each variable of the function around fn that
// fn, or a function in it, reads when it runs; none that it binds itself.
func (f *File) freeReads(fn *Func) []facts.ExprID {
	var out []facts.ExprID
	seen := map[facts.SymbolID]bool{}
	span := fn.Facts().Span
	for i := range f.Exprs {
		e, x := facts.ExprID(i), &f.Exprs[i]
		if x.Kind != facts.Name || x.Sym <= 0 || seen[x.Sym] || !span.Covers(x.Span) {
			continue
		}
		if f.Scopes[f.Symbols[x.Sym].Scope].Func != fn.Facts().Parent || f.Symbols[x.Sym].NBind == 0 {
			continue
		}
		if in := f.FuncAt(e); in != nil && in.inside(fn) {
			seen[x.Sym] = true
			if !f.boundBesides(x.Sym, fn.Facts().Parent) {
				out = append(out, e)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return f.Expr(out[i]).Span.Start < f.Expr(out[j]).Span.Start })
	return out
}

// inside says whether fn is outer or stands in it.
func (fn *Func) inside(outer *Func) bool {
	for ; fn != nil; fn = fn.outer() {
		if fn == outer {
			return true
		}
	}
	return false
}

// boundBesides says whether a function other than owner binds a variable: then
// it is there to be changed while others read it.
func (f *File) boundBesides(s facts.SymbolID, owner facts.FuncID) bool {
	for _, b := range f.BindingsOf(s) {
		if b.Func != owner {
			return true
		}
	}
	return false
}

// boundEachRound is the binding that gives a variable a new value in each round
// of a loop or comprehension around the function that is made at an event, before
// it is made; nil where there is none, or where the value may be an older one.
func (f *File) boundEachRound(s facts.SymbolID, made facts.ExprID, at facts.EventID) (b *facts.Binding, loop facts.StmtID, comp facts.ExprID) {
	binds := f.BindingsOf(s)
	if f.Scopes[f.Symbols[s].Scope].Kind == facts.CompScope {
		if comp = f.clauseOf(s, made); comp > 0 {
			return &binds[0], 0, comp
		}
		return nil, 0, 0
	}
	mask := f.ReachingAt(s, at)
	if mask == 0 {
		return nil, 0, 0
	}
	st := f.Events[at].Stmt
	for loop = f.InLoop(st); loop != 0; loop = f.InLoop(loop) {
		b = nil
		fresh := true
		for i := range binds {
			k := &binds[i]
			if mask&(1<<i) == 0 && k.Stmt != st {
				continue
			}
			if !f.Within(k.Stmt, loop) || k.Aug || k.Stmt > st || !f.differs(k, loop) {
				fresh = false
			} else if b == nil {
				b = k
			}
		}
		if fresh && b != nil {
			return b, loop, 0
		}
	}
	return nil, 0, 0
}

// clauseOf is the clause that binds a variable in the list, set or dict that a
// function is made for an item of. A generator counts where it is unpacked or
// made a list at once: otherwise who asks for its items may wait for each.
func (f *File) clauseOf(s facts.SymbolID, made facts.ExprID) facts.ExprID {
	for e := f.parent[made]; e > 0; e = f.parent[e] {
		if !f.comprehends(e) {
			continue
		}
		for _, k := range f.KidsOf(e) {
			if f.Expr(k).Kind != facts.CompFor || !f.holdsName(f.Expr(k).A, s) {
				continue
			}
			if f.Expr(e).Kind == facts.Generator && !f.unpacked(e) {
				return 0
			}
			return k
		}
	}
	return 0
}

// holdsName says whether a target binds a variable.
func (f *File) holdsName(target facts.ExprID, s facts.SymbolID) bool {
	found := false
	f.visit(target, func(_ facts.ExprID, x *facts.Expr) { found = found || x.Kind == facts.Name && x.Sym == s })
	return found
}

// unpacked says whether every item of a generator is taken at once.
func (f *File) unpacked(e facts.ExprID) bool {
	p := f.parent[e]
	if p == 0 {
		return false
	}
	return f.Expr(p).Kind == facts.Star || f.Expr(p).Kind == facts.Call && f.Expr(p).A != e && isDisplayType(f.Eval(p).Lib)
}

// differs says whether a binding in a loop is proven to give another value in
// each round: the loop's item, a new object, what is read from outside, or what
// is made from such a variable of the loop.
func (f *File) differs(b *facts.Binding, loop facts.StmtID) bool {
	if b.Value <= 0 {
		return false
	}
	v := b.Value
	for f.Expr(v).Kind == facts.ElemOf {
		v = f.Expr(v).A
	}
	if f.Expr(v).Kind == facts.ItemOf {
		return true
	}
	differs := false
	f.visit(v, func(e facts.ExprID, x *facts.Expr) {
		switch x.Kind {
		case facts.Name:
			for _, k := range f.BindingsOf(x.Sym) {
				if k.Stmt != b.Stmt && f.Within(k.Stmt, loop) && k.Value > 0 && isTarget(f.Expr(k.Value).Kind) {
					differs = true
				}
			}
		case facts.Call:
			differs = differs || f.CallAt(e).makesAnew()
		}
	})
	return differs
}

// isTarget says whether a value is an item, or a part of one.
func isTarget(k facts.ExprKind) bool { return k == facts.ItemOf || k == facts.ElemOf }

// makesAnew says whether each call is known to give another object, or another
// part of the outside world.
func (c *CallSite) makesAnew() bool {
	switch {
	case c == nil:
		return false
	case c.Callee.Kind == ClassObj:
		return !c.Callee.Class.customNew()
	case c.Row == nil:
		return false
	case c.Callee.Kind == LibObj && pylib.FindType(c.Callee.Lib) != nil:
		return !pylib.IsData(c.Callee.Lib) && c.Row.Does&pylib.Probe == 0
	}
	return c.Row.Does&(pylib.Blocks|pylib.IO|pylib.Takes|pylib.Starts|pylib.Wakes|pylib.Clock) != 0 && c.Row.Does&pylib.Output == 0
}

// sameRound says whether a call hands the function over in the round of the loop
// in which it was made.
func (f *File) sameRound(c *CallSite, fn *Func, loop facts.StmtID, comp facts.ExprID) bool {
	if c.In.ID != fn.Facts().Parent {
		return false
	}
	if comp > 0 {
		return f.Expr(f.parent[comp]).Span.Covers(f.Expr(c.Expr).Span)
	}
	return f.Within(c.Stmt, loop)
}

// boundOnce says whether a loop binds a variable in one place.
func (f *File) boundOnce(s facts.SymbolID, loop facts.StmtID) bool {
	n := 0
	for _, b := range f.BindingsOf(s) {
		if loop == 0 || f.Within(b.Stmt, loop) {
			n++
		}
	}
	return n == 1
}

// movesOn says whether a path leads from an event to the loop's next binding of
// a variable on which nothing waits for what the spawn hands over. What follows
// the loop is not looked at: that the variable serves again says little.
func (f *File) movesOn(from facts.EventID, s facts.SymbolID, loop facts.StmtID, sp *Spawn) bool {
	if c := f.CallAt(f.Events[from].X); c != nil && f.Events[from].Kind == facts.CallEvent && c.waitsFor(sp) {
		return false
	}
	rebound := false
	f.Walk(from, false, func(id facts.EventID, ev *facts.Event) Step {
		if loop != 0 && !f.Within(ev.Stmt, loop) {
			return Stop
		}
		switch ev.Kind {
		case facts.StoreEvent:
			if x := f.Expr(ev.X); x.Kind == facts.Name && x.Sym == s && id != from {
				rebound = true
				return Finish
			}
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c == nil || c.waitsFor(sp) {
				return Stop
			}
		case facts.IterateEvent:
			if v := f.Eval(ev.X); v.Site == (Site{f, sp.Call.Expr}) {
				return Stop
			}
		case facts.ExitEvent:
			if v := f.Eval(ev.X); !v.IsLock() && v.LibClass() != pylib.FileClass {
				return Stop // the end of a pool's block waits
			}
		case facts.AwaitEvent, facts.YieldEvent:
			return Stop
		}
		return Go
	})
	return rebound
}

// waitsFor says whether a call may wait until what a spawn hands over has run.
func (c *CallSite) waitsFor(s *Spawn) bool {
	const waits = pylib.Joins | pylib.Waits | pylib.Runs | pylib.NeverReturns
	switch {
	case c.Row != nil && c.Row.Async:
		return false // its await is an event of its own
	case c.Row != nil && c.effects()&waits != 0:
		return true
	case c.Row != nil && c == s.Call:
		return c.effects()&pylib.Blocks != 0
	case c.Row != nil && c.effects()&(pylib.Blocks|pylib.UserCode) == pylib.Blocks|pylib.UserCode:
		return true // a loop runs its callbacks
	case c.comesTo(waits):
		return true
	case c != s.Call && c.takes(s):
		return !(c.Row != nil && c.Row.Does&(pylib.Output|pylib.Mutates|pylib.Wakes) != 0)
	}
	return false
}

// takes says whether a call is given what a spawn makes.
func (c *CallSite) takes(s *Spawn) bool {
	f := c.File
	made := Site{s.Call.File, s.Call.Expr}
	for _, k := range f.KidsOf(c.Expr) {
		if x := f.Expr(k); x.Kind == facts.Keyword || x.Kind == facts.Star {
			k = x.A
		}
		if f.Eval(k).Site == made {
			return true
		}
	}
	return false
}
