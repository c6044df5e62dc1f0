package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
)

// Callables that the program puts into a container and calls from there while
// it holds a lock: `self._hooks.append(self.reload)`, then `for h in self._hooks: h()`.

// A kept callable is a function of the program in a container.
type keptCallable struct {
	fn    *Func
	given Site // what was put there: the function, or the decorator of it
	own   bool // a method of the object whose attribute the container is
}

// calledBack is the reentries of a function by way of kept callables.
func (k *lockModel) calledBack(w *lockFlow) (out []Reentry) {
	w.fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if ev.Kind != facts.CallEvent || ev.Flags&(facts.Copy|facts.InComp) != 0 {
			return
		}
		if r, ok := k.calledBackAt(w, id, ev); ok {
			out = append(out, r)
		}
	})
	return out
}

// calledBackAt is the first of the locks held at a call by a name that a kept
// callable of that name takes again.
func (k *lockModel) calledBackAt(w *lockFlow, id facts.EventID, ev *facts.Event) (Reentry, bool) {
	f := w.fn.File
	c := f.CallAt(ev.X)
	s, ok := w.before(id)
	if c == nil || !ok {
		return Reentry{}, false
	}
	name := f.Expr(c.Expr).A
	if f.Expr(name).Kind != facts.Name {
		return Reentry{}, false
	}
	var all []keptCallable // asked for at the first lock that is held
	for i, l := range w.locks {
		if s.locks[i].lo <= 0 || s.locks[i].at < 0 {
			continue
		}
		if all == nil {
			if all = f.keptCallables(name); all == nil {
				break
			}
		}
		for _, kept := range all {
			if !k.takesKept(kept, l) {
				continue
			}
			r := Reentry{Lock: l, Outer: s.locks[i].at, At: id, Given: kept.given, Chain: k.way(kept.fn, l)}
			if r.Chain == nil || f.testsToo(ev.Stmt, r.Chain) || f.decides(id, r.Chain) || k.baton(w, &r) {
				continue
			}
			return r, true
		}
	}
	return Reentry{}, false
}

// takesKept says whether a kept callable waits for a lock by the name that it
// has where the callable is called, and whose holder cannot take it again.
func (k *lockModel) takesKept(kept keptCallable, l Lock) bool {
	if l.Root != GlobalLock && l.Root != ClassLock && !(kept.own && l.Root == SelfLock) {
		return false
	}
	sum := k.sums[kept.fn]
	return sum != nil && slices.ContainsFunc(sum.takes, func(t taking) bool { return t.alone && t.lock == l })
}

// keptCallables is the functions that a loop variable may be which goes through
// a container, or a copy of it, that the file fills itself.
func (f *File) keptCallables(e facts.ExprID) (out []keptCallable) {
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Value <= 0 || f.Expr(binds[0].Value).Kind != facts.ItemOf {
		return nil
	}
	from := f.container(f.Expr(binds[0].Value).A, 0)
	if from == 0 {
		return nil
	}
	own := f.Expr(from).Kind == facts.Attr && f.isSelf(f.Expr(from).A)
	items, _ := f.addedTo(from)
	for _, it := range items {
		if it.Unpack || it.File != f {
			continue
		}
		out = f.keptItem(it.Expr, own, out)
	}
	return out
}

// container is the name or attribute that holds what is gone through, behind
// the copies that a loop over what others may change is made of; 0 for others.
func (f *File) container(e facts.ExprID, depth int) facts.ExprID {
	x := f.Expr(e)
	switch {
	case depth > 2:
		return 0
	case x.Kind == facts.Attr && f.isSelf(x.A):
		return e
	case x.Kind == facts.Subscript && f.Expr(x.B).Kind == facts.Slice:
		return f.container(x.A, depth+1)
	case x.Kind == facts.Call:
		c, kids := f.CallAt(e), f.KidsOf(e)
		if c == nil || c.Row == nil {
			return 0
		}
		if len(kids) == 1 && isDisplayType(c.Row.Returns) {
			return f.container(kids[0], depth+1)
		}
		if len(kids) == 0 && c.Method() == "copy" {
			return f.container(c.Receiver(), depth+1)
		}
	case x.Kind == facts.Name && x.Sym > 0:
		if f.Scopes[f.Symbols[x.Sym].Scope].Kind == facts.ModuleScope {
			return e
		}
		if b := f.bindingsReaching(e); len(b) == 1 && !b[0].Aug && b[0].Value > 0 {
			return f.container(b[0].Value, depth+1)
		}
	}
	return 0
}

// keptItem adds the functions that an item of a container may be: itself, or
// what callers give for a parameter, as decorators too.
func (f *File) keptItem(e facts.ExprID, own bool, out []keptCallable) []keptCallable {
	in := f.FuncAt(e)
	i, _ := f.paramOf(e, in)
	if i < 0 {
		t := f.Callable(e)
		if t.Func == nil || t.Class != nil || t.Called != 0 || !t.Func.plain() {
			return out
		}
		return append(out, keptCallable{t.Func, Site{f, e}, own && t.Bound && t.Self.Valid() && t.Self.File.isSelf(t.Self.Expr)})
	}
	if own || in.Class != nil {
		return out // whose methods are given from outside is not known
	}
	for _, g := range f.m.files {
		if !g.core() {
			continue
		}
		for _, fn := range g.Funcs {
			for _, d := range g.DecoratorsOf(fn.ID) {
				if v := g.Eval(d); v.Kind == FuncObj && v.Func == in && i == 0 {
					out = append(out, keptCallable{fn: fn, given: Site{g, d}})
				}
			}
		}
		for _, c := range g.calls {
			if c.Target != in {
				continue
			}
			if a, ok := c.argumentFor(in, i); ok && a.Valid() {
				if t := a.File.Callable(a.Expr); t.Func != nil && t.Class == nil && t.Called == 0 && t.Func.plain() {
					out = append(out, keptCallable{fn: t.Func, given: a})
				}
			}
		}
	}
	return out
}
