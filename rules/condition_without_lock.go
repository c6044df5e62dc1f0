package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var conditionWithoutLock = &analyzer.Rule{
	Name:     "condition-without-lock",
	Code:     "TH408",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkConditionWithoutLock,
}

// checkConditionWithoutLock reports wait() and notify() of a condition that the
// thread cannot hold there, on no way and from no caller: they raise.
//
// Where not every caller is known, where a lock without a name may be held, or
// a contract says that the caller holds one, nothing is said. A condition that
// is built on a lock is held where the lock is.
func checkConditionWithoutLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if c.Row == nil || !c.Row.Holding || c.Row.Async || c.Receiver() == 0 {
			continue
		}
		cond := c.Receiver()
		if f.Eval(cond).LibClass() != pylib.ConditionClass || f.Handled(c.Stmt) || f.ErrorExpected(c.Stmt) {
			continue
		}
		lock, ok := f.LockAt(cond)
		if !ok || lock.Root == threads.SelfLock && lock.Path == "" || f.MayHold(c.Event, lock) {
			continue
		}
		if c.In.Uncalled() && !strings.HasPrefix(lock.Name(), "_") && f.Imported() {
			continue // who calls it from outside may hold the condition
		}
		reportUnheld(p, f, c)
	}
}

func reportUnheld(p *analyzer.Pass, f *threads.File, c *threads.CallSite) {
	cond := c.Receiver()
	name := clip(f.Render(cond), 28)
	what := "notify"
	if c.Does(pylib.Waits) {
		what = "wait"
	}
	fd := analyzer.Finding{
		Span: f.Expr(c.Expr).Span, Label: "the condition is not held",
		Msg: fmt.Sprintf("`%s.%s()` outside `with %s:` raises RuntimeError, \"cannot %s on un-acquired lock\"", name, c.Method(), name, what),
	}
	fd.About = []source.Span{fd.Span}
	if v := f.Eval(cond); v.Site.Valid() {
		fd.Because = append(fd.Because, analyzer.Note{Path: v.Site.File.Path, Span: v.Site.File.Expr(v.Site.Expr).Span, Msg: "the condition is made here"})
	}
	if s := &f.Stmts[c.Stmt]; s.Kind == facts.ExprStmt && s.X == c.Expr {
		fd.Fix = underLock(f, c.Stmt, f.Render(cond))
	}
	p.Report(fd)
}
