package threads

import (
	"threadlsp/analyzer/facts"
)

// What is made to be used by several threads, though the program starts none:
// objects that have a lock of their own, classes and modules with a lock for all.
// Who calls the methods and functions of these is not seen; that several threads
// do is what the lock is for.
type lockOwners struct {
	objects map[*Class]bool // whose constructor makes a lock
	classes map[*Class]bool // with a lock in their body
	globals map[Lock]bool   // of modules with a lock
}

// lockOwners is those of the core.
func (m *Model) lockOwners() lockOwners {
	out := lockOwners{map[*Class]bool{}, map[*Class]bool{}, map[Lock]bool{}}
	for _, f := range m.files {
		if !f.core() || f.Context == TestFile {
			continue
		}
		for _, k := range f.Classes {
			if init := k.OwnMethod("__init__"); init != nil && init.makesLock() {
				out.objects[k] = true
			}
			if f.bindsLock(f.File.Classes[k.ID].Scope) {
				out.classes[k] = true
			}
		}
		const module = 1
		if !f.bindsLock(module) {
			continue
		}
		for s := facts.SymbolID(1); int(s) < len(f.Symbols); s++ {
			if f.Symbols[s].Scope == module && f.Symbols[s].NBind > 0 && !f.fixed(s) {
				out.globals[Lock{Root: GlobalLock, File: f, Sym: s}] = true
			}
		}
	}
	return out
}

// makesLock says whether a method stores a new lock in its object.
func (fn *Func) makesLock() bool {
	f := fn.File
	for _, c := range fn.callSites {
		if st := &f.Stmts[c.Stmt]; st.Kind == facts.Assign && st.Y == c.Expr && f.Expr(st.X).Kind == facts.Attr && f.Eval(c.Expr).IsLock() && f.isSelf(f.Expr(st.X).A) {
			return true
		}
	}
	return false
}

// bindsLock says whether a name of a scope is bound to a new lock.
func (f *File) bindsLock(scope facts.ScopeID) bool {
	for s := facts.SymbolID(1); int(s) < len(f.Symbols); s++ {
		if f.Symbols[s].Scope != scope {
			continue
		}
		for _, b := range f.BindingsOf(s) {
			if b.Value > 0 && f.Expr(b.Value).Kind == facts.Call && f.Eval(b.Value).IsLock() {
				return true
			}
		}
	}
	return false
}
