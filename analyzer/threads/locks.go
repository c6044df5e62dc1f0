package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// IsLock says whether a value is an object that excludes other threads: a
// lock, a condition, or a semaphore (of how many permits is not looked at).
func (v Value) IsLock() bool {
	switch v.LibClass() {
	case pylib.LockClass, pylib.RLockClass, pylib.ConditionClass, pylib.SemaphoreClass:
		return true
	}
	return false
}

// Guarded says whether a lock may be held at an event: by a with around it, by
// an acquire() before it, or by every way a caller reaches it. What is not
// known counts as a lock, so that "not guarded" can be relied on.
func (f *File) Guarded(at facts.EventID) bool { return f.guarded(at, map[*Func]bool{}) }

func (f *File) guarded(at facts.EventID, busy map[*Func]bool) bool {
	fn := f.FuncOf(at)
	if f.insideWith(f.Events[at].Stmt) || fn.acquiresBefore(at) {
		return true
	}
	if fn.methodKind() == oddMethod {
		return true // a decorator may lock
	}
	if busy[fn] || len(fn.Callers) == 0 {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn != nil {
			return false // begins without a lock
		}
		if !c.File.guarded(c.Event, busy) {
			return false
		}
	}
	return true
}

// insideWith says whether a with of the same function around a statement may
// hold a lock.
func (f *File) insideWith(s facts.StmtID) bool {
	for w := f.Enclosing(s, facts.With); w != 0; w = f.Enclosing(w, facts.With) {
		for k := w + 1; k < f.Stmts[w].End; k = f.Stmts[k].End {
			if f.Stmts[k].Kind != facts.WithItem {
				break
			}
			if v := f.Eval(f.Stmts[k].X); v.IsLock() || v.LibClass() == pylib.UnknownClass {
				return true
			}
		}
	}
	return false
}

// acquiresBefore says whether an acquire() of the function may be in force.
func (fn *Func) acquiresBefore(at facts.EventID) bool {
	for _, c := range fn.callSites {
		if c.Does(pylib.Acquires) || c.Callee.Kind == Unknown && c.Method() == "acquire" {
			if fn.File.Reaches(c.Event, at) {
				return true
			}
		}
	}
	return false
}
