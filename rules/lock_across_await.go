package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lockAcrossAwait = &analyzer.Rule{
	Name:     "lock-across-await",
	Code:     "TH603",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLockAcrossAwait,
}

// checkLockAcrossAwait reports a coroutine that gives way to its loop while it
// holds a lock of threads: the next coroutine that takes the lock blocks the
// loop, so that the holder never goes on. A reentrant lock lets that coroutine
// in, since it runs on the thread that holds it.
//
// A lock that is released before, and one that is only tried for, are left alone.
func checkLockAcrossAwait(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Flags&facts.Copy != 0 || f.FuncOf(facts.EventID(id)).Facts().Flags&facts.AsyncFunc == 0 {
			continue
		}
		lock := waitsFor(f, ev)
		if lock == 0 {
			continue
		}
		if at := suspends(f, facts.EventID(id), lock); at >= 0 {
			reportHeld(p, f, ev, lock, at)
		}
	}
}

// waitsFor is the lock that an event waits for and takes, 0 if it takes none: by
// a with statement, or by an acquire() that has its release() in the function.
func waitsFor(f *threads.File, ev *facts.Event) facts.ExprID {
	switch ev.Kind {
	case facts.EnterEvent:
		if s := &f.Stmts[ev.Stmt]; s.Flags&facts.AsyncStmt != 0 || s.Kind == facts.WithItem && f.Stmts[s.Parent].Flags&facts.AsyncStmt != 0 {
			return 0
		}
		if f.Eval(ev.X).IsLock() {
			return ev.X
		}
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c == nil || !c.Does(pylib.Acquires) || c.Row.Async || !dropped(f, c) || len(f.KidsOf(c.Expr)) > 0 {
			return 0
		}
		if recv := c.Receiver(); f.Eval(recv).IsLock() && releasedAfter(f, c) != nil {
			return recv
		}
	}
	return 0
}

// suspends is the first place in the text where the function gives way to the
// loop with the lock held that event id took, -1 if it does not.
func suspends(f *threads.File, id facts.EventID, lock facts.ExprID) facts.EventID {
	out := facts.EventID(-1)
	f.Walk(id, false, func(at facts.EventID, ev *facts.Event) threads.Step {
		switch ev.Kind {
		case facts.ExitEvent:
			if ev.X == lock {
				return threads.Stop
			}
		case facts.CallEvent:
			if c := f.CallAt(ev.X); c != nil && c.Does(pylib.Releases) && f.SamePath(c.Receiver(), lock) {
				return threads.Stop
			}
		case facts.AwaitEvent, facts.YieldEvent:
			if out < 0 || f.Expr(ev.X).Span.Start < f.Expr(f.Events[out].X).Span.Start {
				out = at
			}
		}
		return threads.Go
	})
	return out
}

func reportHeld(p *analyzer.Pass, f *threads.File, taken *facts.Event, lock facts.ExprID, at facts.EventID) {
	ev := &f.Events[at]
	span := f.Expr(ev.X).Span
	name := f.Render(lock)
	name = name[strings.LastIndexByte(name, '.')+1:]
	if f.Expr(lock).Kind == facts.Call {
		name = f.Render(lock)
	}
	then, why := "a second coroutine blocks the loop on it, and this one never resumes", "taken here; a lock of threads blocks the whole loop while it waits"
	if t := f.Eval(lock).LibType(); t.Reentrant {
		then, why = "it belongs to the loop's thread, so a second coroutine enters as well", "taken here; a thread may take a reentrant lock again, and all coroutines of a loop share one"
	}
	p.Report(analyzer.Finding{
		Span: span, Label: "the lock is still held",
		Msg:     fmt.Sprintf("`%s` is held across %s: %s", clip(name, 24), suspension(f, ev), then),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(taken.X).Span, Msg: why}},
		About:   []source.Span{span}, Fix: lockOfLoop(p, f, lock),
	})
}

// lockOfLoop makes the lock one of the loop where every use of it is a with
// statement of a coroutine in this file.
func lockOfLoop(p *analyzer.Pass, f *threads.File, lock facts.ExprID) *analyzer.Fix {
	v := f.Eval(lock)
	t := v.LibType()
	if v.Class != nil || t.InLoop == "" || !v.Site.Valid() || v.Site.File != f {
		return nil
	}
	o := p.Model.ObjectAt(v.Site)
	if o.Escapes || o.InList {
		return nil
	}
	edits := makeInstead(f, v.Site.Expr, t.InLoop)
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.Kind != threads.Entered || u.File != f || u.Loose || u.In().Facts().Flags&facts.AsyncFunc == 0 {
			return nil
		}
		s := f.StmtAt(u.Expr)
		if f.Stmts[s].Kind == facts.WithItem {
			s = f.Stmts[s].Parent
		}
		with := &f.Stmts[s]
		if with.Kind != facts.With || with.Flags&facts.AsyncStmt != 0 || contexts(f, s) != 1 {
			return nil
		}
		edits = append(edits, analyzer.Edit{Span: source.Span{Start: with.Span.Start, End: with.Span.Start}, New: "async "})
	}
	if len(edits) < 2 || len(o.Uses) == 0 {
		return nil
	}
	return &analyzer.Fix{Title: fmt.Sprintf("Make it an %s", t.InLoop), Edits: edits}
}

// suspension writes for a message what gives way to the loop.
func suspension(f *threads.File, ev *facts.Event) string {
	x := f.Expr(ev.X)
	text := clip(f.Render(ev.X), 44)
	switch {
	case x.Kind == facts.Yield && x.A > 0:
		return "`yield " + clip(f.Render(x.A), 30) + "`"
	case ev.Kind == facts.YieldEvent:
		return "`yield`"
	case x.Kind == facts.Await:
		return "`" + text + "`"
	case f.Stmts[ev.Stmt].Kind == facts.For:
		return "`async for ... in " + clip(text, 27) + "`"
	case f.Stmts[ev.Stmt].Kind == facts.With || f.Stmts[ev.Stmt].Kind == facts.WithItem:
		return "`async with " + clip(text, 33) + "`"
	}
	return "`async for`"
}

// contexts counts the items of a with statement.
func contexts(f *threads.File, with facts.StmtID) int {
	n := 0
	for k := with + 1; k < f.Stmts[with].End && f.Stmts[k].Kind == facts.WithItem; k = f.Stmts[k].End {
		n++
	}
	return n
}
