package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var withAcquire = &analyzer.Rule{
	Name:     "with-acquire",
	Code:     "TH423",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkWithAcquire,
}

// checkWithAcquire reports a with statement whose context is the result of
// acquire(), which is no context manager, or the class of a lock.
//
// An acquire() of the program is left alone: it may return a context manager.
func checkWithAcquire(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for id := range f.Stmts {
		s := &f.Stmts[id]
		if s.Kind != facts.WithItem || s.X <= 0 {
			continue
		}
		async := f.Stmts[s.Parent].Flags&facts.AsyncStmt != 0
		e := s.X
		if async && f.Expr(e).Kind == facts.Await {
			e = f.Expr(e).A
		}
		if c := f.CallAt(e); c != nil && c.Does(pylib.Acquires) && c.Row.Async == async && c.Receiver() > 0 {
			reportAcquired(p, f, c, s.X)
		} else if v := f.Eval(s.X); v.Kind == threads.LibObj && isLockClass(v.Lib) {
			p.Report(analyzer.Finding{Span: f.Expr(s.X).Span, Label: "the class, not a lock",
				Msg: fmt.Sprintf("`%s %s:` enters the class, not a lock made by it: %s", withWord(async), clip(f.Render(s.X), 40), noManager(p))})
		}
	}
}

// noManager is what Python raises where a with gets no context manager.
func noManager(p *analyzer.Pass) string {
	if p.Model.Options.Minor >= 11 {
		return "TypeError"
	}
	return "TypeError (AttributeError before 3.11)"
}

func withWord(async bool) string {
	if async {
		return "async with"
	}
	return "with"
}

// isLockClass says whether a library name is the class of a lock.
func isLockClass(lib string) bool {
	t := pylib.FindType(lib)
	if t == nil || t.Name != pylib.Canonical(lib) {
		return false
	}
	switch t.Class {
	case pylib.LockClass, pylib.RLockClass, pylib.ConditionClass, pylib.SemaphoreClass, pylib.AsyncLockClass:
		return true
	}
	return false
}

// reportAcquired reports `with lock.acquire():`; e is the whole context, with
// the await of a coroutine's lock.
func reportAcquired(p *analyzer.Pass, f *threads.File, c *threads.CallSite, e facts.ExprID) {
	recv := f.Expr(c.Receiver())
	fd := analyzer.Finding{Span: f.Expr(e).Span, Label: "no context manager"}
	shown := clip(f.Render(e), 40)
	switch {
	case !c.Row.Async:
		fd.Msg = fmt.Sprintf("`with %s:` takes the lock and then raises %s, 'bool' is no context manager: it stays locked", shown, noManager(p))
	case f.Expr(e).Kind == facts.Await:
		fd.Msg = fmt.Sprintf("`async with %s:` takes the lock and then raises %s, 'bool' is no context manager: it stays locked", shown, noManager(p))
	default:
		fd.Msg = fmt.Sprintf("`async with %s:` raises %s, a coroutine is no context manager: the lock is never taken", shown, noManager(p))
	}
	if recv.Flags&facts.Parens == 0 && f.Expr(c.Expr).Flags&facts.Parens == 0 {
		a := f.ArgsOf(c.Expr)
		x := f.Expr(e).Span
		fd.Fix = &analyzer.Fix{
			Title: fmt.Sprintf("Enter `%s` itself", f.Render(c.Receiver())),
			Safe:  len(a.Pos)+len(a.Kw) == 0 && !a.Star && !a.DoubleStar,
			Edits: []analyzer.Edit{{Span: source.Span{Start: recv.Span.End, End: x.End}}},
		}
		if recv.Span.Start > x.Start {
			fd.Fix.Edits = append([]analyzer.Edit{{Span: source.Span{Start: x.Start, End: recv.Span.Start}}}, fd.Fix.Edits...)
		}
	}
	p.Report(fd)
}
