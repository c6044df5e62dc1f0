package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// AtMost is an upper bound of how often one run of the program comes to an
// event. ok is false where there is none to be seen: in a while loop, over an
// iterable of unknown length, in a function that code outside may call.
func (f *File) AtMost(at facts.EventID) (n int, ok bool) { return f.atMost(at, nil, map[*Func]bool{}) }

// atMost is the bound for one run of the function within, or of the program
// where that is nil.
func (f *File) atMost(at facts.EventID, within *Func, busy map[*Func]bool) (n int, ok bool) {
	ev := &f.Events[at]
	once, ok := f.rounds(ev)
	if !ok {
		return 0, false
	}
	fn := f.FuncOf(at)
	if fn.ID == 0 || fn == within {
		return once, true
	}
	if busy[fn] || fn.open() {
		return 0, false
	}
	busy[fn] = true
	defer delete(busy, fn)
	for _, c := range fn.Callers {
		k, ok := c.File.atMost(c.Event, within, busy)
		if !ok {
			return 0, false
		}
		if c.Spawn != nil {
			if k, ok = c.Spawn.tasks(k); !ok {
				return 0, false
			}
		}
		n += k
	}
	return n * once, true
}

// open says whether code that is not seen may call the function. A method is
// called by whoever gets the object: its name must stand in this file only, and
// a library class must not call it, but for the run of a thread or process.
func (fn *Func) open() bool {
	if fn.escapes || !fn.private() {
		return true
	}
	if fn.Class == nil {
		return false
	}
	if fn.Name == "run" && len(fn.Callers) > 0 && fn.Callers[0].Spawn != nil {
		return false
	}
	return len(fn.Class.lib) > 0 || strings.HasPrefix(fn.Name, "__") || fn.File.m.MentionedElsewhere(fn.File, fn.Name)
}

// tasks is how many calls of its target a spawn that is made n times makes at
// most; ok is false where one spawn makes a number of them that is not known.
func (s *Spawn) tasks(n int) (calls int, ok bool) {
	if s.Handoff == nil || s.Sub != nil {
		return n, true
	}
	switch s.Handoff.Pass {
	case pylib.PassTuple, pylib.PassStar:
		return n, s.Handoff.On == pylib.NewThread || s.Handoff.On == pylib.Process || s.Handoff.On == pylib.Pool
	case pylib.PassIter:
		k, ok := s.Call.File.length(s.arg(s.Handoff.Args))
		return n * k, ok && s.Handoff.Args != ""
	}
	return 0, false
}

// rounds is how often an event can happen in one run of its function.
func (f *File) rounds(ev *facts.Event) (int, bool) {
	n := 1
	for s := f.InLoop(ev.Stmt); s != 0; s = f.InLoop(s) {
		if f.Stmts[s].Kind != facts.For {
			return 0, false
		}
		k, ok := f.length(f.Stmts[s].Y)
		if !ok {
			return 0, false
		}
		n *= k
	}
	if ev.Flags&facts.InComp == 0 {
		return n, true
	}
	for e := f.parent[ev.X]; e > 0; e = f.parent[e] {
		switch f.Expr(e).Kind {
		case facts.ListComp, facts.SetComp, facts.Generator, facts.DictComp:
			for _, k := range f.KidsOf(e) {
				if f.Expr(k).Kind != facts.CompFor {
					continue
				}
				m, ok := f.length(f.Expr(k).B)
				if !ok {
					return 0, false
				}
				n *= m
			}
		}
	}
	return n, true
}

// length is the proven number of items of an iterable: a display, or range of
// proven numbers.
func (f *File) length(e facts.ExprID) (int, bool) {
	x := f.Expr(e)
	switch x.Kind {
	case facts.List, facts.Tuple, facts.Set:
		for _, k := range f.KidsOf(e) {
			if f.Expr(k).Kind == facts.Star {
				return 0, false
			}
		}
		return len(f.KidsOf(e)), x.Flags&facts.Truncated == 0
	case facts.Call:
		c := f.CallAt(e)
		a := f.ArgsOf(e)
		if c == nil || c.Lib() != "builtins.range" || a.Star || len(a.Pos) == 0 || len(a.Pos) > 2 {
			return 0, false
		}
		last, ok := f.Number(a.Pos[len(a.Pos)-1])
		first := 0.0
		if len(a.Pos) == 2 && ok {
			first, ok = f.Number(a.Pos[0])
		}
		return max(0, int(last-first)), ok
	}
	return 0, false
}

// Reachers is an upper bound of how many threads, the main thread among them,
// can be at one of the given uses of an object at once, and the spawns that
// make them. Where the object is passed to the function around a use, only the
// calls that pass it count, and where a function keeps it in a variable of its
// own, one run of that function counts: the next one makes another object.
// ok is false where there is no bound to be seen.
func (m *Model) Reachers(o *Object, uses []Use) (n int, spawns []*Spawn, ok bool) {
	passed := map[Site]bool{}
	for i := range o.Uses {
		if u := &o.Uses[i]; u.Kind == Alias {
			passed[Site{u.File, u.Call}] = true
		}
	}
	var work []*Func
	for i := range uses {
		fn := uses[i].In()
		if fn == nil {
			return 0, nil, false
		}
		work = append(work, fn)
	}
	maker := o.keeper()
	main, seen := 0, map[*Func]bool{}
	for ; len(work) > 0; work = work[1:] {
		fn := work[0]
		if seen[fn] {
			continue
		}
		seen[fn] = true
		if fn == maker || fn.ID == 0 && !fn.File.imported() {
			main = 1
			continue
		}
		if fn.ID == 0 || fn.open() {
			return 0, nil, false
		}
		for _, c := range fn.callersWith(passed) {
			if c.Spawn == nil {
				work = append(work, c.In)
				continue
			}
			k, ok := c.File.atMost(c.Event, maker, map[*Func]bool{})
			if ok {
				k, ok = c.Spawn.tasks(k)
			}
			if !ok {
				return 0, nil, false
			}
			if w := c.Spawn.Workers(); w > 0 {
				k = min(k, w)
			}
			n += k
			spawns = append(spawns, c.Spawn)
		}
	}
	return n + main, spawns, true
}

// keeper is the function that makes the object and keeps it in a local
// variable and nowhere else, nil if there is none.
func (o *Object) keeper() *Func {
	f := o.Site.File
	made := &f.Stmts[f.StmtAt(o.Site.Expr)]
	if o.Escapes || o.InAttr || o.InList || made.Kind != facts.Assign || made.Y != o.Site.Expr || f.Expr(made.X).Kind != facts.Name {
		return nil
	}
	fn := f.FuncAt(o.Site.Expr)
	if sym := f.Expr(made.X).Sym; fn.ID == 0 || sym <= 0 || f.Scopes[f.Symbols[sym].Scope].Func != fn.ID {
		return nil
	}
	return fn
}

// callersWith is the callers among the given calls, or all where none is.
func (fn *Func) callersWith(calls map[Site]bool) []*CallSite {
	var out []*CallSite
	for _, c := range fn.Callers {
		if calls[Site{c.File, c.Expr}] {
			out = append(out, c)
		}
	}
	if out == nil {
		return fn.Callers
	}
	return out
}
