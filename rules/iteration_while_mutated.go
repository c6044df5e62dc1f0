package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var iterationWhileMutated = &analyzer.Rule{
	Name:     "iteration-while-mutated",
	Code:     "TH505",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"live-view-escapes-lock"},
	Check:    checkIterationWhileMutated,
}

// checkIterationWhileMutated reports a loop over a shared dict, set, list or
// deque while another thread is shown to put something in or take something
// out, with no lock in common.
//
// A loop over a copy, a list that only grows, and code that runs before the
// thread starts or after somebody waits for it are left alone.
func checkIterationWhileMutated(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, r := range f.MutatedWhileIterated() {
		kind, raises := iterated(f, &r)
		verb := "inserts"
		if r.Other.Kind == threads.Removes {
			verb = "removes"
		}
		over := f.Events[r.Here.Event].X
		p.Report(analyzer.Finding{
			Span: f.Expr(over).Span, Label: "no copy, no lock",
			Msg: fmt.Sprintf("%s `%s` is iterated here while `%s()` %s in %s: %s", kind, clip(bare(f.Render(r.Here.Place)), 32),
				clip(r.Other.Func.Name, 28), verb, inThread(&r.Other), raises),
			Thread: thread("a", &r.Here), Because: raceNotes(&r, ""),
			Timeline: r.Steps(), About: aboutRace(&r),
			Fix: iterateCopy(f.Expr(over).Span),
		})
	}
}

// iterated is what is gone through, and what happens to who goes through it.
func iterated(f *threads.File, r *threads.Race) (kind, raises string) {
	switch f.Eval(r.Here.Place).Lib {
	case "builtins.list":
		return "list", "an element is skipped"
	case "builtins.set":
		return "set", "RuntimeError, changed size during iteration"
	case "collections.deque":
		return "deque", "RuntimeError, mutated during iteration"
	}
	return "dict", "RuntimeError, changed size during iteration"
}

// iterateCopy puts list() around what is gone through: with the GIL it is made
// in one step.
func iterateCopy(over source.Span) *analyzer.Fix {
	return &analyzer.Fix{Title: "Iterate a copy made by list()", Safe: true, Edits: []analyzer.Edit{
		{Span: source.Span{Start: over.Start, End: over.Start}, New: "list("},
		{Span: source.Span{Start: over.End, End: over.End}, New: ")"},
	}}
}
