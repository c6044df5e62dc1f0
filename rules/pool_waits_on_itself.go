package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var poolWaitsOnItself = &analyzer.Rule{
	Name:     "pool-waits-on-itself",
	Code:     "TH414",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"join-under-lock"},
	Check:    checkPoolWaitsOnItself,
}

// checkPoolWaitsOnItself reports a task that hands another to its own pool and
// waits for it.
//
// A wait with a timeout, another pool, and a single task in a pool of several
// workers, which leaves one free, are left alone.
func checkPoolWaitsOnItself(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, n := range f.NestedTasks() {
		span := f.Expr(n.Wait.Expr).Span
		pool := n.Outer.Call.File.Render(n.Outer.Call.Receiver())
		task := clip(n.Wait.In.Name, 32)
		fd := analyzer.Finding{
			Span: span, Label: "occupies a worker while it waits", About: []source.Span{span},
			Msg: fmt.Sprintf("`%s` runs in `%s` and waits for another task of it: with all workers waiting, none is left to run it", task, clip(bare(pool), 32)),
		}
		o := n.Outer.Call
		fd.Because = append(fd.Because, analyzer.Note{Path: o.File.Path, Span: o.File.Expr(o.Expr).Span, Msg: fmt.Sprintf("`%s` is handed to the pool here", clip(n.Outer.Name(), 40))})
		fd.Because = append(fd.Because, wayNote(n.Calls)...)
		if s := n.Submit; s != n.Wait && s != o {
			fd.Because = append(fd.Because, analyzer.Note{Path: s.File.Path, Span: s.File.Expr(s.Expr).Span, Msg: "the task that is waited for"})
		}
		p.Report(fd)
	}
}
