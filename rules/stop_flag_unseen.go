package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var stopFlagUnseen = &analyzer.Rule{
	Name:     "stop-flag-unseen",
	Code:     "TH421",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkStopFlagUnseen,
}

// checkStopFlagUnseen reports a thread that somebody joins, whose loop looks at
// a flag but waits for an item of a queue in between, where setting the flag
// does not reach it.
//
// A wait with a timeout, whoever puts a last item, closes or wakes something
// beside setting the flag, and threads that nobody joins are left alone.
func checkStopFlagUnseen(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.StopsUnseen() {
		span := f.Expr(s.Wait.Expr).Span
		g, l := s.Set.At.File, s.Look.Flag.File
		flag := clip(bare(l.Render(s.Look.Flag.Expr)), 24)
		p.Report(analyzer.Finding{
			Span: span, Label: "waits for one more item", About: []source.Span{span},
			Msg: fmt.Sprintf("`%s()` sets `%s`, but `%s` sits in `%s` and sees it only after one more item", clip(s.Set.Func.Name, 24), flag, clip(s.Wait.In.Name, 24), clip(f.Render(s.Wait.Expr), 32)),
			Because: []analyzer.Note{
				{Path: g.Path, Span: g.Expr(s.Set.At.Expr).Span, Msg: "it is set here, and nothing wakes the thread"},
				{Path: l.Path, Span: l.Expr(s.Look.Flag.Expr).Span, Msg: "and looked at here"},
				{Path: s.Join.File.Path, Span: s.Join.File.Expr(s.Join.Expr).Span, Msg: "this waits for the thread"},
			},
		})
	}
}
