package threads

import (
	"fmt"
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// doubtMeeting leaves why a touch does not meet those for which is holds.
func (s *Shared) doubtMeeting(t *Touch, is func(o *Touch) bool) {
	f := t.File
	if f.hear == nil {
		return
	}
	found := false
	for i := range s.Touches {
		if o := &s.Touches[i]; is(o) {
			found = true
			f.Doubt(t.Place, Site{o.File, o.Span()}, t.whyApart(o))
		}
	}
	if !found {
		f.Doubt(t.Place, Site{}, "nobody is seen to change it in a way that would matter here")
	}
}

// whyApart is why two touches do no harm to each other.
func (t *Touch) whyApart(o *Touch) string {
	if t.Beside(o) {
		for _, l := range t.Held {
			if slices.Contains(o.Held, l) {
				return fmt.Sprintf("it is guarded by `%s`, which is held at both accesses", l)
			}
		}
		if t.Guarded(o) {
			return "a lock is held at one of the accesses that has no name here, and may be held at the other"
		}
		return "the two accesses that rely on each other are under one lock"
	}
	switch a, b := t.Side.Root, o.Side.Root; {
	case a == nil && b == nil:
		return "no second thread is known: only callers from outside come to both accesses"
	case a == nil || b == nil:
		return "the threads are waited for before the function that makes them returns"
	case a != b:
		return "one thread is waited for (join) before the other starts"
	case t.Side == o.Side || t.Side.Spawn == o.Side.Spawn:
		return fmt.Sprintf("no second thread is known: one alone is seen to run `%s`", a.Func.QualName())
	}
	return fmt.Sprintf("two threads that run `%s` are not shown to run at the same time on one object", t.Side.Root.Func.QualName())
}

// doubtPlaces leaves why accesses that might begin a race are no touches of a
// place that threads share.
func (f *File) doubtPlaces(might func(a *Access) bool) {
	if f.hear == nil {
		return
	}
	type at struct {
		e     facts.EventID
		place facts.ExprID
	}
	shared := map[at]bool{}
	for _, s := range f.m.sharing(touched).in[f] {
		for i := range s.Touches {
			if t := &s.Touches[i]; t.File == f {
				shared[at{t.Event, t.Place}] = true
			}
		}
	}
	for _, fn := range f.Funcs {
		for _, a := range fn.accesses() {
			if might(&a) && !shared[at{a.Event, a.Place}] {
				why, where := f.whyNotShared(&a)
				f.Doubt(a.Place, where, why)
			}
		}
	}
}

// whyNotShared is why an access is not known to be of a place that threads share.
func (f *File) whyNotShared(a *Access) (why string, at Site) {
	fn, place := a.Func, a.Func.ofObject(a.lock)
	switch s := f.m.touchedByThread(place); {
	case fn.InTest():
		return "what a test shares with its threads, it shares on purpose", Site{}
	case !place.Known():
		return "whose attribute it is is not known", Site{}
	case f.m.confined(place):
		return "a contract says that it is confined to one thread", Site{}
	case s != nil:
		return s.whyHarmless(a)
	}
	if roots := f.m.runBy[fn]; len(roots) > 0 {
		if a.lock.Root == LocalLock {
			return "whose object it is cannot be told: each thread may have one of its own", Site{}
		}
		return fmt.Sprintf("no second thread is known to come to it beside `%s`", roots[0].Func.QualName()), Site{}
	}
	for _, s := range f.spawns {
		if !s.Target.Known() && s.TargetExpr > 0 && s.OnThread() {
			return "no thread is known to come to it, and what the thread that is made here runs is not known: %u", Site{f, s.TargetExpr}
		}
	}
	return fmt.Sprintf("no thread is known to come to it: none that is seen runs `%s`", fn.QualName()), Site{}
}

// whyHarmless is why an access of a place that threads come to begins no race.
func (s *Shared) whyHarmless(a *Access) (why string, at Site) {
	fn := a.Func
	if t := s.madeForSharing(); t != nil {
		v := t.File.Eval(t.Place)
		return fmt.Sprintf("it holds a `%s`, which cannot change or is made to be shared", v.LibType().Name), Site{t.File, t.Place}
	}
	here := slices.IndexFunc(s.Touches, func(t Touch) bool { return t.Side.Root != nil })
	at = Site{s.Touches[here].File, s.Touches[here].Span()}
	switch {
	case !fn.besideThreads(true).has(a.Event):
		return "it comes before the threads start, or after they are waited for (join)", at
	case fn.early():
		return "it runs before any thread is started", at
	}
	return "nobody is seen to change it while threads run, or one thread alone comes here", at
}

// touchedByThread is a place as threads touch it, nil if none does.
func (m *Model) touchedByThread(place Lock) *Shared {
	for _, s := range m.sharing(touched).all {
		if s.Place.mayBe(place) && slices.ContainsFunc(s.Touches, func(t Touch) bool { return t.Side.Root != nil }) {
			return s
		}
	}
	return nil
}

// doubtGaps leaves why accesses under locks and without are in order.
func (f *File) doubtGaps() {
	if f.hear == nil {
		return
	}
	f.doubtPlaces(func(a *Access) bool { return a.Kind.Changes() || a.Kind == Iterates })
	for _, s := range f.m.sharing(owned).in[f] {
		g, ok := s.Guard()
		for i := range s.Touches {
			if t := &s.Touches[i]; t.File == f {
				f.Doubt(t.Place, Site{}, t.whyInOrder(&g, ok))
			}
		}
	}
}

// whyInOrder is why a touch is no gap in a guard.
func (t *Touch) whyInOrder(g *Guard, ok bool) string {
	switch {
	case !ok:
		return "no lock is held at two statements that touch it, one of which changes it: none is known to guard it"
	case slices.Contains(t.Held, g.Lock):
		return fmt.Sprintf("`%s`, which guards it, is held here", g.Lock)
	case t.Any:
		return "a lock is held here that has no name"
	}
	return fmt.Sprintf("a single step like this does no harm without `%s`, or it comes before others know the object", g.Lock)
}

// DoubtOrders leaves why the locks that the file takes are in no cycle.
func (f *File) DoubtOrders() {
	if f.hear == nil {
		return
	}
	k := f.m.locking()
	nests := map[facts.EventID]bool{}
	for _, n := range k.nestings() {
		if n.Func.File == f {
			nests[n.At], nests[n.OuterAt] = true, true
			why := fmt.Sprintf("`%s` is taken before `%s` wherever both are seen", n.Outer.Title(f.m), n.Inner.Title(f.m))
			outer, inner := n.Spans()
			f.Doubt(inner, Site{f, outer}, why)
			f.Doubt(outer, Site{f, inner}, why)
		}
	}
	for id := range f.Events {
		ev := &f.Events[id]
		if nests[facts.EventID(id)] || ev.Flags&facts.Copy != 0 {
			continue
		}
		c := f.CallAt(ev.X)
		if ev.Kind == facts.EnterEvent && f.Eval(ev.X).IsLock() || ev.Kind == facts.CallEvent && c != nil && c.Does(pylib.Acquires) {
			f.Doubt(ev.X, Site{}, "no other lock is known to be taken while it is held, nor it while another is")
		}
	}
}
