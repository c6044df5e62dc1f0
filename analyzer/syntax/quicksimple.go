package syntax

func (q *quickParser) simpleStatement() {
	mark := q.mark()
	switch q.tok {
	case TokImport:
		q.next()
		q.importList()
		q.node(ImportStatement, mark)
	case TokFrom:
		q.fromImport()
	case TokAssert:
		q.next()
		q.expression()
		if q.tok == TokComma {
			q.next()
			q.expression()
		}
		q.node(AssertStatement, mark)
	case TokReturn:
		if q.next(); q.tok != quickNewline && q.tok != TokSemicolon {
			q.expressions(ExpressionList)
		}
		q.node(ReturnStatement, mark)
	case TokDel:
		q.next()
		q.expressions(ExpressionList)
		q.node(DeleteStatement, mark)
	case TokRaise:
		if q.next(); q.tok != quickNewline && q.tok != TokSemicolon {
			q.expression()
			if q.tok == TokFrom {
				q.next()
				q.as(FieldCause, q.expression())
			}
		}
		q.node(RaiseStatement, mark)
	case TokPass:
		q.next()
		q.node(PassStatement, mark)
	case TokBreak:
		q.next()
		q.node(BreakStatement, mark)
	case TokContinue:
		q.next()
		q.node(ContinueStatement, mark)
	case TokGlobal:
		q.names()
		q.node(GlobalStatement, mark)
	case TokNonlocal:
		q.names()
		q.node(NonlocalStatement, mark)
	default:
		q.expressionStatement()
	}
}

// names takes a keyword and names.
func (q *quickParser) names() {
	q.next()
	q.take(Identifier)
	for q.tok == TokComma {
		q.next()
		q.take(Identifier)
	}
}

func (q *quickParser) dottedName() int {
	mark := q.mark()
	q.take(Identifier)
	for q.tok == TokDot {
		q.next()
		q.take(Identifier)
	}
	return q.node(DottedName, mark)
}

// importList takes names of modules or in a module, up to what is no comma.
func (q *quickParser) importList() {
	for {
		mark := q.mark()
		at := q.dottedName()
		if q.tok == TokAs {
			q.as(FieldName, at)
			q.next()
			q.as(FieldAlias, q.take(Identifier))
			at = q.node(AliasedImport, mark)
		}
		q.as(FieldName, at)
		if q.tok != TokComma {
			return
		}
		if q.next(); q.tok == TokRightParen {
			return
		}
	}
}

func (q *quickParser) fromImport() {
	mark := q.mark()
	k := ImportFromStatement
	q.next()
	relative := q.mark()
	switch {
	case q.tok == TokDot:
		for q.tok == TokDot {
			q.next()
		}
		q.node(ImportPrefix, relative)
		if q.tok == Identifier {
			q.dottedName()
		}
		q.as(FieldModuleName, q.node(RelativeImport, relative))
	case q.tok == Identifier && q.word() == "__future__":
		k = FutureImportStatement
		at := q.next()
		q.out[at].Kind, q.out[at].Named = TokFuture, false
	default:
		q.as(FieldModuleName, q.dottedName())
	}
	q.take(TokImport)
	switch star := q.mark(); q.tok {
	case TokStar:
		if k == FutureImportStatement {
			panic(givenUp{})
		}
		q.next()
		q.node(WildcardImport, star)
	case TokLeftParen:
		q.next()
		q.importList()
		q.take(TokRightParen)
	default:
		q.importList()
	}
	q.node(k, mark)
}

// expressionStatement takes an expression, expressions or an assignment.
func (q *quickParser) expressionStatement() {
	match := false
	q.soft = false
	if q.tok == Identifier {
		match = q.softKeyword()
	}
	mark := q.mark()
	if q.tok == TokYield {
		q.yield()
		q.node(ExpressionStatement, mark)
		return
	}
	at := q.expressions(ExpressionList)
	switch {
	case q.tok == TokColon && match:
		panic(givenUp{}) // a match statement
	case q.tok == TokEqual || q.tok == TokColon || q.augmented():
		q.assignment(mark, at)
	case q.out[at].Kind == ExpressionList:
		if q.out[at-1].Kind == TokComma {
			panic(givenUp{}) // by the grammar the next line may be another target
		}
		last := len(q.out) - 1 // its parts are those of the statement
		copy(q.out[at:], q.out[at+1:])
		q.out = q.out[:last]
	}
	q.node(ExpressionStatement, mark)
}

// softKeyword says whether a statement may be a match statement. It gives up where a
// word that is a keyword in some statements is not used as a name for sure.
func (q *quickParser) softKeyword() bool {
	word := q.word()
	switch word {
	case "print", "exec", "match", "type":
	default:
		return false
	}
	q.soft = true
	switch q.peek() {
	case TokLeftParen, TokEqual, TokDot, TokComma, quickNewline:
		return word == "match"
	case TokColon:
		return false
	}
	panic(givenUp{})
}

// augmented says whether an operator that assigns is looked at.
func (q *quickParser) augmented() bool { return q.tok >= TokPlusEqual && q.tok <= TokPipeEqual }

// assignment takes what follows the left side of an assignment, which is at at.
func (q *quickParser) assignment(mark, at int) int {
	q.deeper()
	q.pattern(at)
	q.as(FieldLeft, at)
	k := Assignment
	switch {
	case q.tok == TokColon:
		q.next()
		q.as(FieldType, q.typ())
		if q.tok == TokEqual {
			q.next()
			q.as(FieldRight, q.assigned())
		}
	case q.tok == TokEqual:
		q.next()
		q.as(FieldRight, q.assigned())
	default:
		k = AugmentedAssignment
		q.as(FieldOperator, q.next())
		q.as(FieldRight, q.assigned())
	}
	q.level--
	return q.node(k, mark)
}

// assigned takes the right side of an assignment.
func (q *quickParser) assigned() int {
	if q.tok == TokYield {
		return q.yield()
	}
	mark := q.mark()
	at := q.expressions(ExpressionList)
	if q.tok == TokEqual {
		return q.assignment(mark, at)
	}
	return at
}
