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
// waiting for anything: the thread is killed wherever it is.
//
// A thread that goes on for ever is what daemons are for. One that is joined,
// or asked for, or handed on, and a script that does anything but print after
// the start, are left alone.
func checkDaemonThreadLosesWork(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
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
			if !daemonic(s) || !s.Local() || s.Awaited() || !s.Finite() || !f.TailOf(s.Start.Event, last).Quiet {
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
					strings.Replace(said(one), "thread", "daemon thread", 1), isAre(one), itThem(one), clip(s.Spawn.Name(), 24), clip(work.File.Render(work.Expr), 30)),
				Because:  append(createdNotes(one), analyzer.Note{Path: work.File.Path, Span: work.File.Expr(work.Expr).Span, Msg: "this may never run"}),
				Timeline: p.Model.Timeline(s.Object),
			})
		}
	}
}

// daemonic says whether a thread is proven to be a daemon.
func daemonic(s threads.Started) bool {
	daemon := s.Spawn.Daemon == threads.Yes
	for _, u := range s.Object.Uses {
		if u.Kind == threads.AttrStore && u.Name == "daemon" {
			daemon = u.File.Truth(u.Call) == threads.Yes
		}
		if c := u.File.CallAt(u.Call); u.Kind == threads.Method && c != nil && c.Row != nil && c.Row.Instead == "daemon" && c.Does(pylib.Mutates) {
			a := u.File.ArgsOf(u.Call)
			daemon = len(a.Pos) == 1 && u.File.Truth(a.Pos[0]) == threads.Yes
		}
	}
	return daemon
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
