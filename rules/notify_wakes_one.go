package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var notifyWakesOne = &analyzer.Rule{
	Name:     "notify-wakes-one",
	Code:     "TH420",
	Since:    "0.1.0",
	State:    analyzer.Off,
	Severity: analyzer.Info,
	Check:    checkNotifyWakesOne,
}

// checkNotifyWakesOne reports a `notify()` after something is set for good, such
// as `closed`, where several threads may wait for the condition: all of them
// have to go on, and it wakes one.
func checkNotifyWakesOne(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, n := range f.NotifiesOne() {
		span := f.Expr(n.Notify.Expr).Span
		method := f.Expr(f.Expr(n.Notify.Expr).A).Span
		method.Start = method.End - uint32(len(n.Notify.Method()))
		fd := analyzer.Finding{
			Span: span, Label: "wakes one", About: []source.Span{span},
			Msg: fmt.Sprintf("`%s()` wakes one waiter of `%s`: the other threads in `%s()` sleep for ever", clip(n.Notify.In.Name, 32), clip(n.Cond.Name(), 32), clip(n.Waits[0].In.Name, 32)),
			Because: []analyzer.Note{
				{Path: f.Path, Span: f.Expr(n.Store).Span, Msg: "this is set for good"},
			},
			Fix: &analyzer.Fix{Title: "Wake all by `notify_all()`", Safe: true, Edits: []analyzer.Edit{{Span: method, New: "notify_all"}}},
		}
		for _, w := range n.Waits {
			fd.Because = append(fd.Because, analyzer.Note{Path: w.File.Path, Span: w.File.Expr(w.Expr).Span, Msg: fmt.Sprintf("`%s()` waits here", clip(w.In.Name, 40))})
		}
		p.Report(fd)
	}
}
