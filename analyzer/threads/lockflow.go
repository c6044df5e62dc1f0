package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// The lock set of a place is found by a forward analysis over the control-flow
// graph of each function (Aho et al., chapter 9; as RacerD and Clang's thread
// safety analysis do it): at each block's start an interval for each lock says
// how often the function holds it there, at least and at most, relative to its
// beginning. Ways that join take the hull of their intervals, so that the lower
// ends are what is certainly held and the upper ends what may be.
//
// A lock that is only tried for has an interval of two values that waits for
// the test of the call's result. An exception leaves a block with the hull of
// the states before each of its events that may raise.

// A depth is how often a lock is held.
type depth struct {
	lo, hi int8
	at     facts.EventID // where it was taken; the first in the text of those that join; -1 nowhere
	try    facts.ExprID  // the call whose result says whether hi or lo holds; 0 for none
	flag   facts.SymbolID
	free   bool // a try that took it led here: nobody held it, no caller either
}

var notHeld = depth{at: -1}

// deepest is how far depths are counted.
const deepest = 3

// A lockState is what holds before an event.
type lockState struct {
	locks []depth
	blur  bool // locks that have no name here may be held
}

func (s lockState) clone() lockState { return lockState{slices.Clone(s.locks), s.blur} }

// meet takes another way that leads to the same place into s; it says whether
// that changed s.
func (s *lockState) meet(o lockState) bool {
	changed := o.blur && !s.blur
	s.blur = s.blur || o.blur
	for i := range s.locks {
		a, b := &s.locks[i], o.locks[i]
		n := *a
		n.lo, n.hi, n.free = min(a.lo, b.lo), max(a.hi, b.hi), a.free && b.free
		if b.at >= 0 && (a.at < 0 || b.at < a.at) {
			n.at = b.at
		}
		if a.try != b.try {
			n.try = 0
		}
		if a.try == 0 || a.flag != b.flag {
			n.flag = 0
		}
		if n != *a {
			*a, changed = n, true
		}
	}
	return changed
}

// A lockOp is what an event does to one lock.
type lockOp struct {
	kind   lockOpKind
	lock   int
	lo, hi int8         // netOp
	call   facts.ExprID // tryOp
}

type lockOpKind uint8

const (
	takeOp lockOpKind = iota
	tryOp             // the result of the call says whether it is taken
	mayOp             // may be taken
	freeOp
	mayFreeOp
	netOp  // a call of the program changes the depth
	killOp // the path leads to another object from here on
	blurOp // what is taken has no name
)

// A lockFlow is the lock sets of one function, relative to its beginning.
type lockFlow struct {
	fn     *Func
	locks  []Lock
	plain  []bool // of each lock: its holder cannot take it again
	counts []bool // of each lock: a semaphore that several may hold, so it is in no lock set
	killed []bool // of each lock: the function stores another one under its name
	ops    map[facts.EventID][]lockOp
	in     map[facts.BlockID]lockState
	last   lockWalk // of the last question to before, which lockModel.mu guards
	steps  int      // over events, in all: what the flow has cost

	copies map[facts.ExprID][]facts.EventID // further events of a finally body, by what they are about
}

// index is the number of a lock in the flow, -1 if there is no room for it.
func (w *lockFlow) index(l Lock) int {
	for i := range w.locks {
		if w.locks[i] == l {
			return i
		}
	}
	if len(w.locks) >= maxLocks {
		return -1
	}
	w.locks = append(w.locks, l)
	w.plain, w.counts, w.killed = append(w.plain, false), append(w.counts, false), append(w.killed, false)
	return len(w.locks) - 1
}

// maxLocks is how many locks of one function are told apart.
const maxLocks = 32

func (w *lockFlow) add(id facts.EventID, kind lockOpKind, l Lock, op lockOp) {
	op.kind = kind
	if kind != blurOp {
		if op.lock = w.index(l); op.lock < 0 {
			op.kind = blurOp
		}
	}
	w.note(id, op)
}

// note gives an event its place in the flow, with what it does; most functions have none.
func (w *lockFlow) note(id facts.EventID, ops ...lockOp) {
	if w.ops == nil {
		w.ops = map[facts.EventID][]lockOp{}
	}
	w.ops[id] = append(w.ops[id], ops...)
}

// solve works out the states at the start of each block.
func (w *lockFlow) solve() {
	f, g := w.fn.File, w.fn.Facts()
	start := lockState{locks: make([]depth, len(w.locks))}
	for i := range start.locks {
		start.locks[i] = notHeld
	}
	w.in = map[facts.BlockID]lockState{g.Entry: start}
	work := []facts.BlockID{g.Entry}
	for steps := 0; len(work) > 0 && steps < 40*int(g.BlkEnd-g.Block)+400; steps++ {
		b := work[0]
		work = work[1:]
		out, raised := w.through(b)
		for _, e := range f.EdgesOf(b) {
			next := out
			switch e.Kind {
			case facts.OnRaise:
				next = raised
			case facts.IfTrue, facts.IfFalse:
				next = w.branch(b, out, e.Kind == facts.IfTrue)
			}
			old, seen := w.in[e.To]
			if !seen {
				w.in[e.To] = next.clone()
			} else if !old.meet(next) {
				continue
			} else {
				w.in[e.To] = old
			}
			if !slices.Contains(work, e.To) {
				work = append(work, e.To)
			}
		}
	}
}

// through is the state at the end of a block, and the one with which an
// exception leaves it.
func (w *lockFlow) through(b facts.BlockID) (out, raised lockState) {
	f := w.fn.File
	out = w.in[b].clone()
	raises := false
	for i := range f.EventsOf(b) {
		id := f.Blocks[b].Event + facts.EventID(i)
		if w.mayRaise(id) {
			if !raises {
				raised, raises = out.clone(), true
			} else {
				raised.meet(out)
			}
		}
		w.step(&out, id)
	}
	if !raises {
		raised = out
	}
	return out, raised
}

// mayRaise says whether an event may leave its block by an exception, taking
// and giving back a lock aside.
func (w *lockFlow) mayRaise(id facts.EventID) bool {
	f := w.fn.File
	ev := &f.Events[id]
	switch ev.Kind {
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c == nil || c.Row == nil {
			return true
		}
		return !c.Row.NoRaise && c.Row.Does&(pylib.Acquires|pylib.Releases) == 0
	case facts.RaiseEvent, facts.IterateEvent, facts.EnterEvent, facts.AwaitEvent, facts.YieldEvent:
		return true
	case facts.LoadEvent, facts.StoreEvent, facts.DeleteEvent:
		return f.Expr(ev.X).Kind == facts.Subscript
	}
	return false
}

// step takes an event into a state.
func (w *lockFlow) step(s *lockState, id facts.EventID) {
	w.steps++
	ev := &w.fn.File.Events[id]
	if ev.Kind == facts.StoreEvent && w.fn.File.Expr(ev.X).Kind == facts.Name {
		s.flagged(w.fn.File.Expr(ev.X).Sym, ev.Y)
	}
	for _, op := range w.ops[id] {
		if op.kind == blurOp {
			s.blur = true
			continue
		}
		w.apply(&s.locks[op.lock], op, id)
	}
}

// flagged notes that a name got the result of a try, or another value.
func (s *lockState) flagged(sym facts.SymbolID, value facts.ExprID) {
	for i := range s.locks {
		d := &s.locks[i]
		switch {
		case d.try > 0 && d.try == value:
			d.flag = sym
		case d.flag == sym && sym > 0:
			d.flag = 0
		}
	}
}

func (w *lockFlow) apply(d *depth, op lockOp, id facts.EventID) {
	most := int8(deepest)
	if w.plain[op.lock] && d.lo < d.hi {
		most = 1 // what may be held already is held once afterwards
	}
	switch op.kind {
	case takeOp:
		if d.hi <= 0 || d.at < 0 {
			d.at = id
		}
		d.lo, d.hi = min(d.lo+1, most), min(d.hi+1, most)
	case tryOp, mayOp:
		if d.hi <= 0 || d.at < 0 {
			d.at = id
		}
		// The two ends of the interval are the two results only where they were one before.
		if op.kind == tryOp && d.lo == d.hi && d.hi < most {
			d.try, d.flag = op.call, 0
		} else {
			d.try, d.flag = 0, 0
		}
		d.hi = min(d.hi+1, most)
		return
	case freeOp:
		if d.hi >= 1 {
			d.lo = max(d.lo, 1) // giving back what is not held raises: the ways that take it are the ones that come here
		}
		d.lo, d.hi = max(d.lo-1, -deepest), max(d.hi-1, -deepest)
		if d.hi <= 0 {
			d.at = -1
		}
	case mayFreeOp:
		d.lo = max(d.lo-1, -deepest)
	case netOp:
		if op.hi > 0 && d.hi <= 0 {
			d.at = id
		}
		d.lo, d.hi = max(min(d.lo+op.lo, most), -deepest), max(min(d.hi+op.hi, most), -deepest)
		if d.hi <= 0 {
			d.at = -1
		}
	case killOp:
		d.lo, d.free = min(d.lo, 0), false
	}
	d.try, d.flag = 0, 0
}

// branch is the state on one side of the test at the end of a block.
func (w *lockFlow) branch(b facts.BlockID, out lockState, yes bool) lockState {
	f := w.fn.File
	blk := &f.Blocks[b]
	if blk.NEvent == 0 {
		return out
	}
	ev := &f.Events[blk.Event+facts.EventID(blk.NEvent)-1]
	if ev.Kind != facts.TestEvent {
		return out
	}
	e := ev.X
	if x := f.Expr(e); x.Kind == facts.Named {
		e = x.B
	}
	var next lockState
	for i := range out.locks {
		d := &out.locks[i]
		x := f.Expr(e)
		if d.try == 0 || e != d.try && !(x.Kind == facts.Name && x.Sym == d.flag && d.flag > 0) {
			continue
		}
		if next.locks == nil {
			next = out.clone()
		}
		n := &next.locks[i]
		if yes {
			n.lo, n.free = n.hi, true
		} else {
			n.hi = n.lo
		}
		if n.hi <= 0 {
			n.at = -1
		}
		n.try, n.flag = 0, 0
	}
	if next.locks == nil {
		return out
	}
	return next
}

// before is the state just before an event; ok is false where the event is
// not reached. Events of a block are mostly asked for in their order: then each
// is stepped over once, however many of them there are.
func (w *lockFlow) before(at facts.EventID) (lockState, bool) {
	b := w.fn.File.blocks[at]
	in, ok := w.in[b]
	if !ok {
		return lockState{}, false
	}
	if l := &w.last; l.state.locks == nil || l.block != b || l.next > at {
		*l = lockWalk{block: b, next: w.fn.File.Blocks[b].Event, state: in.clone()}
	}
	for ; w.last.next < at; w.last.next++ {
		w.step(&w.last.state, w.last.next)
	}
	return w.last.state.clone(), true
}

// A lockWalk is how far a block is walked: its state before the event next.
type lockWalk struct {
	block facts.BlockID
	next  facts.EventID
	state lockState
}

// atEnd is the state with which a block that has no events is reached.
func (w *lockFlow) atEnd(b facts.BlockID) (lockState, bool) {
	s, ok := w.in[b]
	return s, ok
}

// around is the state just before an event, over all copies of it.
func (w *lockFlow) around(at facts.EventID) (lockState, bool) {
	f := w.fn.File
	s, ok := w.before(at)
	for _, id := range w.copies[f.Events[at].X] {
		if id == at || f.Events[id].Kind != f.Events[at].Kind {
			continue
		}
		o, reached := w.before(id)
		if !reached {
			continue
		}
		if !ok {
			s, ok = o, true
		} else {
			s.meet(o)
		}
	}
	return s, ok
}
