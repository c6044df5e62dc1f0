package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var startedTwice = &analyzer.Rule{
	Name:     "started-twice",
	Code:     "TH203",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkStartedTwice,
}

// checkStartedTwice reports the start() of a thread that every path to it has
// started before, in the same function or, for `if not self._t.is_alive()`, in
// the constructor that made it; and the start() in each round of a loop around
// which the thread was made.
//
// A path on which the name is bound anew, a start under a condition that may
// ask just that, and an error that may be caught are left alone. So is a class
// with a start of its own.
func checkStartedTwice(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	type named struct {
		in   *threads.Func
		path facts.Expr // its last part, without its place
	}
	nameOf := func(c *threads.CallSite) named {
		x := f.Expr(c.Receiver())
		return named{c.In, facts.Expr{Kind: x.Kind, Sym: x.Sym, Str: x.Str}}
	}
	doubtReceivers(f, "start")
	var starts []*threads.CallSite
	several := map[named]int{}
	for _, c := range f.Calls() {
		if startsThread(c) {
			starts = append(starts, c)
			several[nameOf(c)]++
		}
	}
	for _, c := range starts {
		recv := c.Receiver()
		if f.PathRoot(recv) == 0 || f.Swallowed(c.Stmt) {
			f.Doubt(c.Expr, nowhere, "the thread has no name here, or an error of start() may be caught")
			continue
		}
		again := several[nameOf(c)] > 1
		if !again && f.InLoop(c.Stmt) == 0 {
			if first := startedByInit(f, c); first != nil {
				reportAgain(p, f, c, first)
			} else {
				f.Doubt(c.Expr, nowhere, "no other start() of it is seen in this function, and no loop stands around this one")
			}
			continue
		}
		undone := f.Undoes(recv, c.In)
		switch {
		case again && f.AlwaysAfter(c.Event, startOf(f, recv, c), undone):
			if asksFor(f, c) {
				f.Doubt(c.Expr, nowhere, "it stands under a condition that asks for the thread")
				continue
			}
			reportAgain(p, f, c, earlier(f, c))
		case everyRound(f, c, undone):
			p.Report(againFinding(f, c, "in the next round of this loop", nil))
		default:
			if first := startedByInit(f, c); first != nil {
				reportAgain(p, f, c, first)
			} else {
				f.Doubt(c.Expr, nowhere, "on some way here it was not started before, or its name may stand for another thread by now")
			}
		}
	}
}

// startsThread says whether a call is the library's start() of a thread,
// timer or process.
func startsThread(c *threads.CallSite) bool {
	if !c.Does(pylib.Starts) || c.Callee.Kind != threads.LibBound || c.Row.Handoff != nil || c.File.Events[c.Event].Flags&facts.Maybe != 0 {
		return false
	}
	switch c.File.Eval(c.Receiver()).LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		return true
	}
	return false
}

// startOf says which events start what a path names, the call not included.
func startOf(f *threads.File, path facts.ExprID, not *threads.CallSite) func(facts.EventID) bool {
	return func(id facts.EventID) bool {
		ev := &f.Events[id]
		if ev.Kind != facts.CallEvent || not != nil && ev.X == not.Expr {
			return false
		}
		c := f.CallAt(ev.X)
		return c != nil && startsThread(c) && f.SamePath(c.Receiver(), path)
	}
}

// earlier is the last start in the text before a call of the same function.
func earlier(f *threads.File, c *threads.CallSite) *threads.CallSite {
	var out *threads.CallSite
	is := startOf(f, c.Receiver(), c)
	for _, other := range c.In.Calls() {
		if is(other.Event) && f.Reaches(other.Event, c.Event) && (out == nil || f.Expr(other.Expr).Span.Start < f.Expr(c.Expr).Span.Start) {
			out = other
		}
	}
	return out
}

// asksFor says whether a start stands under a condition about the thread other
// than that it is not alive, which is also true of one that has ended.
func asksFor(f *threads.File, c *threads.CallSite) bool {
	for s := f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.Else, facts.While); s != 0; s = f.Enclosing(s, facts.If, facts.Elif, facts.Else, facts.While) {
		x := f.Stmts[s].X
		if f.Stmts[s].Kind == facts.Else || x > 0 && !notAlive(f, x, c.Receiver()) && mentions(f, x, c.Receiver()) {
			return true
		}
	}
	return false
}

// mentions says whether an expression reads a path.
func mentions(f *threads.File, outer, path facts.ExprID) bool {
	span := f.Expr(outer).Span
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Kind == f.Expr(path).Kind && span.Covers(x.Span) && f.SamePath(facts.ExprID(i), path) {
			return true
		}
	}
	return false
}

// notAlive says whether an expression is `not t.is_alive()` of a path.
func notAlive(f *threads.File, e, path facts.ExprID) bool {
	x := f.Expr(e)
	if x.Kind != facts.Unary || x.Op != facts.Not {
		return false
	}
	c := f.CallAt(x.A)
	return c != nil && c.Does(pylib.Probe) && c.Callee.Kind == threads.LibBound && f.SamePath(c.Receiver(), path)
}

// everyRound says whether a start runs in each round of an endless loop, or of
// one over items, without the thread being made anew.
func everyRound(f *threads.File, c *threads.CallSite, undone func(facts.EventID) bool) bool {
	loop := f.InLoop(c.Stmt)
	if loop == 0 || f.Stmts[loop].Kind == facts.While && f.Truth(f.Stmts[loop].X) != threads.Yes {
		return false
	}
	if s := f.Enclosing(c.Stmt, facts.If, facts.For, facts.While); s != loop {
		if f.Stmts[s].Kind != facts.If || f.Enclosing(s, facts.If, facts.For, facts.While) != loop || !notAlive(f, f.Stmts[s].X, c.Receiver()) {
			return false
		}
	} else if !f.EachRound(loop, c.Event) {
		return false
	}
	again := false
	f.Walk(c.Event, false, func(id facts.EventID, ev *facts.Event) threads.Step {
		switch {
		case undone(id):
			return threads.Stop
		case ev.Kind == facts.CallEvent && ev.X == c.Expr:
			again = true
			return threads.Finish
		}
		return threads.Go
	})
	return again
}

// startedByInit is the start in the constructor that makes the thread, where
// the call is a restart under `if not self._t.is_alive()` of an attribute that
// only the constructor stores; nil where it is none.
func startedByInit(f *threads.File, c *threads.CallSite) *threads.CallSite {
	s := f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.For, facts.While, facts.Try)
	if s == 0 || f.Stmts[s].Kind != facts.If || !notAlive(f, f.Stmts[s].X, c.Receiver()) || f.Expr(c.Receiver()).Kind != facts.Attr {
		return nil
	}
	site := f.Eval(c.Receiver()).Site
	if site.File != f || !f.Steady(c.Receiver(), c.In) {
		return nil
	}
	made := f.FuncAt(site.Expr)
	if made == nil || made == c.In || made.Class == nil || made.Class != c.In.Class {
		return nil
	}
	for _, other := range made.Calls() {
		if st := &f.Stmts[other.Stmt]; startsThread(other) && f.SamePath(other.Receiver(), c.Receiver()) && st.Parent == made.Facts().Stmt {
			return other
		}
	}
	return nil
}

func reportAgain(p *analyzer.Pass, f *threads.File, c, first *threads.CallSite) {
	var notes []analyzer.Note
	if first != nil {
		notes = []analyzer.Note{{Path: f.Path, Span: f.Expr(first.Expr).Span, Msg: "it is started here first"}}
	}
	p.Report(againFinding(f, c, fmt.Sprintf("on line %d", f.LineOf(f.Expr(c.Expr).Span.Start)), notes))
}

func againFinding(f *threads.File, c *threads.CallSite, where string, notes []analyzer.Note) analyzer.Finding {
	v := f.Eval(c.Receiver())
	kind, why := threadWord(v), "RuntimeError, \"threads can only be started once\""
	if kind == "process" {
		why = "AssertionError, \"cannot start a process twice\""
	}
	fd := analyzer.Finding{
		Span: f.Expr(c.Expr).Span, Label: "started before", Because: notes,
		Msg: fmt.Sprintf("%s `%s` is started again %s: %s", kind, clip(f.Render(c.Receiver()), 40), where, why),
	}
	if v.Site.File == f && v.Site.Valid() {
		made := f.Expr(v.Site.Expr).Span
		fd.About = []source.Span{made}
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: made, Msg: "the " + kind + " is made here, once"})
	}
	return fd
}
