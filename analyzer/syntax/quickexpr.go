package syntax

// Precedences of the grammar; where they differ from Python's, so does its tree.
const (
	precOr      = 10
	precAnd     = 11
	precNot     = 12
	precCompare = 13
	precUnary   = 20
	precPower   = 21
)

// binaryPrec is the precedence of a binary operator, or 0.
func binaryPrec(k Kind) int {
	switch k {
	case TokPipe:
		return 14
	case TokAmpersand:
		return 15
	case TokCaret:
		return 16
	case TokLessLess, TokGreaterGreater:
		return 17
	case TokPlus, TokMinus:
		return 18
	case TokStar, TokAt, TokSlash, TokPercent, TokSlashSlash:
		return 19
	case TokStarStar:
		return precPower
	}
	return 0
}

// expression takes an expression: one with a condition, a lambda or one with :=, too.
func (q *quickParser) expression() int {
	q.deeper()
	mark := q.mark()
	at := q.disjunction()
	if q.tok == TokIf {
		q.next()
		q.disjunction()
		q.take(TokElse)
		q.expression()
		at = q.node(ConditionalExpression, mark)
	}
	q.level--
	return at
}

// disjunction takes an expression that no condition follows.
func (q *quickParser) disjunction() int {
	switch {
	case q.tok == TokLambda:
		return q.lambda()
	case q.tok == Identifier && q.toks[q.i+1].kind == TokColonEqual:
		mark := q.mark()
		q.as(FieldName, q.next())
		q.next()
		if q.tok == TokLambda || q.tok == Identifier && q.peek() == TokColonEqual {
			panic(givenUp{})
		}
		q.as(FieldValue, q.boolean(precOr))
		return q.node(NamedExpression, mark)
	}
	return q.boolean(precOr)
}

// boolean takes operands of "or", "and" or "not" of that precedence and more.
func (q *quickParser) boolean(prec int) int {
	q.deeper()
	mark := q.mark()
	var at int
	if q.tok == TokNot {
		q.next()
		q.noLambda()
		q.as(FieldArgument, q.boolean(precNot))
		at = q.node(NotOperator, mark)
	} else {
		at = q.comparison()
	}
	for {
		p := 0
		switch q.tok {
		case TokOr:
			p = precOr
		case TokAnd:
			p = precAnd
		}
		if p == 0 || p < prec {
			break
		}
		q.as(FieldLeft, at)
		q.as(FieldOperator, q.next())
		q.noLambda()
		q.as(FieldRight, q.boolean(p+1))
		at = q.node(BooleanOperator, mark)
	}
	q.level--
	return at
}

// comparison takes operands of comparing operators.
func (q *quickParser) comparison() int {
	mark := q.mark()
	at := q.binary(0)
	compared := false
	for q.comparing() {
		compared = true
		q.binary(0)
	}
	if compared {
		at = q.node(ComparisonOperator, mark)
	}
	return at
}

// comparing takes a comparing operator if one is there.
func (q *quickParser) comparing() bool {
	op := q.mark()
	switch q.tok {
	case TokLess, TokLessEqual, TokEqualEqual, TokExclamationEqual, TokGreaterEqual, TokGreater, TokIn:
		q.as(FieldOperators, q.next())
	case TokIs:
		at := q.next()
		if q.tok == TokNot {
			q.next()
			at = q.node(TokIsNot, op)
		}
		q.as(FieldOperators, at)
	case TokNot:
		q.next()
		q.take(TokIn)
		q.as(FieldOperators, q.node(TokNotIn, op))
	default:
		return false
	}
	return true
}

// binary takes operands of arithmetic operators of a higher precedence.
func (q *quickParser) binary(above int) int {
	q.deeper()
	mark := q.mark()
	at := q.unary()
	for {
		p := binaryPrec(q.tok)
		if p <= above {
			break
		}
		q.as(FieldLeft, at)
		q.as(FieldOperator, q.next())
		if p == precPower {
			q.as(FieldRight, q.binary(p-1)) // the only one that groups to the right
		} else {
			q.as(FieldRight, q.binary(p))
		}
		at = q.node(BinaryOperator, mark)
	}
	q.level--
	return at
}

func (q *quickParser) unary() int {
	mark := q.mark()
	switch q.tok {
	case TokPlus, TokMinus, TokTilde:
		q.as(FieldOperator, q.next())
		q.as(FieldArgument, q.binary(precUnary))
		return q.node(UnaryOperator, mark)
	case TokAwait:
		q.next()
		q.binary(precUnary)
		return q.node(Await, mark)
	}
	return q.primary()
}

// primary takes an atom and what is asked of it.
func (q *quickParser) primary() int {
	mark := q.mark()
	at := q.atom()
	for {
		switch q.tok {
		case TokDot:
			q.as(FieldObject, at)
			q.next()
			q.as(FieldAttribute, q.take(Identifier))
			at = q.node(Attribute, mark)
		case TokLeftParen:
			q.as(FieldFunction, at)
			q.as(FieldArguments, q.arguments(true))
			at = q.node(Call, mark)
		case TokLeftBracket:
			q.as(FieldValue, at)
			q.subscripts()
			at = q.node(Subscript, mark)
		default:
			return at
		}
	}
}

func (q *quickParser) atom() int {
	switch q.tok {
	case Identifier, Integer, Float, True, False, None:
		return q.next()
	case quickString, StringStart:
		return q.strings()
	case TokLeftParen:
		return q.parens()
	case TokLeftBracket:
		return q.list()
	case TokLeftBrace:
		return q.braces()
	case TokDot:
		t := q.toks[q.i:]
		if len(t) > 2 && t[1].kind == TokDot && t[2].kind == TokDot && t[2].end == t[0].start+3 {
			q.i += 2
			at := q.leaf(Ellipsis, t[2].end)
			q.out[at].Start = t[0].start
			return at
		}
	}
	panic(givenUp{})
}

// arguments takes the arguments of a call, or the bases of a class.
func (q *quickParser) arguments(generator bool) int {
	q.deeper()
	defer func() { q.level-- }()
	mark := q.mark()
	q.next()
	for n := 0; q.tok != TokRightParen; n++ {
		if q.argument(); n == 0 && q.clause() {
			if !generator {
				panic(givenUp{})
			}
			return q.comprehension(GeneratorExpression, mark, TokRightParen)
		}
		if q.tok != TokComma {
			break
		}
		q.next()
	}
	q.take(TokRightParen)
	return q.node(ArgumentList, mark)
}

func (q *quickParser) argument() {
	mark := q.mark()
	switch {
	case q.tok == TokStar:
		q.splat(ListSplat)
	case q.tok == TokStarStar:
		q.splat(DictionarySplat)
	case q.tok == Identifier && q.peek() == TokEqual:
		q.as(FieldName, q.next())
		q.next()
		q.as(FieldValue, q.expression())
		q.node(KeywordArgument, mark)
	default:
		q.expression()
	}
}

// splat takes a star or two and an expression.
func (q *quickParser) splat(k Kind) {
	mark := q.mark()
	q.next()
	if q.tok == TokLambda || q.tok == Identifier && q.peek() == TokColonEqual {
		panic(givenUp{})
	}
	q.expression()
	if q.clause() {
		panic(givenUp{})
	}
	if at := q.node(k, mark); q.soft && k == ListSplat && q.out[at].Next != 3 {
		panic(givenUp{}) // to the grammar the star may belong to the first name alone
	}
}

func (q *quickParser) subscripts() {
	q.deeper()
	q.next()
	for {
		q.as(FieldSubscript, q.subscript())
		if q.tok != TokComma {
			break
		}
		if q.next(); q.tok == TokRightBracket {
			break
		}
	}
	q.take(TokRightBracket)
	q.level--
}

func (q *quickParser) subscript() int {
	mark := q.mark()
	at := -1
	if q.tok != TokColon {
		at = q.expression()
	}
	if q.tok != TokColon {
		return at
	}
	for n := 0; n < 2 && q.tok == TokColon; n++ {
		q.next()
		if q.tok != TokColon && q.tok != TokComma && q.tok != TokRightBracket {
			q.expression()
		}
	}
	return q.node(Slice, mark)
}

// parens takes what is in parentheses.
func (q *quickParser) parens() int {
	q.deeper()
	defer func() { q.level-- }()
	mark := q.mark()
	q.next()
	if q.tok == TokRightParen {
		q.next()
		return q.node(Tuple, mark)
	}
	star := q.tok == TokStar
	q.first()
	switch {
	case q.clause():
		return q.comprehension(GeneratorExpression, mark, TokRightParen)
	case q.tok == TokComma:
		q.elements()
		q.take(TokRightParen)
		return q.node(Tuple, mark)
	case star:
		panic(givenUp{})
	}
	q.take(TokRightParen)
	return q.node(ParenthesizedExpression, mark)
}

// first takes the first element of a collection. Where it is a starred one and the
// only one, the grammar takes the star for a part of the first name.
func (q *quickParser) first() {
	star, name := q.tok == TokStar, q.peek() == Identifier
	if q.element(); star && q.tok != TokComma && !(name && q.out[len(q.out)-q.trail-1].Next == 3) {
		panic(givenUp{})
	}
}

// element takes what may stand between the commas of a collection.
func (q *quickParser) element() {
	switch q.tok {
	case TokStar:
		q.splat(ListSplat)
	case TokYield:
		q.yield()
	default:
		q.expression()
	}
}

// elements takes the elements behind the first, and the last comma.
func (q *quickParser) elements() {
	for q.tok == TokComma {
		if q.next(); q.tok == TokRightParen || q.tok == TokRightBracket || q.tok == TokRightBrace {
			return
		}
		q.element()
	}
}

func (q *quickParser) list() int {
	q.deeper()
	defer func() { q.level-- }()
	mark := q.mark()
	q.next()
	if q.tok != TokRightBracket {
		q.first()
		if q.clause() {
			return q.comprehension(ListComprehension, mark, TokRightBracket)
		}
		q.elements()
	}
	q.take(TokRightBracket)
	return q.node(List, mark)
}

// braces takes a set or a dictionary.
func (q *quickParser) braces() int {
	q.deeper()
	defer func() { q.level-- }()
	mark := q.mark()
	q.next()
	if q.tok == TokRightBrace {
		q.next()
		return q.node(Dictionary, mark)
	}
	if q.tok == TokStar {
		q.first()
	} else if q.pair() {
		if q.clause() {
			return q.comprehension(DictionaryComprehension, mark, TokRightBrace)
		}
		for q.tok == TokComma {
			if q.next(); q.tok == TokRightBrace {
				break
			}
			if !q.pair() {
				panic(givenUp{})
			}
		}
		q.take(TokRightBrace)
		return q.node(Dictionary, mark)
	}
	if q.clause() {
		return q.comprehension(SetComprehension, mark, TokRightBrace)
	}
	q.elements()
	q.take(TokRightBrace)
	return q.node(Set, mark)
}

// pair takes an element in braces, and says whether it is one of a dictionary.
func (q *quickParser) pair() bool {
	mark := q.mark()
	if q.tok == TokStarStar {
		q.splat(DictionarySplat)
		return true
	}
	key := q.expression()
	if q.tok != TokColon {
		return false
	}
	q.as(FieldKey, key)
	q.next()
	q.as(FieldValue, q.expression())
	q.node(Pair, mark)
	return true
}

// clause says whether a clause of a comprehension is looked at, the first of which says for.
func (q *quickParser) clause() bool { return q.tok == TokFor || q.tok == TokAsync }

// comprehension takes the clauses behind the body of a comprehension, which is the last
// node, and its closing bracket.
func (q *quickParser) comprehension(k Kind, mark int, closing Kind) int {
	body := len(q.out) - q.trail - 1
	if b := q.out[body].Kind; b == ListSplat || b == DictionarySplat || b == KeywordArgument || b == Yield {
		panic(givenUp{})
	}
	q.as(FieldBody, body)
	for q.tok != closing {
		clause := q.mark()
		if q.tok == TokIf {
			q.next()
			q.noLambda()
			q.disjunction()
			q.node(IfClause, clause)
			continue
		}
		if q.tok == TokAsync {
			q.next()
		}
		q.take(TokFor)
		q.as(FieldLeft, q.targets())
		q.take(TokIn)
		q.noLambda()
		q.as(FieldRight, q.boolean(precOr))
		if q.tok == TokComma {
			panic(givenUp{})
		}
		q.node(ForInClause, clause)
	}
	q.next()
	return q.node(k, mark)
}

// noLambda gives up where a lambda takes more or less than Python's would.
func (q *quickParser) noLambda() {
	if q.tok == TokLambda {
		panic(givenUp{})
	}
}

func (q *quickParser) lambda() int {
	mark := q.mark()
	q.next()
	if q.tok != TokColon {
		params := q.mark()
		q.parameterList(TokColon, false)
		q.as(FieldParameters, q.node(LambdaParameters, params))
	}
	q.take(TokColon)
	q.as(FieldBody, q.expression())
	return q.node(Lambda, mark)
}

func (q *quickParser) yield() int {
	mark := q.mark()
	q.next()
	switch q.tok {
	case TokFrom:
		q.next()
		q.expression()
	case TokEqual, TokComma:
		panic(givenUp{})
	case quickNewline, TokSemicolon, TokRightParen, TokRightBracket, TokRightBrace:
	default:
		q.expressions(ExpressionList)
	}
	return q.node(Yield, mark)
}

// ends says whether no further expression of a list follows its comma.
func (q *quickParser) ends() bool {
	switch q.tok {
	case quickNewline, TokSemicolon, TokEqual, TokColon, TokRightParen, TokRightBracket, TokRightBrace, TypeConversion, TokIn:
		return true
	}
	return q.augmented()
}

// expressions takes an expression, or several as a node of the kind.
func (q *quickParser) expressions(k Kind) int {
	mark := q.mark()
	at := q.starred()
	if q.tok != TokComma {
		return at
	}
	for q.tok == TokComma {
		if q.next(); q.ends() {
			break
		}
		q.starred()
	}
	return q.node(k, mark)
}

// starred takes an expression or a starred name. Anything else behind a star
// has a tree by the grammar in which the star belongs to its first part.
func (q *quickParser) starred() int {
	if q.tok != TokStar {
		return q.expression()
	}
	mark := q.mark()
	q.next()
	q.take(Identifier)
	if q.tok != TokComma && !q.ends() {
		panic(givenUp{})
	}
	return q.node(ListSplat, mark)
}

// targets takes what a loop binds.
func (q *quickParser) targets() int {
	mark := q.mark()
	at := q.target()
	if q.tok == TokComma {
		for q.tok == TokComma {
			if q.next(); q.tok == TokIn {
				break
			}
			q.target()
		}
		at = q.node(PatternList, mark)
	}
	return at
}

func (q *quickParser) target() int {
	at := -1
	if q.tok == TokStar {
		at = q.starred()
	} else {
		at = q.primary()
	}
	q.pattern(at)
	return at
}

// pattern makes what was taken for an expression what is assigned to.
func (q *quickParser) pattern(at int) {
	x := &q.out[at]
	switch x.Kind {
	case Identifier, Attribute, Subscript:
		return
	case ListSplat:
		if x.Next != 3 {
			panic(givenUp{}) // more than a name
		}
		x.Kind = ListSplatPattern
		return
	case Tuple, ParenthesizedExpression:
		x.Kind = TuplePattern
	case List:
		x.Kind = ListPattern
	case ExpressionList:
		x.Kind = PatternList
	default:
		panic(givenUp{})
	}
	for i, first := at-1, at-int(x.Next)+1; i >= first; i -= int(q.out[i].Next) {
		if k := q.out[i].Kind; quickNamed[k] && k != Comment && k != LineContinuation {
			q.pattern(i)
		}
	}
}
