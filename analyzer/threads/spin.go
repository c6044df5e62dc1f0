package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Loops that wait by going round (RULES.md, busy-wait).
//
// A loop is looked at as the ways once round it: simple paths of the
// control-flow graph from its head back to it. A way is idle if nothing on it
// waits, works or is unknown, and if what its branches read stays as it was;
// then it can be taken again and again until another thread acts. What the
// other ways do does not matter: `while True: if probe(): work()` spins.

// Limits of the search; a loop beyond them is taken for no spin.
const (
	maxWays   = 4000 // steps of the search for one loop
	probeDeep = 3    // how deep functions that only probe are followed
)

// A Spin is a loop with an idle way round.
type Spin struct {
	Loop    facts.StmtID
	In      *Func
	Trivial bool         // the body does nothing: pass, continue, a constant, sleep(0)
	Endless bool         // nothing decides: while True: pass
	Asks    []Ask        // the branches of the idle way that depend on others, in order
	Clock   bool         // only a clock, and perhaps locals, decide
	Local   bool         // only locals that nobody else can change decide
	Last    facts.StmtID // the last simple statement of the idle way, 0 if it has none
}

// An Ask is a branch of the idle way: a probe or a read of shared state.
type Ask struct {
	Test  facts.ExprID // what is tested; 0 for a call that raises where there is nothing
	Taken bool         // the idle way is taken when the test is true
	Call  *CallSite    // the probe, nil for a plain read
	Read  facts.ExprID // the shared name, attribute or item that is read, 0 for a probe
}

// Spins is the while loops of the file with an idle way round, in source order.
// Loops of coroutines and generators are none: they give way otherwise.
func (f *File) Spins() []*Spin {
	var out []*Spin
	for id := range f.Stmts {
		s := &f.Stmts[id]
		if s.Kind != facts.While || f.IsDamaged(s.Span) {
			continue
		}
		if f.Funcs[s.Func].Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			f.Doubt(s.X, Site{}, "a loop of a coroutine or generator gives way otherwise")
			continue
		}
		if sp := f.spin(facts.StmtID(id)); sp != nil && (sp.Trivial || sp.waits()) {
			out = append(out, sp)
		} else {
			f.Doubt(s.X, Site{}, "no way round it is known to do nothing but ask what another thread may change")
		}
	}
	return out
}

// A way is a path being searched: blocks linked backwards, so that the paths
// share their beginnings.
type way struct {
	block  facts.BlockID
	prev   *way
	events facts.EventID // end of the events of block that happen
	branch facts.EdgeKind
	vain   *CallSite // block is left because this call raises
}

// has says whether the way went through a block.
func (w *way) has(b facts.BlockID) bool {
	for ; w != nil; w = w.prev {
		if w.block == b {
			return true
		}
	}
	return false
}

// A spinner searches one loop.
type spinner struct {
	f    *File
	fn   *Func
	loop facts.StmtID
	head facts.BlockID
}

func (f *File) spin(id facts.StmtID) *Spin {
	s := &spinner{f: f, fn: f.Funcs[f.Stmts[id].Func], loop: id}
	g := s.fn.Facts()
	for b := g.Block; b < g.BlkEnd && s.head == 0; b++ {
		if blk := &f.Blocks[b]; blk.Loop && blk.NEvent > 0 && s.owns(b) {
			s.head = b
		}
	}
	if s.head == 0 {
		return nil
	}
	trivial := s.trivial()
	work := []*way{{block: s.head}}
	for steps := 0; len(work) > 0 && steps < maxWays; steps++ {
		w := work[len(work)-1]
		work = work[:len(work)-1]
		for _, next := range s.follow(w) {
			if next.block != s.head {
				work = append(work, next)
				continue
			}
			if sp := s.judge(next.prev, trivial); sp != nil {
				return sp
			}
		}
	}
	return nil
}

// owns says whether block b is the head of the loop itself, not of a loop or
// comprehension inside it.
func (s *spinner) owns(b facts.BlockID) bool {
	if blk := &s.f.Blocks[b]; blk.Stmt != s.loop {
		return false
	}
	for _, ev := range s.f.EventsOf(b) {
		if ev.Stmt != s.loop || ev.Kind == facts.IterateEvent {
			return false
		}
	}
	return true
}

// trivial says whether the body does nothing at all.
func (s *spinner) trivial() bool {
	f := s.f
	for k := s.loop + 1; k < f.Stmts[s.loop].End; k++ {
		switch st := &f.Stmts[k]; st.Kind {
		case facts.Pass, facts.Continue, facts.EmptyLiteral:
		case facts.ExprStmt:
			c := f.CallAt(st.X)
			if x := f.Expr(st.X); !isLiteral(x.Kind) && x.Kind != facts.Ellipsis && (c == nil || !c.Does(pylib.Sleeps) || !c.NeverWaits()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// follow is the ways one block further: nil where the block does something.
func (s *spinner) follow(w *way) []*way {
	f := s.f
	blk := &f.Blocks[w.block]
	end := blk.Event + facts.EventID(blk.NEvent)
	w.events = end
	for id := blk.Event; id < end; id++ {
		ev := &f.Events[id]
		if c := s.vain(ev); c != nil {
			w.events, w.vain = id, c
			if b := s.handler(w.block, c.Row.Vain); b != 0 && !w.has(b) {
				return []*way{{block: b, prev: w}}
			}
			return nil
		}
		if !s.idle(ev) {
			s.doubt(ev)
			return nil
		}
	}
	var out []*way
	edges := f.EdgesOf(w.block)
	inner := blk.Loop && w.block != s.head
	for i := len(edges) - 1; i >= 0; i-- { // the first edge is searched first
		e := edges[i]
		switch {
		case e.Kind == facts.OnRaise || e.To != s.head && (w.has(e.To) || !s.within(e.To)):
			continue
		case inner && (e.Kind != facts.IfFalse || !s.idleInside(w.block)):
			continue // an inner loop is gone through as a whole, and only if it is idle
		}
		step := *w
		step.branch = e.Kind
		out = append(out, &way{block: e.To, prev: &step})
	}
	return out
}

// within says whether a block belongs to the loop.
func (s *spinner) within(b facts.BlockID) bool {
	blk := &s.f.Blocks[b]
	if blk.NEvent > 0 {
		return s.f.Within(s.f.Events[blk.Event].Stmt, s.loop)
	}
	return blk.Stmt == 0 || s.f.Within(blk.Stmt, s.loop)
}

// idleInside says whether the inner for loop or comprehension whose head is b
// does nothing but ask, in every round.
func (s *spinner) idleInside(b facts.BlockID) bool {
	f := s.f
	blk := &f.Blocks[b]
	last := &f.Events[blk.Event+facts.EventID(blk.NEvent)-1]
	if last.Kind != facts.IterateEvent {
		return false // an inner while is judged by itself
	}
	seen := map[facts.BlockID]bool{b: true}
	var work []facts.BlockID
	for _, e := range f.EdgesOf(b) {
		if e.Kind == facts.IfTrue {
			work = append(work, e.To)
		}
	}
	for len(work) > 0 {
		k := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[k] || !s.inLoop(k, last) {
			continue
		}
		seen[k] = true
		for i := range f.EventsOf(k) {
			if ev := &f.EventsOf(k)[i]; s.vain(ev) != nil || !s.idle(ev) || !s.innerStore(ev) {
				return false
			}
		}
		for _, e := range f.EdgesOf(k) {
			if e.Kind != facts.OnRaise {
				work = append(work, e.To)
			}
		}
	}
	return true
}

// inLoop says whether a block belongs to the inner loop that iterates as iter does.
func (s *spinner) inLoop(b facts.BlockID, iter *facts.Event) bool {
	blk := &s.f.Blocks[b]
	if blk.NEvent == 0 {
		return true
	}
	ev := &s.f.Events[blk.Event]
	if iter.Flags&facts.InComp != 0 {
		return ev.Flags&facts.InComp != 0
	}
	return s.f.Within(ev.Stmt, iter.Stmt)
}

// innerStore says whether a round of an inner loop stores nothing but its item
// and constants.
func (s *spinner) innerStore(ev *facts.Event) bool {
	if ev.Kind != facts.StoreEvent {
		return true
	}
	if s.f.Expr(ev.X).Kind != facts.Name || ev.Y <= 0 {
		return false
	}
	k := s.f.Expr(ev.Y).Kind
	return k == facts.ItemOf || k == facts.ElemOf || isLiteral(k)
}

// vain is the call of an event that raises at once when there is nothing to
// take, nil for other events.
func (s *spinner) vain(ev *facts.Event) *CallSite {
	if ev.Kind != facts.CallEvent {
		return nil
	}
	c := s.f.CallAt(ev.X)
	if c == nil || c.Row == nil || c.Row.Vain == "" || c.Row.Does&pylib.Blocks != 0 && !c.NeverWaits() && !c.nonBlocking() {
		return nil
	}
	return c
}

// nonBlocking says whether the receiver is an object that the program proves
// to have switched to not waiting, and never back.
func (c *CallSite) nonBlocking() bool {
	recv := c.Receiver()
	if recv == 0 {
		return false
	}
	site := c.File.Eval(recv).Site
	if !site.Valid() {
		return false
	}
	off := false
	for _, u := range c.File.m.ObjectAt(site).Uses {
		if u.Kind != Method {
			continue
		}
		d := u.File.CallAt(u.Call)
		if d == nil || d.Row == nil || d.Row.Modes == "" {
			continue
		}
		switch arg := d.Arg(d.Row.Modes); {
		case d.File.Truth(arg) == No && d.File.Expr(arg).Kind != facts.None:
			off = true
		default:
			return false
		}
	}
	return off
}

// handler is the block of the except clause that catches exc where block b
// raises, 0 if it is not certain that one inside the loop does.
func (s *spinner) handler(b facts.BlockID, exc string) facts.BlockID {
	f := s.f
	at := f.raises(b)
	for range maxBindings {
		clause := f.Blocks[at].Stmt
		if at == 0 || f.Stmts[clause].Kind != facts.Except || !f.Within(clause, s.loop) {
			return 0
		}
		body, next := f.clauseWays(at, exc)
		if next == 0 {
			return body
		}
		at = next
	}
	return 0
}

// raises is the block in which an exception of block b arrives; 0 if nothing in b raises.
func (f *File) raises(b facts.BlockID) facts.BlockID {
	at := facts.BlockID(0)
	for _, e := range f.EdgesOf(b) {
		if e.Kind == facts.OnRaise {
			at = e.To
		}
	}
	return at
}

// clauseWays says where exception exc goes on from the block of an except
// clause: into the body, where the clause catches it, or to what comes next,
// where it does not; both are 0 where that is not certain.
func (f *File) clauseWays(at facts.BlockID, exc string) (body, next facts.BlockID) {
	var ways []facts.BlockID
	for _, e := range f.EdgesOf(at) {
		if e.Kind == facts.Always {
			ways = append(ways, e.To)
		}
	}
	if len(ways) == 0 {
		return 0, 0
	}
	switch f.catches(f.Stmts[f.Blocks[at].Stmt].X, exc) {
	case Yes:
		return ways[0], 0
	case No:
		if len(ways) > 1 {
			return 0, ways[1]
		}
	}
	return 0, 0
}

// caughtTypes is the types that an except clause names by e.
func (f *File) caughtTypes(e facts.ExprID) []facts.ExprID {
	if f.Expr(e).Kind == facts.Tuple {
		return f.KidsOf(e)
	}
	return []facts.ExprID{e}
}

// catches says whether an except clause with type e catches the library's exception exc.
func (f *File) catches(e facts.ExprID, exc string) Tri {
	if e == 0 {
		return Yes
	}
	answer := No
	for _, k := range f.caughtTypes(e) {
		v := f.Eval(k)
		switch {
		case v.Kind == LibObj && pylib.IsSubtype(exc, v.Lib):
			return Yes
		case v.Kind != LibObj && v.Kind != ClassObj:
			answer = UnknownTri
		}
	}
	return answer
}

// idle says whether an event neither waits nor does anything that others see.
// What is stored is looked at later, for the way as a whole.
func (s *spinner) idle(ev *facts.Event) bool {
	switch ev.Kind {
	case facts.LoadEvent:
		return s.f.plainRead(ev.X, 0)
	case facts.TestEvent, facts.StoreEvent:
		return true
	case facts.CallEvent:
		c := s.f.CallAt(ev.X)
		return c.probes(0) || c.waitsOnRaised()
	case facts.IterateEvent:
		v := s.f.Eval(ev.X)
		t := v.LibType()
		return v.Kind == Instance && v.Class == nil && t != nil && t.Iterable && t.Class == pylib.UnknownClass
	case facts.EnterEvent, facts.ExitEvent:
		switch s.f.Eval(ev.X).LibClass() {
		case pylib.LockClass, pylib.RLockClass:
			return true
		}
	}
	return false
}

// doubt leaves why a way round the loop is not idle.
func (s *spinner) doubt(ev *facts.Event) {
	f := s.f
	if f.hear == nil || ev.X <= 0 {
		return
	}
	loop := f.Stmts[s.loop].X
	c := f.CallAt(ev.X)
	switch {
	case ev.Kind != facts.CallEvent:
		f.Doubt(loop, Site{f, ev.X}, "a way round comes to %s, which may wait or do work")
	case c == nil || c.Callee.Kind == Unknown:
		f.Doubt(loop, Site{f, f.Expr(ev.X).A}, "a way round calls %s, which is not known: %u")
	case c.strange():
		f.Doubt(loop, Site{f, ev.X}, "a way round calls %s, which is not in the project and in no table")
	case c.Does(pylib.Blocks | pylib.Sleeps | pylib.Joins | pylib.Waits):
		f.Doubt(loop, Site{f, ev.X}, "a way round waits at %s")
	default:
		f.Doubt(loop, Site{f, ev.X}, "a way round calls %s, which does work or is not known to do none")
	}
}

// plainRead says whether reading a path runs no code that does more than ask:
// its attributes are no properties that work.
func (f *File) plainRead(e facts.ExprID, depth int) bool {
	for {
		x := f.Expr(e)
		switch x.Kind {
		case facts.Attr:
			if v := f.Eval(x.A); v.Kind == Instance && v.Class != nil {
				if m := v.Class.Lookup(f.Text(x.Str)); m.Func != nil && m.Func.methodKind() >= propertyMethod && !m.Func.onlyProbes(depth) {
					return false
				}
			}
			e = x.A
		case facts.Subscript:
			e = x.A
		default:
			return true
		}
	}
}

// probes says whether a call asks without waiting and changes nothing.
func (c *CallSite) probes(depth int) bool {
	switch {
	case c == nil:
		return false
	case c.Row != nil:
		d := c.Row.Does
		switch {
		case c.Row.Async || d == 0 || d&(pylib.Takes|pylib.UserCode) != 0:
			return false
		case c.NeverWaits():
			return d&^(pylib.Blocks|pylib.Waits|pylib.Sleeps|pylib.Acquires|pylib.Joins|pylib.IO|pylib.Probe) == 0
		case d&(pylib.Blocks|pylib.Mutates|pylib.Wakes|pylib.CPU) != 0:
			return false
		}
		return d&(pylib.Probe|pylib.Pure) != 0
	case c.Target != nil && c.Target.plain() && c.Callee.Kind == FuncObj:
		return depth < probeDeep && c.Target.onlyProbes(depth+1)
	}
	return false
}

// onlyProbes says whether a function only asks and answers.
func (fn *Func) onlyProbes(depth int) bool {
	if fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || fn.Effects.Stores || fn.Effects.Endless || len(fn.Overrides()) > 0 {
		return false
	}
	s := &spinner{f: fn.File, fn: fn}
	g := fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range fn.File.EventsOf(b) {
			switch ev.Kind {
			case facts.CallEvent:
				if !fn.File.CallAt(ev.X).probes(depth) {
					return false
				}
			case facts.LoadEvent:
				if depth >= probeDeep || !fn.File.plainRead(ev.X, depth+1) {
					return false
				}
			case facts.ReturnEvent, facts.RaiseEvent:
			default:
				if !s.idle(&ev) {
					return false
				}
			}
		}
	}
	return true
}
