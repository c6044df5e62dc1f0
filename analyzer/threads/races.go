package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Race is two touches of one place that may happen at the same time with no
// lock in common, where the first relies on what the second changes.
type Race struct {
	Shared *Shared
	Here   Touch // at the place to mend
	Act    Touch // what follows Here and relies on it; Here itself where it is one event
	Other  Touch // of another side, or of the same one in another thread
}

// OneFile says whether the race is within one many-threaded root of one file.
func (r *Race) OneFile() bool {
	s := r.Here.Side.Spawn
	return s != nil && r.Here.Side == r.Other.Side && s.Call.File == r.Here.File && r.Here.File == r.Other.File
}

// races is a race for each place of a circle at whose first touch in the
// file one is found: find says whether a touch begins one, of those that by
// what they do might.
func (f *File) races(within circle, might func(a *Access) bool, find func(s *Shared, t *Touch) (Race, bool)) []Race {
	f.doubtPlaces(might)
	var out []Race
	type pair struct{ here, other *Func }
	said := map[pair]bool{} // what the same two functions do to several places is one fault
	for _, s := range f.m.sharing(within).in[f] {
		for i := range s.Touches {
			t := &s.Touches[i]
			if t.File != f || t.Func.InTest() || !might(&t.Access) {
				continue
			}
			if r, ok := find(s, t); ok {
				if p := (pair{t.Func, r.Other.Func}); !said[p] {
					said[p] = true
					r.Shared = s
					out = append(out, r)
				}
				break
			}
		}
	}
	return out
}

// doesNoHarm says whether the place holds objects that are made to be shared, or
// are what the threads are made of.
func (s *Shared) doesNoHarm() bool {
	return s.Touches[0].File.m.confined(s.Place) || s.madeForSharing() != nil
}

// madeForSharing is the first touch that shows that the place holds an object of
// a type that is made to be shared, or kept apart by its library; nil for none.
func (s *Shared) madeForSharing() *Touch {
	for i := range s.Touches {
		t := &s.Touches[i]
		v := t.File.Eval(t.Place)
		if lib := v.LibType(); lib != nil && (lib.Share == pylib.SafeShared || lib.Share == pylib.LockShared || lib.Share == pylib.ConfinedShared) {
			return t
		}
	}
	return nil
}

// against is the first touch for which is holds that may happen beside t with
// no lock in common.
func (s *Shared) against(t *Touch, is func(o *Touch) bool) (Touch, bool) {
	for i := range s.Touches {
		if o := &s.Touches[i]; is(o) && t.Beside(o) && !t.Guarded(o) {
			return *o, true
		}
	}
	s.doubtMeeting(t, is)
	return Touch{}, false
}

// SharedUpdates is where a number or string that another thread changes, too,
// is read, changed and written back: attributes, and what several files share.
func (f *File) SharedUpdates() []Race {
	might := func(a *Access) bool { return a.Kind == Updates && a.Key == 0 && a.updatesScalar() }
	return f.races(changed, might, func(s *Shared, t *Touch) (Race, bool) {
		o, ok := s.against(t, func(o *Touch) bool {
			return (o.Kind == Writes || o.Kind == Updates && (len(t.Held) == 0 || len(o.Held) > 0)) && o.outdates()
		})
		return Race{Here: *t, Act: *t, Other: o}, ok
	})
}

// outdates says whether a touch makes an old value wrong that another thread is
// about to write back: an update, a new value, or none. A constant that a place
// begins with again is meant to be counted from, a little sooner or later.
func (t *Touch) outdates() bool {
	return t.Kind == Updates || t.Kind == Adds || t.Kind == Removes || t.Kind == Writes && !t.sets() && (t.unsets() || !t.blanks())
}

// updatesScalar says whether what is written back is proven to be a number or
// a string: += on a list changes it in place and loses nothing.
func (a *Access) updatesScalar() bool {
	y := a.File.Events[a.Event].Y
	if y <= 0 || a.File.Expr(y).Kind != facts.Binary {
		return false
	}
	return a.File.isScalar(a.Place) || a.File.isScalar(a.File.Expr(y).A) || a.File.isScalar(a.File.Expr(y).B)
}

func (f *File) isScalar(e facts.ExprID) bool {
	switch v := f.Eval(e); v.Lib {
	case "builtins.int", "builtins.float", "builtins.str", "builtins.bool", "builtins.complex", "builtins.bytes":
		return v.Kind == Instance
	}
	return false
}

// lifecycle is how words begin by which a function says that it sets up or ends
// something.
var lifecycle = []string{"reset", "open", "connect", "close", "shutdown", "start", "stop", "init", "reinit", "setup", "clear", "disconnect", "terminate", "destroy", "dispose", "teardown", "cleanup", "fork", "enable", "disable", "exit"}

// sets says whether a touch makes the place what it was at the beginning, in a
// function that sets up or ends something: who calls it while threads run means
// what he does.
func (t *Touch) sets() bool {
	if !t.blanks() {
		return false
	}
	return t.Func.namedSetup()
}

// namedSetup says whether a function by its name sets up or ends something.
func (fn *Func) namedSetup() bool {
	if strings.HasPrefix(fn.Name, "set_") {
		return true
	}
	for word := range strings.SplitSeq(fn.Name, "_") {
		if slices.ContainsFunc(lifecycle, func(p string) bool { return strings.HasPrefix(word, p) }) {
			return true
		}
	}
	return false
}

// blanks says whether a touch stores a constant or an empty container, or empties
// the one that is there.
func (t *Touch) blanks() bool {
	f, ev := t.File, &t.File.Events[t.Event]
	switch t.Kind {
	case Removes:
		m := f.Expr(f.Expr(ev.X).A)
		return ev.Kind == facts.CallEvent && m.Kind == facts.Attr && f.Text(m.Str) == "clear"
	case Writes:
		if y := f.Expr(ev.Y); ev.Y > 0 && y.Kind == facts.Call {
			return y.NKids == 0 && f.Eval(ev.Y).LibType() != nil
		}
		switch f.Expr(ev.Y).Kind {
		case facts.None, facts.True, facts.False, facts.Int, facts.Float, facts.Str, facts.Dict, facts.List, facts.Tuple:
			return true
		}
	}
	return false
}

// MutatedWhileIterated is where a container is gone through that another thread
// changes the size of.
func (f *File) MutatedWhileIterated() []Race {
	return f.races(touched, func(a *Access) bool { return a.Kind == Iterates }, func(s *Shared, t *Touch) (Race, bool) {
		list := false
		switch f.Eval(t.Place).Lib {
		case "builtins.list":
			list = true
		case "builtins.dict", "builtins.set", "collections.deque", "collections.OrderedDict", "collections.defaultdict", "collections.Counter":
		default:
			return Race{}, false
		}
		o, ok := s.against(t, func(o *Touch) bool { return o.Kind == Removes || o.Kind == Adds && !list })
		return Race{Here: *t, Act: *t, Other: o}, ok
	})
}

// SharedGenerators is where a generator is advanced that another thread advances, too.
func (f *File) SharedGenerators() []Race {
	return f.races(changed, func(a *Access) bool { return a.Kind == Advances }, func(s *Shared, t *Touch) (Race, bool) {
		o, ok := s.against(t, func(o *Touch) bool { return o.Kind == Advances })
		return Race{Here: *t, Act: *t, Other: o}, ok
	})
}

// CheckedThenUsed is where a place is tested and then used as if the test still
// held, while another thread may undo in between what was tested.
func (f *File) CheckedThenUsed() []Race {
	return f.races(touched, (*Access).tests, func(s *Shared, t *Touch) (Race, bool) {
		st := f.Events[t.Event].Stmt
		var race Race
		found := false
		look := func(yes bool, within func(facts.StmtID) bool) {
			f.claims(f.Stmts[st].X, yes, func(c claim) {
				if !found && f.placeOf(c.path) == t.lock {
					race, found = s.undone(t, within, c)
				}
			})
		}
		look(true, func(at facts.StmtID) bool { return at != st && f.Within(at, st) && !f.inOtherClause(at, st) })
		if f.Stmts[st].Kind == facts.If && f.leaves(st) {
			around := f.Stmts[st].Parent
			look(false, func(at facts.StmtID) bool { return at >= f.Stmts[st].End && (around == 0 || f.Within(at, around)) })
		}
		if !found {
			f.Doubt(t.Place, Site{}, "nothing that follows is seen to rely on this test, or nobody else to undo it")
		}
		return race, found
	})
}

// tests says whether an access reads a place for the test of a branch.
func (a *Access) tests() bool {
	if a.Kind != Reads && a.Kind != Looks {
		return false
	}
	switch a.File.Stmts[a.File.Events[a.Event].Stmt].Kind {
	case facts.If, facts.Elif, facts.While:
		return true
	}
	return false
}

// undone looks for what relies on a claim among the statements that are within
// its reach, and for another thread that undoes the claim.
func (s *Shared) undone(t *Touch, within func(facts.StmtID) bool, c claim) (Race, bool) {
	f := t.File
	for i := range s.Touches {
		u := &s.Touches[i]
		if u.File != f || u.Func != t.Func || u.Side != t.Side || !slices.Equal(u.Path, t.Path) {
			continue
		}
		at := f.Events[u.Event].Stmt
		if !within(at) || f.handles(at) || len(t.Held) == 0 && len(u.Held) > 0 {
			continue // a test before the lock is another fault
		}
		breaks := s.breaks(u, c)
		if breaks == nil {
			if u.Kind == Writes {
				return Race{}, false // the place is another one from here on
			}
			continue
		}
		for j := range s.Touches {
			o := &s.Touches[j]
			if breaks(o) && t.Beside(o) && !t.Guarded(o) && !u.Guarded(o) {
				return Race{Here: *t, Act: *u, Other: *o}, true
			}
		}
		s.doubtMeeting(t, breaks)
	}
	return Race{}, false
}

// inOtherClause says whether a statement below an if stands in its elif or else.
func (f *File) inOtherClause(at, st facts.StmtID) bool {
	for p := at; p != st && p != 0; p = f.Stmts[p].Parent {
		if f.Stmts[p].Parent == st && (f.Stmts[p].Kind == facts.Elif || f.Stmts[p].Kind == facts.Else) {
			return true
		}
	}
	return false
}

// breaks is which touches of others make an act fail, or be done twice, that
// relies on a claim; nil where it does not rely on it.
func (s *Shared) breaks(u *Touch, c claim) func(o *Touch) bool {
	f := u.File
	ev := &f.Events[u.Event]
	removed := func(o *Touch) bool { return o.Kind == Removes || o.unsets() }
	switch c.kind {
	case IsMember, IsFilled:
		if act, _ := f.relies(u.Event, ev, u.lock, c); act > 0 {
			return removed
		}
		if c.kind == IsFilled && u.Kind == Updates && u.Key == 0 {
			return func(o *Touch) bool { return o.Kind == Updates }
		}
		if c.kind == IsFilled && u.Kind == Reads && f.member(u.Place) {
			return (*Touch).unsets
		}
	case IsAbsent:
		if u.Kind == Adds && ev.Kind == facts.StoreEvent && f.sameValue(u.Key, c.key) && f.calling(ev.Y) {
			return func(o *Touch) bool { return o.Kind == Adds && o.Key > 0 && o.File == f && o.Event == u.Event }
		}
	}
	return nil
}

// unsets says whether a touch takes the object away: it stores None, or deletes the place.
func (t *Touch) unsets() bool {
	ev := &t.File.Events[t.Event]
	return t.Kind == Writes && (ev.Kind == facts.DeleteEvent || ev.Y > 0 && t.File.Expr(ev.Y).Kind == facts.None)
}

// member says whether a place is read for a member of its object.
func (f *File) member(e facts.ExprID) bool {
	p := f.parent[e]
	return p > 0 && f.Expr(p).Kind == facts.Attr && f.Expr(p).A == e
}

// calling says whether a value is made by a call.
func (f *File) calling(e facts.ExprID) bool {
	found := false
	f.visit(e, func(_ facts.ExprID, x *facts.Expr) { found = found || x.Kind == facts.Call })
	return found
}
