package threads

import (
	"sort"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An Uncalled is a method of an object by which threads coordinate (a thread,
// lock, event, queue, ...) that is named where only its call means anything: as
// a statement of its own, or as a truth value.
type Uncalled struct {
	Expr    facts.ExprID // obj.method
	Stmt    facts.StmtID
	Row     *pylib.Call  // of the library's method, nil for one of a class of the program
	Func    *Func        // the program's method, nil for one of the library
	Test    facts.ExprID // the condition that it stands in; 0 for a statement of its own
	Negated bool         // `not` is applied to it
	Whole   bool         // the condition is the method, or its negation, and nothing else
}

// Uncalled is those of the file in order of position. A name that a handler
// for AttributeError asks for is left out.
func (f *File) Uncalled() []Uncalled {
	var out []Uncalled
	add := func(test facts.ExprID, u Uncalled) {
		if ev := f.EventOf(u.Expr); ev >= 0 && f.Funcs[f.inFunc[ev]].needed && f.coordinates(&u) {
			u.Stmt, u.Test = f.Events[ev].Stmt, test
			if !f.Alternative(u.Expr, u.Stmt, Renaming{Old: f.lastName(u.Expr), Exc: "AttributeError"}) {
				out = append(out, u)
			}
		}
	}
	for i := range f.Stmts {
		switch s := &f.Stmts[i]; s.Kind {
		case facts.ExprStmt:
			if s.X > 0 && f.Expr(s.X).Kind == facts.Attr {
				add(0, Uncalled{Expr: s.X})
			}
		case facts.If, facts.Elif, facts.While, facts.Assert:
			f.eachTruth(s.X, add)
		}
	}
	for i := range f.Exprs {
		switch e := facts.ExprID(i); f.Exprs[i].Kind {
		case facts.IfExp:
			f.eachTruth(f.KidsOf(e)[0], add)
		case facts.CompIf:
			f.eachTruth(f.Exprs[i].A, add)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return f.Expr(out[i].Expr).Span.Start < f.Expr(out[j].Expr).Span.Start })
	return out
}

// eachTruth finds the attributes whose truth a condition asks for.
func (f *File) eachTruth(test facts.ExprID, use func(test facts.ExprID, u Uncalled)) {
	for work := []Uncalled{{Expr: test, Whole: true}}; len(work) > 0; {
		u := work[len(work)-1]
		work = work[:len(work)-1]
		if u.Expr <= 0 {
			continue
		}
		switch x := f.Expr(u.Expr); x.Kind {
		case facts.Attr:
			use(test, u)
		case facts.Unary:
			if x.Op == facts.Not {
				u.Expr, u.Negated = x.A, !u.Negated
				work = append(work, u)
			}
		case facts.And, facts.Or:
			for _, k := range f.KidsOf(u.Expr) {
				work = append(work, Uncalled{Expr: k, Negated: u.Negated})
			}
		}
	}
}

// coordinates says whether an attribute is proven to be a method of such an
// object, and notes which. What is stored under the method's name hides it.
func (f *File) coordinates(u *Uncalled) bool {
	x := f.Expr(u.Expr)
	name := f.Text(x.Str)
	recv, v := f.Eval(x.A), f.Eval(u.Expr)
	if !isCoordinator(recv.LibClass()) {
		return false
	}
	member := recv.Lib + "." + name
	if recv.Class != nil {
		m := recv.Class.Lookup(name)
		if m.Func != nil {
			u.Func = m.Func
			return v.Kind == FuncObj && v.Func == m.Func && !m.Func.Replaced()
		}
		member = m.Lib
	}
	if v.Kind != LibBound || v.Lib != member || f.hidden(u.Expr, recv) {
		return false
	}
	u.Row = pylib.FindCall(member)
	return u.Row != nil && strings.HasSuffix(u.Row.Name, "."+name)
}

// hidden says whether the file stores something else under the attribute of the
// same object.
func (f *File) hidden(e facts.ExprID, recv Value) bool {
	x := f.Expr(e)
	for _, id := range f.stores[f.Text(x.Str)] {
		base := f.Expr(f.Events[id].X).A
		if f.samePath(base, x.A) || recv.Site.Valid() && f.Eval(base).Site == recv.Site {
			return true
		}
	}
	return false
}

// isCoordinator says whether objects of a class are there for threads, tasks or
// processes to start, to wait for or to exclude each other.
func isCoordinator(c pylib.Class) bool {
	switch c {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass, pylib.LockClass, pylib.RLockClass, pylib.SemaphoreClass,
		pylib.ConditionClass, pylib.EventClass, pylib.BarrierClass, pylib.QueueClass, pylib.ThreadPoolClass, pylib.ProcessPoolClass,
		pylib.InterpreterPoolClass, pylib.FutureClass, pylib.AsyncLockClass, pylib.AsyncQueueClass:
		return true
	}
	return false
}

// TakesNothing says whether the method can be called without arguments.
func (u *Uncalled) TakesNothing() bool {
	if u.Func != nil {
		c := Callable{Func: u.Func, Bound: true}
		return u.Func.Facts().Flags&facts.AsyncFunc == 0 && c.Mismatch(0, nil) == ""
	}
	if u.Row.Slots == nil || u.Row.Async || u.Row.Handoff != nil {
		return false
	}
	if u.Row.Does&pylib.Releases != 0 || u.Row.Holding && u.Row.Does&pylib.Wakes != 0 {
		return true // release(n=1), notify(n=1)
	}
	for _, slot := range u.Row.Slots {
		if slot != u.Row.Timeout && slot != u.Row.Block {
			return false
		}
	}
	return true
}

// Leaves says whether a loop has another way out than its condition: break,
// return or raise.
func (f *File) Leaves(loop facts.StmtID) bool {
	for s := loop + 1; s < f.Stmts[loop].End; s++ {
		st := &f.Stmts[s]
		if st.Func != f.Stmts[loop].Func {
			continue
		}
		switch st.Kind {
		case facts.Break:
			if f.InLoop(s) == loop {
				return true
			}
		case facts.Return, facts.Raise:
			return true
		}
	}
	for _, c := range f.calls {
		if f.Within(c.Stmt, loop) && c.Does(pylib.Exits|pylib.NeverReturns) {
			return true
		}
	}
	return false
}
