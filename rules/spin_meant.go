package rules

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

// unseen says whether a function stands in another and nothing is seen to run
// it: it may be there to be compiled only.
func unseen(m *threads.Model, fn *threads.Func) bool {
	return fn.Facts().Parent > 0 && fn.Class == nil && len(fn.Callers) == 0 && len(m.SpawnsOf(fn)) == 0
}

// interrupted says whether a loop that nothing leaves stands in a try which
// catches an exception class of the program.
func interrupted(f *threads.File, sp *threads.Spin) bool {
	for t := f.Enclosing(sp.Loop, facts.Try); sp.Endless && t != 0; t = f.Enclosing(t, facts.Try) {
		for k := t + 1; k < f.Stmts[t].End; k = f.Stmts[k].End {
			if st := &f.Stmts[k]; st.Kind == facts.Except && sp.Loop < k && st.X > 0 && f.Eval(st.X).Kind == threads.ClassObj {
				return true
			}
		}
	}
	return false
}
