package facts

// Statements and clauses are in source order; their expressions are the roots
// that come next, and they start and end where those do.

// roots says which roots a statement has, in the order in which they are made.
// A root is an expression that is no part of another.
type roots uint8

const (
	rootX roots = 1 << iota // X
	rootY                   // Y, before X if that is there too
	rootAnn
)

var rootsOf = [256]roots{
	ExprStmt: rootX, Return: rootX, Raise: rootX, Assert: rootX, Del: rootX, If: rootX, Elif: rootX, While: rootX,
	Match: rootX, Case: rootX, PrintStmt: rootX, EmptyLiteral: rootX, Assign: rootY | rootX, For: rootY | rootX,
	AnnAssign: rootY | rootX | rootAnn, WithItem: rootX, Except: rootX,
}

// The fields of a statement that are not as expected, a bit each in its byte of colStmtShape.
const (
	otherStmtFlags uint8 = 1 << iota
	otherOp
	otherParent
	otherFunc
	otherRef
	otherX
	otherY
	otherAnn
)

// keyword is how many bytes stand before the first expression of a statement.
var keyword = [256]uint8{
	Return: 7, Raise: 6, Assert: 7, Del: 4, If: 3, Elif: 5, For: 4, While: 6, With: 5, Match: 6, Case: 5, Except: 7, Def: 4, ClassDef: 6,
	Pass: 4, Break: 5, Continue: 8, Else: 4, Try: 3, Finally: 7, PrintStmt: 6, ImportStmt: 7,
}

// indent is what a block is indented by.
const indent = 4

// A stmtCoder codes statements one after the other.
type stmtCoder struct {
	*coder
	f    *File
	id   int32
	at   int32 // the expressions before it are behind
	odd  uint8
	refs [2]int32 // last function and class that a statement makes, +1
}

// codeStmts codes all of the statements.
func (f *File) codeStmts(c *coder) {
	s := rows(c, &f.Stmts)
	c.ints(&c.limit, len(s))
	c.ints(&c.target, len(s))
	c.ints(&c.indents, len(s))
	k := stmtCoder{coder: c, f: f, at: 1, refs: [2]int32{1, 0}}
	kinds, shapes := &c.column[colStmtKind], &c.column[colStmtShape]
	for i := range s {
		k.id, k.odd = int32(i), 0
		if c.reading {
			s[i].Kind, k.odd = StmtKind(kinds.octet()), shapes.octet()
		}
		first := k.at
		k.stmt(&s[i])
		k.span(&s[i], first)
		if !c.reading {
			kinds.b, shapes.b = append(kinds.b, byte(s[i].Kind)), append(shapes.b, k.odd)
		}
		c.limit[i] = k.at
	}
	f.codeEnds(c)
}

// codeEnds codes where subtrees end, and their spans: with the last statement
// that has one as parent.
func (f *File) codeEnds(c *coder) {
	ends := c.ints(&c.ends, len(f.Stmts))
	for i := len(f.Stmts) - 1; i >= 0; i-- {
		s := &f.Stmts[i]
		ends[i] = max(ends[i], int32(i)+1)
		number(c, colSubtree, &s.End, StmtID(ends[i]))
		f.blockEnd(c, i, s)
		if p := s.Parent; p > 0 && int(p) < i {
			ends[p] = max(ends[p], ends[i])
		}
	}
}

// opens says whether statements of a kind have others inside, behind the first line.
func (k StmtKind) opens() bool {
	switch k {
	case Def, ClassDef, If, Elif, Else, For, While, Try, Except, Finally, With, Match, Case:
		return true
	}
	return false
}

func (k *stmtCoder) stmt(s *Stmt) {
	k.parent(s)
	fn, ref := FuncID(0), int32(0)
	if p := s.Parent; p > 0 && int32(p) < k.id {
		fn = k.f.Stmts[p].Func
		if k.f.Stmts[p].Kind == Def {
			fn = FuncID(k.f.Stmts[p].Ref)
		}
	}
	k.field(otherFunc, (*int32)(&s.Func), int32(fn))
	switch s.Kind {
	case Def:
		ref = k.refs[0]
	case ClassDef:
		ref = k.refs[1]
	}
	k.field(otherRef, &s.Ref, ref)
	switch s.Kind {
	case Def:
		k.refs[0] = s.Ref + 1
	case ClassDef:
		k.refs[1] = s.Ref + 1
	}
	flags, op := int32(s.Flags), int32(s.Op)
	k.field(otherStmtFlags, &flags, 0)
	k.field(otherOp, &op, 0)
	s.Flags, s.Op = StmtFlags(flags), Op(op)
	k.exprs(s)
}

// field codes one number of the current statement.
func (k *stmtCoder) field(bit uint8, v *int32, expected int32) {
	if k.reading && k.odd&bit == 0 {
		*v = expected
	} else {
		k.oddField(bit, v, expected)
	}
}

func (k *stmtCoder) oddField(bit uint8, v *int32, expected int32) {
	if k.reading {
		*v = expected + k.column[colStmt].get()
	} else if *v != expected {
		k.odd |= bit
		k.column[colStmt].put(*v - expected)
	}
}

// parent codes the parent: the statement before, or one around that.
func (k *stmtCoder) parent(s *Stmt) {
	want := StmtID(0)
	if k.id > 0 {
		want = StmtID(k.id - 1)
		if before := &k.f.Stmts[want]; !before.Kind.opens() {
			want = before.Parent
		}
	}
	up := int32(0)
	if !k.reading {
		for p := want; p != s.Parent; up++ {
			if p = k.above(p); p < 0 {
				up = 0
				break
			}
		}
	}
	number(k.coder, colClimb, &up, 0)
	for ; up > 0 && want >= 0; up-- {
		want = k.above(want)
	}
	k.field(otherParent, (*int32)(&s.Parent), int32(want))
}

// above is the parent of a statement that is coded; -1 where there is none before it.
func (k *stmtCoder) above(id StmtID) StmtID {
	if id <= 0 || int32(id) >= k.id || k.f.Stmts[id].Parent >= id {
		return -1
	}
	return k.f.Stmts[id].Parent
}

// root is the first root from an expression on; 0 when there is none.
func (k *stmtCoder) root(id int32) int32 {
	for int(id) < len(k.nodes) {
		id = k.nodes[id].last // the root of the run that begins here
		if forms[k.f.Exprs[id].Kind]&(ofValue|counts) == 0 {
			return id
		}
		id++
	}
	return 0
}

// exprs codes the expressions of a statement: the roots that come next.
func (k *stmtCoder) exprs(s *Stmt) {
	var x, y, ann int32
	at := k.at
	next := func() (id int32) {
		if id = k.root(at); id != 0 {
			at = id + 1
		}
		return id
	}
	r := rootsOf[s.Kind]
	if r&rootY != 0 {
		y = next()
	}
	if r&rootX != 0 {
		x = next()
	}
	if r&rootAnn != 0 {
		ann = next()
	}
	if s.Kind == AugAssign {
		if sum := next(); sum != 0 {
			x, y = int32(k.f.Exprs[sum].A), int32(k.f.Exprs[sum].B)
		}
	}
	k.field(otherX, (*int32)(&s.X), x)
	k.field(otherY, (*int32)(&s.Y), y)
	k.field(otherAnn, (*int32)(&s.Ann), ann)
	if s.X == ExprID(x) && s.Y == ExprID(y) && s.Ann == ExprID(ann) {
		k.at = at
	} else {
		k.at = max(k.at, min(int32(max(s.X, s.Y, s.Ann))+1, int32(len(k.f.Exprs))))
	}
	k.skip(s.Kind)
}

// skip goes past the expressions of a statement that its fields do not name.
func (k *stmtCoder) skip(kind StmtKind) {
	x := k.f.Exprs
	switch kind {
	case Def, ClassDef:
		if name := k.root(k.at); name != 0 {
			k.target[k.id], k.at = name, name+1
		}
		if kind == ClassDef {
			return
		}
		at := k.at
		for int(at) < len(x) && at < k.at+far && x[at].Kind != ParamRef && x[at].Kind != FuncRef {
			at++
		}
		for ; int(at) < len(x) && x[at].Kind == ParamRef; at++ {
			k.at = at + 1
		}
	case ImportStmt:
		for int(k.at) < len(x)-1 && x[k.at].Kind == ImportRef {
			k.at += 2
		}
	}
}

// span codes a statement's span, or its start and the end of its first line
// where others are inside. Its expressions are those from first on.
func (k *stmtCoder) span(s *Stmt, first int32) {
	start, header := k.start(s, first)
	number(k.coder, colStmtStart, &s.Span.Start, start)
	switch {
	case s.Kind == With: // ends with its items
		number(k.coder, colHeader, &s.Header.Start, s.Span.Start)
	case s.Kind.opens():
		if header == 0 {
			header = s.Span.Start
		}
		number(k.coder, colHeader, &s.Header.Start, header)
		number(k.coder, colHeader, &s.Header.End, k.headerEnd(s, first))
	default:
		end := k.end(s, first)
		n := int32(s.Span.End-end) << 1
		if s.Header != s.Span {
			n |= 1
		}
		number(k.coder, colStmtEnd, &n, 0)
		if s.Span.End = end + uint32(n>>1); n&1 == 0 {
			s.Header = s.Span
			return
		}
		number(k.coder, colRest, &s.Header.Start, s.Span.Start)
		number(k.coder, colRest, &s.Header.End, s.Span.End)
	}
}

// start is where a statement is expected to start: a keyword before its first
// expression or, without one, on the next line. header is where the def or
// class under decorators does.
func (k *stmtCoder) start(s *Stmt, first int32) (start, header uint32) {
	p, col := int32(s.Parent), int32(0)
	if p > 0 && p < k.id {
		col = k.indents[p]
		switch s.Kind {
		case Elif, Else, Except, Finally, WithItem:
		default:
			col += indent
		}
		k.indents[k.id] = col
	}
	before := uint32(keyword[s.Kind])
	if s.Flags&AsyncStmt != 0 {
		before += 6
	}
	x := k.f.Exprs
	switch s.Kind {
	case Def, ClassDef:
		if t := k.target[k.id]; t != 0 {
			header = k.startOf(ExprID(t)) - before
			if first < t {
				return k.startOf(ExprID(first)) - 1, header
			}
			return header, header
		}
	case ImportStmt:
		if first < k.at {
			if a := x[first].A; a >= 0 && int(a) < len(k.f.Imports) && k.f.Imports[a].Name != 0 {
				before += 6 + uint32(k.f.Imports[a].Level) + k.f.textLen(k.f.Imports[a].Module)
			}
			return k.startOf(ExprID(first)) - before, 0
		}
	case With:
		if int(k.at) < len(x) {
			return k.startOf(ExprID(k.at)) - before, 0
		}
	default:
		if s.X > 0 && int(s.X) < len(x) {
			return k.startOf(s.X) - before, 0
		}
	}
	if k.id < 2 {
		return 0, 0
	}
	last := &k.f.Stmts[k.id-1]
	end := last.Header.End + 1 + uint32(col)
	switch {
	case last.Kind == With: // whose end is not known yet
		return last.Header.Start, 0
	case last.Kind == WithItem || last.Kind.opens():
		end++
	}
	return end, 0
}

// headerEnd is where the first line of a compound statement ends: with its last expression.
func (k *stmtCoder) headerEnd(s *Stmt, first int32) uint32 {
	switch s.Kind {
	case If, Elif, While, Match, Case:
		return k.endOf(s.X)
	case For:
		return k.endOf(s.Y)
	case Except:
		if s.Y != 0 {
			return k.endOf(s.Y)
		}
		if s.X != 0 {
			return k.endOf(s.X)
		}
		return s.Span.Start + 6
	case Def, ClassDef:
		if t := k.target[k.id]; t != 0 {
			return k.signatureEnd(s, t)
		}
	}
	return s.Span.Start + uint32(keyword[s.Kind])
}

// signatureEnd is where the first line of a def or class ends: behind the
// parenthesis after its last parameter or base.
func (k *stmtCoder) signatureEnd(s *Stmt, name int32) uint32 {
	x := k.f.Exprs
	bare := k.endOf(ExprID(name))
	end := bare
	if s.Kind == Def {
		end++
	}
	for i := name + 1; i < k.at; i++ {
		if x[i].Kind != FuncRef && x[i].Kind != ClassRef {
			end = max(end, k.endOf(ExprID(i)))
		}
	}
	if s.Kind == ClassDef && end == bare {
		return end
	}
	return end + 1
}

// end is where a simple statement ends.
func (k *stmtCoder) end(s *Stmt, first int32) uint32 {
	last := s.X
	switch s.Kind {
	case Assign, AugAssign, WithItem, Assert, Raise:
		if s.Y != 0 {
			last = s.Y
		}
	case AnnAssign:
		if last = s.Y; last == 0 {
			last = s.Ann
		}
	case ImportStmt:
		if first < k.at {
			return k.endOf(ExprID(k.at - 1))
		}
	}
	if last > 0 {
		return k.endOf(last)
	}
	return s.Span.Start + uint32(keyword[s.Kind])
}

// startOf is where an expression starts with its parentheses; 0 where the span
// is not known yet.
func (k *stmtCoder) startOf(id ExprID) uint32 {
	if id < 0 || int(id) >= len(k.f.Exprs) || k.f.Exprs[id].Kind == FuncRef || k.f.Exprs[id].Kind == ClassRef {
		return 0
	}
	e := &k.f.Exprs[id]
	return e.Span.Start - uint32(e.Flags&Parens)
}

// endOf is where an expression ends with its parentheses.
func (k *stmtCoder) endOf(id ExprID) uint32 {
	if id < 0 || int(id) >= len(k.f.Exprs) || k.f.Exprs[id].Kind == FuncRef || k.f.Exprs[id].Kind == ClassRef {
		return 0
	}
	e := &k.f.Exprs[id]
	return e.Span.End + uint32(e.Flags&Parens)
}

// blockEnd codes where a compound statement ends: with its last statement.
func (f *File) blockEnd(c *coder, id int, s *Stmt) {
	if !s.Kind.opens() {
		return
	}
	if s.Kind == With {
		last, end := id, s.Header.Start
		for last+1 < len(f.Stmts) && f.Stmts[last+1].Kind == WithItem {
			last++
			end = f.Stmts[last].Span.End
		}
		number(c, colHeader, &s.Header.End, end)
	}
	end := s.Header.End
	if int(s.End) > id+1 && int(s.End) <= len(f.Stmts) {
		end = f.Stmts[s.End-1].Span.End
	}
	number(c, colHeader, &s.Span.End, end)
}
