package threads

import "threadlsp/analyzer/facts"

// deepRaises is how many calls are followed in search of what may raise.
const deepRaises = 3

// MayRaise is a place in a function, or in a function of the program that it
// calls, that is known to raise in ordinary use and that nothing around it
// catches: a raise statement, a call that fails when the network, a file or its
// input is not as hoped. The site is not Valid where none is known; a call that
// does not resolve is no evidence.
func (fn *Func) MayRaise() Site { return fn.mayRaise(map[*Func]bool{}, 0) }

func (fn *Func) mayRaise(busy map[*Func]bool, depth int) Site {
	if busy[fn] || depth > deepRaises || !fn.plain() || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 && depth > 0 {
		return Site{}
	}
	busy[fn] = true
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			if ev.Flags&facts.Copy != 0 || ev.Kind != facts.RaiseEvent && ev.Kind != facts.CallEvent || f.Swallowed(ev.Stmt) {
				continue
			}
			if ev.Kind == facts.RaiseEvent {
				if ev.X > 0 {
					return Site{f, ev.X}
				}
				continue
			}
			c := f.CallAt(ev.X)
			if c == nil {
				continue
			}
			if c.Row != nil && c.Row.Raises && !c.safe() {
				return Site{f, c.Expr}
			}
			if c.Target != nil && c.Callee.Kind == FuncObj && c.Target.mayRaise(busy, depth+1).Valid() {
				return Site{f, c.Expr}
			}
		}
	}
	return Site{}
}

// safe says whether the arguments of a call that may raise show that it does
// not: int() of a number, next() with a default.
func (c *CallSite) safe() bool {
	a := c.File.ArgsOf(c.Expr)
	if len(a.Pos) == 0 {
		return false
	}
	if isNumber(c.File.Eval(a.Pos[0])) {
		return true
	}
	return c.Row.Slots != nil && c.Arg("default") > 0
}
