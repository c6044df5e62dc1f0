package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Together is the places that start the root's function on threads of one file
// of which at least two may run at the same time; nil where that is not
// proven: starts in several files or functions, or each joined before the next.
func (r *Root) Together() []*Spawn {
	var out []*Spawn
	proven := false
	for _, s := range r.Spawns {
		if !s.OnThread() {
			continue
		}
		if len(out) > 0 && s.Call.File != out[0].Call.File {
			return nil
		}
		proven = proven || s.crowds()
		for _, earlier := range out {
			proven = proven || earlier.overlaps(s)
		}
		out = append(out, s)
	}
	if !proven {
		return nil
	}
	return out
}

// crowds says whether this one place has its callable run several times at
// once: it stands in a loop that does not wait for each, or maps it over a pool.
func (s *Spawn) crowds() bool {
	if s.Handoff != nil && s.Handoff.Many == pylib.ByWorkers && s.Workers() == 1 {
		return false
	}
	if s.Handoff != nil && s.Sub == nil && s.Handoff.Many != pylib.One && s.Handoff.Pass != pylib.PassStar && s.Handoff.Pass != pylib.PassTuple {
		return true
	}
	return s.InLoop && s.Turns() != 1 && !s.awaitedInLoop()
}

// awaitedInLoop says whether the loop that makes the thread or task waits for
// it before it makes the next.
func (s *Spawn) awaitedInLoop() bool {
	f := s.Call.File
	loop := f.InLoop(s.Call.Stmt)
	if loop == 0 {
		return false
	}
	for _, u := range s.object().Uses {
		if u.Kind != Method || u.File != f || u.Event < 0 || u.All {
			continue
		}
		if c := f.CallAt(u.Call); c != nil && (c.Does(pylib.Joins) || u.Name == "result") && f.InLoop(f.Events[u.Event].Stmt) == loop {
			return true
		}
	}
	return false
}

// overlaps says whether the thread made at s may still run when the one made
// at t, by the same function, starts.
func (s *Spawn) overlaps(t *Spawn) bool {
	f := s.Call.File
	if s.Call.In != t.Call.In {
		return false
	}
	next := f.Expr(t.Call.Expr).Span.Start
	for _, u := range t.object().Calls("start") {
		if u.File == f {
			next = f.Expr(u.Expr).Span.Start
			break
		}
	}
	for _, u := range s.object().Uses {
		if c := u.File.CallAt(u.Call); u.Kind == Method && u.File == f && c != nil && c.Does(pylib.Joins) && f.Expr(u.Expr).Span.Start < next {
			return false
		}
	}
	return f.Reaches(s.Call.Event, t.Call.Event) || f.Reaches(t.Call.Event, s.Call.Event)
}

// An Update is a read, change and write back of a shared variable, with
// nothing that keeps other threads out in between.
type Update struct {
	Root   *Root
	Spawns []*Spawn // places that start the threads, at least two of which run at once
	Func   *Func
	Stmt   facts.StmtID // writes back
	Place  facts.ExprID // what is written, a name or an item of one
	Sym    facts.SymbolID
	Yields bool // a call lies between the read and the write: the GIL may change hands
}

// LostUpdates is the updates of global and closure variables that threads
// started in this file make beside each other, the first of each variable, in
// source order.
func (f *File) LostUpdates() []Update {
	var out []Update
	seen := map[facts.SymbolID]bool{}
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Kind != facts.StoreEvent || ev.Flags&facts.Copy != 0 {
			continue
		}
		u, ok := f.update(facts.EventID(id), ev)
		if !ok || seen[u.Sym] || f.m.confined(f.storedPlace(u.Place)) {
			continue
		}
		if len(f.m.runBy[u.Func]) == 0 {
			f.Doubt(u.Place, Site{}, "no thread is known to run this function")
		}
		for _, r := range f.m.runBy[u.Func] {
			spawns := r.Together()
			if len(spawns) == 0 || spawns[0].Call.File != f || f.confined(u.Sym, r) {
				f.Doubt(u.Place, Site{}, "two threads that change it are not shown to run at the same time, or each has a variable of its own")
				continue
			}
			if f.Guarded(facts.EventID(id)) {
				f.Doubt(u.Place, Site{}, "a lock may be held here, by a with or acquire() around it or by every caller")
				continue
			}
			u.Root, u.Spawns = r, spawns
			seen[u.Sym] = true
			out = append(out, u)
			break
		}
	}
	return out
}

// confined says whether each thread has a variable of its own: it belongs to a
// function that the thread itself runs.
func (f *File) confined(s facts.SymbolID, r *Root) bool {
	owner := f.Funcs[f.Scopes[f.Symbols[s].Scope].Func]
	for _, q := range f.m.runBy[owner] {
		if q == r {
			return true
		}
	}
	return false
}

// update reads a store as an update of a shared name or item.
func (f *File) update(id facts.EventID, ev *facts.Event) (Update, bool) {
	fn := f.FuncOf(id)
	name := ev.X
	if x := f.Expr(ev.X); x.Kind == facts.Subscript {
		if k := f.Expr(x.B).Kind; k != facts.Int && k != facts.Str {
			return Update{}, false
		}
		name = x.A
	}
	x := f.Expr(name)
	if x.Kind != facts.Name || x.Sym <= 0 || ev.Y <= 0 || f.Expr(ev.Y).Kind != facts.Binary {
		return Update{}, false
	}
	scope := f.Scopes[f.Symbols[x.Sym].Scope]
	if scope.Func == fn.ID || scope.Kind == facts.ClassScope || !f.holdsScalar(ev.X, ev.Y) {
		return Update{}, false
	}
	u := Update{Func: fn, Stmt: ev.Stmt, Place: ev.X, Sym: x.Sym}
	from := f.readFor(ev, id)
	if from < 0 {
		return Update{}, false
	}
	f.Walk(from, false, func(k facts.EventID, e *facts.Event) Step {
		switch {
		case k == id:
			return Stop
		case e.Kind == facts.CallEvent:
			u.Yields = true
		case e.Kind == facts.TestEvent || e.Kind == facts.IterateEvent:
			return Stop
		}
		return Go
	})
	return u, true
}

// readFor is the event that reads what a store writes back: in the same
// statement, or where the local that the value is made of got its own. -1 if
// the value does not come from there.
func (f *File) readFor(ev *facts.Event, id facts.EventID) facts.EventID {
	place := f.Render(ev.X)
	found := facts.EventID(-1)
	f.visit(ev.Y, func(e facts.ExprID, x *facts.Expr) {
		switch {
		case (x.Kind == facts.Name || x.Kind == facts.Attr || x.Kind == facts.Subscript) && x.Kind == f.Expr(ev.X).Kind && f.Render(e) == place:
			if at := f.EventOf(e); at >= 0 && at != id {
				found = at
			}
		case x.Kind == facts.Name && found < 0:
			binds := f.bindingsReaching(e)
			if len(binds) == 1 && binds[0].Event >= 0 && !binds[0].Aug && binds[0].Func == f.inFunc[id] && binds[0].Value > 0 && f.Render(binds[0].Value) == place && f.Expr(binds[0].Value).Kind == f.Expr(ev.X).Kind {
				found = binds[0].Event
			}
		}
	})
	if found < 0 && ev.Flags&facts.Aug != 0 {
		for k := id; k > 0 && f.Events[k].Stmt == ev.Stmt; k-- {
			found = k
		}
	}
	return found
}

// holdsScalar says whether what is updated is proven to be a number or a
// string: += on a list changes it in place and loses nothing.
func (f *File) holdsScalar(place, value facts.ExprID) bool {
	x := f.Expr(place)
	if x.Kind == facts.Subscript {
		b := f.Expr(value)
		return f.isScalar(b.A) || f.isScalar(b.B)
	}
	for _, b := range f.BindingsOf(x.Sym) {
		if !b.Aug && b.Value > 0 && f.isScalar(b.Value) {
			return true
		}
	}
	return false
}
