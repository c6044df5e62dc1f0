package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A beside is which events of a function may happen beside threads; nil is all.
type beside struct {
	after map[facts.EventID]bool // behind a start; nil where the function starts none
	again map[facts.EventID]bool // on the way of a later call, which finds the threads started
	done  map[facts.EventID]bool // behind a wait for threads
}

func (b *beside) has(id facts.EventID) bool {
	return b == nil || (b.after == nil || b.after[id] || b.again[id]) && !b.done[id]
}

// into is what holds of a function that is called at an event: all of it runs
// beside threads, unless that call may be the first, which starts them.
func (b *beside) into(id facts.EventID, t *Func) *beside {
	if b == nil || b.after == nil || b.after[id] || t.Effects.Does&pylib.Starts == 0 {
		return nil
	}
	return t.besideThreads(true)
}

// threadStarts is the calls of a function that start threads.
func (fn *Func) threadStarts() []*CallSite {
	var out []*CallSite
	for _, c := range fn.callSites {
		switch s := fn.File.SpawnAt(c.Expr); {
		case c.Does(pylib.Starts):
			out = append(out, c)
		case s != nil && s.OnThread() && s.Handoff != nil && s.Handoff.On != pylib.NewThread:
			out = append(out, c)
		case c.comesTo(pylib.Starts):
			out = append(out, c)
		}
	}
	return out
}

// comesTo says whether it is a function of the program that is called and has
// any of the effects, itself or by what it calls.
func (c *CallSite) comesTo(e pylib.Effects) bool {
	return c.Target != nil && c.Target.plain() && c.Target.Effects.Does&e != 0
}

// besideThreads is which events of a function may happen beside threads: those
// after a start, if it starts some, that no wait for threads comes before. Where
// others may call it again, so are those that a call comes by which starts none.
func (fn *Func) besideThreads(again bool) *beside {
	f := fn.File
	starts := fn.threadStarts()
	var waits []facts.EventID
	for _, c := range fn.callSites {
		if c.Does(pylib.Joins|pylib.Waits) && !c.Does(pylib.Takes) || c.pollsEnd() || c.comesTo(pylib.Joins|pylib.Waits) {
			waits = append(waits, c.Event)
		}
	}
	waits = append(waits, fn.poolExits()...)
	if len(starts) == 0 && len(waits) == 0 {
		return nil
	}
	b := &beside{done: f.behind(waits)}
	if len(starts) > 0 {
		begun := make([]facts.EventID, len(starts))
		for i, c := range starts {
			begun[i] = c.Event
		}
		b.after = f.behind(begun)
		if again {
			b.again = fn.withoutStart(starts)
		}
	}
	return b
}

// behind is the events that may run after one of some.
func (f *File) behind(events []facts.EventID) map[facts.EventID]bool {
	if len(events) == 0 {
		return nil
	}
	seen := map[facts.EventID]bool{}
	for _, from := range events {
		f.Walk(from, true, func(id facts.EventID, _ *facts.Event) Step { seen[id] = true; return Go })
	}
	return seen
}

// withoutStart is the events on the ways through a function that start no
// thread, where each of its starts asks whether it has been made: a second call
// goes there while the threads of the first one run. nil where some start does not ask.
//
//	def submit(self, job):
//	    if self._thread is None:
//	        self._thread = Thread(target=self._work); self._thread.start()
//	    self._jobs.append(job)
func (fn *Func) withoutStart(starts []*CallSite) map[facts.EventID]bool {
	starting := map[facts.EventID]bool{}
	for _, c := range starts {
		switch {
		case c.comesTo(pylib.Starts) && c.Target.startsOnce(map[*Func]bool{}):
		case c.asksBefore():
			starting[c.Event] = true
		default:
			return nil
		}
	}
	f := fn.File
	out := map[facts.EventID]bool{}
	stop := func(id facts.EventID) bool { return starting[id] }
	entry := fn.Facts().Entry
	seen := map[facts.BlockID]bool{entry: true}
	for work := []facts.BlockID{entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		stopped := false
		for i := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if stopped = stop(id); stopped {
				break
			}
			if !f.OnEveryPath(id, stop) {
				out[id] = true
			}
		}
		for _, e := range f.EdgesOf(b) {
			if !stopped && e.Kind != facts.OnRaise && !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return out
}

// startsOnce says whether all that starts threads in a function asks before
// whether that has been done. Functions that were looked at did, or nobody goes on.
func (fn *Func) startsOnce(known map[*Func]bool) bool {
	if known[fn] {
		return true
	}
	known[fn] = true
	for _, c := range fn.threadStarts() {
		if !c.asksBefore() && !(c.comesTo(pylib.Starts) && c.Target.startsOnce(known)) {
			return false
		}
	}
	return true
}

// asksBefore says whether an if around a call, or one before it that returns,
// tests what outlives the call of the function.
func (c *CallSite) asksBefore() bool {
	f := c.File
	asks := func(s facts.StmtID) bool {
		found := false
		f.places(f.Stmts[s].X, func(Lock) { found = true })
		return found
	}
	for s := f.Enclosing(c.Stmt, facts.If, facts.Elif); s != 0; s = f.Enclosing(s, facts.If, facts.Elif) {
		if asks(s) {
			return true
		}
	}
	fn := f.Stmts[c.Stmt].Func
	for s := c.Stmt; s > f.Funcs[fn].Facts().Stmt; s-- {
		if st := &f.Stmts[s]; st.Kind == facts.If && st.Func == fn && st.End <= c.Stmt && f.leavesBy(s) == facts.Return && asks(s) {
			return true
		}
	}
	return false
}

// pollsEnd says whether a call is all that a while asks, and asks whether a
// thread is alive: behind the loop it is not.
func (c *CallSite) pollsEnd() bool {
	f := c.File
	if st := &f.Stmts[c.Stmt]; st.Kind != facts.While || st.X != c.Expr || !c.Does(pylib.Probe) || c.Callee.Kind != LibBound || c.Row.Instead == "daemon" {
		return false
	}
	return f.Eval(c.Receiver()).LibClass() == pylib.ThreadClass
}

// poolExits is the events at which a with statement waits for its pool.
func (fn *Func) poolExits() []facts.EventID {
	var out []facts.EventID
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i, ev := range f.EventsOf(b) {
			if ev.Kind == facts.ExitEvent && f.Eval(ev.X).LibClass() == pylib.ThreadPoolClass {
				out = append(out, f.Blocks[b].Event+facts.EventID(i))
			}
		}
	}
	return out
}
