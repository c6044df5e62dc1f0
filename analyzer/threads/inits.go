package threads

import (
	"slices"
	"sort"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Whether the constructors of a thread or process class run the library's
// __init__, and what they do before.
//
// The question is asked for one class, since super() in a mixin means the next
// class in the order of the class that is made. Three answers are possible: it
// is run, it cannot be run, and unknown, where self goes somewhere that is not
// followed.

// initDeep is how many constructors and methods are followed.
const initDeep = 12

// ThreadBase is the row of the library's thread, timer or process class that c
// derives from, nil if there is none.
func (c *Class) ThreadBase() *pylib.Type {
	if t := c.LibBase(); t != nil {
		switch t.Class {
		case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
			return t
		}
	}
	return nil
}

// MissingInit is the __init__ of the program that makes the instances of a
// thread or process class and is proven never to run the library's; nil where
// there is none.
func (c *Class) MissingInit() *Func {
	if c.ThreadBase() == nil || c.unknown || c.Facts().NDecors > 0 || c.customNew() {
		return nil
	}
	fn := c.Lookup("__init__").Func
	if fn == nil || fn.Replaced() || len(fn.Results()) == 0 {
		return nil
	}
	if c.initialises(fn, 0, map[*Func]bool{}) != No {
		return nil
	}
	return fn
}

// initialises says whether running fn, whose parameter self is an instance of
// c, runs the library's __init__ on it.
func (c *Class) initialises(fn *Func, self int, busy map[*Func]bool) Tri {
	if busy[fn] {
		return No
	}
	p := fn.Params()
	if len(busy) >= initDeep || !fn.plain() || self >= len(p) || p[self].Kind != facts.PosOrKw && p[self].Kind != facts.PosOnly ||
		fn.File.Symbols[p[self].Sym].NBind != 1 || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return UnknownTri
	}
	busy[fn] = true
	out := No
	c.inits(fn, p[self].Sym, busy, func(_ facts.EventID, t Tri) {
		if out == No || t == Yes {
			out = t
		}
	})
	delete(busy, fn)
	return out
}

// inits gives every event of fn at which the library's __init__ is run, or
// may be, on the object that symbol self holds.
func (c *Class) inits(fn *Func, self facts.SymbolID, busy map[*Func]bool, each func(facts.EventID, Tri)) {
	f := fn.File
	for _, call := range fn.callSites {
		if t := c.initByCall(call, self, busy); t != No {
			each(call.Event, t)
		}
	}
	for _, l := range f.loads[self] {
		if at := f.EventOf(l); at >= 0 && c.leaks(f, l, self, busy) {
			each(at, UnknownTri)
		}
	}
}

// initByCall says what a call made on the object, or on super(), does about
// the library's __init__. Arguments are for leaks.
func (c *Class) initByCall(call *CallSite, self facts.SymbolID, busy map[*Func]bool) Tri {
	f, recv := call.File, call.Receiver()
	if recv <= 0 {
		return No
	}
	x, v := f.Expr(recv), f.Eval(recv)
	own := x.Kind == facts.Name && x.Sym == self
	if call.Method() == "__init__" {
		return c.initOf(call, v, busy)
	}
	if !own && v.Kind != SuperObj {
		return No
	}
	if v.Kind == SuperObj {
		if call.Callee.Kind == FuncObj {
			return c.initialises(call.Callee.Func, 0, busy)
		}
		return No
	}
	m := c.Lookup(call.Method())
	switch {
	case m.Func != nil && m.Func.methodKind() == instanceMethod:
		return c.initialises(m.Func, 0, busy)
	case m.Func == nil && (m.Binding != nil || m.Unknown):
		return UnknownTri // a saved original, perhaps
	}
	return No
}

// initOf is what the call of an __init__ on v leads to.
func (c *Class) initOf(call *CallSite, v Value, busy map[*Func]bool) Tri {
	var line []*Class
	var lib []string
	unknown := false
	switch v.Kind {
	case SuperObj:
		at := -1
		for i, k := range c.mro {
			if k == v.Class {
				at = i
			}
		}
		if at < 0 {
			return UnknownTri
		}
		line, lib, unknown = c.mro[at+1:], c.lib, c.unknown
	case ClassObj:
		line, lib, unknown = v.Class.mro, v.Class.lib, v.Class.unknown
	case LibObj:
		lib = []string{v.Lib}
	default:
		return UnknownTri
	}
	for _, k := range line {
		if len(k.members["__init__"]) == 0 {
			continue
		}
		if fn := k.methods["__init__"]; fn != nil && len(k.members["__init__"]) == 1 {
			return c.initialises(fn, 0, busy)
		}
		return UnknownTri
	}
	return initOfLib(lib, unknown)
}

// initOfLib says whether the first of some library bases with an __init__ is
// a thread or process class.
func initOfLib(lib []string, unknown bool) Tri {
	if unknown {
		return UnknownTri
	}
	for _, b := range lib {
		switch t := pylib.FindType(b); {
		case t != nil && (t.Class == pylib.ThreadClass || t.Class == pylib.TimerClass || t.Class == pylib.ProcessClass):
			return Yes
		case b == "builtins.object" || harmlessBase(b) && t == nil:
		default:
			return UnknownTri
		}
	}
	return No
}

// leaks says whether a load of the object may give it to code that runs the
// library's __init__ on it and is not followed.
func (c *Class) leaks(f *File, l facts.ExprID, self facts.SymbolID, busy map[*Func]bool) bool {
	p := f.parent[l]
	if p == 0 {
		ev := &f.Events[f.EventOf(l)]
		return !(ev.Kind == facts.TestEvent || ev.Kind == facts.StoreEvent && ev.Y == l && f.Expr(ev.X).Kind != facts.Name)
	}
	keyword := ""
	x := f.Expr(p)
	if x.Kind == facts.Keyword {
		keyword, p = f.Text(x.Str), f.parent[p]
		x = f.Expr(p)
	}
	switch x.Kind {
	case facts.Attr:
		return f.Text(x.Str) == "__init__" && f.CallAt(f.parent[p]) == nil
	case facts.Compare, facts.Unary, facts.FString:
		return false
	case facts.Call:
		call := f.CallAt(p)
		if call == nil || x.A == l {
			return true
		}
		return c.leaksTo(call, l, keyword, busy)
	}
	return true
}

// leaksTo is leaks for an argument of a call.
func (c *Class) leaksTo(call *CallSite, l facts.ExprID, keyword string, busy map[*Func]bool) bool {
	switch {
	case call.Method() == "__init__" || call.Callee.Kind == LibObj && call.Callee.Lib == "builtins.super":
		return false // initByCall has judged it
	case isInit(call.Lib()):
		return true
	case call.Row != nil:
		return call.Does(pylib.UserCode) || call.Row.Handoff != nil && call.Arg(call.Row.Handoff.Param) > 0
	case call.Target != nil && call.Callee.Kind != Unknown:
		i := call.paramFor(l, keyword)
		return i < 0 || c.initialises(call.Target, i, busy) != No
	}
	return true
}

// An EarlyUse is a use of a name of the library's class before its __init__.
type EarlyUse struct {
	Row    *pylib.Override
	Expr   facts.ExprID // self.name
	Event  facts.EventID
	Store  bool // it is stored
	Raises string
	Init   *CallSite // the later call of an __init__, where one call does it
}

// EarlyUses is the uses in the class's own __init__ that come before the
// library's __init__ on every path, in order of position. They raise.
func (c *Class) EarlyUses() []EarlyUse {
	fn, t := c.OwnMethod("__init__"), c.ThreadBase()
	if fn == nil || t == nil || c.unknown || !fn.plain() || len(fn.Params()) == 0 || fn.Class != c || c.initialisedBelow(fn) {
		return nil
	}
	f, self := fn.File, fn.Params()[0].Sym
	var inits []facts.EventID
	sure := 0
	c.inits(fn, self, map[*Func]bool{fn: true}, func(at facts.EventID, t Tri) {
		inits = append(inits, at)
		if t == Yes {
			sure++
		}
	})
	if sure == 0 {
		return nil
	}
	var out []EarlyUse
	rows := pylib.Overridden(t.Name)
	for i := range rows {
		for _, name := range append([]string{rows[i].Name}, rows[i].OldNames...) {
			for _, e := range f.attrs[name] {
				if b := f.Expr(f.Expr(e).A); b.Kind != facts.Name || b.Sym != self || f.FuncAt(e) != fn || c.redefines(rows[i].Name) {
					continue
				}
				u := EarlyUse{Row: &rows[i], Expr: e, Event: f.EventOf(e), Store: f.stored(e)}
				if u.Raises = rows[i].EarlyRead; u.Store || name == rows[i].Setter || rows[i].Method {
					u.Raises = rows[i].Early
				}
				if u.Raises != "" && !f.afterAny(inits, u.Event) && !f.Swallowed(f.Events[u.Event].Stmt) {
					u.Init = f.onlyInit(inits)
					out = append(out, u)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return f.Expr(out[i].Expr).Span.Start < f.Expr(out[j].Expr).Span.Start })
	return out
}

// afterAny says whether event at may run after one of some others.
func (f *File) afterAny(events []facts.EventID, at facts.EventID) bool {
	for _, id := range events {
		if id == at || f.Reaches(id, at) {
			return true
		}
	}
	return false
}

// onlyInit is the one call among the events that may run the library's
// __init__, nil if there are several.
func (f *File) onlyInit(events []facts.EventID) *CallSite {
	if len(events) != 1 || f.Events[events[0]].Kind != facts.CallEvent {
		return nil
	}
	return f.CallAt(f.Events[events[0]].X)
}

// redefines says whether the class or a base of it in the program has the name
// in its body.
func (c *Class) redefines(name string) bool {
	for _, k := range c.mro {
		if len(k.members[name]) > 0 {
			return true
		}
	}
	return false
}

// initialisedBelow says whether a subclass runs the library's __init__ by
// itself, perhaps before it calls fn.
func (c *Class) initialisedBelow(fn *Func) bool {
	for _, d := range c.Derived() {
		init := d.OwnMethod("__init__")
		if init == nil {
			continue
		}
		for _, call := range init.callSites {
			if call.Method() == "__init__" && call.Target != fn {
				if v := d.File.Eval(call.Receiver()); v.Kind != SuperObj && v.Kind != ClassObj || v.Kind == ClassObj && !v.Class.isA(c) {
					return true
				}
			}
		}
	}
	return false
}

// IsSuper says whether a receiver is super() or a base class that is asked for
// the method by name.
func (f *File) IsSuper(recv facts.ExprID) bool {
	switch f.Eval(recv).Kind {
	case SuperObj, ClassObj, LibObj:
		return true
	}
	return false
}

// CallsBase says whether a method calls the method of the same name of a base.
func (fn *Func) CallsBase() bool {
	for _, e := range fn.File.attrs[fn.Name] {
		if fn.File.FuncAt(e) == fn && fn.File.IsSuper(fn.File.Expr(e).A) {
			return true
		}
	}
	return false
}

// IsProperty says whether the method is read as an attribute.
func (fn *Func) IsProperty() bool { return fn.methodKind() == propertyMethod }

// Made says whether the program makes instances of exactly this class.
func (c *Class) Made() bool {
	for _, f := range c.File.m.files {
		for _, call := range f.calls {
			if call.Callee.Kind == ClassObj && call.Callee.Class == c {
				return true
			}
		}
	}
	return false
}

// Abstract says whether the class is there to be derived from: an abstract
// method is left in it, or a method that only raises NotImplementedError.
func (c *Class) Abstract() bool {
	for _, k := range c.mro {
		for name, fn := range k.methods {
			if c.Method(name) != fn {
				continue
			}
			for _, d := range fn.File.DecoratorsOf(fn.ID) {
				if fn.File.Eval(d).Lib == "abc.abstractmethod" {
					return true
				}
			}
		}
	}
	return false
}

// Sets says whether the class or a base of it in the program gives the name a
// value: in its body, in a method, or as an argument of a base's __init__.
func (c *Class) Sets(name string) bool {
	for _, k := range c.mro {
		if len(k.members[name]) > 0 || len(k.selfStores(name)) > 0 {
			return true
		}
		for _, fn := range k.methods {
			for _, call := range fn.callSites {
				if a := k.File.ArgsOf(call.Expr); call.Method() == "__init__" && a.Keyword(name) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// AttrStores is the stores to attributes in the file, in order of position.
func (f *File) AttrStores() []facts.EventID {
	var out []facts.EventID
	for _, list := range f.stores {
		out = append(out, list...)
	}
	slices.Sort(out)
	return out
}

// ReadAnywhere says whether an attribute may be read somewhere in the program:
// by name, or through a string that is equal. Files that were not parsed and
// mention it become wanted.
func (m *Model) ReadAnywhere(f *File, name string) bool {
	if m.MentionedElsewhere(f, name) && m.unread(f, name) {
		return true
	}
	for _, g := range m.files {
		if !m.meets(f, pathOf(g.Path)) {
			continue
		}
		for _, e := range g.attrs[name] {
			if !g.stored(e) || g.Events[g.event[e]].Flags&facts.Aug != 0 {
				return true
			}
		}
		for i := range g.Exprs {
			if x := &g.Exprs[i]; x.Kind == facts.Str && g.Text(x.Str) == name {
				return true
			}
		}
	}
	return false
}

// unread says whether a file that was not parsed, and in which an object of f
// may turn up, mentions a name.
func (m *Model) unread(f *File, name string) bool {
	for _, p := range m.mentioning(identHash(name)) {
		if m.byKey[p] == nil && m.meets(f, p) {
			return true
		}
	}
	return false
}
