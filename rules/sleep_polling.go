package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var sleepPolling = &analyzer.Rule{
	Name:     "sleep-polling",
	Code:     "TH303",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Info,
	Yields:   []string{"uninterruptible-sleep", "busy-wait"},
	Check:    checkSleepPolling,
}

// checkSleepPolling reports a while loop that does nothing but sleep and look
// at one flag, Event or thread: an Event's wait() or the thread's join() would
// tell at once. So too one that takes items from a queue and has a timeout there
// only to look at a flag: an item that says so would.
//
// A condition of several parts, a deadline, state that is not stored as a
// constant by another function of the program, coroutines and tests are left
// alone.
func checkSleepPolling(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	checkTimedGets(p, f)
	for id := range f.Stmts {
		loop, st := facts.StmtID(id), &f.Stmts[id]
		if st.Kind != facts.While || f.IsDamaged(st.Span) || f.Truth(st.X) != threads.UnknownTri {
			continue
		}
		in := f.Funcs[st.Func]
		if in.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || in.InTest() || !f.OnlyPauses(loop) {
			continue
		}
		sleep := onlySleep(f, loop)
		if sleep == nil {
			continue
		}
		fd := analyzer.Finding{Span: st.Header, Label: "polls", About: []source.Span{st.Header}}
		what := fmt.Sprintf("`while %s: %s`", clip(f.Render(st.X), 30), clip(f.Render(sleep.Expr), 20))
		late := "it reacts up to " + lateBy(f, sleep) + " late"
		if o := polledThread(f, st.X); o != nil {
			fd.Msg = what + " polls for the end of a thread: " + late
			fd.Because, fd.About = madeNote(o), append(fd.About, about1(o)...)
			fd.Fix = insteadOf(f, loop, st.X, "join")
			p.Report(fd)
			continue
		}
		for _, t := range f.StopTests(loop) {
			sets := t.Stops()
			if !t.Head || len(sets) == 0 || f.Expr(st.X).Kind == facts.And || t.Event && !t.Ends {
				continue
			}
			g, by := sets[0].At.File, sets[0].Func
			kind := "a flag that"
			if t.Event {
				kind, fd.Fix = "an Event that", insteadOf(f, loop, st.X, "wait")
			}
			fd.Msg = fmt.Sprintf("%s polls %s %s sets: %s", what, kind, stopper(by), late)
			fd.Because = []analyzer.Note{{Path: g.Path, Span: g.Expr(sets[0].At.Expr).Span, Msg: fmt.Sprintf("`%s` sets it here", clip(by.QualName(), 40))}}
			p.Report(fd)
			break
		}
	}
}

// checkTimedGets reports get() with a timeout that is there for a flag alone.
func checkTimedGets(p *analyzer.Pass, f *threads.File) {
	for _, t := range f.TimedGets() {
		if t.Get.In.InTest() || t.Get.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			continue
		}
		g := t.Set.At.File
		p.Report(analyzer.Finding{
			Span: f.Expr(t.Get.Expr).Span, Label: "polls", About: []source.Span{f.Expr(t.Get.Expr).Span},
			Msg: fmt.Sprintf("`%s` wakes up only to look at `%s`, which %s sets: an item put there would end it at once",
				clip(f.Render(t.Get.Expr), 32), clip(t.Look.Flag.File.Render(t.Look.Flag.Expr), 20), stopper(t.Set.Func)),
			Because: []analyzer.Note{
				{Path: f.Path, Span: f.Stmts[t.Empty].Header, Msg: "where nothing came it only goes on"},
				{Path: g.Path, Span: g.Expr(t.Set.At.Expr).Span, Msg: fmt.Sprintf("`%s` sets it here", clip(t.Set.Func.QualName(), 40))},
			},
		})
	}
}

// onlySleep is the one sleep of a loop of at most three statements that reads
// no clock; nil where the loop is another.
func onlySleep(f *threads.File, loop facts.StmtID) *threads.CallSite {
	if f.Stmts[loop].End-loop > 4 {
		return nil
	}
	var out *threads.CallSite
	for _, c := range f.Calls() {
		switch {
		case !f.Within(c.Stmt, loop):
		case c.Does(pylib.Clock), c.Does(pylib.Sleeps) && (out != nil || !pausesSeconds(c)):
			return nil
		case c.Does(pylib.Sleeps):
			out = c
		}
	}
	return out
}

// lateBy is the length of a sleep, as the program says it.
func lateBy(f *threads.File, c *threads.CallSite) string {
	s := slowStop{f: f, sleep: c}
	return s.length()
}

// polledThread is the thread whose is_alive() a condition is; nil for none.
func polledThread(f *threads.File, e facts.ExprID) *threads.Object {
	c := f.CallAt(e)
	if c == nil || !c.Does(pylib.Probe) || c.Callee.Kind != threads.LibBound || c.Row.Returns != "builtins.bool" || c.Row.Instead == "daemon" {
		return nil
	}
	v := f.Eval(c.Receiver())
	if !joinable(v) || !v.Site.Valid() || v.Site.File != f {
		return nil
	}
	return f.Model().ObjectAt(v.Site)
}

// insteadOf replaces a loop by a wait on what its condition asks.
func insteadOf(f *threads.File, loop facts.StmtID, cond facts.ExprID, method string) *analyzer.Fix {
	for f.Expr(cond).Kind == facts.Unary {
		cond = f.Expr(cond).A
	}
	c := f.CallAt(cond)
	if c == nil || c.Row == nil || c.Receiver() == 0 || f.PathRoot(c.Receiver()) == 0 {
		return nil
	}
	call := f.Render(c.Receiver()) + "." + method + "()"
	return &analyzer.Fix{Title: fmt.Sprintf("Replace the loop by `%s`", call), Edits: []analyzer.Edit{{Span: f.Stmts[loop].Span, New: call}}}
}
