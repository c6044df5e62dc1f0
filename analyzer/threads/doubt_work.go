package threads

import "threadlsp/analyzer/facts"

// WhyUnending is why a function is not proven to come to its end, for a doubt.
func (fn *Func) WhyUnending() (at Site, why string) {
	f := fn.File
	if fn.Effects.Endless {
		return Site{}, "`" + fn.Name + "` never ends"
	}
	for _, c := range fn.callSites {
		if c.Callee.Kind == Unknown {
			return Site{f, f.Expr(c.Expr).A}, "`" + fn.Name + "` is not known to end: it calls %s, which is not known: %u"
		}
		if c.Lib() != "" && c.Row != nil && c.MayWait() {
			return Site{f, c.Expr}, "`" + fn.Name + "` is not known to end: it may wait at %s"
		}
	}
	return Site{}, "`" + fn.Name + "` is not proven to end: a loop, or a function that it calls, may go on"
}

// WhyIdle is why a function is not known to compute for long in Python, for a doubt.
func (fn *Func) WhyIdle() (at Site, why string) {
	f := fn.File
	loops := false
	for id := range f.Stmts {
		if s := &f.Stmts[id]; s.Func == fn.ID && (s.Kind == facts.For || s.Kind == facts.While) {
			loops = true
		}
	}
	for _, c := range fn.callSites {
		if f.InLoop(c.Stmt) == 0 {
			continue
		}
		switch {
		case c.Callee.Kind == Unknown:
			return Site{f, f.Expr(c.Expr).A}, "a loop of `" + fn.Name + "` calls %s, which is not known: %u"
		case c.strange():
			return Site{f, c.Expr}, "a loop of `" + fn.Name + "` calls %s, which is not in the project and in no table"
		case c.MayWait():
			return Site{f, c.Expr}, "a loop of `" + fn.Name + "` may wait at %s"
		}
	}
	if !loops {
		return Site{}, "`" + fn.Name + "` has no loop or recursion that is known to compute"
	}
	return Site{}, "no loop of `" + fn.Name + "` is known to compute long enough"
}
