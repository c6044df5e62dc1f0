package main

import (
	"bytes"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A planting is the edits of one fault at one site, and the spans at which its
// finding may stand, in the text before the edits.
type planting struct {
	edits  []analyzer.Edit
	places []source.Span
}

// at is the first place.
func (p *planting) at() source.Span { return p.places[0] }

// A ground is a file to plant in.
type ground struct {
	*threads.File
	text []byte
}

// span is the place of an expression.
func (g *ground) span(e facts.ExprID) source.Span { return g.Expr(e).Span }

// src is the text of an expression.
func (g *ground) src(e facts.ExprID) string { return g.between(g.span(e)) }

// between is the text of a span.
func (g *ground) between(s source.Span) string { return string(g.text[s.Start:s.End]) }

// swap replaces a span. What lines it loses follow as empty ones.
func (g *ground) swap(s source.Span, with string) analyzer.Edit {
	lost := strings.Count(g.between(s), "\n") - strings.Count(with, "\n")
	return analyzer.Edit{Span: s, New: with + strings.Repeat("\n", max(0, lost))}
}

// after inserts text behind an offset.
func after(off uint32, text string) analyzer.Edit {
	return analyzer.Edit{Span: source.Span{Start: off, End: off}, New: text}
}

// atEnd appends lines to the file.
func (g *ground) atEnd(lines string) analyzer.Edit {
	if !bytes.HasSuffix(g.text, []byte("\n")) {
		lines = "\n" + lines
	}
	return after(uint32(len(g.text)), lines)
}

// stmt is the span of a statement.
func (g *ground) stmt(s facts.StmtID) source.Span { return g.Stmts[s].Span }

// alone says whether a call is a whole statement that ends its line.
func (g *ground) alone(c *threads.CallSite) bool {
	s := &g.Stmts[c.Stmt]
	if s.Kind != facts.ExprStmt || s.X != c.Expr {
		return false
	}
	return g.endsLine(s.Span)
}

// endsLine says whether nothing but blanks and a comment follows a span on its line.
func (g *ground) endsLine(s source.Span) bool {
	rest, _, _ := bytes.Cut(g.text[s.End:], []byte("\n"))
	rest = bytes.TrimSpace(rest)
	return len(rest) == 0 || rest[0] == '#'
}

// startsLine says whether a statement is the first on its line.
func (g *ground) startsLine(s facts.StmtID) bool {
	head := g.text[:g.stmt(s).Start]
	return len(bytes.TrimSpace(head[bytes.LastIndexByte(head, '\n')+1:])) == 0
}

// quiet says whether a function stands where the rules of hygiene are silent.
func (g *ground) quiet(fn *threads.Func) bool {
	return g.Context == threads.TestFile || g.Context == threads.Benchmark || fn == nil || fn.InTest() || fn.InBenchmark()
}

// isThread says whether an expression is proven to be a thread, timer or process.
func (g *ground) isThread(e facts.ExprID) bool {
	switch v := g.Eval(e); v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		return v.Kind == threads.Instance
	}
	return false
}

// calls is the calls of a library method that are statements of their own, with
// a proven thread as receiver.
func (g *ground) calls(does pylib.Effects) []*threads.CallSite {
	var out []*threads.CallSite
	for _, c := range g.Calls() {
		if c.Does(does) && c.Callee.Kind == threads.LibBound && g.alone(c) && g.isThread(c.Receiver()) && g.Expr(c.Expr).NKids == 0 &&
			!g.Swallowed(c.Stmt) && !g.ErrorExpected(c.Stmt) {
			out = append(out, c)
		}
	}
	return out
}

// callee is the span of a call's callee, and of what follows it.
func (g *ground) callee(c *threads.CallSite) (callee, rest source.Span) {
	callee = g.span(g.Expr(c.Expr).A)
	return callee, source.Span{Start: callee.End, End: g.span(c.Expr).End}
}

// object is what a call is made on, where one expression makes it.
func (g *ground) object(c *threads.CallSite) *threads.Object {
	if s := g.Eval(c.Receiver()).Site; s.Valid() && s.File == g.File {
		return g.Model().ObjectAt(s)
	}
	return nil
}

// firstStmt is the first statement of a function that is simple and no
// docstring, 0 if its body begins otherwise.
func (g *ground) firstStmt(fn *threads.Func) facts.StmtID {
	def := fn.Facts().Stmt
	if def == 0 {
		return 0
	}
	for s := def + 1; s < g.Stmts[def].End; s++ {
		switch x := &g.Stmts[s]; {
		case x.Parent != def:
		case x.Kind == facts.EmptyLiteral:
		case !g.startsLine(s):
			return 0
		case x.Kind == facts.ExprStmt, x.Kind == facts.Assign, x.Kind == facts.AugAssign, x.Kind == facts.Return, x.Kind == facts.Pass:
			return s
		default:
			return 0
		}
	}
	return 0
}

// threadClasses is the classes of the file that derive from a thread, timer or
// process. One with a base that is not known is left out: the base is in a file
// that a program of one file does not have, and the rules are silent on it.
func (g *ground) threadClasses() []*threads.Class {
	var out []*threads.Class
	for _, c := range g.Classes {
		if t := c.LibBase(); t != nil && !c.UnknownBase() && (t.Class == pylib.ThreadClass || t.Class == pylib.TimerClass || t.Class == pylib.ProcessClass) {
			out = append(out, c)
		}
	}
	return out
}

// tuple is the tuple display in the args of a spawn, with its elements.
func (g *ground) tuple(s *threads.Spawn) (e facts.ExprID, kids []facts.ExprID) {
	if s.Super || s.Sub != nil || s.TargetExpr == 0 {
		return 0, nil
	}
	e = s.ArgsExpr()
	if e <= 0 || g.Expr(e).Kind != facts.Tuple || g.text[g.span(e).Start] != '(' {
		return 0, nil
	}
	kids = g.KidsOf(e)
	for _, k := range kids {
		if g.Expr(k).Kind == facts.Star {
			return 0, nil
		}
	}
	return e, kids
}

// inner is what stands between the parentheses of a tuple of a spawn's args; ok
// is false where the args are no such tuple.
func (g *ground) inner(s *threads.Spawn) (text string, ok bool) {
	if s.ArgsExpr() == 0 {
		return "", true
	}
	e, _ := g.tuple(s)
	if e == 0 {
		return "", false
	}
	t := g.span(e)
	return g.between(source.Span{Start: t.Start + 1, End: t.End - 1}), true
}
