package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// OverKind is how more permits come to be given back than were taken.
type OverKind uint8

const (
	NoOver    OverKind = iota
	OverAgain          // it was given back before
	OverTried          // the acquire() failed
	OverRaise          // an exception came before the acquire()
)

// An OverRelease is a release() of a semaphore that on some way gives back
// what the function has not taken, although it takes it on others.
type OverRelease struct {
	Kind    OverKind
	Call    *CallSite     // the release()
	Acquire facts.EventID // a place that takes the permit
	Before  facts.EventID // OverAgain: gives it back first
}

// OverReleases is the releases of semaphores in the file that give back too
// much, by position. A function that takes no permit signals, and is left alone.
func (f *File) OverReleases() []OverRelease {
	k := f.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []OverRelease
	for _, c := range f.calls {
		if !c.Does(pylib.Releases) || len(f.KidsOf(c.Expr)) > 0 || f.Events[c.Event].Flags&(facts.Maybe|facts.InComp) != 0 || f.Eval(c.Receiver()).LibClass() != pylib.SemaphoreClass {
			continue
		}
		w := k.flowOf(c.In)
		l, _, ok := c.lock()
		if w == nil || !ok {
			continue
		}
		i := slices.Index(w.locks, l)
		if i < 0 || w.killed[i] {
			continue
		}
		if o, ok := w.overRelease(c, i); ok {
			out = append(out, o)
		}
	}
	return out
}

// overRelease looks at each copy of a release() for a way on which nothing is held.
func (w *lockFlow) overRelease(c *CallSite, i int) (OverRelease, bool) {
	f := w.fn.File
	for _, at := range append([]facts.EventID{c.Event}, w.copies[c.Expr]...) {
		if f.Events[at].Kind != facts.CallEvent {
			continue
		}
		s, ok := w.before(at)
		if !ok || s.locks[i].lo > 0 {
			continue
		}
		acquire, before, tried := w.permitBefore(at, i)
		o := OverRelease{Call: c, Acquire: acquire, Before: before}
		switch d := s.locks[i]; {
		case acquire < 0:
			continue
		case d.lo == 0 && d.hi == 0 && before >= 0:
			o.Kind = OverAgain
		case d.lo == 0 && !tried && before >= 0 && w.again(before, at, i):
			o.Kind = OverAgain
		case tried && before < 0:
			if o.Acquire = w.failedInto(at, i); o.Acquire < 0 {
				continue
			}
			o.Kind = OverTried
		case d.lo == 0 && d.hi <= 1 && before < 0 && !tried && w.raisedInto(at, acquire):
			o.Kind = OverRaise
		default:
			continue
		}
		return o, true
	}
	return OverRelease{}, false
}

// permitBefore is the first events that take the permit and give it back of
// those that may come before a release; tried says that a take may fail.
func (w *lockFlow) permitBefore(at facts.EventID, i int) (acquire, before facts.EventID, tried bool) {
	acquire, before = -1, -1
	f := w.fn.File
	for id, ops := range w.ops {
		for _, op := range ops {
			if op.kind == blurOp || op.lock != i || id == at || !f.reaches(id, at, true) {
				continue
			}
			switch op.kind {
			case takeOp, tryOp:
				tried = tried || op.kind == tryOp
				if acquire < 0 || id < acquire {
					acquire = id
				}
			case freeOp:
				if before < 0 || id < before {
					before = id
				}
			}
		}
	}
	return acquire, before, tried
}

// failedInto is a try for the permit that, where it fails, leads to a release
// all the same; -1 if there is none.
func (w *lockFlow) failedInto(at facts.EventID, i int) facts.EventID {
	f, g := w.fn.File, w.fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		blk := &f.Blocks[b]
		if _, reached := w.in[b]; blk.NEvent == 0 || !reached {
			continue
		}
		out, _ := w.through(b)
		if out.locks[i].try == 0 {
			continue
		}
		for _, e := range f.EdgesOf(b) {
			if e.Kind != facts.IfTrue && e.Kind != facts.IfFalse {
				continue
			}
			if s := w.branch(b, out, e.Kind == facts.IfTrue); s.locks[i].try == 0 && s.locks[i].hi <= 0 && w.freely(e.To, at, i) {
				for id, ops := range w.ops {
					for _, op := range ops {
						if op.kind == tryOp && op.call == out.locks[i].try && f.Events[id].Flags&facts.Copy == 0 {
							return id
						}
					}
				}
			}
		}
	}
	return -1
}

// freely says whether a release can be reached from the start of a block
// without taking the permit on the way, and without a test that may know.
func (w *lockFlow) freely(from facts.BlockID, to facts.EventID, i int) bool {
	return w.freelyFrom(from, w.fn.File.Blocks[from].Event, to, i)
}

// freelyFrom is freely from an event of the block on.
func (w *lockFlow) freelyFrom(from facts.BlockID, next, to facts.EventID, i int) bool {
	f := w.fn.File
	seen := map[facts.BlockID]bool{from: true}
	for work := []facts.BlockID{from}; len(work) > 0; {
		b := work[0]
		work = work[1:]
		stopped := false
		for id := max(next, f.Blocks[b].Event); id < f.Blocks[b].Event+facts.EventID(f.Blocks[b].NEvent); id++ {
			if id == to {
				return true
			}
			for _, op := range w.ops[id] {
				stopped = stopped || op.kind != blurOp && op.lock == i
			}
			stopped = stopped || f.Events[id].Kind == facts.TestEvent
		}
		next = 0
		if stopped {
			continue
		}
		for _, e := range f.EdgesOf(b) {
			if !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return false
}

// again says whether what follows a release that the flow has the permit at
// leads straight to another one.
func (w *lockFlow) again(before, at facts.EventID, i int) bool {
	s, ok := w.before(before)
	return ok && s.locks[i].lo > 0 && w.freelyFrom(w.fn.File.blocks[before], before+1, at, i)
}

// raisedInto says whether a release stands in the finally of a try whose body
// takes the permit.
func (w *lockFlow) raisedInto(at, acquire facts.EventID) bool {
	f := w.fn.File
	fin := f.Enclosing(f.Events[at].Stmt, facts.Finally)
	if fin == 0 {
		return false
	}
	try := f.Stmts[fin].Parent
	return f.Within(f.Events[acquire].Stmt, try) && f.Events[acquire].Stmt < fin
}
