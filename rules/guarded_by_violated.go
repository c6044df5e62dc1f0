package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var guardedByViolated = &analyzer.Rule{
	Name:     "guarded-by-violated",
	Code:     "TH507",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkGuardedByViolated,
}

// checkGuardedByViolated reports an access that breaks a declared guard, and a
// declaration that names no lock.
//
// Constructors, functions whose callers all hold the lock, and functions that
// say that theirs do are left alone.
func checkGuardedByViolated(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, g := range f.GuardedPlaces() {
		if !g.Lock.Known() {
			p.Report(analyzer.Finding{Span: g.At, Label: "no such lock", Msg: fmt.Sprintf("`%s` is declared guarded by `%s`, which is no lock that is known here: nothing is checked", clip(g.Name(), 40), clip(g.Text, 40))})
		}
	}
	for _, v := range f.Violations() {
		lock, name := clip(v.Guarded.Lock.Name(), 32), clip(v.Guarded.Name(), 32)
		fd := analyzer.Finding{
			Span: f.Expr(v.Access.Place).Span, Label: "`" + lock + "` is not held",
			Msg:     fmt.Sprintf("`%s` is declared guarded by `%s` but is %s here without it", name, lock, touched(v.Access.Kind)),
			Because: []analyzer.Note{{Path: v.Guarded.File.Path, Span: v.Guarded.At, Msg: "declared here"}},
			About:   []source.Span{f.Expr(v.Access.Place).Span, f.Expr(v.Access.Span()).Span, f.Stmts[f.Events[v.Access.Event].Stmt].Span},
		}
		fd.Fix = underLock(f, f.Events[v.Access.Event].Stmt, v.Guarded.Text)
		p.Report(fd)
	}
}

// touched is what happens to a place at an access, reads included.
func touched(k threads.AccessKind) string {
	if k == threads.Reads || k == threads.Looks {
		return "read"
	}
	return undergoes(k)
}
