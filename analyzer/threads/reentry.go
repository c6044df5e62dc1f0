package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
)

// A Reentry is a place where a thread takes a lock that it already holds and
// whose holder cannot take it again.
type Reentry struct {
	Lock  Lock
	Outer facts.EventID // takes the lock first; -1: a decorator holds it
	At    facts.EventID // takes it again, or calls what does
	Chain []Through     // the calls on the way from At, then the place that takes it
	Every bool          // whoever takes the lock at Outer comes to take it again
	Given Site          // where the callable that runs at At was put into a container; not Valid for a plain call
}

// A Through is one step of a chain of calls.
type Through struct {
	File *File
	Func *Func // in which the step stands
	Expr facts.ExprID
}

// Reentries is the places of the file where a thread waits for itself, by
// position, one for each place.
func (f *File) Reentries() []Reentry {
	k := f.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []Reentry
	for _, fn := range f.Funcs {
		w := k.flows[fn] // of a function that nobody needs there is none, nor a question
		if w == nil {
			continue
		}
		k.eachTaking(w, func(id facts.EventID, s *lockState, takes []taking) {
			if r, ok := k.reentry(w, id, s, takes); ok {
				out = append(out, r)
			}
		})
		for _, r := range k.calledBack(w) {
			if !slices.ContainsFunc(out, func(o Reentry) bool { return o.At == r.At }) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b Reentry) int {
		return int(f.Expr(f.Events[a.At].X).Span.Start) - int(f.Expr(f.Events[b.At].X).Span.Start)
	})
	return out
}

// eachTaking visits the events of a function that wait for locks, with what holds
// just before and the locks.
func (k *lockModel) eachTaking(w *lockFlow, visit func(id facts.EventID, s *lockState, takes []taking)) {
	w.fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if _, any := w.ops[id]; !any || ev.Flags&(facts.Copy|facts.InComp) != 0 {
			return
		}
		var found lockSummary
		k.takings(w, id, &found, true)
		if s, ok := w.before(id); ok && len(found.takes) > 0 {
			visit(id, &s, found.takes)
		}
	})
}

// reentry is the first of the locks that an event takes which is held already.
func (k *lockModel) reentry(w *lockFlow, id facts.EventID, s *lockState, takes []taking) (Reentry, bool) {
	fn, f := w.fn, w.fn.File
	for _, t := range takes {
		if !t.alone {
			continue
		}
		r := Reentry{Lock: t.lock, At: id, Outer: -1}
		i := slices.Index(w.locks, t.lock)
		around := slices.ContainsFunc(k.uses[fn], func(u heldAround) bool { return u.lock == t.lock && u.alone })
		switch {
		case i >= 0 && s.locks[i].lo > 0 && s.locks[i].at >= 0:
			r.Outer = s.locks[i].at
			r.Every = f.OnEveryPath(r.Outer, func(e facts.EventID) bool {
				return e == id || f.Events[e].X == f.Events[id].X && e != r.Outer && f.Events[e].Kind == f.Events[id].Kind
			})
		case around && (i < 0 || s.locks[i].lo >= 0):
			r.Every = fn.always(id)
		default:
			continue
		}
		r.Every = r.Every && f.Events[id].Flags&facts.Maybe == 0
		if t.via != nil {
			chain, every := k.chain(w, id, t)
			if chain == nil {
				continue
			}
			r.Chain, r.Every = chain, r.Every && every
			if !every && (f.testsToo(f.Events[id].Stmt, chain) || f.decides(id, chain) || f.passesRefuting(id, chain)) {
				continue // what the caller has tested, stored or passes decides there, too
			}
		}
		if k.baton(w, &r) {
			continue
		}
		return r, true
	}
	return Reentry{}, false
}

// baton says whether another thread may give back the lock that is waited for:
// then the second acquire() waits for a sign from there.
func (k *lockModel) baton(w *lockFlow, r *Reentry) bool {
	in, at := w.fn, r.At
	if n := len(r.Chain); n > 0 {
		in, at = r.Chain[n-1].Func, r.Chain[n-1].File.event[r.Chain[n-1].Expr]
	}
	f := in.File
	if back, pair := k.handedOver(w, r.Lock); back && !pair {
		return true
	}
	if at < 0 || f.Events[at].Kind != facts.CallEvent {
		return false
	}
	c := f.CallAt(f.Events[at].X)
	if c == nil || r.Lock.Root != LocalLock && r.Lock.Root != GlobalLock {
		return false
	}
	s := c.LockExpr()
	v := s.File.Eval(s.Expr)
	if !v.Site.Valid() {
		return true
	}
	o := k.m.ObjectAt(v.Site)
	if (o.Escapes || o.InList) && r.Lock.Root == LocalLock {
		return true
	}
	for i := range o.Uses {
		u := &o.Uses[i]
		if (u.Kind == MethodRef || u.Kind == Method && u.In() != in && u.In() != w.fn) && u.Name != "acquire" {
			return true
		}
	}
	return false
}

// testsToo says whether an if around a statement tests a place that a
// function of the chain tests as well.
func (f *File) testsToo(s facts.StmtID, chain []Through) bool {
	tested := map[Lock]bool{}
	for i := f.Enclosing(s, facts.If, facts.Elif, facts.Else, facts.While); i != 0; i = f.Enclosing(i, facts.If, facts.Elif, facts.Else, facts.While) {
		f.places(f.Stmts[i].X, func(l Lock) { tested[l] = true })
	}
	found := false
	for _, step := range chain {
		g := step.Func.Facts()
		for b := g.Block; b < g.BlkEnd; b++ {
			for _, ev := range step.File.EventsOf(b) {
				if ev.Kind == facts.TestEvent {
					step.File.places(ev.X, func(l Lock) { found = found || tested[l] })
				}
			}
		}
	}
	return found
}

// decides says whether a function on the way from an event to the end of a
// chain stores a place that a later one tests: `self.running = False` before
// the call of what begins with `if not self.running: return`.
func (f *File) decides(id facts.EventID, chain []Through) bool {
	stored := map[Lock]bool{}
	store := func(in *Func, at facts.EventID) {
		in.eventsIn(0, func(ev facts.EventID, e *facts.Event) {
			if e.Kind == facts.StoreEvent && in.File.Reaches(ev, at) {
				if l := in.File.placeOf(e.X); l.Known() && l.Root != LocalLock {
					stored[l] = true
				}
			}
		})
	}
	store(f.FuncOf(id), id)
	found := false
	for _, step := range chain {
		step.Func.eventsIn(0, func(_ facts.EventID, e *facts.Event) {
			if e.Kind == facts.TestEvent {
				step.File.places(e.X, func(l Lock) { found = found || stored[l] })
			}
		})
		if at := step.File.EventOf(step.Expr); at >= 0 {
			store(step.Func, at)
		}
	}
	return found
}

// places visits the shared places that an expression reads.
func (f *File) places(e facts.ExprID, visit func(Lock)) {
	f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		if x.Kind == facts.Name || x.Kind == facts.Attr {
			if l := f.placeOf(k); l.Known() && l.Root != LocalLock {
				visit(l)
			}
		}
	})
}

// chain follows the calls from an event to the place that takes the lock.
// every says that each function on the way does so on every path.
func (k *lockModel) chain(w *lockFlow, id facts.EventID, t taking) (out []Through, every bool) {
	f := w.fn.File
	every = true
	in, lock := t.via, t.lock
	runs := k.entered(f, &f.Events[id])
	for range 12 {
		var next *taking
		sum := k.sums[in]
		if sum == nil {
			return nil, false
		}
		for i := range sum.takes {
			for _, r := range runs {
				if r.to == in && r.name(sum.takes[i].lock) == lock {
					next = &sum.takes[i]
				}
			}
			if next != nil {
				break
			}
		}
		if next == nil {
			return nil, false
		}
		every = every && next.every
		if next.event < 0 { // a decorator takes it
			d := in.File.DecoratorsOf(in.ID)
			if len(d) == 0 {
				return nil, false
			}
			return append(out, Through{in.File, in, d[0]}), every
		}
		ev := &in.File.Events[next.event]
		out = append(out, Through{in.File, in, ev.X})
		if next.via == nil {
			return out, every
		}
		runs, lock, in = k.entered(in.File, ev), next.lock, next.via
	}
	return nil, false
}
