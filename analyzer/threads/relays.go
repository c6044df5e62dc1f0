package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// What a root runs is not always named where the thread is made: a helper
// starts a thread for the callable that it is given, an object calls what its
// constructor was given, and a method called on self may be that of a subclass.

// relayDeep bounds how many helpers hand a callable on.
const relayDeep = 3

// A relay is a parameter of a function whose argument runs on the thread that
// a spawn makes.
type relay struct {
	fn    *Func
	param int
	spawn *Spawn
	deep  int
}

// relayRoots adds a root for every function that a call of a helper hands to
// the helper's thread: background(self.work), RepeatingTimer(5, tick).
//
// Only calls in the core are asked: these files are always read.
func (m *Model) relayRoots(byFunc map[*Func]*Root) {
	work := m.relays(byFunc)
	if len(work) == 0 {
		return
	}
	calls := map[*Func][]*CallSite{}
	for _, f := range m.files {
		if !f.core() {
			continue
		}
		for _, c := range f.calls {
			if c.Target != nil {
				calls[c.Target] = append(calls[c.Target], c)
			}
		}
	}
	type step struct {
		fn    *Func
		param int
		spawn *Spawn
	}
	seen := map[step]bool{}
	for len(work) > 0 {
		w := work[0]
		work = work[1:]
		if k := (step{w.fn, w.param, w.spawn}); seen[k] || w.deep > relayDeep {
			continue
		} else {
			seen[k] = true
		}
		for _, c := range calls[w.fn] {
			arg, ok := c.argumentFor(w.fn, w.param)
			if !ok || !arg.Valid() {
				continue
			}
			if i, _ := arg.File.paramOf(arg.Expr, c.In); i >= 0 {
				work = append(work, relay{c.In, i, w.spawn, w.deep + 1})
			} else if t := arg.File.Callable(arg.Expr); t.Func != nil && t.Class == nil && t.Called == 0 {
				m.addRelayed(byFunc, w.spawn, t, c)
			}
		}
	}
}

// addRelayed makes a function the root of the thread that a spawn makes for
// the call of a helper.
func (m *Model) addRelayed(byFunc map[*Func]*Root, s *Spawn, t Callable, c *CallSite) {
	d := *s
	d.Target, d.Sub = t, nil
	if c != s.Call {
		d.via = c
	}
	r := byFunc[t.Func]
	if r == nil {
		r = &Root{Func: t.Func}
		byFunc[t.Func] = r
		m.roots = append(m.roots, r)
	}
	r.Spawns = append(r.Spawns, &d)
	r.Many = r.Many || c.File.repeats(c.Event) || c.In.repeated() || len(r.Spawns) > 1
}

// relays is the parameters whose arguments run on a thread, by file and
// position of what makes the thread. What a spawn itself passes to a function
// that calls it becomes a root at once.
func (m *Model) relays(byFunc map[*Func]*Root) []relay {
	var out []relay
	for _, f := range m.files {
		for _, s := range f.spawns {
			if !s.OnThread() || s.Super && s.TargetExpr == 0 {
				continue
			}
			if s.Target.Func == nil {
				if i, _ := f.paramOf(s.TargetExpr, s.Call.In); s.TargetExpr > 0 && i >= 0 && s.Call.In.plain() {
					out = append(out, relay{s.Call.In, i, s, 0})
				}
				continue
			}
			out = s.Target.Func.relayed(s, out)
			for _, e := range s.calledArguments() {
				if i, _ := f.paramOf(e, s.Call.In); i >= 0 {
					out = append(out, relay{s.Call.In, i, s, 0})
				} else if t := f.Callable(e); t.Func != nil && t.Class == nil && t.Called == 0 {
					m.addRelayed(byFunc, s, t, s.Call)
				}
			}
		}
	}
	return out
}

// relayed adds the parameters that a thread's function calls: those of the
// function around it, which makes the thread, and those that the constructor
// of its object keeps in attributes.
func (fn *Func) relayed(s *Spawn, out []relay) []relay {
	f := fn.File
	for _, c := range fn.callSites {
		if c.Target != nil || c.Row != nil {
			continue
		}
		callee := f.Expr(c.Expr).A
		switch x := f.Expr(callee); x.Kind {
		case facts.Name:
			if in := s.Call.In; in.File == f && in != fn && fn.Facts().Parent == in.ID && in.ID != 0 && in.plain() {
				if i, _ := f.paramOf(callee, in); i >= 0 {
					out = append(out, relay{in, i, s, 0})
				}
			}
		case facts.Attr:
			if init, i := f.keptParam(callee); init != nil && init.Class == fn.Class {
				out = append(out, relay{init, i, s, 0})
			}
		}
	}
	return out
}

// calledArguments is the arguments in a spawn that its target calls:
// Thread(target=guarded, args=(work,) + args).
func (s *Spawn) calledArguments() (out []facts.ExprID) {
	fn := s.Target.Func
	if s.Sub != nil || s.Handoff == nil || !fn.plain() || s.Target.Pre > 0 || s.Target.Opaque {
		return nil
	}
	f, g := s.Call.File, fn.File
	for _, c := range fn.callSites {
		i, _ := g.paramOf(g.Expr(c.Expr).A, fn)
		if i < 0 {
			continue
		}
		if arg := s.argument(f, fn, i); arg > 0 {
			out = append(out, arg)
		}
	}
	return out
}

// argument is what a spawn passes for parameter i of its target, 0 where that
// is not certain. More arguments may follow those that are written.
func (s *Spawn) argument(f *File, fn *Func, i int) facts.ExprID {
	if s.Handoff.Pass == pylib.PassTuple {
		e := s.arg(s.Handoff.Args)
		if x := f.Expr(e); e > 0 && x.Kind == facts.Binary && x.Op == facts.Add && f.Expr(x.A).Kind == facts.Tuple {
			if s.Target.Bound {
				i--
			}
			for k, item := range f.KidsOf(x.A) {
				if f.Expr(item).Kind == facts.Star {
					return 0
				} else if k == i {
					return item
				}
			}
			return 0
		}
	}
	site := &CallSite{File: f, Expr: s.Call.Expr, Target: fn, Bound: s.Target.Bound, Spawn: s}
	if arg, ok := site.argumentFor(fn, i); ok && arg.Valid() && arg.File == f {
		return arg.Expr
	}
	return 0
}

// keptParam is the constructor and its parameter that self.attr always holds;
// nil where something else may be stored there.
func (f *File) keptParam(e facts.ExprID) (*Func, int) {
	x := f.Expr(e)
	if !f.isSelf(x.A) {
		return nil, 0
	}
	k := f.selfClass(f.Expr(x.A).Sym)
	init := k.OwnMethod("__init__")
	stores := k.selfStores(f.Text(x.Str))
	if init == nil || !init.plain() || len(stores) != 1 || f.FuncOf(stores[0]) != init || f.Events[stores[0]].Y <= 0 {
		return nil, 0
	}
	if i, _ := f.paramOf(f.Events[stores[0]].Y, init); i > 0 {
		return init, i
	}
	return nil, 0
}

// An overriding is which methods may run in the place of others.
type overriding struct {
	named map[string][]*Func // methods of core files by name
	memo  map[*Func][]*Func
}

func (m *Model) overriding() *overriding {
	o := &overriding{named: map[string][]*Func{}, memo: map[*Func][]*Func{}}
	for _, f := range m.files {
		if !f.core() {
			continue
		}
		for _, k := range f.Classes {
			for _, fn := range f.Funcs {
				if fn.Class == k && k.methods[fn.Name] == fn {
					o.named[fn.Name] = append(o.named[fn.Name], fn)
				}
			}
		}
	}
	return o
}

// of is the methods that may run where fn is called on an object that may be
// of a subclass, in order of file and position.
func (o *overriding) of(fn *Func) []*Func {
	if fn.Class == nil {
		return nil
	}
	if out, ok := o.memo[fn]; ok {
		return out
	}
	var out []*Func
	for _, other := range o.named[fn.Name] {
		if other == fn || !other.plain() {
			continue
		}
		for _, k := range other.Class.mro[min(1, len(other.Class.mro)):] {
			if k == fn.Class {
				out = append(out, other)
				break
			}
		}
	}
	o.memo[fn] = out
	return out
}

// virtual says whether a call reaches its method through an object whose exact
// class is not known: self, or what an annotation names.
func (c *CallSite) virtual() bool {
	recv := c.Receiver()
	if recv == 0 || !c.Bound || c.Callee.Kind != FuncObj {
		return false
	}
	return c.File.inexact(recv)
}

// inexact says whether an object may be of a subclass of what it is taken for.
func (f *File) inexact(e facts.ExprID) bool {
	if f.Expr(e).Kind == facts.Call {
		return false // super(), Worker()
	}
	v := f.Eval(e)
	return v.Kind == Instance && v.Class != nil && !v.Site.Valid()
}
