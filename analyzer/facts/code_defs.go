package facts

import "threadlsp/analyzer/source"

// codeMade codes the spans of functions, classes, parameters and imports, and
// of the expressions that stand for functions and classes.
func (f *File) codeMade(c *coder) {
	f.codeFuncSpans(c)
	for i := range f.Params {
		p, want := &f.Params[i], source.Span{}
		if ref := c.paramRef[i]; ref > 0 {
			want = f.Exprs[ref].Span
			want.Start -= p.stars()
		}
		number(c, colParam, &p.Span.Start, want.Start)
		for _, part := range [...]ExprID{p.Ann, p.Default} {
			if part > 0 && int(part) < len(f.Exprs) && f.Exprs[part].Kind != FuncRef && f.Exprs[part].Kind != ClassRef {
				want.End = f.Exprs[part].Span.End + uint32(f.Exprs[part].Flags&Parens)
			}
		}
		number(c, colParam, &p.Span.End, want.End)
	}
	for i := range f.Classes {
		k := &f.Classes[i]
		span, name, header := f.definition(c, k.Stmt)
		codeSpan(c, &k.Span, span)
		codeSpan(c, &k.NameAt, name)
		codeSpan(c, &k.Header, header)
	}
	for i := range f.Imports {
		want := source.Span{}
		if c.imports[i] != 0 {
			want = f.Exprs[c.imports[i]].Span
		}
		codeSpan(c, &f.Imports[i].Span, want)
	}
	for _, id := range c.later {
		e, want := &f.Exprs[id], source.Span{}
		switch {
		case e.A < 0:
		case e.Kind == FuncRef && int(e.A) < len(f.Funcs):
			want = f.Funcs[e.A].Span
		case e.Kind == ClassRef && int(e.A) < len(f.Classes):
			want = f.Classes[e.A].Span
		}
		codeSpan(c, &e.Span, want)
	}
}

func (f *File) codeFuncSpans(c *coder) {
	c.ints(&c.lambdas, len(f.Funcs))
	for _, id := range c.later {
		if e := &f.Exprs[id]; e.Kind == FuncRef && e.A >= 0 && int(e.A) < len(f.Funcs) {
			c.lambdas[e.A] = id
		}
	}
	for i := range f.Funcs {
		g := &f.Funcs[i]
		span, name, header := f.definition(c, g.Stmt)
		if ref := c.lambdas[i]; g.Stmt == 0 && ref > 1 { // its body is before it
			if body := &f.Exprs[ref-1]; body.Kind != FuncRef && body.Kind != ClassRef {
				span = source.Span{Start: body.Span.Start - 8, End: body.Span.End}
			}
		}
		codeSpan(c, &g.Span, span)
		if g.Stmt == 0 {
			name = source.Span{Start: g.Span.Start, End: g.Span.Start + 6}
			header = name
		}
		codeSpan(c, &g.NameAt, name)
		codeSpan(c, &g.Header, header)
	}
}

// codeSpan codes one span.
func codeSpan(c *coder, s *source.Span, expected source.Span) {
	number(c, colMade, &s.Start, expected.Start)
	number(c, colMade, &s.End, expected.End)
}

// definition is the span, the name's and the first line's of what a def or class defines.
func (f *File) definition(c *coder, id StmtID) (span, name, header source.Span) {
	if id <= 0 || int(id) >= len(f.Stmts) {
		return
	}
	s := &f.Stmts[id]
	if t := c.target[id]; t != 0 {
		name = f.Exprs[t].Span
	}
	return source.Span{Start: s.Header.Start, End: s.Span.End}, name, s.Header
}

// stars is how many stars stand before a parameter's name.
func (p *Param) stars() uint32 {
	switch p.Kind {
	case VarPos:
		return 1
	case VarKw:
		return 2
	}
	return 0
}
