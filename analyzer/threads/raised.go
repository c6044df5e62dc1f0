package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// waitsOnRaised says whether a call waits for an Event that is set from its
// start and at most cleared: the wait returns at once until then, timeout or not.
func (c *CallSite) waitsOnRaised() bool {
	if c == nil || c.Row == nil || c.Row.Async || !c.Does(pylib.Waits) || c.Receiver() <= 0 {
		return false
	}
	v := c.File.Eval(c.Receiver())
	if v.LibClass() != pylib.EventClass || v.Maybe || !v.Site.Valid() {
		return false
	}
	return c.File.m.ObjectAt(v.Site).raised()
}

// Raised says whether what the ask calls is a wait that returns at once, since
// its Event is set from the start.
func (a *Ask) Raised() bool { return a.Call.waitsOnRaised() }

// raised says whether an Event is set by the function that makes it, in the
// same suite, and nowhere else, never again after a clear(), and every use of
// it is known.
func (o *Object) raised() bool {
	if o.Escapes || o.InList {
		return false
	}
	f := o.Site.File
	made := f.StmtAt(o.Site.Expr)
	var sets, clears []*CallSite
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.Loose || u.Element || u.Kind == MethodRef || u.Kind == UnknownUse {
			return false
		}
		if u.Kind != Method {
			continue
		}
		c := u.File.CallAt(u.Call)
		switch {
		case c == nil || c.Row == nil:
			return false
		case c.Does(pylib.Wakes):
			sets = append(sets, c)
		case c.Does(pylib.Mutates):
			clears = append(clears, c)
		}
	}
	for _, c := range sets {
		st := &f.Stmts[c.Stmt]
		if c.File != f || made == 0 || st.Kind != facts.ExprStmt || st.X != c.Expr || st.Func != f.Stmts[made].Func || st.Parent != f.Stmts[made].Parent || c.Stmt < made {
			return false
		}
		for _, d := range clears {
			if d.File == f && d.In == c.In && f.Reaches(d.Event, c.Event) {
				return false
			}
		}
	}
	return len(sets) > 0
}
