package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var releaseUnheld = &analyzer.Rule{
	Name:     "release-unheld",
	Code:     "TH410",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkReleaseUnheld,
}

// checkReleaseUnheld reports the release() of a lock that every path from it
// releases once more, by another release() or by the with around it, before it
// is taken again. The second one raises RuntimeError.
//
// A function that only releases a lock hands it over and is left alone, as are
// semaphores. Code that is not known and could take the lock in between, and a
// handler that could catch the error, end the search.
func checkReleaseUnheld(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if !c.Does(pylib.Releases) || f.Events[c.Event].Flags&facts.Maybe != 0 || !dropped(f, c) {
			continue
		}
		lock := c.Receiver()
		switch f.Eval(lock).LibClass() {
		case pylib.LockClass, pylib.RLockClass, pylib.ConditionClass:
		default:
			continue
		}
		if f.PathRoot(lock) == 0 || f.Handled(c.Stmt) || !takenOnce(f, c, lock) {
			continue
		}
		if again := releasedAgain(f, c, lock); again >= 0 {
			reportTwice(p, f, c, again)
		}
	}
}

// reportTwice reports at the release in a with, which is the one to take away,
// else at the second release(), which raises.
func reportTwice(p *analyzer.Pass, f *threads.File, c *threads.CallSite, again facts.EventID) {
	name := f.Render(c.Receiver())
	name = clip(name[strings.LastIndexByte(name, '.')+1:], 40)
	why := "release unlocked lock"
	if t := f.Eval(c.Receiver()).LibType(); t != nil && t.Reentrant {
		why = "cannot release un-acquired lock"
	}
	ev := &f.Events[again]
	if ev.Kind == facts.ExitEvent {
		p.Report(analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Label: "`with` releases it too",
			Msg:     fmt.Sprintf("`%s` is released here and again by `with`: RuntimeError, \"%s\"", name, why),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(ev.X).Span, Msg: "this `with` releases the lock when its body ends"}},
		})
		return
	}
	p.Report(analyzer.Finding{
		Span: f.Expr(ev.X).Span, Label: "not held any more",
		Msg:     fmt.Sprintf("`%s` is released a second time here: RuntimeError, \"%s\"", name, why),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(c.Expr).Span, Msg: "it is released here first"}},
	})
}

// takenOnce says whether the function takes the lock before it releases it,
// and a lock that its holder may take again only once.
func takenOnce(f *threads.File, c *threads.CallSite, lock facts.ExprID) bool {
	n := 0
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Flags&facts.Copy != 0 || f.FuncOf(facts.EventID(id)) != c.In || !takesLock(f, ev, lock) {
			continue
		}
		reaches, twice := heldUntil(f, facts.EventID(id), c, lock)
		if twice {
			return false // it waits for itself: another fault
		}
		if reaches {
			n++
		}
	}
	if t := f.Eval(lock).LibType(); !t.Reentrant {
		return n > 0
	}
	for _, call := range c.In.Callers {
		if call.Spawn == nil && call.File.Guarded(call.Event) {
			return false // it may be the lock that the caller holds
		}
	}
	return n == 1
}

// heldUntil says whether the release c may follow the event that takes the
// lock, by an exception too, and whether the lock may be taken twice before it
// is released.
func heldUntil(f *threads.File, taken facts.EventID, c *threads.CallSite, lock facts.ExprID) (reaches, twice bool) {
	f.Walk(taken, true, func(id facts.EventID, ev *facts.Event) threads.Step {
		if ev.Kind == facts.CallEvent && ev.X == c.Expr {
			reaches = true
		}
		if ev.Kind == facts.CallEvent {
			if d := f.CallAt(ev.X); d != nil && d.Does(pylib.Releases) && f.SamePath(d.Receiver(), lock) {
				return threads.Stop
			}
		}
		if ev.Kind == facts.ExitEvent && f.SamePath(ev.X, lock) || f.Rebinds(ev, lock) {
			return threads.Stop
		}
		twice = twice || takesLock(f, ev, lock)
		return threads.Go
	})
	return reaches, twice
}

// takesLock says whether an event takes the lock: with or acquire().
func takesLock(f *threads.File, ev *facts.Event, lock facts.ExprID) bool {
	switch ev.Kind {
	case facts.EnterEvent:
		return f.SamePath(ev.X, lock)
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		return c != nil && c.Does(pylib.Acquires) && f.SamePath(c.Receiver(), lock)
	}
	return false
}

// releasedAgain is the event that releases the lock a second time on every path
// from call c, the first in the text; -1 where some path has none.
func releasedAgain(f *threads.File, c *threads.CallSite, lock facts.ExprID) facts.EventID {
	again, open := facts.EventID(-1), false
	all := f.OnEveryPath(c.Event, func(id facts.EventID) bool {
		ev := &f.Events[id]
		if open || takesLock(f, ev, lock) || f.Rebinds(ev, lock) || mayTake(f, ev, lock) {
			open = true
			return true
		}
		if ev.Kind == facts.ExitEvent && !f.SamePath(ev.X, lock) || ev.Kind != facts.ExitEvent && ev.Kind != facts.CallEvent {
			return false
		}
		if ev.Kind == facts.CallEvent {
			d := f.CallAt(ev.X)
			if d == nil || !d.Does(pylib.Releases) || !f.SamePath(d.Receiver(), lock) {
				return false
			}
			if d.Expr == c.Expr || f.Handled(d.Stmt) {
				open = true
				return true
			}
		}
		if again < 0 || f.Expr(ev.X).Span.Start < f.Expr(f.Events[again].X).Span.Start {
			again = id
		}
		return true
	})
	if !all || open {
		return -1
	}
	return again
}

// mayTake says whether a call could take the lock: a function of the program
// that takes locks, or code that is not known and can reach this one.
func mayTake(f *threads.File, ev *facts.Event, lock facts.ExprID) bool {
	switch ev.Kind {
	case facts.YieldEvent, facts.AwaitEvent:
		return true
	case facts.CallEvent:
	default:
		return false
	}
	d := f.CallAt(ev.X)
	switch {
	case d == nil:
		return true
	case d.Row != nil:
		return d.Does(pylib.Waits)
	case d.Target != nil:
		return d.Target.Effects.Does&pylib.Acquires != 0
	}
	root := f.PathRoot(lock)
	if r := f.PathRoot(f.Expr(d.Expr).A); r > 0 && f.SamePath(r, root) {
		return true
	}
	for _, k := range f.KidsOf(d.Expr) {
		if f.Expr(k).Kind == facts.Keyword {
			k = f.Expr(k).A
		}
		if r := f.PathRoot(k); r == 0 && f.Expr(k).Kind == facts.Unknown || r > 0 && f.SamePath(r, root) {
			return true
		}
	}
	return false
}
