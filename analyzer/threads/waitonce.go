package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A WaitOnce is a wait for a condition that nothing repeats until what was
// tested before it holds.
type WaitOnce struct {
	Wait *CallSite
	If   facts.StmtID  // the test before the wait, 0 where it only does not wait
	Use  facts.EventID // what relies on the test after the wait
	Flag facts.ExprID  // the test is of a flag that others raise again: nothing in particular relies on it
	Vain bool          // the wait returns at once
}

// WaitsOnce is those of the file, in order of position. A wait with a timeout
// returns without any change by design, and is none.
func (f *File) WaitsOnce() []WaitOnce {
	var out []WaitOnce
	for _, c := range f.calls {
		if !c.Does(pylib.Waits) || c.Does(pylib.UserCode) || c.Receiver() == 0 || f.Eval(c.Receiver()).LibClass() != pylib.ConditionClass {
			continue
		}
		if c.NeverWaits() {
			if st := &f.Stmts[c.Stmt]; st.Kind == facts.ExprStmt && st.X == c.Expr {
				out = append(out, WaitOnce{Wait: c, Vain: true, Use: -1})
			}
			continue
		}
		if e := c.Arg(c.Row.Timeout); e > 0 && f.Expr(e).Kind != facts.None || c.In.calledInLoops() {
			continue
		}
		if w, ok := f.waitOnce(c); ok {
			out = append(out, w)
		}
	}
	return out
}

// calledInLoops says whether every caller that is seen repeats its call.
func (fn *Func) calledInLoops() bool {
	for _, c := range fn.Callers {
		if c.Spawn != nil || c.File.InLoop(c.Stmt) == 0 {
			return false
		}
	}
	return len(fn.Callers) > 0
}

// waitOnce follows what comes after a wait under an if, up to where the same
// is tested again.
func (f *File) waitOnce(c *CallSite) (WaitOnce, bool) {
	w := WaitOnce{Wait: c, If: f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.While, facts.For), Use: -1}
	if w.If == 0 || f.Stmts[w.If].Func != c.In.ID || f.Stmts[w.If].Kind != facts.If && f.Stmts[w.If].Kind != facts.Elif {
		return w, false
	}
	places := f.placesOf(f.Stmts[w.If].X)
	flag := f.raisedAgain(f.Stmts[w.If].X, c.In)
	f.Walk(c.Event, false, func(id facts.EventID, ev *facts.Event) Step {
		switch {
		case ev.Kind == facts.TestEvent && f.mentionsAny(ev.X, places), ev.Kind == facts.IterateEvent && f.mentionsAny(ev.X, places):
			return Stop
		case ev.Kind == facts.ReturnEvent || ev.Kind == facts.RaiseEvent || ev.Kind == facts.YieldEvent:
			return Stop
		case ev.Kind == facts.CallEvent && ev.X == c.Expr:
			return Stop
		case f.reliesOn(ev, places):
			if !f.Swallowed(ev.Stmt) {
				w.Use = id
			}
			return Finish
		case flag > 0 && ev.Kind == facts.CallEvent && w.Flag == 0:
			if d := f.CallAt(ev.X); d != nil && d.Row == nil && d.Callee.Kind != ClassObj {
				w.Flag, w.Use = flag, id
				return Finish
			}
		}
		return Go
	})
	return w, w.Use >= 0
}

// placesOf is the names and paths of attributes that a test reads: what a
// method of them says counts as read of the object.
func (f *File) placesOf(test facts.ExprID) []facts.ExprID {
	var out []facts.ExprID
	f.visit(test, func(e facts.ExprID, x *facts.Expr) {
		if x.Kind != facts.Name && x.Kind != facts.Attr || f.PathRoot(e) == 0 {
			return
		}
		p := f.parent[e]
		if p > 0 && f.Expr(p).Kind == facts.Attr {
			if g := f.parent[p]; g == 0 || f.Expr(g).Kind != facts.Call || f.Expr(g).A != p {
				return // a part of a longer path
			}
		} else if f.callee(e) {
			return
		}
		out = append(out, e)
	})
	return out
}

func (f *File) mentionsAny(e facts.ExprID, places []facts.ExprID) bool {
	found := false
	f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		if x.Kind == facts.Name || x.Kind == facts.Attr {
			found = found || f.anySame(k, places)
		}
	})
	return found
}

func (f *File) anySame(e facts.ExprID, places []facts.ExprID) bool {
	for _, p := range places {
		if f.SamePath(e, p) {
			return true
		}
	}
	return false
}

// reliesOn says whether an event takes out of a place, or counts it down, so that
// it goes wrong where there is nothing.
func (f *File) reliesOn(ev *facts.Event, places []facts.ExprID) bool {
	switch ev.Kind {
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		return c != nil && c.Does(pylib.Takes) && f.anySame(c.Receiver(), places)
	case facts.LoadEvent, facts.DeleteEvent:
		x := f.Expr(ev.X)
		return x.Kind == facts.Subscript && f.anySame(x.A, places)
	case facts.StoreEvent:
		return ev.Flags&facts.Aug != 0 && f.anySame(ev.X, places)
	}
	return false
}

// raisedAgain is the attribute that a test asks for the truth of, where other
// methods of its class store both True and False in it: the thread that waited
// may find it as it was before. 0 for others.
func (f *File) raisedAgain(test facts.ExprID, in *Func) facts.ExprID {
	for f.Expr(test).Kind == facts.Unary && f.Expr(test).Op == facts.Not {
		test = f.Expr(test).A
	}
	if f.Expr(test).Kind != facts.Attr || in.Class == nil {
		return 0
	}
	up, down := false, false
	for _, id := range f.stores[f.Text(f.Expr(test).Str)] {
		fn := f.FuncOf(id)
		if fn == in || fn.Name == "__init__" || !f.SamePath(f.Events[id].X, test) {
			continue
		}
		switch f.Expr(f.Events[id].Y).Kind {
		case facts.True:
			up = true
		case facts.False:
			down = true
		}
	}
	if up && down {
		return test
	}
	return 0
}
