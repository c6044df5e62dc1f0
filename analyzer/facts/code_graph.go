package facts

// Events follow the order of evaluation, which is that of the expressions; the
// statement of an event is that of its expression, and what a store stores is
// told by the statement. Blocks and edges follow each other.

// far is how many rows are looked at for what comes next.
const far = 256

// An eventCoder codes events one after the other.
type eventCoder struct {
	*coder
	f     *File
	last  ExprID // of the event before
	stmt  StmtID
	value ExprID // that was stored last
	enter ExprID
	at    int // the statement that was found last
}

// codeGraph codes events, blocks, edges, and which of them are a function's.
func (f *File) codeGraph(c *coder) {
	v := rows(c, &f.Events)
	k := eventCoder{coder: c, f: f}
	kinds := &c.column[colEvent]
	for i := range v {
		e := &v[i]
		if c.reading {
			b := kinds.octet()
			e.Kind, e.Flags = EventKind(b&15), EventFlags(b>>4)
			if (e.Kind == LoadEvent || e.Kind == CallEvent) && k.usual(e) {
				continue
			}
		} else if e.Kind < 15 && e.Flags < 16 {
			kinds.b = append(kinds.b, byte(e.Kind)|byte(e.Flags)<<4)
		} else {
			kinds.b = append(kinds.b, 15)
		}
		if e.Kind >= 15 || e.Flags >= 16 {
			kind, flags := int32(e.Kind), int32(e.Flags)
			number(c, colRest, &kind, 0)
			number(c, colRest, &flags, 0)
			e.Kind, e.Flags = EventKind(kind), EventFlags(flags)
		}
		k.event(e)
	}
	f.codeFuncBlocks(c)
	f.codeBlocks(c)
	f.codeEdges(c)
}

// usual reads a load or call that is as expected: what event does, without its
// questions.
func (k *eventCoder) usual(e *Event) bool {
	p := &k.column[colEventX]
	if p.at >= len(p.b) || p.b[p.at] >= 0x80 {
		return false
	}
	n := int32(unfold[p.b[p.at]])
	d := n >> 1
	if n&1 != 0 || d == 1 {
		return false
	}
	if d > 1 {
		d--
	}
	x := int32(k.last) + d
	if k.last < 0 || int(k.last) >= len(k.nodes) || x <= 0 || int(x) >= len(k.nodes) {
		return false
	}
	p.at++
	e.X, e.Stmt = ExprID(x), k.owner(x)
	k.last, k.stmt = e.X, e.Stmt
	return true
}

func (k *eventCoder) event(e *Event) {
	x := k.expected(e.Kind)
	n := int32(0)
	if k.reading {
		n = k.column[colEventX].get()
		switch d := n >> 1; {
		case d == 1:
			e.X = 0
		case d > 1:
			e.X = x + ExprID(d-1)
		default:
			e.X = x + ExprID(d)
		}
	}
	stmt := k.stmt
	if e.X > 0 && int(e.X) < len(k.nodes) {
		stmt = k.owner(int32(e.X))
	}
	y := k.second(e, stmt)
	if !k.reading {
		d := int32(e.X - x)
		switch {
		case d == 0:
		case e.X == 0:
			d = 1
		case d > 0:
			d++
		}
		n = d << 1
		if e.Stmt != stmt || e.Y != y {
			n |= 1
		}
		k.column[colEventX].put(n)
	}
	if n&1 != 0 {
		number(k.coder, colEventStmt, &e.Stmt, stmt)
		number(k.coder, colEventY, &e.Y, y)
	} else {
		e.Stmt, e.Y = stmt, y
	}
	k.last, k.stmt = e.X, e.Stmt
	switch e.Kind {
	case StoreEvent:
		k.value = e.Y
	case EnterEvent:
		k.enter = e.X
	}
}

// owner is the statement of an expression, looked for from the one before.
func (k *eventCoder) owner(x int32) StmtID {
	i := k.at
	for i < len(k.limit)-1 && k.limit[i] <= x {
		i++
	}
	for i > 0 && k.limit[i-1] > x {
		i--
	}
	k.at = i
	return StmtID(i)
}

// expected is the expression of the next event, which is of that kind.
func (k *eventCoder) expected(kind EventKind) ExprID {
	at := int(k.last)
	if at < 0 || at >= len(k.nodes) {
		return 0
	}
	switch kind {
	case ExitEvent:
		return k.enter
	case TestEvent, IterateEvent, EnterEvent:
		return k.whole(at)
	case ReturnEvent:
		return k.returned()
	case RaiseEvent:
		for p := k.nodes[at].parent; p != 0; p = k.nodes[at].parent {
			at = int(p)
		}
		return ExprID(at)
	}
	return ExprID(at)
}

// whole is the condition, iterable or manager that an expression is a part of.
func (k *eventCoder) whole(at int) ExprID {
	for {
		p := k.nodes[at].parent
		if p == 0 {
			return ExprID(at)
		}
		switch e := &k.f.Exprs[p]; e.Kind {
		case And, Or, IfExp, CompFor, CompIf:
			return ExprID(at)
		case Unary:
			if e.Op == Not {
				return ExprID(at)
			}
		}
		at = int(p)
	}
}

// returned is the value of the next return.
func (k *eventCoder) returned() ExprID {
	s := k.f.Stmts
	for i := max(int(k.stmt), 0); i < len(s) && i < int(k.stmt)+far; i++ {
		if s[i].Kind == Return {
			return s[i].X
		}
	}
	return 0
}

// second is the other expression of an event.
func (k *eventCoder) second(e *Event, id StmtID) ExprID {
	if id <= 0 || int(id) >= len(k.f.Stmts) || e.X <= 0 || int(e.X) >= len(k.f.Exprs) {
		return 0
	}
	s, x := &k.f.Stmts[id], k.f.Exprs
	switch e.Kind {
	case IterateEvent:
		if p := k.nodes[e.X].parent; p != 0 && x[p].Kind == CompFor {
			return x[p].A
		}
		return s.X
	case EnterEvent:
		return s.Y
	case StoreEvent:
		switch {
		case s.X == e.X && (s.Kind == Assign || s.Kind == AnnAssign):
			return s.Y
		case s.Kind == AugAssign:
			return ExprID(k.nodes[e.X].parent)
		case x[e.X-1].Kind == ImportRef:
			return e.X - 1
		case int(e.X)+1 < len(x) && (x[e.X+1].Kind == ItemOf || x[e.X+1].Kind == EnterOf || x[e.X+1].Kind == CaughtOf):
			return e.X + 1
		}
		if next := k.value + 1; next > 0 && int(next) < len(x) && x[next].Kind == ElemOf {
			return next
		}
	}
	return 0
}

// codeFuncBlocks codes the blocks of each function. Those of a function come
// after those of the functions inside it.
func (f *File) codeFuncBlocks(c *coder) {
	at := c.ints(&c.blocks, len(f.Funcs))
	for i := range f.Funcs { // sizes
		g := &f.Funcs[i]
		at[i] = int32(g.BlkEnd - g.Block)
		number(c, colFuncBlocks, &at[i], 3)
	}
	next, stack := int32(1), c.stack[:0]
	close := func() {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		at[top], next = next, next+at[top]
	}
	sizes := c.ints(&c.sizes, len(at))
	copy(sizes, at)
	for i := range f.Funcs {
		for len(stack) > 0 && stack[len(stack)-1] != int32(f.Funcs[i].Parent) {
			close()
		}
		stack = append(stack, int32(i))
	}
	for len(stack) > 0 {
		close()
	}
	c.stack = stack
	for i := range f.Funcs {
		g := &f.Funcs[i]
		number(c, colFunc, &g.Block, BlockID(at[i]))
		g.BlkEnd = g.Block + BlockID(sizes[i])
		number(c, colFunc, &g.Entry, g.Block)
		number(c, colFunc, &g.Exit, g.Block+1)
		number(c, colFunc, &g.Raised, g.Block+2)
	}
}

func (f *File) codeBlocks(c *coder) {
	b := rows(c, &f.Blocks)
	edge, event, stmt := int32(0), EventID(0), StmtID(0)
	for i := range b {
		k := &b[i]
		number(c, colBlockEvents, &k.NEvent, 1)
		n := k.NEdges << 2
		if k.Loop {
			n |= 2
		}
		if k.Edge != edge {
			n |= 1
		}
		number(c, colBlockEdges, &n, 4)
		k.NEdges, k.Loop = n>>2, n&2 != 0
		if n&1 != 0 {
			number(c, colRest, &k.Edge, edge)
		} else {
			k.Edge = edge
		}
		edge = k.Edge + k.NEdges
		want := EventID(0)
		if k.NEvent != 0 {
			want = event
		}
		number(c, colBlock, &k.Event, want)
		if k.NEvent > 0 {
			event = k.Event + EventID(k.NEvent)
			if k.Event >= 0 && int(k.Event) < len(f.Events) {
				stmt = f.Events[k.Event].Stmt
			}
		}
		number(c, colBlockStmt, &k.Stmt, stmt)
		stmt = k.Stmt
	}
}

func (f *File) codeEdges(c *coder) {
	e := rows(c, &f.Edges)
	raised := c.ints(&c.blocks, len(f.Blocks)) // by first block
	for i := range f.Funcs {
		if b := f.Funcs[i].Block; b >= 0 && int(b) < len(raised) {
			raised[b] = int32(f.Funcs[i].Raised)
		}
	}
	block, raise := 0, BlockID(0)
	kinds := &c.column[colEdgeKind]
	for i := range e {
		for block+1 < len(f.Blocks) && int(f.Blocks[block+1].Edge) <= i {
			if block++; raised[block] != 0 {
				raise = BlockID(raised[block])
			}
		}
		if c.reading {
			e[i].Kind = EdgeKind(kinds.octet())
		} else {
			kinds.b = append(kinds.b, byte(e[i].Kind))
		}
		want := BlockID(block)
		if e[i].Kind == OnRaise {
			want = raise
		}
		number(c, colEdge, &e[i].To, want)
		if e[i].Kind == OnRaise {
			raise = e[i].To
		}
	}
}

// codeBinds codes bindings: those of a symbol are its stores, in order.
func (f *File) codeBinds(c *coder) {
	b := rows(c, &f.Binds)
	events := f.findStores(c, len(b))
	for i := range b {
		k := &b[i]
		number(c, colBind, &k.Event, EventID(events[i]-1))
		want := Binding{}
		if e := k.Event; e >= 0 && int(e) < len(f.Events) {
			v := &f.Events[e]
			want = Binding{Value: v.Y, Stmt: v.Stmt, Aug: v.Flags&Aug != 0}
			if v.Stmt > 0 && int(v.Stmt) < len(f.Stmts) {
				want.Func = f.Stmts[v.Stmt].Func
			}
		} else {
			want = f.param(c, i)
		}
		n := int32(0)
		if k.Flow {
			n |= 1
		}
		if k.Value != want.Value || k.Stmt != want.Stmt || k.Func != want.Func || k.Aug != want.Aug || k.Ann != want.Ann {
			n |= 2
		}
		number(c, colFlow, &n, 0)
		k.Flow = n&1 != 0
		if n&2 == 0 {
			k.Value, k.Stmt, k.Func, k.Aug, k.Ann = want.Value, want.Stmt, want.Func, want.Aug, want.Ann
			continue
		}
		number(c, colBindRest, &k.Value, want.Value)
		number(c, colBindRest, &k.Stmt, want.Stmt)
		number(c, colBindRest, &k.Func, want.Func)
		number(c, colBindRest, &k.Ann, want.Ann)
		truth(c, colBindRest, &k.Aug)
	}
}

// findStores finds the store of each binding, +1, and the parameter, +1.
func (f *File) findStores(c *coder, n int) []int32 {
	events, params, used := c.ints(&c.stores, n), c.ints(&c.params, n), c.ints(&c.used, len(f.Symbols))
	slot := func(id SymbolID) int {
		if id <= 0 || int(id) >= len(used) || used[id] >= f.Symbols[id].NBind {
			return -1
		}
		at := int(f.Symbols[id].Bind) + int(used[id])
		used[id]++
		if at < 0 || at >= n {
			return -1
		}
		return at
	}
	for i := range f.Params {
		if at := slot(f.Params[i].Sym); at >= 0 {
			params[at] = int32(i) + 1
		}
	}
	for i := range f.Events {
		e := &f.Events[i]
		if e.Kind != StoreEvent || e.Flags&Copy != 0 || e.X <= 0 || int(e.X) >= len(f.Exprs) || f.Exprs[e.X].Kind != Name {
			continue
		}
		if at := slot(f.Exprs[e.X].Sym); at >= 0 {
			events[at] = int32(i) + 1
		}
	}
	return events
}

// param is the binding that a parameter makes.
func (f *File) param(c *coder, bind int) Binding {
	p := c.params[bind] - 1
	if p < 0 {
		return Binding{}
	}
	b := Binding{Value: ExprID(c.paramRef[p]), Ann: f.Params[p].Ann}
	if s := f.Params[p].Sym; s > 0 && int(s) < len(f.Symbols) {
		if o := f.Symbols[s].Scope; o > 0 && int(o) < len(f.Scopes) {
			b.Func = f.Scopes[o].Func
		}
	}
	if b.Func >= 0 && int(b.Func) < len(f.Funcs) {
		b.Stmt = f.Funcs[b.Func].Stmt
	}
	return b
}

// codeLines codes where lines start: behind the statement on the line before,
// a byte later where that is empty, or at the next statement where it is a comment.
func (f *File) codeLines(c *coder) {
	lines := rows(c, &f.Lines)
	at, id := uint32(0), 1
	for i := range lines {
		for id < len(f.Stmts) && f.Stmts[id].Header.End < at {
			id++
		}
		want := at + 1
		if id < len(f.Stmts) {
			s := &f.Stmts[id]
			start := s.Span.Start - uint32(c.indents[id])
			switch {
			case start <= at:
				want = s.Header.End + 1
				if s.Kind.opens() {
					want++
				}
			case start > at+3:
				want = start
			}
		}
		if i == 0 {
			want = 0
		}
		number(c, colLine, &lines[i], want)
		at = lines[i]
	}
}
