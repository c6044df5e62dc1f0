package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Skip is a way on from where an item is taken out of a queue on which the
// function, which says task_done() on others, does not say that it is done.
type Skip struct {
	Get  *CallSite
	Stmt facts.StmtID // the continue, break, return or except clause that leads past it; 0 for none
}

// maxStates is how many states of the followed names a walk tells apart in one
// block; what lies beyond is not looked at.
const maxStates = 8

// A consumed is a place on a way from a get.
type consumed struct {
	block facts.BlockID
	from  facts.EventID
	env   map[facts.SymbolID]facts.ExprID // constants that were stored on the way
	jump  facts.StmtID
	asks  bool // some test on the way was about something else than the item
	about bool // some test on the way was about the item
	ends  Site // the constant that the item is on this way
	empty bool // the item is false on this way
}

// A consumer follows one get to where the function takes the next item or ends.
type consumer struct {
	f      *File
	get    *CallSite
	item   facts.SymbolID // the name that holds the item, 0 for none
	puts   []*CallSite    // what is put into the queue, anywhere
	joins  []*CallSite
	others bool // task_done is said in other functions, too: unknown code may be on the way to one
	loops  bool // the get stands in a loop
	seen   map[facts.BlockID][]map[facts.SymbolID]facts.ExprID
	work   []consumed
	found  *Skip
}

// SkippedDone is a way from a get, in whose function task_done() is said of the
// same queue, to the next get or the function's end that says nothing; nil
// where there is none for sure. puts and joins are those of the queue.
//
// A stop marker need not be done where nobody waits for it: a way on which the
// item is a constant counts only if that is put before somebody joins. A way
// that ends the loop by a test of anything else, such as a stop flag, ends the
// accounting with it and does not count.
func (f *File) SkippedDone(get *CallSite, puts, joins []*CallSite, others bool) *Skip {
	c := &consumer{f: f, get: get, puts: puts, joins: joins, others: others, loops: f.InLoop(get.Stmt) != 0, seen: map[facts.BlockID][]map[facts.SymbolID]facts.ExprID{}}
	if st := &f.Stmts[get.Stmt]; st.Kind == facts.Assign && st.Y == get.Expr && f.Expr(st.X).Kind == facts.Name {
		c.item = f.Expr(st.X).Sym
	}
	c.work = []consumed{{block: f.blocks[get.Event], from: get.Event + 1}}
	for len(c.work) > 0 && c.found == nil {
		w := c.work[len(c.work)-1]
		c.work = c.work[:len(c.work)-1]
		c.follow(w)
	}
	return c.found
}

// follow goes through the events of one block and on to what comes after it.
func (c *consumer) follow(w consumed) {
	f := c.f
	blk := &f.Blocks[w.block]
	fails := false
	for id := w.from; id < blk.Event+facts.EventID(blk.NEvent); id++ {
		ev := &f.Events[id]
		switch ev.Kind {
		case facts.StoreEvent:
			w = w.store(f, ev)
		case facts.RaiseEvent:
			fails = true
		case facts.YieldEvent:
			if c.others {
				return
			}
		case facts.CallEvent:
			switch d := f.CallAt(ev.X); {
			case d == nil || c.finishes(d):
				if fails {
					c.leave(w, true, false)
				}
				return
			case d == c.get:
				c.end(w, true)
				return
			case d.TakesItem() && d.sameQueue(c.get):
				return // who takes what is not told apart
			default:
				fails = fails || mayFail(d)
			}
		}
	}
	c.leave(w, fails, true)
}

// finishes says whether a call may say that the item is done.
func (c *consumer) finishes(d *CallSite) bool {
	switch {
	case d.FinishesItem():
		return !d.otherQueue(c.get)
	case d.Row != nil:
		return false
	case d.Target != nil:
		return d.Target.Effects.Does&pylib.Finishes != 0 || c.others && d.Target.Effects.Unknown
	}
	return c.others || d.Method() == "task_done"
}

// mayFail says whether a call is of code that is known to raise, or of the
// program or unknown: what a handler around it is for.
func mayFail(d *CallSite) bool {
	if d.Row != nil {
		return d.Row.Raises || d.Row.Does == 0
	}
	return d.Callee.Kind != LibObj && d.Callee.Kind != LibBound
}

// store keeps account of constants in names.
func (w consumed) store(f *File, ev *facts.Event) consumed {
	x := f.Expr(ev.X)
	if x.Kind != facts.Name {
		return w
	}
	env := map[facts.SymbolID]facts.ExprID{}
	for s, e := range w.env {
		if s != x.Sym {
			env[s] = e
		}
	}
	if ev.Y > 0 && isLiteral(f.Expr(ev.Y).Kind) {
		env[x.Sym] = ev.Y
	}
	w.env = env
	return w
}

// leave follows the edges of a block: by an exception where something in it may
// raise while the item is taken, and the others.
func (c *consumer) leave(w consumed, fails, ends bool) {
	f := c.f
	g := c.get.In.Facts()
	blk := &f.Blocks[w.block]
	var test *facts.Event
	if blk.NEvent > 0 {
		if ev := &f.Events[blk.Event+facts.EventID(blk.NEvent)-1]; ev.Kind == facts.TestEvent {
			test = ev
		}
	}
	for _, e := range f.EdgesOf(w.block) {
		n := w
		n.block, n.from = e.To, f.Blocks[e.To].Event
		switch {
		case e.To == g.Raised:
			continue
		case e.Kind == facts.OnRaise && !fails, e.Kind != facts.OnRaise && !ends:
			continue
		case e.Kind == facts.OnRaise:
		case test != nil && (e.Kind == facts.IfTrue || e.Kind == facts.IfFalse):
			if !f.agrees(test.X, w.env, e.Kind == facts.IfTrue) {
				continue
			}
			n = c.tested(n, test, e.Kind == facts.IfTrue)
		}
		if e.To == g.Exit {
			c.end(n, false)
			continue
		}
		if n = c.clause(n, w.block, e); n.block != 0 {
			c.push(n)
		}
	}
}

// clause notes an except clause that is entered; block 0 is one that catches
// only what the get raises where there is nothing to take.
func (c *consumer) clause(n consumed, from facts.BlockID, e facts.Edge) consumed {
	f := c.f
	st := f.Blocks[e.To].Stmt
	if f.Stmts[st].Kind != facts.Except || e.Kind != facts.Always || f.Blocks[from].Stmt != st {
		return n
	}
	if x := f.Stmts[st].X; x > 0 && c.get.Row.Vain != "" {
		if v := f.Eval(x); v.Kind == LibObj && v.Lib == c.get.Row.Vain {
			n.block = 0
			return n
		}
	}
	n.jump = st
	return n
}

// tested notes what a branch says of the item.
func (c *consumer) tested(n consumed, test *facts.Event, taken bool) consumed {
	f := c.f
	reads := false
	f.visit(test.X, func(_ facts.ExprID, x *facts.Expr) {
		reads = reads || x.Kind == facts.Name && x.Sym == c.item && c.item > 0
	})
	if reads {
		n.about = true
	} else if f.Truth(test.X) == UnknownTri {
		n.asks = true
	}
	body := taken // whether the body of the if is next: the flow asks `x` where the if says `not x`
	for e := f.Stmts[test.Stmt].X; e > 0 && e != test.X && f.Expr(e).Kind == facts.Unary; e = f.Expr(e).A {
		body = !body
	}
	if s := f.jumpOf(test.Stmt, body); s != 0 {
		n.jump = s
	}
	e := test.X
	for f.Expr(e).Kind == facts.Unary && f.Expr(e).Op == facts.Not {
		e, taken = f.Expr(e).A, !taken
	}
	x, kids := f.Expr(e), f.KidsOf(e)
	switch {
	case !reads:
	case x.Kind == facts.Name && !taken:
		n.empty = true
	case x.Kind == facts.Compare && len(kids) == 2 && f.Expr(kids[0]).Kind == facts.Name && f.Expr(kids[0]).Sym == c.item:
		if (x.Op == facts.Is || x.Op == facts.Eq) == taken && (x.Op == facts.Is || x.Op == facts.Eq || x.Op == facts.IsNot || x.Op == facts.NotEq) {
			n.ends = Site{f, kids[1]}
		}
	}
	return n
}

// jumpOf is the continue, break or return that ends the branch of an if that is taken.
func (f *File) jumpOf(s facts.StmtID, taken bool) facts.StmtID {
	st := &f.Stmts[s]
	if st.Kind != facts.If && st.Kind != facts.Elif {
		return 0
	}
	last := facts.StmtID(0)
	for k := s + 1; k < st.End; k = f.Stmts[k].End {
		switch f.Stmts[k].Kind {
		case facts.Elif, facts.Else:
			if taken {
				return f.jump(last)
			}
			if f.Stmts[k].Kind == facts.Elif {
				return 0
			}
			for j := k + 1; j < f.Stmts[k].End; j = f.Stmts[j].End {
				last = j
			}
			return f.jump(last)
		}
		last = k
	}
	if taken {
		return f.jump(last)
	}
	return 0
}

func (f *File) jump(s facts.StmtID) facts.StmtID {
	switch f.Stmts[s].Kind {
	case facts.Continue, facts.Break, facts.Return:
		return s
	}
	return 0
}

// push adds a place to the work unless it was seen with the same constants, or
// with too many others.
func (c *consumer) push(n consumed) {
	for _, env := range c.seen[n.block] {
		if len(env) == len(n.env) && sameEnv(env, n.env) {
			return
		}
	}
	if len(c.seen[n.block]) < maxStates {
		c.seen[n.block] = append(c.seen[n.block], n.env)
		c.work = append(c.work, n)
	}
}

func sameEnv(a, b map[facts.SymbolID]facts.ExprID) bool {
	for s, e := range a {
		if b[s] != e {
			return false
		}
	}
	return true
}

// end judges a way that came to the next get, or to the function's end.
func (c *consumer) end(w consumed, next bool) {
	f := c.f
	switch marker := w.ends.Valid() || w.empty; {
	case marker && !slices.ContainsFunc(c.puts, func(p *CallSite) bool { return c.marks(p, &w, next) || next && w.isData(p) }):
		return
	case marker || next:
	case c.loops || !w.about || w.jump == 0:
		return
	}
	if f.Stmts[w.jump].Kind == facts.Except && !next {
		return // it ends with the exception
	}
	c.found = &Skip{c.get, w.jump}
}

// isData says whether the constant of a way is a number or a text, and a put is
// of a value that is none: it may be any of the data.
func (w *consumed) isData(p *CallSite) bool {
	item := p.Item()
	if !w.ends.Valid() || item == 0 || isLiteral(p.File.Expr(item).Kind) {
		return false
	}
	switch w.ends.File.Expr(w.ends.Expr).Kind {
	case facts.Int, facts.Float, facts.Str, facts.Bytes:
		return true
	}
	return false
}

// marks says whether a put is of the constant that a way is about and, where
// the way ends the consumer, is followed by a join.
func (c *consumer) marks(p *CallSite, w *consumed, next bool) bool {
	item := p.Item()
	if item == 0 || w.ends.Valid() && !sameConstant(w.ends, Site{p.File, item}) || !w.ends.Valid() && !(Site{p.File, item}).falsy() {
		return false
	}
	return next || slices.ContainsFunc(c.joins, func(j *CallSite) bool {
		return j.File == p.File && j.In == p.In && j.File.Reaches(p.Event, j.Event)
	})
}

// DoneInVain is the task_done() of the same queue that the function comes to
// when a get that does not wait, or not for ever, finds nothing; nil where
// there is none, or where some test stands before it.
func (f *File) DoneInVain(get *CallSite) *CallSite {
	if get.Row.Vain == "" || !get.NeverWaits() && get.Row.Does&pylib.Takes == 0 && get.Arg(get.Row.Timeout) == 0 {
		return nil
	}
	at := f.raisedTo(f.blocks[get.Event], get.Row.Vain)
	seen := map[facts.BlockID]bool{}
	for at != 0 && !seen[at] && at != get.In.Facts().Raised && at != get.In.Facts().Exit {
		seen[at] = true
		for _, ev := range f.EventsOf(at) {
			switch ev.Kind {
			case facts.TestEvent, facts.IterateEvent, facts.YieldEvent, facts.AwaitEvent:
				return nil
			case facts.CallEvent:
				d := f.CallAt(ev.X)
				switch {
				case d == nil || d.TakesItem():
					return nil
				case d.FinishesItem():
					if d.sameQueue(get) {
						return d
					}
					return nil
				case d.Row == nil && (d.Target == nil || d.Target.Effects.Unknown || d.Target.Effects.Does&pylib.Takes != 0):
					return nil
				}
			}
		}
		next := facts.BlockID(0)
		for _, e := range f.EdgesOf(at) {
			if e.Kind != facts.OnRaise {
				if next != 0 {
					return nil
				}
				next = e.To
			}
		}
		at = next
	}
	return nil
}

// raisedTo is the block in which an exception of block b goes on: the body of
// the except clause that catches it, a finally or the way out of a with; 0
// where that is not certain.
func (f *File) raisedTo(b facts.BlockID, exc string) facts.BlockID {
	at := f.raises(b)
	for at != 0 && f.Stmts[f.Blocks[at].Stmt].Kind == facts.Except {
		body, next := f.clauseWays(at, exc)
		if next == 0 {
			return body
		}
		at = next
	}
	return at
}

// otherQueue says whether two calls are proven to be made on two queues.
func (c *CallSite) otherQueue(d *CallSite) bool {
	a, b := c.File.Eval(c.Receiver()).Site, d.File.Eval(d.Receiver()).Site
	return a.Valid() && b.Valid() && a != b
}
