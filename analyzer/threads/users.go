package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
)

// What a person asks of one place of the code: under which locks a thread comes
// to a function, and who uses a place that threads share.

// HeldOn is the locks that are held on every way that is followed from a root to
// a function. ok is false where none is: then nothing is known of them.
func (m *Model) HeldOn(r *Root, fn *Func) (held []Lock, ok bool) {
	for _, v := range r.sidesOf() {
		walk(v, func(v *visit) {
			if v.fn != fn {
				return
			}
			if !ok {
				held, ok = slices.Clone(v.held), true
				return
			}
			held = slices.DeleteFunc(held, func(l Lock) bool { return !slices.Contains(v.held, l) })
		})
	}
	return held, ok
}

// HeldAtEntry is the locks that every caller of the function holds, or that its
// decorators or its contract do.
func (fn *Func) HeldAtEntry() []Lock {
	k := fn.File.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.entryOf(fn).must)
}

// SharedAt is the place that an expression touches, of those that threads come
// to or that belong to an object with a lock of its own; nil where it is none.
func (f *File) SharedAt(e facts.ExprID) *Shared {
	switch f.Expr(e).Kind {
	case facts.Name, facts.Attr:
	default:
		return nil
	}
	all := f.m.sharing(owned).all
	for _, s := range all {
		if slices.ContainsFunc(s.Touches, func(t Touch) bool { return t.File == f && t.Place == e }) {
			return s
		}
	}
	l := f.placeOf(e)
	if f.stored(e) {
		l = f.storedPlace(e)
	}
	if l = f.FuncAt(e).ofObject(l); !l.Known() {
		return nil
	}
	if i := slices.IndexFunc(all, func(s *Shared) bool { return s.Place.mayBe(l) }); i >= 0 {
		return all[i]
	}
	return nil
}

// ofObject is a place of a function with the class of its object, where it is one
// of the object's; the zero Lock where that class is not known.
func (fn *Func) ofObject(l Lock) Lock {
	if l.Root != SelfLock {
		return l
	}
	if fn == nil || fn.owner() == nil {
		return Lock{}
	}
	l.Class = fn.owner()
	return l
}

// mayBe says whether two absolute places may be one: they are the same, or one
// attribute of objects of related classes.
func (l Lock) mayBe(o Lock) bool {
	return l == o || l.Root == SelfLock && o.Root == SelfLock && l.Path == o.Path && l.Class.related(o.Class)
}

// A User is one side that touches a place, with what it does there.
type User struct {
	Side  *Side
	Funcs []*Func // in which it touches it, in order of the touches
	Kinds []AccessKind
}

// Users is who touches the place, threads first.
func (s *Shared) Users() []User {
	var out []User
	for i := range s.Touches {
		t := &s.Touches[i]
		at := slices.IndexFunc(out, func(u User) bool { return u.Side == t.Side || u.Side.Name() == t.Side.Name() })
		if at < 0 {
			at = len(out)
			out = append(out, User{Side: t.Side})
		}
		u := &out[at]
		if fn := t.begin(); !slices.Contains(u.Funcs, fn) {
			u.Funcs = append(u.Funcs, fn)
		}
		if !slices.Contains(u.Kinds, t.Kind) {
			u.Kinds = append(u.Kinds, t.Kind)
		}
	}
	slices.SortStableFunc(out, func(a, b User) int {
		switch {
		case (a.Side.Root == nil) == (b.Side.Root == nil):
			return 0
		case a.Side.Root == nil:
			return 1
		}
		return -1
	})
	return out
}
