package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var busyWait = &analyzer.Rule{
	Name:     "busy-wait",
	Code:     "TH302",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"method-not-called"},
	Check:    checkBusyWait,
}

// checkBusyWait reports loops that wait by going round: while True: pass, and
// any while loop with an idle way round, one that only asks and leaves what it
// asks as it was.
//
// It is silent where a way round calls anything unknown, where it moves on
// (i += 1), in coroutines and generators, and where a plain value decides that
// no other thread is seen to change. In a test it is silent, too, in a function
// that nothing is seen to call, and where an exception of the test's own ends
// the loop: somebody means to raise it from outside.
func checkBusyWait(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, sp := range f.Spins() {
		if sp.In.InBenchmark() || sp.In.InTest() && (unseen(p.Model, sp.In) || interrupted(f, sp)) {
			f.Doubt(f.Stmts[sp.Loop].X, nowhere, "a benchmark or a test may go round like this, and end the loop from outside")
			continue
		}
		w := spinWords{f: f, sp: sp}
		w.choose()
		fd := analyzer.Finding{Span: f.Stmts[sp.Loop].Header, Msg: w.message(), Because: w.because(), Label: "burns a core"}
		fd.About = []source.Span{fd.Span}
		if w.object != nil {
			fd.About = append(fd.About, w.object.Site.File.Expr(w.object.Site.Expr).Span)
			fd.Timeline = p.Model.Timeline(w.object)
		}
		if sp.Clock || sp.In.InTest() {
			fd.Severity = analyzer.Info
		}
		fd.Fix = w.fix()
		p.Report(fd)
	}
}

// spinWords is how a spinning loop is told.
type spinWords struct {
	f      *threads.File
	sp     *threads.Spin
	ask    *threads.Ask    // the branch that tells most, nil where nothing is asked
	change *threads.Change // who lets the loop go on, nil where that is not known
	object *threads.Object // the thread that is waited for, nil for none
}

// choose picks the branch to speak of: one whose end is in sight, then a call
// that finds nothing, then any.
func (w *spinWords) choose() {
	for i := range w.sp.Asks {
		a := &w.sp.Asks[i]
		c := w.sp.Change(a)
		if w.ask == nil || w.change == nil && (c != nil || a.Test == 0 && w.ask.Test != 0) {
			w.ask, w.change = a, c
		}
	}
	if w.ask != nil && w.ask.Call != nil && w.ask.Call.Receiver() > 0 {
		if v := w.f.Eval(w.ask.Call.Receiver()); joinable(v) && v.Site.Valid() && v.Site.File == w.f {
			w.object = w.f.Model().ObjectAt(v.Site)
		}
	}
	if w.ask == nil && w.sp.Endless {
		w.object = w.pending()
	}
}

// joinable says whether a value is a thread or process.
func joinable(v threads.Value) bool {
	switch v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		return true
	}
	return false
}

// pending is a thread that the loop's function has started before it and that
// nothing joins.
func (w *spinWords) pending() *threads.Object {
	loop := w.f.Stmts[w.sp.Loop].Span
	for _, o := range w.f.Objects(pylib.ThreadClass, pylib.TimerClass) {
		if o.Mentions("join") || o.Escapes || o.InList || o.Name() == "" {
			continue
		}
		for _, u := range o.Calls("start") {
			if u.File == w.f && u.In() == w.sp.In && w.f.Expr(u.Expr).Span.End <= loop.Start {
				return o
			}
		}
	}
	return nil
}

// test is the loop's own condition as written.
func (w *spinWords) test() string { return clip(w.f.Render(w.f.Stmts[w.sp.Loop].X), 40) }

func (w *spinWords) message() string {
	what := fmt.Sprintf("`while %s: %s`", w.test(), w.body())
	switch {
	case w.sp.Endless:
		return what + " burns a core for ever" + w.turns()
	case w.sp.Local:
		return "infinite loop: " + what + " burns a core, and nothing in it or elsewhere changes what it tests"
	case w.sp.Clock:
		return what + " burns a core until the time is up"
	case w.sp.Trivial:
		return fit(what+" burns a core", w.until(), w.turns())
	}
	if w.ask != nil && w.ask.Raised() {
		recv := clip(w.f.Render(w.ask.Call.Receiver()), 24)
		return fit(fmt.Sprintf("`%s.wait()` never waits, since `%s` is set from the start: this loop burns a core", recv, recv), w.until(), "")
	}
	return fit(w.when()+" this loop goes round without waiting: it burns a core", w.until(), "")
}

// fit appends what still leaves a message of at most 160 characters.
func fit(s string, more ...string) string {
	for _, m := range more {
		if len([]rune(s+m)) <= 160 {
			s += m
		}
	}
	return s
}

// body is the one statement of a loop that does nothing.
func (w *spinWords) body() string {
	st := &w.f.Stmts[w.sp.Loop+1]
	switch st.Kind {
	case facts.Continue:
		return "continue"
	case facts.EmptyLiteral, facts.ExprStmt:
		return w.f.Render(st.X)
	}
	return "pass"
}

// when is the condition under which the loop goes round idly.
func (w *spinWords) when() string {
	a := w.ask
	if a.Test == 0 {
		recv := w.f.Render(a.Call.Receiver())
		switch a.Call.Row.EmptyEnd || a.Call.Row.Does&pylib.IO != 0 {
		case true:
			return fmt.Sprintf("when nothing has come in on `%s`", recv)
		}
		if a.Call.Does(pylib.Wakes) {
			return fmt.Sprintf("when `%s` is full", recv)
		}
		return fmt.Sprintf("when `%s` is empty", recv)
	}
	e, truth := a.Test, a.Taken
	for w.f.Expr(e).Kind == facts.Unary && w.f.Expr(e).Op == facts.Not {
		e, truth = w.f.Expr(e).A, !truth
	}
	if t := w.f.Eval(e).LibType(); t != nil && t.Iterable && !truth && a.Call == nil {
		return fmt.Sprintf("when `%s` is empty", w.f.Render(e))
	}
	return fmt.Sprintf("when `%s` is %t", clip(w.f.Render(e), 50), truth)
}

// until is what lets the loop go on, as a clause; "" where that is not known.
func (w *spinWords) until() string {
	c := w.change
	switch {
	case c == nil:
		return ""
	case c.Ends:
		return fmt.Sprintf(" until `%s` ends", c.Func.Name)
	case c.Call && w.ask.Call == nil:
		return fmt.Sprintf(" until `%s` adds one", c.Func.Name)
	case c.Call:
		return fmt.Sprintf(" until `%s` calls `%s`", c.Func.Name, clip(c.At.File.Render(c.At.Expr), 30))
	}
	return fmt.Sprintf(" until `%s` stores `%s`", c.Func.Name, clip(c.At.File.Render(c.At.Expr), 30))
}

// turns says whom the loop takes the GIL from. Another process has one of its own.
func (w *spinWords) turns() string {
	switch {
	case w.object != nil:
		if w.f.Eval(w.object.Site.Expr).LibClass() == pylib.ProcessClass {
			return ""
		}
		if w.change != nil {
			return ", and takes GIL turns away from it"
		}
		if s := w.f.SpawnAt(w.object.Site.Expr); s != nil && s.Target.Func != nil {
			return fmt.Sprintf(", and takes GIL turns away from `%s`", s.Name())
		}
	case w.change != nil:
		return ", and takes GIL turns away from it"
	case w.ask != nil && w.ask.Call != nil && w.f.Eval(w.ask.Call.Receiver()).LibClass() != pylib.EventClass:
		return ""
	}
	return ", and takes GIL turns away from other threads"
}

// because is the idle way, who lets the loop go on, and the thread waited for.
func (w *spinWords) because() []analyzer.Note {
	var out []analyzer.Note
	if w.ask != nil && !w.sp.Trivial {
		e := w.ask.Test
		if e == 0 {
			e = w.ask.Call.Expr
		}
		out = append(out, analyzer.Note{Path: w.f.Path, Span: w.f.Expr(e).Span, Msg: "from here the loop goes round without waiting"})
	}
	if c := w.change; c != nil {
		msg := fmt.Sprintf("`%s` changes it here", c.Func.Name)
		if c.Ends {
			msg = fmt.Sprintf("the thread that runs `%s` is started here", c.Func.Name)
		}
		out = append(out, analyzer.Note{Path: c.At.File.Path, Span: c.At.File.Expr(c.At.Expr).Span, Msg: msg})
	}
	if w.object != nil && w.change == nil {
		for _, u := range w.object.Calls("start") {
			name := w.object.Name()
			out = append(out, analyzer.Note{Path: u.File.Path, Span: u.File.Expr(u.Call).Span,
				Msg: fmt.Sprintf("`%s` is never joined; `%s.join()` waits without using CPU", name, name)})
			break
		}
	}
	return out
}
