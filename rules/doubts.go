package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// What rules say to who asks why they are silent (threads.Doubt). Each function is
// called where its rule gives up, with what it gives up on; that costs nothing
// unless somebody asks.

// nowhere is the place of a doubt that stands nowhere in particular.
var nowhere threads.Site

// doubtStarts leaves why a thread of the file is none that one function starts.
func doubtStarts(f *threads.File) {
	if !f.Heard() {
		return
	}
	known := map[*threads.Object]bool{}
	for _, fn := range f.Funcs {
		for _, s := range fn.Started() {
			known[s.Object] = true
		}
	}
	for _, o := range f.Objects(pylib.ThreadClass) {
		switch starts := o.Calls("start"); {
		case known[o]:
		case len(starts) == 0 && o.Escapes:
			f.DoubtObject(o, o.Leak, "no start() of it is seen, and "+o.WhyEscapes())
		case len(starts) == 0:
			f.DoubtObject(o, nowhere, "no start() of it is seen")
		default:
			f.DoubtObject(o, threads.Site{File: starts[0].File, Expr: starts[0].Call}, "it is started by more than one function, by another file, or through an object that is not known: %s")
		}
	}
}

// doubtLocal leaves why not every use of a thread is seen.
func doubtLocal(f *threads.File, s *threads.Started) {
	if !f.Heard() {
		return
	}
	why, at := s.Object.WhyEscapes(), s.Object.Leak
	switch {
	case why != "":
	case s.Object.InAttr:
		why, at = fmt.Sprintf("it is kept in the attribute `%s`: whoever has the object may join it", clip(s.Object.Name(), 40)), nowhere
	default:
		why, at = "it is used through an object of a type that is not known", nowhere
	}
	f.DoubtObject(s.Object, at, why)
}

// doubtLesson leaves which condition of the weak forms of missing-join a thread fails.
func doubtLesson(f *threads.File, s *threads.Started) {
	if !f.Heard() {
		return
	}
	switch {
	case !s.Local():
		doubtLocal(f, s)
	case !s.Plain():
		f.DoubtObject(s.Object, nowhere, "its author says whether it is a daemon, so its end was thought of")
	case s.Awaited():
		f.DoubtObject(s.Object, awaitedAt(s), "something may wait for it: %s")
	default:
		at, why := nowhere, "what it runs is not known: "+f.WhyUnknown(s.Spawn.TargetExpr)
		if fn := s.Spawn.Target.Func; fn != nil {
			at, why = fn.WhyUnending()
		}
		f.DoubtObject(s.Object, at, why)
	}
}

// doubtJoined leaves where threads are joined.
func doubtJoined(f *threads.File, joined []threads.Started) {
	for i := range joined {
		if f.Heard() {
			f.DoubtObject(joined[i].Object, awaitedAt(&joined[i]), "it is joined: %s")
		}
	}
}

// awaitedAt is the first use of a thread that may wait for it.
func awaitedAt(s *threads.Started) threads.Site {
	for _, u := range s.Object.Uses {
		if u.Kind == threads.Method && u.Name != "start" {
			return threads.Site{File: u.File, Expr: u.Call}
		}
	}
	for _, u := range s.Object.Uses {
		if u.Kind != threads.Method {
			return threads.Site{File: u.File, Expr: u.Expr}
		}
	}
	return s.Object.Site
}

// doubtUnjoined leaves that nothing is known to depend on the end of threads.
func doubtUnjoined(f *threads.File, started []threads.Started, why string) {
	for i := range started {
		f.DoubtObject(started[i].Object, nowhere, why)
	}
}

// doubtTarget leaves why the callable of a spawn is not known. It says whether it is not.
func doubtTarget(f *threads.File, s *threads.Spawn) bool {
	if s.TargetExpr == 0 || s.Target.Known() {
		return false
	}
	f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: s.TargetExpr}, "what %s runs is not known: %u")
	return true
}

// doubtComputing leaves why what the file hands over is not known to compute.
func doubtComputing(p *analyzer.Pass, f *threads.File) {
	if !f.Heard() {
		return
	}
	for _, s := range f.Spawns() {
		fn := s.Target.Func
		switch {
		case p.Model.Options.FreeThreaded:
			f.Doubt(s.Call.Expr, nowhere, "the project targets a Python without the GIL")
		case doubtTarget(f, s) || s.TargetExpr == 0 && s.Sub == nil:
		case !s.OnThread():
			f.Doubt(s.Call.Expr, nowhere, "it runs in a process of its own")
		case fn == nil:
			f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: s.TargetExpr}, "%s is no function of the project")
		case fn.InTest() || fn.InBenchmark() || s.Call.In.InTest() || s.Call.In.InBenchmark():
			f.Doubt(s.Call.Expr, nowhere, "a test or a benchmark may compute on threads")
		case fn.Computes().Enough():
			f.Doubt(s.Call.Expr, nowhere, fmt.Sprintf("`%s` computes, and a finding stands at the first place that runs it, or it may wait as long", fn.Name))
		default:
			at, why := fn.WhyIdle()
			f.Doubt(s.Call.Expr, at, why)
		}
	}
}

// doubtArguments leaves why the arguments of a spawn are not judged, or that they fit.
func doubtArguments(f *threads.File, s *threads.Spawn, seen bool) {
	switch {
	case !f.Heard() || doubtTarget(f, s):
	case s.TargetExpr == 0 || s.Handoff == nil:
		f.Doubt(s.Call.Expr, nowhere, "no callable is handed over with arguments here")
	case !seen:
		f.Doubt(s.Call.Expr, nowhere, "the arguments are not all seen: they are spread with a star, or no tuple, list or dict that is written out")
	case s.Target.Opaque:
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: s.TargetExpr}, "what the partial %s adds to the arguments is not known")
	case s.Target.Func != nil && !s.Target.Func.Plain():
		f.Doubt(s.Call.Expr, nowhere, fmt.Sprintf("a decorator of `%s` may change what it takes", clip(s.Name(), 40)))
	case s.Target.Func == nil:
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: s.TargetExpr}, "what %s takes is not known: it is no function of the project")
	default:
		f.Doubt(s.Call.Expr, nowhere, fmt.Sprintf("`%s`, or what may stand in its place, takes these arguments", clip(s.Name(), 40)))
	}
}

// doubtOutcome leaves why what a called target gives may be callable.
func doubtOutcome(f *threads.File, s *threads.Spawn, c *threads.CallSite) {
	switch {
	case !f.Heard():
	case c.Callee.Kind == threads.Unknown:
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: f.Expr(c.Expr).A}, "what %s gives is not known, it may be a function: %u")
	case c.Target != nil && !c.Target.Plain():
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: c.Expr}, "a decorator decides what %s gives")
	case c.Lib() != "" && c.Row == nil:
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: c.Expr}, "what %s gives is not known, it may be a function: %u")
	default:
		f.Doubt(s.Call.Expr, threads.Site{File: f, Expr: c.Expr}, "%s may give something that can be called")
	}
}

// doubtReceivers leaves why calls of a method are not known to be those of a thread or lock.
func doubtReceivers(f *threads.File, method string) {
	if !f.Heard() {
		return
	}
	for _, c := range f.Calls() {
		if recv := c.Receiver(); recv > 0 && c.Method() == method && f.Eval(recv).Kind == threads.Unknown {
			f.Doubt(c.Expr, threads.Site{File: f, Expr: recv}, "nothing is known of %s: %u")
		}
	}
}

// doubtLeak leaves why an acquire() is not known to stay without its release().
func doubtLeak(f *threads.File, c *threads.CallSite, leak threads.Leak) {
	lock := c.LockExpr()
	switch {
	case !f.Heard():
	case isWrapper(c.In):
		f.Doubt(c.Expr, nowhere, fmt.Sprintf("`%s` is there to take the lock for its caller", clip(c.In.Name, 40)))
	case !lock.Valid() || !lock.File.Eval(lock.Expr).IsLock():
		f.Doubt(c.Expr, lock, "%s is not known to be a lock")
	case leak.Kind == threads.HarmlessLeak:
		f.Doubt(c.Expr, threads.Site{File: f, Expr: f.Events[leak.At].X}, "only what hardly ever raises stands between acquire() and release(): %s")
	case leak.Release < 0:
		f.Doubt(c.Expr, nowhere, "no release() in the same function is passed on one way and not on another")
	default:
		f.Doubt(c.Expr, threads.Site{File: f, Expr: f.Events[leak.Release].X}, "every way out is seen to give it back, or another function does: %s")
	}
}

// doubtEntered leaves that a with gives back what it takes.
func doubtEntered(f *threads.File) {
	if !f.Heard() {
		return
	}
	for i := range f.Events {
		ev := &f.Events[i]
		if ev.Kind != facts.EnterEvent {
			continue
		}
		switch v := f.Eval(ev.X); {
		case v.IsLock():
			f.Doubt(ev.X, nowhere, "the with statement gives back what it takes, on every way out")
		case v.Kind == threads.Unknown:
			f.Doubt(ev.X, threads.Site{File: f, Expr: ev.X}, "nothing is known of %s, so it may be no lock: %u")
		}
	}
}

// doubtReleased leaves why a lock is not known to be released nowhere.
func doubtReleased(f *threads.File, o *threads.Object) {
	if f.Heard() && o.Escapes {
		f.DoubtObject(o, o.Leak, o.WhyEscapes()+", where it may be released")
	}
}
