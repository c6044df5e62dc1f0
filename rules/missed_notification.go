package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var missedNotification = &analyzer.Rule{
	Name:     "missed-notification",
	Code:     "TH419",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"wait-without-loop"},
	Check:    checkMissedNotification,
}

// checkMissedNotification reports a wait for a condition without a timeout whose
// reason is tested only before the condition is taken, while somebody else
// changes what is tested and notifies.
//
// A test that is made with the condition held, or repeated inside, is right.
func checkMissedNotification(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, n := range f.MissedNotifies() {
		span := f.Expr(n.Test).Span
		d, ch := n.Notify, n.Change
		p.Report(analyzer.Finding{
			Span: span, Label: "tested without the condition", About: []source.Span{span, f.Expr(n.Wait.Expr).Span},
			Msg: fmt.Sprintf("`%s` is tested before `with %s:`: `%s()` can notify in between, and `wait()` never returns",
				clip(n.Place.Name(), 28), clip(n.Cond.Name(), 28), clip(d.In.Name, 28)),
			Because: []analyzer.Note{
				{Path: f.Path, Span: f.Expr(n.Wait.Expr).Span, Msg: "it waits here without another look"},
				{Path: ch.File.Path, Span: ch.File.Expr(ch.Expr).Span, Msg: fmt.Sprintf("`%s` changes here", clip(n.Place.Name(), 40))},
				{Path: d.File.Path, Span: d.File.Expr(d.Expr).Span, Msg: "and this tells only who waits already"},
			},
		})
	}
}
