package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// make appends an expression.
func (x *extractor) make(e facts.Expr) facts.ExprID {
	if x.damaged(e.Span) {
		e.Flags |= facts.InDamage
	}
	x.f.Exprs = append(x.f.Exprs, e)
	return facts.ExprID(len(x.f.Exprs) - 1)
}

// withKids appends an expression whose children stand on the stack from mark on.
func (x *extractor) withKids(e facts.Expr, mark int) facts.ExprID {
	e.Kid, e.NKids = int32(len(x.f.Kids)), int32(len(x.kids)-mark)
	x.f.Kids = append(x.f.Kids, x.kids[mark:]...)
	x.kids = x.kids[:mark]
	return x.make(e)
}

// name makes the Name of node n as it is used in scope s.
func (x *extractor) name(n int32, s facts.ScopeID) facts.ExprID {
	if x.nodes[n].Missing {
		return 0
	}
	return x.nameAt(x.text(n), x.span(n), s)
}

// nameAt makes a Name. Until resolve, A holds its scope.
func (x *extractor) nameAt(id facts.StrID, at source.Span, s facts.ScopeID) facts.ExprID {
	return x.make(facts.Expr{Kind: facts.Name, Span: at, Str: id, A: facts.ExprID(s)})
}

// field builds the child of n in that role; 0 where there is none.
func (x *extractor) field(n int32, f syntax.Field) facts.ExprID {
	return x.expr(x.t.Child(n, f))
}

// expr builds the expression of node n; 0 where it has no meaning.
func (x *extractor) expr(n int32) facts.ExprID {
	if n < 0 {
		return 0
	}
	at := x.span(n)
	switch x.nodes[n].Kind {
	case syntax.Identifier:
		return x.name(n, x.scope)
	case syntax.Attribute:
		obj := x.field(n, syntax.FieldObject)
		return x.attr(n, obj, x.t.Child(n, syntax.FieldAttribute))
	case syntax.Call:
		return x.call(n)
	case syntax.String, syntax.ConcatenatedString:
		return x.str(n)
	case syntax.Integer:
		return x.make(facts.Expr{Kind: facts.Int, Span: at, Str: x.number(n)})
	case syntax.Float:
		return x.make(facts.Expr{Kind: facts.Float, Span: at, Str: x.number(n)})
	case syntax.True:
		return x.make(facts.Expr{Kind: facts.True, Span: at})
	case syntax.False:
		return x.make(facts.Expr{Kind: facts.False, Span: at})
	case syntax.None:
		return x.make(facts.Expr{Kind: facts.None, Span: at})
	case syntax.Ellipsis:
		return x.make(facts.Expr{Kind: facts.Ellipsis, Span: at})
	case syntax.ParenthesizedExpression:
		return x.parens(n)
	case syntax.Tuple, syntax.ExpressionList, syntax.PatternList:
		return x.display(n, facts.Tuple)
	case syntax.TuplePattern:
		if c := x.first(n); c >= 0 && x.after(c, n) < 0 && x.token(n, syntax.TokComma) < 0 {
			return x.parens(n)
		}
		return x.display(n, facts.Tuple)
	case syntax.List, syntax.ListPattern:
		return x.display(n, facts.List)
	case syntax.Set:
		return x.display(n, facts.Set)
	case syntax.Dictionary:
		return x.dict(n)
	case syntax.Subscript:
		return x.subscript(n)
	case syntax.ListSplat, syntax.ListSplatPattern, syntax.ParenthesizedListSplat:
		return x.wrap(facts.Star, n, x.expr(x.first(n)))
	case syntax.DictionarySplat, syntax.DictionarySplatPattern:
		return x.wrap(facts.DoubleStar, n, x.expr(x.first(n)))
	default:
		return x.operation(n)
	}
}

// operation is expr for operators and what is rarer.
func (x *extractor) operation(n int32) facts.ExprID {
	switch x.nodes[n].Kind {
	case syntax.BinaryOperator:
		e := facts.Expr{Kind: facts.Binary, Op: x.operator(n), Span: x.span(n)}
		e.A = x.field(n, syntax.FieldLeft)
		e.B = x.field(n, syntax.FieldRight)
		return x.make(e)
	case syntax.BooleanOperator:
		return x.boolean(n)
	case syntax.NotOperator:
		a := x.expr(x.first(n))
		return x.make(facts.Expr{Kind: facts.Unary, Op: facts.Not, Span: x.span(n), A: a})
	case syntax.UnaryOperator:
		a := x.expr(x.first(n))
		return x.make(facts.Expr{Kind: facts.Unary, Op: x.unary(n), Span: x.span(n), A: a})
	case syntax.ComparisonOperator:
		return x.compare(n)
	case syntax.ConditionalExpression:
		return x.conditional(n)
	case syntax.NamedExpression:
		return x.walrus(n)
	case syntax.Await:
		return x.wrap(facts.Await, n, x.expr(x.first(n)))
	case syntax.Yield:
		return x.yield(n)
	case syntax.Lambda:
		return x.lambda(n)
	case syntax.ListComprehension:
		return x.comprehension(n, facts.ListComp)
	case syntax.SetComprehension:
		return x.comprehension(n, facts.SetComp)
	case syntax.DictionaryComprehension:
		return x.comprehension(n, facts.DictComp)
	case syntax.GeneratorExpression:
		return x.comprehension(n, facts.Generator)
	case syntax.Slice:
		return x.slice(n)
	case syntax.KeywordArgument:
		v := x.field(n, syntax.FieldValue)
		e := facts.Expr{Kind: facts.Keyword, Span: x.span(n), A: v}
		if k := x.t.Child(n, syntax.FieldName); k >= 0 {
			e.Str = x.text(k)
		}
		return x.make(e)
	case syntax.AsPattern, syntax.AsPatternTarget, syntax.Chevron:
		return x.expr(x.first(n))
	default:
		return x.typeExpr(n)
	}
}

// typeExpr is expr for what stands only in annotations.
func (x *extractor) typeExpr(n int32) facts.ExprID {
	switch x.nodes[n].Kind {
	case syntax.Type, syntax.ConstrainedType:
		return x.expr(x.first(n))
	case syntax.GenericType:
		obj, index := x.first(n), int32(none)
		if obj >= 0 {
			index = x.after(obj, n)
		}
		e := facts.Expr{Kind: facts.Subscript, Span: x.span(n), A: x.expr(obj)}
		if index >= 0 {
			if c := x.first(index); c >= 0 && x.after(c, index) < 0 {
				e.B = x.expr(c)
			} else {
				e.B = x.display(index, facts.Tuple)
			}
		}
		return x.make(e)
	case syntax.UnionType:
		l := x.first(n)
		if l < 0 {
			return 0
		}
		e := facts.Expr{Kind: facts.Binary, Op: facts.BitOr, Span: x.span(n), A: x.expr(l)}
		e.B = x.expr(x.after(l, n))
		return x.make(e)
	case syntax.MemberType:
		l := x.first(n)
		if l < 0 {
			return 0
		}
		return x.attr(n, x.expr(l), x.after(l, n))
	case syntax.SplatType:
		return x.wrap(facts.Star, n, x.expr(x.first(n)))
	}
	return 0
}

func (x *extractor) attr(n int32, obj facts.ExprID, name int32) facts.ExprID {
	e := facts.Expr{Kind: facts.Attr, Span: x.span(n), A: obj}
	if name < 0 || x.nodes[name].Missing {
		return x.make(facts.Expr{Kind: facts.Unknown, Span: e.Span})
	}
	e.Str = x.text(name)
	return x.make(e)
}

// walrus builds a := b; a belongs to the nearest scope that is no comprehension.
func (x *extractor) walrus(n int32) facts.ExprID {
	e := facts.Expr{Kind: facts.Named, Span: x.span(n)}
	if target := x.t.Child(n, syntax.FieldName); target >= 0 {
		e.A = x.name(target, x.walrusScope())
		x.declareTarget(e.A)
	}
	e.B = x.field(n, syntax.FieldValue)
	return x.make(e)
}

func (x *extractor) wrap(kind facts.ExprKind, n int32, a facts.ExprID) facts.ExprID {
	return x.make(facts.Expr{Kind: kind, Span: x.span(n), A: a})
}

// parens builds what stands in parentheses that only group.
func (x *extractor) parens(n int32) facts.ExprID {
	id := x.expr(x.first(n))
	if id != 0 {
		x.f.Exprs[id].Flags |= facts.Parens
	}
	return id
}

func (x *extractor) call(n int32) facts.ExprID {
	e := facts.Expr{Kind: facts.Call, Span: x.span(n)}
	e.A = x.field(n, syntax.FieldFunction)
	mark := len(x.kids)
	if args := x.t.Child(n, syntax.FieldArguments); args >= 0 {
		x.arguments(args)
	}
	return x.withKids(e, mark)
}

// arguments pushes the arguments of a call or class on the stack of kids. A
// missing one is pushed as unknown, so that positions stay right.
func (x *extractor) arguments(args int32) {
	if x.nodes[args].Kind == syntax.GeneratorExpression {
		x.push(x.expr(args))
		return
	}
	end := x.nodes[args].Next
	for c := x.named(args+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		x.push(x.expr(c))
	}
}

func (x *extractor) push(id facts.ExprID) { x.kids = append(x.kids, id) }

// display builds a tuple, list or set. The first MaxKids elements are kept;
// what follows is built only where it may do something.
func (x *extractor) display(n int32, kind facts.ExprKind) facts.ExprID {
	mark, end := len(x.kids), x.nodes[n].Next
	var extra []facts.ExprID
	cut := false
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		switch {
		case len(x.kids)-mark < facts.MaxKids:
			x.push(x.expr(c))
		default:
			cut = true
			if !x.constant(c) {
				extra = append(extra, x.expr(c))
			}
		}
	}
	return x.cutDisplay(facts.Expr{Kind: kind, Span: x.span(n)}, mark, cut, extra)
}

func (x *extractor) cutDisplay(e facts.Expr, mark int, cut bool, extra []facts.ExprID) facts.ExprID {
	if cut {
		e.Flags |= facts.Truncated
	}
	id := x.withKids(e, mark)
	if extra != nil {
		x.extra[id] = extra
	}
	return id
}

// constant says whether a node is a literal that nothing happens in.
func (x *extractor) constant(n int32) bool {
	switch x.nodes[n].Kind {
	case syntax.Integer, syntax.Float, syntax.True, syntax.False, syntax.None, syntax.Ellipsis:
		return true
	case syntax.String:
		return x.token(n, syntax.Interpolation) < 0
	case syntax.Tuple, syntax.List, syntax.UnaryOperator:
		end := x.nodes[n].Next
		for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
			if !x.constant(c) {
				return false
			}
		}
		return true
	}
	return false
}

// dict builds a dictionary: kids alternate key and value.
func (x *extractor) dict(n int32) facts.ExprID {
	mark, end := len(x.kids), x.nodes[n].Next
	var extra []facts.ExprID
	cut := false
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		key, value := c, int32(none)
		if x.nodes[c].Kind == syntax.Pair {
			key, value = x.t.Child(c, syntax.FieldKey), x.t.Child(c, syntax.FieldValue)
		}
		switch {
		case len(x.kids)-mark < facts.MaxKids:
			x.push(x.expr(key))
			x.push(x.expr(value))
		default:
			cut = true
			for _, c := range [...]int32{key, value} {
				if c >= 0 && !x.constant(c) {
					extra = append(extra, x.expr(c))
				}
			}
		}
	}
	return x.cutDisplay(facts.Expr{Kind: facts.Dict, Span: x.span(n)}, mark, cut, extra)
}

// subscript builds x[i]; several indexes, or one with a comma, are a Tuple.
func (x *extractor) subscript(n int32) facts.ExprID {
	e := facts.Expr{Kind: facts.Subscript, Span: x.span(n)}
	value := x.t.Child(n, syntax.FieldValue)
	e.A = x.expr(value)
	mark, end := len(x.kids), x.nodes[n].Next
	comma := false
	at := source.Span{}
	for c := x.skip(n+1, end); c < end; c = x.skip(x.nodes[c].Next, end) {
		switch {
		case x.nodes[c].Kind == syntax.TokComma:
			comma = true
		case x.nodes[c].Field == syntax.FieldSubscript && x.nodes[c].Named:
			if len(x.kids) == mark {
				at.Start = x.nodes[c].Start
			}
			at.End = x.nodes[c].End
			x.push(x.expr(c))
		}
	}
	switch {
	case comma:
		e.B = x.withKids(facts.Expr{Kind: facts.Tuple, Span: at}, mark)
	case len(x.kids) > mark:
		e.B = x.kids[len(x.kids)-1]
		x.kids = x.kids[:mark]
	}
	return x.make(e)
}

func (x *extractor) slice(n int32) facts.ExprID {
	mark, end := len(x.kids), x.nodes[n].Next
	parts, at := [3]facts.ExprID{}, 0
	for c := x.skip(n+1, end); c < end; c = x.skip(x.nodes[c].Next, end) {
		switch {
		case x.nodes[c].Kind == syntax.TokColon:
			at = min(at+1, 2)
		case x.nodes[c].Named:
			parts[at] = x.expr(c)
		}
	}
	x.kids = append(x.kids, parts[:]...)
	return x.withKids(facts.Expr{Kind: facts.Slice, Span: x.span(n)}, mark)
}

// boolean builds and, or. A chain of one operator is one expression: a and b and c.
func (x *extractor) boolean(n int32) facts.ExprID {
	op := x.booleanOp(n)
	left := n
	var chain []int32 // right operands, last first
	for x.nodes[left].Kind == syntax.BooleanOperator && x.booleanOp(left) == op {
		chain = append(chain, x.t.Child(left, syntax.FieldRight))
		next := x.t.Child(left, syntax.FieldLeft)
		if next < 0 {
			return 0
		}
		left = next
	}
	mark := len(x.kids)
	x.push(x.expr(left))
	for i := len(chain) - 1; i >= 0; i-- {
		x.push(x.expr(chain[i]))
	}
	return x.withKids(facts.Expr{Kind: op, Span: x.span(n)}, mark)
}

func (x *extractor) booleanOp(n int32) facts.ExprKind {
	if op := x.t.Child(n, syntax.FieldOperator); op >= 0 && x.nodes[op].Kind == syntax.TokOr {
		return facts.Or
	}
	return facts.And
}

func (x *extractor) compare(n int32) facts.ExprID {
	e := facts.Expr{Kind: facts.Compare, Span: x.span(n)}
	mark, end := len(x.kids), x.nodes[n].Next
	for c := x.skip(n+1, end); c < end; c = x.skip(x.nodes[c].Next, end) {
		op := opOf(compareOps[:], x.nodes[c].Kind)
		switch {
		case op != facts.NoOp && e.Op == facts.NoOp:
			e.Op = op
		case op != facts.NoOp:
			e.Flags |= facts.Chained
		case x.nodes[c].Named:
			x.push(x.expr(c))
		}
	}
	return x.withKids(e, mark)
}

// conditional builds a if c else b with the condition first.
func (x *extractor) conditional(n int32) facts.ExprID {
	mark := len(x.kids)
	var part [3]int32
	i, end := 0, x.nodes[n].Next
	for c := x.named(n+1, end); c < end && i < 3; c = x.named(x.nodes[c].Next, end) {
		part[i] = c
		i++
	}
	if i < 3 {
		return 0
	}
	x.push(x.expr(part[1]))
	x.push(x.expr(part[0]))
	x.push(x.expr(part[2]))
	return x.withKids(facts.Expr{Kind: facts.IfExp, Span: x.span(n)}, mark)
}

func (x *extractor) yield(n int32) facts.ExprID {
	x.f.Funcs[x.fn].Flags |= facts.GeneratorFunc
	kind := facts.Yield
	if x.token(n, syntax.TokFrom) >= 0 {
		kind = facts.YieldFrom
	}
	return x.wrap(kind, n, x.expr(x.first(n)))
}

// comprehension builds a comprehension. Its first iterable is read in the
// enclosing scope, all else in its own.
func (x *extractor) comprehension(n int32, kind facts.ExprKind) facts.ExprID {
	outer := x.scope
	x.open(facts.CompScope, x.fn, -1)
	inner := x.scope
	e := facts.Expr{Kind: kind, Span: x.span(n)}
	mark, end := len(x.kids), x.nodes[n].Next
	first := true
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		switch x.nodes[c].Kind {
		case syntax.ForInClause:
			if first {
				x.scope = outer
			}
			iter := x.iterable(c)
			x.scope, first = inner, false
			clause := facts.Expr{Kind: facts.CompFor, Span: x.span(c), B: iter}
			if x.token(c, syntax.TokAsync) >= 0 {
				clause.Flags |= facts.Async
			}
			clause.A = x.field(c, syntax.FieldLeft)
			x.declareTarget(clause.A)
			x.push(x.make(clause))
		case syntax.IfClause:
			x.push(x.wrap(facts.CompIf, c, x.expr(x.first(c))))
		}
	}
	if body := x.t.Child(n, syntax.FieldBody); body >= 0 {
		if x.nodes[body].Kind == syntax.Pair {
			e.A = x.field(body, syntax.FieldKey)
			e.B = x.field(body, syntax.FieldValue)
		} else {
			e.A = x.expr(body)
		}
	}
	x.scope = outer
	return x.withKids(e, mark)
}

// iterable builds what a for clause iterates: for x in a, b is a Tuple.
func (x *extractor) iterable(n int32) facts.ExprID {
	mark, end := len(x.kids), x.nodes[n].Next
	at := source.Span{}
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		if x.nodes[c].Field != syntax.FieldRight {
			continue
		}
		if len(x.kids) == mark {
			at.Start = x.nodes[c].Start
		}
		at.End = x.nodes[c].End
		x.push(x.expr(c))
	}
	if len(x.kids) == mark+1 {
		id := x.kids[mark]
		x.kids = x.kids[:mark]
		return id
	}
	if len(x.kids) == mark {
		return 0
	}
	return x.withKids(facts.Expr{Kind: facts.Tuple, Span: at}, mark)
}

// declareTarget declares the names of a target before their events are made.
func (x *extractor) declareTarget(id facts.ExprID) {
	e := &x.f.Exprs[id]
	switch e.Kind {
	case facts.Name:
		x.declare(facts.ScopeID(e.A), e.Str)
	case facts.Star:
		x.declareTarget(e.A)
	case facts.Tuple, facts.List:
		for _, k := range x.f.KidsOf(id) {
			x.declareTarget(k)
		}
	}
}

func (x *extractor) operator(n int32) facts.Op {
	if op := x.t.Child(n, syntax.FieldOperator); op >= 0 {
		return opOf(binaryOps[:], x.nodes[op].Kind)
	}
	return facts.NoOp
}

func (x *extractor) unary(n int32) facts.Op {
	switch c := x.skip(n+1, x.nodes[n].Next); {
	case c >= x.nodes[n].Next:
		return facts.NoOp
	case x.nodes[c].Kind == syntax.TokMinus:
		return facts.Neg
	case x.nodes[c].Kind == syntax.TokPlus:
		return facts.Pos
	case x.nodes[c].Kind == syntax.TokTilde:
		return facts.Invert
	}
	return facts.NoOp
}

func opOf(table []facts.Op, k syntax.Kind) facts.Op {
	if int(k) < len(table) {
		return table[k]
	}
	return facts.NoOp
}

// binaryOps and compareOps say which operator a token is; also of op= tokens.
var binaryOps = [...]facts.Op{
	syntax.TokPlus: facts.Add, syntax.TokMinus: facts.Sub, syntax.TokStar: facts.Mul, syntax.TokSlash: facts.Div,
	syntax.TokSlashSlash: facts.FloorDiv, syntax.TokPercent: facts.Mod, syntax.TokStarStar: facts.Pow, syntax.TokAt: facts.MatMul,
	syntax.TokLessLess: facts.LShift, syntax.TokGreaterGreater: facts.RShift, syntax.TokAmpersand: facts.BitAnd,
	syntax.TokPipe: facts.BitOr, syntax.TokCaret: facts.BitXor,
	syntax.TokPlusEqual: facts.Add, syntax.TokMinusEqual: facts.Sub, syntax.TokStarEqual: facts.Mul, syntax.TokSlashEqual: facts.Div,
	syntax.TokSlashSlashEqual: facts.FloorDiv, syntax.TokPercentEqual: facts.Mod, syntax.TokStarStarEqual: facts.Pow, syntax.TokAtEqual: facts.MatMul,
	syntax.TokLessLessEqual: facts.LShift, syntax.TokGreaterGreaterEqual: facts.RShift, syntax.TokAmpersandEqual: facts.BitAnd,
	syntax.TokPipeEqual: facts.BitOr, syntax.TokCaretEqual: facts.BitXor,
}

var compareOps = [...]facts.Op{
	syntax.TokEqualEqual: facts.Eq, syntax.TokExclamationEqual: facts.NotEq, syntax.TokLessGreater: facts.NotEq,
	syntax.TokLess: facts.Lt, syntax.TokLessEqual: facts.LtE, syntax.TokGreater: facts.Gt, syntax.TokGreaterEqual: facts.GtE,
	syntax.TokIs: facts.Is, syntax.TokIsNot: facts.IsNot, syntax.TokIn: facts.In, syntax.TokNotIn: facts.NotIn,
}
