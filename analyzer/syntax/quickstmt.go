package syntax

// statement takes a statement, or several in one line.
func (q *quickParser) statement() {
	q.deeper()
	q.soft = false
	switch q.tok {
	case TokIf:
		q.ifStatement()
	case TokFor, TokWith, TokDef, TokAsync:
		q.maybeAsync()
	case TokWhile:
		mark := q.mark()
		q.next()
		q.as(FieldCondition, q.expression())
		q.as(FieldBody, q.suite())
		q.elseClause()
		q.node(WhileStatement, mark)
	case TokTry:
		q.tryStatement()
	case TokClass:
		q.class()
	case TokAt:
		q.decorated()
	default:
		q.simpleStatements()
	}
	q.level--
}

// simpleStatements takes a line of statements.
func (q *quickParser) simpleStatements() {
	for {
		q.simpleStatement()
		if q.tok != TokSemicolon {
			break
		}
		if q.next(); q.tok == quickNewline {
			break
		}
	}
	q.empty(quickNewline)
}

// suite takes a colon and the block behind it.
func (q *quickParser) suite() int {
	q.take(TokColon)
	if q.tok != quickIndent {
		mark := q.mark()
		q.simpleStatements()
		return q.node(Block, mark)
	}
	q.empty(quickIndent)
	mark := q.mark()
	for q.tok != quickDedent {
		q.statement()
	}
	q.empty(quickDedent)
	return q.node(Block, mark)
}

// elseClause takes else and its block if they are there.
func (q *quickParser) elseClause() {
	if q.tok != TokElse {
		return
	}
	mark := q.mark()
	q.next()
	q.as(FieldBody, q.suite())
	q.as(FieldAlternative, q.node(ElseClause, mark))
}

func (q *quickParser) ifStatement() {
	mark := q.mark()
	q.next()
	q.as(FieldCondition, q.expression())
	q.as(FieldConsequence, q.suite())
	for q.tok == TokElif {
		clause := q.mark()
		q.next()
		q.as(FieldCondition, q.expression())
		q.as(FieldConsequence, q.suite())
		q.as(FieldAlternative, q.node(ElifClause, clause))
	}
	q.elseClause()
	q.node(IfStatement, mark)
}

// maybeAsync takes a statement that async may stand before.
func (q *quickParser) maybeAsync() int {
	mark := q.mark()
	if q.tok == TokAsync {
		q.next()
	}
	switch q.tok {
	case TokFor:
		q.next()
		q.as(FieldLeft, q.targets())
		q.take(TokIn)
		q.as(FieldRight, q.expressions(ExpressionList))
		q.as(FieldBody, q.suite())
		q.elseClause()
		return q.node(ForStatement, mark)
	case TokWith:
		q.next()
		q.withClause()
		q.as(FieldBody, q.suite())
		return q.node(WithStatement, mark)
	case TokDef:
		q.next()
		q.as(FieldName, q.take(Identifier))
		params := q.mark()
		q.take(TokLeftParen)
		q.parameterList(TokRightParen, true)
		q.take(TokRightParen)
		q.as(FieldParameters, q.node(Parameters, params))
		if q.tok == TokMinusGreater {
			q.next()
			q.as(FieldReturnType, q.typ())
			q.plainBody()
		}
		q.as(FieldBody, q.suite())
		return q.node(FunctionDefinition, mark)
	}
	panic(givenUp{})
}

// plainBody gives up where the body behind a return type may be read as more of the type.
func (q *quickParser) plainBody() {
	switch q.after(q.i) {
	case quickIndent, TokPass, TokReturn, TokRaise:
	case TokDot, quickString:
		for i := q.i + 1; q.toks[i].kind != quickNewline; i++ {
			if k := q.toks[i].kind; k != TokDot && k != quickString && k != Comment {
				panic(givenUp{})
			}
		}
	default:
		panic(givenUp{})
	}
}

// withClause takes the items of a with statement.
func (q *quickParser) withClause() {
	mark := q.mark()
	if q.tok == TokLeftParen && q.parenthesizedItems() {
		q.next()
		for q.tok != TokRightParen {
			q.withItem()
			if q.tok != TokComma {
				break
			}
			q.next()
		}
		q.take(TokRightParen)
		q.node(WithClause, mark)
		return
	}
	q.withItem()
	for q.tok == TokComma {
		q.next()
		q.withItem()
	}
	q.node(WithClause, mark)
}

// parenthesizedItems says whether the parenthesis that is looked at is that of the
// items of a with statement: its end is that of the clause, and it holds more than one expression.
func (q *quickParser) parenthesizedItems() bool {
	depth, several := 0, false
	for i := q.i; ; i++ {
		switch q.toks[i].kind {
		case TokLeftParen, TokLeftBracket, TokLeftBrace:
			depth++
		case TokRightParen, TokRightBracket, TokRightBrace:
			if depth--; depth == 0 {
				return several && q.after(i) == TokColon
			}
		case TokComma:
			several = several || depth == 1 && q.after(i) != TokRightParen
		case TokFor, TokYield, TokStar:
			if depth == 1 {
				return false
			}
		case quickNewline, quickIndent, quickEnd:
			return false
		}
	}
}

func (q *quickParser) withItem() {
	mark := q.mark()
	q.as(FieldValue, q.asPattern())
	q.node(WithItem, mark)
}

// asPattern takes an expression and what it is bound to, if that is said.
func (q *quickParser) asPattern() int {
	mark := q.mark()
	at := q.expression()
	if q.tok != TokAs {
		return at
	}
	if k := q.out[at].Kind; k == ConditionalExpression || k == Lambda || k == NamedExpression {
		panic(givenUp{})
	}
	q.next()
	target := q.mark()
	q.primary()
	q.as(FieldAlias, q.node(AsPatternTarget, target))
	return q.node(AsPattern, mark)
}

func (q *quickParser) tryStatement() {
	mark := q.mark()
	q.next()
	q.as(FieldBody, q.suite())
	if q.tok != TokExcept && q.tok != TokFinally {
		panic(givenUp{})
	}
	excepts := 0
	for ; q.tok == TokExcept; excepts++ {
		clause := q.mark()
		if q.next(); q.tok != TokColon {
			q.as(FieldValue, q.asPattern())
		}
		q.suite()
		q.node(ExceptClause, clause)
	}
	if excepts > 0 && q.tok == TokElse {
		clause := q.mark()
		q.next()
		q.as(FieldBody, q.suite())
		q.node(ElseClause, clause)
	}
	if q.tok == TokFinally {
		clause := q.mark()
		q.next()
		q.suite()
		q.node(FinallyClause, clause)
	}
	q.node(TryStatement, mark)
}

func (q *quickParser) class() int {
	mark := q.mark()
	q.next()
	q.as(FieldName, q.take(Identifier))
	if q.tok == TokLeftParen {
		q.as(FieldSuperclasses, q.arguments(false))
	}
	q.as(FieldBody, q.suite())
	return q.node(ClassDefinition, mark)
}

func (q *quickParser) decorated() {
	mark := q.mark()
	for q.tok == TokAt {
		one := q.mark()
		q.next()
		q.expression()
		q.empty(quickNewline)
		q.node(Decorator, one)
	}
	at := -1
	switch {
	case q.tok == TokClass:
		at = q.class()
	case q.tok == TokDef || q.tok == TokAsync && q.peek() == TokDef:
		at = q.maybeAsync()
	default:
		panic(givenUp{})
	}
	q.as(FieldDefinition, at)
	q.node(DecoratedDefinition, mark)
}

// parameterList takes parameters up to a token that is left, or to what is no comma.
func (q *quickParser) parameterList(end Kind, typed bool) {
	for q.tok != end {
		q.parameter(typed)
		if q.tok != TokComma {
			break
		}
		q.next()
	}
}

func (q *quickParser) parameter(typed bool) {
	mark := q.mark()
	name := -1
	switch q.tok {
	case TokSlash:
		q.next()
		q.node(PositionalSeparator, mark)
		return
	case TokStar:
		if q.next(); q.tok == TokComma {
			q.node(KeywordSeparator, mark)
			return
		}
		q.take(Identifier)
		q.node(ListSplatPattern, mark)
	case TokStarStar:
		q.next()
		q.take(Identifier)
		q.node(DictionarySplatPattern, mark)
	default:
		name = q.take(Identifier)
	}
	if typed && q.tok == TokColon {
		q.next()
		q.as(FieldType, q.typ())
		if q.tok != TokEqual {
			q.node(TypedParameter, mark)
			return
		}
	}
	if q.tok != TokEqual {
		return
	}
	if name < 0 {
		panic(givenUp{})
	}
	q.as(FieldName, name)
	typedToo := len(q.out)-q.trail-1 > name
	q.next()
	q.as(FieldValue, q.expression())
	if typedToo {
		q.node(TypedDefaultParameter, mark)
	} else {
		q.node(DefaultParameter, mark)
	}
}

// typ takes an annotation. The bar behind a generic type joins types, any other is
// an operator.
func (q *quickParser) typ() int {
	mark := q.mark()
	at := q.oneType()
	for q.tok == TokPipe {
		q.next()
		q.oneType()
		q.node(UnionType, mark)
		at = q.node(Type, mark)
	}
	switch q.tok {
	case TokDot, TokLeftParen, TokLeftBracket, TokIf, TokAnd, TokOr:
		panic(givenUp{})
	}
	return at
}

func (q *quickParser) oneType() int {
	mark := q.mark()
	if q.tok == Identifier && q.peek() == TokLeftBracket {
		q.genericType()
	} else {
		q.expression()
	}
	return q.node(Type, mark)
}

// genericType takes a name and types in brackets.
func (q *quickParser) genericType() {
	q.deeper()
	mark := q.mark()
	q.next()
	params := q.mark()
	q.next()
	for {
		if q.typ(); q.tok != TokComma {
			break
		}
		if q.next(); q.tok == TokRightBracket {
			break
		}
	}
	q.take(TokRightBracket)
	q.node(TypeParameter, params)
	q.node(GenericType, mark)
	q.level--
}
