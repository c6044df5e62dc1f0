package threads

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
)

// What threads share: each place that a thread touches, with everybody who
// touches it, on which side, and under which locks. Who runs where comes first,
// locks second (Naik, Aiken and Whaley, PLDI 2006, ask in this order:
// reachability, aliasing, escape, locks).

// A Shared is a place that several threads may come to.
type Shared struct {
	Place   Lock    // absolute
	Touches []Touch // by file, position, side

	harmless bool
}

// A Touch is an access as one side makes it.
type Touch struct {
	Access
	Side *Side
	Path []*CallSite // the calls that lead there from the beginning of the side
	Held []Lock      // absolute
	Any  bool        // a lock is held that has no name: nothing is known of what it guards
}

// Guarded says whether one lock is held at both, or may be: a lock without a
// name guards nothing where the other side holds none at all.
func (t *Touch) Guarded(o *Touch) bool {
	if t.Any || o.Any {
		return (t.Any || len(t.Held) > 0) && (o.Any || len(o.Held) > 0)
	}
	return slices.ContainsFunc(t.Held, func(l Lock) bool { return slices.Contains(o.Held, l) })
}

// Beside says whether two touches may happen at the same time on the same
// object: they are of different sides, or of one that runs beside itself.
func (t *Touch) Beside(o *Touch) bool {
	a, b := t.Side, o.Side
	switch {
	case a.Root == nil && b.Root == nil, t.siblings(o):
		return false
	case a.Root == nil:
		return !b.outlivedBy(t.begin())
	case b.Root == nil:
		return !a.outlivedBy(o.begin())
	case a.Root != b.Root:
		return !a.Root.apart(b.Root)
	}
	return a.Many && b.Many
}

// siblings says whether two touches are of classes that have a base in common
// and neither is one of the other, so that no object is of both, or of two
// functions of which the program has one: with one name, in one place.
func (t *Touch) siblings(o *Touch) bool {
	if t.Func != o.Func && t.File == o.File && t.Func.Class == o.Func.Class && t.Func.outer() == o.Func.outer() && t.Func.Name == o.Func.Name && t.Func.Facts().Flags&facts.LambdaFunc == 0 {
		return true
	}
	a, b := t.Func.method(), o.Func.method()
	if a == nil || b == nil || a.Class == nil || b.Class == nil || a.Class.isA(b.Class) || b.Class.isA(a.Class) {
		return false
	}
	return slices.ContainsFunc(a.Class.mro, b.Class.isA)
}

// begin is the function with which the side comes to the touch.
func (t *Touch) begin() *Func {
	if len(t.Path) > 0 {
		return t.Path[0].In
	}
	return t.Func
}

// outlivedBy says whether the threads of a side end before the function that
// makes them returns, so that who calls fn, another one, finds none of them.
func (s *Side) outlivedBy(fn *Func) bool {
	if s.Spawn == nil || s.Spawn.Call.In == fn || s.Spawn.Call.In.ID == 0 {
		return false
	}
	return s.over.get(fn.File.m, s.Spawn.awaitedThere)
}

// awaitedThere says whether the function that makes a thread waits for it, or
// for its pool.
func (s *Spawn) awaitedThere() bool {
	in := s.Call.In
	for _, exit := range in.poolExits() {
		if in.File.Reaches(s.Call.Event, exit) {
			return true
		}
	}
	for _, u := range s.object().Calls("join") {
		if u.In() == in && in.File.Reaches(s.Call.Event, u.Event) {
			return true
		}
	}
	return false
}

// apart says whether one root's threads are waited for before the other's start.
func (r *Root) apart(o *Root) bool {
	if len(r.Spawns) == 0 || len(o.Spawns) == 0 {
		return false
	}
	for _, s := range r.Spawns {
		for _, t := range o.Spawns {
			if s.Call.In != t.Call.In || s.overlaps(t) && t.overlaps(s) {
				return false
			}
		}
	}
	return true
}

// A circle is which places are asked about, each with all of the one before. A
// rule asks no further than it has to: what others than threads touch is most of the work.
type circle uint8

const (
	changed circle = iota // places that a thread stores to, generators that it advances
	touched               // all that a thread touches
	owned                 // whatever else is in objects that have a lock of their own
	circles
)

// A sharing is what the threads of a program share, as far as a circle goes.
type sharing struct {
	all   []*Shared           // in order of the first touch
	in    map[*File][]*Shared // those that the file touches and that may do harm
	known map[Lock]bool       // what threads touch
	rest  map[Lock]*Shared    // of that, what is outside of the circle, as the threads touch it
}

// Shared is every place of the program that a thread touches, in order of the
// first touch.
func (m *Model) Shared() []*Shared { return m.sharing(touched).all }

// sharing is what the threads of the program share in a circle.
func (m *Model) sharing(within circle) *sharing {
	return m.shares[within].get(m, func() *sharing {
		c := &collector{m: m, local: map[*Func][]Access{}}
		if within == changed {
			known, rest := c.bySides(nil)
			c.outside()
			out := (&sharing{known: known}).with(c.places())
			out.rest = rest
			return out
		}
		before := m.sharing(within - 1)
		c.known = before.known
		if within == touched {
			c.by = before.rest
			c.outside()
		} else {
			c.besideLocks()
		}
		return before.with(c.places())
	})
}

// with is the sharing with more places.
func (s *sharing) with(more []*Shared) *sharing {
	out := &sharing{all: slices.Concat(s.all, more), in: map[*File][]*Shared{}, known: s.known}
	slices.SortFunc(out.all, func(a, b *Shared) int {
		x, y := &a.Touches[0], &b.Touches[0]
		return cmp.Or(cmp.Compare(x.File.Path, y.File.Path), cmp.Compare(x.File.Expr(x.Place).Span.Start, y.File.Expr(y.Place).Span.Start), cmp.Compare(x.Event, y.Event), a.Place.compare(b.Place))
	})
	for _, place := range out.all {
		if place.harmless {
			continue
		}
		for i := range place.Touches {
			if f := place.Touches[i].File; len(out.in[f]) == 0 || out.in[f][len(out.in[f])-1] != place {
				out.in[f] = append(out.in[f], place)
			}
		}
	}
	return out
}

// A collector gathers what the sides touch.
type collector struct {
	m     *Model
	by    map[Lock]*Shared   // the places of the circle
	local map[*Func][]Access // of each function that a side visits
	known map[Lock]bool      // the places that threads touch
	only  func(Lock) bool    // which places are of interest; nil all

	deep map[Lock]bool // the globals of whose object threads touch attributes; made at the first question
}

// touchedBy is every place that the roots and more visits touch, and that somebody changes.
func (m *Model) touchedBy(more []*visit) []*Shared {
	c := &collector{m: m, local: map[*Func][]Access{}}
	known, rest := c.bySides(more)
	maps.Copy(c.by, rest)
	c.outside()
	return (&sharing{known: known}).with(c.places()).all
}

// bySides gathers what the threads and more visits touch, and leaves with the collector what they
// change themselves; it returns which places these are, and the rest of them.
func (c *collector) bySides(more []*visit) (known map[Lock]bool, rest map[Lock]*Shared) {
	c.by = map[Lock]*Shared{}
	for _, r := range c.m.roots {
		if !r.Threaded() || r.Func.InTest() {
			continue // what a test shares with its threads, it shares on purpose
		}
		more = append(more, r.sidesOf()...)
	}
	for _, v := range more {
		walk(v, c.take)
	}
	c.known = make(map[Lock]bool, len(c.by))
	rest = map[Lock]*Shared{}
	for l, s := range c.by {
		c.known[l] = true
		if !slices.ContainsFunc(s.Touches, func(t Touch) bool { return t.Kind == Updates || t.Kind == Writes || t.Kind == Advances }) {
			rest[l] = s
			delete(c.by, l)
		}
	}
	return c.known, rest
}

// take adds what one visit touches.
func (c *collector) take(v *visit) {
	list, ok := c.local[v.fn]
	if !ok {
		list = v.fn.accesses()
		c.local[v.fn] = list
	}
	for _, a := range list {
		if !v.counts.has(a.Event) || v.ruledOut(a.Event) {
			continue
		}
		l := v.absolute(a.lock)
		if !l.Known() || c.only != nil && !c.only(l) {
			continue
		}
		t := Touch{Access: a, Side: v.side, Path: v.path}
		t.Held, t.Any = v.heldAt(a.Event)
		s := c.by[l]
		if s == nil {
			s = &Shared{Place: l}
			c.by[l] = s
		}
		s.Touches = append(s.Touches, t)
	}
}

// besideLocks adds what objects, classes and modules have that have a lock, too.
func (c *collector) besideLocks() {
	c.by = map[Lock]*Shared{}
	own, owners := c.m.lockOwners(), map[*Class]bool{}
	maps.Copy(owners, own.objects)
	maps.Copy(owners, own.classes)
	for _, k := range sortedClasses(owners) {
		c.methods(k, true, func(l Lock) bool {
			return !c.known[l] && (l.Root == SelfLock && own.objects[k] || l.Root == ClassLock && own.classes[k])
		})
	}
	for _, l := range slices.SortedFunc(maps.Keys(own.globals), Lock.compare) {
		c.aroundGlobal(l, func(l Lock) bool { return !c.known[l] && l.Path == "" })
	}
}

// outside adds what everybody else touches of the places of the circle:
// whoever calls a class's methods, or the functions around a global.
func (c *collector) outside() {
	owners, globals, locals := map[*Class]bool{}, map[Lock]bool{}, map[Lock]bool{}
	for l := range c.by {
		switch l.Root {
		case SelfLock, ClassLock:
			owners[l.Class] = true
		case GlobalLock:
			if l.File == nil {
				continue // an attribute of a library's object: nobody else's code is at hand
			}
			globals[Lock{Root: GlobalLock, File: l.File, Sym: l.Sym}] = true
		case LocalLock:
			locals[Lock{Root: LocalLock, File: l.File, Sym: l.Sym}] = true
		}
	}
	asked := func(l Lock) bool { return c.by[l] != nil }
	for _, k := range sortedClasses(owners) {
		c.methods(k, false, asked)
	}
	for _, l := range slices.SortedFunc(maps.Keys(globals), Lock.compare) {
		c.aroundGlobal(l, asked)
	}
	for _, l := range slices.SortedFunc(maps.Keys(locals), Lock.compare) {
		c.aroundLocal(l)
	}
}

// methods adds what the methods of a class that others call touch of its places
// that are asked for: of those that threads touch, or else of those beside a lock.
func (c *collector) methods(k *Class, beside bool, asked func(Lock) bool) {
	side := &Side{}
	c.only = func(l Lock) bool {
		return l.Class == k && (l.Root == SelfLock || l.Root == ClassLock) && asked(l)
	}
	for _, of := range append(slices.Clone(k.mro), k.Derived()...) {
		for _, fn := range of.File.Funcs {
			if fn.Class != of || !fn.offered() || c.onlyOnThreads(fn) || fn.ownUse() || fn.replacedIn(k) || fn.partOfInit() {
				continue
			}
			if beside && fn.Facts().Flags&facts.AsyncFunc != 0 {
				continue // runs on the one thread of its loop: that there is a lock says nothing of others
			}
			walk(&visit{side: side, fn: fn, self: Lock{Root: SelfLock, Class: k}, any: c.wrapped(fn), counts: fn.besideThreads(true)}, c.take)
		}
	}
}

// replacedIn says whether objects of a class have another method in the place of
// this one of a base, which only super() still reaches.
func (fn *Func) replacedIn(k *Class) bool {
	m := k.Method(fn.Name)
	return m != nil && m != fn && m.overrides(fn)
}

// partOfInit says whether a method is one that a constructor of a base calls, as
// far as the program shows nobody else does: it is run before others have the object.
func (fn *Func) partOfInit() bool {
	if fn.Class == nil || len(fn.Callers) > 0 {
		return false
	}
	found := false
	for _, k := range fn.Class.mro[1:] {
		m := k.OwnMethod(fn.Name)
		if m == nil {
			continue
		}
		for _, c := range m.Callers {
			if c.Spawn != nil || c.Receiver() == 0 || !c.File.isSelf(c.Receiver()) || !inInit(c.In) {
				return false
			}
			found = true
		}
	}
	return found
}

// wrapped says whether all that the program shows to call a method from outside
// its class does so under a lock, such as an object around this one that takes
// its own lock for each call. Which one that is to others is not asked.
func (c *collector) wrapped(fn *Func) bool {
	if slices.ContainsFunc(fn.Callers, func(call *CallSite) bool { return call.Spawn != nil }) {
		return false // handed over
	}
	found := false
	for _, call := range c.m.callsOf(fn) {
		if !call.File.core() || call.Receiver() <= 0 || call.File.isSelf(call.Receiver()) {
			continue
		}
		if !call.File.lockedHere(call.Event) {
			return false
		}
		found = true
	}
	return found
}

// offered says whether others may call a method at any time after the object
// is made: it is no constructor, and its name is not private.
func (fn *Func) offered() bool {
	if !fn.plain() || fn.Facts().Flags&facts.LambdaFunc != 0 {
		return false
	}
	if strings.HasPrefix(fn.Name, "__") && strings.HasSuffix(fn.Name, "__") {
		switch fn.Name {
		case "__enter__", "__exit__", "__call__", "__iter__", "__next__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__len__", "__getattr__":
			return true
		}
		return false
	}
	return !strings.HasPrefix(fn.Name, "_")
}

// onlyOnThreads says whether all that calls a function is run by threads. That
// somebody else may call it, too, is no evidence that he does.
func (c *collector) onlyOnThreads(fn *Func) bool {
	if fn.runOfThread() || fn.runsOn() == "worker" {
		return true
	}
	if len(fn.Callers) == 0 {
		return false
	}
	for _, call := range fn.Callers {
		if call.Spawn == nil && len(c.m.runBy[call.In]) == 0 {
			return false
		}
	}
	return true
}

// aroundGlobal adds what functions of a global's file touch of it and of its
// object's attributes, as far as that is asked for.
func (c *collector) aroundGlobal(g Lock, asked func(Lock) bool) {
	side := &Side{}
	c.only = func(l Lock) bool {
		return l.Root == GlobalLock && l.File == g.File && l.Sym == g.Sym && asked(l)
	}
	f, deep := g.File, c.attributesKnown(g)
	seen := map[*Func]bool{}
	for _, e := range f.Loads(g.Sym) {
		fn := f.FuncAt(e)
		if fn == nil || seen[fn] {
			continue
		}
		seen[fn] = true
		if !fn.plain() || c.onlyOnThreads(fn) || fn.early() || fn.unused() {
			continue
		}
		v := &visit{side: side, fn: fn, any: fn.calledUnderLock(map[*Func]bool{}), counts: fn.besideThreads(true)}
		if deep {
			walk(v, c.take) // what is called may touch the object's attributes
		} else {
			c.take(v)
		}
	}
}

// attributesKnown says whether threads touch attributes of a global's object.
func (c *collector) attributesKnown(g Lock) bool {
	if c.deep == nil {
		c.deep = map[Lock]bool{}
		for l := range c.known {
			if l.Root == GlobalLock && l.Path != "" {
				c.deep[Lock{Root: GlobalLock, File: l.File, Sym: l.Sym}] = true
			}
		}
	}
	return c.deep[g]
}

// unused says whether nothing in the file calls a function that by its name is
// nobody else's to call.
func (fn *Func) unused() bool {
	return strings.HasPrefix(fn.Name, "_") && len(fn.Callers) == 0 && !fn.escapes
}

// calledUnderLock says whether a caller in the file, or one of its callers, holds
// a lock. Which one that is to others is not asked.
func (fn *Func) calledUnderLock(busy map[*Func]bool) bool {
	if busy[fn] {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn != nil {
			continue
		}
		if held := c.File.HeldHere(c.Event); held.Any || len(held.Locks) > 0 || c.In.calledUnderLock(busy) {
			return true
		}
	}
	return false
}

// aroundLocal adds what the function that makes the threads touches of its variable.
func (c *collector) aroundLocal(l Lock) {
	c.only = func(o Lock) bool { return c.by[o] != nil && o.Root == LocalLock && o.File == l.File && o.Sym == l.Sym }
	fn := l.File.Funcs[l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func]
	if fn.plain() && !fn.early() {
		walk(&visit{side: &Side{}, fn: fn, counts: fn.besideThreads(false)}, c.take)
	}
}

// ownUse says whether a method that could be called by others is called by
// methods of its class alone: what it touches is seen from these.
func (fn *Func) ownUse() bool {
	for _, c := range fn.Callers {
		if c.Spawn != nil || c.In.owner() == nil || c.Receiver() == 0 || !c.File.isSelf(c.Receiver()) {
			return false
		}
	}
	return len(fn.Callers) > 0
}

// early says whether a function runs before there are threads: a module while
// it is imported that starts none itself, and what nothing else calls.
func (fn *Func) early() bool { return fn.isEarly(map[*Func]bool{}) }

func (fn *Func) isEarly(busy map[*Func]bool) bool {
	if fn.Facts().Flags&facts.ModuleBody != 0 {
		return len(fn.threadStarts()) == 0
	}
	if busy[fn] || fn.escapes || len(fn.Callers) == 0 {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn != nil || !c.In.isEarly(busy) {
			return false
		}
	}
	return fn.Class == nil && !fn.File.m.namedElsewhere(fn.File, fn.Name)
}

// places is those that somebody changes, each with its touches in order.
func (c *collector) places() []*Shared {
	var out []*Shared
	for _, s := range c.by {
		if !slices.ContainsFunc(s.Touches, func(t Touch) bool { return t.Kind.Changes() }) {
			continue
		}
		slices.SortStableFunc(s.Touches, func(a, b Touch) int {
			return cmp.Or(cmp.Compare(a.File.Path, b.File.Path), cmp.Compare(a.File.Expr(a.Place).Span.Start, b.File.Expr(b.Place).Span.Start), cmp.Compare(a.Event, b.Event), cmp.Compare(len(a.Path), len(b.Path)))
		})
		s.harmless = s.doesNoHarm()
		out = append(out, s)
	}
	return out
}

// compare orders places by what they begin with, then by the path; places that
// differ are never equal.
func (l Lock) compare(o Lock) int {
	at := func(l Lock) (string, int) {
		switch {
		case l.Class != nil:
			return l.Class.File.Path, int(l.Class.ID)
		case l.File != nil:
			return l.File.Path, int(l.Sym)
		}
		return "", 0
	}
	a, i := at(l)
	b, j := at(o)
	return cmp.Or(cmp.Compare(l.Root, o.Root), cmp.Compare(a, b), cmp.Compare(i, j), cmp.Compare(l.Path, o.Path))
}

func sortedClasses(set map[*Class]bool) []*Class {
	return slices.SortedFunc(maps.Keys(set), func(a, b *Class) int {
		return cmp.Or(cmp.Compare(a.File.Path, b.File.Path), cmp.Compare(a.ID, b.ID))
	})
}
