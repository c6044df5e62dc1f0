package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Whether a function computes (RULES.md, cpu-bound-thread). The question is
// asked of one loop or recursion and of what it calls: a print after the loop
// says nothing about it. An unknown call anywhere in it is a veto.

// manyTurns is the trip count from which a loop of bytecode takes long.
const manyTurns = 1e5

// deepCalls bounds how deep callees are followed.
const deepCalls = 5

// A Work is the evidence that a function computes.
type Work struct {
	Site  Site         // a loop, comprehension or recursive call; not Valid where there is none
	Stmt  facts.StmtID // the loop's statement in Site.File
	Score int          // RULES.md: 4 is enough
	Sure  bool         // a sufficient loop or recursion
	Again bool         // a loop around, which does not wait, runs it in each of its turns
	How   string       // "loop", "recursion"
}

// Computes says whether a call of fn computes for long in Python, with the
// loop that shows it.
func (fn *Func) Computes() Work { return fn.work(map[*Func]bool{}, 0) }

// Enough says whether the evidence suffices.
func (w Work) Enough() bool { return w.Site.Valid() && (w.Sure || w.Score >= 4) }

func (fn *Func) work(busy map[*Func]bool, depth int) Work {
	if busy[fn] || depth > deepCalls || fn.Facts().Flags&(facts.AsyncFunc) != 0 {
		return Work{}
	}
	busy[fn] = true
	defer delete(busy, fn)
	if w := fn.recursion(); w.Sure {
		return w
	}
	best := Work{}
	f := fn.File
	for id := range f.Stmts {
		s := &f.Stmts[id]
		if s.Func != fn.ID || s.Kind != facts.For && s.Kind != facts.While {
			continue
		}
		if w := fn.loopWork(facts.StmtID(id), depth); (w.Sure || w.Score > best.Score) && !fn.paced(facts.StmtID(id), nil) {
			best = w
		}
		if best.Sure {
			return best
		}
	}
	for _, c := range fn.callSites {
		if w := fn.consumed(c, depth); w.Sure && !fn.paced(c.Stmt, c) {
			return w
		}
		// A generator runs as its reader does: only a reader that does nothing else is known (consumed).
		if c.Target != nil && c.Target.plain() && c.Target != fn && c.Target.Facts().Flags&facts.GeneratorFunc == 0 {
			if w := c.Target.work(busy, depth+1); (w.Sure || w.Score > best.Score) && !fn.paced(c.Stmt, c) {
				best = w
				best.Again = w.Again || f.InLoop(c.Stmt) != 0
			}
			if best.Sure {
				return best
			}
		}
	}
	return best
}

// paced says whether a loop around a statement waits for the outside world or
// calls what is not known: then the thread may do little but wait between what
// it computes, whatever the count. Neither a loop at st itself nor call own is
// looked at: they are judged by what they compute. An item of a queue is no
// such wait, it is what a worker computes from.
func (fn *Func) paced(st facts.StmtID, own *CallSite) bool {
	f := fn.File
	for s := f.Stmts[st].Parent; s != 0 && f.Stmts[s].Func == fn.ID; s = f.Stmts[s].Parent {
		if k := f.Stmts[s].Kind; k != facts.For && k != facts.While {
			continue
		}
		for _, c := range fn.callSites {
			if c != own && f.Within(c.Stmt, s) && (own != nil || !f.Within(c.Stmt, st)) && c.paces() {
				return true
			}
		}
	}
	return false
}

// MayWait says whether a function, or what it calls, may wait for the outside
// world somewhere, or does what is not known.
func (fn *Func) MayWait() bool { return fn.Effects.mayWait() }

func (s *Summary) mayWait() bool {
	const talks = pylib.Blocks | pylib.IO
	return s.Unknown || s.Does&pylib.Sleeps != 0 || s.Does&talks == talks
}

// paces says whether a call waits for the outside world, or may.
func (c *CallSite) paces() bool {
	switch {
	case c.Row != nil:
		return c.Row.Does == 0 || c.effects()&(pylib.Sleeps|pylib.IO) != 0 && !c.Does(pylib.Output)
	case c.Target != nil && c.Target.plain():
		return c.Target.MayWait()
	}
	return c.Callee.Kind != ClassObj || c.Callee.Class.unknown
}

// recursion looks for a pure function that calls itself twice.
func (fn *Func) recursion() Work {
	if fn.Class != nil && fn.methodKind() != instanceMethod {
		return Work{}
	}
	var self []*CallSite
	for _, c := range fn.callSites {
		if c.Target == fn {
			self = append(self, c)
			continue
		}
		if !c.computes(map[*Func]bool{fn: true}, 0) {
			return Work{}
		}
	}
	if len(self) < 2 || fn.Effects.Suspends || !fn.storesLocally(0) {
		return Work{}
	}
	f := fn.File
	twice := false
	for _, c := range self[1:] {
		twice = twice || f.Reaches(self[0].Event, c.Event) || c.Stmt == self[0].Stmt
	}
	if !twice || fn.smallArgument() {
		return Work{}
	}
	return Work{Site: Site{f, self[0].Expr}, Stmt: self[0].Stmt, Score: 2, Sure: true, How: "recursion"}
}

// smallArgument says whether every start of the recursion is proven to pass a
// number below 20.
func (fn *Func) smallArgument() bool {
	small := false
	for _, c := range fn.Callers {
		if c.In == fn && c.Spawn == nil {
			continue
		}
		i := 0
		if fn.Class != nil {
			i = 1
		}
		arg, ok := c.argumentFor(fn, i)
		if !ok || !arg.Valid() {
			return false
		}
		n, ok := arg.File.Number(arg.Expr)
		if !ok || n >= 20 {
			return false
		}
		small = true
	}
	return small
}

// loopWork judges one loop statement.
func (fn *Func) loopWork(id facts.StmtID, depth int) Work {
	f := fn.File
	w := Work{Site: Site{f, f.Stmts[id].X}, Stmt: id, How: "loop"}
	ops, held := 0, false
	for _, c := range fn.callSites {
		if !f.Within(c.Stmt, id) {
			continue
		}
		if !c.computes(map[*Func]bool{fn: true}, depth) {
			return Work{}
		}
		held = held || c.Does(pylib.CPU) && c.Row.GIL == pylib.GILHeld
	}
	if fn.suspendsIn(id) || fn.locksAround(id) {
		return Work{}
	}
	ops = fn.operationsIn(id)
	nested := false
	for s := id + 1; s < f.Stmts[id].End; s++ {
		k := f.Stmts[s].Kind
		nested = nested || f.Stmts[s].Func == fn.ID && (k == facts.For || k == facts.While)
	}
	long := fn.longLoop(id)
	if ops >= 2 {
		w.Score += 2
	}
	if nested {
		w.Score += 2
	}
	if long || fn.paramBound(id) {
		w.Score++
	}
	if fn.comprehends(id) {
		w.Score++
	}
	if n, ok := fn.turnsOf(id); ok && n < manyTurns {
		return Work{} // proven to be short at every start
	}
	if held {
		w.Score++
	}
	local := fn.storesLocally(id)
	w.Sure = long && local && ops >= 1 && depth <= deepCalls
	if !local && !w.Sure && fn.onlyShares(id) {
		return Work{} // it only updates shared state: lost-update's subject
	}
	return w
}

// computes says whether a call inside a loop does nothing but compute: no
// waiting, no output, nothing unknown.
func (c *CallSite) computes(busy map[*Func]bool, depth int) bool {
	const idle = pylib.Blocks | pylib.IO | pylib.Output | pylib.Sleeps | pylib.Acquires | pylib.Releases | pylib.Joins |
		pylib.Waits | pylib.UserCode | pylib.ProcessState | pylib.Exits | pylib.Forks | pylib.NeverReturns
	switch {
	case c.Row != nil:
		if c.Row.Does&(pylib.Takes|pylib.Mutates) != 0 && c.Row.Does&pylib.IO == 0 && (c.NeverWaits() || c.Row.Does&pylib.Blocks == 0) {
			return true // get_nowait and append around a pure callee
		}
		if c.Row.Does&pylib.Wakes != 0 && c.Row.Does&pylib.IO == 0 && c.Method() == "put" {
			return true
		}
		if c.Row.Does&idle != 0 && !c.NeverWaits() {
			return false
		}
		if c.Row.Does&pylib.CPU != 0 && c.Row.GIL != pylib.GILHeld {
			return false
		}
		return c.Row.Does&(pylib.Pure|pylib.CPU|pylib.Probe|pylib.Clock) != 0
	case c.Target != nil && c.Target.plain() && depth <= deepCalls:
		g := c.Target
		if busy[g] {
			return true
		}
		if g.Facts().Flags&facts.AsyncFunc != 0 || c.Callee.Kind == ClassObj && c.Callee.Class.LibBase() != nil {
			return false
		}
		busy[g] = true
		defer delete(busy, g)
		for _, d := range g.callSites {
			if !d.computes(busy, depth+1) {
				return false
			}
		}
		return true
	case c.Callee.Kind == ClassObj:
		return !c.Callee.Class.unknown && len(c.Callee.Class.lib) == 0
	}
	return false
}

func (fn *Func) eventsIn(id facts.StmtID, visit func(facts.EventID, *facts.Event)) {
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		first := f.Blocks[b].Event
		for i := range f.EventsOf(b) {
			ev := &f.Events[first+facts.EventID(i)]
			if id == 0 || f.Within(ev.Stmt, id) {
				visit(first+facts.EventID(i), ev)
			}
		}
	}
}

func (fn *Func) suspendsIn(id facts.StmtID) bool {
	found := false
	fn.eventsIn(id, func(_ facts.EventID, ev *facts.Event) {
		found = found || ev.Kind == facts.AwaitEvent || ev.Kind == facts.EnterEvent
	})
	return found
}

// locksAround says whether the loop runs inside a with of its function, which
// may be a lock.
func (fn *Func) locksAround(id facts.StmtID) bool {
	f := fn.File
	for s := f.Enclosing(id, facts.With); s != 0; s = f.Enclosing(s, facts.With) {
		for k := s + 1; k < f.Stmts[s].End; k = f.Stmts[k].End {
			if f.Stmts[k].Kind == facts.WithItem {
				switch f.Eval(f.Stmts[k].X).LibClass() {
				case pylib.LockClass, pylib.RLockClass, pylib.SemaphoreClass, pylib.ConditionClass, pylib.UnknownClass:
					return true
				}
			}
		}
	}
	return false
}

// operationsIn counts arithmetic, comparison and subscript operations of a
// loop, those on strings excluded.
func (fn *Func) operationsIn(id facts.StmtID) int {
	f, n := fn.File, 0
	span := f.Stmts[id].Span
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Span.Start < span.Start || x.Span.End > span.End {
			continue
		}
		switch x.Kind {
		case facts.Binary:
			if v := f.Eval(facts.ExprID(i)); v.Kind != Instance || v.Lib != "builtins.str" && v.Lib != "builtins.list" {
				n++
			}
		case facts.Compare, facts.Subscript:
			n++
		}
	}
	return n
}

// storesLocally says whether everything the loop stores is local to the call:
// names, and items of containers made in it.
func (fn *Func) storesLocally(id facts.StmtID) bool {
	local := true
	fn.eventsIn(id, func(_ facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.StoreEvent && !fn.isLocal(ev.X) && !fn.localItem(ev.X) {
			local = false
		}
	})
	return local
}

// localItem says whether a target is an item of a container that this call made.
func (fn *Func) localItem(e facts.ExprID) bool {
	f := fn.File
	x := f.Expr(e)
	if x.Kind != facts.Subscript {
		return false
	}
	for x.Kind == facts.Subscript {
		e = x.A
		x = f.Expr(e)
	}
	return x.Kind == facts.Name && fn.isLocal(e)
}

// onlyShares says whether the loop does nothing but update shared state.
func (fn *Func) onlyShares(id facts.StmtID) bool {
	only := true
	fn.eventsIn(id, func(_ facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.StoreEvent && fn.isLocal(ev.X) && fn.File.Stmts[ev.Stmt].Kind != facts.For {
			only = false
		}
	})
	return only
}

// longLoop says whether the loop's trip count is a parameter, an attribute or
// a number of at least manyTurns, and is not proven smaller at every start.
func (fn *Func) longLoop(id facts.StmtID) bool {
	f := fn.File
	s := &f.Stmts[id]
	if s.Kind == facts.For {
		return fn.longRange(s.Y)
	}
	x := f.Expr(s.X)
	if x.Kind == facts.Compare && x.Flags&facts.Chained == 0 && x.Op != facts.In && x.Op != facts.NotIn { // `while name in taken: name += "_"` does not count
		kids := f.KidsOf(s.X)
		for i, k := range kids {
			if f.Expr(k).Kind == facts.Name && fn.counts(f.Expr(k).Sym, id) {
				return fn.longCount(kids[1-i]) || fn.longStart(k)
			}
		}
	}
	if x.Kind == facts.Name && fn.counts(x.Sym, id) {
		return fn.longStart(s.X)
	}
	return false
}

// paramBound says whether the loop runs over a range whose bound is a parameter.
func (fn *Func) paramBound(id facts.StmtID) bool {
	e := fn.rangeBound(fn.File.Stmts[id].Y)
	if fn.File.Stmts[id].Kind != facts.For || e <= 0 {
		return false
	}
	_, ok := fn.paramOf(e)
	return ok
}

// rangeBound is the upper bound of a call of range, 0 for other expressions.
func (fn *Func) rangeBound(e facts.ExprID) facts.ExprID {
	f := fn.File
	if e <= 0 || f.Expr(e).Kind != facts.Call || f.Eval(f.Expr(e).A).Lib != "builtins.range" {
		return 0
	}
	a := f.ArgsOf(e)
	switch {
	case a.Star || len(a.Pos) == 0:
		return 0
	case len(a.Pos) == 1:
		return a.Pos[0]
	}
	return a.Pos[1]
}

// paramOf is the parameter that a name stands for.
func (fn *Func) paramOf(e facts.ExprID) (int, bool) {
	f := fn.File
	if f.Expr(e).Kind != facts.Name {
		return 0, false
	}
	for _, b := range f.bindingsReaching(e) {
		if b.Value > 0 && f.Expr(b.Value).Kind == facts.ParamRef && b.Func == fn.ID {
			return int(f.Expr(b.Value).A), true
		}
	}
	return 0, false
}

// comprehends says whether the loop holds a comprehension or generator
// expression over a range or a parameter.
func (fn *Func) comprehends(id facts.StmtID) bool {
	f := fn.File
	span := f.Stmts[id].Span
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Kind != facts.CompFor || !span.Covers(x.Span) {
			continue
		}
		if _, ok := fn.paramOf(x.B); ok || fn.rangeBound(x.B) > 0 {
			return true
		}
	}
	return false
}

// turnsOf is how often the innermost body of a loop and of the loops and
// comprehensions in it runs at most, where all starts prove it.
func (fn *Func) turnsOf(id facts.StmtID) (float64, bool) {
	f, total := fn.File, 1.0
	for k := id; k < f.Stmts[id].End; k++ {
		switch st := &f.Stmts[k]; {
		case st.Func != fn.ID || st.Kind != facts.For && st.Kind != facts.While:
		case st.Kind == facts.While:
			return 0, false
		default:
			n, ok := fn.turnsOver(st.Y)
			if !ok {
				return 0, false
			}
			total *= n
		}
	}
	span := f.Stmts[id].Span
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Kind == facts.CompFor && span.Covers(x.Span) {
			n, ok := fn.turnsOver(x.B)
			if !ok {
				return 0, false
			}
			total *= n
		}
	}
	for _, c := range fn.callSites {
		if c.Target != nil && f.Within(c.Stmt, id) {
			return 0, false // it may loop as well
		}
	}
	return total, true
}

// turnsOver is how many items a display or a range has at most.
func (fn *Func) turnsOver(e facts.ExprID) (float64, bool) {
	f := fn.File
	switch x := f.Expr(e); x.Kind {
	case facts.List, facts.Tuple, facts.Set:
		return float64(x.NKids), x.Flags&facts.Truncated == 0
	case facts.Str:
		return float64(len(f.Text(x.Str))), x.Flags&facts.Truncated == 0
	}
	bound := fn.rangeBound(e)
	if bound == 0 {
		return 0, false
	}
	if n, ok := f.Number(bound); ok {
		return n, true
	}
	if i, ok := fn.paramOf(bound); ok {
		return fn.mostPassed(i)
	}
	return 0, false
}

// mostPassed is the largest number that any start or caller passes for
// parameter i; ok is false where one of them is not proven.
func (fn *Func) mostPassed(i int) (most float64, ok bool) {
	for _, c := range fn.Callers {
		arg, certain := c.argumentFor(fn, i)
		if !certain {
			return 0, false
		}
		if !arg.Valid() {
			arg = Site{fn.File, fn.Params()[i].Default}
		}
		n, proven := arg.File.Number(arg.Expr)
		if !proven {
			return 0, false
		}
		most = max(most, n)
	}
	return most, len(fn.Callers) > 0
}

// longStart says whether a counted-down name begins high.
func (fn *Func) longStart(e facts.ExprID) bool {
	f := fn.File
	for _, b := range f.BindingsOf(f.Expr(e).Sym) {
		if b.Aug || b.Value <= 0 {
			continue
		}
		if k := f.Expr(b.Value).Kind; k == facts.ParamRef {
			return !fn.smallParam(int(f.Expr(b.Value).A))
		}
		if n, ok := f.Number(b.Value); ok && n >= manyTurns {
			return true
		}
	}
	return false
}

// counts says whether the loop's body adds to or takes from a name.
func (fn *Func) counts(s facts.SymbolID, id facts.StmtID) bool {
	for _, b := range fn.File.BindingsOf(s) {
		if b.Func == fn.ID && fn.File.Within(b.Stmt, id) {
			if b.Aug {
				return true
			}
			if b.Value > 0 && fn.File.Expr(b.Value).Kind == facts.Binary {
				return true
			}
		}
	}
	return false
}

// longRange says whether an iterable is a range with a long count.
func (fn *Func) longRange(e facts.ExprID) bool {
	bound := fn.rangeBound(e)
	return bound > 0 && fn.longCount(bound)
}

// longCount says whether a bound is a parameter, an attribute, or large.
func (fn *Func) longCount(e facts.ExprID) bool {
	f := fn.File
	if n, ok := f.Number(e); ok {
		return n >= manyTurns
	}
	x := f.Expr(e)
	switch x.Kind {
	case facts.Attr:
		return true
	case facts.Name:
		for _, b := range f.bindingsReaching(e) {
			if b.Value > 0 && f.Expr(b.Value).Kind == facts.ParamRef && b.Func == fn.ID {
				return !fn.smallParam(int(f.Expr(b.Value).A))
			}
		}
	case facts.Binary:
		return (fn.longCount(x.A) || fn.longCount(x.B)) && (x.Op == facts.Add || x.Op == facts.Sub || x.Op == facts.Mul)
	}
	return false
}

// smallParam says whether every start proves a count below manyTurns.
func (fn *Func) smallParam(i int) bool {
	n, ok := fn.mostPassed(i)
	return ok && n < manyTurns
}

// consumed looks at a comprehension or generator over a long range that sum,
// list, min, max or sorted runs through, and at a generator function of the
// program that they consume.
func (fn *Func) consumed(c *CallSite, depth int) Work {
	f := fn.File
	switch c.Lib() {
	case "builtins.sum", "builtins.list", "builtins.min", "builtins.max", "builtins.sorted", "builtins.set", "builtins.tuple", "builtins.any", "builtins.all":
	default:
		return Work{}
	}
	a := f.ArgsOf(c.Expr)
	if len(a.Pos) == 0 {
		return Work{}
	}
	arg := a.Pos[0]
	w := Work{Site: Site{f, c.Expr}, Stmt: c.Stmt, How: "loop", Sure: true, Score: 2}
	x := f.Expr(arg)
	switch x.Kind {
	case facts.Call:
		if fn.longRange(arg) {
			return w
		}
		if d := f.CallAt(arg); d != nil && d.Target != nil && d.Target.Facts().Flags&facts.GeneratorFunc != 0 && depth < deepCalls {
			if in := d.Target.work(map[*Func]bool{}, depth+1); in.Sure {
				return in
			}
		}
	case facts.Generator, facts.ListComp, facts.SetComp:
		return fn.comprehension(arg, w)
	}
	return Work{}
}

func (fn *Func) comprehension(e facts.ExprID, w Work) Work {
	f := fn.File
	kids := f.KidsOf(e)
	if len(kids) == 0 || !fn.longRange(f.Expr(kids[0]).B) {
		return Work{}
	}
	span := f.Expr(e).Span
	for _, c := range fn.callSites {
		if s := f.Expr(c.Expr).Span; span.Covers(s) && !c.computes(map[*Func]bool{fn: true}, 0) {
			return Work{}
		}
	}
	return w
}

// A Verdict is the chapter's main point about a thread's target.
type Verdict struct {
	Func  *Func
	Waits Site // a call that releases the GIL while it waits; not Valid where none is known
	Work  Work // evidence that it computes
}

// Judge says whether a function waits or computes; the zero Verdict where
// that is not known.
func (fn *Func) Judge() Verdict {
	v := Verdict{Func: fn}
	if w := fn.Computes(); w.Enough() {
		v.Work = w
		return v
	}
	v.Waits = fn.waiting(map[*Func]bool{}, 0)
	return v
}

// waiting finds the first call of the function, or of what it calls, that
// waits for the outside world or another thread.
func (fn *Func) waiting(busy map[*Func]bool, depth int) Site {
	if busy[fn] || depth > deepCalls {
		return Site{}
	}
	busy[fn] = true
	for _, c := range fn.callSites {
		if c.Row != nil && c.effects()&pylib.Blocks != 0 && c.Row.GIL != pylib.GILHeld {
			return Site{fn.File, c.Expr}
		}
		if c.Target != nil && c.Target.plain() {
			if s := c.Target.waiting(busy, depth+1); s.Valid() {
				return s
			}
		}
	}
	return Site{}
}
