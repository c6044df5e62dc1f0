package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var blockingCallUnderLock = &analyzer.Rule{
	Name:     "blocking-call-under-lock",
	Code:     "TH406",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Info,
	Yields:   []string{"join-under-lock"},
	Check:    checkBlockingCallUnderLock,
}

// checkBlockingCallUnderLock reports a lock that is held over a call that waits
// for the network, a process, an item of a queue or the clock, and that others
// need for something short.
//
// Calls on a connection or file that the object keeps, which the lock may be
// there to guard, values that are made once under the lock, and tests are left
// alone.
func checkBlockingCallUnderLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.TestFile {
		return
	}
	for _, h := range f.HeldCalls() {
		if h.At.In.InTest() {
			continue
		}
		span := f.Expr(h.At.Expr).Span
		lock := clip(h.Lock.Name(), 28)
		fd := analyzer.Finding{Span: span, Label: "waits with the lock held", About: []source.Span{span}}
		call := clip(bare(h.Blocks.File.Render(h.Blocks.File.Expr(h.Blocks.Expr).A)), 28)
		fd.Msg = fmt.Sprintf("`%s` is held while `%s` %s: every thread that calls `%s()` waits too", lock, call, awaits(h.Blocks), clip(h.Other.Name, 28))
		fd.Because = append(fd.Because, holderNote(h.At.In, h.Taken, lock))
		if len(h.Way) > 0 {
			var names []string
			for _, c := range h.Way {
				names = append(names, c.Target.Name)
			}
			b := h.Blocks
			fd.Because = append(fd.Because, analyzer.Note{Path: b.File.Path, Span: b.File.Expr(b.Expr).Span, Msg: "it waits here, by way of " + clip(strings.Join(names, " → "), 90)})
		}
		if h.Other != h.At.In {
			fd.Because = append(fd.Because, needNote(h.Other, h.There, lock))
		}
		p.Report(fd)
	}
}

// awaits says what a call waits for.
func awaits(c *threads.CallSite) string {
	switch {
	case c.Does(pylib.Sleeps):
		return "pauses"
	case c.TakesItem():
		return "waits for an item"
	case c.Row.AfterFork != "":
		return "waits for a process"
	}
	return "waits for the outside world"
}
