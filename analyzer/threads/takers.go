package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An EmptyTest is a get that waits without a limit for an item that a test has
// just shown to be there, which another thread may take first.
type EmptyTest struct {
	Get    *CallSite
	Test   *CallSite    // empty(), qsize()
	Loop   facts.StmtID // the while whose condition it is, and whose body the get stands in directly; 0 for others
	Rivals *Root        // who may take the item
	Sure   bool         // at least two takers run at once
}

// EmptyTests is those of the file where more than one thread or process may
// take from the queue and no lock is held, in order of position.
func (f *File) EmptyTests() []EmptyTest {
	var out []EmptyTest
	for _, c := range f.calls {
		if !c.TakesItem() || !c.Does(pylib.Waits) || c.NeverWaits() || c.In.InTest() {
			continue
		}
		if e := c.Arg(c.Row.Timeout); e > 0 && f.Expr(e).Kind != facts.None {
			continue
		}
		if e := c.Arg(c.Row.Block); e > 0 && f.Truth(e) != Yes {
			continue
		}
		t := EmptyTest{Get: c}
		if t.Test, t.Loop = f.filledBefore(c); t.Test == nil || f.Guarded(c.Event) {
			continue
		}
		if t.Rivals, t.Sure = f.m.rivals(c); t.Rivals != nil {
			out = append(out, t)
		}
	}
	return out
}

// filledBefore is the call by which a test around or before a get shows that
// the queue is not empty.
func (f *File) filledBefore(get *CallSite) (test *CallSite, loop facts.StmtID) {
	inner := get.Stmt
	for s := f.Stmts[get.Stmt].Parent; s != 0 && f.Stmts[s].Func == get.In.ID; inner, s = s, f.Stmts[s].Parent {
		st := &f.Stmts[s]
		switch st.Kind {
		case facts.If, facts.Elif, facts.While:
			if f.Stmts[inner].Kind == facts.Elif || f.Stmts[inner].Kind == facts.Else {
				break
			}
			if t := f.filledWhen(get, st.X, true); t != nil {
				if st.Kind == facts.While && inner == get.Stmt {
					loop = s
				}
				return t, loop
			}
		}
		first := s + 1
		for k := first; k < inner; k = f.Stmts[k].End {
			if f.Stmts[k].Kind != facts.If || f.Stmts[k].End > inner || f.jumpOf(k, true) == 0 {
				continue
			}
			if t := f.filledWhen(get, f.Stmts[k].X, false); t != nil {
				return t, 0
			}
		}
	}
	return nil, 0
}

// filledWhen is the call on the get's queue that shows, where the test comes
// out as taken, that something is in it; nil if it does not show that.
func (f *File) filledWhen(get *CallSite, e facts.ExprID, taken bool) *CallSite {
	x, kids := f.Expr(e), f.KidsOf(e)
	switch x.Kind {
	case facts.Unary:
		if x.Op == facts.Not {
			return f.filledWhen(get, x.A, !taken)
		}
	case facts.And, facts.Or:
		if (x.Kind == facts.And) == taken {
			for _, k := range kids {
				if t := f.filledWhen(get, k, taken); t != nil {
					return t
				}
			}
		}
	case facts.Call:
		if c := f.levelOf(get, e); c != nil && (c.Row.Returns == "builtins.bool") != taken {
			return c
		}
	case facts.Compare:
		if len(kids) != 2 {
			return nil
		}
		c := f.levelOf(get, kids[0])
		if c == nil || c.Row.Returns == "builtins.bool" {
			return nil
		}
		n, ok := f.Number(kids[1])
		switch {
		case !ok:
		case (x.Op == facts.Gt && n >= 0 || x.Op == facts.GtE && n >= 1 || x.Op == facts.NotEq && n == 0) && taken,
			(x.Op == facts.Eq && n == 0 || x.Op == facts.LtE && n >= 0 || x.Op == facts.Lt && n >= 1) && !taken:
			return c
		}
	}
	return nil
}

// levelOf is the call that asks how much is in the queue of a get, nil for others.
func (f *File) levelOf(get *CallSite, e facts.ExprID) *CallSite {
	if c := f.CallAt(e); c != nil && c.onQueue() && c.Row.Level && c.sameQueue(get) {
		return c
	}
	return nil
}

// rivals is the root that may take what a get waits for while the get's own
// thread runs: the get's, if it runs beside itself, or that of another taker.
func (m *Model) rivals(get *CallSite) (r *Root, sure bool) {
	for _, own := range m.runBy[get.In] {
		if own.Together() != nil || own.processes() > 1 {
			return own, true
		}
		if own.Many && r == nil {
			r = own
		}
	}
	o := m.QueueOf(get)
	if o == nil || len(m.runBy[get.In]) == 0 {
		return r, false
	}
	own := m.runBy[get.In][0]
	for i := range o.Uses {
		c := o.Uses[i].CallSite()
		if c == nil || !c.TakesItem() || o.Uses[i].Loose {
			continue
		}
		for _, other := range m.runBy[c.In] {
			if other != own {
				return other, true
			}
		}
	}
	return r, false
}

// processes is how many processes run a root at least, as far as is proven.
func (r *Root) processes() int {
	n := 0
	for _, s := range r.Spawns {
		if s.OnThread() {
			continue
		}
		if n++; s.InLoop && s.Turns() != 1 {
			n++
		}
	}
	return n
}
