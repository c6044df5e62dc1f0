package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
)

// A HeldCallback is code of somebody else that runs while a lock is held: a
// callable that was passed or registered, or, at a yield, whoever iterates.
type HeldCallback struct {
	At    facts.EventID
	Expr  facts.ExprID // the call, or the yield
	In    *Func
	Yield bool
	Lock  Lock
	Taken facts.EventID
	Other *Func // a public method that takes the lock: what a callback would call
	There facts.EventID
}

// HeldCallbacks is those of the file, the first of each place that takes a lock.
func (f *File) HeldCallbacks() []HeldCallback {
	k := f.m.locking()
	var out []HeldCallback
	said := map[facts.EventID]bool{}
	for _, fn := range f.Funcs {
		if k.flows[fn] == nil || fn.Facts().Flags&facts.ModuleBody != 0 {
			continue
		}
		fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
			h := HeldCallback{At: id, In: fn, Expr: ev.X}
			if !h.foreign() {
				return
			}
			for _, held := range f.HeldHere(id).Locks {
				if h.Lock, h.Taken = held.Lock, held.At; h.Taken >= 0 && !said[h.Taken] && h.excluded() && h.offers() {
					said[h.Taken] = true
					out = append(out, h)
					return
				}
			}
		})
	}
	return out
}

// foreign says whether the event runs code that the class does not know: a call
// of a parameter, of an attribute or an item that holds a callback, a yield.
func (h *HeldCallback) foreign() bool {
	f, ev := h.In.File, &h.In.File.Events[h.At]
	if ev.Flags&facts.Copy != 0 {
		return false
	}
	switch ev.Kind {
	case facts.YieldEvent:
		h.Yield = true
		return h.In.Facts().Flags&(facts.AsyncFunc) == 0 && h.In.Facts().NDecors == 0
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c == nil || c.Callee.Kind != Unknown || c.Target != nil || f.Stmts[c.Stmt].Kind == facts.Return {
			return false // what `return fn()` under a lock is for is to run it there
		}
		return h.callback(f.Expr(ev.X).A)
	}
	return false
}

// callback says whether an expression that is called is a callback by its origin
// and name.
func (h *HeldCallback) callback(e facts.ExprID) bool {
	f := h.In.File
	switch x := f.Expr(e); x.Kind {
	case facts.Attr:
		return f.isSelf(x.A) && namesCallback(f.Text(x.Str))
	case facts.Name:
		if i, _ := f.paramOf(e, h.In); i >= 0 {
			return namesCallback(f.SymbolName(x.Sym))
		}
		for _, b := range f.bindingsReaching(e) {
			if b.Value <= 0 || b.Func != h.In.ID {
				return false
			}
			found := false
			f.visit(b.Value, func(_ facts.ExprID, y *facts.Expr) {
				found = found || y.Kind == facts.Attr && f.isSelf(y.A) && namesCallback(f.Text(y.Str))
			})
			return found
		}
	}
	return false
}

// namesCallback says whether a name is one that callbacks are kept under.
func namesCallback(name string) bool {
	n := strings.ToLower(strings.TrimLeft(name, "_"))
	for _, part := range []string{"callback", "listener", "hook", "handler", "observer", "subscriber"} {
		if strings.HasSuffix(n, part) || strings.HasSuffix(n, part+"s") {
			return true
		}
	}
	return strings.HasPrefix(n, "on_") || n == "cb"
}

// excluded says whether the lock is one that its holder cannot take again; at a
// yield any lock will do, since who iterates decides when it is given back.
func (h *HeldCallback) excluded() bool {
	if _, ok := h.In.sharedLock(h.Lock); !ok {
		return false
	}
	g := h.In.File
	f := Site{g, 0}
	if ev := &g.Events[h.Taken]; ev.Kind == facts.EnterEvent {
		f.Expr = ev.X
	} else if c := g.CallAt(ev.X); c != nil {
		f = c.LockExpr()
	}
	return h.Yield || f.Valid() && f.File.SelfExcludes(f.Expr)
}

// offers finds another public function that takes the lock.
func (h *HeldCallback) offers() bool {
	m := h.In.File.m
	abs, _ := h.In.absolute(h.Lock)
	k := m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, fn := range h.In.File.Funcs {
		w := k.flows[fn]
		if w == nil || fn == h.In || strings.HasPrefix(fn.Name, "_") || !fn.plain() {
			continue
		}
		for i, own := range w.locks {
			if a, loose := fn.absolute(own); a == abs && !loose {
				if at, ok := w.takes(i); ok {
					h.Other, h.There = fn, at
					return true
				}
			}
		}
	}
	return false
}
