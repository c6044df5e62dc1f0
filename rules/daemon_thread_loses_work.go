package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var daemonThreadLosesWork = &analyzer.Rule{
	Name:     "daemon-thread-loses-work",
	Code:     "TH208",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"missing-join"},
	Check:    checkDaemonThreadLosesWork,
}

// checkDaemonThreadLosesWork reports, in scripts and lessons, a daemon thread
// with work that has an end, where the script comes to its own end without
// waiting for anything: the thread is killed wherever it is. In a library it
// reports one that works off a queue for which nobody waits.
//
// A thread that goes on for ever is what daemons are for. One that is joined,
// or asked for, or handed on, and a script that does anything but print after
// the start, are left alone.
func checkDaemonThreadLosesWork(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.Library {
		checkBacklogs(p, f)
	}
	if !f.Context.Lessons() {
		return
	}
	for _, fn := range f.Funcs {
		started := fn.Started()
		if len(started) == 0 || fn.InTest() {
			continue
		}
		last := started[len(started)-1].Start.Event
		for _, s := range started {
			if !s.Spawn.IsDaemon() || !s.Local() || s.Awaited() || !s.Finite() || !f.TailOf(s.Start.Event, last).Quiet {
				continue
			}
			work := visibleWork(s.Spawn.Target.Func)
			if work == nil {
				continue
			}
			one := []threads.Started{s}
			p.Report(analyzer.Finding{
				Span: f.Expr(s.Start.Call).Span, Label: "not waited for", About: about(s.Spawn),
				Msg: fmt.Sprintf("%s %s killed at exit, and nothing waits for %s: `%s` may not get to `%s`",
					strings.Replace(said(one), "thread", "daemon thread", 1), isAre(one), itThem(one), clip(s.Spawn.Name(), 24), clip(work.File.Render(work.Expr), 20)),
				Because:  append(createdNotes(one), analyzer.Note{Path: work.File.Path, Span: work.File.Expr(work.Expr).Span, Msg: "this may never run"}),
				Timeline: p.Model.Timeline(s.Object),
			})
		}
	}
}

// checkBacklogs reports daemon threads that take what others have put into a
// queue and write or send it, where nothing waits for the thread or the queue.
func checkBacklogs(p *analyzer.Pass, f *threads.File) {
	for _, b := range f.Backlogs() {
		if b.Made.In.InTest() {
			continue
		}
		o := p.Model.ObjectAt(threads.Site{File: f, Expr: b.Made.Expr})
		who, queue := "a daemon thread", "its queue"
		if o.Name() != "" {
			who = "daemon thread `" + clip(o.Name(), 30) + "`"
		}
		if b.Queue.Name() != "" {
			queue = "`" + clip(b.Queue.Name(), 24) + "`"
		}
		g := b.Func.File
		p.Report(analyzer.Finding{
			Span: f.Expr(b.Made.Expr).Span, Label: "killed at exit", About: about1(o), State: analyzer.Preview,
			Msg: fmt.Sprintf("%s is killed at exit: what is still in %s is lost, `%s` may stop half way", who, queue, clip(b.Func.Name, 22)),
			Because: []analyzer.Note{
				{Path: b.Put.File.Path, Span: b.Put.File.Expr(b.Put.Expr).Span, Msg: "this may never be worked off"},
				{Path: g.Path, Span: g.Expr(b.Take.Expr).Span, Msg: fmt.Sprintf("`%s` takes it here", clip(b.Func.QualName(), 40))},
				{Path: b.Work.File.Path, Span: b.Work.File.Expr(b.Work.Expr).Span, Msg: "this may stop half way"},
			},
			Timeline: p.Model.Timeline(o),
		})
	}
}

// visibleWork is the last call of a function that others see: an output, or
// talk to the outside world. nil where there is none.
func visibleWork(fn *threads.Func) *threads.CallSite {
	var out *threads.CallSite
	for _, c := range fn.Calls() {
		if c.Does(pylib.Output|pylib.IO) && c.File.Events[c.Event].Flags&facts.InComp == 0 {
			out = c
		}
	}
	return out
}
