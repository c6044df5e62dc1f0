package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Rebinding is a place where a lock that others use gets replaced.
type Rebinding struct {
	Lock  Lock
	At    facts.EventID // the store
	First Site          // where else the lock is made, or that it is None
	Use   Site          // a with or acquire() of it in another function
	Lazy  bool          // it is made where it is found unset
}

// Rebindings is the places of the file that replace a lock, by position.
func (f *File) Rebindings() []Rebinding {
	var out []Rebinding
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Kind != facts.StoreEvent || ev.Y <= 0 || ev.Flags&(facts.Copy|facts.Aug) != 0 {
			continue
		}
		if r, ok := f.rebinding(facts.EventID(id), ev); ok {
			out = append(out, r)
		}
	}
	return out
}

func (f *File) rebinding(id facts.EventID, ev *facts.Event) (Rebinding, bool) {
	c := f.CallAt(ev.Y)
	if c == nil || !makes(c) {
		return Rebinding{}, false
	}
	switch v := f.Eval(ev.Y); v.LibClass() {
	case pylib.LockClass, pylib.RLockClass:
		if v.Site != (Site{f, ev.Y}) {
			return Rebinding{}, false
		}
	default:
		return Rebinding{}, false
	}
	fn := f.FuncOf(id)
	l := f.storedPlace(ev.X)
	if fn.ID == 0 || !l.Known() || l.Root == LocalLock || l.Root == SelfLock && strings.Count(l.Path, ".") != 1 || fn.setsUp(0) {
		return Rebinding{}, false
	}
	r := Rebinding{Lock: l, At: id, Lazy: f.foundUnset(ev.Stmt, l)}
	if r.First = f.otherStore(id, ev, l); !r.First.Valid() && !r.Lazy {
		return Rebinding{}, false // the only place that makes it
	}
	if r.Lazy && len(f.HeldHere(id).Locks) > 0 {
		return Rebinding{}, false
	}
	r.Use = f.usedElsewhere(fn, l, r.Lazy)
	return r, r.Use.Valid()
}

// setsUp says whether a function runs before others can see what it changes: a
// constructor, what unpickles or copies, what runs after a fork, and what only
// these call.
func (fn *Func) setsUp(level int) bool {
	for g := fn; g != nil && g.ID != 0; g = g.outer() {
		name := strings.ToLower(g.Name)
		switch g.Name {
		case "__init__", "__new__", "__post_init__", "__setstate__", "__deepcopy__", "__copy__", "__reduce__", "__init_subclass__", "__enter__", "__set_name__", "__prepare__", "setUp", "setUpClass", "setup_method":
			return true
		}
		if strings.Contains(name, "fork") || strings.Contains(name, "child") || strings.Contains(name, "_init") || strings.HasPrefix(strings.TrimLeft(name, "_"), "init") || strings.HasPrefix(strings.TrimLeft(name, "_"), "setup") {
			return true
		}
	}
	for _, c := range fn.Callers {
		if c.Spawn != nil && c.Spawn.onProcess() {
			return true // another process has a copy of its own
		}
	}
	if level > 4 {
		return false
	}
	k := fn.File.m.locking()
	k.mu.Lock()
	l := k.callersOf(fn)
	k.mu.Unlock()
	if !l.complete || len(l.sites) == 0 || l.spawned {
		return fn.handedToFork()
	}
	for _, c := range l.sites {
		if c.In.ID != 0 && !c.In.setsUp(level+1) {
			return false
		}
	}
	return true
}

// handedToFork says whether the function is given to what runs it after a
// fork: a call or decorator that has the word in its name.
func (fn *Func) handedToFork() bool {
	f := fn.File
	forks := func(e facts.ExprID) bool { return strings.Contains(strings.ToLower(f.Render(e)), "fork") }
	for _, d := range f.DecoratorsOf(fn.ID) {
		if forks(d) {
			return true
		}
	}
	// Where it is only named, what stands around may register it by a detour.
	var namers []*Func
	for _, e := range f.attrs[fn.Name] {
		if p := f.parent[e]; fn.Class != nil && (p == 0 || f.Expr(p).Kind != facts.Call || f.Expr(p).A != e) {
			namers = append(namers, f.FuncAt(e))
		}
	}
	for _, c := range f.calls {
		if !forks(f.Expr(c.Expr).A) {
			continue
		}
		if slices.Contains(namers, c.In) {
			return true
		}
		for _, k := range f.KidsOf(c.Expr) {
			if f.Expr(k).Kind == facts.Keyword {
				k = f.Expr(k).A
			}
			if f.Eval(k).Func == fn {
				return true
			}
		}
	}
	return false
}

// foundUnset says whether a statement stands in an if that finds the lock unset.
func (f *File) foundUnset(s facts.StmtID, l Lock) bool {
	for i := f.Enclosing(s, facts.If, facts.Elif); i != 0; i = f.Enclosing(i, facts.If, facts.Elif) {
		found := false
		f.claims(f.Stmts[i].X, true, func(c claim) { found = found || c.kind == IsUnset && f.placeOf(c.path) == l })
		if found {
			return true
		}
	}
	return false
}

// otherStore is another place of the file that gives the same lock a lock as value.
func (f *File) otherStore(but facts.EventID, ev *facts.Event, l Lock) Site {
	for id := range f.Events {
		o := &f.Events[id]
		if o.Kind != facts.StoreEvent || facts.EventID(id) == but || o.X == ev.X || o.Y <= 0 || f.storedPlace(o.X) != l && !f.classDefault(o.X, l) {
			continue
		}
		if l.Root == SelfLock && f.FuncOf(facts.EventID(id)).method() != nil && f.FuncOf(but).method() != nil &&
			!f.FuncOf(facts.EventID(id)).method().Class.related(f.FuncOf(but).method().Class) {
			continue
		}
		if f.Eval(o.Y).IsLock() {
			return Site{f, o.Y}
		}
	}
	return Site{}
}

// classDefault says whether a name of a class body is the default of an attribute.
func (f *File) classDefault(e facts.ExprID, l Lock) bool {
	x := f.Expr(e)
	if x.Kind != facts.Name || x.Sym <= 0 || f.Scopes[f.Symbols[x.Sym].Scope].Kind != facts.ClassScope {
		return false
	}
	return l.Root == ClassLock && l.Path == "."+f.SymbolName(x.Sym) && f.Classes[f.Scopes[f.Symbols[x.Sym].Scope].Class] == l.Class
}

// usedElsewhere is a with or acquire() of the lock in another function of the
// file; with own also in the same.
func (f *File) usedElsewhere(fn *Func, l Lock, own bool) Site {
	for id := range f.Events {
		ev := &f.Events[id]
		g := f.FuncOf(facts.EventID(id))
		if g == fn && !own || inInit(g) {
			continue
		}
		e := facts.ExprID(0)
		switch ev.Kind {
		case facts.EnterEvent:
			e = ev.X
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c != nil && c.Does(pylib.Acquires) {
				e = c.Receiver()
			}
		}
		if e == 0 || f.placeOf(e) != l {
			continue
		}
		if l.Root == SelfLock && (g.method() == nil || fn.method() == nil || !g.method().Class.related(fn.method().Class)) {
			continue
		}
		return Site{f, e}
	}
	return Site{}
}
