package threads

import (
	"cmp"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
)

// The order in which locks nest, over the calls and files of the program. A
// cycle in it is a deadlock that waits for its moment (Havender, 1968; locks
// are told apart as Linux's lockdep does it, by where they live, and objects
// by the way that leads to them).

// A Nesting is a lock that a thread waits for while it holds another.
type Nesting struct {
	Func    *Func
	Outer   Lock          // held; absolute: an attribute of an object has the Class of the object
	Inner   Lock          // waited for
	OuterAt facts.EventID // takes the outer one; -1: a decorator holds it
	At      facts.EventID // takes the inner one, or calls what does
	Chain   []Through     // the calls on the way from At, then the place that takes it
	For     *CallSite     // the call of Func that says which objects' locks these are; nil where it does not matter

	outer, inner Lock // in the function's own names
	loose        bool // begins with an object of which only the class is known
}

// A LockCycle is nestings of which each waits for the lock that the next holds,
// and the last for that of the first.
type LockCycle []*Nesting

// maxCycle is the longest cycle that is looked for.
const maxCycle = 3

// maxChains is how many chains of nestings are followed. Programs in which locks
// nest have a few hundred; where every lock is taken under every other one, the
// first cycles say enough.
const maxChains = 20_000

// LockCycles is the cycles whose first nesting stands in the file.
func (f *File) LockCycles() []LockCycle {
	k := f.m.locking()
	var out []LockCycle
	for _, c := range k.cycles.get(f.m, k.findCycles) {
		if c[0].Func.File == f {
			out = append(out, c)
		}
	}
	return out
}

// findCycles finds the cycles of the program, one for each set of locks.
func (k *lockModel) findCycles() []LockCycle {
	all := k.nestings()
	after := map[Lock][]*Nesting{}
	for _, n := range all {
		after[n.Outer] = append(after[n.Outer], n)
	}
	var out []LockCycle
	known, left := map[cycleKey]bool{}, maxChains
	for length := 2; length <= maxCycle; length++ {
		for _, n := range all {
			LockCycle{n}.close(length, after, &left, func(c LockCycle) {
				if key := c.key(); !known[key] && c.deadly() {
					known[key] = true
					out = append(out, c.fromFirst())
				}
			})
		}
	}
	return out
}

// close goes on from a chain of nestings to all cycles of a length, as long as
// there are chains left.
func (c LockCycle) close(length int, after map[Lock][]*Nesting, left *int, found func(LockCycle)) {
	if *left--; *left < 0 {
		return
	}
	last := c[len(c)-1]
	if len(c) == length {
		if last.Inner == c[0].Outer {
			found(c)
		}
		return
	}
	for _, next := range after[last.Inner] {
		if !slices.ContainsFunc(c, func(n *Nesting) bool { return n.Outer == next.Outer }) {
			append(slices.Clone(c), next).close(length, after, left, found)
		}
	}
}

// fromFirst is the cycle from the nesting on that comes first by file and position.
func (c LockCycle) fromFirst() LockCycle {
	first := 0
	for i, n := range c {
		if m := c[first]; cmp.Or(cmp.Compare(n.Func.File.Path, m.Func.File.Path), cmp.Compare(n.pos(), m.pos())) < 0 {
			first = i
		}
	}
	return append(slices.Clone(c[first:]), c[:first]...)
}

func (n *Nesting) pos() uint32 {
	f := n.Func.File
	return uint32(f.Expr(f.Events[n.At].X).Span.Start)
}

// A cycleKey is the locks of a cycle, in order.
type cycleKey [maxCycle]Lock

// key names the locks of a cycle, wherever it is entered.
func (c LockCycle) key() cycleKey {
	var key cycleKey
	for i, n := range c {
		key[i] = n.Outer
	}
	slices.SortFunc(key[:], Lock.compare)
	return key
}

// nestings is every nesting of the program, by file and function.
func (k *lockModel) nestings() []*Nesting {
	k.mu.Lock()
	var out []*Nesting
	for _, f := range k.m.files {
		for _, fn := range f.Funcs {
			if w := k.flows[fn]; w != nil && fn.Facts().Flags&facts.ModuleBody == 0 {
				out = k.nestingsOf(w, out)
			}
		}
	}
	k.mu.Unlock()
	var given []*Nesting
	for _, n := range out {
		given = append(given, n.given()...)
	}
	out = append(out, given...)
	k.upward(out)
	out = slices.DeleteFunc(out, func(n *Nesting) bool { return !k.m.distinct(n) })
	// The shortest way to the inner lock is the best to show.
	slices.SortStableFunc(out, func(a, b *Nesting) int { return cmp.Compare(len(a.Chain), len(b.Chain)) })
	return fewOfEach(out)
}

// maxSame is how many nestings of the same two locks are tried.
const maxSame = 6

// fewOfEach keeps the first nestings of each pair of locks.
func fewOfEach(all []*Nesting) []*Nesting {
	type pair struct{ outer, inner Lock }
	n := map[pair]int{}
	return slices.DeleteFunc(all, func(x *Nesting) bool {
		n[pair{x.Outer, x.Inner}]++
		return n[pair{x.Outer, x.Inner}] > maxSame
	})
}

// maxNested is how many ways of one function from a lock to another are looked at.
const maxNested = 8

// nestingsOf adds the nestings of one function.
func (k *lockModel) nestingsOf(w *lockFlow, out []*Nesting) []*Nesting {
	ways := map[[2]Lock]int{}
	k.eachTaking(w, func(id facts.EventID, s *lockState, takes []taking) {
		for _, t := range takes {
			out = k.nest(w, id, s, t, ways, out)
		}
	})
	return out
}

// nest adds the nestings of one lock that an event waits for in those held before it.
func (k *lockModel) nest(w *lockFlow, id facts.EventID, s *lockState, t taking, ways map[[2]Lock]int, out []*Nesting) []*Nesting {
	if i := slices.Index(w.locks, t.lock); i >= 0 && s.locks[i].hi > 0 {
		return out // held already: a reentrant lock is not waited for
	}
	add := func(outer Lock, at facts.EventID) {
		n := &Nesting{Func: w.fn, outer: outer, inner: t.lock, OuterAt: at, At: id}
		pair := [2]Lock{outer, t.lock}
		if ways[pair] == maxNested {
			return
		}
		ways[pair]++
		loose, loose2 := false, false
		n.Outer, loose = w.fn.absolute(outer)
		n.Inner, loose2 = w.fn.absolute(t.lock)
		n.loose = loose || loose2
		if !n.Outer.Known() || !n.Inner.Known() || n.Outer == n.Inner && n.Outer.Root != SelfLock && n.Outer.Root != LocalLock {
			return
		}
		if t.via != nil {
			if n.Chain, _ = k.chain(w, id, t); n.Chain == nil || w.fn.File.ruledOut(id, n.Chain) {
				return
			}
		}
		out = append(out, n)
	}
	for i, d := range s.locks {
		if d.lo > 0 && d.at >= 0 && !w.counts[i] && !w.killed[i] && w.locks[i] != t.lock {
			add(w.locks[i], d.at)
		}
	}
	for _, u := range k.uses[w.fn] {
		if u.lock != t.lock && !slices.Contains(w.locks, u.lock) {
			add(u.lock, -1)
		}
	}
	return out
}

// absolute is a lock of the function by a name that means the same everywhere:
// an attribute of self is one of the class that stores it first, and so is one of
// a parameter whose class is known; loose says that it is not known of which object.
func (fn *Func) absolute(l Lock) (abs Lock, loose bool) {
	c := (*Class)(nil)
	switch {
	case l.Root == SelfLock:
		if o := fn.owner(); o != nil {
			c = o.storing(l.Path)
		}
		if c == nil {
			return Lock{}, false
		}
	case l.Root == LocalLock && l.Path != "":
		if v := l.base(); v.Kind == Instance && v.Class != nil {
			c, loose = v.Class.storing(l.Path), true
		}
	}
	if c == nil {
		return l, false
	}
	return Lock{Root: SelfLock, Class: c, Path: l.Path}, loose
}

// storing is the base of a class, or itself, that stores the first attribute of a path.
func (c *Class) storing(path string) *Class {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "."), ".")
	var out *Class
	for _, k := range c.mro {
		if len(k.selfStores(name)) > 0 {
			out = k
		}
	}
	return out
}

// base is the value of the name that a path begins with.
func (l Lock) base() Value {
	for _, e := range l.File.loads[l.Sym] {
		if v := l.File.Eval(e); v.Kind != Unknown {
			return v
		}
	}
	return Value{}
}

// given is the nesting of the locks of parameters once for each call that shows
// whose locks they are.
func (n *Nesting) given() []*Nesting {
	if !n.outer.ofParam() && !n.inner.ofParam() {
		return nil
	}
	var out []*Nesting
	for _, c := range n.Func.Callers {
		d := *n
		d.For, d.loose = c, false
		d.Outer, d.Inner = c.shown(n.Func, n.outer), c.shown(n.Func, n.inner)
		if d.Outer.Known() && d.Inner.Known() && d.Outer != d.Inner {
			out = append(out, &d)
		}
	}
	return out
}

// ofParam says whether a path begins with a parameter.
func (l Lock) ofParam() bool {
	return l.Root == LocalLock && l.File.Symbols[l.Sym].Flags&facts.IsParam != 0
}

// shown is what a lock of a called function is outside, where that is one object.
func (c *CallSite) shown(t *Func, l Lock) Lock {
	if c.Spawn != nil && l.Root == SelfLock {
		s := c.Spawn.Target.Self
		if !c.Spawn.Target.Bound || !s.Valid() {
			return Lock{}
		}
		l = s.File.placeOf(s.Expr).join(l.Path)
	} else {
		l = c.outward(t, l, 0)
	}
	if l.Root == SelfLock || l.ofParam() {
		return Lock{}
	}
	return l
}

// distinct says whether the two locks of a nesting are proven to be locks, and
// two of them.
func (m *Model) distinct(n *Nesting) bool {
	if n.Outer == n.Inner {
		return false
	}
	a, b := m.lockValue(n.Outer), m.lockValue(n.Inner)
	if !a.IsLock() || !b.IsLock() || a.LibType().Process || b.LibType().Process {
		return false
	}
	if !a.Site.Valid() || a.Site != b.Site {
		return true
	}
	// One place makes both: they are two only as parts of two objects.
	x, y := n.Outer, n.Inner
	if x.Root != GlobalLock && x.Root != LocalLock || x.Root != y.Root || x.File == nil || y.File == nil {
		return false
	}
	v, w := x.base().Site, y.base().Site
	return v.Valid() && w.Valid() && v != w
}

// lockValue is what is at the end of an absolute path.
func (m *Model) lockValue(l Lock) Value {
	ev := &evaluation{m: m}
	v, path := Value{}, l.Path
	switch l.Root {
	case SelfLock, ClassLock:
		v = Value{Kind: Instance, Class: l.Class}
	default:
		if l.File == nil {
			return Value{}
		}
		v = ev.bindings(l.File, l.Sym, l.File.BindingsOf(l.Sym))
	}
	for _, name := range strings.Split(path, ".")[1:] {
		if v.Kind != Instance || v.Class == nil {
			return Value{}
		}
		v = ev.classMember(v.Class, name, Site{}, false)
	}
	return v
}

// classWith is the class of the object that has what lies at the end of a path,
// nil where that is not known, and the attribute with its dot.
func (m *Model) classWith(l Lock) (k *Class, attr string) {
	i := strings.LastIndexByte(l.Path, '.')
	if i < 0 {
		return nil, ""
	}
	attr, l.Path = l.Path[i:], l.Path[:i]
	if v := m.lockValue(l); v.Kind == Instance {
		k = v.Class
	}
	return k, attr
}

// upward gives objects that another object makes and keeps, and that know their
// maker, their name in the maker: `self.io = Io(self)` makes of the `io` of an
// Io that of its owner.
func (k *lockModel) upward(all []*Nesting) {
	wanted := map[*Class]bool{}
	for _, n := range all {
		for _, l := range []Lock{n.Outer, n.Inner} {
			if l.Root == SelfLock {
				wanted[l.Class] = true
			}
		}
	}
	makers := map[*Class]maker{}
	for _, f := range k.m.files {
		for _, c := range f.calls {
			if b := c.Callee.Class; c.Callee.Kind == ClassObj && c.Target != nil && wanted[b] && makers[b].class == nil {
				if m, ok := c.maker(); ok {
					makers[b] = m
				}
			}
		}
	}
	for _, n := range all {
		for _, l := range []*Lock{&n.Outer, &n.Inner} {
			if m := makers[l.Class]; l.Root == SelfLock && m.class != nil {
				*l = m.name(*l)
			}
		}
	}
}

// A maker is the class whose objects make and keep one, and what each calls the other.
type maker struct {
	class      *Class
	attr, back string
}

// name is what the maker calls a lock of what it made.
func (m *maker) name(l Lock) Lock {
	if rest, ok := strings.CutPrefix(l.Path, "."+m.back+"."); ok {
		return Lock{Root: SelfLock, Class: m.class.storing(rest), Path: "." + rest}
	}
	return Lock{Root: SelfLock, Class: m.class.storing(m.attr), Path: "." + m.attr + l.Path}
}

// maker reads `self.attr = Made(self)` whose constructor stores what it is given.
func (c *CallSite) maker() (maker, bool) {
	f := c.File
	owner := c.In.owner()
	if owner == nil || c.Target.Name != "__init__" {
		return maker{}, false
	}
	m := maker{class: owner}
	for id := c.Event; int(id) < len(f.Events) && f.Events[id].Stmt == c.Stmt; id++ {
		if ev := &f.Events[id]; ev.Kind == facts.StoreEvent && ev.Y == c.Expr {
			if x := f.Expr(ev.X); x.Kind == facts.Attr && f.isSelf(x.A) {
				m.attr = f.Text(x.Str)
			}
		}
	}
	for i, p := range c.Target.Params() {
		if a, ok := c.argumentFor(c.Target, i); i > 0 && ok && a.Valid() && a.File == f && f.isSelf(a.Expr) {
			m.back = c.Target.File.storedIn(c.Target, p.Sym)
		}
	}
	return m, m.attr != "" && m.back != "" && owner.storing(m.attr) != nil
}

// deadly says whether the nestings of a cycle can meet: no lock that all hold
// keeps them apart, and not one thread alone comes to all of them.
func (c LockCycle) deadly() bool {
	loose := 0
	for _, n := range c {
		if n.loose {
			loose++
		}
		if n.beforeShared() {
			return false
		}
	}
	return loose < 2 && !c.alone() && !c.gated()
}

// beforeShared says whether a nesting is made while nobody else can know the object.
func (n *Nesting) beforeShared() bool {
	return n.Func.Name == "__init__" && n.outer.Root == SelfLock || n.Func.Name == "__del__"
}

// alone says whether all nestings of a cycle are made by one thread, as far as the
// program shows; a lock that only functions of one call can name needs threads.
func (c LockCycle) alone() bool {
	m := c[0].Func.File.m
	first, same := m.runBy[c[0].Func], true
	threaded, local := false, false
	for _, n := range c {
		roots := m.runBy[n.Func]
		for _, r := range roots {
			threaded = threaded || r.Threaded()
		}
		same = same && len(roots) == 1 && len(first) == 1 && roots[0] == first[0]
		local = local || n.Outer.Root == LocalLock
	}
	if same {
		for _, n := range c {
			if n.For != nil && n.For.Spawn != nil {
				return false // several starts of it
			}
		}
		return !first[0].Many
	}
	f := c[0].Func.File
	return !threaded && (local || f.Context == TestFile || c[0].For != nil || slices.ContainsFunc(c[1:], func(n *Nesting) bool { return n.Func == c[0].Func }))
}

// gated says whether one more lock is held around each nesting of a cycle, or
// the inner one is held before.
func (c LockCycle) gated() bool {
	var common []Lock
	for i, n := range c {
		held := n.Func.File.Held(n.At)
		if held.Any || held.Has(n.inner) {
			return true
		}
		var here []Lock
		for _, h := range held.Locks {
			if l, _ := n.Func.absolute(h.Lock); l.Known() && h.Lock != n.outer {
				here = append(here, l)
			}
		}
		if i == 0 {
			common = here
		}
		common = slices.DeleteFunc(common, func(l Lock) bool { return !slices.Contains(here, l) })
	}
	return len(common) > 0
}

// Title is what to call a lock in a message: with the object or class it belongs to.
func (l Lock) Title(m *Model) string {
	if l.Root == SelfLock && strings.Count(l.Path, ".") > 1 {
		if k, attr := m.classWith(l); k != nil {
			return k.Name + attr
		}
	}
	if l.Root == SelfLock && l.Class != nil {
		return l.Class.Name + l.Path
	}
	return l.String()
}

// Spans is what takes the two locks in the function: the lock that a with
// enters, a call; 0 for a decorator.
func (n *Nesting) Spans() (outer, inner facts.ExprID) {
	f := n.Func.File
	if n.OuterAt >= 0 {
		outer = f.Events[n.OuterAt].X
	}
	return outer, f.Events[n.At].X
}
