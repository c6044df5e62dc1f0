package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lockInFinalizer = &analyzer.Rule{
	Name:     "lock-in-finalizer",
	Code:     "TH422",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkLockInFinalizer,
}

// checkLockInFinalizer reports code that may run at any moment and that waits
// for a lock which ordinary code holds while it calls something: `__del__`,
// callbacks of weak references, handlers of signals.
//
// A reentrant lock, an attempt that gives up, and the locks of the object that is
// finalized, which nobody can hold any more, are left alone, but for a lock that
// it gave to an object which may outlive it.
func checkLockInFinalizer(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, l := range f.FinalLocks() {
		span := f.Expr(l.Way[0].Expr).Span
		lock := clip(l.Lock.Name(), 32)
		fd := analyzer.Finding{
			Span: span, Label: "may run while the lock is held", About: []source.Span{span},
			Msg: fmt.Sprintf("`%s` takes `%s`: if %s runs it inside `%s`, the thread waits for itself for ever", clip(l.Func.Name, 32), lock, runner(&l), lock),
		}
		if len(l.Way) > 1 {
			fd.Because = append(fd.Because, wayNotes(l.Way, lock)...)
		}
		if s := l.Spawn; s != nil {
			fd.Because = append(fd.Because, analyzer.Note{Path: s.Call.File.Path, Span: s.Call.File.Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("`%s` is registered here", clip(l.Func.Name, 40))})
		}
		held := lock
		if c := l.Lent; c != nil {
			held = clip(c.Name(), 32)
			fd.Because = append(fd.Because, analyzer.Note{
				Path: c.Call.File.Path, Span: c.Call.File.Expr(c.Call.Expr).Span,
				Msg: fmt.Sprintf("this `%s` %s", clip(c.To.Name, 40), lentAs(&l)),
			})
		}
		g := l.Region.File
		fd.Because = append(fd.Because, analyzer.Note{Path: g.Path, Span: g.Expr(g.Events[l.At].X).Span, Msg: fmt.Sprintf("`%s()` holds `%s` from here on", clip(l.Region.Name, 40), held)})
		p.Report(fd)
	}
}

// lentAs says what the object that is made with the lock has to do with it.
func lentAs(l *threads.FinalLock) string {
	if l.Func.Class == l.Lent.To {
		return "is given the lock"
	}
	return "has the lock too and may live longer"
}

// runner is who runs code that nobody calls.
func runner(l *threads.FinalLock) string {
	if l.On == pylib.Signal {
		return "a signal"
	}
	return "garbage collection"
}
