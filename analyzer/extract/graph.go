package extract

import "threadlsp/analyzer/facts"

// A graph is the control-flow graph of one function while it is built. Its
// block numbers are local, from 1; 0 is no block. When the function ends it is
// copied into the File, so that a function's blocks and events are contiguous
// although the bodies of nested functions are read in between.
//
// A block is filled in one go: once another block is started, nothing is
// appended to it. That is what keeps the events of a block contiguous.
type graph struct {
	blocks []block // 0 is unused
	edges  []edge  // linked lists that blocks point into; 0 is unused
	events []facts.Event
	binds  []int32 // bindings whose Event is a local number
	frames []frame // what is open around the current statement, outermost first
	cur    int32   // block that is filled; 0: what comes next is unreachable
	exit   int32
	raised int32
	finals int // finally bodies around the current statement
}

type block struct {
	event  int32
	n      int32
	first  int32 // first edge
	last   int32 // last edge
	stmt   facts.StmtID
	level  int32 // made for frame level-1 while something inside it was read; 0: made in place
	preds  int32
	loop   bool
	raises bool // has its OnRaise edge
}

type edge struct {
	to   int32
	next int32
	kind facts.EdgeKind
}

// A way is how control leaves a body that something must follow: a finally or a with.
type way uint8

const (
	normalWay way = iota
	returnWay
	breakWay
	continueWay
	raiseWay
	ways
)

type frameKind uint8

const (
	loopFrame    frameKind = iota // catches break and continue
	handlerFrame                  // the body of a try with except clauses: catches exceptions
	cleanFrame                    // the body of a try with finally, or of a with: catches all ways
)

// A frame is an open construct that catches ways out. landing holds the block
// to which each way leads, made when it is first used.
type frame struct {
	kind    frameKind
	landing [ways]int32
}

// reset makes g an empty graph with its three fixed blocks.
func (g *graph) reset() {
	g.blocks = append(g.blocks[:0], block{})
	g.edges = append(g.edges[:0], edge{})
	g.events = g.events[:0]
	g.binds = g.binds[:0]
	g.frames = g.frames[:0]
	g.finals = 0
	g.cur = g.add(0)
	g.exit = g.add(0)
	g.raised = g.add(0)
}

// add makes an empty block.
func (g *graph) add(s facts.StmtID) int32 {
	g.blocks = append(g.blocks, block{stmt: s})
	return int32(len(g.blocks) - 1)
}

// edge adds an edge once.
func (g *graph) edge(from, to int32, kind facts.EdgeKind) {
	b := &g.blocks[from]
	for e := b.first; e != 0; e = g.edges[e].next {
		if g.edges[e].to == to && g.edges[e].kind == kind {
			return
		}
	}
	g.edges = append(g.edges, edge{to: to, kind: kind})
	id := int32(len(g.edges) - 1)
	if b.first == 0 {
		b.first = id
	} else {
		g.edges[b.last].next = id
	}
	b.last = id
	g.blocks[to].preds++
}

// link leads from the current block to another and ends the current one. It
// does nothing where the current place is unreachable.
func (g *graph) link(to int32, kind facts.EdgeKind) {
	if g.cur != 0 {
		g.edge(g.cur, to, kind)
		g.cur = 0
	}
}

// start goes on in b, or nowhere when no edge leads to b.
func (g *graph) start(b int32) {
	g.cur = b
	if g.blocks[b].preds == 0 {
		g.cur = 0
	}
}

// force goes on in b, reached or not. For loop heads in dead code, which their
// own back edges reach.
func (g *graph) force(b int32) { g.cur = b }

// split ends the current block so that what follows can have another way for exceptions.
func (g *graph) split(s facts.StmtID) {
	if g.cur == 0 {
		return
	}
	b := &g.blocks[g.cur]
	if b.n == 0 && !b.raises {
		return
	}
	next := g.add(s)
	g.link(next, facts.Always)
	g.cur = next
}

// emit appends an event to the current block and is its local number.
func (g *graph) emit(e facts.Event) int32 {
	if g.cur == 0 {
		g.cur = g.add(e.Stmt)
	}
	b := &g.blocks[g.cur]
	if b.n == 0 {
		b.event = int32(len(g.events))
		if b.stmt == 0 {
			b.stmt = e.Stmt
		}
	}
	b.n++
	g.events = append(g.events, e)
	return int32(len(g.events) - 1)
}

// mayRaise gives the current block its edge for exceptions.
func (g *graph) mayRaise() {
	if g.cur == 0 || g.blocks[g.cur].raises {
		return
	}
	g.blocks[g.cur].raises = true
	g.edge(g.cur, g.target(raiseWay), facts.OnRaise)
}

// target is where a way out leads from here; 0 for a break outside a loop.
func (g *graph) target(w way) int32 {
	for i := len(g.frames) - 1; i >= 0; i-- {
		f := &g.frames[i]
		switch {
		case f.kind == loopFrame && (w == breakWay || w == continueWay):
			return f.landing[w]
		case f.kind == handlerFrame && w == raiseWay, f.kind == cleanFrame:
			if f.landing[w] == 0 {
				b := g.add(0)
				g.blocks[b].level = int32(i) + 1
				f.landing[w] = b
			}
			return f.landing[w]
		}
	}
	switch w {
	case returnWay:
		return g.exit
	case raiseWay:
		return g.raised
	}
	return 0
}

// leave ends the current block by a way out.
func (g *graph) leave(w way) {
	to := g.target(w)
	if to == 0 {
		g.cur = 0
		return
	}
	kind := facts.Always
	switch {
	case w == raiseWay:
		kind = facts.OnRaise
	case g.blocks[to].loop:
		kind = facts.Back
	}
	g.link(to, kind)
}

func (g *graph) push(f frame) { g.frames = append(g.frames, f) }

func (g *graph) pop() frame {
	f := g.frames[len(g.frames)-1]
	g.frames = g.frames[:len(g.frames)-1]
	return f
}

// clone lays out the blocks from lo on once more, their events marked as
// copies, and is the copy of block end (0 for 0). Blocks that were made for a
// frame outside are shared, not copied.
func (g *graph) clone(lo, hi, end int32) (entry, exit int32) {
	outer := int32(len(g.frames))
	to := make([]int32, hi-lo)
	for b := lo; b < hi; b++ {
		if old := g.blocks[b]; old.level == 0 || old.level > outer {
			to[b-lo] = g.add(old.stmt)
		} else {
			to[b-lo] = b
		}
	}
	at := func(b int32) int32 {
		if b >= lo && b < hi {
			return to[b-lo]
		}
		return b
	}
	for b := lo; b < hi; b++ {
		c := to[b-lo]
		if c == b {
			continue
		}
		old := g.blocks[b]
		g.blocks[c].event, g.blocks[c].n = int32(len(g.events)), old.n
		g.blocks[c].loop, g.blocks[c].raises = old.loop, old.raises
		for _, e := range g.events[old.event : old.event+old.n] {
			e.Flags |= facts.Copy
			g.events = append(g.events, e)
		}
		for e := old.first; e != 0; e = g.edges[e].next {
			g.edge(c, at(g.edges[e].to), g.edges[e].kind)
		}
	}
	return at(lo), at(end)
}

// flatten appends the graph to the file and says where its blocks begin.
func (g *graph) flatten(f *facts.File) (first facts.BlockID) {
	first = facts.BlockID(len(f.Blocks))
	base := first - 1
	events := facts.EventID(len(f.Events))
	f.Events = append(f.Events, g.events...)
	for i := 1; i < len(g.blocks); i++ {
		b := &g.blocks[i]
		out := facts.Block{NEvent: b.n, Edge: int32(len(f.Edges)), Stmt: b.stmt, Loop: b.loop}
		if b.n > 0 {
			out.Event = events + facts.EventID(b.event)
		}
		for e := b.first; e != 0; e = g.edges[e].next {
			f.Edges = append(f.Edges, facts.Edge{To: base + facts.BlockID(g.edges[e].to), Kind: g.edges[e].kind})
			out.NEdges++
		}
		f.Blocks = append(f.Blocks, out)
	}
	return first
}
