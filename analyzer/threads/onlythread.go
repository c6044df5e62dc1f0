package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// OnlyOnThreads says whether nothing but threads of their own run a function:
// each way to it that the program shows begins at the start of one, and no
// other file may call it.
func (fn *Func) OnlyOnThreads() bool { return fn.onlyOnThreads(map[*Func]bool{}) }

func (fn *Func) onlyOnThreads(busy map[*Func]bool) bool {
	f := fn.File
	if busy[fn] {
		return true
	}
	busy[fn] = true
	if fn.ID == 0 || fn.escapes || !fn.plain() || !f.core() || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return false
	}
	made := fn.runOfThread()
	if fn.Facts().Parent == 0 && fn.Facts().Flags&facts.LambdaFunc == 0 && !made && f.m.MentionedElsewhere(f, fn.Name) {
		return false
	}
	for _, c := range fn.Callers {
		switch {
		case c.Spawn != nil:
			if !c.Spawn.OnThread() || c.Spawn.Sub == nil && (c.Spawn.Handoff == nil || c.Spawn.Handoff.On != pylib.NewThread) {
				return false
			}
		case !c.In.onlyOnThreads(busy):
			return false
		}
	}
	return len(fn.Callers) > 0 || made
}

// runOfThread says whether a method is the run of a thread class.
func (fn *Func) runOfThread() bool {
	if fn.Class == nil || fn.Name != "run" {
		return false
	}
	t := fn.Class.LibBase()
	return t != nil && t.Class == pylib.ThreadClass
}

// Caught says whether a handler around a statement of the same function
// catches a library's exception, as far as that is known.
func (f *File) Caught(s facts.StmtID, exc string) bool {
	for k := range f.clausesAround(s) {
		if s < k && f.catches(f.Stmts[k].X, exc) != No {
			return true
		}
	}
	return false
}

// CaughtAbove says whether a caller of the function, or one of its callers,
// catches a library's exception around the call.
func (fn *Func) CaughtAbove(exc string) bool { return fn.caughtAbove(exc, map[*Func]bool{}) }

func (fn *Func) caughtAbove(exc string, busy map[*Func]bool) bool {
	if busy[fn] {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn == nil && (c.File.Caught(c.Stmt, exc) || c.In.caughtAbove(exc, busy)) {
			return true
		}
	}
	return false
}

// Repeated says whether the program shows that the function runs more than
// once: it is called twice, in a loop, or by a thread of which there are many.
func (fn *Func) Repeated() bool {
	if fn.repeated() {
		return true
	}
	for _, r := range fn.File.m.runBy[fn] {
		if r.Many {
			return true
		}
	}
	return false
}

// OwnProcess says whether each run of a function that the program shows has a
// process to itself, so that what it leaves behind ends with that.
func (m *Model) OwnProcess(fn *Func) bool {
	spawned := false
	for _, c := range fn.Callers {
		if c.Spawn == nil {
			return false
		}
	}
	for _, s := range m.SpawnsOf(fn) {
		if s.Handoff == nil || s.Handoff.On != pylib.Process || s.Handoff.Many != pylib.One {
			return false
		}
		spawned = true
	}
	return spawned
}

// Owns says whether a symbol belongs to the function: a local or a parameter.
func (fn *Func) Owns(s facts.SymbolID) bool {
	return s > 0 && fn.File.Scopes[fn.File.Symbols[s].Scope].Func == fn.ID
}
