package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// ifStatement lays out if, elif and else.
func (x *extractor) ifStatement(n int32) {
	g := x.g
	id := x.clause(facts.If, n)
	x.flow++
	done := g.add(id)
	no, checking := x.branch(n, n, id, done)
	end := x.nodes[n].Next
	for c := n + 1; c < end; c = x.nodes[c].Next {
		switch x.nodes[c].Kind {
		case syntax.ElifClause:
			g.start(no)
			parent := x.parent
			x.parent = id
			elif := x.clause(facts.Elif, c)
			no, checking = x.branch(c, n, elif, done)
			x.end(elif)
			x.parent = parent
		case syntax.ElseClause:
			g.start(no)
			x.elseClause(c, id, checking)
			g.link(done, facts.Always)
		}
	}
	x.flow--
	x.stmt = id
	x.end(id)
	g.start(done)
}

// branch reads the condition and the body of an if or elif and is the block of
// the false way: done where nothing follows it in statement whole. checking
// says that the condition is `not TYPE_CHECKING`.
func (x *extractor) branch(n, whole int32, id facts.StmtID, done int32) (no int32, checking bool) {
	g := x.g
	v := x.field(n, syntax.FieldCondition)
	s := &x.f.Stmts[id]
	s.X = v
	e := x.f.Exprs[v]
	switch {
	case x.isTypeChecking(v):
		s.Flags |= facts.TypeChecking
	case x.isMainGuard(v):
		s.Flags |= facts.MainGuard
	}
	checking = e.Kind == facts.Unary && e.Op == facts.Not && x.isTypeChecking(e.A)
	yes, no := g.add(id), done
	if x.followed(n, whole) {
		no = g.add(id)
	}
	x.cond(v, yes, no)
	g.start(yes)
	x.body(x.t.Child(n, syntax.FieldConsequence), id)
	g.link(done, facts.Always)
	return no, checking
}

// followed says whether an elif or else clause of statement whole follows n,
// which is the statement itself or a clause of it.
func (x *extractor) followed(n, whole int32) bool {
	c := whole + 1
	if n != whole {
		c = x.nodes[n].Next
	}
	for ; c < x.nodes[whole].Next; c = x.nodes[c].Next {
		if k := x.nodes[c].Kind; k == syntax.ElifClause || k == syntax.ElseClause {
			return true
		}
	}
	return false
}

// elseClause reads the else of any statement, from the current block on.
func (x *extractor) elseClause(n int32, owner facts.StmtID, checking bool) {
	parent := x.parent
	x.parent = owner
	id := x.clause(facts.Else, n)
	if checking {
		x.f.Stmts[id].Flags |= facts.TypeChecking
	}
	x.body(x.t.Child(n, syntax.FieldBody), id)
	x.end(id)
	x.parent, x.stmt = parent, owner
}

func (x *extractor) isTypeChecking(id facts.ExprID) bool {
	e := &x.f.Exprs[id]
	return (e.Kind == facts.Name || e.Kind == facts.Attr) && x.f.Strings[e.Str] == "TYPE_CHECKING"
}

// isMainGuard says whether an expression is __name__ == "__main__", either way round.
func (x *extractor) isMainGuard(id facts.ExprID) bool {
	e := &x.f.Exprs[id]
	if e.Kind != facts.Compare || e.Op != facts.Eq || e.NKids != 2 {
		return false
	}
	kids := x.f.KidsOf(id)
	a, b := &x.f.Exprs[kids[0]], &x.f.Exprs[kids[1]]
	if a.Kind == facts.Str {
		a, b = b, a
	}
	return a.Kind == facts.Name && x.f.Strings[a.Str] == "__name__" && b.Kind == facts.Str && x.f.Strings[b.Str] == "__main__"
}

func (x *extractor) forStatement(n int32) {
	g := x.g
	id := x.clause(facts.For, n)
	async := x.token(n, syntax.TokAsync) >= 0
	if async {
		x.f.Stmts[id].Flags |= facts.AsyncStmt
	}
	iter := x.field(n, syntax.FieldRight)
	x.eval(iter)
	target := x.field(n, syntax.FieldLeft)
	x.declareTarget(target)
	x.f.Stmts[id].X, x.f.Stmts[id].Y = target, iter
	x.flow++
	done := g.add(id)
	exhausted := x.exhausted(n, id, done)
	h := x.head(iter, target, async, exhausted)
	g.start(h.block)
	g.push(frame{kind: loopFrame, landing: [ways]int32{breakWay: done, continueWay: h.head}})
	x.store(target, x.item(iter, target))
	x.finishLoop(n, id, h.head, exhausted, done)
}

// exhausted is where a loop's head leads when it ends: to its else, or to done.
func (x *extractor) exhausted(n int32, id facts.StmtID, done int32) int32 {
	if x.token(n, syntax.ElseClause) >= 0 {
		return x.g.add(id)
	}
	return done
}

// finishLoop reads the body and the else of a loop whose frame is open.
func (x *extractor) finishLoop(n int32, id facts.StmtID, head, exhausted, done int32) {
	g := x.g
	x.body(x.t.Child(n, syntax.FieldBody), id)
	g.link(head, facts.Back)
	g.pop()
	if c := x.token(n, syntax.ElseClause); c >= 0 {
		g.start(exhausted)
		x.elseClause(c, id, false)
		g.link(done, facts.Always)
	}
	x.flow--
	x.stmt = id
	x.end(id)
	g.start(done)
}

func (x *extractor) whileStatement(n int32) {
	g := x.g
	id := x.clause(facts.While, n)
	v := x.field(n, syntax.FieldCondition)
	x.f.Stmts[id].X = v
	x.flow++
	done, body, head := g.add(id), g.add(id), g.add(id)
	exhausted := x.exhausted(n, id, done)
	g.blocks[head].loop = true
	g.link(head, facts.Always)
	g.force(head)
	x.cond(v, body, exhausted)
	g.start(body)
	g.push(frame{kind: loopFrame, landing: [ways]int32{breakWay: done, continueWay: head}})
	x.finishLoop(n, id, head, exhausted, done)
}

// withStatement lays out a with: each item is entered, the body runs, and the
// items are left in reverse on each way out that is used.
func (x *extractor) withStatement(n int32) {
	id := x.clause(facts.With, n)
	async := x.token(n, syntax.TokAsync) >= 0
	if async {
		x.f.Stmts[id].Flags |= facts.AsyncStmt
	}
	parent := x.parent
	x.parent = id
	x.flow++
	var items []withItem
	for _, c := range x.withItems(n) {
		items = append(items, x.enterItem(c, async))
	}
	x.parent = parent
	x.body(x.t.Child(n, syntax.FieldBody), id)
	for i := len(items) - 1; i >= 0; i-- {
		x.exitItem(items[i], async)
	}
	x.flow--
	x.stmt = id
	x.end(id)
}

// A withItem is one manager of a with statement.
type withItem struct {
	stmt    facts.StmtID
	manager facts.ExprID
}

// withItems lists the items of a with; those in parentheses that the grammar
// reads as a tuple too.
func (x *extractor) withItems(n int32) []int32 {
	var out []int32
	clause := x.token(n, syntax.WithClause)
	if clause < 0 {
		return nil
	}
	end := x.nodes[clause].Next
	for c := x.named(clause+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		v := c
		if x.nodes[c].Kind == syntax.WithItem {
			v = x.first(c)
		}
		if v < 0 {
			continue
		}
		k := x.nodes[v].Kind
		if (k == syntax.Tuple || k == syntax.ParenthesizedExpression) && x.token(v, syntax.AsPattern) >= 0 {
			last := x.nodes[v].Next
			for i := x.named(v+1, last); i < last; i = x.named(x.nodes[i].Next, last) {
				out = append(out, i)
			}
			continue
		}
		out = append(out, v)
	}
	return out
}

// enterItem enters one item and opens its frame.
func (x *extractor) enterItem(n int32, async bool) withItem {
	g := x.g
	it := withItem{stmt: x.begin(facts.WithItem, n)}
	value, alias := n, int32(none)
	if x.nodes[n].Kind == syntax.AsPattern {
		value, alias = x.first(n), x.t.Child(n, syntax.FieldAlias)
	}
	it.manager = x.expr(value)
	x.eval(it.manager)
	target := x.expr(alias)
	x.declareTarget(target)
	x.f.Stmts[it.stmt].X, x.f.Stmts[it.stmt].Y = it.manager, target
	x.event(facts.EnterEvent, it.manager, target)
	g.mayRaise()
	if async {
		x.event(facts.AwaitEvent, it.manager, 0)
	}
	g.split(it.stmt)
	g.push(frame{kind: cleanFrame})
	if target != 0 {
		v := x.make(facts.Expr{Kind: facts.EnterOf, Span: x.f.Exprs[target].Span, A: it.manager})
		x.store(target, v)
	}
	x.end(it.stmt)
	return it
}

// exitItem leaves an item on each way out. contextlib.suppress goes on after
// the with where others let the exception through.
func (x *extractor) exitItem(it withItem, async bool) {
	g := x.g
	fr := g.pop()
	x.stmt = it.stmt
	after := g.add(it.stmt)
	flags := x.flags
	for w := normalWay; w < ways; w++ {
		if w == normalWay {
			g.split(it.stmt)
		} else {
			g.cur = fr.landing[w]
		}
		if g.cur == 0 {
			continue
		}
		x.event(facts.ExitEvent, it.manager, 0)
		if async {
			x.event(facts.AwaitEvent, it.manager, 0)
			g.mayRaise()
		}
		x.flags |= facts.Copy
		if w == normalWay {
			g.link(after, facts.Always)
			continue
		}
		if w == raiseWay && x.suppresses(it.manager) {
			g.edge(g.cur, after, facts.Always)
		}
		g.leave(w)
	}
	x.flags = flags
	g.start(after)
}

// suppresses says whether a manager is a call of suppress or contextlib.suppress.
func (x *extractor) suppresses(id facts.ExprID) bool {
	e := &x.f.Exprs[id]
	if e.Kind != facts.Call {
		return false
	}
	c := &x.f.Exprs[e.A]
	return (c.Kind == facts.Name || c.Kind == facts.Attr) && x.f.Strings[c.Str] == "suppress"
}
