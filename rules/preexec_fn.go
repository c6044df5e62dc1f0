package rules

import (
	"fmt"
	"strconv"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var preexecFn = &analyzer.Rule{
	Name:     "preexec-fn",
	Code:     "TH608",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkPreexecFn,
}

// checkPreexecFn reports a callable that runs between fork and exec. In a
// program that starts no thread it is information only.
//
// A value that is not known is left alone: a wrapper that passes on its own
// parameter mostly passes None.
func checkPreexecFn(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if c.Row == nil || c.Row.AfterFork == "" {
			continue
		}
		e := c.Arg(c.Row.AfterFork)
		if e == 0 {
			continue
		}
		v := f.Eval(e)
		switch v.Kind {
		case threads.FuncObj, threads.LibObj, threads.LibBound, threads.Partial, threads.ClassObj, threads.Instance:
		default:
			continue
		}
		fd := analyzer.Finding{
			Span: f.Expr(e).Span, Label: "runs in the forked child",
			Msg: fmt.Sprintf("`%s` runs Python code after fork: with threads it can deadlock before exec", c.Row.AfterFork),
			Fix: withoutPreexec(p, f, c, v),
		}
		for _, k := range f.ArgsOf(c.Expr).Kw {
			if k.Value == e {
				fd.Span = f.Expr(k.Expr).Span
			}
		}
		if start := firstThread(p.Model); start != nil {
			g := start.File()
			fd.Because = []analyzer.Note{{Path: g.Path, Span: g.Expr(start.Call.Expr).Span, Msg: "the program makes a thread here"}}
		} else {
			fd.Severity = analyzer.Info
		}
		p.Report(fd)
	}
}

// firstThread is the first place of the program that makes a thread, nil if none does.
func firstThread(m *threads.Model) *threads.Spawn {
	for _, f := range m.Files() {
		for _, s := range f.Spawns() {
			if s.OnThread() {
				return s
			}
		}
	}
	return nil
}

// withoutPreexec gives the argument that does in C what the callable does.
func withoutPreexec(p *analyzer.Pass, f *threads.File, c *threads.CallSite, v threads.Value) *analyzer.Fix {
	row := pylib.FindCall(v.Lib)
	if v.Kind != threads.LibObj || v.Maybe || row == nil || row.Spawned.Argument == "" {
		return nil
	}
	if minor, _ := strconv.Atoi(strings.TrimPrefix(row.Spawned.Since, "3.")); minor > p.Model.Options.Minor {
		return nil
	}
	a := f.ArgsOf(c.Expr)
	name, _, _ := strings.Cut(row.Spawned.Argument, "=")
	if a.DoubleStar || a.Keyword(name) != 0 {
		return nil
	}
	for _, k := range a.Kw {
		if k.Name == c.Row.AfterFork {
			return &analyzer.Fix{
				Title: fmt.Sprintf("Pass `%s` in its place", row.Spawned.Argument), Safe: true,
				Edits: []analyzer.Edit{{Span: f.Expr(k.Expr).Span, New: row.Spawned.Argument}},
			}
		}
	}
	return nil
}
