package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var waitHoldingAnotherLock = &analyzer.Rule{
	Name:     "wait-holding-another-lock",
	Code:     "TH409",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkWaitHoldingAnotherLock,
}

// checkWaitHoldingAnotherLock reports a wait without a timeout for a condition
// while another lock is held, here or in a caller, that all who notify the
// condition need before they can.
//
// Where one place notifies without that lock nothing is said.
func checkWaitHoldingAnotherLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, h := range f.HeldWaits() {
		lock := clip(h.Lock.Name(), 28)
		n := h.Notify[0]
		span := f.Expr(h.Wait.Expr).Span
		fd := analyzer.Finding{
			Span: span, Label: "with another lock held", About: []source.Span{span},
			Msg: fmt.Sprintf("`%s()` frees `%s` but keeps `%s`, which `%s()` needs before it can notify: both wait for ever",
				clip(h.Wait.Method(), 20), clip(h.Cond.Name(), 28), lock, clip(n.In.Name, 24)),
			Because: append([]analyzer.Note{holderNote(h.Holder, h.Taken, lock)}, callNotes(h.Calls)...),
		}
		fd.Because = append(fd.Because, analyzer.Note{Path: n.File.Path, Span: n.File.Expr(n.Expr).Span, Msg: fmt.Sprintf("`%s()` notifies here, with `%s` held", clip(n.In.Name, 40), lock)})
		p.Report(fd)
	}
}
