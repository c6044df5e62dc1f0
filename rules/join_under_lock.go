package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var joinUnderLock = &analyzer.Rule{
	Name:     "join-under-lock",
	Code:     "TH424",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkJoinUnderLock,
}

// checkJoinUnderLock reports a wait for a thread, a task, a pool or a queue
// while a lock is held that what is waited for takes, here or in a caller.
//
// A wait with a timeout, a lock that is given back before, and threads whose
// work is not known are left alone.
func checkJoinUnderLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, h := range f.HeldJoins() {
		lock := clip(h.Lock.Name(), 24)
		span := f.Expr(h.Expr).Span
		what := clip(f.Render(h.Expr), 30)
		if f.Events[h.At].Kind == facts.ExitEvent {
			what = "the end of `with " + clip(what, 24) + "`"
		} else {
			what = "`" + what + "`"
		}
		fd := analyzer.Finding{
			Span: span, Label: "with the lock held", About: []source.Span{span},
			Msg: fmt.Sprintf("%s waits while `%s` is held, which `%s()` in that thread needs: both wait for ever", what, lock, clip(h.Target.Name, 24)),
		}
		fd.Because = append(fd.Because, holderNote(h.Holder, h.Taken, lock))
		fd.Because = append(fd.Because, callNotes(h.Calls)...)
		fd.Because = append(fd.Because, wayNotes(h.Chain, lock)...)
		p.Report(fd)
	}
}

// callNotes shows the first of the calls that lead from who holds a lock to who waits.
func callNotes(calls []*threads.CallSite) []analyzer.Note {
	if len(calls) == 0 {
		return nil
	}
	c, last := calls[0], calls[len(calls)-1]
	return []analyzer.Note{{Path: c.File.Path, Span: c.File.Expr(c.Expr).Span, Msg: fmt.Sprintf("`%s()` comes from here", clip(last.Target.Name, 40))}}
}

// holderNote shows where a function takes the lock that it holds.
func holderNote(fn *threads.Func, at facts.EventID, lock string) analyzer.Note {
	n := analyzer.Note{Path: fn.File.Path, Span: fn.Facts().NameAt, Msg: fmt.Sprintf("`%s()` runs with `%s` held", clip(fn.Name, 40), lock)}
	if at >= 0 {
		n.Span, n.Msg = fn.File.Expr(fn.File.Events[at].X).Span, fmt.Sprintf("`%s()` takes `%s` here", clip(fn.Name, 40), lock)
	}
	return n
}

// needNote shows where another function takes the lock.
func needNote(fn *threads.Func, at facts.EventID, lock string) analyzer.Note {
	f := fn.File
	return analyzer.Note{Path: f.Path, Span: f.Expr(f.Events[at].X).Span, Msg: fmt.Sprintf("`%s()` needs `%s` here", clip(fn.Name, 40), lock)}
}
