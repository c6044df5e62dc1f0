package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/threads"
)

var sharedIterator = &analyzer.Rule{
	Name:     "shared-iterator",
	Code:     "TH506",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkSharedIterator,
}

// checkSharedIterator reports a generator that several threads advance with no
// lock in common: the frame of a generator cannot be entered twice.
//
// Iterators that are no generators are left alone: with the GIL their next item
// is taken in one step.
func checkSharedIterator(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, r := range f.SharedGenerators() {
		p.Report(analyzer.Finding{
			Span: f.Expr(r.Here.Place).Span, Label: "no lock",
			Msg:    fmt.Sprintf("generator `%s` is advanced by %s: ValueError, \"generator already executing\"", clip(bare(f.Render(r.Here.Place)), 40), advancedBy(&r)),
			Thread: thread("a", &r.Here), Because: raceNotes(&r, ""),
			Timeline: r.Steps(), About: aboutRace(&r),
		})
	}
}

// advancedBy is the threads that take items of the generator.
func advancedBy(r *threads.Race) string {
	if r.OneFile() {
		return several([]*threads.Spawn{r.Here.Side.Spawn})
	}
	return "this thread and " + inThread(&r.Other)
}
