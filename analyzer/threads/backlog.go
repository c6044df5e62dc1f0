package threads

import (
	"threadlsp/analyzer/pylib"
)

// A Backlog is a queue that a daemon thread works off, and that nobody waits
// for: what is still in it when the interpreter ends is lost.
type Backlog struct {
	Func  *Func     // what the thread runs
	Made  *CallSite // makes the thread
	Queue *Object
	Take  *CallSite // takes the items, in a loop
	Put   *CallSite // one of the calls that give them
	Work  *CallSite // writes or sends in that loop, itself or in what it calls
}

// Backlogs is those whose threads the file makes, one for each function that
// threads run, in order of roots.
//
// A thread that may be waited for, or whose handle goes elsewhere, is left out,
// and so is a queue that somebody else looks at, empties, or waits for.
func (f *File) Backlogs() []Backlog {
	var out []Backlog
	for _, r := range f.m.roots {
		if len(r.Spawns) == 0 || r.Spawns[0].Call.File != f {
			continue // another file's question, asked there
		}
		if !r.Func.plain() || !r.daemonic() || r.waitedFor() {
			continue
		}
		if b, ok := r.backlog(); ok {
			b.Made = r.Spawns[0].Call
			out = append(out, b)
		}
	}
	return out
}

// daemonic says whether every thread of the root is proven to be a daemon.
func (r *Root) daemonic() bool {
	for _, s := range r.Spawns {
		if !s.OnThread() || s.Super || !s.IsDaemon() {
			return false
		}
	}
	return true
}

// IsDaemon says whether the thread that is made is proven to be a daemon, by
// the last that the program says of it.
func (s *Spawn) IsDaemon() bool {
	daemon := s.Daemon == Yes
	for _, u := range s.object().Uses {
		if u.Kind == AttrStore && u.Name == "daemon" {
			daemon = u.File.Truth(u.Call) == Yes
		}
		if c := u.CallSite(); c != nil && c.Row != nil && c.Row.Instead == "daemon" && c.Does(pylib.Mutates) {
			a := u.File.ArgsOf(u.Call)
			daemon = len(a.Pos) == 1 && u.File.Truth(a.Pos[0]) == Yes
		}
	}
	return daemon
}

// waitedFor says whether anything may wait for a thread of the root.
func (r *Root) waitedFor() bool {
	if len(r.Joins()) > 0 {
		return true
	}
	for _, s := range r.Spawns {
		o := s.object()
		if o.Escapes || o.Mentions("join") || o.Mentions("is_alive") {
			return true
		}
	}
	return false
}

// backlog finds the loop in the root's function that takes items and writes.
func (r *Root) backlog() (Backlog, bool) {
	f := r.Func.File
	for _, take := range r.Func.callSites {
		loop := f.outermostLoop(take.Stmt)
		if loop == 0 || !take.TakesItem() || !take.Does(pylib.Waits) {
			continue
		}
		b := Backlog{Func: r.Func, Take: take, Queue: f.m.QueueOf(take)}
		if b.Queue == nil || b.Queue.Escapes || !b.given() {
			continue
		}
		for _, c := range r.Func.callSites {
			if f.Within(c.Stmt, loop) {
				if b.Work = c.reachesOut(0); b.Work != nil {
					return b, true
				}
			}
		}
	}
	return Backlog{}, false
}

// given finds who puts the items. It says no where a use of the queue beside the
// thread may wait for what is in it, or take it.
func (b *Backlog) given() bool {
	for i := range b.Queue.Uses {
		u := &b.Queue.Uses[i]
		row, c := b.Queue.MethodRow(u), u.CallSite()
		switch {
		case u.Kind == Alias || u.Kind == Tested || u.In() == b.Func:
		case row == nil || c == nil:
			return false
		case c.PutsItem():
			if c.In.waitsBesides(c) {
				return false
			}
			if b.Put == nil {
				b.Put = c
			}
		default:
			return false
		}
	}
	return b.Put != nil
}

// waitsBesides says whether a function waits for another thread in some other
// call than c, and so perhaps for what it has put into a queue.
func (fn *Func) waitsBesides(c *CallSite) bool {
	for _, d := range fn.callSites {
		if d != c && d.Does(pylib.Waits|pylib.Joins) {
			return true
		}
	}
	return false
}

// workDeep is how many calls lead to what a thread writes at most.
const workDeep = 3

// reachesOut is the call that writes to a file or sends, itself or in what is
// called; nil where there is none. Output for a reader's eyes is none.
func (c *CallSite) reachesOut(deep int) *CallSite {
	if c.Row != nil {
		if c.Does(pylib.IO) && !c.Does(pylib.Output|pylib.Probe|pylib.Closes) {
			return c
		}
		return nil
	}
	if c.Target == nil || !c.Target.plain() || deep >= workDeep {
		return nil
	}
	for _, d := range c.Target.callSites {
		if w := d.reachesOut(deep + 1); w != nil {
			return w
		}
	}
	return nil
}
