package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lockRebound = &analyzer.Rule{
	Name:     "lock-rebound",
	Code:     "TH418",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLockRebound,
}

// checkLockRebound reports a lock that is replaced by a new one after others
// can hold the old one, and a lock that is made only when it is first needed.
//
// Constructors, what unpickles, copies or sets up, what runs after a fork, and
// what only these call may make locks. So may what holds another lock to do so.
func checkLockRebound(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	said := map[threads.Lock]bool{}
	for _, r := range f.Rebindings() {
		fn := f.FuncOf(r.At)
		if said[r.Lock] || fn.InTest() {
			continue
		}
		said[r.Lock] = true
		ev := &f.Events[r.At]
		name := clip(r.Lock.Name(), 32)
		fd := analyzer.Finding{
			Span: f.Stmts[ev.Stmt].Span, Label: "a new lock",
			Msg: fmt.Sprintf("`%s()` replaces `%s`: a thread inside the old lock and one inside the new run together", clip(fn.Name, 32), name),
		}
		if fn.Facts().Flags&facts.LambdaFunc != 0 {
			continue
		}
		if r.Lazy {
			fd.Msg = fmt.Sprintf("`%s` is made when it is first needed: two threads can each make one, and both are inside", name)
		}
		fd.About = []source.Span{f.Expr(ev.Y).Span}
		if r.First.Valid() {
			fd.Because = append(fd.Because, analyzer.Note{Path: r.First.File.Path, Span: r.First.File.Expr(r.First.Expr).Span, Msg: "the lock before is made here"})
		}
		fd.Because = append(fd.Because, analyzer.Note{Path: r.Use.File.Path, Span: r.Use.File.Expr(r.Use.Expr).Span, Msg: "a thread may be inside here"})
		p.Report(fd)
	}
}
