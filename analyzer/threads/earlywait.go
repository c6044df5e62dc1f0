package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// earlyWait looks at a with whose body begins by waiting for its condition
// without end: a test around it of what others change before they notify is too
// early, since nobody is told of a change between the test and the wait.
func (f *File) earlyWait(with facts.StmtID) (EarlyTest, bool) {
	lock := f.Stmts[with+1].X
	first := f.firstIn(with, f.Stmts[with].Func)
	if int(first) >= len(f.Stmts) || f.Eval(lock).LibClass() != pylib.ConditionClass || f.Stmts[first].Kind != facts.ExprStmt {
		return EarlyTest{}, false
	}
	c := f.CallAt(f.Stmts[first].X)
	if c == nil || !c.Does(pylib.Waits) || c.Does(pylib.UserCode) || c.Receiver() == 0 || f.placeOf(c.Receiver()) != f.placeOf(lock) {
		return EarlyTest{}, false
	}
	if e := c.Arg(c.Row.Timeout); e > 0 && f.Expr(e).Kind != facts.None {
		return EarlyTest{}, false
	}
	test := f.Stmts[with].Parent
	if k := f.Stmts[test].Kind; test == 0 || f.Stmts[test].Func != c.In.ID || k != facts.If && k != facts.While {
		return EarlyTest{}, false
	}
	cond := f.Stmts[test].X
	for _, path := range f.placesOf(cond) {
		p := f.placeOf(path)
		if p.Known() && p.Root != LocalLock && f.announced(p, f.placeOf(lock), c.In) {
			return EarlyTest{Kind: IsAwaited, Cond: cond, If: test, With: with, Lock: lock, Act: c.Expr, Path: path, Call: true, Own: p.Root == SelfLock}, true
		}
	}
	return EarlyTest{}, false
}

// announced says whether a function other than in changes a place, and notifies
// a condition itself or through what it calls.
func (f *File) announced(p, cond Lock, in *Func) bool {
	for i := range f.Events {
		fn := f.FuncOf(facts.EventID(i))
		if fn != in && !inInit(fn) && f.changesPlace(&f.Events[i], p) && fn.notifies(cond, 3) {
			return true
		}
	}
	return false
}

// changesPlace says whether an event stores to a place, or to what it holds.
func (f *File) changesPlace(ev *facts.Event, p Lock) bool {
	switch ev.Kind {
	case facts.StoreEvent, facts.DeleteEvent:
		if x := f.Expr(ev.X); x.Kind == facts.Subscript {
			return f.placeOf(x.A) == p
		}
		return f.storedPlace(ev.X) == p
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		return c != nil && c.Does(pylib.Mutates) && c.Receiver() > 0 && f.placeOf(c.Receiver()) == p
	}
	return false
}

// notifies says whether a function, or a function of the file that it calls,
// wakes those who wait for a condition.
func (fn *Func) notifies(cond Lock, depth int) bool {
	f := fn.File
	return slices.ContainsFunc(f.calls, func(c *CallSite) bool {
		switch {
		case c.In != fn:
			return false
		case c.Does(pylib.Wakes):
			return c.Receiver() > 0 && f.placeOf(c.Receiver()) == cond
		}
		return depth > 0 && c.Target != nil && c.Target.File == f && c.Target != fn && c.Target.notifies(cond, depth-1)
	})
}
