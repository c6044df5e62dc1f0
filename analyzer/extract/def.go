package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// header is the span of a compound statement from its start to its colon, the
// colon left out. Where the colon is missing it ends before the body.
func (x *extractor) header(n int32) source.Span {
	end := x.nodes[n].Next
	h := source.Span{Start: x.nodes[n].Start, End: x.nodes[n].Start}
	for c := n + 1; c < end; c = x.nodes[c].Next {
		switch x.nodes[c].Kind {
		case syntax.TokColon, syntax.Block:
			return h
		case syntax.Comment, syntax.LineContinuation:
		default:
			h.End = x.nodes[c].End
		}
	}
	return h
}

// A pendingParam is a parameter whose parts stand in the enclosing scope.
type pendingParam struct {
	facts.Param
	node int32 // of the name, or of a Python 2 tuple
}

// params reads a parameter list in the enclosing scope.
func (x *extractor) params(list int32) []pendingParam {
	if list < 0 {
		return nil
	}
	var out []pendingParam
	kind := facts.PosOrKw
	end := x.nodes[list].Next
	for c := x.named(list+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		p := pendingParam{Param: facts.Param{Kind: kind, Span: x.span(c)}, node: c}
		switch x.nodes[c].Kind {
		case syntax.PositionalSeparator:
			for i := range out {
				if out[i].Kind == facts.PosOrKw {
					out[i].Kind = facts.PosOnly
				}
			}
			continue
		case syntax.KeywordSeparator:
			kind = facts.KwOnly
			continue
		case syntax.TypedParameter:
			p.node = x.first(c)
			p.Ann = x.field(c, syntax.FieldType)
		case syntax.DefaultParameter, syntax.TypedDefaultParameter:
			p.node = x.t.Child(c, syntax.FieldName)
			p.Ann = x.field(c, syntax.FieldType)
			p.Default = x.field(c, syntax.FieldValue)
		}
		if p.node < 0 {
			continue
		}
		switch x.nodes[p.node].Kind {
		case syntax.ListSplatPattern:
			p.Kind, kind = facts.VarPos, facts.KwOnly
			p.node = x.first(p.node)
		case syntax.DictionarySplatPattern:
			p.Kind = facts.VarKw
			p.node = x.first(p.node)
		}
		if p.node >= 0 {
			out = append(out, p)
		}
	}
	return out
}

// enter starts function fn: its scope, its parameters and its graph. The caller
// has saved x.function.
func (x *extractor) enter(fn facts.FuncID, ps []pendingParam) {
	f := x.f
	x.fn, x.class, x.flow, x.flags = fn, -1, 0, 0
	x.open(facts.FuncScope, fn, -1)
	out := &f.Funcs[fn]
	out.Scope = x.scope
	out.Param, out.NParams = int32(len(f.Params)), int32(len(ps))
	for i := range ps {
		if x.nodes[ps[i].node].Kind == syntax.Identifier {
			ps[i].Name = x.text(ps[i].node)
		}
		f.Params = append(f.Params, ps[i].Param)
	}
	x.beginGraph()
	for i := range ps {
		p := &ps[i]
		if p.Name == 0 {
			x.bindLoose(x.expr(p.node))
			continue
		}
		ref := x.make(facts.Expr{Kind: facts.ParamRef, Span: x.span(p.node), A: facts.ExprID(i)})
		x.bind(x.scope, p.Name, -1, facts.Binding{Value: ref, Ann: p.Ann})
	}
}

// bindLoose binds the names of a target to unknown values, without events.
func (x *extractor) bindLoose(id facts.ExprID) {
	e := x.f.Exprs[id]
	switch e.Kind {
	case facts.Name:
		x.bind(facts.ScopeID(e.A), e.Str, -1, facts.Binding{})
	case facts.Star:
		x.bindLoose(e.A)
	case facts.Tuple, facts.List:
		for i := e.Kid; i < e.Kid+e.NKids; i++ {
			x.bindLoose(x.f.Kids[i])
		}
	}
}

// newFunc appends a function that stands in the current place.
func (x *extractor) newFunc(f facts.Func) facts.FuncID {
	f.Parent, f.Class = x.fn, x.class
	x.f.Funcs = append(x.f.Funcs, f)
	return facts.FuncID(len(x.f.Funcs) - 1)
}

func (x *extractor) lambda(n int32) facts.ExprID {
	fn := x.newFunc(facts.Func{Name: x.intern("<lambda>"), Flags: facts.LambdaFunc, Span: x.span(n), NameAt: x.span(n), Header: x.header(n)})
	f := &x.f.Funcs[fn]
	f.NameAt.End = f.NameAt.Start + uint32(len("lambda"))
	if f.NameAt.End > f.Span.End {
		f.NameAt = f.Span
	}
	ps := x.params(x.t.Child(n, syntax.FieldParameters))
	saved := x.function
	x.enter(fn, ps)
	body := x.field(n, syntax.FieldBody)
	x.eval(body)
	x.event(facts.ReturnEvent, body, 0)
	x.g.leave(returnWay)
	x.endGraph(fn)
	x.function = saved
	return x.make(facts.Expr{Kind: facts.FuncRef, Span: x.span(n), A: facts.ExprID(fn)})
}

// decorated reads the decorators and the def or class under them.
func (x *extractor) decorated(n int32) {
	def := x.t.Child(n, syntax.FieldDefinition)
	if def < 0 {
		return
	}
	mark, end := len(x.kids), x.nodes[n].Next
	for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		if x.nodes[c].Kind == syntax.Decorator {
			x.push(x.expr(x.first(c)))
		}
	}
	first, count := int32(len(x.f.Kids)), int32(len(x.kids)-mark)
	x.f.Kids = append(x.f.Kids, x.kids[mark:]...)
	x.kids = x.kids[:mark]
	if x.nodes[def].Kind == syntax.ClassDefinition {
		x.classDef(def, n, first, count)
	} else {
		x.def(def, n, first, count)
	}
}

// typeParams opens the scope of type parameters if there are any.
func (x *extractor) typeParams(list int32) {
	if list < 0 {
		return
	}
	x.openTypeParams()
	end := x.nodes[list].Next
	for c := x.named(list+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		id := x.firstIdentifier(c)
		if id < 0 {
			continue
		}
		x.bind(x.scope, x.text(id), -1, facts.Binding{})
	}
}

// firstIdentifier is the first identifier in the subtree of n, or none.
func (x *extractor) firstIdentifier(n int32) int32 {
	for i := n; i < x.nodes[n].Next; i++ {
		if x.nodes[i].Kind == syntax.Identifier && !x.nodes[i].Missing {
			return i
		}
	}
	return none
}

// def reads a function definition; outer is the node with its decorators.
func (x *extractor) def(n, outer, decors, ndecors int32) {
	name := x.t.Child(n, syntax.FieldName)
	id := x.begin(facts.Def, outer)
	s := &x.f.Stmts[id]
	s.Header = x.header(n)
	f := facts.Func{Span: x.span(n), Header: s.Header, Stmt: id, Decors: decors, NDecors: ndecors}
	if x.token(n, syntax.TokAsync) >= 0 {
		f.Flags |= facts.AsyncFunc
		s.Flags |= facts.AsyncStmt
	}
	target := facts.ExprID(0)
	if name >= 0 {
		f.Name, f.NameAt = x.text(name), x.span(name)
		target = x.name(name, x.scope)
	}
	fn := x.newFunc(f)
	x.f.Stmts[id].Ref = int32(fn)
	x.evalDecorators(decors, ndecors)

	saved := x.function
	x.typeParams(x.t.Child(n, syntax.FieldTypeParameters))
	ps := x.params(x.t.Child(n, syntax.FieldParameters))
	x.f.Funcs[fn].Returns = x.field(n, syntax.FieldReturnType)
	x.enter(fn, ps)
	x.parent = id
	body := x.t.Child(n, syntax.FieldBody)
	x.block(body)
	x.endGraph(fn)
	x.function = saved
	if body >= 0 && x.stubBody(id) {
		x.f.Funcs[fn].Flags |= facts.StubBody
	}
	x.evalParams(fn, true)
	ref := x.make(facts.Expr{Kind: facts.FuncRef, Span: x.span(n), A: facts.ExprID(fn)})
	x.storeDefined(target, ref)
	x.end(id)
}

// storeDefined stores what a def or class made. A def that could be repaired is known.
func (x *extractor) storeDefined(target, ref facts.ExprID) {
	if target != 0 {
		x.storeName(target, ref, 0)
	}
}

func (x *extractor) evalDecorators(first, n int32) {
	for i := first; i < first+n; i++ {
		x.eval(x.f.Kids[i])
	}
}

// stubBody says whether a def's body does nothing: a docstring, pass, ... or
// raise NotImplementedError.
func (x *extractor) stubBody(def facts.StmtID) bool {
	f := x.f
	for s := def + 1; int(s) < len(f.Stmts); s++ {
		switch st := &f.Stmts[s]; st.Kind {
		case facts.Pass, facts.EmptyLiteral:
		case facts.Raise:
			e := f.Exprs[st.X]
			if e.Kind == facts.Call {
				e = f.Exprs[e.A]
			}
			if e.Kind != facts.Name || f.Strings[e.Str] != "NotImplementedError" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// classDef reads a class; its body's events stand in the enclosing function.
func (x *extractor) classDef(n, outer, decors, ndecors int32) {
	id := x.begin(facts.ClassDef, outer)
	x.f.Stmts[id].Header = x.header(n)
	c := facts.Class{Span: x.span(n), Header: x.header(n), Stmt: id, Func: x.fn, Decors: decors, NDecors: ndecors}
	target := facts.ExprID(0)
	if name := x.t.Child(n, syntax.FieldName); name >= 0 {
		c.Name, c.NameAt = x.text(name), x.span(name)
		target = x.name(name, x.scope)
	}
	class := facts.ClassID(len(x.f.Classes))
	x.f.Classes = append(x.f.Classes, c)
	x.f.Stmts[id].Ref = int32(class)
	x.evalDecorators(decors, ndecors)

	scope, inClass, parent := x.scope, x.class, x.parent
	x.typeParams(x.t.Child(n, syntax.FieldTypeParameters))
	mark := len(x.kids)
	if bases := x.t.Child(n, syntax.FieldSuperclasses); bases >= 0 {
		x.arguments(bases)
	}
	first, count := int32(len(x.f.Kids)), int32(len(x.kids)-mark)
	x.f.Kids = append(x.f.Kids, x.kids[mark:]...)
	x.kids = x.kids[:mark]
	x.evalDecorators(first, count)
	x.open(facts.ClassScope, x.fn, class)
	out := &x.f.Classes[class]
	out.Base, out.NBases, out.Scope = first, count, x.scope
	x.class, x.parent = class, id
	x.block(x.t.Child(n, syntax.FieldBody))
	x.scope, x.class, x.parent, x.stmt = scope, inClass, parent, id
	ref := x.make(facts.Expr{Kind: facts.ClassRef, Span: x.span(n), A: facts.ExprID(class)})
	x.storeDefined(target, ref)
	x.end(id)
}
