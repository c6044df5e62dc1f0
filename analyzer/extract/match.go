package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// matchStatement lays out match: each case leads to its body or to the next case.
func (x *extractor) matchStatement(n int32) {
	g := x.g
	id := x.clause(facts.Match, n)
	subject := x.subject(n)
	x.f.Stmts[id].X = subject
	x.eval(subject)
	x.flow++
	parent := x.parent
	x.parent = id
	done := g.add(id)
	block := x.t.Child(n, syntax.FieldBody)
	if block >= 0 {
		end := x.nodes[block].Next
		for c := block + 1; c < end; c = x.nodes[c].Next {
			if x.nodes[c].Kind == syntax.CaseClause {
				x.caseClause(c, subject, done)
			}
		}
	}
	g.link(done, facts.Always)
	x.flow--
	x.parent, x.stmt = parent, id
	x.end(id)
	g.start(done)
}

// subject builds what is matched: match a, b is a Tuple.
func (x *extractor) subject(n int32) facts.ExprID {
	mark, end := len(x.kids), x.nodes[n].Next
	at := x.span(n)
	comma := false
	for c := x.skip(n+1, end); c < end && x.nodes[c].Kind != syntax.TokColon; c = x.skip(x.nodes[c].Next, end) {
		switch {
		case x.nodes[c].Field == syntax.FieldSubject && x.nodes[c].Named:
			if len(x.kids) == mark {
				at.Start = x.nodes[c].Start
			}
			at.End = x.nodes[c].End
			x.push(x.expr(c))
		case x.nodes[c].Kind == syntax.TokComma:
			comma = true
		}
	}
	if comma {
		return x.withKids(facts.Expr{Kind: facts.Tuple, Span: at}, mark)
	}
	id := facts.ExprID(0)
	if len(x.kids) > mark {
		id = x.kids[mark]
	}
	x.kids = x.kids[:mark]
	return id
}

// caseClause reads one case, from the current block on; what does not match
// goes on in the current block after it.
func (x *extractor) caseClause(n int32, subject facts.ExprID, done int32) {
	g := x.g
	id := x.clause(facts.Case, n)
	p := pattern{all: true}
	count, end := 0, x.nodes[n].Next
	for c := x.skip(n+1, end); c < end && x.nodes[c].Kind != syntax.TokColon; c = x.skip(x.nodes[c].Next, end) {
		if x.nodes[c].Kind == syntax.CasePattern {
			x.pattern(c, &p, subject)
			count++
		}
	}
	if count > 1 || x.token(n, syntax.TokComma) >= 0 {
		p.all, p.value = false, 0
	}
	guard := x.t.Child(n, syntax.FieldGuard)
	body, next := g.add(id), g.add(id)
	if g.cur == 0 {
		g.cur = g.add(id)
	}
	at := g.cur
	g.edge(at, body, facts.Always)
	if !p.all || count == 0 {
		g.edge(at, next, facts.Always)
	}
	g.start(body)
	for _, c := range p.captures {
		x.store(c.name, c.value)
	}
	x.f.Stmts[id].X = p.value
	if guard >= 0 {
		v := x.expr(x.first(guard))
		x.f.Stmts[id].Y = v
		ok := g.add(id)
		x.cond(v, ok, next)
		g.start(ok)
	}
	x.body(x.t.Child(n, syntax.FieldConsequence), id)
	g.link(done, facts.Always)
	x.end(id)
	g.start(next)
}

// A pattern is what a case pattern binds and whether it matches everything.
type pattern struct {
	value    facts.ExprID // the pattern as a value, where it is one
	captures []capture
	all      bool // matches whatever comes
}

type capture struct {
	name  facts.ExprID
	value facts.ExprID // the subject where the whole of it is captured
}

// pattern reads a pattern: it emits the loads of the values and classes in it
// and collects the names it binds. whole is what it is matched against, 0 where
// that is a part that has no expression.
func (x *extractor) pattern(n int32, p *pattern, whole facts.ExprID) {
	end := x.nodes[n].Next
	switch x.nodes[n].Kind {
	case syntax.CasePattern:
		c := x.skip(n+1, end)
		switch {
		case c < end && x.nodes[c].Kind == syntax.TokUnderscore:
		case c < end && x.nodes[c].Kind == syntax.TokMinus:
			p.all = false
			a := x.expr(x.first(n))
			p.value = x.make(facts.Expr{Kind: facts.Unary, Op: facts.Neg, Span: x.span(n), A: a})
		case c < end:
			x.pattern(c, p, whole)
		}
	case syntax.DottedName:
		x.dottedPattern(n, p, whole)
	case syntax.AsPattern:
		c := x.first(n)
		if c < 0 {
			return
		}
		x.pattern(c, p, whole)
		if name := x.after(c, n); name >= 0 {
			x.capture(name, p, whole)
		}
		p.value = 0
	case syntax.TuplePattern:
		if c := x.first(n); c >= 0 && x.after(c, n) < 0 && x.token(n, syntax.TokComma) < 0 {
			x.pattern(c, p, whole) // parentheses that group
			return
		}
		x.parts(n+1, n, p)
	case syntax.SplatPattern:
		p.all = false
		if c := x.first(n); c >= 0 {
			x.capture(c, p, 0)
		}
	case syntax.KeywordPattern:
		if c := x.first(n); c >= 0 {
			x.parts(x.nodes[c].Next, n, p)
		}
	case syntax.ClassPattern:
		c := x.first(n)
		if c < 0 {
			return
		}
		x.eval(x.dottedExpr(c))
		x.parts(x.nodes[c].Next, n, p)
	case syntax.String, syntax.ConcatenatedString, syntax.Integer, syntax.Float, syntax.True, syntax.False, syntax.None:
		p.all = false
		p.value = x.expr(n)
	default:
		x.parts(n+1, n, p)
	}
}

// parts reads the patterns that a pattern consists of, from child c on.
func (x *extractor) parts(c, n int32, p *pattern) {
	end := x.nodes[n].Next
	for c = x.named(c, end); c < end; c = x.named(x.nodes[c].Next, end) {
		x.pattern(c, p, 0)
	}
	p.all, p.value = false, 0
}

// dottedPattern reads a name: alone it captures, with dots it is a value.
func (x *extractor) dottedPattern(n int32, p *pattern, whole facts.ExprID) {
	c := x.first(n)
	if c < 0 {
		return
	}
	if x.after(c, n) < 0 {
		if string(x.t.Source(c)) != "_" {
			x.capture(c, p, whole)
		}
		return
	}
	p.all = false
	p.value = x.dottedExpr(n)
	x.eval(p.value)
}

func (x *extractor) capture(n int32, p *pattern, whole facts.ExprID) {
	if x.nodes[n].Kind != syntax.Identifier || string(x.t.Source(n)) == "_" {
		return
	}
	name := x.name(n, x.scope)
	x.declareTarget(name)
	p.captures = append(p.captures, capture{name, whole})
}

// dottedExpr builds a.b.c from a dotted name.
func (x *extractor) dottedExpr(n int32) facts.ExprID {
	if x.nodes[n].Kind == syntax.Identifier {
		return x.name(n, x.scope)
	}
	c := x.first(n)
	if c < 0 {
		return 0
	}
	id := x.name(c, x.scope)
	for c = x.after(c, n); c >= 0; c = x.after(c, n) {
		at := x.span(n)
		at.End = x.nodes[c].End
		id = x.make(facts.Expr{Kind: facts.Attr, Span: at, A: id, Str: x.text(c)})
	}
	return id
}
