package threads

import (
	"slices"

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

// A StopUnseen is a loop that looks at a flag which tells it to end, but waits
// where nothing that sets the flag reaches it.
type StopUnseen struct {
	Wait *CallSite
	Look StopTest
	Set  StopSet
	Join *CallSite // waits for the thread
}

// StopsUnseen is those of the file, by position of the wait.
func (f *File) StopsUnseen() []StopUnseen {
	var out []StopUnseen
	for _, c := range f.calls {
		if !c.TakesItem() || !c.Does(pylib.Waits) || c.Bounded() || c.NeverWaits() || f.InLoop(c.Stmt) == 0 || c.knowsItem() {
			continue
		}
		look, sets := f.LookAfter(c)
		if len(sets) == 0 || slices.ContainsFunc(sets, func(s StopSet) bool { return s.wakes() }) || f.woken(c) {
			continue
		}
		if join, ok := c.In.outlived(); ok {
			out = append(out, StopUnseen{c, look, sets[0], join})
		}
	}
	return out
}

// wakes says whether who tells a loop to end may do something beside it that ends
// a wait: a call that wakes or closes anything, or of what is not known; here or in its callers.
func (s *StopSet) wakes() bool {
	may := func(fn *Func) bool {
		return slices.ContainsFunc(fn.callSites, func(c *CallSite) bool {
			switch {
			case c.Expr == s.At.Expr && c.File == s.At.File:
				return false
			case c.Row != nil:
				return c.Does(pylib.Wakes|pylib.Closes) || c.Row.Does == 0
			case c.Target != nil && c.Target.plain():
				return c.Target.Effects.Unknown || c.Target.Effects.Does&(pylib.Wakes|pylib.Closes) != 0
			}
			return true
		})
	}
	return may(s.Func) || s.Func.File.m.climb(s.Func, func(path []*CallSite) bool { return len(path) <= 2 && may(path[0].In) })
}

// woken says whether somewhere a marker of the end is put into the queue that a
// call waits for, or it is not known what is.
func (f *File) woken(c *CallSite) bool {
	o := f.m.QueueOf(c)
	if o == nil || o.Escapes {
		return true
	}
	for _, u := range o.Uses {
		if d := u.CallSite(); d != nil && d.PutsItem() {
			if e := d.Item(); e <= 0 || d.File.Expr(e).Kind == facts.None || d.File.Expr(e).Kind == facts.Name && d.File.Eval(e).Kind != Unknown && d.File.Eval(e).Site.Valid() {
				return true
			}
		}
	}
	return false
}

// outlived is a join without a limit of a thread that runs the function.
func (fn *Func) outlived() (join *CallSite, ok bool) {
	for _, r := range fn.File.m.runBy[fn] {
		if !r.Threaded() {
			continue
		}
		for _, j := range r.Joins() {
			if !j.Bounded() {
				return j, true
			}
		}
	}
	return nil, false
}
