package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An AccessKind is how a place is touched. The GIL makes each of them but
// Updates and Iterates one step for other threads, as long as the object is one
// of the built-in types (docs.python.org, "What kinds of global value mutation
// are thread-safe?"); what goes wrong lies between two of them.
type AccessKind uint8

const (
	Reads    AccessKind = iota // which object the place holds
	Looks                      // into the object: an item, whether one is in it
	Iterates                   // over the object, item by item
	Advances                   // a generator, by an item or to its end
	Writes                     // makes the place hold another object, or none
	Updates                    // reads, changes, and writes back
	Adds                       // puts something into the object
	Removes                    // takes something out of the object
)

// Changes says whether others can see a difference afterwards.
func (k AccessKind) Changes() bool { return k >= Advances }

// An Access is one event that touches a place which outlives a call: a global,
// an attribute, a variable that a nested function sees.
type Access struct {
	Kind  AccessKind
	File  *File
	Func  *Func
	Event facts.EventID
	Place facts.ExprID // the place as written
	Key   facts.ExprID // of the item that is touched; 0 where it is the whole
	lock  Lock         // the place in the function's own terms
}

// Span is the expression that touches the place: with its item, its method.
func (a *Access) Span() facts.ExprID {
	if x := a.File.Events[a.Event].X; x > 0 && a.Kind != Reads {
		return x
	}
	return a.Place
}

// accesses is what a function touches, in order of its events.
func (fn *Func) accesses() []Access {
	f, g := fn.File, fn.Facts()
	r := accessReader{f: f, fn: fn}
	for b := g.Block; b < g.BlkEnd; b++ {
		for i := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if ev := &f.Events[id]; ev.Flags&facts.Copy == 0 {
				r.event(id, ev)
			}
		}
	}
	return r.out
}

type accessReader struct {
	f   *File
	fn  *Func
	out []Access
}

func (r *accessReader) event(id facts.EventID, ev *facts.Event) {
	f := r.f
	x := f.Expr(ev.X)
	switch ev.Kind {
	case facts.LoadEvent:
		r.load(id, ev.X)
	case facts.StoreEvent:
		r.stored(id, ev)
	case facts.DeleteEvent:
		if x.Kind == facts.Subscript {
			r.add(Removes, id, x.A, x.B)
		} else {
			r.store(Writes, id, ev.X)
		}
	case facts.IterateEvent:
		if of := f.viewed(ev.X); of > 0 && f.isGenerator(of) {
			r.add(Advances, id, of, 0)
		} else if of > 0 {
			r.add(Iterates, id, of, 0)
		}
	case facts.CallEvent:
		r.call(id, ev.X)
	}
}

// stored adds what a store does to its place.
func (r *accessReader) stored(id facts.EventID, ev *facts.Event) {
	f, x := r.f, r.f.Expr(ev.X)
	base := f.Expr(f.PathRoot(ev.X))
	if x.Kind == facts.Name && !f.outlives(x.Sym) {
		return
	}
	again := ev.Flags&facts.Aug != 0 || (base.Kind != facts.Name || f.outlives(base.Sym) || f.selfClass(base.Sym) != nil) && f.readFor(ev, id) >= 0
	switch {
	case x.Kind == facts.Subscript && again:
		r.add(Updates, id, x.A, x.B)
	case x.Kind == facts.Subscript:
		r.add(Adds, id, x.A, x.B)
	case again:
		r.store(Updates, id, ev.X)
	default:
		r.store(Writes, id, ev.X)
	}
}

// load adds the places that a path leads through.
func (r *accessReader) load(id facts.EventID, e facts.ExprID) {
	for f := r.f; e > 0; {
		switch x := f.Expr(e); x.Kind {
		case facts.Subscript:
			r.add(Looks, id, x.A, x.B)
			e = x.A
		case facts.Attr:
			r.add(Reads, id, e, 0)
			e = x.A
		case facts.Name:
			if f.outlives(x.Sym) { // else a local name for what a place held once
				r.note(Reads, id, e, 0, f.placeOf(e))
			}
			return
		default:
			return
		}
	}
}

func (f *File) isGenerator(e facts.ExprID) bool { return f.Eval(e).IsInstance("types.GeneratorType") }

// outlives says whether a name is a global, or a variable that a nested
// function or the caller knows, too; `self` is no place of its own.
func (f *File) outlives(s facts.SymbolID) bool {
	if s <= 0 {
		return false
	}
	if f.Scopes[f.Symbols[s].Scope].Kind == facts.ModuleScope {
		return true
	}
	return f.Symbols[s].Flags&(facts.Captured|facts.IsParam) != 0 && f.selfClass(s) == nil
}

// call adds what a method does to the container it is called on.
func (r *accessReader) call(id facts.EventID, e facts.ExprID) {
	c := r.f.CallAt(e)
	if kids := r.f.KidsOf(e); c != nil && c.Does(pylib.Advances) && len(kids) > 0 && r.f.isGenerator(kids[0]) {
		r.add(Advances, id, kids[0], 0)
	}
	if c == nil || c.Row == nil || c.Receiver() <= 0 || !isContainer(r.f.Eval(c.Receiver())) {
		return
	}
	key := facts.ExprID(0)
	if a := r.f.ArgsOf(e); len(a.Pos) > 0 {
		key = a.Pos[0]
	}
	switch {
	case c.Does(pylib.Takes | pylib.Removes):
		r.add(Removes, id, c.Receiver(), key)
	case c.Does(pylib.Mutates):
		r.add(Adds, id, c.Receiver(), key)
	}
}

func (r *accessReader) add(kind AccessKind, id facts.EventID, place, key facts.ExprID) {
	if k := r.f.Expr(place).Kind; k == facts.Name || k == facts.Attr {
		r.note(kind, id, place, key, r.f.placeOf(place))
	}
}

func (r *accessReader) store(kind AccessKind, id facts.EventID, place facts.ExprID) {
	r.note(kind, id, place, 0, r.f.storedPlace(place))
}

// note keeps an access to what outlives the call. A local is kept where a
// nested function sees it, or it is a parameter.
func (r *accessReader) note(kind AccessKind, id facts.EventID, place, key facts.ExprID, l Lock) {
	if !l.Known() || l == (Lock{Root: SelfLock}) || l.Root == GlobalLock && l.File == nil {
		return
	}
	if l.Root == GlobalLock && l.Path == "" && l.File.fixed(l.Sym) || r.f.swapped(id, place, l) {
		return
	}
	if l.Root == LocalLock && l.Path == "" && l.File.Symbols[l.Sym].Flags&(facts.Captured|facts.IsParam) == 0 {
		return
	}
	r.out = append(r.out, Access{Kind: kind, File: r.f, Func: r.fn, Event: id, Place: place, Key: key, lock: l})
}

// fixed says whether a global is bound once, and not to a container: others can
// see no change of it, whatever becomes of the attributes of its object.
func (f *File) fixed(s facts.SymbolID) bool {
	if f.Symbols[s].NBind != 1 {
		return false
	}
	b := f.BindingsOf(s)[0]
	return b.Value > 0 && !b.Aug && !f.Eval(b.Value).mayGrow()
}

// mayGrow says whether a value is a container, or not known.
func (v Value) mayGrow() bool {
	switch v.Kind {
	case Unknown:
		return true
	case Instance:
		return isContainer(v) || v.Class != nil && len(v.Class.LibBases()) > 0 || v.IsInstance("types.GeneratorType")
	}
	return false
}

// swapped says whether a local name stands for an object that its place does not
// hold any more: what bound the name has stored another one there since, the
// function itself or one that returns the old one.
//
//	pending, self.pending = self.pending, {}
func (f *File) swapped(at facts.EventID, e facts.ExprID, l Lock) bool {
	if f.Expr(e).Kind != facts.Name || f.storedPlace(e) == l {
		return false
	}
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Event < 0 {
		return false
	}
	b := binds[0]
	if c := f.CallAt(b.Value); c != nil && c.Target != nil && c.Target.plain() {
		return c.Target.replaces(l)
	}
	return f.Funcs[b.Func].stores(func(_ *File, x facts.ExprID, id facts.EventID) bool {
		if f.storedPlace(x) != l {
			return false
		}
		if b.Func != f.inFunc[at] {
			return f.Reaches(b.Event, id) // what a nested function sees is bound when that runs
		}
		return f.Reaches(id, at)
	})
}

// replaces says whether a function keeps what a place holds under a local name
// and then stores another object there.
func (fn *Func) replaces(l Lock) bool {
	same := func(p Lock) bool {
		return p == l || p.Root == SelfLock && l.Root == SelfLock && p.Path != "" && strings.HasSuffix(l.Path, p.Path)
	}
	return fn.stores(func(f *File, x facts.ExprID, after facts.EventID) bool {
		return same(f.storedPlace(x)) && fn.stores(func(_ *File, x facts.ExprID, id facts.EventID) bool {
			y := f.Events[id].Y
			return f.Expr(x).Kind == facts.Name && y > 0 && same(f.placeOf(y)) && f.Reaches(id, after)
		})
	})
}

// stores says whether one of the stores in a function is such that is holds.
func (fn *Func) stores(is func(f *File, place facts.ExprID, id facts.EventID) bool) bool {
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i, ev := range f.EventsOf(b) {
			if ev.Kind == facts.StoreEvent && is(f, ev.X, f.Blocks[b].Event+facts.EventID(i)) {
				return true
			}
		}
	}
	return false
}
