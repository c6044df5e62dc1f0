package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var threadStartedAtImport = &analyzer.Rule{
	Name:     "thread-started-at-import",
	Code:     "TH209",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Info,
	Check:    checkThreadStartedAtImport,
}

// checkThreadStartedAtImport reports a thread that every import of a module
// starts: in its body, or in what that calls.
//
// Scripts, tests, pools, whose workers start with their first task, and starts
// under a condition or in a try are left alone.
func checkThreadStartedAtImport(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.TestFile || f.Context == threads.Script {
		return
	}
	for _, s := range f.ImportStarts() {
		thread := "a thread"
		if s.Spawn != nil {
			thread = "a thread that runs `" + clip(s.Spawn.Name(), 32) + "`"
		}
		fd := analyzer.Finding{
			Span: f.Expr(s.At).Span, Label: "runs at import",
			Msg:     fmt.Sprintf("importing `%s` starts %s: forked workers lose it and tests inherit it", clip(f.ModuleName(), 32), thread),
			Because: []analyzer.Note{{Path: s.By.Path, Span: s.With, Msg: "imported here"}},
			About:   []source.Span{f.Expr(s.At).Span},
		}
		for _, c := range s.Path[1:] {
			msg := "which calls this"
			if c == s.Path[len(s.Path)-1] {
				msg = "started here"
			}
			fd.Because = append(fd.Because, analyzer.Note{Path: c.File.Path, Span: c.File.Expr(c.Expr).Span, Msg: msg})
		}
		p.Report(fd)
	}
}
