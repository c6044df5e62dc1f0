package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// wreck reads what stands in an ERROR where statements are expected. Whole
// statements in it are read as such; names that look bound are bound to unknown
// values; other names are loaded, so that nobody concludes they are not used.
func (x *extractor) wreck(n int32) {
	end := x.nodes[n].Next
	var id facts.StmtID
	prev := syntax.KindUnknown
	for c := n + 1; c < end; c = x.nodes[c].Next {
		k := x.nodes[c].Kind
		switch {
		case isStatement(k) || k == syntax.KindError:
			x.statement(c)
			id = 0
		case x.nodes[c].Named && k != syntax.Comment && k != syntax.LineContinuation:
			if id == 0 {
				id = x.begin(facts.UnknownStmt, c)
				x.end(id)
			}
			x.stmt = id
			x.wreckedNames(c, prev, x.tokenAfter(c, end))
		}
		prev = k
	}
}

// strayNames loads the names in the errors inside a statement, its blocks left
// out: they read them themselves.
func (x *extractor) strayNames(n int32) {
	for i := n + 1; i < x.nodes[n].Next; {
		switch x.nodes[i].Kind {
		case syntax.KindError:
			x.wreckedNames(i, syntax.KindUnknown, syntax.KindUnknown)
			i = x.nodes[i].Next
		case syntax.Block:
			i = x.nodes[i].Next
		default:
			i++
		}
	}
}

// tokenAfter is the kind of what follows c.
func (x *extractor) tokenAfter(c, end int32) syntax.Kind {
	if s := x.nodes[c].Next; s < end {
		return x.nodes[s].Kind
	}
	return syntax.KindUnknown
}

// wreckedNames reads the names in the subtree of n.
func (x *extractor) wreckedNames(n int32, before, after syntax.Kind) {
	binds := after == syntax.TokEqual || after == syntax.TokColonEqual
	switch before {
	case syntax.TokDef, syntax.TokClass, syntax.TokImport, syntax.TokAs, syntax.TokFor:
		binds = true
	}
	for i := n; i < x.nodes[n].Next; i++ {
		if x.nodes[i].Kind != syntax.Identifier || x.nodes[i].Missing || x.nodes[i].Field == syntax.FieldAttribute {
			continue
		}
		id := x.name(i, x.scope)
		if binds {
			e := x.f.Exprs[id]
			x.bind(facts.ScopeID(e.A), e.Str, -1, facts.Binding{})
			continue
		}
		x.event(facts.LoadEvent, id, 0)
	}
}

// isStatement says whether a node is a whole statement, clauses excluded.
func isStatement(k syntax.Kind) bool {
	switch k {
	case syntax.ExpressionStatement, syntax.IfStatement, syntax.ForStatement, syntax.WhileStatement, syntax.TryStatement,
		syntax.WithStatement, syntax.MatchStatement, syntax.FunctionDefinition, syntax.ClassDefinition,
		syntax.DecoratedDefinition, syntax.Block:
		return true
	}
	_, ok := simpleKinds[k]
	return ok
}
