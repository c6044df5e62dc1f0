package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Side is a thread of control, or several that run the same function, as
// seen from what they share.
type Side struct {
	Root  *Root  // nil: whoever uses the object or the module, the main thread first of all
	Spawn *Spawn // that makes the thread; nil with Root.Class, and without Root
	Many  bool   // runs beside itself on the same objects

	over kept[bool] // its threads end before the function that makes them returns
}

// A visit is a function as a side runs it: what its self and its parameters
// are, and which locks its callers hold. Places and locks are absolute in it:
// they begin with a global, a class, a local variable of the function that
// makes the threads, or with `self` of a class that does (SelfLock with Class).
//
// It is a calling context in the sense of RacerD's summaries instantiated at
// each call, but made top-down, since only what threads reach is asked for.
type visit struct {
	side   *Side
	fn     *Func
	self   Lock
	args   map[facts.SymbolID]Lock
	held   []Lock
	any    bool        // a lock is held that has no name here
	path   []*CallSite // that led here from the beginning of the side
	from   *visit
	counts *beside // which events of fn may run beside the threads
}

// maxVisits bounds how many functions one side is followed into, maxContexts
// in how many contexts each, maxCalls over how many calls.
const (
	maxVisits   = 250
	maxContexts = 4
	maxCalls    = 8
)

// walk visits what a side runs, from where it begins on.
func walk(start *visit, each func(*visit)) {
	seen, visits := map[*Func][]string{}, 0
	for work := []*visit{start}; len(work) > 0 && visits < maxVisits; work = work[1:] {
		v := work[0]
		context := v.context()
		if known := seen[v.fn]; len(known) == maxContexts || slices.Contains(known, context) {
			continue
		}
		seen[v.fn] = append(seen[v.fn], context)
		visits++
		each(v)
		if len(v.path) == maxCalls {
			continue
		}
		for _, c := range v.fn.callSites {
			if next := v.into(c); next != nil {
				work = append(work, next)
			}
		}
	}
}

// context tells the visits of one function apart.
func (v *visit) context() string {
	var b strings.Builder
	b.WriteString(v.self.String())
	for _, p := range v.fn.Params() {
		b.WriteByte(0)
		b.WriteString(v.args[p.Sym].String())
	}
	for _, l := range v.held {
		b.WriteByte(1)
		b.WriteString(l.String())
	}
	if v.any {
		b.WriteByte(2)
	}
	if v.counts != nil {
		b.WriteByte(3) // of two visits that count different parts of a function
	}
	return b.String()
}

// into is the visit of what a call runs; nil where that is not followed: it is
// not known, runs later, or asks which thread it is on.
func (v *visit) into(c *CallSite) *visit {
	t := c.Target
	if t == nil || c.Spawn != nil || !t.plain() || v.side.Root != nil && t.elsewhere() || c.Callee.Kind != FuncObj && c.Callee.Kind != ClassObj || t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || !v.counts.has(c.Event) || v.ruledOut(c.Event) {
		return nil
	}
	next := &visit{side: v.side, fn: t, self: v.absolute(c.receiverPlace(t, 0)), path: append(slices.Clip(v.path), c), from: v, args: map[facts.SymbolID]Lock{}, counts: v.counts.into(c.Event, t)}
	for i, p := range t.Params() {
		if i == 0 && c.Bound || t.File.Symbols[p.Sym].NBind != 1 {
			continue
		}
		if a, ok := c.argumentFor(t, i); ok && a.Valid() && a.File == v.fn.File {
			given := a.File.placeOf(a.Expr)
			if l := v.absolute(given); l.Known() && !a.File.swapped(c.Event, a.Expr, given) {
				next.args[p.Sym] = l
			}
		}
	}
	next.held, next.any = v.heldAt(c.Event)
	return next
}

// ruledOut says whether what the last call passes keeps the function from coming
// to an event: under `if again`, when False is passed.
func (v *visit) ruledOut(at facts.EventID) bool {
	if len(v.path) == 0 {
		return false
	}
	c := v.path[len(v.path)-1]
	return c.Target == v.fn && v.fn.File.stmtRuledOut(v.fn.File.Events[at].Stmt, c)
}

// heldAt is the locks that are held for certain just before an event.
func (v *visit) heldAt(at facts.EventID) (held []Lock, any bool) {
	here := v.fn.File.HeldHere(at)
	held, any = slices.Clone(v.held), v.any || here.Any
	for _, h := range here.Locks {
		l := v.absolute(h.Lock)
		if !l.Known() {
			any = true
		} else if !slices.Contains(held, l) {
			held = append(held, l)
		}
	}
	return held, any
}

// absolute is a place of the function in absolute terms, the zero Lock where
// it has none: it is the function's own, or not known.
func (v *visit) absolute(l Lock) Lock {
	switch l.Root {
	case GlobalLock, ClassLock:
		return l
	case SelfLock:
		return v.self.join(l.Path)
	case LocalLock:
		owner := l.File.Funcs[l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func]
		for u := v; u != nil; u = u.from {
			if u.fn != owner {
				continue
			}
			if a, ok := u.args[l.Sym]; ok {
				return a.join(l.Path)
			}
			if u.from == nil && u.side.Root == nil {
				return l // of the function that makes the threads
			}
			return Lock{}
		}
		if v.fn.File == l.File && v.fn.within(owner.ID) && (v.side.Spawn == nil || v.side.Spawn.Call.In == owner || v.side.Spawn.Call.In.within(owner.ID)) {
			return l // of a function around the one that makes the threads; others are called anew in each
		}
	}
	return Lock{}
}

// sidesOf is how a root begins, once for each place that makes its threads.
func (r *Root) sidesOf() []*visit {
	if r.Class != nil {
		return []*visit{{side: &Side{Root: r}, fn: r.Func, self: Lock{Root: SelfLock, Class: r.Class}}}
	}
	if r.Declared {
		v := &visit{side: &Side{Root: r, Many: true}, fn: r.Func}
		if m := r.Func.method(); m != nil {
			v.self = Lock{Root: SelfLock, Class: m.Class}
		}
		return []*visit{v}
	}
	var out []*visit
	for _, s := range r.Spawns {
		if !s.OnThread() || s.Handoff != nil && s.Handoff.On == pylib.Library {
			continue
		}
		v := &visit{side: &Side{Root: r, Spawn: s}, fn: r.Func, args: map[facts.SymbolID]Lock{}}
		switch {
		case s.Sub != nil:
			v.self = Lock{Root: SelfLock, Class: s.Sub}
		case s.Target.Bound && s.Target.Self.Valid():
			v.self = s.shares(s.Target.Self)
		case r.Func.Class == nil && r.Func.method() != nil && r.Func.method() == s.Call.In.method():
			v.self = Lock{Root: SelfLock, Class: r.Func.method().Class}
		}
		s.handTo(v)
		v.side.Many = s.Sub == nil && (s.crowds() || s.Call.In.repeated() && s.ofPool()) || len(r.Spawns) > 1 && r.Together() != nil
		out = append(out, v)
	}
	return out
}

// ofPool says whether the callable runs on a pool of more than one worker.
func (s *Spawn) ofPool() bool {
	return s.Handoff != nil && (s.Handoff.Many == pylib.Several || s.Handoff.Many == pylib.ByWorkers && s.Workers() != 1)
}

// handTo gives the parameters of a side's first function the places of what
// is passed for them.
func (s *Spawn) handTo(v *visit) {
	if s.Sub != nil || s.Target.Pre != 0 || s.Target.Opaque {
		return
	}
	call := &CallSite{File: s.Call.File, Expr: s.Call.Expr, Target: v.fn, Bound: s.Target.Bound, Spawn: s}
	for i, p := range v.fn.Params() {
		if arg, ok := call.argumentFor(v.fn, i); ok && arg.Valid() && v.fn.File.Symbols[p.Sym].NBind == 1 {
			if l := s.shares(arg); l.Known() {
				v.args[p.Sym] = l
			}
		}
	}
}

// shares is the absolute place of what a spawn hands over, where all threads
// that it makes get the same object.
func (s *Spawn) shares(e Site) Lock {
	f := s.Call.File
	if e.File != f || f.FuncAt(e.Expr) != s.Call.In {
		return Lock{}
	}
	l := f.placeOf(e.Expr)
	switch l.Root {
	case SelfLock:
		if m := s.Call.In.method(); m != nil {
			l.Class = m.Class
			return l
		}
	case GlobalLock, ClassLock:
		return l
	case LocalLock:
		if f.Symbols[l.Sym].NBind != 1 {
			return Lock{}
		}
		b, loop := f.BindingsOf(l.Sym)[0], f.outermostLoop(s.Call.Stmt)
		if b.Value > 0 && isTarget(f.Expr(b.Value).Kind) || loop != 0 && f.Within(b.Stmt, loop) {
			return Lock{} // one for each thread
		}
		return l
	}
	return Lock{}
}
