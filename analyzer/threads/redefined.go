package threads

import (
	"strconv"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// What the classes of the program redefine of the names that the library's
// thread classes rely on, and what comes of it. What works on purpose is left
// out: a method that calls the one it replaces, one that knows other inner names
// of the base, a store made from the old value.

// A Harm is what comes of a redefinition.
type Harm uint8

const (
	NoHarm      Harm = iota
	NotCallable      // the base calls it, and the value cannot be called: Detail is its type
	Lacks            // the base asks it for an attribute that it has not: Detail is its type
	RowSays          // what Detail says, from the row
	Lost             // the base's __init__, called later, stores its own
	Hidden           // the base's __init__ stores its own in each instance
	NoSetter         // the same, into a property that cannot be set
	Unsettable       // the base's property cannot be set
	NeedsMore        // a public method cannot be called as the base's is
)

// A Redefinition is one name of the base that a class redefines, at the first
// place that does harm.
type Redefinition struct {
	Row    *pylib.Override
	Func   *Func        // a method of that name in the class's body, else nil
	Target facts.ExprID // what is assigned, where it is no method
	Value  facts.ExprID
	Harm   Harm
	Detail string
}

// Redefinitions is the names that the class itself redefines, in order of the
// table; what a base in the program has redefined before is its fault.
func (c *Class) Redefinitions() []Redefinition {
	t := c.ThreadBase()
	if t == nil || c.unknown {
		return nil
	}
	var out []Redefinition
	rows := pylib.Overridden(t.Name)
	for i := range rows {
		row := &rows[i]
		if row.Until != "" && !row.Gone && minorOf(row.Until) <= c.File.m.Options.Minor || c.redefinedBefore(row.Name) {
			continue
		}
		if len(c.members[row.Name]) == 0 {
			if r := c.redefinedOnSelf(row); r.Harm != NoHarm {
				out = append(out, r)
			}
		} else if r := c.redefinedInBody(row, t); r.Harm != NoHarm {
			out = append(out, r)
		}
	}
	return out
}

func minorOf(version string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(version, "3."))
	return n
}

// redefinedBefore says whether a thread class that c derives from has the name.
func (c *Class) redefinedBefore(name string) bool {
	for _, k := range c.mro[1:] {
		if k.ThreadBase() != nil && (len(k.members[name]) > 0 || len(k.selfStores(name)) > 0) {
			return true
		}
	}
	return false
}

// redefinedInBody judges what the body of the class binds to the name.
func (c *Class) redefinedInBody(row *pylib.Override, t *pylib.Type) Redefinition {
	r := Redefinition{Row: row}
	binds := c.members[row.Name]
	b := &binds[0]
	if b.Value <= 0 || b.Flow {
		return r
	}
	if fn := c.methods[row.Name]; fn != nil {
		r.Func = fn
		r.Harm, r.Detail = c.harmOfMethod(row, t, fn, len(binds))
		return r
	}
	if st := &c.File.Stmts[b.Stmt]; len(binds) == 1 && st.Kind == facts.Assign && c.File.Expr(st.X).Kind == facts.Name {
		r.Target, r.Value = st.X, b.Value
		kind := notCallable(c.File.Eval(b.Value))
		switch {
		case row.Method && row.Calls != "" && kind != "":
			r.Harm, r.Detail = NotCallable, kind
		case row.Init && strings.HasPrefix(row.Name, "_") && c.reads(row.Name) && !c.passes(row):
			r.Harm = Hidden
		}
	}
	return r
}

// harmOfMethod is what comes of a method under the name.
func (c *Class) harmOfMethod(row *pylib.Override, t *pylib.Type, fn *Func, binds int) (Harm, string) {
	if fn.IsProperty() {
		if row.Init && binds == 1 && fn.Facts().NDecors == 1 {
			return NoSetter, ""
		}
		return NoHarm, ""
	}
	if !fn.plain() || !fn.TakesSelf() {
		return NoHarm, ""
	}
	bound := Callable{Func: fn, Bound: true}
	switch {
	case row.Method && row.Calls != "" && bound.Mismatch(0, nil) != "":
		return NeedsMore, ""
	case fn.CallsBase() || fn.handsSelf() || c.knowsBase(row, t, fn):
		return NoHarm, ""
	case row.Init:
		if !strings.HasPrefix(row.Name, "_") || c.passes(row) {
			return NoHarm, ""
		}
		return Hidden, ""
	case row.Else != "":
		return RowSays, row.Else
	}
	return NoHarm, ""
}

// handsSelf says whether a method gives its object to another function, which
// may be the method it replaces, saved before.
func (fn *Func) handsSelf() bool {
	f := fn.File
	for _, l := range f.loads[fn.Params()[0].Sym] {
		if p := f.parent[l]; p > 0 && f.Expr(p).Kind == facts.Call && f.Expr(p).A != l {
			return true
		}
	}
	return false
}

// knowsBase says whether a method uses other inner names of the base.
func (c *Class) knowsBase(row *pylib.Override, t *pylib.Type, fn *Func) bool {
	rows := pylib.Overridden(t.Name)
	for i := range rows {
		if !strings.HasPrefix(rows[i].Name, "_") || rows[i].Name == row.Name {
			continue
		}
		for _, e := range fn.File.attrs[rows[i].Name] {
			if fn.File.FuncAt(e) == fn {
				return true
			}
		}
	}
	return false
}

// passes says whether the class hands what it has under the name to the base's
// __init__, which then keeps just that.
func (c *Class) passes(row *pylib.Override) bool {
	f := c.File
	for _, e := range f.attrs[row.Name] {
		p, _ := f.argumentOf(e)
		if call := f.CallAt(p); call != nil && call.Method() == "__init__" && call.In.Class == c {
			return true
		}
	}
	return false
}

// reads says whether a method of the class reads self.name.
func (c *Class) reads(name string) bool {
	for _, e := range c.File.attrs[name] {
		if b := c.File.Expr(c.File.Expr(e).A); !c.File.stored(e) && b.Kind == facts.Name && c.File.selfClass(b.Sym) == c {
			return true
		}
	}
	return false
}

// redefinedOnSelf judges the stores to self.name in the class's methods.
func (c *Class) redefinedOnSelf(row *pylib.Override) Redefinition {
	f := c.File
	for _, at := range c.selfStores(row.Name) {
		ev := &f.Events[at]
		if ev.Y <= 0 || ev.Flags&(facts.Aug|facts.Maybe) != 0 || c.madeFromOld(row, ev.Y) || f.Swallowed(ev.Stmt) {
			continue
		}
		r := Redefinition{Row: row, Target: ev.X, Value: ev.Y}
		if r.Harm, r.Detail = c.harmOfStore(row, at, ev.Y); r.Harm != NoHarm {
			return r
		}
	}
	return Redefinition{}
}

// madeFromOld says whether a value is made from what the base keeps under the name.
func (c *Class) madeFromOld(row *pylib.Override, value facts.ExprID) bool {
	span := c.File.Expr(value).Span
	for _, e := range c.File.attrs[row.Name] {
		if span.Covers(c.File.Expr(e).Span) {
			return true
		}
	}
	return false
}

// harmOfStore is what comes of a store to an instance.
func (c *Class) harmOfStore(row *pylib.Override, at facts.EventID, value facts.ExprID) (Harm, string) {
	v := c.File.Eval(value)
	kind := notCallable(v)
	switch {
	case row.Property && !row.Settable:
		return Unsettable, ""
	case row.Property || row.Gone:
		return NoHarm, ""
	case row.Start && c.File.FuncOf(at) != c.methods["__init__"], row.NoneOK && v.Kind == NoneObj:
		return NoHarm, ""
	case row.Init && c.beforeInit(at):
		if c.reads(row.Name) && !c.hands(row, true) {
			return Lost, ""
		}
		return NoHarm, ""
	case row.ByRun && (c.Method("run") != nil || !c.hands(row, false)):
		return NoHarm, ""
	case row.Method && row.Calls != "" && kind != "", row.Needs != "" && row.Asked == "__call__" && kind != "":
		return NotCallable, kind
	case row.Method && v.Kind != Unknown, row.Asked == "__call__":
		return NoHarm, "" // it may be there on purpose
	case row.Needs != "":
		if t := typeName(v); t != "" && v.Lib != row.Type {
			return Lacks, t
		}
	case c.File.Truth(value) == Yes && row.True != "":
		return RowSays, row.True
	case c.File.Truth(value) == No && row.False != "":
		return RowSays, row.False
	case row.True != "" && c.File.Truth(value) == No:
		return NoHarm, ""
	}
	if row.Else == "" {
		return NoHarm, ""
	}
	return RowSays, row.Else
}

// typeName is the name of a value's type where it is None or an object of a
// library type, else "".
func typeName(v Value) string {
	switch {
	case v.Kind == NoneObj:
		return "NoneType"
	case v.Kind == Instance && v.Class == nil && v.LibType() != nil && !v.Maybe:
		return v.Lib[strings.LastIndexByte(v.Lib, '.')+1:]
	}
	return ""
}

// notCallable is the name of the value's type where it is proven that it cannot
// be called, else "".
func notCallable(v Value) string {
	switch {
	case v.Kind == Instance && v.Class != nil && !v.Maybe:
		if m := v.Class.Lookup("__call__"); m != (Member{}) || len(v.Class.lib) > 0 || v.Class.customNew() {
			return ""
		}
		return v.Class.Name
	case v.Kind == Instance && !v.Maybe:
		t := v.LibType()
		if t == nil || !pylib.IsData(t.Name) && t.Class == pylib.UnknownClass || pylib.FindCall(t.Name+".__call__") != nil {
			return ""
		}
	}
	return typeName(v)
}

// beforeInit says whether a store comes before every call of a base's __init__,
// and before one.
func (c *Class) beforeInit(at facts.EventID) bool {
	init := c.methods["__init__"]
	if init == nil || c.File.FuncOf(at) != init {
		return false
	}
	later := false
	for _, call := range init.callSites {
		if call.Method() == "__init__" && c.File.IsSuper(call.Receiver()) {
			if !c.File.Reaches(at, call.Event) {
				return false
			}
			later = true
		}
	}
	return later
}

// hands says whether the class passes the name's parameter to the base's
// __init__; with maybe also where that is not certain.
func (c *Class) hands(row *pylib.Override, maybe bool) bool {
	init := c.methods["__init__"]
	if init == nil || row.Param == "" {
		return false
	}
	for _, call := range init.callSites {
		if a := c.File.ArgsOf(call.Expr); call.Method() == "__init__" && (a.Keyword(row.Param) > 0 || maybe && (a.Star || a.DoubleStar || len(a.Pos) > 1)) {
			return true
		}
	}
	return false
}
