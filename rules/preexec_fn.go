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
// program that starts no thread it is information only. In a test it is
// information on request: its process is the test runner's, in which the threads
// of the program mostly are not.
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
		test := c.In.InTest()
		start := nearestThread(p.Model, f, test)
		if start != nil {
			g := start.File()
			fd.Because = []analyzer.Note{{Path: g.Path, Span: g.Expr(start.Call.Expr).Span, Msg: "the program makes a thread here"}}
		}
		if start == nil || test {
			fd.Severity = analyzer.Info
		}
		if test {
			fd.State = analyzer.Preview
		}
		p.Report(fd)
	}
}

// nearestThread is the place that makes a thread whose file shares most folders
// with f, the first of several; nil if the program makes none. What tests make
// does not count outside of them.
func nearestThread(m *threads.Model, f *threads.File, tests bool) *threads.Spawn {
	var best *threads.Spawn
	most := -1
	for _, g := range m.Files() {
		near := sharedFolders(f.Path, g.Path)
		if near <= most {
			continue
		}
		for _, s := range g.Spawns() {
			if s.OnThread() && (tests || !s.Call.In.InTest()) {
				best, most = s, near
				break
			}
		}
	}
	return best
}

// sharedFolders is how many parts two paths begin with alike.
func sharedFolders(a, b string) int {
	n := 0
	for {
		x, restA, moreA := strings.Cut(a, "/")
		y, restB, moreB := strings.Cut(b, "/")
		if x != y {
			return n
		}
		n++
		if !moreA || !moreB {
			return n
		}
		a, b = restA, restB
	}
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
