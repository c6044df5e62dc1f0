package facts

import "threadlsp/analyzer/source"

// code writes or reads every field. A field that is not here is lost on the
// way through a cache: TestEncodingKeepsEveryField holds it to the types.
func (f *File) code(c *coder) {
	c.texts(&f.Strings)
	f.codeNames(c)
	f.codeParams(c)
	f.codeClasses(c)
	f.codeExprs(c)
	f.codeStmts(c)
	f.codeFuncs(c)
	f.codeMade(c)
	f.codeGraph(c)
	f.codeBinds(c)
	f.codeLines(c)
	f.codeRest(c)
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

// codeNames codes scopes and symbols.
func (f *File) codeNames(c *coder) {
	o := rows(c, &f.Scopes)
	fn, class := FuncID(-1), ClassID(-1)
	for i := range o {
		s := &o[i]
		kind := int32(s.Kind)
		number(c, colScope, &kind, int32(FuncScope))
		s.Kind = ScopeKind(kind)
		number(c, colScope, &s.Parent, ScopeID(i-1))
		wantFunc, wantClass := FuncID(0), ClassID(-1)
		if p := int(s.Parent); p > 0 && p < i {
			wantFunc = o[p].Func
		}
		switch s.Kind {
		case FuncScope:
			wantFunc = fn + 1
		case ClassScope:
			wantClass = class + 1
		}
		number(c, colScope, &s.Func, wantFunc)
		number(c, colScope, &s.Class, wantClass)
		fn, class = max(fn, s.Func), max(class, s.Class)
	}
	y := rows(c, &f.Symbols)
	name, scope, bind := StrID(0), ScopeID(0), int32(0)
	for i := range y {
		s := &y[i]
		number(c, colSymbol, &s.Name, name+1)
		name = s.Name
		number(c, colSymbolScope, &s.Scope, scope)
		scope = s.Scope
		flags := int32(s.Flags)
		number(c, colSymbolFlags, &flags, 0)
		s.Flags = SymbolFlags(flags)
		number(c, colSymbolBinds, &s.NBind, 1)
		number(c, colSymbolBind, &s.Bind, bind)
		bind = s.Bind + s.NBind
	}
}

func (f *File) codeFuncs(c *coder) {
	g := rows(c, &f.Funcs)
	f.findFuncs(c)
	param, decors := int32(0), int32(0)
	for i := range g {
		k := &g[i]
		number(c, colFunc, &k.Stmt, StmtID(c.defs[i]))
		number(c, colFunc, &k.Scope, ScopeID(c.scopeOf[i]))
		name, parent, class := StrID(0), FuncID(0), ClassID(-1)
		if s := int(k.Stmt); s > 0 && s < len(f.Stmts) {
			if t := c.target[s]; t > 0 {
				name = f.Exprs[t].Str
			}
		}
		if s := int(k.Scope); s > 0 && s < len(f.Scopes) {
			if p := int(f.Scopes[s].Parent); p > 0 && p < len(f.Scopes) {
				parent = f.Scopes[p].Func
				if f.Scopes[p].Kind == ClassScope {
					class = f.Scopes[p].Class
				}
			}
		}
		number(c, colFunc, &k.Name, name)
		flags := int32(k.Flags)
		number(c, colFunc, &flags, 0)
		k.Flags = FuncFlags(flags)
		number(c, colFunc, &k.Parent, parent)
		number(c, colFunc, &k.Class, class)
		number(c, colFunc, &k.Param, param)
		number(c, colFuncParams, &k.NParams, 1)
		param = k.Param + k.NParams
		number(c, colFunc, &k.NDecors, 0)
		if k.NDecors == 0 {
			number(c, colFunc, &k.Decors, 0)
		} else {
			number(c, colFunc, &k.Decors, decors)
			decors = k.Decors
		}
		number(c, colFunc, &k.Returns, 0)
	}
}

// findFuncs finds the statement and the scope of each function.
func (f *File) findFuncs(c *coder) {
	c.ints(&c.defs, len(f.Funcs))
	c.ints(&c.scopeOf, len(f.Funcs))
	for i := range f.Stmts {
		if s := &f.Stmts[i]; s.Kind == Def && s.Ref >= 0 && int(s.Ref) < len(f.Funcs) {
			c.defs[s.Ref] = int32(i)
		}
	}
	for i := range f.Scopes {
		if s := &f.Scopes[i]; (s.Kind == FuncScope || s.Kind == ModuleScope) && s.Func >= 0 && int(s.Func) < len(f.Funcs) {
			c.scopeOf[s.Func] = int32(i)
		}
	}
}

func (f *File) codeParams(c *coder) {
	p := rows(c, &f.Params)
	f.chainSymbols(c)
	sym, expr := SymbolID(0), ExprID(0)
	for i := range p {
		k := &p[i]
		c.string(&k.Name, aParam)
		number(c, colParamSym, &k.Sym, sym+1)
		sym = k.Sym
		// Most parameters are plain.
		n := int32(k.Kind) << 2
		if k.Default != 0 {
			n |= 1
		}
		if k.Ann != 0 {
			n |= 2
		}
		number(c, colParam, &n, int32(PosOrKw)<<2)
		k.Kind = ParamKind(n >> 2)
		if n&2 != 0 {
			number(c, colParam, &k.Ann, expr)
			expr = k.Ann
		}
		if n&1 != 0 {
			number(c, colParam, &k.Default, expr)
			expr = k.Default
		}
	}
}

func (f *File) codeClasses(c *coder) {
	k := rows(c, &f.Classes)
	growing(c, colClass, k, func(k *Class) *StrID { return &k.Name })
	growing(c, colClass, k, func(k *Class) *ScopeID { return &k.Scope })
	growing(c, colClass, k, func(k *Class) *StmtID { return &k.Stmt })
	growing(c, colClass, k, func(k *Class) *FuncID { return &k.Func })
	growing(c, colClass, k, func(k *Class) *int32 { return &k.Base })
	plain(c, colClass, k, func(k *Class) *int32 { return &k.NBases })
	growing(c, colClass, k, func(k *Class) *int32 { return &k.Decors })
	plain(c, colClass, k, func(k *Class) *int32 { return &k.NDecors })
	m := rows(c, &f.Imports)
	growing(c, colClass, m, func(m *Import) *StrID { return &m.Module })
	growing(c, colClass, m, func(m *Import) *StrID { return &m.Name })
	growing(c, colClass, m, func(m *Import) *StrID { return &m.As })
	bools(c, colClass, m, func(m *Import) *bool { return &m.HasAs })
	plain(c, colClass, m, func(m *Import) *int32 { return &m.Level })
	growing(c, colClass, m, func(m *Import) *StmtID { return &m.Stmt })
	growing(c, colClass, m, func(m *Import) *FuncID { return &m.Func })
}

func (f *File) codeRest(c *coder) {
	f.codeDirectives(c)
	spans(c, colRest, rows(c, &f.Damaged), func(s *source.Span) *source.Span { return s })
	r := rows(c, &f.Repairs)
	spans(c, colRest, r, func(r *Repair) *source.Span { return &r.Span })
	for i := range r {
		c.text(&r[i].What)
	}
	growing(c, colRest, rows(c, &f.All), func(s *StrID) *StrID { return s })
	truth(c, colRest, &f.HasAll)
	truth(c, colRest, &f.Shebang)
}

func (f *File) codeDirectives(c *coder) {
	d := rows(c, &f.Directives)
	octets(c, colRest, d, func(d *Directive) *DirectiveKind { return &d.Kind })
	spans(c, colRest, d, func(d *Directive) *source.Span { return &d.Span })
	growing(c, colRest, d, func(d *Directive) *int32 { return &d.Line })
	bools(c, colRest, d, func(d *Directive) *bool { return &d.Alone })
	bools(c, colRest, d, func(d *Directive) *bool { return &d.All })
	bools(c, colRest, d, func(d *Directive) *bool { return &d.Reason })
	for i := range d {
		c.text(&d[i].Text)
		n := rows(c, &d[i].Names)
		spans(c, colRest, n, func(n *DirectiveName) *source.Span { return &n.Span })
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
