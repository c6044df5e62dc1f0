package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A thread cannot join itself: which joins may be made by the thread that they
// wait for, and by which way it comes there.

// Gives says which thread an expression is or identifies, where a call of the
// library gives it: the current one, the main one.
func (f *File) Gives(e facts.ExprID) pylib.Which {
	if c := f.CallAt(e); c != nil && c.Row != nil {
		return c.Row.Which
	}
	if f.Expr(e).Kind != facts.Name {
		return pylib.UnknownThread
	}
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Aug || binds[0].Value <= 0 || binds[0].Func != f.FuncOf(f.EventOf(e)).ID {
		return pylib.UnknownThread
	}
	if c := f.CallAt(binds[0].Value); c != nil && c.Row != nil {
		return c.Row.Which
	}
	return pylib.UnknownThread
}

// AsksWhichThread says whether a function tests something about the thread
// that it runs on.
func (fn *Func) AsksWhichThread() bool {
	for _, c := range fn.callSites {
		if c.Row != nil && (c.Row.Which == pylib.CurrentThread || c.Row.Which == pylib.MainThread) {
			return true
		}
	}
	return false
}

// owner is the class of the method that a function is or is nested in, nil
// where there is none.
func (fn *Func) owner() *Class {
	for g := fn; g != nil; g = g.outer() {
		if g.Class != nil && g.TakesSelf() {
			return g.Class
		}
	}
	return nil
}

// asksParameter says whether a function tests one of its parameters, which may
// say that it is not to join.
func (fn *Func) asksParameter() bool {
	f, found := fn.File, false
	fn.eventsIn(0, func(_ facts.EventID, ev *facts.Event) {
		if ev.Kind != facts.TestEvent {
			return
		}
		f.visit(ev.X, func(_ facts.ExprID, x *facts.Expr) {
			found = found || x.Kind == facts.Name && f.Symbols[x.Sym].Flags&facts.IsParam != 0 && !(fn.TakesSelf() && x.Sym == fn.Params()[0].Sym)
		})
	})
	return found
}

// A SelfJoin is a join that the joined thread itself may come to.
type SelfJoin struct {
	Join *CallSite
	Root *Root
	Path []*CallSite // the calls that lead from the root's function to that of the join
}

// SelfJoins is the joins of an attribute in the methods of the file that the
// thread in it reaches through calls on the same object, in order of position.
// Functions that ask which thread they run on, and those that give the
// attribute another value, are not gone through.
func (f *File) SelfJoins() []SelfJoin {
	var out []SelfJoin
	for _, c := range f.calls {
		if !c.Does(pylib.Joins) || c.Callee.Kind != LibBound || c.In.asksParameter() {
			continue
		}
		for _, r := range f.m.runBy[c.In] {
			if !r.Threaded() || r.Func.owner() == nil || !r.joinsOwn(c) {
				continue
			}
			found := false
			r.reachOwn(func(fn *Func, path []*CallSite) {
				if fn == c.In && !f.storedOn(c.Receiver(), r.Func, path) {
					out, found = append(out, SelfJoin{c, r, path}), true
				}
			})
			if found {
				break
			}
		}
	}
	return out
}

// joinsOwn says whether a join waits for the thread that an attribute of self
// holds, or for self.
func (r *Root) joinsOwn(c *CallSite) bool {
	f := c.File
	x := f.Expr(c.Receiver())
	if c.In.Class == nil {
		return false
	}
	if f.isSelf(c.Receiver()) {
		return r.Class != nil || len(r.Spawns) > 0 && r.Spawns[0].Sub != nil
	}
	if x.Kind != facts.Attr || !f.isSelf(x.A) {
		return false
	}
	return f.storesOnly(c.In.Class, f.Text(x.Str), r)
}

// storesOnly says whether everything that a class stores in an attribute is
// None or a thread that runs the root's function on the same object.
func (f *File) storesOnly(c *Class, name string, r *Root) bool {
	n := 0
	for _, k := range c.mro {
		for _, id := range k.selfStores(name) {
			v := k.File.Events[id].Y
			if v <= 0 {
				return false
			}
			if k.File.Expr(v).Kind == facts.None {
				continue
			}
			val := k.File.Eval(v)
			if !val.Site.Valid() {
				return false
			}
			s := val.Site.File.SpawnAt(val.Site.Expr)
			if s == nil || s.Target.Func != r.Func || s.Target.Bound && !(s.Target.Self.Valid() && s.Target.Self.File.isSelf(s.Target.Self.Expr)) {
				return false
			}
			n++
		}
	}
	return n > 0
}

// reachOwn visits the functions that the root comes to by calls on self, and
// by calls of functions nested in these, with the shortest way there.
func (r *Root) reachOwn(visit func(fn *Func, path []*CallSite)) {
	type step struct {
		fn   *Func
		path []*CallSite
	}
	seen := map[*Func]bool{r.Func: true}
	for work := []step{{fn: r.Func}}; len(work) > 0; work = work[1:] {
		at := work[0]
		if at.fn.AsksWhichThread() {
			continue
		}
		visit(at.fn, at.path)
		for _, c := range at.fn.callSites {
			if c.Target == nil || seen[c.Target] || c.Callee.Kind != FuncObj || !c.Target.plain() || len(c.Target.Overrides()) > 0 || c.File.Swallowed(c.Stmt) ||
				c.Target.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || c.Receiver() == 0 || !c.File.isSelf(c.Receiver()) {
				continue
			}
			seen[c.Target] = true
			work = append(work, step{c.Target, append(append([]*CallSite(nil), at.path...), c)})
		}
	}
}

// storedOn says whether a function on the way stores to an attribute.
func (f *File) storedOn(e facts.ExprID, first *Func, path []*CallSite) bool {
	if f.Expr(e).Kind != facts.Attr {
		return false
	}
	fns := []*Func{first}
	for _, c := range path {
		fns = append(fns, c.Target)
	}
	for _, fn := range fns {
		for _, id := range fn.File.stores[f.Text(f.Expr(e).Str)] {
			if fn.File.FuncOf(id) == fn {
				last := fn == fns[len(fns)-1]
				at := f.EventOf(e)
				if !last || fn.File == f && f.Reaches(id, at) {
					return true
				}
			}
		}
	}
	return false
}
