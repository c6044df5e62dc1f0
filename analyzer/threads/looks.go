package threads

import "threadlsp/analyzer/facts"

// LookAfter is the look at a flag or Event that a loop around a call comes to
// after the call, with who sets the flag. Where the function of the call has no
// such loop, the one place that runs the function is asked: a call of it, or
// what resumes the generator that it makes.
//
// An Event that the looking function is given is set by whoever gave it: no
// set need be seen.
func (f *File) LookAfter(c *CallSite) (StopTest, []StopSet) {
	at := []facts.EventID{c.Event}
	for range stopDeep + 1 {
		for _, e := range at {
			if t, sets := f.lookAfter(e); t.Loop != 0 {
				return t, sets
			}
		}
		if at = f.runsOf(f.FuncOf(at[0])); len(at) == 0 {
			break
		}
	}
	return StopTest{}, nil
}

func (f *File) lookAfter(at facts.EventID) (StopTest, []StopSet) {
	loop := f.InLoop(f.Events[at].Stmt)
	if f.Events[at].Kind == facts.IterateEvent {
		loop = f.Events[at].Stmt
	}
	for ; loop != 0; loop = f.InLoop(loop) {
		for _, t := range f.StopTests(loop) {
			if f.Reaches(at, t.At) {
				if sets := t.Stops(); len(sets) > 0 || t.Given() {
					return t, sets
				}
			}
		}
		if f.waitsFor(loop, at) {
			break
		}
	}
	return StopTest{}, nil
}

// waitsFor says whether a loop does nothing but one event until something else
// is so: it lasts as long as that does, whoever stops the thread.
func (f *File) waitsFor(loop facts.StmtID, at facts.EventID) bool {
	s := &f.Stmts[loop]
	return s.Kind == facts.While && f.Truth(s.X) != Yes && f.Stmts[f.Events[at].Stmt].Kind == facts.ExprStmt && s.End == loop+2
}

// Given says whether the loop looks at an Event that its function was given.
func (t *StopTest) Given() bool {
	f := t.Flag.File
	if !t.Event || f != t.In.File {
		return false
	}
	i, _ := f.paramOf(t.Flag.Expr, t.In)
	return i >= 0
}

// runsOf is the events of this file that run the body of a function: its only
// call; the resumptions of the only generator that it makes. None where several
// places do, or one that is not a plain call.
func (f *File) runsOf(fn *Func) []facts.EventID {
	if fn.ID == 0 || fn.Facts().Flags&facts.AsyncFunc != 0 || !fn.plain() {
		return nil
	}
	var calls []*CallSite
	for _, c := range f.calls {
		if c.Target == fn || c.Target != nil && c.virtual() && fn.overrides(c.Target) {
			calls = append(calls, c)
		}
	}
	generator := fn.Facts().Flags&facts.GeneratorFunc != 0
	var out []facts.EventID
	for _, c := range calls {
		if c.In != calls[0].In || c.In == fn {
			return nil
		}
		switch {
		case generator:
			out = append(out, f.resumes(c)...)
		case len(calls) == 1:
			out = append(out, c.Event)
		}
	}
	return out
}

// overrides says whether a method stands in a subclass for another.
func (fn *Func) overrides(base *Func) bool {
	if fn.Class == nil || base.Class == nil || fn == base || fn.Name != base.Name {
		return false
	}
	for _, k := range fn.Class.mro {
		if k == base.Class {
			return true
		}
	}
	return false
}

// resumes is where a function runs on the generator that a call in it makes: a
// for loop over it, yield from, next() of the local that it is kept in.
func (f *File) resumes(c *CallSite) []facts.EventID {
	p := f.parent[c.Expr]
	var out []facts.EventID
	for id := c.Event; int(id) < len(f.Events) && f.FuncOf(id) == c.In; id++ {
		switch ev := &f.Events[id]; {
		case ev.Stmt != c.Stmt || ev.Flags&facts.Copy != 0:
		case ev.Kind == facts.IterateEvent && ev.X == c.Expr, ev.Kind == facts.YieldEvent && ev.X == p && p > 0:
			out = append(out, id)
		case ev.Kind == facts.StoreEvent && ev.Y == c.Expr && f.Expr(ev.X).Kind == facts.Name:
			for _, e := range f.loads[f.Expr(ev.X).Sym] {
				call := f.CallAt(f.parent[e])
				if call != nil && call.In == c.In && call.Lib() == "builtins.next" && f.KidsOf(call.Expr)[0] == e {
					out = append(out, call.Event)
				}
			}
		}
	}
	return out
}
