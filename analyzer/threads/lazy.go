package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Objects that are made on first use, in code that several threads come to. Two
// of them may find that nothing has been made, and the one sees what the other
// has not finished, or what it has used up.

// LazyKind is what another thread finds.
type LazyKind uint8

const (
	HalfBuilt LazyKind = iota // what is stored already and filled after that
	Reset                     // nothing: it is read again for the result, and others take it back
	UsedUp                    // nothing: what the first has used is gone
)

// A LazyInit is an object made on first use that another thread may get too
// early, or not at all.
type LazyInit struct {
	Kind  LazyKind
	Func  *Func
	Place facts.ExprID // HalfBuilt: as stored; Reset: as read again; UsedUp: as used
	Then  facts.ExprID // HalfBuilt: what fills it; Reset, UsedUp: the store of the new object
	Other Site         // HalfBuilt: hands it out meanwhile; Reset, UsedUp: takes it back
	Proof Site         // of several threads: what makes a lock or a thread-local here
	Lock  bool         // Proof is a lock
}

// LazyInits is those of the file, the first of each function, in order of the functions.
func (f *File) LazyInits() []LazyInit {
	if o := f.m.outlines[pathOf(f.Path)]; !o.Core && !o.Lazy {
		return nil // that it was parsed may be chance
	}
	var out []LazyInit
	for _, fn := range f.Funcs {
		if fn.ID == 0 || inInit(fn) || fn.InTest() || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			continue
		}
		for _, look := range []func(*Func) (LazyInit, bool){(*Func).halfBuilt, (*Func).memoLost} {
			if z, ok := look(fn); ok {
				z.Func = fn
				out = append(out, z)
				break
			}
		}
	}
	return out
}

// halfBuilt is a store of an empty container that a loop fills where it is
// stored, and that who comes meanwhile is given as it is.
func (fn *Func) halfBuilt() (z LazyInit, found bool) {
	f := fn.File
	fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if found || ev.Kind != facts.StoreEvent || ev.Flags&(facts.Aug|facts.Copy) != 0 || ev.Y <= 0 || len(f.KidsOf(ev.Y)) > 0 {
			return
		}
		hand := fn.handsOut(id, ev.X)
		if hand == 0 || !f.emptyContainer(ev.Y) || f.lockedHere(id) {
			return
		}
		p := f.storedPlace(ev.X)
		if x := f.Expr(ev.X); x.Kind == facts.Subscript {
			if p = f.placeOf(x.A); f.perThread(x.B) {
				return
			}
		}
		fill := fn.filledBehind(id, ev.X)
		if fill == 0 {
			return
		}
		if z.Proof, z.Lock = fn.severalCome(p); z.Proof.Valid() {
			z.Kind, z.Place, z.Then, z.Other, found = HalfBuilt, ev.X, fill, Site{f, hand}, true
		}
	})
	return z, found
}

// emptyContainer says whether a value is a new container with nothing in it.
func (f *File) emptyContainer(e facts.ExprID) bool {
	switch f.Expr(e).Kind {
	case facts.List, facts.Dict, facts.Set, facts.Call:
		return len(f.KidsOf(e)) == 0 && isContainer(f.Eval(e))
	}
	return false
}

// lockedHere says whether a lock is held at an event, or may be.
func (f *File) lockedHere(id facts.EventID) bool {
	held := f.HeldHere(id)
	return held.Any || len(held.Locks) > 0 || f.FuncOf(id).calledUnderLock(map[*Func]bool{})
}

// perThread says whether a key is of the thread that runs, so that no other comes to its item.
func (f *File) perThread(e facts.ExprID) bool {
	found := false
	f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		if c := f.CallAt(k); x.Kind == facts.Call && c != nil && c.Row != nil && c.Row.Which == pylib.CurrentThread {
			found = true
		}
	})
	return found
}

// handsOut is where a function returns what an expression names though it has
// not come by the store to it, 0 for nowhere.
func (fn *Func) handsOut(store facts.EventID, target facts.ExprID) facts.ExprID {
	f := fn.File
	at := f.Events[store].Stmt
	asked := f.asksFor(at, target)
	g := fn.Facts()
	for s := g.Stmt; s > 0 && int(s) < len(f.Stmts) && s < f.Stmts[g.Stmt].End; s++ {
		st := &f.Stmts[s]
		if st.Kind == facts.Return && st.Func == fn.ID && st.X > 0 && f.sameTarget(st.X, target) && (s < at || asked) {
			return st.X
		}
	}
	return 0
}

// asksFor says whether an if around a statement, or the handler that it is in,
// says that there is nothing yet where it stores.
func (f *File) asksFor(at facts.StmtID, target facts.ExprID) bool {
	for s := f.Enclosing(at, facts.If, facts.Elif, facts.Except); s != 0; s = f.Enclosing(s, facts.If, facts.Elif, facts.Except) {
		if f.Stmts[s].Kind == facts.Except {
			return true
		}
		found := false
		f.claims(f.Stmts[s].X, true, func(c claim) {
			x := f.Expr(target)
			found = found || c.kind == IsUnset && f.sameTarget(c.path, target) || c.kind == IsAbsent && x.Kind == facts.Subscript && f.samePath(c.path, x.A) && f.sameValue(c.key, x.B)
		})
		if found {
			return true
		}
	}
	return false
}

// sameTarget says whether two expressions name one place, or one item of a place.
func (f *File) sameTarget(a, b facts.ExprID) bool {
	x, y := f.Expr(a), f.Expr(b)
	if x.Kind != y.Kind {
		return false
	}
	switch x.Kind {
	case facts.Subscript:
		return f.samePath(x.A, y.A) && f.sameValue(x.B, y.B)
	case facts.Name, facts.Attr:
		return f.samePath(a, b)
	}
	return false
}

// filledBehind is what puts something into the container at its place, in a
// loop behind the store; 0 for nothing.
func (fn *Func) filledBehind(store facts.EventID, target facts.ExprID) (fill facts.ExprID) {
	f := fn.File
	at := f.Events[store].Stmt
	fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if loop := f.InLoop(ev.Stmt); fill > 0 || loop <= at || f.lockedHere(id) {
			return
		}
		x := f.Expr(ev.X)
		switch ev.Kind {
		case facts.StoreEvent:
			if x.Kind == facts.Subscript && f.sameTarget(x.A, target) {
				fill = ev.X
			}
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c != nil && c.Receiver() > 0 && f.sameTarget(c.Receiver(), target) && f.fills(ev.X) {
				fill = ev.X
			}
		}
	})
	return fill
}

// fills says whether a call of a method puts something into a container.
func (f *File) fills(call facts.ExprID) bool {
	switch x := f.Expr(f.Expr(call).A); f.Text(x.Str) {
	case "append", "add", "update", "extend", "insert", "setdefault", "appendleft":
		return x.Kind == facts.Attr
	}
	return false
}

// memoLost is a test of a place for nothing yet, under which it is stored, and
// what another thread that comes by takes back: the place itself, that is read
// again for the result, or another one, that the making uses.
func (fn *Func) memoLost() (z LazyInit, found bool) {
	f, g := fn.File, fn.Facts()
	for s := g.Stmt; s > 0 && int(s) < len(f.Stmts) && s < f.Stmts[g.Stmt].End && !found; s++ {
		st := &f.Stmts[s]
		if st.Kind != facts.If || st.Func != fn.ID {
			continue
		}
		f.claims(st.X, true, func(c claim) {
			p := f.placeOf(c.path)
			if found || c.kind != IsUnset || p.Root != SelfLock && p.Root != GlobalLock && p.Root != ClassLock {
				return
			}
			made := fn.firstStore(s, func(l Lock, value facts.ExprID) bool { return l == p && f.Expr(value).Kind != facts.None })
			if made < 0 || f.lockedHere(made) {
				return
			}
			z.Then = f.Events[made].X
			if z.Kind, z.Place, z.Other, found = fn.lostBy(s, p); !found {
				return
			}
			if z.Proof, z.Lock = fn.severalCome(p); !z.Proof.Valid() {
				found = false
			}
		})
	}
	return z, found
}

// lostBy looks for what is lost when a second thread passes the test s of a place.
func (fn *Func) lostBy(s facts.StmtID, p Lock) (kind LazyKind, use facts.ExprID, by Site, ok bool) {
	f := fn.File
	gone := fn.firstStore(s, func(l Lock, value facts.ExprID) bool {
		return l != p && l.Root == p.Root && l.Class == p.Class && f.Expr(value).Kind == facts.None
	})
	if gone >= 0 {
		q := f.storedPlace(f.Events[gone].X)
		fn.eventsIn(s, func(id facts.EventID, ev *facts.Event) {
			e := ev.X
			if ev.Kind == facts.CallEvent {
				e = f.Expr(e).A
			}
			if use == 0 && (ev.Kind == facts.LoadEvent || ev.Kind == facts.CallEvent) && f.placeOf(e) == q && f.direct(e) && f.inUse(e) && !f.handles(ev.Stmt) && f.Reaches(id, gone) {
				use = e
			}
		})
		if use > 0 {
			return UsedUp, use, Site{f, f.Events[gone].X}, true
		}
	}
	for k := f.Stmts[s].End; int(k) < len(f.Stmts) && f.Stmts[k].Parent == f.Stmts[s].Parent; k = f.Stmts[k].End {
		st := &f.Stmts[k]
		if st.Kind != facts.Return || st.X <= 0 || f.placeOf(st.X) != p || !f.direct(st.X) {
			continue
		}
		if by = fn.resetElsewhere(p); by.Valid() {
			return Reset, st.X, by, true
		}
	}
	return 0, 0, Site{}, false
}

// firstStore is the first store within a statement for which is holds, -1 for none.
func (fn *Func) firstStore(s facts.StmtID, is func(l Lock, value facts.ExprID) bool) facts.EventID {
	out := facts.EventID(-1)
	fn.eventsIn(s, func(id facts.EventID, ev *facts.Event) {
		if out < 0 && ev.Kind == facts.StoreEvent && ev.Flags&(facts.Aug|facts.Copy) == 0 && ev.Y > 0 && is(fn.File.storedPlace(ev.X), ev.Y) {
			out = id
		}
	})
	return out
}

// direct says whether an expression reads its place, and is no local name for
// what that held.
func (f *File) direct(e facts.ExprID) bool {
	x := f.Expr(e)
	return x.Kind != facts.Name || x.Sym > 0 && f.Scopes[f.Symbols[x.Sym].Scope].Kind == facts.ModuleScope
}

// inUse says whether a value is called, or asked for a member or an item.
func (f *File) inUse(e facts.ExprID) bool {
	p := f.parent[e]
	if p <= 0 {
		return false
	}
	switch x := f.Expr(p); x.Kind {
	case facts.Call, facts.Attr, facts.Subscript:
		return x.A == e
	}
	return false
}

// resetElsewhere is where another function of the class, or of the file, stores
// None to a place after others may have seen it. A constructor counts where it is
// called for an object that there is already.
func (fn *Func) resetElsewhere(p Lock) Site {
	for _, o := range fn.File.Funcs {
		if o == fn || o.ID == 0 || o.InTest() || p.Root != GlobalLock && (o.Class == nil || fn.method() == nil || o.Class != fn.method().Class) {
			continue
		}
		if inInit(o) && !o.calledAgain() || !inInit(o) && (o.namedSetup() || o.onlyByConstructors()) {
			continue
		}
		at := o.firstStore(0, func(l Lock, value facts.ExprID) bool { return l == p && o.File.Expr(value).Kind == facts.None })
		if at >= 0 {
			return Site{o.File, o.File.Events[at].X}
		}
	}
	return Site{}
}

// calledAgain says whether a constructor is called for an object that was made
// before: by another method than a constructor.
func (fn *Func) calledAgain() bool {
	for _, c := range fn.Callers {
		if c.Callee.Kind != ClassObj && !inInit(c.In) && c.In.owner() != nil {
			return true
		}
	}
	return false
}

// onlyByConstructors says whether a function is a part of making objects.
func (fn *Func) onlyByConstructors() bool {
	for _, c := range fn.Callers {
		if !inInit(c.In) {
			return false
		}
	}
	return len(fn.Callers) > 0
}

// severalCome is what shows that several threads come to a place of a function:
// for what an object has, a lock that a method of its class takes; for what the
// module or the class has, a lock or a thread-local of the package. Who makes
// one expects others.
func (fn *Func) severalCome(p Lock) (proof Site, lock bool) {
	switch p.Root {
	case SelfLock:
		m := fn.method()
		if m == nil || m.Class == nil {
			return Site{}, false
		}
		for _, k := range m.Class.mro {
			for _, o := range k.File.Funcs {
				if o.Class == k {
					if e := o.takesLock(); e > 0 {
						return Site{k.File, e}, true
					}
				}
			}
		}
	case GlobalLock, ClassLock:
		return fn.File.packageLocks()
	}
	return Site{}, false
}

// takesLock is the first lock that a function takes by with, 0 for none.
func (fn *Func) takesLock() (lock facts.ExprID) {
	fn.eventsIn(0, func(_ facts.EventID, ev *facts.Event) {
		if lock == 0 && ev.Kind == facts.EnterEvent && fn.File.Eval(ev.X).IsLock() {
			lock = ev.X
		}
	})
	return lock
}

// packageLocks is the first lock or thread-local that the package of a file makes,
// as an attribute or a global, outside of its tests.
func (f *File) packageLocks() (proof Site, lock bool) {
	prefix, ok := f.packagePrefix()
	for _, g := range f.m.files {
		if g != f && !(ok && strings.HasPrefix(g.Path, prefix)) || !g.core() || g.Context == TestFile {
			continue
		}
		for _, c := range g.calls {
			st := &g.Stmts[c.Stmt]
			if st.Kind != facts.Assign || st.Y != c.Expr {
				continue
			}
			if x := g.Expr(st.X); x.Kind != facts.Attr && (x.Kind != facts.Name || st.Func != 0) {
				continue
			}
			switch v := g.Eval(c.Expr); {
			case v.IsLock():
				return Site{g, c.Expr}, true
			case v.LibClass() == pylib.LocalClass:
				return Site{g, c.Expr}, false
			}
		}
	}
	return Site{}, false
}

// packagePrefix is what the paths of all files of the outermost package begin
// with that a file is part of; ok is false for a module of its own.
func (f *File) packagePrefix() (prefix string, ok bool) {
	for path := pathOf(f.Path); path != ""; path = strings.TrimSuffix(prefix, "/") {
		dir := path[:strings.LastIndexByte(path, '/')+1]
		if f.m.outlines[dir+"__init__.py"] == nil {
			break
		}
		prefix, ok = dir, true
	}
	return prefix, ok
}
