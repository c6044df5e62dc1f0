package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// LeakKind is how a function leaves with a lock that it took.
type LeakKind uint8

const (
	NoLeak       LeakKind = iota
	ReturnLeak            // by a return, or at its end
	RaiseLeak             // by a raise statement
	RoundLeak             // not at all: the next round of a loop comes to the acquire with the lock held
	CallLeak              // by an exception of a call that is not known to raise
	HarmlessLeak          // by an exception of a call that hardly ever raises: print, sleep
)

// A Leak is a way out of a function that skips the release of a lock.
type Leak struct {
	Kind    LeakKind
	At      facts.EventID // the return, raise or call; -1 for the end of the body
	Release facts.EventID // a release that other ways pass
}

// A leakWalk follows the ways from an acquire() to the ends of its function.
type leakWalk struct {
	w    *lockFlow
	lock int
	f    *File
	fn   *Func
	best Leak
	from facts.EventID
	took bool // a release was met without an exception

	round bool // a way leads back to the acquire with the lock held
}

// LeakOf is the way out that skips the release of the lock that a call takes,
// where the function gives it back on another way; the plainest of them.
func (f *File) LeakOf(c *CallSite) Leak {
	k := f.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.flowOf(c.In)
	if w == nil || c.In.ID == 0 {
		return Leak{}
	}
	l, _, ok := c.lock()
	i := slices.Index(w.locks, l)
	if !ok || i < 0 {
		return Leak{}
	}
	s, ok := w.before(c.Event)
	again := ok && s.locks[i].hi > 0
	if !ok || s.locks[i].lo < 0 || again && (!c.Certain() || w.counts[i] || f.InLoop(c.Stmt) == 0) {
		return Leak{} // taken again after it was given back for a while, or nested
	}
	p := &leakWalk{from: c.Event, w: w, lock: i, f: f, fn: c.In, best: Leak{At: -1, Release: -1}}
	p.walk(c.Event)
	if p.best.Release < 0 || again && !p.round {
		return Leak{}
	}
	if p.round && p.best.Kind == ReturnLeak && p.best.At < 0 {
		p.best.Kind = RoundLeak // the end of the body is where the last round leads
	}
	if back, pair := k.handedOver(w, l); !p.took || back && (p.best.Kind == ReturnLeak || p.best.Kind == RoundLeak || !pair) {
		p.best.Kind = NoLeak // it is meant to leave with the lock
	}
	return p.best
}

// handedOver says whether another function gives back the lock of that name
// without taking it, and whether still another takes it for such a one: then
// they are a pair of their own.
func (k *lockModel) handedOver(w *lockFlow, l Lock) (back, pair bool) {
	for fn, sum := range k.sums {
		if fn == w.fn || fn.File != w.fn.File && l.Root == LocalLock {
			continue
		}
		for _, n := range sum.net {
			if n.lock.Name() == l.Name() {
				back, pair = back || n.lo < 0, pair || n.lo > 0
			}
		}
	}
	return back, pair
}

// walk visits what may run after the acquire with the lock held.
func (p *leakWalk) walk(from facts.EventID) {
	f := p.f
	type place struct {
		b     facts.BlockID
		first facts.EventID
		plain bool // no exception on the way
	}
	seen := map[facts.BlockID]uint8{}
	work := []place{{f.blocks[from], from + 1, true}}
	for len(work) > 0 {
		x := work[0]
		work = work[1:]
		raises, freed := p.block(x.b, x.first, x.plain)
		for _, e := range f.EdgesOf(x.b) {
			plain := x.plain && e.Kind != facts.OnRaise
			if e.Kind == facts.OnRaise && raises == 0 || e.Kind != facts.OnRaise && freed {
				continue
			}
			bit := uint8(1)
			if plain {
				bit = 2
			}
			if e.Kind == facts.IfFalse && p.untaken(x.b) {
				continue
			}
			if in, ok := p.w.in[e.To]; !ok || in.locks[p.lock].hi <= 0 || seen[e.To]&(bit|2) != 0 {
				continue
			}
			seen[e.To] |= bit
			if g := p.fn.Facts(); e.To == g.Exit || e.To == g.Raised {
				continue
			}
			work = append(work, place{e.To, f.Blocks[e.To].Event, plain})
		}
	}
}

// block looks at the events of a block from first on. raises is 0 where no
// exception leaves it with the lock, freed says that its end is not reached so.
func (p *leakWalk) block(b facts.BlockID, first facts.EventID, plain bool) (raises LeakKind, freed bool) {
	f, g := p.f, p.fn.Facts()
	toExit, toRaised := false, false
	for _, e := range f.EdgesOf(b) {
		toExit = toExit || e.To == g.Exit && e.Kind != facts.OnRaise
		toRaised = toRaised || e.To == g.Raised
	}
	end := f.Blocks[b].Event + facts.EventID(f.Blocks[b].NEvent)
	for id := first; id < end; id++ {
		ev := &f.Events[id]
		if id == p.from {
			p.round = true
			p.found(RoundLeak, id)
			return raises, true
		}
		if p.frees(id, ev) {
			if p.best.Release < 0 || id < p.best.Release {
				p.best.Release = id
			}
			p.took = p.took || plain
			return raises, true
		}
		if ev.Kind == facts.TestEvent && p.flagged(ev) {
			return raises, true
		}
		if kind := p.raising(ev); kind != NoLeak {
			if raises == 0 || kind < raises {
				raises = kind
			}
			if toRaised {
				p.found(kind, id)
			}
			if ev.Kind == facts.RaiseEvent {
				return raises, false
			}
		}
	}
	if toExit {
		p.found(ReturnLeak, p.last(first, end))
	}
	return raises, false
}

// untaken says whether a block ends with the test of a name that holds the
// result of an acquire() of the lock: where it is false, the lock was not taken.
func (p *leakWalk) untaken(b facts.BlockID) bool {
	f := p.f
	n := f.Blocks[b].NEvent
	if n == 0 {
		return false
	}
	ev := &f.Events[f.Blocks[b].Event+facts.EventID(n)-1]
	x := f.Expr(ev.X)
	if ev.Kind != facts.TestEvent || x.Kind != facts.Name || x.Sym <= 0 {
		return false
	}
	for _, b := range f.BindingsOf(x.Sym) {
		if c := f.CallAt(b.Value); c != nil && c.Does(pylib.Acquires) {
			if l, _, ok := c.lock(); ok && l == p.w.locks[p.lock] {
				return true
			}
		}
	}
	return false
}

// last is the return event at the end of a block, -1 for the end of the body.
func (p *leakWalk) last(first, end facts.EventID) facts.EventID {
	if end > first && p.f.Events[end-1].Kind == facts.ReturnEvent {
		return end - 1
	}
	return -1
}

func (p *leakWalk) found(kind LeakKind, at facts.EventID) {
	if p.best.Kind == NoLeak || kind < p.best.Kind || kind == p.best.Kind && at < p.best.At {
		p.best.Kind, p.best.At = kind, at
	}
}

// frees says whether an event may give the lock back, or leads the path to
// another object.
func (p *leakWalk) frees(id facts.EventID, ev *facts.Event) bool {
	for _, op := range p.w.ops[id] {
		if op.kind == blurOp || op.lock != p.lock {
			continue
		}
		switch op.kind {
		case freeOp, mayFreeOp, killOp:
			return true
		case netOp:
			if op.lo < 0 {
				return true
			}
		}
	}
	return false
}

// flagged says whether a test decides by a flag whether the lock is given
// back: an if that releases it and goes on.
func (p *leakWalk) flagged(ev *facts.Event) bool {
	f := p.f
	s := &f.Stmts[ev.Stmt]
	if s.Kind != facts.If && s.Kind != facts.Elif || !p.decides(ev.X) {
		return false
	}
	releases, leaves := false, false
	for k := ev.Stmt + 1; k < s.End; k++ {
		st := &f.Stmts[k]
		if st.Kind == facts.Elif || st.Kind == facts.Else {
			break
		}
		switch st.Kind {
		case facts.Return, facts.Raise, facts.Break, facts.Continue:
			leaves = true
		case facts.ExprStmt:
			if c := f.CallAt(st.X); c != nil && p.frees(c.Event, &f.Events[c.Event]) {
				releases = true
			}
		}
	}
	return releases && !leaves
}

// decides says whether a condition may stand for "the lock was taken": the
// acquire is itself under a condition, or a local or attribute that the function
// sets is tested, or the lock.
func (p *leakWalk) decides(e facts.ExprID) bool {
	f := p.f
	if f.Enclosing(f.Events[p.from].Stmt, facts.If, facts.Elif, facts.Else, facts.While, facts.For) != 0 {
		return true
	}
	found := false
	f.visit(e, func(_ facts.ExprID, x *facts.Expr) {
		switch x.Kind {
		case facts.Name:
			found = found || x.Sym > 0 && f.Scopes[f.Symbols[x.Sym].Scope].Func == p.fn.ID && f.Symbols[x.Sym].Flags&facts.IsParam == 0 && f.Symbols[x.Sym].NBind > 0
		case facts.Attr:
			found = found || len(f.stores[f.Text(x.Str)]) > 0 || f.placeOf(x.A) == p.w.locks[p.lock] && f.Text(x.Str) != "acquire"
		}
	})
	return found
}

// raising is how an event may raise, NoLeak if it hardly can.
func (p *leakWalk) raising(ev *facts.Event) LeakKind {
	switch ev.Kind {
	case facts.RaiseEvent:
		return RaiseLeak
	case facts.YieldEvent, facts.AwaitEvent:
		return CallLeak
	case facts.CallEvent:
	default:
		return NoLeak
	}
	c := p.f.CallAt(ev.X)
	if c == nil {
		return CallLeak
	}
	return c.raising(0)
}

// raising is how a call may raise, by what is called.
func (c *CallSite) raising(depth int) LeakKind {
	switch {
	case c.Row != nil && c.Row.Raises:
		return CallLeak
	case c.Row != nil && c.Row.Holding:
		return NoLeak // waiting and notifying raise where the lock is not held
	case c.Does(pylib.Output | pylib.Sleeps):
		return HarmlessLeak
	case c.Row != nil && (c.Row.NoRaise || c.Does(pylib.Acquires|pylib.Releases|pylib.Wakes|pylib.Mutates|pylib.Pure|pylib.Probe|pylib.Clock) && !c.Does(pylib.UserCode|pylib.IO|pylib.CPU)):
		return NoLeak
	case c.Row == nil && c.Target != nil && c.Target.plain():
		return c.Target.raising(depth+1, c)
	case c.Callee.Kind == ClassObj && c.Target == nil && c.Row == nil && !c.Callee.Class.unknown:
		return NoLeak
	case c.Callee.Kind == LibBound && c.Row == nil && pylib.IsData(c.File.Eval(c.Receiver()).Lib):
		return NoLeak
	}
	switch c.Method() {
	case "append", "add", "appendleft", "notify", "notify_all", "notifyAll", "get", "set", "clear", "discard", "pop", "popleft", "popitem", "remove", "insert", "sort", "update", "items", "keys", "values", "copy", "extend":
		return NoLeak // a container or event of unknown type, most likely
	}
	return CallLeak
}

// raising is the worst way in which a function of the program may raise when
// it is called so.
func (fn *Func) raising(depth int, by *CallSite) LeakKind {
	if fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return NoLeak
	}
	if !fn.Effects.Raises && depth > 4 {
		return HarmlessLeak
	}
	if depth > 4 {
		return CallLeak
	}
	worst := NoLeak
	fn.eventsIn(0, func(_ facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.RaiseEvent && !by.refutes(fn, ev.Stmt) {
			worst = CallLeak
		}
	})
	if worst == CallLeak {
		return worst
	}
	for _, c := range fn.callSites {
		k := c.raising(depth)
		if k == CallLeak {
			return k
		}
		worst = max(worst, k)
	}
	return worst
}

// NeverReleased is the first acquire() that waits for a lock which nothing in
// the program ever gives back; nil where some use of it is not known.
func (o *Object) NeverReleased() *CallSite {
	if o.Escapes || o.InList {
		return nil
	}
	var first *CallSite
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.Kind != Method {
			if u.Kind == Tested || u.Kind == Alias {
				continue
			}
			return nil
		}
		c := u.File.CallAt(u.Call)
		if c == nil || c.Row == nil || c.Does(pylib.Releases) || u.Loose {
			return nil
		}
		if !c.Does(pylib.Acquires) {
			continue
		}
		if !c.Certain() {
			return nil // a way to sleep, or to run once
		}
		if first == nil {
			first = c
		}
	}
	return first
}
