package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var startedBeforeInitialized = &analyzer.Rule{
	Name:     "started-before-initialized",
	Code:     "TH216",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkStartedBeforeInitialized,
}

// checkStartedBeforeInitialized reports a start in a constructor after which an
// attribute gets its first value that the started code reads before it waits
// for anything.
//
// A start in a constructor is no fault by itself. Code that waits first, that
// calls what is not known, or that gives the attribute a value itself is left
// alone, and so is an attribute that a class or a base may have already.
func checkStartedBeforeInitialized(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Classes {
		for _, e := range c.EarlyStarts() {
			lines := f.LineOf(f.Expr(f.Events[e.Store].X).Span.Start) - f.LineOf(f.Expr(e.Call.Expr).Span.Start)
			g := e.Read.File
			p.Report(analyzer.Finding{
				Span: f.Expr(e.Call.Expr).Span, Label: "too early",
				Msg: fmt.Sprintf("the thread started here reads `%s`, assigned %s below: AttributeError if it runs first", clip("self."+e.Name, 60), count(lines, "line")),
				Because: []analyzer.Note{
					{Path: f.Path, Span: f.Expr(f.Events[e.Store].X).Span, Msg: "it is assigned here first"},
					{Path: g.Path, Span: g.Expr(e.Read.Expr).Span, Msg: fmt.Sprintf("`%s` reads it here", clip(e.Reader.QualName(), 60))},
				},
				Fix: startLast(f, e),
			})
		}
	}
}

// startLast moves the start behind the last statement of the constructor's
// body. That is safe where all that is overtaken only makes values and stores
// them.
func startLast(f *threads.File, e threads.EarlyStart) *analyzer.Fix {
	st := &f.Stmts[e.Call.Stmt]
	_, own := f.Indent(e.Call.Stmt)
	text := f.Render(e.Call.Expr)
	if !own || st.Kind != facts.ExprStmt || st.X != e.Call.Expr || int(st.Span.End-st.Span.Start) != len(text) || st.Parent != e.Call.In.Facts().Stmt {
		return nil
	}
	last, safe := facts.StmtID(0), true
	for s := st.End; s < f.Stmts[st.Parent].End; s = f.Stmts[s].End {
		last = s
		safe = safe && onlyStores(f, s)
		if k := f.Stmts[s].Kind; k == facts.Return || k == facts.Raise {
			return nil
		}
	}
	line := f.Line(st.Span.Start)
	if last == 0 || line+1 >= len(f.Lines) || f.Line(f.Stmts[st.End].Span.Start) == line {
		return nil
	}
	moved := lineAfter(f, last, []string{text}, "Start it at the end of the constructor")
	if moved == nil {
		return nil
	}
	moved.Safe = safe
	moved.Edits = append([]analyzer.Edit{{Span: source.Span{Start: f.Lines[line], End: f.Lines[line+1]}}}, moved.Edits...)
	return moved
}

// onlyStores says whether a statement does nothing but make values and store
// them in the object.
func onlyStores(f *threads.File, s facts.StmtID) bool {
	st := &f.Stmts[s]
	if st.Kind == facts.EmptyLiteral || st.Kind == facts.Pass {
		return true
	}
	if st.Kind != facts.Assign && st.Kind != facts.AnnAssign || f.Expr(st.X).Kind != facts.Attr && f.Expr(st.X).Kind != facts.Name {
		return false
	}
	for _, c := range f.Calls() {
		if c.Stmt == s && !c.Does(pylib.Pure) {
			return false
		}
	}
	return true
}
