package threads

import "threadlsp/analyzer/facts"

// refutes says whether what a call passes keeps a statement of the function that
// it calls from being reached: one under `if size <= 0` where the size is 1, under
// `if sync` where sync is False.
func (c *CallSite) refutes(fn *Func, at facts.StmtID) bool {
	f := fn.File
	for s := at; s != 0 && f.Stmts[s].Func == fn.ID; s = f.Stmts[s].Parent {
		p := f.Stmts[s].Parent
		if k := f.Stmts[p].Kind; k != facts.If && k != facts.Elif {
			continue
		}
		never := No
		if isClause(f.Stmts[s].Kind) {
			never = Yes // an elif or else of it
		}
		if c.truthInside(fn, f.Stmts[p].X) == never {
			return true
		}
	}
	return false
}

// truthInside is what a test of the function comes to with what the call passes.
func (c *CallSite) truthInside(fn *Func, e facts.ExprID) Tri {
	f := fn.File
	x := f.Expr(e)
	switch {
	case x.Kind == facts.Name:
		if arg, ok := c.passedAs(fn, e); ok {
			return arg.File.Truth(arg.Expr)
		}
		return UnknownTri
	case x.Kind == facts.Unary && x.Op == facts.Not:
		switch c.truthInside(fn, x.A) {
		case Yes:
			return No
		case No:
			return Yes
		}
		return UnknownTri
	case x.Kind == facts.And || x.Kind == facts.Or:
		decides := No
		if x.Kind == facts.Or {
			decides = Yes
		}
		for _, k := range f.KidsOf(e) {
			if c.truthInside(fn, k) == decides {
				return decides
			}
		}
		return UnknownTri
	case x.Kind == facts.Compare && x.NKids == 2:
		return c.comparesInside(fn, x.Op, f.KidsOf(e))
	}
	return f.Truth(e)
}

// comparesInside is what a comparison of a parameter with a number comes to.
func (c *CallSite) comparesInside(fn *Func, op facts.Op, kids []facts.ExprID) Tri {
	limit, ok := fn.File.Number(kids[1])
	if !ok {
		return UnknownTri
	}
	arg, ok := c.passedAs(fn, kids[0])
	if !ok {
		return UnknownTri
	}
	n, ok := arg.File.Number(arg.Expr)
	if !ok {
		return UnknownTri
	}
	holds := false
	switch op {
	case facts.Lt:
		holds = n < limit
	case facts.LtE:
		holds = n <= limit
	case facts.Gt:
		holds = n > limit
	case facts.GtE:
		holds = n >= limit
	default:
		return UnknownTri
	}
	if holds {
		return Yes
	}
	return No
}

// passedAs is what the call passes for the parameter that a name of the function
// stands for, its default where it passes nothing.
func (c *CallSite) passedAs(fn *Func, e facts.ExprID) (Site, bool) {
	i, isParam := fn.paramOf(e)
	if !isParam || len(fn.File.bindingsReaching(e)) != 1 {
		return Site{}, false
	}
	arg, ok := c.argumentFor(fn, i)
	if ok && !arg.Valid() {
		arg = Site{fn.File, fn.Params()[i].Default}
	}
	return arg, ok && arg.Valid()
}

// passesRefuting says whether a call on the way from an event to the end of a
// chain passes what keeps the next function from going on that way.
func (f *File) passesRefuting(id facts.EventID, chain []Through) bool {
	by := f.CallAt(f.Events[id].X)
	for _, step := range chain {
		if by != nil && by.Target == step.Func && by.refutes(step.Func, step.File.StmtAt(step.Expr)) {
			return true
		}
		by = step.File.CallAt(step.Expr)
	}
	return false
}
