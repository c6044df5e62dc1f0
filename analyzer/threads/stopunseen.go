package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A StopUnseen is a loop that looks at a flag which tells it to end, but waits
// where nothing that sets the flag reaches it.
type StopUnseen struct {
	Wait *CallSite
	Look StopTest
	Set  StopSet
	Join *CallSite // waits for the thread
}

// StopsUnseen is those of the file, by position of the wait.
func (f *File) StopsUnseen() []StopUnseen {
	var out []StopUnseen
	for _, c := range f.calls {
		if !c.TakesItem() || !c.Does(pylib.Waits) || c.Bounded() || c.NeverWaits() || f.InLoop(c.Stmt) == 0 || c.knowsItem() {
			continue
		}
		look, sets := f.LookAfter(c)
		if len(sets) == 0 || slices.ContainsFunc(sets, func(s StopSet) bool { return s.wakes() }) || f.woken(c) {
			continue
		}
		if join, ok := c.In.outlived(); ok {
			out = append(out, StopUnseen{c, look, sets[0], join})
		}
	}
	return out
}

// wakes says whether who tells a loop to end may do something beside it that ends
// a wait: a call that wakes or closes anything, or of what is not known; here or in its callers.
func (s *StopSet) wakes() bool {
	may := func(fn *Func) bool {
		return slices.ContainsFunc(fn.callSites, func(c *CallSite) bool {
			switch {
			case c.Expr == s.At.Expr && c.File == s.At.File:
				return false
			case c.Row != nil:
				return c.Does(pylib.Wakes|pylib.Closes) || c.Row.Does == 0
			case c.Target != nil && c.Target.plain():
				return c.Target.Effects.Unknown || c.Target.Effects.Does&(pylib.Wakes|pylib.Closes) != 0
			}
			return true
		})
	}
	return may(s.Func) || s.Func.File.m.climb(s.Func, func(path []*CallSite) bool { return len(path) <= 2 && may(path[0].In) })
}

// woken says whether somewhere a marker of the end is put into the queue that a
// call waits for, or it is not known what is.
func (f *File) woken(c *CallSite) bool {
	o := f.m.QueueOf(c)
	if o == nil || o.Escapes {
		return true
	}
	for _, u := range o.Uses {
		if d := u.CallSite(); d != nil && d.PutsItem() {
			if e := d.Item(); e <= 0 || d.File.Expr(e).Kind == facts.None || d.File.Expr(e).Kind == facts.Name && d.File.Eval(e).Kind != Unknown && d.File.Eval(e).Site.Valid() {
				return true
			}
		}
	}
	return false
}

// outlived is a join without a limit of a thread that runs the function.
func (fn *Func) outlived() (join *CallSite, ok bool) {
	for _, r := range fn.File.m.runBy[fn] {
		if !r.Threaded() {
			continue
		}
		for _, j := range r.Joins() {
			if !j.Bounded() {
				return j, true
			}
		}
	}
	return nil, false
}
