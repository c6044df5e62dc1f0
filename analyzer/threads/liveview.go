package threads

import (
	"threadlsp/analyzer/facts"
)

// A LiveView is a view of a container, or an iterator over it, that leaves the
// lock under which the container is changed.
type LiveView struct {
	View   facts.ExprID  // the view or iterator
	Of     facts.ExprID  // the container
	Method string        // what makes it: "keys"; "" for a generator expression
	Lazy   bool          // it can be gone through once only: iter, map, a generator
	Lock   HeldLock      // is held where the view is made
	Loop   facts.ExprID  // where it is iterated without the lock; 0 where it is returned
	Change facts.EventID // another place that changes the container under the lock
}

// LiveViews is the views of the file that leave their lock, by position.
func (f *File) LiveViews() []LiveView {
	var out []LiveView
	for id := range f.Events {
		ev := &f.Events[id]
		at := facts.EventID(id)
		if ev.Flags&facts.Copy != 0 {
			continue
		}
		v := LiveView{}
		made := at
		switch ev.Kind {
		case facts.ReturnEvent:
			v.View = ev.X
		case facts.IterateEvent:
			v.Loop = ev.X
		default:
			continue
		}
		if ev.X > 0 && f.Expr(ev.X).Kind == facts.Name {
			b := f.bindingsReaching(ev.X)
			if len(b) != 1 || b[0].Value <= 0 || b[0].Event < 0 || b[0].Func != f.inFunc[at] {
				continue
			}
			v.View, made = b[0].Value, b[0].Event
		} else if v.Loop > 0 {
			continue
		}
		if !f.liveView(&v) {
			continue
		}
		if f.escapesLock(&v, made, at) {
			out = append(out, v)
		}
	}
	return out
}

// liveView reads an expression as a view of a shared dict, or as an iterator
// over a shared container.
func (f *File) liveView(v *LiveView) bool {
	x := f.Expr(v.View)
	switch x.Kind {
	case facts.Generator:
		kids := f.KidsOf(v.View)
		if len(kids) == 0 || f.Expr(kids[0]).Kind != facts.CompFor {
			return false
		}
		v.Lazy, v.Of = true, f.viewed(f.Expr(kids[0]).B)
	case facts.Call:
		if v.Of = f.viewOf(v.View); v.Of > 0 {
			v.Method = f.Text(f.Expr(x.A).Str)
			break
		}
		kids := f.KidsOf(v.View)
		if len(kids) == 0 {
			return false
		}
		switch lib := f.Eval(x.A).Lib; lib {
		case "builtins.iter", "builtins.map", "builtins.filter", "builtins.enumerate":
			v.Lazy, v.Method = true, lib[len("builtins."):]
			v.Of = f.viewed(kids[len(kids)-1])
			if len(kids) > 2 || lib == "builtins.iter" && len(kids) != 1 {
				return false
			}
		}
	}
	return v.Of > 0 && f.isContainer(v.Of, v.Lazy)
}

// viewOf is the dict that a call of keys(), values() or items() is about.
func (f *File) viewOf(e facts.ExprID) facts.ExprID {
	x := f.Expr(e)
	if x.Kind != facts.Call || x.NKids != 0 || f.Expr(x.A).Kind != facts.Attr {
		return 0
	}
	switch f.Text(f.Expr(x.A).Str) {
	case "keys", "values", "items":
		return f.Expr(x.A).A
	}
	return 0
}

// viewed is the container that iterating e goes over.
func (f *File) viewed(e facts.ExprID) facts.ExprID {
	if d := f.viewOf(e); d > 0 {
		return d
	}
	if k := f.Expr(e).Kind; k == facts.Name || k == facts.Attr {
		return e
	}
	return 0
}

// isContainer says whether an expression is proven to be a shared dict, or one
// whose iterator notices a change.
func (f *File) isContainer(e facts.ExprID, lazy bool) bool {
	if l := f.placeOf(e); !l.Known() || l.Root == LocalLock {
		return false
	}
	switch f.Eval(e).Lib {
	case "builtins.dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter":
		return true
	case "builtins.set", "collections.deque":
		return lazy
	}
	return false
}

// escapesLock says whether the view is made under a lock, is used without it,
// and its container is changed under the lock elsewhere.
func (f *File) escapesLock(v *LiveView, made, used facts.EventID) bool {
	held := f.HeldHere(made)
	place := f.placeOf(v.Of)
	for _, l := range held.Locks {
		if l.At < 0 {
			continue // by contract or decorator: the caller may go on holding it
		}
		if v.Loop > 0 {
			if after := f.Held(used); after.Any || after.Has(l.Lock) {
				continue
			}
		} else if before := f.Held(f.firstOf(f.FuncOf(used))); before.Any || before.Has(l.Lock) {
			continue
		}
		if c := f.changedUnder(place, l.Lock, made); c >= 0 {
			v.Lock, v.Change = l, c
			return true
		}
	}
	return false
}

// firstOf is the first event of a function.
func (f *File) firstOf(fn *Func) facts.EventID {
	g := fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		if f.Blocks[b].NEvent > 0 {
			return f.Blocks[b].Event
		}
	}
	return 0
}

// changedUnder is the first event of another function that adds to or takes
// from a container while the lock is held; -1 if there is none.
func (f *File) changedUnder(place, lock Lock, but facts.EventID) facts.EventID {
	for id := range f.Events {
		ev, at := &f.Events[id], facts.EventID(id)
		e := facts.ExprID(0)
		switch x := f.Expr(ev.X); ev.Kind {
		case facts.StoreEvent, facts.DeleteEvent:
			if x.Kind == facts.Subscript {
				e = x.A
			}
		case facts.CallEvent:
			if a := f.Expr(x.A); a.Kind == facts.Attr {
				switch f.Text(a.Str) {
				case "pop", "popitem", "clear", "update", "setdefault", "add", "discard", "remove", "append", "appendleft", "popleft", "extend":
					e = a.A
				}
			}
		}
		if e == 0 || f.inFunc[at] == f.inFunc[but] || f.placeOf(e) != place || inInit(f.FuncOf(at)) {
			continue
		}
		if h := f.Held(at); h.Any || h.Has(lock) {
			return at
		}
	}
	return -1
}

func inInit(fn *Func) bool { return fn.Name == "__init__" || fn.Name == "__new__" || fn.ID == 0 }
