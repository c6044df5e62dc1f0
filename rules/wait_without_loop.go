package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var waitWithoutLoop = &analyzer.Rule{
	Name:     "wait-without-loop",
	Code:     "TH407",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkWaitWithoutLoop,
}

// checkWaitWithoutLoop reports Condition.wait() under an `if`, where what was
// tested is relied on after it: something is taken out, or counted down. By the
// time the waiter has the lock again, another thread may have been first.
//
// A wait after which nothing goes wrong on any wake-up is left alone: a return,
// a test of the same, a handler around the use.
func checkWaitWithoutLoop(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, w := range f.WaitsOnce() {
		call := clip(f.Render(w.Wait.Expr), 40)
		fd := analyzer.Finding{Span: f.Expr(w.Wait.Expr).Span}
		if w.Vain {
			fd.Msg = fmt.Sprintf("`%s` does not wait: it gives the lock up and takes it back at once", call)
			fd.Label = "no wait at all"
			p.Report(fd)
			continue
		}
		st := &f.Stmts[w.If]
		ev := &f.Events[w.Use]
		test := clip(f.Render(st.X), 30)
		fd.Label = "may wake too early"
		fd.Fix = whileFix(f, w.If)
		use := f.Expr(ev.X).Span
		if w.Flag > 0 {
			fd.Msg = fmt.Sprintf("`%s` may wake while `%s` holds again: nothing tests it once more before the next lines run", call, test)
			fd.Because = []analyzer.Note{{Path: f.Path, Span: use, Msg: "this runs without a second look"}}
		} else {
			fd.Msg = fmt.Sprintf("`%s` may wake while `%s` still holds: `%s` then %s", call, test, clip(usedAs(f, ev), 30), goesWrong(f, ev))
			fd.Because = []analyzer.Note{{Path: f.Path, Span: use, Msg: "this relies on the test"}}
		}
		p.Report(fd)
	}
}

// usedAs is a use as its author wrote it.
func usedAs(f *threads.File, ev *facts.Event) string {
	st := &f.Stmts[ev.Stmt]
	if ev.Kind == facts.StoreEvent && st.Kind == facts.AugAssign {
		return fmt.Sprintf("%s %s= %s", f.Render(st.X), st.Op, f.Render(st.Y))
	}
	return f.Render(ev.X)
}

// goesWrong is what comes of a use where there is nothing.
func goesWrong(f *threads.File, ev *facts.Event) string {
	switch ev.Kind {
	case facts.CallEvent:
		if c := f.CallAt(ev.X); c != nil && c.Row != nil && c.Row.Vain != "" {
			return "raises " + bare(c.Row.Vain)
		}
	case facts.StoreEvent:
		return "counts what is not there"
	case facts.LoadEvent:
		if strings.HasSuffix(f.Eval(f.Expr(ev.X).A).Lib, ".dict") {
			return "raises KeyError"
		}
	}
	return "fails"
}

// whileFix makes a while of the if before a wait.
func whileFix(f *threads.File, s facts.StmtID) *analyzer.Fix {
	st := &f.Stmts[s]
	if st.Kind != facts.If {
		return nil
	}
	for k := s + 1; k < st.End; k = f.Stmts[k].End {
		if f.Stmts[k].Kind == facts.Elif || f.Stmts[k].Kind == facts.Else {
			return nil
		}
	}
	at := st.Span.Start
	return &analyzer.Fix{
		Title: "Repeat the wait: `while " + clip(f.Render(st.X), 40) + ":`",
		Edits: []analyzer.Edit{{Span: source.Span{Start: at, End: at + uint32(len("if"))}, New: "while"}},
	}
}
