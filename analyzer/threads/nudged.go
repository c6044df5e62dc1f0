package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Nudge is where a function sets something going on another thread without
// waiting for it: it starts a thread, hands a task to a pool, or wakes a thread
// that it has started and that waits.
type Nudge struct {
	Started           // of a task: its future in the place of the thread
	Call    *CallSite // start(), submit(), set(), notify()
	Kind    NudgeKind
	wait    facts.EventID // Wakened: where the target waits
}

// NudgeKind says what is set going.
type NudgeKind uint8

const (
	UnknownNudge NudgeKind = iota
	Begun                  // a thread
	Submitted              // a task of a pool
	Wakened                // a thread that waits
)

// Nudges is those of a function, threads that are joined later and tasks only,
// each start followed by what wakes its thread.
func (fn *Func) Nudges() []Nudge {
	var out []Nudge
	for _, s := range fn.Started() {
		if !s.Local() || !s.Awaited() {
			continue
		}
		out = append(out, Nudge{Started: s, Call: fn.File.CallAt(s.Start.Call), Kind: Begun})
		for _, c := range fn.callSites {
			if wait, ok := s.wakenedBy(c); ok {
				out = append(out, Nudge{Started: s, Call: c, Kind: Wakened, wait: wait})
			}
		}
	}
	for _, s := range fn.File.spawns {
		if c := s.Call; c.In == fn && s.Target.Func != nil && s.Handoff != nil && s.Handoff.On == pylib.Pool && !s.Super && makesFuture(c) {
			task := Started{Object: s.object(), Spawn: s, Start: Use{Kind: Method, File: c.File, Expr: c.Expr, Call: c.Expr, Event: c.Event}}
			out = append(out, Nudge{Started: task, Call: c, Kind: Submitted})
		}
	}
	return out
}

// makesFuture says whether a call hands over one task and returns its future.
func makesFuture(c *CallSite) bool { return c.File.Eval(c.Expr).LibClass() == pylib.FutureClass }

// wakenedBy says whether a call wakes what the thread's target waits for, and
// where the target does.
func (s *Started) wakenedBy(c *CallSite) (wait facts.EventID, ok bool) {
	if c.Receiver() == 0 || !c.Does(pylib.Wakes) {
		return 0, false
	}
	v := c.File.Eval(c.Receiver())
	if k := v.LibClass(); k != pylib.EventClass && k != pylib.ConditionClass || !v.Site.Valid() {
		return 0, false
	}
	for _, u := range c.File.m.ObjectAt(v.Site).Uses {
		if d := u.CallSite(); d != nil && d.In == s.Spawn.Target.Func && d.Does(pylib.Waits) {
			return d.Event, true
		}
	}
	return 0, false
}

// EarlyReads is Started.EarlyReads after the call, for what the target writes
// after it was woken.
func (n *Nudge) EarlyReads() []Early {
	written := n.Writes()
	if n.Kind == Wakened {
		f := n.Spawn.Target.Func.File
		written = slices.DeleteFunc(written, func(w Written) bool {
			return w.Func != n.Spawn.Target.Func || !f.Reaches(n.wait, f.EventOf(w.Write.Expr))
		})
	}
	return n.Started.EarlyReads(n.Call.Event, written)
}
