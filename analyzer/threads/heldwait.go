package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A HeldWait is a wait for a condition that is made while one more lock is held,
// without which nobody can notify.
type HeldWait struct {
	Wait   *CallSite
	Cond   Lock          // in the function's names
	Holder *Func         // holds the other lock: the function of the wait, or a caller of it
	Lock   Lock          // the other lock, in the holder's names
	Taken  facts.EventID // takes it in the holder; -1: a decorator or a contract says so
	Calls  []*CallSite   // from the holder to the wait's function
	Notify []*CallSite   // all that notify: each needs the other lock first
}

// HeldWaits is those of the file, by position.
func (f *File) HeldWaits() []HeldWait {
	var out []HeldWait
	for _, c := range f.calls {
		if !c.waitsHolding() || c.Bounded() || c.NeverWaits() {
			continue
		}
		if h, ok := f.heldWait(c); ok {
			out = append(out, h)
		}
	}
	return out
}

// waitsHolding says whether a call waits on a condition that it must hold.
func (c *CallSite) waitsHolding() bool {
	return c.Does(pylib.Waits) && c.Row.Holding && c.Receiver() > 0
}

// notifies says whether a call notifies a condition that it must hold.
func (c *CallSite) notifies() bool {
	return c.Does(pylib.Wakes) && c.Row.Holding && c.Receiver() > 0
}

func (f *File) heldWait(c *CallSite) (HeldWait, bool) {
	cond, ok := f.LockAt(c.Receiver())
	if !ok {
		return HeldWait{}, false
	}
	h := HeldWait{Wait: c, Cond: cond}
	try := func(at *CallSite, own Lock, path []*CallSite) bool {
		for _, held := range at.File.HeldHere(at.Event).Locks {
			abs, loose := at.In.absolute(held.Lock)
			if held.Lock == own || loose || !f.m.lockValue(abs).IsLock() {
				continue
			}
			if h.Notify = f.m.notifiersUnder(c, cond, abs); len(h.Notify) > 0 {
				h.Holder, h.Lock, h.Taken, h.Calls = at.In, held.Lock, held.At, path
				return true
			}
		}
		return false
	}
	if try(c, cond, nil) {
		return h, true
	}
	return h, f.m.climb(c.In, func(path []*CallSite) bool {
		own := cond.outside(path)
		return own.Known() && try(path[0], own, path)
	})
}

// notifiersUnder is the calls that notify the condition of a wait; none where
// one of them can be made without a lock, or does not know whose condition it is.
func (m *Model) notifiersUnder(wait *CallSite, cond, lock Lock) []*CallSite {
	abs, loose := wait.In.absolute(cond)
	if !abs.Known() || loose {
		return nil
	}
	var out []*CallSite
	m.notifiers(abs, func(c *CallSite, loose bool) bool {
		if loose || !c.under(lock) {
			out = nil
			return false
		}
		out = append(out, c)
		return true
	})
	return out
}

// notifiers visits the calls of the program that notify a condition, given by an
// absolute name, as long as visit wants more; loose says that it may be that of
// another object.
func (m *Model) notifiers(cond Lock, visit func(c *CallSite, loose bool) (more bool)) {
	for _, f := range m.files {
		for _, c := range f.calls {
			if !c.notifies() {
				continue
			}
			own, ok := f.LockAt(c.Receiver())
			if !ok {
				continue
			}
			if abs, loose := c.In.absolute(own); abs == cond && !visit(c, loose) {
				return
			}
		}
	}
}

// under says whether a call is certain to be made with a lock held, by an absolute name.
func (c *CallSite) under(lock Lock) bool {
	held := c.File.Held(c.Event)
	return slices.ContainsFunc(held.Locks, func(h HeldLock) bool {
		l, loose := c.In.absolute(h.Lock)
		return !loose && l == lock
	})
}
