package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
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
// between the start of a thread and a read of what its target writes, with no
// real wait between the two, though the thread is joined later.
//
// A thread that nothing waits for is missing-join's. A sleep that only orders
// output, and one in a loop, which may try again, are left alone.
func checkSleepAsSynchronization(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, fn := range f.Funcs {
		test := fn.InTest()
		if !test && !f.Context.Lessons() {
			continue
		}
		for _, s := range fn.Started() {
			if !s.Local() || !s.Awaited() {
				continue
			}
			reads := s.EarlyReads(s.Start.Event, s.Writes())
			if len(reads) == 0 {
				continue
			}
			first := slices.MinFunc(reads, func(a, b threads.Early) int { return int(a.Read) - int(b.Read) })
			sleep := sleepBetween(f, s, first)
			if sleep == nil {
				continue
			}
			fd := analyzer.Finding{
				Span: f.Expr(sleep.Expr).Span, Label: "no wait", About: about(s.Spawn),
				Msg: fmt.Sprintf("`%s` hopes that `%s` is done: on a slow machine `%s` is read too early",
					clip(f.Render(sleep.Expr), 34), clip(s.Spawn.Name(), 30), clip(first.Describe(f), 30)),
				Because: []analyzer.Note{
					{Path: f.Path, Span: f.Expr(s.Start.Call).Span, Msg: "the thread is started here"},
					{Path: first.Write.File.Path, Span: first.Write.File.Expr(first.Write.Expr).Span, Msg: fmt.Sprintf("`%s` stores it here", clip(first.Func.QualName(), 40))},
					{Path: f.Path, Span: f.Expr(first.Read).Span, Msg: "it is read here"},
				},
				Timeline: p.Model.Timeline(s.Object),
				Fix:      joinBefore(p, f, []threads.Started{s}, first.Stmt, "the read"),
			}
			if !test {
				fd.Severity, fd.State = analyzer.Warning, analyzer.On
			}
			p.Report(fd)
		}
	}
}

// sleepBetween is the last constant sleep between a start and a read that every
// way to the read passes, outside loops; nil for none.
func sleepBetween(f *threads.File, s threads.Started, r threads.Early) *threads.CallSite {
	var out *threads.CallSite
	read := f.EventOf(r.Read)
	for _, c := range s.Start.In().Calls() {
		if !pausesSeconds(c) || f.InLoop(c.Stmt) != 0 || f.FuncOf(read) != c.In {
			continue
		}
		if n, ok := f.Number(f.ArgsOf(c.Expr).Pos[0]); ok && n > 0 && f.Reaches(s.Start.Event, c.Event) && f.Reaches(c.Event, read) {
			out = c
		}
	}
	return out
}
