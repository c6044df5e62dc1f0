package extract

import (
	"bytes"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// maxFinals is how deep finally bodies may be nested in each other before the
// inner ones are laid out once for all ways out: each level multiplies copies.
const maxFinals = 3

// tryStatement lays out try, except, else and finally.
func (x *extractor) tryStatement(n int32) {
	g := x.g
	id := x.clause(facts.Try, n)
	x.flow++
	finally := x.token(n, syntax.FinallyClause)
	handled := x.token(n, syntax.ExceptClause) >= 0 || x.token(n, syntax.ExceptGroupClause) >= 0
	g.split(id)
	if finally >= 0 {
		g.push(frame{kind: cleanFrame})
	}
	if handled {
		g.push(frame{kind: handlerFrame})
	}
	x.body(x.t.Child(n, syntax.FieldBody), id)
	done := g.add(id)
	normal, other := done, x.token(n, syntax.ElseClause)
	if other >= 0 {
		normal = g.add(id)
	}
	g.link(normal, facts.Always)
	if handled {
		x.handlers(n, id, g.pop().landing[raiseWay], done)
	}
	if other >= 0 {
		g.start(normal)
		x.elseClause(other, id, false)
		g.link(done, facts.Always)
	}
	g.start(done)
	if finally >= 0 {
		x.finally(finally, id)
	}
	x.flow--
	x.stmt = id
	x.end(id)
}

// handlers lays out the except clauses as a chain that begins in block at (0:
// nothing in the body raises; the clauses are unreachable then).
func (x *extractor) handlers(n int32, id facts.StmtID, at, done int32) {
	g := x.g
	parent := x.parent
	x.parent = id
	dead := at == 0
	if dead {
		at = g.add(id)
	}
	end := x.nodes[n].Next
	for c := n + 1; c < end; c = x.nodes[c].Next {
		k := x.nodes[c].Kind
		if k != syntax.ExceptClause && k != syntax.ExceptGroupClause {
			continue
		}
		g.force(at)
		clause := x.clause(facts.Except, c)
		g.blocks[at].stmt = clause
		typ, name := x.exceptParts(c)
		x.f.Stmts[clause].X, x.f.Stmts[clause].Y = typ, name
		if k == syntax.ExceptGroupClause {
			x.f.Stmts[clause].Flags |= facts.StarExcept
		}
		x.eval(typ)
		body := g.add(clause)
		last := g.cur
		g.edge(last, body, facts.Always)
		next := int32(0)
		if !x.catchesAll(typ, c) {
			next = g.add(id)
			g.edge(last, next, facts.Always)
		}
		g.force(body)
		if name != 0 {
			v := x.make(facts.Expr{Kind: facts.CaughtOf, Span: x.f.Exprs[name].Span, A: typ})
			x.store(name, v)
		}
		x.body(x.bodyOf(c), clause)
		x.end(clause)
		if k == syntax.ExceptGroupClause && next != 0 {
			g.link(next, facts.Always) // the rest of the group goes on to the next clause
		}
		g.link(done, facts.Always)
		if next == 0 {
			next = g.add(id) // clauses after one that catches all
			dead = true
		}
		at = next
	}
	x.parent, x.stmt = parent, id
	if !dead || g.blocks[at].preds > 0 {
		g.force(at)
		g.leave(raiseWay)
	}
	g.cur = 0
}

// exceptParts is the type and the name of an except clause.
func (x *extractor) exceptParts(n int32) (typ, name facts.ExprID) {
	c := x.first(n)
	if c < 0 || x.nodes[c].Kind == syntax.Block {
		return 0, 0
	}
	target := int32(none)
	switch k := x.nodes[c].Kind; {
	case k == syntax.AsPattern:
		target = x.t.Child(c, syntax.FieldAlias)
		c = x.first(c)
	case k == syntax.Tuple && !bytes.HasPrefix(x.t.Source(c), []byte("(")):
		// `except A, B:` without parentheses, which syntax has mended.
		if a := x.first(c); a >= 0 {
			if b := x.after(a, c); x.python2Alias(b) && x.after(b, c) < 0 {
				c, target = a, b
			}
		}
	default:
		if s := x.after(c, n); s >= 0 && x.nodes[s].Kind != syntax.Block {
			target = s
		}
		if target >= 0 && x.token(n, syntax.TokComma) >= 0 && !x.python2Alias(target) {
			return x.exceptTuple(c, target), 0
		}
	}
	typ, name = x.expr(c), x.expr(target)
	x.declareTarget(name)
	return typ, name
}

// python2Alias says whether the second part of `except A, b:` is the name that
// Python 2 binds, not a class of Python 3.14's tuple: classes begin with a capital.
func (x *extractor) python2Alias(n int32) bool {
	if n < 0 || x.nodes[n].Kind != syntax.Identifier || x.nodes[n].Missing {
		return false
	}
	c := x.t.Source(n)[0]
	return c == '_' || (c >= 'a' && c <= 'z')
}

// exceptTuple builds the types of `except A, B:`.
func (x *extractor) exceptTuple(a, b int32) facts.ExprID {
	mark := len(x.kids)
	x.push(x.expr(a))
	x.push(x.expr(b))
	at := x.span(a)
	at.End = x.nodes[b].End
	return x.withKids(facts.Expr{Kind: facts.Tuple, Span: at}, mark)
}

// catchesAll says whether an except clause lets no exception through.
func (x *extractor) catchesAll(typ facts.ExprID, clause int32) bool {
	if typ == 0 {
		c := x.first(clause)
		return !x.nodes[clause].HasError && (c < 0 || x.nodes[c].Kind == syntax.Block)
	}
	e := &x.f.Exprs[typ]
	return (e.Kind == facts.Name || e.Kind == facts.Attr) && x.f.Strings[e.Str] == "BaseException"
}

// finally closes the frame of a try with finally and lays out its body once for
// each way out that is used.
func (x *extractor) finally(n int32, try facts.StmtID) {
	g := x.g
	fr := g.pop()
	parent := x.parent
	x.parent = try
	id := x.clause(facts.Finally, n)
	fr.landing[normalWay] = g.cur
	done := g.add(try)
	lo := g.add(id)
	shared := g.finals >= maxFinals
	first := ways
	for w := normalWay; w < ways; w++ {
		if fr.landing[w] != 0 && (first == ways || shared) {
			g.cur = fr.landing[w]
			g.link(lo, facts.Always)
			first = min(first, w)
		}
	}
	g.start(lo)
	g.finals++
	x.body(x.bodyOf(n), id)
	g.finals--
	// Copies are made before the ways go on: those edges belong to one way each.
	hi, end := int32(len(g.blocks)), g.cur
	var exits [ways]int32
	for w := first; w < ways; w++ {
		exits[w] = end
		if fr.landing[w] != 0 && w != first && !shared {
			var entry int32
			entry, exits[w] = g.clone(lo, hi, end)
			g.edge(fr.landing[w], entry, facts.Always)
		}
	}
	for w := first; w < ways; w++ {
		if fr.landing[w] == 0 {
			continue
		}
		g.cur = exits[w]
		if w == normalWay {
			g.link(done, facts.Always)
		} else {
			g.leave(w)
		}
	}
	x.end(id)
	x.parent, x.stmt = parent, try
	g.start(done)
}
