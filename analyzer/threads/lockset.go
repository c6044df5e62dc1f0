package threads

import (
	"cmp"
	"slices"
	"sync"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Lock sets: which locks a thread holds for certain at each place, and which
// it may hold.
//
// What a function does to locks is worked out once, relative to its beginning,
// and summed up for those who call it: what it leaves held or gives back at its
// end, what it takes on the way (lockflow.go, lockops.go; bottom-up, as RacerD
// composes its summaries). What is held when it begins is the meet over its
// callers, top-down, asked for on demand (lockentry.go), or a contract: a
// decorator that holds a lock, a comment, the suffix `_locked`
// (lockcontract.go; Clang's REQUIRES).
//
// Code that is not known leaves the locks of the program as they are.

// A lockModel is what the program does to locks.
type lockModel struct {
	m     *Model
	flows map[*Func]*lockFlow
	sums  map[*Func]*lockSummary
	uses  map[*Func][]heldAround // of a function under decorators that hold locks around it

	mu      sync.Mutex // guards what is asked for on demand
	entries map[*Func]*entry
	wide    map[*Func]*entry // partial ones

	contracts map[*Func]*kept[contract]
	callers   map[*Func]*callerList
	late      map[*Func]*kept[*lockFlow] // of functions whose calls nobody needed before

	final  kept[[]FinalLock]           // once a rule asks
	cycles kept[[]LockCycle]           // likewise
	calls  kept[map[*Func][]*CallSite] // of the functions of the program, once somebody climbs from one
}

// A lockSummary is what calling a function does to locks, in its own names.
type lockSummary struct {
	net    []netLock // at its normal end, against its beginning
	yields []netLock // at each yield
	takes  []taking
	blur   bool // it may leave locks held that have no name
}

// A netLock is how a depth changes, at least and at most.
type netLock struct {
	lock   Lock
	lo, hi int8
	counts bool
}

// A taking is a lock that a function waits for, itself or in what it calls.
type taking struct {
	lock  Lock
	event facts.EventID // takes the lock, or calls what does
	via   *Func         // the callee that takes it; nil for the function itself
	every bool          // on every way through the function
	alone bool          // the holder of the lock waits for ever: it cannot take it again
}

func (s *lockSummary) same(o *lockSummary) bool {
	return slices.Equal(s.net, o.net) && slices.Equal(s.yields, o.yields) && slices.Equal(s.takes, o.takes) && s.blur == o.blur
}

// locking is the lock model, made at the first question.
func (m *Model) locking() *lockModel {
	m.lockOnce.Do(func() {
		k := &lockModel{m: m, flows: map[*Func]*lockFlow{}, sums: map[*Func]*lockSummary{}, uses: map[*Func][]heldAround{},
			entries: map[*Func]*entry{}, wide: map[*Func]*entry{}, contracts: map[*Func]*kept[contract]{}, callers: map[*Func]*callerList{}, late: map[*Func]*kept[*lockFlow]{}}
		k.solve()
		m.locks = k
	})
	return m.locks
}

// site is a call with what is called; it is resolved here where nobody needed it.
func (k *lockModel) site(c *CallSite) *CallSite {
	if c == nil || !c.open {
		return c
	}
	d := *c
	d.resolve()
	return &d
}

// rounds bounds how often the summary of one function is made anew; in real
// programs three are enough.
const rounds = 8

// solve works out the summaries, callees before callers where there is no
// recursion, else round by round.
func (k *lockModel) solve() {
	var all, dirty []*Func
	var calls []ranBy
	for _, f := range k.m.files {
		if k.m.stay[f] {
			k.keep(f)
			continue
		}
		for _, fn := range f.Funcs {
			if !fn.needed {
				continue
			}
			all = append(all, fn)
			v := fn.lockView()
			calls = append(calls, v.runs...)
			if v.maybe {
				dirty = append(dirty, fn)
			}
		}
	}
	for round := 0; round < rounds && len(dirty) > 0; round++ {
		changed, again := map[*Func]bool{}, map[*Func]bool{}
		for _, fn := range dirty {
			if k.update(fn) {
				changed[fn] = true
			}
		}
		if round == 0 {
			for _, fn := range k.decorators(all) {
				changed[fn], again[fn] = true, true
			}
		}
		for _, c := range calls {
			if changed[c.to] {
				again[c.by] = true
			}
		}
		dirty = dirty[:0]
		for _, fn := range all {
			if again[fn] {
				dirty = append(dirty, fn)
			}
		}
	}
}

// keep takes over what the lock model before knew of a file of which nothing changed.
func (k *lockModel) keep(f *File) {
	before := k.m.locksBefore
	for _, fn := range f.Funcs {
		if w := before.flows[fn]; w != nil {
			k.flows[fn] = w
		}
		if s := before.sums[fn]; s != nil {
			k.sums[fn] = s
		}
		if u := before.uses[fn]; len(u) > 0 {
			k.uses[fn] = u
		}
	}
}

// A ranBy is a function and one that may run it.
type ranBy struct{ to, by *Func }

// A lockView is what the lock model asks of every function before any other.
type lockView struct {
	runs  []ranBy
	maybe bool // it may take or give back a lock itself
}

// lockView looks at the function, once where nothing about it is open.
func (fn *Func) lockView() *lockView {
	if fn.lock != nil {
		return fn.lock
	}
	v := &lockView{}
	if waits := fn.File.m.waits(func() { v.runs, v.maybe = fn.runs(nil), fn.maybeLocks() }); !waits && fn.closed() {
		fn.lock = v
	}
	return v
}

// runs adds the functions of the program that the function may run, as far as
// their locks matter here.
func (fn *Func) runs(out []ranBy) []ranBy {
	add := func(list ...*Func) {
		for _, t := range list {
			out = append(out, ranBy{t, fn})
		}
	}
	f := fn.File
	for _, c := range fn.callSites {
		switch {
		case c.Target != nil:
			add(c.Target)
			if c.Callee.Kind == ClassObj {
				add(c.Callee.Class.managers()...)
			}
		case c.Callee.Kind == ClassObj:
			add(c.Callee.Class.managers()...)
		default:
			if t := c.decorated(); t != nil {
				add(t)
			}
		}
	}
	g := fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			for _, r := range f.implicit(&ev) {
				add(r.to)
			}
			if ev.Kind == facts.EnterEvent {
				if x := f.Expr(ev.X); x.Kind == facts.Name || x.Kind == facts.Attr {
					if v := f.Eval(ev.X); v.Kind == Instance && v.Class != nil {
						add(v.Class.managers()...)
					}
				}
			}
		}
	}
	return out
}

func (c *Class) managers() []*Func {
	var out []*Func
	for _, name := range []string{"__enter__", "__exit__"} {
		if fn := c.Method(name); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// maybeLocks says whether the function itself may take or give back a lock.
func (fn *Func) maybeLocks() bool {
	for _, c := range fn.callSites {
		if c.Does(pylib.Acquires|pylib.Releases) || c.Callee.Kind == Unknown && (c.Method() == "acquire" || c.Method() == "release") {
			return true
		}
	}
	g, f := fn.Facts(), fn.File
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			if ev.Kind == facts.EnterEvent {
				return true
			}
		}
	}
	return false
}

// update makes the flow and the summary of a function; it says whether the
// summary changed.
func (k *lockModel) update(fn *Func) bool {
	w := k.lockOps(fn)
	old := k.sums[fn]
	if w == nil {
		delete(k.flows, fn)
		delete(k.sums, fn)
		return old != nil
	}
	w.solve()
	k.flows[fn] = w
	s := k.summary(w)
	if old == nil && s.same(&lockSummary{}) {
		return false
	}
	k.sums[fn] = s
	return old == nil || !old.same(s)
}

// summary sums up a flow for the callers.
func (k *lockModel) summary(w *lockFlow) *lockSummary {
	fn, f := w.fn, w.fn.File
	s := &lockSummary{}
	if end, ok := w.atEnd(fn.Facts().Exit); ok {
		s.net, s.blur = w.changes(end, nil), end.blur
	}
	first := true
	g := fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i, ev := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if ev.Kind == facts.YieldEvent && g.Flags&facts.GeneratorFunc != 0 {
				if at, ok := w.before(id); ok {
					if first {
						s.yields, first = w.changes(at, nil), false
					} else {
						s.yields = w.changes(at, s.yields)
					}
				}
			}
			if ev.Flags&facts.Copy == 0 {
				k.takings(w, id, s, false)
			}
		}
	}
	for _, u := range k.uses[fn] {
		s.takes = append([]taking{{lock: u.lock, event: -1, every: true, alone: u.alone}}, s.takes...)
	}
	slices.SortStableFunc(s.takes, func(a, b taking) int { return cmp.Compare(a.event, b.event) })
	return s
}

// changes is the locks whose depth may differ from that of the beginning.
func (w *lockFlow) changes(s lockState, with []netLock) []netLock {
	var out []netLock
	for i, d := range s.locks {
		l := w.locks[i]
		if l.Root == LocalLock && !w.fn.sees(l) || w.killed[i] {
			continue
		}
		n := netLock{l, d.lo, d.hi, w.counts[i]}
		for _, o := range with {
			if o.lock == l {
				n.lo, n.hi = min(n.lo, o.lo), max(n.hi, o.hi)
			}
		}
		if n.lo != 0 || n.hi != 0 {
			out = append(out, n)
		}
	}
	return out
}

// sees says whether a lock named by a local may be one that the caller knows:
// by a parameter or a closure variable.
func (fn *Func) sees(l Lock) bool {
	return l.File != fn.File || l.File.Symbols[l.Sym].Flags&facts.IsParam != 0 || l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func != fn.ID
}

// takings adds to a summary the locks that an event waits for; with own those
// too that only the function itself can name.
func (k *lockModel) takings(w *lockFlow, id facts.EventID, s *lockSummary, own bool) {
	fn, f := w.fn, w.fn.File
	ops, any := w.ops[id]
	if !any || len(s.takes) >= maxLocks {
		return
	}
	at, ok := w.before(id)
	if !ok {
		return
	}
	ev := &f.Events[id]
	add := func(l Lock, via *Func, every, alone bool) {
		if !l.Known() || !own && l.Root == LocalLock && !fn.sees(l) {
			return
		}
		if i := slices.Index(w.locks, l); i >= 0 && (at.locks[i].lo < 0 || at.locks[i].lo == 0 && at.locks[i].free) {
			return // it gave the caller's hold back before, or saw that there is none
		}
		for i := range s.takes {
			if s.takes[i].lock == l {
				return
			}
		}
		if len(s.takes) < maxLocks {
			s.takes = append(s.takes, taking{l, id, via, every && ev.Flags&(facts.Maybe|facts.InComp) == 0 && fn.always(id), alone})
		}
	}
	for _, op := range ops {
		if op.kind == takeOp && !w.counts[op.lock] && (ev.Kind == facts.EnterEvent || ev.Kind == facts.CallEvent) {
			add(w.locks[op.lock], nil, true, w.plain[op.lock])
		}
	}
	for _, r := range k.entered(f, ev) {
		if sum := k.sums[r.to]; sum != nil {
			for _, t := range sum.takes {
				add(r.name(t.lock), r.to, t.every, t.alone)
			}
		}
	}
}

// A run is a function that an event runs, with how its locks are called here.
type run struct {
	to   *Func
	name func(Lock) Lock
}

// entered is the functions of the program that an event runs to their end.
func (k *lockModel) entered(f *File, ev *facts.Event) []run {
	if r := f.implicit(ev); len(r) > 0 {
		return r
	}
	switch ev.Kind {
	case facts.CallEvent:
		c := k.site(f.CallAt(ev.X))
		if c == nil {
			return nil
		}
		t := c.Target
		if t == nil || c.Callee.Kind == Unknown {
			t = c.decorated()
		}
		if t == nil || t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || c.Callee.Kind == FuncObj && t.methodKind() == oddMethod && len(k.uses[t]) == 0 {
			return nil
		}
		return []run{{t, func(l Lock) Lock { return c.outward(t, l, 0) }}}
	case facts.EnterEvent:
		return k.enteredBy(f, ev.X)
	}
	return nil
}

// enteredBy is what entering a manager of the program runs.
func (k *lockModel) enteredBy(f *File, e facts.ExprID) []run {
	switch f.Expr(e).Kind {
	case facts.Name, facts.Attr:
		v := f.Eval(e)
		if v.Kind != Instance || v.Class == nil || v.IsLock() {
			return nil
		}
		if t := v.Class.Method("__enter__"); t != nil {
			return []run{{t, func(l Lock) Lock {
				if l.Root == SelfLock {
					return f.placeOf(e).join(l.Path)
				}
				if l.Root == LocalLock {
					return Lock{}
				}
				return l
			}}}
		}
	case facts.Call:
		c := k.site(f.CallAt(e))
		if t := c.manager(); t != nil {
			return []run{{t, func(l Lock) Lock { return c.outward(t, l, 0) }}}
		}
		if c != nil && c.Callee.Kind == ClassObj {
			if t := c.Callee.Class.Method("__enter__"); t != nil {
				return []run{{t, func(l Lock) Lock {
					if l.Root == SelfLock || l.Root == LocalLock {
						return Lock{}
					}
					return l
				}}}
			}
		}
	}
	return nil
}

// always says whether every way through the function to its normal end passes
// an event.
func (fn *Func) always(at facts.EventID) bool {
	return fn.passes(map[facts.BlockID]bool{fn.File.blocks[at]: true})
}
