package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var callbackUnderLock = &analyzer.Rule{
	Name:     "callback-under-lock",
	Code:     "TH415",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Info,
	Yields:   []string{"self-deadlock", "lock-order-inversion"},
	Check:    checkCallbackUnderLock,
}

// checkCallbackUnderLock reports callables of somebody else that are called with
// a lock held which public methods take, too, and a yield with a lock held.
//
// A reentrant lock lets a callback in, and a function whose purpose is to run
// what it is given under the lock is left alone; so are tests.
func checkCallbackUnderLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.TestFile {
		return
	}
	for _, h := range f.HeldCallbacks() {
		span := f.Expr(h.Expr).Span
		lock, other := clip(h.Lock.Name(), 24), clip(h.Other.Name, 24)
		fd := analyzer.Finding{Span: span, Label: "with the lock held", About: []source.Span{span}}
		if h.Yield {
			fd.Msg = fmt.Sprintf("`%s()` yields with `%s` held: whoever iterates decides when `%s()` can go on", clip(h.In.Name, 28), lock, other)
			if h.Expr == 0 {
				fd.Span = f.Stmts[f.Events[h.At].Stmt].Span
			}
		} else {
			fd.Msg = fmt.Sprintf("`%s` runs with `%s` held: if it calls `%s()`, it waits for ever", clip(f.Render(h.Expr), 40), lock, other)
		}
		fd.Because = []analyzer.Note{holderNote(h.In, h.Taken, lock), needNote(h.Other, h.There, lock)}
		p.Report(fd)
	}
}
