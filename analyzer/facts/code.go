package facts

import "threadlsp/analyzer/source"

// code writes or reads every field. A field that is not here is lost on the
// way through a cache: TestEncodingKeepsEveryField holds it to the types.
func (f *File) code(c *columns) {
	c.texts(&f.Strings)
	f.codeExprs(c)
	f.codeStmts(c)
	f.codeNames(c)
	f.codeExprSpans(c)
	f.codeFuncs(c)
	f.codeClasses(c)
	f.codeGraph(c)
	f.codeRest(c)
}

func (f *File) codeExprs(c *columns) {
	x := rows(c, &f.Exprs)
	bytesOf(c, x, func(e *Expr) *ExprKind { return &e.Kind })
	bytesOf(c, x, func(e *Expr) *Op { return &e.Op })
	bytesOf(c, x, func(e *Expr) *ExprFlags { return &e.Flags })
	plain(c, x, func(e *Expr) *StrID { return &e.Str })
	plain(c, x, func(e *Expr) *SymbolID { return &e.Sym })
	near(c, x, func(e *Expr) *ExprID { return &e.A })
	near(c, x, func(e *Expr) *ExprID { return &e.B })
	column(c, x, func(e *Expr) *int32 { return &e.Kid })
	plain(c, x, func(e *Expr) *int32 { return &e.NKids })
	column(c, rows(c, &f.Kids), func(k *ExprID) *ExprID { return k })
}

// codeExprSpans codes the spans of expressions last, as differences from where
// the form of an expression lets one expect it: most differences are 0.
func (f *File) codeExprSpans(c *columns) {
	at := uint32(0)
	for i := range f.Exprs {
		e := &f.Exprs[i]
		start := f.expectedStart(e, ExprID(i), at)
		e.Span.Start = c.uint32(e.Span.Start, start)
		e.Span.End = c.uint32(e.Span.End, f.expectedEnd(e, ExprID(i)))
		at = e.Span.End
	}
}

// before says whether part stands before expression id: its span is known when
// that of id is read.
func before(part, id ExprID) bool { return part > 0 && part < id }

// expectedStart is where an expression probably starts: with its first part,
// or behind the expression before it.
func (f *File) expectedStart(e *Expr, id ExprID, last uint32) uint32 {
	switch e.Kind {
	case Attr, Call, Binary, Subscript, Named, ItemOf, ElemOf, EnterOf:
		if before(e.A, id) {
			return f.Exprs[e.A].Span.Start
		}
	case Compare, And, Or:
		if k := f.kid(e, 0); before(k, id) {
			return f.Exprs[k].Span.Start
		}
	case Keyword:
		if before(e.A, id) {
			return f.Exprs[e.A].Span.Start - 1 - f.textLen(e.Str)
		}
	case Tuple, List, Set, Dict:
		if k := f.kid(e, 0); before(k, id) {
			return f.Exprs[k].Span.Start - 1
		}
	}
	return last + 2
}

// expectedEnd is where an expression that starts as known probably ends.
func (f *File) expectedEnd(e *Expr, id ExprID) uint32 {
	start := e.Span.Start
	switch e.Kind {
	case Name:
		if e.Sym > 0 && int(e.Sym) < len(f.Symbols) {
			return start + f.textLen(f.Symbols[e.Sym].Name)
		}
	case Attr:
		if before(e.A, id) {
			return f.Exprs[e.A].Span.End + 1 + f.textLen(e.Str)
		}
	case Int, Float:
		return start + f.textLen(e.Str)
	case Str, Bytes:
		return start + 2 + f.textLen(e.Str)
	case None, True:
		return start + 4
	case False:
		return start + 5
	case Call, Tuple, List, Set, Dict:
		if k := f.kid(e, e.NKids-1); before(k, id) {
			return f.Exprs[k].Span.End + 1
		}
		if e.Kind == Call && before(e.A, id) {
			return f.Exprs[e.A].Span.End + 2
		}
		return start + 2
	case Subscript:
		if before(e.B, id) {
			return f.Exprs[e.B].Span.End + 1
		}
	case Binary, Named:
		if before(e.B, id) {
			return f.Exprs[e.B].Span.End
		}
	case Compare, And, Or:
		if k := f.kid(e, e.NKids-1); before(k, id) {
			return f.Exprs[k].Span.End
		}
	case Keyword, Unary, Star, DoubleStar, Await, ItemOf, ElemOf, EnterOf:
		if before(e.A, id) {
			return f.Exprs[e.A].Span.End
		}
	}
	return start + 6
}

func (f *File) kid(e *Expr, i int32) ExprID {
	if i < 0 || i >= e.NKids || e.Kid < 0 || int(e.Kid)+int(i) >= len(f.Kids) {
		return 0
	}
	return f.Kids[e.Kid+i]
}

func (f *File) textLen(s StrID) uint32 {
	if s < 0 || int(s) >= len(f.Strings) {
		return 0
	}
	return uint32(len(f.Strings[s]))
}

func (f *File) codeStmts(c *columns) {
	s := rows(c, &f.Stmts)
	bytesOf(c, s, func(s *Stmt) *StmtKind { return &s.Kind })
	bytesOf(c, s, func(s *Stmt) *StmtFlags { return &s.Flags })
	bytesOf(c, s, func(s *Stmt) *Op { return &s.Op })
	spans(c, s, func(s *Stmt) *source.Span { return &s.Span })
	for i := range s { // a simple statement's header is the statement
		s[i].Header.Start = c.uint32(s[i].Header.Start, s[i].Span.Start)
		s[i].Header.End = c.uint32(s[i].Header.End, s[i].Span.End)
	}
	near(c, s, func(s *Stmt) *StmtID { return &s.Parent })
	near(c, s, func(s *Stmt) *StmtID { return &s.End })
	column(c, s, func(s *Stmt) *FuncID { return &s.Func })
	column(c, s, func(s *Stmt) *ExprID { return &s.X })
	column(c, s, func(s *Stmt) *ExprID { return &s.Y })
	plain(c, s, func(s *Stmt) *ExprID { return &s.Ann })
	plain(c, s, func(s *Stmt) *int32 { return &s.Ref })
}

func (f *File) codeNames(c *columns) {
	o := rows(c, &f.Scopes)
	bytesOf(c, o, func(s *Scope) *ScopeKind { return &s.Kind })
	near(c, o, func(s *Scope) *ScopeID { return &s.Parent })
	column(c, o, func(s *Scope) *FuncID { return &s.Func })
	column(c, o, func(s *Scope) *ClassID { return &s.Class })
	y := rows(c, &f.Symbols)
	column(c, y, func(s *Symbol) *StrID { return &s.Name })
	column(c, y, func(s *Symbol) *ScopeID { return &s.Scope })
	bytesOf(c, y, func(s *Symbol) *SymbolFlags { return &s.Flags })
	column(c, y, func(s *Symbol) *int32 { return &s.Bind })
	plain(c, y, func(s *Symbol) *int32 { return &s.NBind })
	b := rows(c, &f.Binds)
	column(c, b, func(b *Binding) *ExprID { return &b.Value })
	column(c, b, func(b *Binding) *EventID { return &b.Event })
	column(c, b, func(b *Binding) *FuncID { return &b.Func })
	column(c, b, func(b *Binding) *StmtID { return &b.Stmt })
	plain(c, b, func(b *Binding) *ExprID { return &b.Ann })
	bools(c, b, func(b *Binding) *bool { return &b.Aug })
	bools(c, b, func(b *Binding) *bool { return &b.Flow })
}

func (f *File) codeFuncs(c *columns) {
	g := rows(c, &f.Funcs)
	column(c, g, func(g *Func) *StrID { return &g.Name })
	bytesOf(c, g, func(g *Func) *FuncFlags { return &g.Flags })
	spans(c, g, func(g *Func) *source.Span { return &g.Span })
	spans(c, g, func(g *Func) *source.Span { return &g.NameAt })
	spans(c, g, func(g *Func) *source.Span { return &g.Header })
	column(c, g, func(g *Func) *FuncID { return &g.Parent })
	column(c, g, func(g *Func) *ClassID { return &g.Class })
	column(c, g, func(g *Func) *ScopeID { return &g.Scope })
	column(c, g, func(g *Func) *StmtID { return &g.Stmt })
	column(c, g, func(g *Func) *int32 { return &g.Param })
	plain(c, g, func(g *Func) *int32 { return &g.NParams })
	column(c, g, func(g *Func) *int32 { return &g.Decors })
	plain(c, g, func(g *Func) *int32 { return &g.NDecors })
	plain(c, g, func(g *Func) *ExprID { return &g.Returns })
	column(c, g, func(g *Func) *BlockID { return &g.Entry })
	column(c, g, func(g *Func) *BlockID { return &g.Exit })
	column(c, g, func(g *Func) *BlockID { return &g.Raised })
	column(c, g, func(g *Func) *BlockID { return &g.Block })
	column(c, g, func(g *Func) *BlockID { return &g.BlkEnd })
	p := rows(c, &f.Params)
	column(c, p, func(p *Param) *StrID { return &p.Name })
	column(c, p, func(p *Param) *SymbolID { return &p.Sym })
	bytesOf(c, p, func(p *Param) *ParamKind { return &p.Kind })
	plain(c, p, func(p *Param) *ExprID { return &p.Default })
	plain(c, p, func(p *Param) *ExprID { return &p.Ann })
	spans(c, p, func(p *Param) *source.Span { return &p.Span })
}

func (f *File) codeClasses(c *columns) {
	k := rows(c, &f.Classes)
	column(c, k, func(k *Class) *StrID { return &k.Name })
	spans(c, k, func(k *Class) *source.Span { return &k.Span })
	spans(c, k, func(k *Class) *source.Span { return &k.NameAt })
	spans(c, k, func(k *Class) *source.Span { return &k.Header })
	column(c, k, func(k *Class) *ScopeID { return &k.Scope })
	column(c, k, func(k *Class) *StmtID { return &k.Stmt })
	column(c, k, func(k *Class) *FuncID { return &k.Func })
	column(c, k, func(k *Class) *int32 { return &k.Base })
	plain(c, k, func(k *Class) *int32 { return &k.NBases })
	column(c, k, func(k *Class) *int32 { return &k.Decors })
	plain(c, k, func(k *Class) *int32 { return &k.NDecors })
	m := rows(c, &f.Imports)
	column(c, m, func(m *Import) *StrID { return &m.Module })
	column(c, m, func(m *Import) *StrID { return &m.Name })
	column(c, m, func(m *Import) *StrID { return &m.As })
	bools(c, m, func(m *Import) *bool { return &m.HasAs })
	plain(c, m, func(m *Import) *int32 { return &m.Level })
	spans(c, m, func(m *Import) *source.Span { return &m.Span })
	column(c, m, func(m *Import) *StmtID { return &m.Stmt })
	column(c, m, func(m *Import) *FuncID { return &m.Func })
}

func (f *File) codeGraph(c *columns) {
	b := rows(c, &f.Blocks)
	column(c, b, func(b *Block) *EventID { return &b.Event })
	plain(c, b, func(b *Block) *int32 { return &b.NEvent })
	column(c, b, func(b *Block) *int32 { return &b.Edge })
	plain(c, b, func(b *Block) *int32 { return &b.NEdges })
	column(c, b, func(b *Block) *StmtID { return &b.Stmt })
	bools(c, b, func(b *Block) *bool { return &b.Loop })
	e := rows(c, &f.Edges)
	column(c, e, func(e *Edge) *BlockID { return &e.To })
	bytesOf(c, e, func(e *Edge) *EdgeKind { return &e.Kind })
	v := rows(c, &f.Events)
	bytesOf(c, v, func(v *Event) *EventKind { return &v.Kind })
	bytesOf(c, v, func(v *Event) *EventFlags { return &v.Flags })
	column(c, v, func(v *Event) *ExprID { return &v.X })
	plain(c, v, func(v *Event) *ExprID { return &v.Y })
	column(c, v, func(v *Event) *StmtID { return &v.Stmt })
}

func (f *File) codeRest(c *columns) {
	f.codeDirectives(c)
	spans(c, rows(c, &f.Damaged), func(s *source.Span) *source.Span { return s })
	r := rows(c, &f.Repairs)
	spans(c, r, func(r *Repair) *source.Span { return &r.Span })
	for i := range r {
		c.text(&r[i].What)
	}
	column(c, rows(c, &f.Lines), func(l *uint32) *uint32 { return l })
	column(c, rows(c, &f.All), func(s *StrID) *StrID { return s })
	one := []*File{f}
	bools(c, one, func(f **File) *bool { return &(*f).HasAll })
	bools(c, one, func(f **File) *bool { return &(*f).Shebang })
}

func (f *File) codeDirectives(c *columns) {
	d := rows(c, &f.Directives)
	bytesOf(c, d, func(d *Directive) *DirectiveKind { return &d.Kind })
	spans(c, d, func(d *Directive) *source.Span { return &d.Span })
	column(c, d, func(d *Directive) *int32 { return &d.Line })
	bools(c, d, func(d *Directive) *bool { return &d.Alone })
	bools(c, d, func(d *Directive) *bool { return &d.All })
	bools(c, d, func(d *Directive) *bool { return &d.Reason })
	for i := range d {
		c.text(&d[i].Text)
		n := rows(c, &d[i].Names)
		spans(c, n, func(n *DirectiveName) *source.Span { return &n.Span })
		for j := range n {
			c.text(&n[j].Name)
		}
	}
}

// sound says whether the ranges that slices are cut by lie inside them, so
// that bytes from a cache that somebody else wrote cannot make a reader panic
// there.
func (f *File) sound() bool {
	in := func(first, n, size int) bool { return first >= 0 && n >= 0 && first+n <= size }
	for i := range f.Exprs {
		if e := &f.Exprs[i]; !in(int(e.Kid), int(e.NKids), len(f.Kids)) || int(e.A) >= len(f.Exprs) || int(e.Str) >= len(f.Strings) || int(e.Sym) >= len(f.Symbols) {
			return false
		}
	}
	for i := range f.Symbols {
		if s := &f.Symbols[i]; !in(int(s.Bind), int(s.NBind), len(f.Binds)) {
			return false
		}
	}
	for i := range f.Blocks {
		if b := &f.Blocks[i]; !in(int(b.Event), int(b.NEvent), len(f.Events)) || !in(int(b.Edge), int(b.NEdges), len(f.Edges)) {
			return false
		}
	}
	for i := range f.Funcs {
		if g := &f.Funcs[i]; !in(int(g.Param), int(g.NParams), len(f.Params)) || !in(int(g.Decors), int(g.NDecors), len(f.Kids)) {
			return false
		}
	}
	return len(f.Funcs) > 0
}
