package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A HeldCall is a call that waits for the outside world while a lock is held
// that others need for something short.
type HeldCall struct {
	At     *CallSite     // in the function that holds the lock
	Lock   Lock          // in the names of that function
	Taken  facts.EventID // takes it; -1: a decorator or a contract says so
	Blocks *CallSite     // waits: At itself, or what it leads to
	Way    []*CallSite   // the calls between them
	Other  *Func         // takes the lock, too, and is kept waiting
	There  facts.EventID // where
}

// shortSleep is how long a pause may be that nobody minds, in seconds.
const shortSleep = 0.1

// HeldCalls is those of the file, one for each place that takes a lock, by position.
func (f *File) HeldCalls() []HeldCall {
	var out []HeldCall
	said := map[facts.EventID]bool{}
	for _, c := range f.calls {
		h := HeldCall{At: c}
		if c.Spawn != nil || f.m.locking().flows[c.In] == nil || !h.blocks() {
			continue
		}
		for _, held := range f.HeldHere(c.Event).Locks {
			if h.Lock, h.Taken = held.Lock, held.At; h.Taken < 0 || said[h.Taken] || !h.excludes() || h.byDesign() || !h.others() {
				continue
			}
			said[h.Taken] = true
			out = append(out, h)
			break
		}
	}
	return out
}

// blocks finds the call that waits: the one under the lock, or one that it leads to.
func (h *HeldCall) blocks() bool {
	c := h.At
	for range maxCalls {
		if c.outside() {
			h.Blocks = c
			return true
		}
		t := c.Target
		if t == nil || !t.plain() || t.Effects.Blocking.Expr == 0 || t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			return false
		}
		next := t.File.CallAt(t.Effects.Blocking.Expr)
		if next == nil || next.In != t || !t.always(next.Event) || slices.Contains(h.Way, c) {
			return false
		}
		h.Way = append(h.Way, c)
		c = next
	}
	return false
}

// outside says whether a call waits for the network, a process or an item, or
// pauses, and is made on nothing that the caller shares: what guards a
// connection or a file is held over its calls on purpose.
func (c *CallSite) outside() bool {
	switch {
	case c.Row == nil || c.Row.Async || c.NeverWaits() || c.Row.Does&pylib.Blocks == 0 || c.Row.GIL != pylib.GILReleased:
		return false
	case c.Does(pylib.Sleeps):
		n, ok := c.File.Seconds(c.Arg(c.Row.Timeout))
		return ok && n >= shortSleep
	case c.TakesItem():
		return !c.Bounded() && !c.knowsItem()
	case !c.Does(pylib.IO):
		return false
	}
	r := c.Receiver()
	if r == 0 {
		return true
	}
	v := c.File.Eval(r)
	return v.Kind == Module || v.Kind == LibObj || c.Callee.Kind == LibObj
}

// knowsItem says whether a test around a call that takes an item asks the queue
// whether there is one.
func (c *CallSite) knowsItem() bool {
	f := c.File
	for s := f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.While); s != 0; s = f.Enclosing(s, facts.If, facts.Elif, facts.While) {
		found := false
		f.visit(f.Stmts[s].X, func(e facts.ExprID, x *facts.Expr) {
			d := f.CallAt(e)
			found = found || x.Kind == facts.Call && d != nil && d.Row != nil && d.Row.Level && f.SamePath(d.Receiver(), c.Receiver())
		})
		if found {
			return true
		}
	}
	return false
}

// excludes says whether the lock is proven to be one that threads of this
// process wait for.
func (h *HeldCall) excludes() bool {
	v, ok := h.At.In.sharedLock(h.Lock)
	return ok && v.LibClass() != pylib.SemaphoreClass
}

// sharedLock is what a lock of the function is, if it is proven to be one of this
// process that other functions name as well.
func (fn *Func) sharedLock(l Lock) (Value, bool) {
	abs, loose := fn.absolute(l)
	if loose || !abs.Known() || abs.Root == LocalLock {
		return Value{}, false
	}
	v := fn.File.m.lockValue(abs)
	return v, v.IsLock() && !v.LibType().Process
}

// byDesign says whether the lock is held so that the call is made once: what it
// gives is stored in a shared place that the function tests under the lock.
func (h *HeldCall) byDesign() bool {
	fn, f := h.At.In, h.At.File
	tested := map[Lock]bool{}
	once := false
	fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		switch ev.Kind {
		case facts.TestEvent:
			if f.Reaches(h.Taken, id) && f.Reaches(id, h.At.Event) {
				f.places(ev.X, func(l Lock) { tested[l] = true })
				f.visit(ev.X, func(e facts.ExprID, x *facts.Expr) {
					once = once || x.Kind == facts.Compare && (x.Op == facts.In || x.Op == facts.NotIn)
				})
			}
		case facts.StoreEvent:
			x := f.Expr(ev.X)
			if x.Kind == facts.Subscript {
				return
			}
			once = once || tested[f.storedPlace(ev.X)]
		}
	})
	return once
}

// others finds a function that waits for the lock, and does nothing itself that
// waits under it; the same one, where several threads run it.
func (h *HeldCall) others() bool {
	m, in := h.At.File.m, h.At.In
	if m.locking().rival(h) {
		return true
	}
	for _, r := range m.runBy[in] {
		if len(r.Together()) > 0 && h.more() {
			h.Other, h.There = in, h.Taken
			return true
		}
	}
	return false
}

// rival finds another function that takes the lock for something short.
func (k *lockModel) rival(h *HeldCall) bool {
	abs, _ := h.At.In.absolute(h.Lock)
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, f := range k.m.files {
		for _, fn := range f.Funcs {
			w := k.flows[fn]
			if w == nil || fn == h.At.In || fn.Name == "__init__" || fn.Name == "__del__" {
				continue
			}
			for i, own := range w.locks {
				if a, loose := fn.absolute(own); a != abs || loose {
					continue
				}
				if at, ok := w.takes(i); ok && !w.waitsHolding(i) {
					h.Other, h.There = fn, at
					return true
				}
			}
		}
	}
	return false
}

// takes is where a function waits for one of its locks.
func (w *lockFlow) takes(i int) (facts.EventID, bool) {
	first := facts.EventID(-1)
	for id, ops := range w.ops {
		for _, op := range ops {
			if op.kind == takeOp && op.lock == i && (first < 0 || id < first) {
				first = id
			}
		}
	}
	return first, first >= 0
}

// short says whether a call is known neither to wait nor to talk to the outside:
// a lock under which both are done is there for that.
func (c *CallSite) short() bool {
	does, unknown := pylib.Effects(0), false
	switch {
	case c.Row != nil:
		does = c.Row.Does
	case c.Target != nil && c.Target.plain():
		does, unknown = c.Target.Effects.Does, c.Target.Effects.Unknown
	default:
		return false
	}
	return !unknown && (does&pylib.Blocks == 0) && (does&pylib.IO == 0 || does&pylib.Output != 0)
}

// waitsHolding says whether a function makes a call under one of its locks that
// waits, or may do so.
func (w *lockFlow) waitsHolding(i int) bool {
	for _, c := range w.fn.callSites {
		if c.short() || c.Does(pylib.Acquires) {
			continue
		}
		if s, ok := w.before(c.Event); ok && s.locks[i].lo > 0 {
			return true
		}
	}
	return false
}

// more says whether something else happens under the lock than the call: shared
// state is changed.
func (h *HeldCall) more() bool {
	f, found := h.At.File, false
	for _, c := range h.At.In.callSites {
		if c != h.At && c.Does(pylib.Mutates) {
			_, held := heldAt(f, c.Event, h.Lock)
			found = found || held
		}
	}
	h.At.In.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.StoreEvent && !h.At.In.isLocal(ev.X) {
			_, held := heldAt(f, id, h.Lock)
			found = found || held
		}
	})
	return found
}
