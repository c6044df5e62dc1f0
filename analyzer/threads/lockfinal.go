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
	Lent   *Lending // how Region, of another object, comes to the lock; nil where it has it itself
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
			l.Lock, l.Way = t, l.Func.wayTo(t)
			held := l.held
			if l.Spawn == nil && l.Func.ownsAlone(t) {
				held = l.heldByOther
			}
			if n := len(l.Way); n > 0 && n <= finalSteps && held() {
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
func (l *FinalLock) held() bool { return l.heldAs(l.Func.ofItsClass(l.Lock)) }

// heldAs is held for the lock by the name that all code has for it.
func (l *FinalLock) heldAs(abs Lock) bool {
	m := l.Func.File.m
	if !abs.Known() {
		return false
	}
	k := m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, f := range m.files {
		for _, fn := range f.Funcs {
			w := k.flows[fn]
			if w == nil || l.runs(fn) || l.On == pylib.Signal && len(m.runBy[fn]) > 0 {
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

// heldByOther finds ordinary code of another object that has the lock of the
// one which is finalized: it was lent the lock and outlives that one, or lent it.
func (l *FinalLock) heldByOther() bool {
	if strings.Count(l.Lock.Path, ".") != 1 || l.Func.owner() == nil {
		return false
	}
	for _, lent := range l.Func.owner().borrowings(l.Lock.Path[1:]) {
		if l.heldAs(lent.lock) {
			l.Lent = &lent
			return true
		}
	}
	k := l.Func.File.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, lent := range l.Func.owner().lendings(l.Lock.Path[1:]) {
		if fn, at := lent.heldIn(k, l.runs); fn != nil {
			l.Region, l.At, l.Lent = fn, at, &lent
			return true
		}
	}
	return false
}

// runs says whether the finalizer comes to its lock through a function.
func (l *FinalLock) runs(fn *Func) bool {
	return fn == l.Func || slices.ContainsFunc(l.Way, func(t Through) bool { return t.Func == fn })
}

// ofItsClass is a lock as an attribute of the class of the object that has it,
// whichever object that is.
func (fn *Func) ofItsClass(l Lock) Lock {
	abs, _ := fn.absolute(l)
	if strings.LastIndexByte(abs.Path, '.') <= 0 || abs.Root == LocalLock {
		return abs
	}
	if k, attr := fn.File.m.classWith(abs); k != nil {
		return Lock{Root: SelfLock, Class: k.storing(attr), Path: attr}
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
