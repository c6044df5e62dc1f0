package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var daemonSetAfterStart = &analyzer.Rule{
	Name:     "daemon-set-after-start",
	Code:     "TH206",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkDaemonSetAfterStart,
}

// checkDaemonSetAfterStart reports a store to daemon, or setDaemon(), of a
// thread that every path has started before, and of a thread that runs already
// because it was asked for: current_thread(), main_thread().
//
// A path on which the name is bound anew, and an error that may be caught, are
// left alone.
func checkDaemonSetAfterStart(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.DaemonStores() {
		v := f.Eval(s.Object)
		if f.Swallowed(s.Stmt) {
			continue
		}
		shown := f.Render(s.Object)
		fd := analyzer.Finding{Span: f.Expr(s.Expr).Span, Label: "too late"}
		if made := f.CallAt(v.Site.Expr); v.Site.File == f && made != nil && made.Does(pylib.Probe) && v.LibClass() == pylib.ThreadClass {
			fd.Msg = fmt.Sprintf("`%s` is set on a thread that runs: RuntimeError, \"cannot set daemon status of active thread\"", clip(f.Render(s.Expr), 40))
			p.Report(fd)
			continue
		}
		in := f.FuncOf(s.Event)
		if f.PathRoot(s.Object) == 0 || !f.AlwaysAfter(s.Event, startOf(f, s.Object, nil), f.Undoes(s.Object, in)) {
			continue
		}
		why := "RuntimeError, \"cannot set daemon status of active thread\""
		if v.LibClass() == pylib.ProcessClass {
			why = "AssertionError, \"process has already started\""
		}
		fd.Msg = fmt.Sprintf("`%s` is set after %s.start(): %s", clip(shown, 24)+".daemon", clip(shown, 24), why)
		if first := startBefore(f, in, s); first != nil {
			fd.Because = []analyzer.Note{{Path: f.Path, Span: f.Expr(first.Expr).Span, Msg: "it is started here"}}
			fd.Fix = swapFix(f, first, s)
		}
		if v.Site.File == f && v.Site.Valid() {
			fd.About = []source.Span{f.Expr(v.Site.Expr).Span}
		}
		p.Report(fd)
	}
}

// startBefore is the last start of the object in the text before the store.
func startBefore(f *threads.File, in *threads.Func, s threads.DaemonStore) *threads.CallSite {
	var out *threads.CallSite
	is := startOf(f, s.Object, nil)
	for _, c := range in.Calls() {
		if is(c.Event) && f.Reaches(c.Event, s.Event) && (out == nil || f.Expr(c.Expr).Span.Start < f.Expr(s.Expr).Span.Start) {
			out = c
		}
	}
	return out
}

// swapFix swaps the two statements where one follows the other. The order of
// nothing else changes, so it is safe; comments stay on their lines.
func swapFix(f *threads.File, start *threads.CallSite, s threads.DaemonStore) *analyzer.Fix {
	a, b := &f.Stmts[start.Stmt], &f.Stmts[s.Stmt]
	if a.Kind != facts.ExprStmt || a.X != start.Expr || a.End != s.Stmt || a.Parent != b.Parent || len(f.KidsOf(start.Expr)) > 0 {
		return nil
	}
	text := f.Render(s.Object) + ".daemon = "
	switch f.Expr(s.Value).Kind {
	case facts.True, facts.False, facts.Name:
		text += f.Render(s.Value)
	default:
		return nil
	}
	if b.Kind == facts.ExprStmt {
		text = f.Render(s.Expr)
	}
	if int(b.Span.End-b.Span.Start) != len(text) {
		return nil // it is not written as it would be rendered
	}
	return &analyzer.Fix{
		Title: fmt.Sprintf("Set it before `%s`", f.Render(start.Expr)), Safe: true,
		Edits: []analyzer.Edit{{Span: a.Span, New: text}, {Span: b.Span, New: f.Render(start.Expr)}},
	}
}
