package threads

import (
	"threadlsp/analyzer/pylib"
)

// A NestedTask is a wait, on a worker of a pool, for another task of the same
// pool: with all workers waiting, none is left to run it.
type NestedTask struct {
	Wait   *CallSite
	Submit *CallSite   // hands the awaited task over; Wait itself where it does both
	Outer  *Spawn      // the task that waits
	Calls  []*CallSite // from what the outer task runs to the wait
}

// NestedTasks is those whose wait stands in the file, by position.
func (f *File) NestedTasks() []NestedTask {
	var out []NestedTask
	for _, c := range f.calls {
		for _, sub := range f.submitsOf(c) {
			if n, ok := f.nestedTask(c, sub); ok {
				out = append(out, n)
				break
			}
		}
	}
	return out
}

// submitsOf is the calls that hand over the tasks which a call waits for without
// a limit.
func (f *File) submitsOf(c *CallSite) []*CallSite {
	if c.Row == nil || c.Bounded() || c.NeverWaits() {
		return nil
	}
	if s := f.SpawnAt(c.Expr); s != nil {
		if c.Does(pylib.Blocks) && s.pool().Valid() {
			return []*CallSite{c}
		}
		return nil
	}
	if !c.Does(pylib.Joins) || c.Receiver() == 0 {
		return nil
	}
	var out []*CallSite
	for _, site := range f.sitesOf(c.Receiver()) {
		if s := site.File.SpawnAt(site.Expr); s != nil && s.pool().Valid() {
			out = append(out, s.Call)
		}
	}
	return out
}

// pool is what makes the pool that a task is handed to; not Valid where it is not
// known which.
func (s *Spawn) pool() Site {
	r := s.Call.Receiver()
	if r == 0 || s.Handoff == nil || s.Handoff.On != pylib.Pool && s.Handoff.On != pylib.Process {
		return Site{}
	}
	sites := s.Call.File.sitesOf(r)
	if len(sites) != 1 {
		return Site{}
	}
	switch sites[0].File.Eval(sites[0].Expr).LibClass() {
	case pylib.ThreadPoolClass, pylib.ProcessPoolClass:
		return sites[0]
	}
	return Site{}
}

// tasksOf is the spawns of the program that hand a known function of it to the
// threads of a pool, by file and position.
func (m *Model) tasksOf(pool Site) []*Spawn {
	var out []*Spawn
	for _, f := range m.files {
		for _, s := range f.spawns {
			if s.Target.Func != nil && s.Handoff != nil && s.Handoff.On == pylib.Pool && s.pool() == pool {
				out = append(out, s)
			}
		}
	}
	return out
}

// nestedTask looks for a task of the pool that comes to the wait.
func (f *File) nestedTask(c, sub *CallSite) (NestedTask, bool) {
	inner := sub.File.SpawnAt(sub.Expr)
	for _, outer := range f.m.tasksOf(inner.pool()) {
		n := NestedTask{Wait: c, Submit: sub, Outer: outer}
		if outer.Target.Func != c.In {
			if !f.m.climb(c.In, func(path []*CallSite) bool {
				n.Calls = path
				return path[0].In == outer.Target.Func
			}) {
				continue
			}
		}
		if outer.crowdsOut(inner) {
			return n, true
		}
	}
	return NestedTask{}, false
}

// crowdsOut says whether tasks that wait for another of their pool can take all
// of its workers: there is one worker, several such tasks, or they go on and on.
func (s *Spawn) crowdsOut(inner *Spawn) bool {
	return s.Workers() == 1 || s.crowds() && s.Call != inner.Call || inner.Target.Func == s.Target.Func
}
