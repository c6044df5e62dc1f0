package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

var checkThenAct = &analyzer.Rule{
	Name:     "check-then-act",
	Code:     "TH503",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"test-before-lock", "lazy-init-race"},
	Check:    checkCheckThenAct,
}

// checkCheckThenAct reports a shared place that is tested and then used as if
// the test still held, where another thread is shown to undo in between what
// was tested: it removes the item, stores None, takes the last one.
//
// A lock that all three hold, a handler around the use, a place that nobody
// else changes that way, and code that runs before the thread starts or after
// somebody waits for it are left alone.
func checkCheckThenAct(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, r := range f.CheckedThenUsed() {
		st := &f.Stmts[f.Events[r.Here.Event].Stmt]
		p.Report(analyzer.Finding{
			Span: f.Expr(st.X).Span, Label: "true only for now",
			Msg:    afterCheck(f, &r, st),
			Thread: thread("a", &r.Here), Because: raceNotes(&r, "relies on the test"),
			Timeline: r.Steps(), About: aboutRace(&r),
		})
	}
}

// afterCheck says what another thread does between test and use, and what
// comes of it.
func afterCheck(f *threads.File, r *threads.Race, st *facts.Stmt) string {
	place, cond := clip(f.Render(r.Here.Place), 36), clip(f.Render(st.X), 40)
	by := fmt.Sprintf("`%s()`", clip(r.Other.Func.Name, 28))
	switch r.Act.Kind {
	case threads.Adds:
		return fmt.Sprintf("`%s` is tested before the item is stored, and %s can do both in between: it is made twice", cond, inThread(&r.Other))
	case threads.Updates:
		return fmt.Sprintf("`%s` is tested and then changed, and %s can do the same in between: both pass the test", cond, inThread(&r.Other))
	case threads.Reads:
		return fmt.Sprintf("`%s` is tested and used here, but %s in %s stores None between: AttributeError", place, by, inThread(&r.Other))
	}
	return fmt.Sprintf("`%s` is tested and used here, but %s in %s can take the item between: %s", place, by, inThread(&r.Other), emptied(f, r))
}

// emptied is the error that the use raises where what was tested is gone.
func emptied(f *threads.File, r *threads.Race) string {
	switch f.Eval(r.Here.Place).Lib {
	case "builtins.list", "collections.deque":
		return "IndexError"
	}
	return "KeyError"
}
