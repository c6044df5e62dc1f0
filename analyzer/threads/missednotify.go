package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A MissedNotify is a wait for a condition whose reason was tested before the
// condition was taken: a change and its notification may come in between.
type MissedNotify struct {
	Wait   *CallSite
	Cond   Lock
	Test   facts.ExprID // the test outside
	Place  Lock         // what it reads and another changes
	Notify *CallSite
	Change Site // the change
}

// MissedNotifies is those of the file, by position.
func (f *File) MissedNotifies() []MissedNotify {
	var out []MissedNotify
	for _, c := range f.calls {
		if !c.waitsHolding() || c.Does(pylib.UserCode) || c.Bounded() || c.NeverWaits() {
			continue
		}
		if n, ok := f.missedNotify(c); ok {
			out = append(out, n)
		}
	}
	return out
}

func (f *File) missedNotify(c *CallSite) (MissedNotify, bool) {
	n := MissedNotify{Wait: c}
	var ok bool
	if n.Cond, ok = f.LockAt(c.Receiver()); !ok {
		return n, false
	}
	if held, ok := heldAt(f, c.Event, n.Cond); !ok || held.At < 0 {
		return n, false
	}
	st := f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.While)
	if st == 0 || f.Stmts[st].Func != c.In.ID || n.testedInside() {
		return n, false
	}
	n.Test = f.Stmts[st].X
	at := f.EventOf(n.Test)
	if at < 0 || f.FuncOf(at) != c.In {
		return n, false
	}
	if !n.changed() {
		return n, false
	}
	held := f.Held(at)
	return n, !held.Any && !held.Has(n.Cond)
}

// testedInside says whether anything is tested on the way to the wait once the
// condition is held.
func (n *MissedNotify) testedInside() bool {
	f, found := n.Wait.File, false
	n.Wait.In.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.TestEvent && f.Reaches(id, n.Wait.Event) {
			_, held := heldAt(f, id, n.Cond)
			found = found || held
		}
	})
	return found
}

// changed finds who changes what the test reads and then notifies.
func (n *MissedNotify) changed() bool {
	c := n.Wait
	m := c.File.m
	cond, loose := c.In.absolute(n.Cond)
	if loose || !cond.Known() {
		return false
	}
	places := map[Lock]bool{}
	c.File.places(n.Test, func(l Lock) {
		if abs, loose := c.In.absolute(l); abs.Known() && !loose && abs != cond {
			places[abs] = true
		}
	})
	found := false
	m.notifiers(cond, func(d *CallSite, loose bool) bool {
		if loose || d.In == c.In {
			return true
		}
		n.Notify = d
		found = n.changeIn(d.In, places) || m.climb(d.In, func(path []*CallSite) bool {
			return len(path) <= 2 && path[0].In != c.In && n.changeIn(path[0].In, places)
		})
		return !found
	})
	return found
}

// changeIn finds a change of one of the places in a function.
func (n *MissedNotify) changeIn(fn *Func, places map[Lock]bool) bool {
	if fn.Name == "__init__" {
		return false
	}
	f, found := fn.File, false
	take := func(l Lock, e facts.ExprID) {
		if abs, loose := fn.absolute(l); !found && !loose && places[abs] {
			n.Place, n.Change, found = abs, Site{f, e}, true
		}
	}
	fn.eventsIn(0, func(_ facts.EventID, ev *facts.Event) {
		switch x := f.Expr(ev.X); ev.Kind {
		case facts.StoreEvent:
			if x.Kind == facts.Subscript {
				take(f.placeOf(x.A), ev.X)
			} else {
				take(f.storedPlace(ev.X), ev.X)
			}
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c != nil && c.Does(pylib.Mutates|pylib.Wakes) && c.Receiver() > 0 {
				take(f.placeOf(c.Receiver()), ev.X)
			}
		}
	})
	return found
}
