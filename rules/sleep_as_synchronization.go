package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

var sleepAsSynchronization = &analyzer.Rule{
	Name:     "sleep-as-synchronization",
	Code:     "TH304",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	FormsOn:  true,
	Severity: analyzer.Info,
	Check:    checkSleepAsSynchronization,
}

// checkSleepAsSynchronization reports, in scripts and tests, a constant sleep
// between what sets another thread going (its start, a submit, the set() or
// notify() that it waits for) and a read of what its target writes, with no real
// wait between the two, though the thread is joined later.
//
// A thread that nothing waits for is missing-join's. A sleep that only orders
// output, and one in a loop, which may try again, are left alone.
func checkSleepAsSynchronization(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, fn := range f.Funcs {
		if !fn.InTest() && !f.Context.Lessons() {
			continue
		}
		said := map[*threads.CallSite]bool{}
		for _, n := range fn.Nudges() {
			reads := n.EarlyReads()
			if len(reads) == 0 {
				continue
			}
			first := slices.MinFunc(reads, func(a, b threads.Early) int { return int(a.Read) - int(b.Read) })
			if sleep := sleepBetween(f, n.Call, first); sleep != nil && !said[sleep] {
				said[sleep] = true
				p.Report(sleepFinding(p, f, &n, first, sleep))
			}
		}
	}
}

func sleepFinding(p *analyzer.Pass, f *threads.File, n *threads.Nudge, first threads.Early, sleep *threads.CallSite) analyzer.Finding {
	fd := analyzer.Finding{
		Span: f.Expr(sleep.Expr).Span, Label: "no wait", About: about(n.Spawn),
		Msg: fmt.Sprintf("`%s` hopes that `%s` is done: on a slow machine `%s` is read too early",
			clip(f.Render(sleep.Expr), 34), clip(n.Spawn.Name(), 30), clip(first.Describe(f), 30)),
		Because: []analyzer.Note{
			{Path: f.Path, Span: f.Expr(n.Call.Expr).Span, Msg: nudged(n)},
			{Path: first.Write.File.Path, Span: first.Write.File.Expr(first.Write.Expr).Span, Msg: fmt.Sprintf("`%s` stores it here", clip(first.Func.QualName(), 40))},
			{Path: f.Path, Span: f.Expr(first.Read).Span, Msg: "it is read here"},
		},
	}
	switch {
	case n.Kind == threads.Submitted:
		fd.Fix = resultBefore(f, n, first.Stmt)
	case n.Kind == threads.Begun || n.Finite():
		fd.Fix = joinBefore(p, f, []threads.Started{n.Started}, first.Stmt, "the read")
	}
	if n.Kind != threads.Submitted {
		fd.Timeline = p.Model.Timeline(n.Object)
	}
	if !n.Call.In.InTest() {
		fd.Severity, fd.State = analyzer.Warning, analyzer.On
	}
	return fd
}

// nudged says what the call does to which the sleep belongs.
func nudged(n *threads.Nudge) string {
	switch n.Kind {
	case threads.Submitted:
		return "the task is handed over here"
	case threads.Wakened:
		return "the thread is told to go on here"
	}
	return "the thread is started here"
}

// resultBefore inserts a wait for the future of a task before a statement; nil
// where no name of the function holds the future.
func resultBefore(f *threads.File, n *threads.Nudge, at facts.StmtID) *analyzer.Fix {
	name := n.Object.Name()
	if !isVariable(name) || n.Object.InList {
		return nil
	}
	line := name + ".result()"
	return linesBefore(f, at, []string{line}, fmt.Sprintf("Add `%s` before the read", line))
}

// sleepBetween is the last constant sleep between a call and a read that every
// way to the read passes, outside loops; nil for none.
func sleepBetween(f *threads.File, from *threads.CallSite, r threads.Early) *threads.CallSite {
	var out *threads.CallSite
	read := f.EventOf(r.Read)
	for _, c := range from.In.Calls() {
		if !pausesSeconds(c) || f.InLoop(c.Stmt) != 0 || f.FuncOf(read) != c.In {
			continue
		}
		if n, ok := f.Number(f.ArgsOf(c.Expr).Pos[0]); ok && n > 0 && f.Reaches(from.Event, c.Event) && f.Reaches(c.Event, read) {
			out = c
		}
	}
	return out
}
