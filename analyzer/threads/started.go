package threads

import (
	"sort"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Started is a thread with the place where one function starts it.
type Started struct {
	Object *Object
	Spawn  *Spawn
	Start  Use // its last start in the function
}

// Started is the threads that a function makes and starts itself, in order of
// their last start. Timers and processes are none, nor is a thread that
// another function starts.
func (fn *Func) Started() []Started {
	f := fn.File
	return f.started.get(f.m, f.collectStarted)[fn]
}

// collectStarted lists the threads of the file by the one function that starts each.
func (f *File) collectStarted() map[*Func][]Started {
	out := map[*Func][]Started{}
	for _, o := range f.Objects(pylib.ThreadClass) {
		s := f.SpawnAt(o.Site.Expr)
		starts := o.Calls("start")
		if s == nil || s.Super || len(starts) == 0 {
			continue
		}
		fn := starts[0].In()
		for _, u := range starts {
			if u.File != f || u.Event < 0 || u.Loose || u.In() != fn {
				fn = nil
				break
			}
		}
		if fn != nil {
			out[fn] = append(out[fn], Started{o, s, starts[len(starts)-1]})
		}
	}
	for _, list := range out {
		sort.SliceStable(list, func(i, j int) bool { return list[i].place() < list[j].place() })
	}
	return out
}

func (s *Started) place() uint32 { return s.Start.File.Expr(s.Start.Expr).Span.Start }

// Awaited says whether anything that is done with the thread may wait for its
// end, or arranges that something else does: join and is_alive, called or only
// named, a with statement, a method of its class that may join.
func (s *Started) Awaited() bool {
	for _, u := range s.Object.Uses {
		switch u.Kind {
		case Method:
			if c := u.File.CallAt(u.Call); u.Name != "start" && !harmless(c) {
				return true
			}
		case MethodRef:
			if s.method(u.Name) {
				return true
			}
		case Entered, Iterated, UnknownUse:
			return true
		}
	}
	return false
}

// method says whether an attribute of the thread is a method, which may join.
func (s *Started) method(name string) bool {
	v := s.Spawn.Call.File.Eval(s.Object.Site.Expr)
	if v.Class != nil {
		m := v.Class.Lookup(name)
		return m.Unknown || m.Func != nil
	}
	t := v.LibType()
	return t == nil || !contains(t.Attrs, name)
}

// Several says whether the one place stands for several threads: they are made
// in a loop, or started through a container.
func (s *Started) Several() bool { return s.Spawn.InLoop || s.Start.Element }

// Container is the name of the list or other container that holds the thread,
// "" if there is none or it has no name of its own.
func (s *Started) Container() string {
	f := s.Start.File
	for _, name := range s.Object.Names {
		for id := range f.Symbols {
			sym := facts.SymbolID(id)
			scope := f.Scopes[f.Symbols[id].Scope].Func
			if f.SymbolName(sym) != name || scope != 0 && scope != s.Start.In().ID {
				continue
			}
			for _, b := range f.BindingsOf(sym) {
				if b.Value > 0 && isContainer(f.Eval(b.Value)) {
					return name
				}
			}
		}
	}
	return ""
}

// harmless says whether a method of a thread neither waits for it nor looks
// whether it has ended.
func harmless(c *CallSite) bool {
	return c != nil && c.Row != nil && c.Row.Does&^(pylib.Probe|pylib.Mutates) == 0 && c.Row.Returns != "builtins.bool"
}

// Joins is the calls of join on the thread, by position.
func (s *Started) Joins() []Use { return s.Object.Calls("join") }

// Local says whether every use of the thread can be seen: it is kept in names
// and containers only and handed to nothing that is not followed.
func (s *Started) Local() bool {
	for _, u := range s.Object.Uses {
		if u.Loose {
			return false
		}
	}
	return !s.Object.Escapes && !s.Object.InAttr
}

// Plain says whether the author said nothing about daemon, in the call, in the
// class or later.
func (s *Started) Plain() bool {
	for _, u := range s.Object.Uses {
		if u.Kind == AttrStore && u.Name == "daemon" || u.Kind == Method && u.Name == "setDaemon" {
			return false
		}
	}
	return s.Spawn.Daemon == Unset
}

// Finite says whether the target is known and proven to come to its end by itself.
func (s *Started) Finite() bool {
	fn := s.Spawn.Target.Func
	return fn != nil && fn.finite(map[*Func]bool{}, 0)
}

func (fn *Func) finite(busy map[*Func]bool, depth int) bool {
	if busy[fn] {
		return true
	}
	if depth > deepCalls || !fn.plain() || fn.Effects.Endless || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return false
	}
	busy[fn] = true
	f := fn.File
	for id := range f.Stmts {
		if s := &f.Stmts[id]; s.Func == fn.ID && !fn.loopEnds(facts.StmtID(id)) {
			return false
		}
	}
	for _, c := range fn.callSites {
		switch {
		case c.Row != nil:
			if c.Row.Does&pylib.NeverReturns != 0 || c.effects()&(pylib.Waits|pylib.Runs) != 0 && c.Row.Does&pylib.Joins == 0 {
				return false
			}
		case c.Target != nil:
			if !c.Target.finite(busy, depth+1) {
				return false
			}
		case c.Callee.Kind == ClassObj:
		case c.Callee.Kind == LibObj || c.Callee.Kind == LibBound:
		default:
			return false
		}
	}
	return true
}

// loopEnds says whether a statement is no loop, or one that is proven to end:
// a for over something with an end, a while whose condition counts.
func (fn *Func) loopEnds(id facts.StmtID) bool {
	f := fn.File
	s := &f.Stmts[id]
	switch s.Kind {
	case facts.While:
		x := f.Expr(s.X)
		if x.Kind == facts.Name {
			return fn.counts(x.Sym, id)
		}
		if x.Kind != facts.Compare {
			return false
		}
		for _, k := range f.KidsOf(s.X) {
			if f.Expr(k).Kind == facts.Name && fn.isLocal(k) && fn.counts(f.Expr(k).Sym, id) {
				return true
			}
		}
		return false
	case facts.For:
		if s.Flags&facts.AsyncStmt != 0 {
			return false
		}
		v := f.Eval(s.Y)
		c := f.CallAt(s.Y)
		if c == nil || isDisplayType(v.Lib) || v.Lib == "builtins.range" {
			return v.Lib != "types.GeneratorType"
		}
		if c.Row == nil || c.Row.Does&(pylib.Pure|pylib.Probe) == 0 {
			return false
		}
		a := f.ArgsOf(s.Y)
		switch c.Row.Items {
		case pylib.ItemsOfFirst:
			return len(a.Pos) == 1 // iter(f, end) need not end
		case pylib.ItemsNumbered, pylib.ItemsZipped:
			return true
		}
		return c.Callee.Kind == LibBound
	}
	return true
}

// SeenElsewhere says whether another file of the program may use a variable of
// the module.
func (f *File) SeenElsewhere(s facts.SymbolID) bool {
	return f.Scopes[f.Symbols[s].Scope].Kind == facts.ModuleScope && f.imported() && f.m.namedElsewhere(f, f.SymbolName(s))
}

// StoredName says whether a Name expression is where its variable is bound or
// deleted, not where it is read.
func (f *File) StoredName(e facts.ExprID) bool { return f.stored(e) }
