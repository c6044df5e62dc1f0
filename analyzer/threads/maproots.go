package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// The roots of a map that are none of the model's: what begins without a thread
// of the program, or runs nothing of it.

// tasks is the roots that are no threads: coroutines that a loop is given, and
// what runs on a loop, as a signal handler or a finalizer.
func (m *Model) tasks() []*Root {
	var out []*Root
	known := map[*Func]*Root{}
	for _, r := range m.roots {
		known[r.Func] = r
	}
	add := func(fn *Func, s *Spawn) {
		r := known[fn]
		if r == nil {
			r = &Root{Func: fn}
			known[fn] = r
			out = append(out, r)
		} else if !slices.Contains(out, r) {
			return // a thread runs it, too
		}
		r.Spawns = append(r.Spawns, s)
		r.Many = r.Many || s.InLoop || len(r.Spawns) > 1
	}
	for _, f := range m.files {
		for _, s := range f.spawns {
			if fn := s.Target.Func; fn != nil && fn.ID != 0 && !s.OnThread() && !s.onProcess() {
				add(fn, s)
			}
		}
		for _, c := range f.calls {
			if fn := c.task(); fn != nil {
				add(fn, &Spawn{Call: c, API: c.Lib(), InLoop: f.repeats(c.Event), Handoff: &pylib.Handoff{On: pylib.Loop}})
			}
		}
	}
	return out
}

// task is the coroutine function of the program whose coroutine a library
// function is given, to run it in a loop; nil for none.
func (c *CallSite) task() *Func {
	if c.Row == nil || c.Callee.Kind != LibObj && c.Callee.Kind != LibBound {
		return nil
	}
	for _, e := range c.File.ArgsOf(c.Expr).Pos {
		if a := c.File.CallAt(e); a != nil && a.Target != nil && a.Target.Facts().Flags&facts.AsyncFunc != 0 && a.Target.Facts().Flags&facts.GeneratorFunc == 0 {
			return a.Target
		}
	}
	return nil
}

// handlers is the methods that a library runs by their names on threads of its
// own, such as those of a server's handler class, and the finalizers that take locks.
func (g *mapper) handlers() []*Root {
	var out []*Root
	for _, f := range g.m.files {
		for _, k := range f.Classes {
			for _, by := range g.m.ranByName(k) {
				for _, fn := range f.Funcs {
					if fn.Class != k || !matches(by.Method, fn.Name) || fn.methodKind() != instanceMethod || by.On == pylib.Finalizer && len(fn.Takes()) == 0 {
						continue
					}
					if slices.ContainsFunc(g.m.roots, func(r *Root) bool { return r.Func == fn }) || slices.ContainsFunc(out, func(r *Root) bool { return r.Func == fn }) {
						continue
					}
					r := &Root{Func: fn, Class: k, Many: by.Many == pylib.Several}
					g.on[r] = by
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// ranByName is what libraries run of a class. What depends on a class of the
// library that the program does not use runs on the thread of the caller.
func (m *Model) ranByName(k *Class) []pylib.Root {
	var out []pylib.Root
	for _, b := range append([]string{"builtins.object"}, k.LibBases()...) {
		for _, r := range pylib.FindRoots(b) {
			if r.Attr || r.On == pylib.Same || r.When != "" && !m.makes(r.When) || slices.Contains(out, r) {
				continue
			}
			out = append(out, r)
		}
	}
	return out
}

// makes says whether the program makes an object of a library class, or derives from it.
func (m *Model) makes(lib string) bool {
	for _, f := range m.files {
		if slices.ContainsFunc(f.Classes, func(k *Class) bool { return k.DerivesFrom(lib) }) ||
			slices.ContainsFunc(f.calls, func(c *CallSite) bool { return c.Row != nil && f.Eval(c.Expr).IsInstance(lib) }) {
			return true
		}
	}
	return false
}

// matches says whether a method has the name of a row; a trailing * stands for any rest.
func matches(pattern, name string) bool {
	if rest, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, rest)
	}
	return pattern == name
}

// servers adds where a class is handed to what makes objects of it: a server.
func (g *mapper) servers(out *MapRoot, k *Class) {
	for _, f := range g.m.files {
		for _, c := range f.calls {
			if f.Eval(c.Expr).LibClass() != pylib.ServerClass {
				continue
			}
			for _, e := range f.ArgsOf(c.Expr).Pos {
				if v := f.Eval(e); v.Kind != ClassObj || v.Class == nil || !v.Class.isA(k) {
					continue
				}
				s := MapSpawn{At: g.expr(f, c.Expr), In: inside(c.In), By: c.Lib(), Words: "a connection to " + f.Render(f.Expr(c.Expr).A), From: g.codeOf(c.In).ID, RunBy: g.rootsOf(c.In), Started: []Place{}, Joined: []Place{}, Test: c.In.InTest()}
				g.makers(&s, c.In)
				out.Spawns = append(out.Spawns, s)
			}
		}
	}
}

// foreign adds the threads and processes that run a function of a library, or
// something that is not known; of a parameter those who pass it are asked.
func (g *mapper) foreign() {
	for _, f := range g.m.files {
		for _, s := range f.spawns {
			if s.Target.Func != nil || s.Target.Class != nil || s.TargetExpr <= 0 || s.Super || s.via != nil || !(s.OnThread() || s.onProcess()) {
				continue
			}
			if x := f.Expr(f.PathRoot(s.TargetExpr)); s.Target.Lib == "" && (x.Kind != facts.Name || x.Sym > 0 && f.Symbols[x.Sym].Flags&facts.IsParam != 0 && f.selfClass(x.Sym) == nil) {
				continue
			}
			spawn := g.spawn(s)
			r := &MapRoot{ID: g.id('r'), Name: f.Render(s.TargetExpr), Kind: s.kind(), At: g.expr(f, s.TargetExpr), Many: s.many(), Test: spawn.Test, Foreign: true, Spawns: []MapSpawn{spawn}, Takes: []MapTake{}, Calls: []MapCall{}}
			g.out.Roots = append(g.out.Roots, r)
		}
	}
}

// kind is on what the callable runs.
func (s *Spawn) kind() string {
	switch {
	case s.onProcess() && !s.OnThread():
		return "process"
	case s.Class() == pylib.TimerClass:
		return "timer"
	case s.Handoff == nil:
		return "thread"
	}
	return placeKind(s.Handoff.On)
}

// placeKind is what the map calls a place.
func placeKind(on pylib.Place) string {
	switch on {
	case pylib.Pool:
		return "pool"
	case pylib.Process:
		return "process"
	case pylib.Loop:
		return "loop"
	case pylib.Library:
		return "library"
	case pylib.Main, pylib.Same:
		return "main"
	case pylib.Signal:
		return "signal"
	case pylib.Finalizer:
		return "finalizer"
	}
	return "thread"
}
