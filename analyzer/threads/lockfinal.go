package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Code that may run between any two steps of a thread: finalizers, callbacks of
// weak references, handlers of signals. A lock that it waits for may be held by
// the very thread that it interrupts.

// A FinalLock is a lock that such code takes and that cannot be taken twice.
type FinalLock struct {
	Func   *Func       // the finalizer or handler
	Spawn  *Spawn      // that registers it; nil for __del__
	On     pylib.Place // Finalizer or Signal
	Lock   Lock        // in the names of Func
	Way    []Through   // from Func to where the lock is taken
	Region *Func       // ordinary code that holds the lock
	At     facts.EventID
}

// FinalLocks is those whose function stands in the file, by position.
func (f *File) FinalLocks() []FinalLock {
	var out []FinalLock
	for _, l := range f.m.locking().final.get(f.m, f.m.finalLocks) {
		if l.Func.File == f {
			out = append(out, l)
		}
	}
	return out
}

// finalSteps is how many functions lead from a finalizer to the lock at most: in
// longer ways there are tests that are not understood.
const finalSteps = 4

func (m *Model) finalLocks() []FinalLock {
	var out []FinalLock
	seen := map[*Func]bool{}
	add := func(l FinalLock) {
		if l.Func == nil || seen[l.Func] {
			return
		}
		for _, t := range l.Func.takesAlone() {
			if l.Spawn == nil && l.Func.ownsAlone(t) {
				continue
			}
			l.Lock, l.Way = t, l.Func.wayTo(t)
			if n := len(l.Way); n > 0 && n <= finalSteps && l.held() {
				seen[l.Func] = true
				out = append(out, l)
				return
			}
		}
	}
	for _, f := range m.files {
		for _, k := range f.Classes {
			add(FinalLock{Func: k.OwnMethod("__del__"), On: pylib.Finalizer})
		}
		for _, s := range f.spawns {
			if s.Handoff != nil && (s.Handoff.On == pylib.Finalizer || s.Handoff.On == pylib.Signal) {
				add(FinalLock{Func: s.Target.Func, Spawn: s, On: s.Handoff.On})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b FinalLock) int { return strings.Compare(a.Func.File.Path, b.Func.File.Path) })
	return out
}

// takesAlone is those of Takes whose holder cannot take them again.
func (fn *Func) takesAlone() []Lock {
	var out []Lock
	if sum := fn.File.m.locking().sums[fn]; sum != nil {
		for _, t := range sum.takes {
			if t.alone {
				out = append(out, t.lock)
			}
		}
	}
	return out
}

// ownsAlone says whether a lock belongs to the object that is finalized, or to
// one that its class makes for it: nobody can hold it then, since whoever does
// keeps the object alive.
func (fn *Func) ownsAlone(l Lock) bool {
	if l.Root != SelfLock {
		return false
	}
	k := fn.owner()
	if k == nil || strings.Count(l.Path, ".") < 2 {
		return true
	}
	i := strings.IndexByte(l.Path[1:], '.') + 1
	v := fn.File.m.lockValue(Lock{Root: SelfLock, Class: k, Path: l.Path[:i]})
	if !v.Site.Valid() {
		return v.Kind != Instance
	}
	maker := v.Site.File.FuncAt(v.Site.Expr)
	return maker != nil && maker.owner() != nil && maker.owner().related(k)
}

// held finds ordinary code that makes calls while it holds the lock.
func (l *FinalLock) held() bool {
	m := l.Func.File.m
	abs := l.Func.ofItsClass(l.Lock)
	if !abs.Known() {
		return false
	}
	k := m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, f := range m.files {
		for _, fn := range f.Funcs {
			w := k.flows[fn]
			if w == nil || fn == l.Func || slices.ContainsFunc(l.Way, func(t Through) bool { return t.Func == fn }) || l.On == pylib.Signal && len(m.runBy[fn]) > 0 {
				continue
			}
			for i, own := range w.locks {
				if fn.ofItsClass(own) != abs {
					continue
				}
				if at, ok := w.callsHolding(i); ok {
					l.Region, l.At = fn, at
					return true
				}
			}
		}
	}
	return false
}

// ofItsClass is a lock as an attribute of the class of the object that has it,
// whichever object that is.
func (fn *Func) ofItsClass(l Lock) Lock {
	abs, _ := fn.absolute(l)
	i := strings.LastIndexByte(abs.Path, '.')
	if i <= 0 || abs.Root == LocalLock {
		return abs
	}
	owner := abs
	owner.Path = abs.Path[:i]
	if v := fn.File.m.lockValue(owner); v.Kind == Instance && v.Class != nil {
		return Lock{Root: SelfLock, Class: v.Class.storing(abs.Path[i:]), Path: abs.Path[i:]}
	}
	return abs
}

// callsHolding is where a function takes a lock under which it makes a call.
func (w *lockFlow) callsHolding(i int) (facts.EventID, bool) {
	f := w.fn.File
	for _, c := range w.fn.callSites {
		if c.Does(pylib.Releases | pylib.Acquires) {
			continue
		}
		if s, ok := w.before(c.Event); ok && s.locks[i].lo > 0 && s.locks[i].at >= 0 && f.Events[c.Event].Flags&facts.Copy == 0 {
			return s.locks[i].at, true
		}
	}
	return 0, false
}
