package threads

import (
	"iter"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// lockTraits is what is known of the lock object at a path.
type lockTraits struct {
	proven    bool // a lock for certain; else an object of unknown type that is used as one
	reentrant Tri
	counts    bool // a semaphore that several may hold: it excludes nobody
}

// LockAt is the lock that an expression names, as one that its function could
// hold. A Condition that is built on a lock is that lock. Two threads may hold a
// semaphore of more than one permit, so it is none.
func (f *File) LockAt(e facts.ExprID) (Lock, bool) {
	l, t, ok := f.lockAt(e)
	return l, ok && !t.counts
}

// SelfExcludes says whether a thread that holds the lock at e waits for itself
// if it takes it again: Lock, and Condition(Lock()). Unknown is no.
func (f *File) SelfExcludes(e facts.ExprID) bool { return f.reentrancy(e, 0) == No }

func (f *File) lockAt(e facts.ExprID) (Lock, lockTraits, bool) {
	v := f.Eval(e)
	if !v.IsLock() && v.Kind != Unknown {
		return Lock{}, lockTraits{}, false
	}
	t := lockTraits{proven: v.IsLock(), counts: v.LibClass() == pylib.SemaphoreClass && v.permits() != 1}
	l := f.placeOf(e)
	if !l.Known() {
		return Lock{}, t, false
	}
	if t.proven {
		t.reentrant = f.reentrancy(e, 0)
		if v.LibClass() == pylib.ConditionClass {
			l = f.underlying(l, v)
		}
	}
	if v.Kind == Unknown || !v.Site.Valid() {
		if on, ok := f.handedLock(e, l); ok {
			return on, t, true
		}
	}
	return l, t, l.Known()
}

// permits is how many may hold a semaphore at once; 0 where it is not known.
func (v Value) permits() int {
	a, ok := v.made()
	if !ok {
		return 0
	}
	if a.Expr == 0 {
		return 1
	}
	if n, ok := a.File.Number(a.Expr); ok {
		return int(n)
	}
	return 0
}

// made is the first argument of the call that makes a lock, not Valid for none.
// ok is false where several calls may make it.
func (v Value) made() (arg Site, ok bool) {
	if !v.Site.Valid() || v.Class != nil {
		return Site{}, false
	}
	f := v.Site.File
	c := f.CallAt(v.Site.Expr)
	if c == nil {
		return Site{}, false
	}
	a := f.ArgsOf(c.Expr)
	if a.Star || a.DoubleStar || len(a.Pos)+len(a.Kw) > 1 {
		return Site{}, false
	}
	for _, p := range a.Pos {
		return Site{f, p}, true
	}
	for _, k := range a.Kw {
		return Site{f, k.Value}, true
	}
	return Site{File: f}, true
}

// reentrancy says whether the holder of the lock at e may take it again.
func (f *File) reentrancy(e facts.ExprID, depth int) Tri {
	v := f.Eval(e)
	switch v.LibClass() {
	case pylib.LockClass:
		return No
	case pylib.RLockClass:
		return Yes
	case pylib.ConditionClass:
		a, ok := v.made()
		switch {
		case !ok || depth > 3:
			return UnknownTri
		case a.Expr == 0 || a.File.Expr(a.Expr).Kind == facts.None:
			return Yes
		}
		return a.File.reentrancy(a.Expr, depth+1)
	}
	return UnknownTri
}

// underlying is the lock that a condition at path l is built on, l where it
// makes its own, and the zero Lock where it is given one that has no name.
func (f *File) underlying(l Lock, v Value) Lock {
	a, ok := v.made()
	if !ok || a.Expr == 0 {
		return l
	}
	g := a.File
	switch k := g.Expr(a.Expr).Kind; k {
	case facts.None, facts.Call:
		return l
	case facts.Name, facts.Attr:
	default:
		return Lock{}
	}
	// The object that the condition is stored in, if it is stored in one.
	var owner Lock
	if i := strings.LastIndexByte(l.Path, '.'); i >= 0 {
		owner = l
		owner.Path = l.Path[:i]
	}
	switch in := g.placeOf(a.Expr); in.Root {
	case GlobalLock, ClassLock:
		return in
	case SelfLock:
		return owner.join(in.Path)
	case LocalLock:
		if in.Path != "" {
			return Lock{}
		}
		if attr := g.storedIn(g.FuncAt(a.Expr), in.Sym); attr != "" && owner.Root != UnknownLock {
			return owner.join("." + attr)
		}
		if l.Root == LocalLock && l.File == g && l.Path == "" && g.Scopes[g.Symbols[l.Sym].Scope] == g.Scopes[g.Symbols[in.Sym].Scope] {
			return in
		}
	}
	return Lock{}
}

// handedLock is the lock of the same object that a helper is given which makes
// what is stored at an attribute and used as a lock.
//
//	self.cond = make_condition(self.lock)
func (f *File) handedLock(e facts.ExprID, l Lock) (Lock, bool) {
	x := f.Expr(e)
	if x.Kind != facts.Attr {
		return Lock{}, false
	}
	k := f.Eval(x.A).Class
	if k == nil {
		return Lock{}, false
	}
	for _, s := range k.storesOf(f.Text(x.Str)) {
		c := s.file.CallAt(s.file.Events[s.event].Y)
		if c == nil || c.Target == nil {
			return Lock{}, false
		}
		for _, a := range s.file.ArgsOf(c.Expr).Pos {
			if in := s.file.placeOf(a); in.Root == SelfLock && s.file.Eval(a).IsLock() {
				owner := l
				owner.Path = strings.TrimSuffix(l.Path, "."+f.Text(x.Str))
				return owner.join(in.Path), true
			}
		}
	}
	return Lock{}, false
}

// storedIn is the attribute of self that a function stores the value of a
// local name in: self.lock = lock.
func (f *File) storedIn(fn *Func, s facts.SymbolID) string {
	if fn == nil {
		return ""
	}
	for _, l := range f.loads[s] {
		for id, target := range f.targetsOf(l) {
			if x := f.Expr(target); x.Kind == facts.Attr && f.FuncOf(id) == fn && f.placeOf(x.A) == (Lock{Root: SelfLock}) {
				return f.Text(x.Str)
			}
		}
	}
	return ""
}

// targetsOf is what the statement of a value stores it in, each with its event:
// two in a = self.b = value.
func (f *File) targetsOf(value facts.ExprID) iter.Seq2[facts.EventID, facts.ExprID] {
	return func(yield func(facts.EventID, facts.ExprID) bool) {
		at := f.EventOf(value)
		for id := at; id >= 0 && int(id) < len(f.Events) && f.Events[id].Stmt == f.Events[at].Stmt; id++ {
			if ev := &f.Events[id]; ev.Kind == facts.StoreEvent && ev.Y == value && !yield(id, ev.X) {
				return
			}
		}
	}
}
