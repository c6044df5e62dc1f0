package facts

import "threadlsp/analyzer/source"

// Expressions are stored in postfix order, as a stack machine would make them:
// what an expression is made of stands directly before it. So its parts are
// expected to be what is on top of the stack, and only their number is written.

// A node is what is known of an expression while others are coded.
type node struct {
	first  int32 // where the run of expressions that it is made of begins
	last   int32 // the end of the longest run that begins here
	parent int32 // what it is a part of
}

// A form is what an expression of a kind is made of.
type form uint16

const (
	hasName  form = 1 << iota // Str is a name and Sym its symbol
	hasAttr                   // Str is the name of an attribute or argument
	hasText                   // Str is a literal
	hasOp                     // has an operator
	hasA                      // A is a part
	hasB                      // B is a part
	aLast                     // A stands behind B
	hasKids                   // has children, before A and B
	kidsLast                  // has children, behind A
	noKids                    // has none, but a place for them
	ofValue                   // A and B are told by what stands before
	counts                    // A counts expressions of the kind
)

var forms = [256]form{
	Name: hasName, Attr: hasAttr | hasA, Keyword: hasAttr | hasA, Call: hasA | kidsLast,
	Star: hasA, DoubleStar: hasA, Await: hasA, Yield: hasA, YieldFrom: hasA, CompIf: hasA, Unary: hasOp | hasA,
	Int: hasText, Float: hasText, Str: hasText | noKids, Bytes: hasText | noKids, FString: hasText | hasKids,
	Tuple: hasKids, List: hasKids, Set: hasKids, Dict: hasKids, Slice: hasKids,
	And: hasKids, Or: hasKids, IfExp: hasKids, Compare: hasOp | hasKids,
	Binary: hasOp | hasA | hasB, Subscript: hasA | hasB, Named: hasA | hasB,
	ListComp: hasA | hasKids, SetComp: hasA | hasKids, Generator: hasA | hasKids,
	DictComp: hasA | hasB | hasKids, CompFor: hasA | hasB | aLast,
	ParamRef: ofValue, ItemOf: ofValue, ElemOf: ofValue, EnterOf: ofValue, CaughtOf: ofValue,
	FuncRef: counts, ClassRef: counts, ImportRef: counts,
}

// The parts of an expression that are not as expected, a bit each in its byte of colShape.
const (
	otherA uint8 = 1 << iota
	otherB
	otherKids  // some child
	otherKid   // the first child's place
	otherFlags // not 0
	otherRest  // Op, Str, Sym or NKids of a kind that has none
	otherStart
	otherEnd
)

// An exprCoder codes expressions one after the other.
type exprCoder struct {
	*coder
	f     *File
	id    int32
	top   int32  // the top of the stack; what is above it is taken
	low   int32  // where the run of the current expression begins
	kid   int32  // first child that no expression has yet
	param int32  // the parameter that the next ParamRef stands for
	end   uint32 // of the last expression
	odd   uint8  // of the current expression
	refs  [256]int32
}

// codeExprs codes all of the expressions.
func (f *File) codeExprs(c *coder) {
	x := rows(c, &f.Exprs)
	rows(c, &f.Kids)
	if cap(c.nodes) < len(x) {
		c.nodes = make([]node, len(x)+len(x)/4)
	}
	c.nodes = c.nodes[:len(x)]
	clear(c.nodes)
	c.ints(&c.paramRef, len(f.Params))
	c.ints(&c.imports, len(f.Imports))
	c.later = c.later[:0]
	c.restart()
	k := exprCoder{coder: c, f: f}
	kinds, shapes := &c.column[colKind], &c.column[colShape]
	for i := range x {
		e := &x[i]
		k.id = int32(i)
		if c.reading {
			e.Kind, k.odd = ExprKind(kinds.octet()), shapes.octet()
			if k.odd != 0 || i < 2 || !k.usual(e) {
				k.expr(e)
			}
		} else {
			k.odd = 0
			k.expr(e)
			kinds.b, shapes.b = append(kinds.b, byte(e.Kind)), append(shapes.b, k.odd)
		}
	}
	k.loose(int32(len(f.Kids)))
}

// usual reads the commonest expressions when they are as expected: what expr
// does, without its questions.
func (k *exprCoder) usual(e *Expr) bool {
	id, n := k.id, &k.nodes[k.id]
	n.first, n.last = id, id
	length := uint32(0)
	switch e.Kind {
	case Name:
		k.string(&e.Str, aName)
		k.symbol(e.Str, &e.Sym)
		length = k.f.textLen(e.Str)
	case Attr:
		k.string(&e.Str, anAttr)
		e.A = ExprID(id - 1)
		a, node := &k.f.Exprs[id-1], &k.nodes[id-1]
		n.first, node.parent = node.first, id
		k.nodes[n.first].last = id
		e.Span.Start = a.Span.Start - uint32(a.Flags&Parens)
		e.Span.End = k.endOf(e.A) + 1 + k.f.textLen(e.Str)
		k.end = e.Span.End
		return true
	case Call:
		k.call(e)
		return true
	case Int:
		k.string(&e.Str, aLiteral)
		length = k.f.textLen(e.Str)
	case Str:
		k.string(&e.Str, aLiteral)
		e.Kid = k.kid
		length = k.f.textLen(e.Str) + 2
	case None, True:
		length = 4
	default:
		return false
	}
	gap, ok := k.column[colGap].small()
	if !ok {
		gap = k.column[colGap].long()
	}
	e.Span.Start = k.end + uint32(gap)
	e.Span.End = e.Span.Start + length
	k.end = e.Span.End
	return true
}

// call reads a call that is as expected.
func (k *exprCoder) call(e *Expr) {
	top, end := k.id-1, uint32(0)
	e.NKids, e.Kid = k.column[colArity].get(), k.kid
	if n := int(e.NKids); n > 0 && int(e.Kid)+n <= len(k.f.Kids) {
		kids := k.f.Kids[e.Kid : int(e.Kid)+n]
		k.kid += e.NKids
		end = k.endOf(ExprID(top)) + 1
		for i := len(kids) - 1; i >= 0; i-- {
			kids[i] = ExprID(top)
			if top > 0 {
				k.nodes[top].parent = k.id
				top = k.nodes[top].first - 1
			}
		}
	}
	e.A = ExprID(top)
	if end == 0 {
		end = k.endOf(e.A) + 2
	}
	n := &k.nodes[k.id]
	n.first = min(k.id, top+1)
	e.Span.Start, e.Span.End = k.end, end
	if top > 0 {
		n.first, k.nodes[top].parent = k.nodes[top].first, k.id
		if a := &k.f.Exprs[top]; a.Kind != FuncRef {
			e.Span.Start = a.Span.Start - uint32(a.Flags&Parens)
		}
	}
	k.nodes[n.first].last = k.id
	k.end = end
}

func (k *exprCoder) expr(e *Expr) {
	form := forms[e.Kind]
	k.top, k.low = k.id-1, k.id
	switch {
	case form&hasName != 0:
		k.string(&e.Str, aName)
		k.symbol(e.Str, &e.Sym)
	case form&hasAttr != 0:
		k.string(&e.Str, anAttr)
	case form&hasText != 0:
		k.string(&e.Str, aLiteral)
	}
	if form&hasOp != 0 {
		k.operator(e)
	}
	if !k.reading {
		k.find(e, form)
	}
	if k.odd&(otherFlags|otherRest) != 0 {
		k.rest(e, form)
	}
	switch {
	case form&(ofValue|counts) != 0:
		k.reference(e, form)
	default:
		if form&aLast != 0 {
			k.pop(otherA, &e.A)
		}
		if form&kidsLast != 0 {
			k.kids(e)
		}
		if form&hasB != 0 {
			k.pop(otherB, &e.B)
		} else {
			part(k, otherB, &e.B, 0)
		}
		switch {
		case form&(hasA|aLast) == hasA:
			k.pop(otherA, &e.A)
		case form&hasA == 0:
			part(k, otherA, &e.A, 0)
		}
	}
	switch {
	case form&hasKids != 0:
		k.kids(e)
	case form&noKids != 0:
		part(k, otherKid, &e.Kid, k.kid)
	case form&kidsLast == 0:
		part(k, otherKid, &e.Kid, 0)
	}
	k.nodes[k.id].first, k.nodes[k.id].last = k.low, k.id
	k.nodes[k.low].last = k.id
	k.span(e, form)
}

// part codes one number of the current expression.
func part[N integer](k *exprCoder, bit uint8, v *N, expected N) {
	if k.reading && k.odd&bit == 0 {
		*v = expected
	} else {
		oddPart(k, bit, v, expected)
	}
}

func oddPart[N integer](k *exprCoder, bit uint8, v *N, expected N) {
	if k.reading {
		*v = expected + N(k.column[colExpr].get())
	} else if *v != expected {
		k.odd |= bit
		k.column[colExpr].put(int32(*v - expected))
	}
}

// pop codes a part that is expected on top of the stack.
func (k *exprCoder) pop(bit uint8, v *ExprID) {
	part(k, bit, v, ExprID(k.top))
	k.take(int32(*v))
}

// take takes a part from the stack.
func (k *exprCoder) take(part int32) {
	if part <= 0 || part >= k.id {
		return
	}
	n := &k.nodes[part]
	n.parent = k.id
	k.top, k.low = n.first-1, min(k.low, n.first)
}

// kids codes the children of the current expression.
func (k *exprCoder) kids(e *Expr) {
	number(k.coder, colArity, &e.NKids, 0)
	part(k, otherKid, &e.Kid, k.kid)
	if e.Kid < k.kid || e.NKids < 0 || int(e.Kid)+int(e.NKids) > len(k.f.Kids) {
		return
	}
	k.loose(e.Kid)
	kids := k.f.Kids[e.Kid : e.Kid+e.NKids]
	k.kid += e.NKids
	odd := k.odd & otherKids
	if !k.reading {
		odd = k.oddKids(kids)
		k.odd |= odd
	}
	for i := len(kids) - 1; i >= 0; i-- {
		if odd != 0 {
			number(k.coder, colKid, &kids[i], ExprID(k.top))
		} else {
			kids[i] = ExprID(k.top)
		}
		k.take(int32(kids[i]))
	}
}

// oddKids says whether some child is not on top of the stack when it is its turn.
func (k *exprCoder) oddKids(kids []ExprID) uint8 {
	top := k.top
	for i := len(kids) - 1; i >= 0; i-- {
		if int32(kids[i]) != top {
			return otherKids
		}
		if top > 0 {
			top = k.nodes[top].first - 1
		}
	}
	return 0
}

// loose codes the children up to one that belong to no expression: bases and decorators.
func (k *exprCoder) loose(end int32) {
	for ; k.kid < end; k.kid++ {
		number(k.coder, colKid, &k.f.Kids[k.kid], ExprID(k.id))
	}
}

// operator codes the operator of a kind that has one.
func (k *exprCoder) operator(e *Expr) {
	if p := &k.column[colOp]; k.reading {
		e.Op = Op(p.octet())
	} else {
		p.b = append(p.b, byte(e.Op))
	}
}

// find notes what of the current expression only rest codes.
func (k *exprCoder) find(e *Expr, form form) {
	if e.Flags != 0 {
		k.odd |= otherFlags
	}
	if e.Op != 0 && form&hasOp == 0 || e.Str != 0 && form&(hasName|hasAttr|hasText) == 0 ||
		e.Sym != 0 && form&hasName == 0 || e.NKids != 0 && form&(hasKids|kidsLast) == 0 {
		k.odd |= otherRest
	}
}

// rest codes flags, and what expressions of a kind have in damaged facts only.
func (k *exprCoder) rest(e *Expr, form form) {
	flags, op := int32(e.Flags), int32(e.Op)
	if k.odd&otherFlags != 0 {
		number(k.coder, colExpr, &flags, 0)
		e.Flags = ExprFlags(flags)
	}
	if k.odd&otherRest == 0 {
		return
	}
	number(k.coder, colRest, &op, 0)
	e.Op = Op(op)
	if form&(hasName|hasAttr|hasText) == 0 {
		number(k.coder, colRest, &e.Str, 0)
	}
	if form&hasName == 0 {
		number(k.coder, colRest, &e.Sym, 0)
	}
	if form&(hasKids|kidsLast) == 0 {
		number(k.coder, colRest, &e.NKids, 0)
	}
}

// reference codes A and B of an expression that the extractor made.
func (k *exprCoder) reference(e *Expr, form form) {
	a, b := ExprID(0), ExprID(0)
	switch {
	case form&counts != 0:
		a = ExprID(k.refs[e.Kind] + 1)
	case k.id == 0:
	case e.Kind == ParamRef:
		if last := &k.f.Exprs[k.id-1]; last.Kind == ParamRef {
			a = last.A + 1
		}
	default: // the value stands before the target, which is on top
		last := &k.f.Exprs[k.id-1]
		switch {
		case last.Kind == ElemOf && e.Kind == ElemOf:
			a, b = last.A, last.B+1
		case last.Kind == ItemOf, last.Kind == EnterOf:
			a = ExprID(k.top)
		default:
			a = ExprID(max(k.nodes[k.top].first-1, 0))
		}
	}
	part(k, otherA, &e.A, a)
	part(k, otherB, &e.B, b)
	k.refs[e.Kind] = int32(e.A)
}

// span codes the span of an expression: it starts where its first part does or,
// without parts, some bytes behind the expression before it; it ends with its
// last part. codeMade codes those of functions and classes.
func (k *exprCoder) span(e *Expr, form form) {
	want := source.Span{}
	switch {
	case e.Kind == FuncRef, e.Kind == ClassRef:
		k.later = append(k.later, k.id)
		return
	case form&ofValue != 0 && e.Kind != ParamRef:
		want = k.boundTo(e)
		part(k, otherStart, &e.Span.Start, want.Start)
		part(k, otherEnd, &e.Span.End, want.End)
		k.end = e.Span.End
		return
	case k.low == k.id:
		number(k.coder, colGap, &e.Span.Start, k.end)
	default:
		part(k, otherStart, &e.Span.Start, k.startOf(e))
	}
	part(k, otherEnd, &e.Span.End, k.expectedEnd(e))
	k.end = e.Span.End
	if e.Kind == ImportRef { // then comes the name that it binds
		_, k.end = k.importEnd(e)
	}
}

// endOf is where an expression that is coded ends with its parentheses.
func (k *exprCoder) endOf(id ExprID) uint32 {
	if id <= 0 || int32(id) >= k.id {
		return k.end
	}
	e := &k.f.Exprs[id]
	if e.Kind == FuncRef { // not known yet
		return k.end
	}
	return e.Span.End + uint32(e.Flags&Parens)
}

// startOf is where an expression of several parts starts: with the first one.
func (k *exprCoder) startOf(e *Expr) uint32 {
	part, before := e.A, uint32(0)
	switch e.Kind {
	case Compare, And, Or, IfExp, Slice:
		part = k.f.kid(e, 0)
	case Tuple, List, Set, Dict:
		part, before = k.f.kid(e, 0), 1
	case Keyword:
		before = 1 + k.f.textLen(e.Str)
	case FString:
		part, before = k.f.kid(e, 0), 3
	case Unary:
		if int(e.Op) < len(opText) {
			before = uint32(len(opText[e.Op]))
		}
		if e.Op == Not {
			before++
		}
	case Yield, Await:
		before = 6
	case YieldFrom:
		before = 11
	case Star:
		before = 1
	case DoubleStar:
		before = 2
	case CompIf:
		before = 3
	}
	if part <= 0 || int32(part) >= k.id {
		return k.end
	}
	p := &k.f.Exprs[part]
	if p.Kind == FuncRef { // not known yet
		return k.end
	}
	return p.Span.Start - uint32(p.Flags&Parens) - before
}

// expectedEnd is where an expression that starts as known probably ends.
func (k *exprCoder) expectedEnd(e *Expr) uint32 {
	start := e.Span.Start
	switch e.Kind {
	case Name, Int, Float:
		return start + k.f.textLen(e.Str)
	case Attr:
		return k.endOf(e.A) + 1 + k.f.textLen(e.Str)
	case Str, Bytes:
		return start + 2 + k.f.textLen(e.Str)
	case None, True:
		return start + 4
	case False:
		return start + 5
	case Ellipsis:
		return start + 3
	case Call, Tuple, List, Set, Dict:
		if last := k.f.kid(e, e.NKids-1); last > 0 {
			return k.endOf(last) + 1
		}
		if e.Kind == Call {
			return k.endOf(e.A) + 2
		}
		return start + 2
	case FString:
		return k.end + 2
	case Subscript:
		return k.endOf(e.B) + 1
	case Binary, Named:
		return k.endOf(e.B)
	case Compare, And, Or, IfExp:
		return k.endOf(k.f.kid(e, e.NKids-1))
	case Keyword, Unary, Star, DoubleStar, Await, Yield, YieldFrom, CompIf:
		return k.endOf(e.A)
	case ParamRef:
		return start + k.paramLen()
	case ImportRef:
		end, _ := k.importEnd(e)
		return end
	}
	return k.end
}

// paramLen notes the parameter that the current expression stands for, and is
// how long its name is.
func (k *exprCoder) paramLen() uint32 {
	for int(k.param) < len(k.f.Params) && k.f.Params[k.param].Name == 0 {
		k.param++
	}
	if int(k.param) >= len(k.f.Params) {
		return 0
	}
	k.paramRef[k.param] = k.id
	k.param++
	return k.f.textLen(k.f.Params[k.param-1].Name)
}

// boundTo is the span of the target that a value is bound to.
func (k *exprCoder) boundTo(e *Expr) source.Span {
	x, t := k.f.Exprs, k.id-1
	if e.Kind == ElemOf {
		if t -= max(int32(e.B), 0); t > 0 && (x[t].Kind == ItemOf || x[t].Kind == EnterOf) {
			t--
		}
		if t > 0 {
			t = int32(k.f.kid(&x[t], int32(e.B)))
		}
	}
	if t <= 0 || t >= k.id || x[t].Kind == FuncRef || x[t].Kind == ClassRef {
		return source.Span{}
	}
	return x[t].Span
}

// importEnd is where the name of an import is expected to end, and where the
// name that it binds starts.
func (k *exprCoder) importEnd(e *Expr) (end, bound uint32) {
	if e.A < 0 || int(e.A) >= len(k.f.Imports) {
		return e.Span.Start, e.Span.Start
	}
	imp := &k.f.Imports[e.A]
	k.imports[e.A] = k.id
	name := imp.Name
	if name == 0 {
		name = imp.Module
	}
	end, bound = e.Span.Start+k.f.textLen(name), e.Span.Start
	if imp.HasAs {
		bound = end + 4
		end = bound + k.f.textLen(imp.As)
	}
	return end, bound
}
