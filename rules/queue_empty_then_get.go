package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var queueEmptyThenGet = &analyzer.Rule{
	Name:     "queue-empty-then-get",
	Code:     "TH411",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Info,
	Check:    checkQueueEmptyThenGet,
}

// checkQueueEmptyThenGet reports a get() without a limit that trusts a test of
// empty() or qsize() before it, where another thread or process takes from the
// same queue. Nearly all such tests in real code are right, since there is one
// consumer; so two must be shown, and that they run at once for a warning.
func checkQueueEmptyThenGet(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, t := range f.EmptyTests() {
		name := clip(t.Rivals.Func.Name, 40)
		fd := analyzer.Finding{
			Span: f.Expr(t.Get.Expr).Span, Label: "may wait for ever",
			Msg: fmt.Sprintf("another `%s` can take the last item between `%s()` and `%s()`: this one then waits for ever",
				name, clip(t.Test.Method(), 20), clip(t.Get.Method(), 20)),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(t.Test.Expr).Span, Msg: "this says only what was there then"}},
			Fix:     takeOrLeave(f, &t),
		}
		if t.Sure {
			fd.Severity = analyzer.Warning
		}
		for _, s := range t.Rivals.Spawns {
			g := s.File()
			fd.Because = append(fd.Because, analyzer.Note{Path: g.Path, Span: g.Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("`%s` is started here", name)})
		}
		p.Report(fd)
	}
}

// takeOrLeave makes the get of a draining loop one that does not wait, and ends
// the loop where there is nothing.
func takeOrLeave(f *threads.File, t *threads.EmptyTest) *analyzer.Fix {
	st := &f.Stmts[t.Get.Stmt]
	a := f.ArgsOf(t.Get.Expr)
	indent, own := f.Indent(t.Get.Stmt)
	if t.Loop == 0 || !own || st.Kind != facts.Assign && st.Kind != facts.ExprStmt || len(a.Pos)+len(a.Kw) > 0 || t.Get.Row.Vain == "" || sharesLine(f, t.Get.Stmt) {
		return nil
	}
	empty, imports, ok := nameFor(f, t.Get.Row.Vain)
	callee := f.Expr(f.Expr(t.Get.Expr).A)
	if !ok || f.Line(st.Span.Start) != f.Line(st.Span.End) {
		return nil
	}
	at, end := st.Span.Start, st.Span.End
	return &analyzer.Fix{
		Title: "Take without waiting, and leave the loop on `" + bare(t.Get.Row.Vain) + "`",
		Edits: append(imports,
			analyzer.Edit{Span: source.Span{Start: at, End: at}, New: "try:\n" + indent + "    "},
			analyzer.Edit{Span: source.Span{Start: callee.Span.End, End: f.Expr(t.Get.Expr).Span.End}, New: "_nowait()"},
			analyzer.Edit{Span: source.Span{Start: end, End: end}, New: "\n" + indent + "except " + empty + ":\n" + indent + "    break"}),
	}
}
