package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A TimedGet is a get() of a queue that has a timeout only so that its loop can
// look at a flag: where nothing came, the loop does nothing else.
type TimedGet struct {
	Get   *CallSite
	Empty facts.StmtID // the except clause that does nothing
	Look  StopTest
	Set   StopSet // tells the loop to end, and puts nothing into the queue
}

// TimedGets is those of the file, by position.
func (f *File) TimedGets() []TimedGet {
	var out []TimedGet
	for _, c := range f.calls {
		loop := f.InLoop(c.Stmt)
		if loop == 0 || !c.TakesItem() || !c.Does(pylib.Waits) || !c.Bounded() || c.NeverWaits() || f.Stmts[loop].Kind != facts.While {
			continue
		}
		clause := f.onlyGoesOn(c, loop)
		if clause == 0 || !f.beginsWith(loop, c) {
			continue
		}
		for _, t := range f.StopTests(loop) {
			if sets := t.Stops(); len(sets) > 0 && !slices.ContainsFunc(sets, func(s StopSet) bool { return s.feeds(c) }) {
				out = append(out, TimedGet{c, clause, t, sets[0]})
				break
			}
		}
	}
	return out
}

// feeds says whether the function that tells a loop to end also gives its queue
// an item, or may do so.
func (s *StopSet) feeds(get *CallSite) bool {
	return slices.ContainsFunc(s.Func.callSites, func(c *CallSite) bool {
		if c.PutsItem() {
			return true
		}
		return c.comesTo(pylib.Wakes) && c.comesTo(pylib.Mutates)
	})
}

// onlyGoesOn is the clause that catches the exception of a get() that found
// nothing, if it does nothing but go on to the next round of the loop, or leave
// it where the flag says so; else 0.
func (f *File) onlyGoesOn(get *CallSite, loop facts.StmtID) facts.StmtID {
	try := f.Enclosing(get.Stmt, facts.Try)
	if try == 0 || !f.Within(try, loop) {
		return 0
	}
	for k := range f.clausesAround(get.Stmt) {
		if f.Stmts[k].Parent != try {
			return 0
		}
		switch f.catches(f.Stmts[k].X, get.Row.Vain) {
		case UnknownTri:
			return 0
		case No:
			continue
		}
		goesOn := false
		for s := k + 1; s < f.Stmts[k].End; s = f.Stmts[s].End {
			switch f.Stmts[s].Kind {
			case facts.Pass, facts.EmptyLiteral:
			case facts.Continue:
				goesOn = true
			case facts.If:
				if !f.leavesLoop(s, loop) || f.Stmts[s].End != s+2 {
					return 0
				}
			default:
				return 0
			}
		}
		if goesOn || f.Stmts[try].Parent == loop && f.Stmts[try].End == f.Stmts[loop].End {
			return k
		}
		return 0
	}
	return 0
}

// beginsWith says whether a round of a loop does nothing but look before it
// comes to a call.
func (f *File) beginsWith(loop facts.StmtID, c *CallSite) bool {
	begins := true
	f.Funcs[f.Stmts[loop].Func].eventsIn(loop, func(id facts.EventID, ev *facts.Event) {
		if id >= c.Event {
			return
		}
		switch ev.Kind {
		case facts.CallEvent:
			d := f.CallAt(ev.X)
			begins = begins && d != nil && d.probes(0)
		case facts.StoreEvent, facts.EnterEvent, facts.IterateEvent, facts.YieldEvent, facts.AwaitEvent, facts.DeleteEvent:
			begins = false
		}
	})
	return begins
}
