package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Summary is what calling a function may do, over everything it calls. The
// zero Summary is a function that does nothing another thread could notice.
type Summary struct {
	Does     pylib.Effects // union over the calls of the function and of what it calls
	Unknown  bool          // calls something that does not resolve
	Suspends bool          // awaits or yields
	Stores   bool          // stores to something that is not local to the call
	Raises   bool          // may raise otherwise than by a failure of what it calls
	Endless  bool          // its end cannot be reached: a loop without a way out
	Blocking Site          // a call that blocks, where there is one: the first in source order
}

// summarize computes every function's summary: its own effects first, then a
// least fixpoint over the call graph (all parts only grow): who calls a function
// that grew is looked at again, so that a long chain of calls costs one walk.
func (m *Model) summarize() {
	var calls []*CallSite
	var work []*Func
	callers := map[*Func][]*CallSite{}
	for _, f := range m.files {
		if m.stay[f] {
			continue // it calls nothing that changed
		}
		for _, fn := range f.Funcs {
			if fn.own == nil {
				s := fn.ownEffects()
				fn.own = &s
			}
			fn.Effects = *fn.own
			if !fn.closed() {
				fn.own = nil
			}
			for _, c := range fn.callSites {
				switch {
				case c.Target == nil || !c.Target.plain():
				case c.Target.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0:
					fn.Effects.Unknown = true // making it runs nothing; who runs it is not followed here
				default:
					if calls = append(calls, c); callers[c.Target] == nil {
						work = append(work, c.Target)
					}
					callers[c.Target] = append(callers[c.Target], c)
				}
			}
		}
	}
	blocks := map[*Func]bool{} // itself, or by a call that is found already
	for _, c := range calls {
		blocks[c.In] = c.In.Effects.Blocking.Expr != 0
	}
	for ; len(work) > 0; work = work[1:] {
		for _, c := range callers[work[0]] {
			if c.In.absorb(c) && len(callers[c.In]) > 0 {
				work = append(work, c.In)
			}
		}
	}
	for _, c := range calls { // the first in source order
		if !blocks[c.In] && c.Target.Effects.Blocking.Expr != 0 {
			blocks[c.In] = true
			c.In.Effects.Blocking = Site{c.File, c.Expr}
		}
	}
}

// ownEffects is what the function does itself, without the functions of the
// program that it calls.
func (fn *Func) ownEffects() Summary {
	var s Summary
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			switch ev.Kind {
			case facts.YieldEvent, facts.AwaitEvent:
				s.Suspends = true
			case facts.RaiseEvent:
				s.Raises = true
			case facts.StoreEvent, facts.DeleteEvent:
				if !fn.isLocal(ev.X) {
					s.Stores = true
				}
			}
		}
	}
	for _, c := range fn.callSites {
		switch {
		case c.Row != nil && c.Row.Does == 0:
			s.Unknown = true // the row tells of parameters and results only
		case c.Row != nil:
			s.Does |= c.effects()
			if s.Blocking.Expr == 0 && c.effects()&pylib.Blocks != 0 {
				s.Blocking = Site{f, c.Expr}
			}
		case c.Target != nil && c.Target.plain():
		case c.Callee.Kind == ClassObj && c.Target == nil && !c.Callee.Class.unknown && len(c.Callee.Class.lib) == 0:
		default:
			s.Unknown = true
		}
	}
	s.Endless = g.Flags&facts.GeneratorFunc == 0 && !fn.endReachable()
	return s
}

// effects is what the row says, less the waiting that the arguments switch off.
func (c *CallSite) effects() pylib.Effects {
	d := c.Row.Does
	if c.NeverWaits() {
		d = d&^(pylib.Blocks|pylib.Waits|pylib.Sleeps) | pylib.Probe
	}
	return d
}

// NeverWaits says whether the arguments make a call that could wait return at
// once: block=False, timeout=0, sleep(0).
func (c *CallSite) NeverWaits() bool {
	if c.Row == nil {
		return false
	}
	f := c.File
	if e := c.Arg(c.Row.Block); e > 0 {
		switch x := f.Expr(e); x.Kind {
		case facts.False:
			return true
		case facts.Int:
			return f.Text(x.Str) == "0"
		}
	}
	if e := c.Arg(c.Row.Timeout); e > 0 {
		if n, ok := f.Number(e); ok && n <= 0 {
			return true
		}
	}
	return false
}

// isLocal says whether a stored target lives in the call: a local name, or an
// item or attribute of nothing that was there before.
func (fn *Func) isLocal(e facts.ExprID) bool {
	f := fn.File
	x := f.Expr(e)
	return x.Kind == facts.Name && x.Sym > 0 && f.Scopes[f.Symbols[x.Sym].Scope].Func == fn.ID && fn.ID != 0 &&
		f.Symbols[x.Sym].Flags&facts.Captured == 0
}

// endReachable says whether a normal or raising end can be reached other than
// by the exception of a call.
func (fn *Func) endReachable() bool {
	f, g := fn.File, fn.Facts()
	seen := make([]bool, g.BlkEnd-g.Block)
	seen[g.Entry-g.Block] = true
	for work := []facts.BlockID{g.Entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == g.Exit {
			return true
		}
		events := f.EventsOf(b)
		raises := len(events) > 0 && events[len(events)-1].Kind == facts.RaiseEvent
		if raises {
			return true
		}
		for _, e := range f.EdgesOf(b) {
			if e.Kind == facts.OnRaise && f.raisedOnly(e.To, g) {
				continue
			}
			if !seen[e.To-g.Block] {
				seen[e.To-g.Block] = true
				work = append(work, e.To)
			}
		}
	}
	return false
}

// raisedOnly says whether an exceptional edge leaves the function.
func (f *File) raisedOnly(b facts.BlockID, g *facts.Func) bool { return b == g.Raised }

// absorb adds what a callee does; it says whether anything was new.
func (fn *Func) absorb(c *CallSite) bool {
	s, t := fn.Effects, &c.Target.Effects
	s.Does |= t.Does
	s.Unknown = s.Unknown || t.Unknown
	s.Stores = s.Stores || t.Stores
	s.Raises = s.Raises || t.Raises
	if s.Blocking.Expr == 0 && t.Blocking.Expr != 0 {
		s.Blocking = Site{fn.File, c.Expr}
	}
	if s == fn.Effects {
		return false
	}
	fn.Effects = s
	return true
}
