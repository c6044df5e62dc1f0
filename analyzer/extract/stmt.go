package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// begin appends a statement or clause and makes it the current one. end closes it.
func (x *extractor) begin(kind facts.StmtKind, n int32) facts.StmtID {
	at := x.span(n)
	x.f.Stmts = append(x.f.Stmts, facts.Stmt{Kind: kind, Span: at, Header: at, Parent: x.parent, Func: x.fn})
	x.stmt = facts.StmtID(len(x.f.Stmts) - 1)
	return x.stmt
}

// end closes a statement. A comment behind its last line is no part of it,
// though the grammar's block holds it: a fix must not take it away.
func (x *extractor) end(id facts.StmtID) {
	s, last := &x.f.Stmts[id], len(x.f.Stmts)-1
	s.End = facts.StmtID(last + 1)
	if last > int(id) {
		s.Span.End = x.f.Stmts[last].Span.End
	}
}

// clause begins a compound statement or clause, with its header.
func (x *extractor) clause(kind facts.StmtKind, n int32) facts.StmtID {
	id := x.begin(kind, n)
	x.f.Stmts[id].Header = x.header(n)
	return id
}

// body reads a block as the children of statement id.
func (x *extractor) body(n int32, id facts.StmtID) {
	parent := x.parent
	x.parent = id
	x.block(n)
	x.parent, x.stmt = parent, id
}

// block reads the statements of a block or of the module.
func (x *extractor) block(n int32) {
	if n < 0 {
		return
	}
	end := x.nodes[n].Next
	for c := n + 1; c < end; c = x.nodes[c].Next {
		if x.nodes[c].Named {
			x.statement(c)
		}
	}
}

// bodyOf is the block of a clause whose grammar names no field for it, or none.
func (x *extractor) bodyOf(n int32) int32 { return x.token(n, syntax.Block) }

func (x *extractor) statement(n int32) {
	id := facts.StmtID(len(x.f.Stmts))
	x.dispatch(n)
	if x.nodes[n].HasError && x.nodes[n].Kind != syntax.KindError && int(id) < len(x.f.Stmts) {
		x.stmt = id
		x.strayNames(n)
	}
}

func (x *extractor) dispatch(n int32) {
	switch x.nodes[n].Kind {
	case syntax.ExpressionStatement:
		x.expressionStatement(n)
	case syntax.IfStatement:
		x.ifStatement(n)
	case syntax.ForStatement:
		x.forStatement(n)
	case syntax.WhileStatement:
		x.whileStatement(n)
	case syntax.TryStatement:
		x.tryStatement(n)
	case syntax.WithStatement:
		x.withStatement(n)
	case syntax.MatchStatement:
		x.matchStatement(n)
	case syntax.FunctionDefinition:
		x.def(n, n, 0, 0)
	case syntax.ClassDefinition:
		x.classDef(n, n, 0, 0)
	case syntax.DecoratedDefinition:
		x.decorated(n)
	case syntax.Comment, syntax.LineContinuation:
	case syntax.KindError:
		x.wreck(n)
	case syntax.Block: // in an error
		x.block(n)
	default:
		x.simple(n)
	}
}

// simple reads a statement that holds no other.
func (x *extractor) simple(n int32) {
	kind, ok := simpleKinds[x.nodes[n].Kind]
	if !ok {
		x.looseExpression(n)
		return
	}
	id := x.begin(kind, n)
	switch kind {
	case facts.Return:
		v := x.expr(x.first(n))
		x.f.Stmts[id].X = v
		x.eval(v)
		x.event(facts.ReturnEvent, v, 0)
		x.g.leave(returnWay)
	case facts.Raise:
		x.raise(n, id)
	case facts.Assert:
		x.assert(n, id)
	case facts.Del:
		v := x.expr(x.first(n))
		x.f.Stmts[id].X = v
		x.del(v)
	case facts.Break:
		x.g.leave(breakWay)
	case facts.Continue:
		x.g.leave(continueWay)
	case facts.Global, facts.Nonlocal:
		x.moveNames(n, kind)
	case facts.ImportStmt:
		x.importStatement(n)
	case facts.TypeAlias:
		x.typeAlias(n, id)
	case facts.PrintStmt:
		v := x.display(n, facts.Tuple)
		x.f.Stmts[id].X = v
		x.eval(v)
	}
	x.end(id)
}

var simpleKinds = map[syntax.Kind]facts.StmtKind{
	syntax.ReturnStatement: facts.Return, syntax.RaiseStatement: facts.Raise, syntax.AssertStatement: facts.Assert,
	syntax.DeleteStatement: facts.Del, syntax.PassStatement: facts.Pass, syntax.BreakStatement: facts.Break,
	syntax.ContinueStatement: facts.Continue, syntax.GlobalStatement: facts.Global, syntax.NonlocalStatement: facts.Nonlocal,
	syntax.ImportStatement: facts.ImportStmt, syntax.ImportFromStatement: facts.ImportStmt,
	syntax.FutureImportStatement: facts.ImportStmt, syntax.TypeAliasStatement: facts.TypeAlias,
	syntax.PrintStatement: facts.PrintStmt, syntax.ExecStatement: facts.PrintStmt,
}

func (x *extractor) raise(n int32, id facts.StmtID) {
	cause := x.t.Child(n, syntax.FieldCause)
	v := facts.ExprID(0)
	if c := x.first(n); c >= 0 && c != cause {
		v = x.expr(c)
	}
	x.f.Stmts[id].X = v
	x.eval(v)
	if cause >= 0 {
		c := x.expr(cause)
		x.f.Stmts[id].Y = c
		x.eval(c)
	}
	x.event(facts.RaiseEvent, v, 0)
	x.g.mayRaise()
	x.g.cur = 0
}

// assert is a test whose false way evaluates the message and raises.
func (x *extractor) assert(n int32, id facts.StmtID) {
	c := x.first(n)
	if c < 0 {
		return
	}
	v, msg := x.expr(c), x.expr(x.after(c, n))
	x.f.Stmts[id].X, x.f.Stmts[id].Y = v, msg
	ok, fail := x.g.add(id), x.g.add(id)
	x.cond(v, ok, fail)
	x.g.start(fail)
	if x.g.cur != 0 {
		x.eval(msg)
		x.event(facts.RaiseEvent, 0, 0)
		x.g.mayRaise()
		x.g.cur = 0
	}
	x.g.start(ok)
}

// del deletes a target. A name that is deleted is bound in its scope.
func (x *extractor) del(id facts.ExprID) {
	e := x.f.Exprs[id]
	switch e.Kind {
	case facts.Name:
		s := facts.ScopeID(e.A)
		x.declare(s, e.Str)
		x.marks = append(x.marks, mark{s, e.Str, facts.Deleted})
		x.event(facts.DeleteEvent, id, 0)
	case facts.Attr, facts.Subscript:
		x.eval(e.A)
		if e.Kind == facts.Subscript {
			x.eval(e.B)
		}
		x.event(facts.DeleteEvent, id, 0)
	case facts.Tuple, facts.List:
		for i := e.Kid; i < e.Kid+e.NKids; i++ {
			x.del(x.f.Kids[i])
		}
		for _, k := range x.extra[id] {
			x.del(k)
		}
	default:
		x.eval(id)
	}
}

// moveNames reads global and nonlocal. In the module both say nothing.
func (x *extractor) moveNames(n int32, kind facts.StmtKind) {
	if x.scope == moduleScope {
		return
	}
	to, flag := globalName, facts.GlobalDecl
	if kind == facts.Nonlocal {
		to, flag = nonlocalName, facts.NonlocalDecl
	}
	end := x.nodes[n].Next
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		name := x.text(c)
		k := keyOf(x.scope, name)
		if _, bound := x.symbols[k]; bound { // an error in Python: the binding stays
			continue
		}
		x.moved[k] = to
		x.marks = append(x.marks, mark{x.scope, name, flag})
	}
}

// typeAlias reads type A = B. B is evaluated when it is asked for, if ever.
func (x *extractor) typeAlias(n int32, id facts.StmtID) {
	left := x.t.Child(n, syntax.FieldLeft)
	if left < 0 {
		return
	}
	name := x.firstIdentifier(left)
	if name < 0 {
		return
	}
	target := x.name(name, x.scope)
	scope := x.scope
	for c := left; c < x.nodes[left].Next; c++ {
		if x.nodes[c].Kind == syntax.TypeParameter {
			x.typeParams(c)
			break
		}
	}
	v := x.field(n, syntax.FieldRight)
	x.scope = scope
	x.f.Stmts[id].X, x.f.Stmts[id].Y = target, v
	x.storeName(target, 0, 0)
}

// expressionStatement reads what stands alone: a call, an assignment, a literal.
func (x *extractor) expressionStatement(n int32) {
	c := x.first(n)
	if c < 0 {
		return
	}
	switch {
	case x.token(n, syntax.TokComma) >= 0:
		id := x.begin(facts.ExprStmt, n)
		v := x.display(n, facts.Tuple)
		x.f.Stmts[id].X = v
		x.eval(v)
		x.end(id)
	case x.nodes[c].Kind == syntax.Assignment:
		x.assignment(c)
	case x.nodes[c].Kind == syntax.AugmentedAssignment:
		x.augmented(c)
	default:
		x.looseExpression(c)
	}
}

// looseExpression reads an expression as a statement.
func (x *extractor) looseExpression(n int32) {
	id := x.begin(facts.ExprStmt, n)
	v := x.expr(n)
	x.f.Stmts[id].X = v
	switch e := &x.f.Exprs[v]; e.Kind {
	case facts.Str, facts.Bytes, facts.Int, facts.Float, facts.None, facts.True, facts.False, facts.Ellipsis:
		x.f.Stmts[id].Kind = facts.EmptyLiteral
	case facts.FString:
		if e.NKids == 0 {
			x.f.Stmts[id].Kind = facts.EmptyLiteral
		}
	}
	x.eval(v)
	x.end(id)
}

// assignment reads a = b = v and a: T = v: one statement for each target.
func (x *extractor) assignment(n int32) {
	var store [4]int32
	targets, links := store[:0], n
	right := int32(none)
	for {
		if left := x.t.Child(links, syntax.FieldLeft); left >= 0 {
			targets = append(targets, left)
		}
		right = x.t.Child(links, syntax.FieldRight)
		if right < 0 || x.nodes[right].Kind != syntax.Assignment {
			break
		}
		links = right
	}
	if ann := x.t.Child(n, syntax.FieldType); ann >= 0 && len(targets) > 0 {
		x.annotated(n, targets[0], ann, right)
		return
	}
	if right >= 0 && x.nodes[right].Kind == syntax.AugmentedAssignment { // an error: a = b += c
		defer x.augmented(right)
		right = none
	}
	if len(targets) == 0 {
		return
	}
	first := x.begin(facts.Assign, n)
	v := x.expr(right)
	x.eval(v)
	for i, t := range targets {
		id := first
		if i > 0 {
			id = x.begin(facts.Assign, n)
		}
		target := x.expr(t)
		x.f.Stmts[id].X, x.f.Stmts[id].Y = target, v
		x.store(target, v)
		x.end(id)
		x.noteAll(target, right)
	}
}

// annotated reads a: T and a: T = v. Without a value nothing is stored, but the
// name is bound in its scope.
func (x *extractor) annotated(n, left, typ, right int32) {
	id := x.begin(facts.AnnAssign, n)
	v := x.expr(right)
	x.eval(v)
	target, ann := x.expr(left), x.expr(typ)
	s := &x.f.Stmts[id]
	s.X, s.Y, s.Ann = target, v, ann
	e := x.f.Exprs[target]
	switch {
	case e.Kind == facts.Name && right >= 0:
		x.storeName(target, v, ann)
		x.noteAll(target, right)
	case e.Kind == facts.Name:
		x.bind(facts.ScopeID(e.A), e.Str, -1, facts.Binding{Ann: ann})
	case right >= 0:
		x.store(target, v)
	}
	// Annotations of a function's own names are never evaluated.
	if x.f.Scopes[x.scope].Kind != facts.FuncScope {
		x.eval(ann)
	}
	x.end(id)
}

// augmented reads a op= v: a is loaded, v evaluated, then a stored.
func (x *extractor) augmented(n int32) {
	id := x.begin(facts.AugAssign, n)
	op := x.operator(n)
	target := x.field(n, syntax.FieldLeft)
	right := x.t.Child(n, syntax.FieldRight)
	v := x.expr(right)
	sum := x.make(facts.Expr{Kind: facts.Binary, Op: op, Span: x.span(n), A: target, B: v})
	s := &x.f.Stmts[id]
	s.X, s.Y, s.Op = target, v, op
	x.eval(target)
	x.eval(v)
	flags := x.flags
	x.flags |= facts.Aug
	e := x.f.Exprs[target]
	switch e.Kind {
	case facts.Name:
		ev := x.event(facts.StoreEvent, target, sum)
		b := facts.Binding{Value: sum, Aug: true}
		if e.Flags&facts.InDamage != 0 {
			b.Value = 0
		}
		x.bind(facts.ScopeID(e.A), e.Str, ev, b)
		x.noteAll(target, none)
	case facts.Attr, facts.Subscript:
		x.event(facts.StoreEvent, target, sum)
	}
	x.flags = flags
	x.end(id)
}
