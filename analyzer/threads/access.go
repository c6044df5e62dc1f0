package threads

import (
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
	Writes                     // makes the place hold another object, or none
	Updates                    // reads, changes, and writes back
	Adds                       // puts something into the object
	Removes                    // takes something out of the object
)

// Changes says whether others can see a difference afterwards.
func (k AccessKind) Changes() bool { return k >= Writes }

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
		switch {
		case x.Kind == facts.Subscript && (ev.Flags&facts.Aug != 0 || f.readFor(ev, id) >= 0):
			r.add(Updates, id, x.A, x.B)
		case x.Kind == facts.Subscript:
			r.add(Adds, id, x.A, x.B)
		case ev.Flags&facts.Aug != 0 || f.readFor(ev, id) >= 0:
			r.store(Updates, id, ev.X)
		default:
			r.store(Writes, id, ev.X)
		}
	case facts.DeleteEvent:
		if x.Kind == facts.Subscript {
			r.add(Removes, id, x.A, x.B)
		} else {
			r.store(Writes, id, ev.X)
		}
	case facts.IterateEvent:
		if of := f.viewed(ev.X); of > 0 {
			r.add(Iterates, id, of, 0)
		}
	case facts.CallEvent:
		r.call(id, ev.X)
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
			if l := f.placeOf(e); l == f.storedPlace(e) || f.Scopes[f.Symbols[x.Sym].Scope].Kind == facts.ModuleScope {
				r.note(Reads, id, e, 0, l)
			} // else a local name for what the place held once
			return
		default:
			return
		}
	}
}

// call adds what a method does to the container it is called on.
func (r *accessReader) call(id facts.EventID, e facts.ExprID) {
	c := r.f.CallAt(e)
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
	if r.f.swapped(id, place, l) {
		return
	}
	if l.Root == LocalLock && l.Path == "" && l.File.Symbols[l.Sym].Flags&(facts.Captured|facts.IsParam) == 0 {
		return
	}
	r.out = append(r.out, Access{Kind: kind, File: r.f, Func: r.fn, Event: id, Place: place, Key: key, lock: l})
}

// swapped says whether a local name stands for an object that its place does not
// hold any more: the function has stored another one there since.
//
//	pending, self.pending = self.pending, {}
func (f *File) swapped(at facts.EventID, e facts.ExprID, l Lock) bool {
	if f.Expr(e).Kind != facts.Name {
		return false
	}
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Event < 0 || binds[0].Func != f.inFunc[at] || f.storedPlace(e) == l {
		return false
	}
	g := f.FuncOf(at).Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i, ev := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if ev.Kind == facts.StoreEvent && f.storedPlace(ev.X) == l && f.Reaches(id, at) {
				return true
			}
		}
	}
	return false
}
