package threads

import (
	"sort"

	"threadlsp/analyzer/pylib"
)

// A Root is where a thread of control begins: a function that something runs
// on another thread.
type Root struct {
	Func   *Func
	Spawns []*Spawn // every place that hands the function over, by file and position
	Many   bool     // it can run beside itself
	Class  *Class   // without Spawns: the thread class of the program whose run it is, and which others make

	Declared bool // without Spawns: a contract says that it runs on worker threads
}

// Threaded says whether the root runs on a thread of the same process.
func (r *Root) Threaded() bool {
	if r.Class != nil || r.Declared {
		return true
	}
	for _, s := range r.Spawns {
		if s.OnThread() {
			return true
		}
	}
	return false
}

// OnThread says whether the handover runs its callable on another thread of
// the same process.
func (s *Spawn) OnThread() bool {
	if s.Sub != nil || s.Handoff == nil {
		t := pylib.FindType(s.API)
		return t != nil && t.Class != pylib.ProcessClass
	}
	switch s.Handoff.On {
	case pylib.NewThread, pylib.Pool, pylib.Library:
		return true
	}
	return false
}

// linkRoots collects the roots and, for each function, the roots that reach it.
func (m *Model) linkRoots() {
	m.roots = nil
	byFunc := map[*Func]*Root{}
	for _, f := range m.files {
		for _, s := range f.spawns {
			fn := s.Target.Func
			if fn == nil || s.Super && s.TargetExpr == 0 || !(s.OnThread() || s.onProcess()) {
				continue
			}
			r := byFunc[fn]
			if r == nil {
				r = &Root{Func: fn}
				byFunc[fn] = r
				m.roots = append(m.roots, r)
			}
			r.Spawns = append(r.Spawns, s)
			r.Many = r.Many || s.many() || len(r.Spawns) > 1
		}
	}
	m.relayRoots(byFunc)
	m.rootsOfClasses(byFunc)
	m.declaredRoots(byFunc)
	m.runBy = map[*Func][]*Root{}
	over := m.overriding()
	for _, r := range m.roots {
		m.reachFrom(r, over)
	}
}

// reachFrom notes the functions that a root runs: its own, what these call,
// and what may run in their place on an object of a subclass.
func (m *Model) reachFrom(r *Root, over *overriding) {
	seen := map[*Func]bool{}
	var work []*Func
	add := func(fn *Func) {
		if !seen[fn] && !(fn != r.Func && fn.elsewhere()) {
			seen[fn] = true
			work = append(work, fn)
		}
	}
	add(r.Func)
	for _, s := range r.Spawns {
		if t := &s.Target; s.Sub == nil && t.Bound && t.Self.Valid() && t.Self.File.inexact(t.Self.Expr) {
			for _, o := range over.of(r.Func) {
				add(o)
			}
		}
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		m.runBy[fn] = append(m.runBy[fn], r)
		for _, c := range fn.callSites {
			if c.Target == nil || !c.Target.plain() {
				continue
			}
			add(c.Target)
			if c.virtual() {
				for _, o := range over.of(c.Target) {
					add(o)
				}
			}
		}
	}
}

// rootsOfClasses adds the run of each thread class that the program defines
// for others to make.
func (m *Model) rootsOfClasses(known map[*Func]*Root) {
	for _, f := range m.files {
		for _, k := range f.Classes {
			run := k.OwnMethod("run")
			if t := k.LibBase(); run == nil || known[run] != nil || t == nil || t.Class != pylib.ThreadClass {
				continue
			}
			known[run] = &Root{Func: run, Class: k}
			m.roots = append(m.roots, known[run])
		}
	}
}

// declaredRoots adds the functions that a contract puts on worker threads.
func (m *Model) declaredRoots(known map[*Func]*Root) {
	for _, f := range m.files {
		for _, fn := range f.Funcs {
			if known[fn] == nil && fn.runsOn() == "worker" {
				known[fn] = &Root{Func: fn, Declared: true, Many: true}
				m.roots = append(m.roots, known[fn])
			}
		}
	}
}

func (s *Spawn) onProcess() bool {
	if s.Sub != nil || s.Handoff == nil {
		return true
	}
	return s.Handoff.On == pylib.Process
}

// many says whether this one place can have its callable run beside itself.
func (s *Spawn) many() bool {
	if s.InLoop || s.Call.In.repeated() {
		return true
	}
	if s.Handoff == nil {
		return false
	}
	switch s.Handoff.Many {
	case pylib.Several:
		return true
	case pylib.ByWorkers:
		return s.Workers() != 1
	}
	return false
}

// repeated says whether the program shows that the function runs more than
// once: it is called twice, or in a loop.
func (fn *Func) repeated() bool {
	if fn.ID == 0 {
		return false
	}
	for _, c := range fn.Callers {
		if c.File.repeats(c.Event) {
			return true
		}
	}
	return len(fn.Callers) > 1
}

// Workers is how many workers the pool that a task is submitted to is proven
// to have; 0 where that is not known.
func (s *Spawn) Workers() int {
	pool := s.Call.Receiver()
	if s.Handoff != nil && s.Handoff.In != "" {
		pool = s.Call.Arg(s.Handoff.In)
	}
	if pool == 0 {
		return 0
	}
	v := s.Call.File.Eval(pool)
	if !v.Site.Valid() {
		return 0
	}
	c := v.Site.File.CallAt(v.Site.Expr)
	if c == nil || c.Row == nil || len(c.Row.Slots) == 0 {
		return 0
	}
	if n, ok := c.File.Number(c.Arg(c.Row.Slots[0])); ok {
		return int(n)
	}
	return 0
}

// Roots is every root of the program, in order of file and position of the first spawn.
func (m *Model) Roots() []*Root { return m.roots }

// RootsOf is the roots that may run a function, itself a root or called by one.
func (m *Model) RootsOf(fn *Func) []*Root { return m.runBy[fn] }

// SpawnsOf is the spawns of one target function in order of file and position.
func (m *Model) SpawnsOf(fn *Func) []*Spawn {
	for _, r := range m.roots {
		if r.Func == fn {
			out := append([]*Spawn(nil), r.Spawns...)
			sort.SliceStable(out, func(i, j int) bool {
				a, b := out[i].Call, out[j].Call
				if a.File != b.File {
					return a.File.Path < b.File.Path
				}
				return a.File.Expr(a.Expr).Span.Start < b.File.Expr(b.Expr).Span.Start
			})
			return out
		}
	}
	return nil
}
