package threads

import "threadlsp/analyzer/facts"

// awaitsGrowth says whether the condition of a loop waits for a local to grow by
// what the loop receives, and by nothing else: while len(buf) < n: buf +=
// sock.recv(100). An empty result leaves it as it is.
func (r *receiver) awaitsGrowth() bool {
	buf := r.grown(r.f.Stmts[r.loop].X)
	if buf == 0 {
		return false
	}
	f, grows := r.f, false
	for s := r.loop + 1; s < f.Stmts[r.loop].End; s++ {
		st := &f.Stmts[s]
		x := f.Expr(st.X)
		stored := st.X > 0 && x.Kind == facts.Name && x.Sym == buf
		switch st.Kind {
		case facts.AugAssign:
			if !stored {
				continue
			}
			if f.Expr(st.Y).Kind == facts.Binary { // as it is stored: buf + result
				y := f.Expr(st.Y)
				if y.Op != facts.Add || !r.isResult(y.B) {
					return false
				}
			} else if !r.isResult(st.Y) {
				return false
			}
			grows = true
		case facts.Assign, facts.AnnAssign:
			if !stored {
				continue
			}
			y := f.Expr(st.Y)
			if y.Kind != facts.Binary || y.Op != facts.Add || f.Expr(y.A).Kind != facts.Name || f.Expr(y.A).Sym != buf || !r.isResult(y.B) {
				return false
			}
			grows = true
		}
	}
	return grows
}

// isResult says whether an expression is what was received, or its text.
func (r *receiver) isResult(e facts.ExprID) bool {
	f := r.f
	x := f.Expr(e)
	switch {
	case e == r.call.Expr:
		return true
	case x.Kind == facts.Call && f.Expr(x.A).Kind == facts.Attr && f.Text(f.Expr(x.A).Str) == "decode":
		return r.isResult(f.Expr(x.A).A)
	case x.Kind == facts.Name:
		binds := f.bindingsReaching(e)
		return len(binds) == 1 && binds[0].Value > 0 && binds[0].Value != e && f.Expr(binds[0].Value).Kind != facts.Name && r.isResult(binds[0].Value)
	}
	return false
}

// grown is the local whose growth a condition waits for, 0 if it is none.
func (r *receiver) grown(test facts.ExprID) facts.SymbolID {
	f := r.f
	x := f.Expr(test)
	switch {
	case x.Kind == facts.Unary && x.Op == facts.Not: // not buf.endswith(end)
		c := f.Expr(x.A)
		if a := f.Expr(c.A); c.Kind == facts.Call && a.Kind == facts.Attr && f.Text(a.Str) == "endswith" && r.still(f.KidsOf(x.A)...) {
			return r.local(a.A)
		}
	case x.Kind == facts.Compare && x.NKids == 2 && x.Flags&facts.Chained == 0:
		a, b := f.KidsOf(test)[0], f.KidsOf(test)[1]
		switch x.Op {
		case facts.NotIn:
			if r.still(a) {
				return r.local(b)
			}
		case facts.Lt, facts.LtE, facts.NotEq:
			if r.still(b) {
				return r.measured(a)
			}
		case facts.Gt, facts.GtE:
			if r.still(a) {
				return r.measured(b)
			}
		}
	}
	return 0
}

// measured is x of len(x).
func (r *receiver) measured(e facts.ExprID) facts.SymbolID {
	if c := r.f.CallAt(e); c != nil && c.Lib() == "builtins.len" && len(r.f.KidsOf(e)) == 1 {
		return r.local(r.f.KidsOf(e)[0])
	}
	return 0
}

// local is the symbol of a name of the function.
func (r *receiver) local(e facts.ExprID) facts.SymbolID {
	if x := r.f.Expr(e); x.Kind == facts.Name && r.call.In.Owns(x.Sym) {
		return x.Sym
	}
	return 0
}

// still says whether expressions are literals and names that the loop does not store.
func (r *receiver) still(list ...facts.ExprID) bool {
	f, still := r.f, true
	for _, e := range list {
		f.visit(e, func(_ facts.ExprID, x *facts.Expr) {
			switch x.Kind {
			case facts.Int, facts.Str, facts.Binary:
			case facts.Name:
				for _, b := range f.BindingsOf(x.Sym) {
					still = still && (b.Event < 0 || !f.Within(f.Events[b.Event].Stmt, r.loop))
				}
			default:
				still = still && isLiteral(x.Kind)
			}
		})
	}
	return still
}
