package threads

import "threadlsp/analyzer/facts"

// ruledOut says whether what a call passes for a parameter keeps a chain of
// calls from going on where it does: under `if agent is None`, when an agent
// is passed.
func (f *File) ruledOut(at facts.EventID, chain []Through) bool {
	c := f.CallAt(f.Events[at].X)
	for _, step := range chain {
		if c != nil && c.Target == step.Func && step.File.stmtRuledOut(step.File.StmtAt(step.Expr), c) {
			return true
		}
		c = step.File.CallAt(step.Expr)
	}
	return false
}

// stmtRuledOut says whether a test of a parameter around a statement fails for
// what a call passes.
func (f *File) stmtRuledOut(s facts.StmtID, c *CallSite) bool {
	for ; s != 0 && f.Stmts[s].Func == c.Target.ID; s = f.Stmts[s].Parent {
		switch st := &f.Stmts[s]; st.Kind {
		case facts.Elif, facts.Else:
			s = st.Parent // the test of the if does not hold there
		case facts.If:
			if f.failsFor(st.X, c) {
				return true
			}
		}
	}
	return false
}

// failsFor says whether a test is false for what a call passes: `p is None`
// where something else is passed, `p` where a constant is that counts as false.
func (f *File) failsFor(test facts.ExprID, c *CallSite) bool {
	x, name, none := f.Expr(test), test, false
	if x.Kind == facts.Compare && x.NKids == 2 && x.Op == facts.Is && f.Expr(f.KidsOf(test)[1]).Kind == facts.None {
		name, none = f.KidsOf(test)[0], true
	}
	i, _ := f.paramOf(name, c.Target)
	if i < 0 {
		return false
	}
	arg, ok := c.argumentFor(c.Target, i)
	if ok && !arg.Valid() {
		arg = Site{f, c.Target.Params()[i].Default}
	}
	switch {
	case !ok || !arg.Valid():
		return false
	case !none:
		return arg.falsy()
	case arg.File.Expr(arg.Expr).Kind == facts.None:
		return false
	}
	// What the caller was given itself may be None.
	j, _ := arg.File.paramOf(arg.Expr, c.In)
	return j < 0 || arg.File != c.File
}
