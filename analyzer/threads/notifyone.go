package threads

import "threadlsp/analyzer/facts"

// A NotifyOne is a notify() that wakes one thread although all that wait have to
// go on: what is set before it stays so.
type NotifyOne struct {
	Notify *CallSite
	Cond   Lock
	Store  facts.ExprID // the attribute that is set for good
	Waits  []*CallSite  // for the condition, in several functions
}

// NotifiesOne is those of the file, by position.
func (f *File) NotifiesOne() []NotifyOne {
	var out []NotifyOne
	for _, c := range f.calls {
		if !c.notifies() || c.In.Class == nil || len(c.Row.Slots) != 1 {
			continue // notify_all() has no parameter
		}
		if a := f.ArgsOf(c.Expr); len(a.Pos)+len(a.Kw) > 0 || a.Star || a.DoubleStar {
			continue
		}
		n := NotifyOne{Notify: c}
		var ok bool
		if n.Cond, ok = f.LockAt(c.Receiver()); !ok || n.Cond.Root != SelfLock {
			continue
		}
		if n.Store = n.final(); n.Store > 0 && n.waiters() {
			out = append(out, n)
		}
	}
	return out
}

// final is the attribute that the function sets to True with the condition held,
// and that nothing sets to another value once the object is made; 0 for none.
func (n *NotifyOne) final() facts.ExprID {
	c := n.Notify
	f, found := c.File, facts.ExprID(0)
	c.In.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		x := f.Expr(ev.X)
		if ev.Kind != facts.StoreEvent || x.Kind != facts.Attr || !f.isSelf(x.A) || f.Expr(ev.Y).Kind != facts.True || !f.Reaches(id, c.Event) {
			return
		}
		if _, held := heldAt(f, id, n.Cond); held && c.In.Class.setOnce(f.Text(x.Str)) {
			found = ev.X
		}
	})
	return found
}

// setOnce says whether an attribute is never set to anything but True outside
// of the constructor.
func (c *Class) setOnce(name string) bool {
	for _, s := range c.storesOf(name) {
		ev := &s.file.Events[s.event]
		if s.file.FuncOf(s.event).Name != "__init__" && s.file.Expr(ev.Y).Kind != facts.True {
			return false
		}
	}
	return true
}

// waiters collects the waits for the condition; it says whether there are two in
// different functions.
func (n *NotifyOne) waiters() bool {
	c := n.Notify
	several := false
	for _, d := range c.File.calls {
		if !d.waitsHolding() || d.In.Class != c.In.Class || d.Bounded() {
			continue
		}
		if l, ok := d.File.LockAt(d.Receiver()); !ok || l != n.Cond {
			continue
		}
		several = several || len(n.Waits) > 0 && n.Waits[0].In != d.In
		n.Waits = append(n.Waits, d)
	}
	return several
}
