package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
)

// Which lock guards a place, by what the program does: the lock under which
// most statements touch it, a change among them. A guard is inferred from
// several accesses, as RacerD and Eraser (Savage et al., TOCS 1997) do, and never
// from one.

// A Guard is the lock that is held at most touches of a place.
type Guard struct {
	Lock  Lock     // absolute
	Under []*Touch // one for each statement that holds it: what reads and writes back, other changes, reads
	Bare  []*Touch // one for each statement that does not
}

// Guard is the guard of the place; ok is false where there is none: less than
// two statements hold one lock, or none of them changes the place.
func (s *Shared) Guard() (g Guard, ok bool) {
	for _, l := range s.locks() {
		if under, bare := s.split(l); len(under) > len(g.Under) {
			g = Guard{Lock: l, Under: under, Bare: bare}
		}
	}
	return g, len(g.Under) >= 2 && g.Under[0].Kind.Changes()
}

// locks is the locks that are held at some touch and belong to the place: they
// lie in the same object, class or module.
func (s *Shared) locks() []Lock {
	var out []Lock
	for i := range s.Touches {
		for _, l := range s.Touches[i].Held {
			near := l.Root == s.Place.Root && l.Class == s.Place.Class && l.File == s.Place.File || l.Root == ClassLock && l.Class == s.Place.Class || l.Root == GlobalLock
			if near && l != s.Place && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// split divides the touches by whether a lock is held, one a statement. Where
// one way to a statement does not hold it, the statement does not.
func (s *Shared) split(l Lock) (under, bare []*Touch) {
	type key struct {
		f  *File
		at facts.StmtID
	}
	seen := map[key]int{}
	var best []*Touch
	for i := range s.Touches {
		t := &s.Touches[i]
		k := key{t.File, t.File.Events[t.Event].Stmt}
		held := t.Any || slices.Contains(t.Held, l)
		j, known := seen[k]
		if !known {
			seen[k] = len(best)
			best = append(best, t)
			continue
		}
		if was := best[j].Any || slices.Contains(best[j].Held, l); was && !held || was == held && t.Kind > best[j].Kind {
			best[j] = t
		}
	}
	for _, t := range best {
		switch {
		case slices.Contains(t.Held, l):
			under = append(under, t)
		case !t.Any:
			bare = append(bare, t)
		}
	}
	rank := func(t *Touch) int {
		switch {
		case t.Kind == Updates:
			return 0
		case t.Kind.Changes():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(under, func(a, b *Touch) int { return rank(a) - rank(b) })
	return under, bare
}

// A LockGap is a touch of a place without the lock that guards it elsewhere.
type LockGap struct {
	Shared *Shared
	Guard  Guard
	Here   *Touch
	Call   *CallSite // by which the object that has the guard comes to touch another one's; nil where it is its own
}

// LockGaps is the gaps of places, one for each, to be mended in the file, and one
// for all the places that a function touches without the same guard: that is one fault.
func (f *File) LockGaps() []LockGap {
	f.doubtGaps()
	return f.m.gaps.get(f.m, func() map[*File][]LockGap {
		out := map[*File][]LockGap{}
		type forgets struct {
			fn   *Func
			lock Lock
		}
		said := map[forgets]bool{}
		for _, s := range f.m.sharing(owned).all {
			g, ok := s.Guard()
			if !ok || s.harmless {
				continue
			}
			if t := g.worst(); t != nil && !said[forgets{t.Func, g.Lock}] {
				said[forgets{t.Func, g.Lock}] = true
				gap := LockGap{s, g, t, t.ComesBy(g.Lock)}
				in := t.File
				if gap.Call != nil {
					in = gap.Call.File
				}
				out[in] = append(out[in], gap)
			}
		}
		return out
	})[f]
}

// ComesBy is the call by which the object that has a lock comes to touch what
// another object has; nil where the lock is no object's, or it touches its own.
func (t *Touch) ComesBy(l Lock) *CallSite {
	if l.Root != SelfLock || l.Class == nil || strings.Count(l.Path, ".") != 1 || t.Func.method() == nil {
		return nil // or the lock is of an object that it has
	}
	has := func(fn *Func) bool {
		m := fn.method()
		return m != nil && m.Class != nil && (m.Class.isA(l.Class) || l.Class.isA(m.Class))
	}
	if has(t.Func) {
		return nil
	}
	for _, c := range slices.Backward(t.Path) {
		if has(c.In) {
			return c
		}
	}
	return nil
}

// worst is the touch without the guard to mend first, nil for none: the first,
// or a loop that does something to each item where the first goes through them only.
func (g *Guard) worst() *Touch {
	var worst *Touch
	for _, t := range g.Bare {
		if !t.slips(g) || !g.sameObject(t) {
			continue
		}
		if worst == nil || worst.Kind == Iterates && !worst.worksOnItems() && t.worksOnItems() {
			worst = t
		}
	}
	return worst
}

// worksOnItems says whether a for goes through the place and calls methods of
// what it finds.
func (t *Touch) worksOnItems() bool {
	f := t.File
	at := f.Events[t.Event].Stmt
	st := &f.Stmts[at]
	if t.Kind != Iterates || st.Kind != facts.For || f.Expr(st.X).Kind != facts.Name {
		return false
	}
	return slices.ContainsFunc(t.Func.callSites, func(c *CallSite) bool {
		recv := c.Receiver()
		return f.Within(c.Stmt, at) && recv > 0 && f.Expr(recv).Kind == facts.Name && f.Expr(recv).Sym == f.Expr(st.X).Sym
	})
}

// sameObject says whether what holds the guard may do so for the object of a touch
// without it: two classes with one base have different objects.
func (g *Guard) sameObject(t *Touch) bool {
	n := 0
	for _, o := range g.Under {
		if !t.siblings(o) {
			n++
		}
	}
	return n >= 2
}

// slips says whether a touch without the guard goes wrong when a thread is
// inside, or makes that thread go wrong.
func (t *Touch) slips(g *Guard) bool {
	if t.Func.InTest() || t.sets() || inInit(t.Func) || t.Func.renews(g.Lock) {
		return false
	}
	switch t.Kind {
	case Advances:
		return true
	case Updates:
		return g.sameItem(t) && slices.ContainsFunc(g.Under, (*Touch).outdates)
	case Adds, Removes:
		return g.minds(t)
	case Iterates:
		return slices.ContainsFunc(g.Under, t.disturbedBy)
	case Writes:
		return g.relied(t)
	}
	return false
}

// renews says whether a function makes a new lock for a place, as one does for
// a process that has just been forked: nobody else has the object then.
func (fn *Func) renews(l Lock) bool {
	return fn.stores(func(f *File, x facts.ExprID, id facts.EventID) bool {
		p := f.storedPlace(x)
		same := p == l || p.Root == SelfLock && l.Root == SelfLock && p.Path == l.Path
		return same && f.Events[id].Y > 0 && f.Eval(f.Events[id].Y).IsLock()
	})
}

// sameItem says whether an item that is named by a number or a text is touched
// under the guard, too: others that lie beside it are guarded for themselves.
func (g *Guard) sameItem(t *Touch) bool {
	f := t.File
	if t.Key <= 0 || f.Expr(t.Key).Kind != facts.Int && f.Expr(t.Key).Kind != facts.Str {
		return true
	}
	return slices.ContainsFunc(g.Under, func(o *Touch) bool {
		return o.Kind != Reads && (o.File != f || o.Key <= 0 || f.sameValue(o.Key, t.Key) || f.Expr(o.Key).Kind != f.Expr(t.Key).Kind)
	})
}

// disturbedBy says whether going through a container breaks off, or leaves an
// item out, when another touch changes its size: a list only when it shrinks.
func (t *Touch) disturbedBy(o *Touch) bool {
	return o.Kind == Removes || o.Kind == Adds && t.File.Eval(t.Place).Lib != "builtins.list"
}

// minds says whether it makes a difference when an item is added or taken
// without the guard. Each is one step; it goes wrong where the function relies on
// several, or where one under the guard does and the step may fall in between.
func (g *Guard) minds(t *Touch) bool {
	relies := func(o *Touch) bool { return o != t && o.Func == t.Func && t.belongsWith(o) }
	if !t.File.handles(t.File.Events[t.Event].Stmt) && slices.ContainsFunc(g.Bare, relies) {
		return true
	}
	return slices.ContainsFunc(g.Under, func(o *Touch) bool {
		switch o.Kind {
		case Writes, Updates:
			if !o.sets() {
				return true // what the step goes into is not what the place holds then
			}
		case Iterates:
			if o.disturbedBy(t) {
				return true
			}
		}
		return t.Kind == Removes && slices.ContainsFunc(g.Under, func(next *Touch) bool { return o.before(next) && o.promises(next) })
	})
}

// belongsWith says whether a touch is the second step of a change that another one
// of its function begins: it relies on a test, or puts back what was taken.
func (t *Touch) belongsWith(o *Touch) bool {
	if t.Kind == Adds && (o.Kind == Reads && !o.asksFor(t.Key) || o.Kind == Adds) {
		return false // how many there are, or one more
	}
	return t.File.Reaches(o.Event, t.Event)
}

// asksFor says whether a place is read in order to ask for an item: whether it
// is there, or what it is.
func (t *Touch) asksFor(key facts.ExprID) bool {
	f := t.File
	p := f.parent[t.Place]
	if key <= 0 || p <= 0 {
		return false
	}
	switch x := f.Expr(p); x.Kind {
	case facts.Compare:
		kids := f.KidsOf(p)
		return (x.Op == facts.In || x.Op == facts.NotIn) && len(kids) == 2 && kids[1] == t.Place && f.sameValue(kids[0], key)
	case facts.Attr:
		if call := f.parent[p]; call > 0 && f.Expr(call).Kind == facts.Call && f.Expr(call).A == p && f.Text(x.Str) == "get" {
			kids := f.KidsOf(call)
			return len(kids) > 0 && f.sameValue(kids[0], key)
		}
	}
	return false
}

// promises says whether a later touch fails when an item that this one has seen
// is taken in between.
func (t *Touch) promises(next *Touch) bool {
	if t.Kind.Changes() || next.Kind != Looks && next.Kind != Removes {
		return false
	}
	return t.Key == 0 || t.File == next.File && t.File.sameValue(t.Key, next.Key)
}

// relied says whether another object in the place, stored without the guard, is
// an update that is lost, or takes away what was tested under it. What a whole
// call does to another object is taken for more than the one store.
func (g *Guard) relied(t *Touch) bool {
	if len(g.Under) < 2*len(g.Bare) {
		return false
	}
	return t.ComesBy(g.Lock) != nil || slices.ContainsFunc(g.Under, func(o *Touch) bool {
		return o.Kind == Updates || t.unsets() && slices.ContainsFunc(g.Under, func(next *Touch) bool {
			return o.Kind == Reads && next.Kind == Reads && o.before(next)
		})
	})
}

// before says whether the function of a touch makes a later one, too, itself or
// by what it calls.
func (t *Touch) before(next *Touch) bool {
	if t.Func == next.Func {
		return t.Event < next.Event
	}
	return slices.ContainsFunc(next.Path, func(c *CallSite) bool { return c.In == t.Func && t.Event < c.Event })
}
