package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Waiting for threads while a lock is held that they need.

// A HeldJoin is a wait for a thread, a task or a pool that is made while a lock
// is held which what is waited for takes.
type HeldJoin struct {
	At     facts.EventID // the call that waits, or the end of a with
	Expr   facts.ExprID
	In     *Func
	Holder *Func         // holds the lock: In, or a caller of it
	Lock   Lock          // in the holder's names
	Taken  facts.EventID // takes the lock in the holder; -1: a decorator or a contract says so
	Calls  []*CallSite   // from the holder to In
	Target *Func         // what the thread or task runs
	Chain  []Through     // in the target, to where it takes the lock
}

// HeldJoins is those of the file, by position, one for each wait.
func (f *File) HeldJoins() []HeldJoin {
	var out []HeldJoin
	for _, c := range f.calls {
		if c.Receiver() == 0 || !(c.Does(pylib.Joins) || c.AwaitsItems()) || c.Bounded() || c.NeverWaits() {
			continue
		}
		if h, ok := f.heldJoin(c.Event, c.Receiver()); ok {
			out = append(out, h)
		}
	}
	asked := map[*Func]bool{}
	for _, s := range f.spawns {
		fn := s.Call.In
		if asked[fn] || s.Handoff == nil || s.Handoff.On != pylib.Pool {
			continue
		}
		asked[fn] = true
		for _, id := range fn.poolExits() {
			if f.Events[id].Flags&facts.Copy == 0 {
				if h, ok := f.heldJoin(id, f.Events[id].X); ok {
					out = append(out, h)
				}
			}
		}
	}
	return out
}

// heldJoin is the wait at an event for what an expression is.
func (f *File) heldJoin(at facts.EventID, e facts.ExprID) (HeldJoin, bool) {
	h := HeldJoin{At: at, Expr: f.Events[at].X, In: f.FuncOf(at)}
	for _, a := range f.awaited(e) {
		for _, l := range a.fn.Takes() {
			here := a.name(h.In, f, e, l)
			if !here.Known() {
				continue
			}
			if h.hold(here) {
				h.Target, h.Chain = a.fn, a.fn.wayTo(l)
				return h, len(h.Chain) > 0
			}
		}
	}
	return h, false
}

// hold looks for who holds a lock at the wait: its function, or callers of it.
func (h *HeldJoin) hold(l Lock) bool {
	f := h.In.File
	if held, ok := heldAt(f, h.At, l); ok {
		h.Holder, h.Lock, h.Taken = h.In, l, held.At
		return true
	}
	return f.m.climb(h.In, func(path []*CallSite) bool {
		c, in := path[0], l.outside(path)
		if !in.Known() {
			return false
		}
		held, ok := heldAt(c.File, c.Event, in)
		if ok {
			h.Holder, h.Lock, h.Taken, h.Calls = c.In, in, held.At, path
		}
		return ok
	})
}

// outside is what a lock of the function that a way of calls leads to is called
// where the way begins.
func (l Lock) outside(path []*CallSite) Lock {
	for i := len(path) - 1; i >= 0; i-- {
		l = path[i].outward(path[i].Target, l, 0)
	}
	return l
}

// heldAt is a lock among those that its function holds before an event.
func heldAt(f *File, at facts.EventID, l Lock) (HeldLock, bool) {
	held := f.HeldHere(at)
	if i := slices.IndexFunc(held.Locks, func(x HeldLock) bool { return x.Lock == l }); i >= 0 {
		return held.Locks[i], true
	}
	return HeldLock{}, false
}

// climbSteps bounds how far callers are asked, climbWidth how many of each function.
const (
	climbSteps = 4
	climbWidth = 40
)

// climb visits the ways of calls that lead to a function, the nearest callers
// first, until visit has found what it looks for. Only calls of files that are
// read anyhow are seen.
func (m *Model) climb(fn *Func, visit func(path []*CallSite) bool) bool {
	type step struct {
		fn   *Func
		path []*CallSite
	}
	seen := map[*Func]bool{fn: true}
	for work := []step{{fn: fn}}; len(work) > 0; work = work[1:] {
		at := work[0]
		calls := m.callsOf(at.fn)
		for _, c := range calls[:min(len(calls), climbWidth)] {
			path := append([]*CallSite{c}, at.path...)
			if visit(path) {
				return true
			}
			if !seen[c.In] && len(path) < climbSteps {
				seen[c.In] = true
				work = append(work, step{c.In, path})
			}
		}
	}
	return false
}

// callsOf is the calls that run a function, in the files that are parsed.
func (m *Model) callsOf(fn *Func) []*CallSite {
	return m.locking().calls.get(m, func() map[*Func][]*CallSite {
		out := map[*Func][]*CallSite{}
		for _, f := range m.files {
			for _, c := range f.calls {
				if c.Target != nil && c.Target.plain() {
					out[c.Target] = append(out[c.Target], c)
				}
			}
		}
		return out
	})[fn]
}

// An awaitedTask is a function that runs on the thread that is waited for.
type awaitedTask struct {
	fn    *Func
	spawn *Spawn // nil for the consumer of a queue
}

// awaited is what runs on the threads that a wait for e waits for: a thread, the
// future of a task, a pool, a queue that is to be worked off.
func (f *File) awaited(e facts.ExprID) (out []awaitedTask) {
	add := func(s *Spawn) {
		if s != nil && s.OnThread() && s.Target.Func != nil && !s.Super {
			out = append(out, awaitedTask{s.Target.Func, s})
		}
	}
	for _, site := range f.sitesOf(e) {
		v := site.File.Eval(site.Expr)
		switch v.LibClass() {
		case pylib.ThreadClass, pylib.TimerClass, pylib.FutureClass:
			add(site.File.SpawnAt(site.Expr))
		case pylib.ThreadPoolClass:
			for _, s := range f.m.tasksOf(site) {
				add(s)
			}
		case pylib.QueueClass:
			for _, u := range f.m.ObjectAt(site).Uses {
				if c := u.CallSite(); c != nil && c.TakesItem() && slices.ContainsFunc(f.m.runBy[c.In], (*Root).Threaded) {
					out = append(out, awaitedTask{fn: c.In})
				}
			}
		}
	}
	return out
}

// sitesOf is the expressions that make what e is: one, or what the class of
// self stores in the attribute.
func (f *File) sitesOf(e facts.ExprID) []Site {
	if v := f.Eval(e); v.Site.Valid() {
		return []Site{v.Site}
	}
	x := f.Expr(e)
	if x.Kind != facts.Attr || !f.isSelf(x.A) {
		return nil
	}
	var out []Site
	if fn := f.FuncAt(e); fn != nil && fn.owner() != nil {
		for _, s := range fn.owner().storesOf(f.Text(x.Str)) {
			if y := s.file.Events[s.event].Y; y > 0 {
				if v := s.file.Eval(y); v.Site.Valid() {
					out = append(out, v.Site)
				}
			}
		}
	}
	return out
}

// name is what a lock of the task is called in the function that waits for it
// in e; the zero Lock where it may be the lock of another object.
func (a *awaitedTask) name(in *Func, f *File, e facts.ExprID, l Lock) Lock {
	switch l.Root {
	case GlobalLock, ClassLock:
		return l
	case SelfLock:
		return a.selfName(in, f, e, l)
	case LocalLock:
		owner := l.File.Funcs[l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func]
		if !l.ofParam() || owner != a.fn {
			if l.File == f && (owner == in || in.within(owner.ID)) {
				return l
			}
			return Lock{}
		}
		if a.spawn == nil || a.spawn.Call.In != in {
			return Lock{}
		}
		c := &CallSite{File: f, Expr: a.spawn.Call.Expr, Target: a.fn, Bound: a.spawn.Target.Bound, Spawn: a.spawn, In: in, Callee: nothing}
		return c.outward(a.fn, l, 0)
	}
	return Lock{}
}

// selfName is the lock of the object whose method a task runs.
func (a *awaitedTask) selfName(in *Func, f *File, e facts.ExprID, l Lock) Lock {
	if a.spawn == nil {
		if a.fn.owner() != nil && a.fn.owner() == in.owner() {
			return l
		}
		return Lock{}
	}
	s := a.spawn
	if s.Sub != nil {
		if p := f.placeOf(e); p.Known() {
			return p.join(l.Path)
		}
		return Lock{}
	}
	self := s.Target.Self
	if !s.Target.Bound && a.fn.method() != nil && a.fn.method() == s.Call.In.method() {
		self = Site{} // a function nested in the method
	} else if !s.Target.Bound || !self.Valid() {
		return Lock{}
	} else if s.Call.In == in && self.File == f {
		return f.placeOf(self.Expr).join(l.Path)
	} else if !self.File.isSelf(self.Expr) {
		return Lock{}
	}
	// A thread of the same object: it is waited for through an attribute of self.
	if k := in.owner(); k != nil && s.Call.In.owner() != nil && k.related(s.Call.In.owner()) && f.pathOfSelf(e) {
		return l
	}
	return Lock{}
}

// pathOfSelf says whether an expression names something of self, or an item of it.
func (f *File) pathOfSelf(e facts.ExprID) bool {
	p := f.placeOf(e)
	if p.Root == SelfLock {
		return true
	}
	if p.Root != LocalLock {
		return false
	}
	// for t in self._threads: the loop variable
	for _, b := range f.BindingsOf(p.Sym) {
		if b.Value > 0 {
			found := false
			f.visit(b.Value, func(k facts.ExprID, x *facts.Expr) {
				found = found || x.Kind == facts.Name && f.isSelf(k)
			})
			if found {
				return true
			}
		}
	}
	return false
}

// wayTo is the calls that lead from a function to where it takes a lock, the
// place itself last.
func (fn *Func) wayTo(l Lock) []Through {
	k := fn.File.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.way(fn, l)
}

// way is wayTo for who holds the model.
func (k *lockModel) way(fn *Func, l Lock) []Through {
	sum := k.sums[fn]
	if sum == nil {
		return nil
	}
	i := slices.IndexFunc(sum.takes, func(t taking) bool { return t.lock == l })
	if i < 0 {
		return nil
	}
	t := sum.takes[i]
	if t.event < 0 {
		if d := fn.File.DecoratorsOf(fn.ID); len(d) > 0 {
			return []Through{{fn.File, fn, d[0]}}
		}
		return nil
	}
	first := Through{fn.File, fn, fn.File.Events[t.event].X}
	if t.via == nil || k.flows[fn] == nil {
		return []Through{first}
	}
	rest, _ := k.chain(k.flows[fn], t.event, t)
	if rest == nil {
		return nil
	}
	return append([]Through{first}, rest...)
}
