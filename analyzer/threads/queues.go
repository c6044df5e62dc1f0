package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// What the calls of a queue's methods are for, and on which queue they are.

// onQueue says whether a call is a method of a library's queue that threads or
// processes share.
func (c *CallSite) onQueue() bool {
	return c.Row != nil && c.Callee.Kind == LibBound && queueRow(c.Row)
}

// queueRow says whether a row is about a method of a queue.
func queueRow(row *pylib.Call) bool {
	dot := strings.LastIndexByte(row.Name, '.')
	if dot < 0 {
		return false
	}
	t := pylib.FindType(row.Name[:dot])
	return t != nil && t.Class == pylib.QueueClass
}

// takesItem says whether a row takes an item out of a queue.
func takesItem(row *pylib.Call) bool {
	return row.Does&pylib.Takes != 0 || row.Does&pylib.Waits != 0 && row.Does&pylib.Mutates != 0
}

// TakesItem says whether a call takes an item out of a queue, waiting for one or not.
func (c *CallSite) TakesItem() bool { return c.onQueue() && takesItem(c.Row) }

// putsItem says whether a row puts an item into a queue.
func putsItem(row *pylib.Call) bool {
	return row.Does&pylib.Wakes != 0 && row.Does&pylib.Mutates != 0
}

// PutsItem says whether a call puts an item into a queue.
func (c *CallSite) PutsItem() bool { return c.onQueue() && putsItem(c.Row) }

// AwaitsItems says whether a call waits until every item of a queue is done.
func (c *CallSite) AwaitsItems() bool {
	return c.onQueue() && c.Row.Does&pylib.Waits != 0 && c.Row.Does&pylib.Mutates == 0
}

// FinishesItem says whether a call tells a queue that an item is done.
func (c *CallSite) FinishesItem() bool { return c.onQueue() && c.Row.Does&pylib.Finishes != 0 }

// Item is what a call puts into a queue, 0 where that is not certain.
func (c *CallSite) Item() facts.ExprID {
	if !c.PutsItem() || len(c.Row.Slots) == 0 {
		return 0
	}
	return c.Arg(c.Row.Slots[0])
}

// QueueOf is the queue that a call is made on, nil where it is not known which.
func (m *Model) QueueOf(c *CallSite) *Object {
	if !c.onQueue() {
		return nil
	}
	site := c.File.Eval(c.Receiver()).Site
	if !site.Valid() {
		return nil
	}
	return m.ObjectAt(site)
}

// sameQueue says whether two calls of one file are made on the same queue.
func (c *CallSite) sameQueue(d *CallSite) bool {
	if c.File.SamePath(c.Receiver(), d.Receiver()) {
		return true
	}
	a, b := c.File.Eval(c.Receiver()).Site, d.File.Eval(d.Receiver()).Site
	return a.Valid() && a == b
}

// Joinable says whether the queue counts its items until they are said to be
// done, so that somebody can wait for that.
func (o *Object) Joinable() bool {
	row := o.MethodRow(&Use{Kind: MethodRef, Name: "task_done"})
	return row != nil && row.Does&pylib.Finishes != 0
}

// MethodRow is the row of a method that a use calls or only names, nil where
// the tables have none.
func (o *Object) MethodRow(u *Use) *pylib.Call {
	if u.Kind != Method && u.Kind != MethodRef {
		return nil
	}
	v := o.Site.File.Eval(o.Site.Expr)
	if v.Class != nil {
		if m := v.Class.Lookup(u.Name); m.Lib != "" {
			return o.Site.File.m.row(m.Lib)
		}
		return nil
	}
	return o.Site.File.m.row(v.Lib + "." + u.Name)
}

// Call is the call site of a use as a method, nil for others.
func (u *Use) CallSite() *CallSite {
	if u.Kind != Method {
		return nil
	}
	return u.File.CallAt(u.Call)
}

// sameConstant says whether two expressions are the same constant: None, an
// equal literal, or one object that only one expression makes.
func sameConstant(a, b Site) bool {
	x, y := a.File.Expr(a.Expr), b.File.Expr(b.Expr)
	if x.Kind == facts.None || y.Kind == facts.None {
		return x.Kind == y.Kind
	}
	if c, d := a.File.Constant(a.Expr), b.File.Constant(b.Expr); c.Valid() && d.Valid() {
		x, y = c.File.Expr(c.Expr), d.File.Expr(d.Expr)
		return x.Kind == y.Kind && isLiteral(x.Kind) && c.File.Text(x.Str) == d.File.Text(y.Str)
	}
	v, w := a.File.Eval(a.Expr), b.File.Eval(b.Expr)
	return v.Site.Valid() && v.Site == w.Site
}

// falsy says whether an expression is a constant that counts as false.
func (s Site) falsy() bool {
	return s.File.Expr(s.Expr).Kind == facts.None || s.File.Truth(s.Expr) == No
}
