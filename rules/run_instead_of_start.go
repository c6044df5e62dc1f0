package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var runInsteadOfStart = &analyzer.Rule{
	Name:     "run-instead-of-start",
	Code:     "TH202",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkRunInsteadOfStart,
}

// checkRunInsteadOfStart reports t.run() of a thread that is made in the file
// and started nowhere: run() is an ordinary call.
//
// A thread that is started somewhere, or may be because it is handed on, is
// left alone: run() beside start() is a fallback on purpose. So is a class that
// calls its own start or run, and all of it in tests.
func checkRunInsteadOfStart(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass) {
		if o.Escapes || o.Mentions("start") || startsItself(f, o) {
			continue
		}
		for _, u := range o.Calls("run") {
			if u.File != f || u.Loose || u.Callee || u.In() != nil && u.In().InTest() {
				continue
			}
			runs := p.Model.SpawnOf(o)
			name := clip(f.Render(u.Expr), 40)
			p.Report(analyzer.Finding{
				Span: f.Expr(u.Call).Span, Label: "runs here", About: about1(o), Because: madeNote(o),
				Msg: fmt.Sprintf("`%s.run()` runs %s in the calling %s: no new %s starts and the caller waits", name, itsTarget(runs), objectWord(o), objectWord(o)),
				Fix: startFix(f, u, name),
			})
		}
	}
}

// startFix writes start for run, which takes the same arguments: none.
func startFix(f *threads.File, u threads.Use, name string) *analyzer.Fix {
	callee := f.Expr(f.Expr(u.Call).A)
	if len(f.KidsOf(u.Call)) > 0 || callee.Kind != facts.Attr {
		return nil
	}
	at := callee.Span
	at.Start = at.End - uint32(len(u.Name))
	return &analyzer.Fix{Title: fmt.Sprintf("Call `%s.start()`", name), Edits: []analyzer.Edit{{Span: at, New: "start"}}}
}
