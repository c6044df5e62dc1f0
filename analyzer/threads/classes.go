package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Class is a class of the program.
type Class struct {
	File *File
	ID   facts.ClassID
	Name string

	mro     []*Class // C3, itself first; the class and direct bases in order where C3 fails
	lib     []string // library bases of the whole hierarchy, in order
	unknown bool     // some base is not known: inherited members are unknown, not absent
	members map[string][]facts.Binding
	methods map[string]*Func

	settling bool // its bases are being evaluated
	promoted bool // every file that may name it is in the core
}

// Facts is the class's entry in its file.
func (c *Class) Facts() *facts.Class { return &c.File.File.Classes[c.ID] }

// collect indexes the names that the class body binds.
func (c *Class) collect() {
	c.members, c.methods = map[string][]facts.Binding{}, map[string]*Func{}
	f := c.File
	scope := f.File.Classes[c.ID].Scope
	for i := range f.Symbols {
		if s := &f.Symbols[i]; s.Scope == scope && s.NBind > 0 {
			c.members[f.Text(s.Name)] = f.BindingsOf(facts.SymbolID(i))
		}
	}
	for _, fn := range f.Funcs {
		if fn.Class == c && fn.Facts().Flags&facts.LambdaFunc == 0 {
			c.methods[fn.Name] = fn // the last one wins, as at run time
		}
	}
}

// settle orders the bases of every class of the program. Files that define
// them are read first, so that whatever is asked later finds classes whole.
func (m *Model) settle(more func(wants []string) []*Index) {
	for len(m.unsettled) > 0 {
		m.unsettled = slices.DeleteFunc(m.unsettled, func(c *Class) bool { return c.settle(false) })
		if len(m.unsettled) == 0 {
			return
		}
		found := more(m.Wants())
		if len(found) > 0 {
			m.add(found)
			continue
		}
		for _, c := range m.unsettled {
			c.settle(true)
		}
		m.unsettled = nil
	}
}

// settle fills mro, lib and unknown; it follows C3 (PEP 253, Barrett et al.
// 1996) over the classes of the program. It says whether it could: a base that
// waits for a file to be read is taken for unknown only with force.
func (c *Class) settle(force bool) bool {
	if c.mro != nil {
		return true
	}
	if c.settling {
		c.unknown = true // its bases lead back to it
		return true
	}
	c.settling = true
	defer func() { c.settling = false }()
	bases, open := c.bases()
	if open && !force {
		return false
	}
	for _, b := range bases {
		if b.Kind == ClassObj && !b.Class.settle(force) {
			return false
		}
	}
	var lists [][]*Class
	var direct []*Class
	for _, b := range bases {
		switch {
		case b.Kind == ClassObj:
			lists = append(lists, append([]*Class(nil), b.Class.mro...))
			direct = append(direct, b.Class)
			c.lib = appendNew(c.lib, b.Class.lib...)
			c.unknown = c.unknown || b.Class.unknown
		case b.Kind == LibObj && (pylib.FindType(b.Lib) != nil || b.Lib == "builtins.object" || harmlessBase(b.Lib)):
			c.lib = appendNew(c.lib, b.Lib)
		default:
			c.unknown = true
		}
	}
	c.mro = mergeC3(c, append(lists, direct))
	return true
}

// bases evaluates the bases of the class. open says that some base waits for a
// file to be read.
func (c *Class) bases() (out []Value, open bool) {
	f := c.File
	for _, b := range f.BasesOf(c.ID) {
		x := f.Expr(b)
		if x.Kind == facts.Keyword {
			continue
		}
		if x.Kind == facts.Subscript {
			b = x.A // Generic[T], Queue[int]
		}
		v, waits := f.evalShared(b)
		out, open = append(out, *v), open || waits
	}
	return out, open
}

// settled says whether the class's members can be looked up. A class that
// waits for a base, or whose base is being evaluated, leaves the evaluation open.
func (ev *evaluation) settled(c *Class) bool {
	if c.mro != nil {
		return true
	}
	if c.settling {
		ev.cut = true
		return false
	}
	if !c.settle(false) {
		ev.open = true
		return false
	}
	return true
}

// harmlessBase says whether a library base adds nothing that threads care about.
func harmlessBase(name string) bool {
	switch name {
	case "abc.ABC", "typing.Generic", "typing.Protocol", "enum.Enum", "builtins.Exception", "builtins.dict", "builtins.list", "typing.NamedTuple":
		return true
	}
	return false
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func mergeC3(c *Class, lists [][]*Class) []*Class {
	out := []*Class{c}
	for {
		var next *Class
		empty := true
		for _, l := range lists {
			if len(l) == 0 {
				continue
			}
			empty = false
			if !inTail(l[0], lists) {
				next = l[0]
				break
			}
		}
		if empty || next == nil {
			return out
		}
		out = append(out, next)
		for i, l := range lists {
			if len(l) > 0 && l[0] == next {
				lists[i] = l[1:]
			}
		}
	}
}

func inTail(c *Class, lists [][]*Class) bool {
	for _, l := range lists {
		for i := 1; i < len(l); i++ {
			if l[i] == c {
				return true
			}
		}
	}
	return false
}

// MRO is the method resolution order over the classes of the program, the
// class itself first.
func (c *Class) MRO() []*Class { return c.mro }

// UnknownBase says whether some base of the hierarchy is not known.
func (c *Class) UnknownBase() bool { return c.unknown }

// LibBases is the library bases of the whole hierarchy.
func (c *Class) LibBases() []string { return c.lib }

// LibBase is the row of the first library base that the tables give a class
// (a thread, a lock, a handler), nil if there is none.
func (c *Class) LibBase() *pylib.Type {
	for _, b := range c.lib {
		if t := pylib.FindType(b); t != nil && t.Class != pylib.UnknownClass {
			return t
		}
	}
	for _, b := range c.lib {
		if t := pylib.FindType(b); t != nil {
			return t
		}
	}
	return nil
}

// DerivesFrom says whether the class has a library base that is t or derives from it.
func (c *Class) DerivesFrom(t string) bool {
	for _, b := range c.lib {
		if b == t || pylib.IsSubtype(b, t) {
			return true
		}
	}
	return false
}

// A Member is what a class has under a name.
type Member struct {
	Func    *Func  // a method
	Owner   *Class // the class of the program whose body has it
	Binding *facts.Binding
	Lib     string // of a library base: "threading.Thread.start"
	Unknown bool   // an unknown base may have it
}

// Lookup finds a name of the class body along the method resolution order.
func (c *Class) Lookup(name string) Member { return lookupIn(c.mro, c, name) }

// lookupBodies finds a name in the bodies of classes of the program.
func lookupBodies(mro []*Class, name string) (m Member, found bool) {
	for _, k := range mro {
		if binds := k.members[name]; len(binds) > 0 {
			m := Member{Owner: k, Binding: &binds[len(binds)-1]}
			if fn := k.methods[name]; fn != nil && (len(binds) == 1 || k.isAccessor(binds)) {
				m.Func = fn
			}
			return m, true
		}
	}
	return Member{}, false
}

func lookupIn(mro []*Class, c *Class, name string) Member {
	if m, found := lookupBodies(mro, name); found {
		return m
	}
	if c.unknown {
		return Member{Unknown: true}
	}
	for _, b := range c.lib {
		row := pylib.FindCall(b + "." + name)
		if row == nil && name == "__init__" {
			row = pylib.FindCall(b)
		}
		if row != nil {
			return Member{Lib: b + "." + name}
		}
	}
	return Member{}
}

// isAccessor says whether every binding of a name is a decorated def: a
// property with its setter.
func (c *Class) isAccessor(binds []facts.Binding) bool {
	for i := range binds {
		x := c.File.Expr(binds[i].Value)
		if x.Kind != facts.FuncRef || c.File.File.Funcs[x.Func()].NDecors == 0 {
			return false
		}
	}
	return true
}

// Method is the method of the program that a name resolves to, nil if there is none.
func (c *Class) Method(name string) *Func {
	m, _ := lookupBodies(c.mro, name)
	return m.Func
}

// OwnMethod is the method that this class's own body defines, nil if none.
func (c *Class) OwnMethod(name string) *Func { return c.methods[name] }

// Own says whether the class's own body binds a name, and where first.
func (c *Class) Own(name string) (*facts.Binding, bool) {
	if b := c.members[name]; len(b) > 0 {
		return &b[0], true
	}
	return nil, false
}

// customNew says whether making an instance may give something else.
func (c *Class) customNew() bool {
	if _, found := lookupBodies(c.mro, "__new__"); found {
		return true
	}
	for _, b := range c.File.BasesOf(c.ID) {
		if x := c.File.Expr(b); x.Kind == facts.Keyword && c.File.Text(x.Str) == "metaclass" {
			v := c.File.Eval(x.A)
			return v.Lib != "abc.ABCMeta" && v.Lib != "builtins.type"
		}
	}
	return c.File.File.Classes[c.ID].NDecors > 0 && !c.decoratedPlainly()
}

// decoratedPlainly says whether every decorator of the class returns the class.
func (c *Class) decoratedPlainly() bool {
	f, k := c.File, c.Facts()
	for _, d := range f.Kids[k.Decors : k.Decors+k.NDecors] {
		if f.Expr(d).Kind == facts.Call {
			d = f.Expr(d).A
		}
		switch f.Eval(d).Lib {
		case "dataclasses.dataclass", "functools.total_ordering", "typing.final", "typing.runtime_checkable", "attr.s", "attr.attrs", "attrs.define", "attr.define":
		default:
			return false
		}
	}
	return true
}

// classMember is attribute name of class c or of an instance of it at self.
func (ev *evaluation) classMember(c *Class, name string, self Site, onClass bool) Value {
	if !ev.settled(c) {
		return Value{}
	}
	m := c.Lookup(name)
	if m.Func != nil {
		return ev.boundMethod(m.Func, self, onClass)
	}
	if !onClass {
		if v, stored := ev.attribute(c, name); stored {
			return v
		}
	}
	if m.Binding != nil {
		g := m.Owner.File
		if s := g.symbolIn(m.Owner.Facts().Scope, name); s > 0 {
			v := ev.symbol(g, s)
			if v.Kind == FuncObj && v.Self.Expr == 0 && !onClass {
				v.Self = self // a lambda or a function of another place becomes a method
			}
			return v
		}
	}
	if m.Lib != "" {
		if onClass {
			return Value{Kind: LibObj, Lib: m.Lib}
		}
		return Value{Kind: LibBound, Lib: m.Lib, Self: self}
	}
	return Value{}
}

// boundMethod is method fn read from an instance or a class.
func (ev *evaluation) boundMethod(fn *Func, self Site, onClass bool) Value {
	switch fn.methodKind() {
	case propertyMethod:
		if onClass {
			return Value{}
		}
		return ev.propertyValue(fn)
	case staticMethod:
		return Value{Kind: FuncObj, Func: fn}
	case classMethod:
		return Value{Kind: FuncObj, Func: fn, Self: Site{fn.File, -1}}
	case oddMethod:
		return Value{}
	}
	return Value{Kind: FuncObj, Func: fn, Self: self}
}

func (ev *evaluation) propertyValue(fn *Func) Value {
	if returns := fn.returns(); len(returns) > 0 && fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 {
		return ev.joinReturns(fn.File, returns)
	}
	return ev.annotation(fn.File, fn.Facts().Returns)
}

func (f *File) symbolIn(scope facts.ScopeID, name string) facts.SymbolID {
	return f.symbols[scopedName{scope, name}]
}

// attribute joins what the methods of the class and its bases store into
// self.name. stored is false where none does.
func (ev *evaluation) attribute(c *Class, name string) (v Value, stored bool) {
	for _, k := range c.mro {
		for _, id := range k.selfStores(name) {
			e := &k.File.Events[id]
			var w Value
			if e.Flags&facts.Aug != 0 || e.Y <= 0 {
				return Value{}, true
			}
			if w = ev.eval(k.File, e.Y); w.Kind == Unknown {
				if ann := k.File.Stmts[e.Stmt].Ann; ann > 0 {
					w = ev.annotation(k.File, ann)
				}
			}
			if w.Kind == Unknown {
				return Value{}, true
			}
			if !stored {
				v, stored = w, true
			} else if v = v.join(w); v.Kind == Unknown {
				return v, true
			}
		}
	}
	return v, stored
}

// selfStores is the store events of self.name in the methods of this class.
func (c *Class) selfStores(name string) []facts.EventID {
	var out []facts.EventID
	for _, id := range c.File.stores[name] {
		x := c.File.Expr(c.File.Events[id].X)
		if b := c.File.Expr(x.A); b.Kind == facts.Name && c.File.selfClass(b.Sym) == c {
			out = append(out, id)
		}
	}
	return out
}

// superMember is attribute name of super() in class c.
func (ev *evaluation) superMember(c *Class, name string, self Site) Value {
	if !ev.settled(c) {
		return Value{}
	}
	m := lookupIn(c.mro[1:], c, name)
	switch {
	case m.Func != nil:
		return ev.boundMethod(m.Func, self, false)
	case m.Lib != "":
		return Value{Kind: LibBound, Lib: m.Lib, Self: self}
	}
	return Value{}
}

// A methodKind is how a method is reached through an instance.
type methodKind uint8

const (
	instanceMethod methodKind = iota
	staticMethod
	classMethod
	propertyMethod
	oddMethod // decorated by something that may change it
)

// methodKind is what the decorators say, remembered unless one of them waits for a file.
func (fn *Func) methodKind() methodKind {
	if k := fn.kind.Load(); k > 0 {
		return methodKind(k - 1)
	}
	kind, open := fn.decoratedKind()
	if !open {
		fn.kind.Store(uint32(kind) + 1)
	}
	return kind
}

// decoratedKind looks at the decorators. open says that one of them waits.
func (fn *Func) decoratedKind() (kind methodKind, open bool) {
	for _, d := range fn.File.DecoratorsOf(fn.ID) {
		x := fn.File.Expr(d)
		if x.Kind == facts.Attr {
			switch fn.File.Text(x.Str) {
			case "setter", "getter", "deleter":
				return propertyMethod, open
			}
		}
		if x.Kind == facts.Call {
			d = x.A
		}
		v, waits := fn.File.evalShared(d)
		open = open || waits
		switch v.Lib {
		case "builtins.staticmethod":
			kind = staticMethod
		case "builtins.classmethod":
			kind = classMethod
		case "builtins.property", "functools.cached_property":
			return propertyMethod, open
		case "abc.abstractmethod", "typing.override", "typing_extensions.override", "typing.final", "functools.lru_cache", "functools.cache":
		default:
			if row := pylib.FindCall(v.Lib); row == nil || !row.Keeps {
				return oddMethod, open
			}
		}
	}
	if fn.Name == "__new__" {
		return staticMethod, open
	}
	return kind, open
}

// plain says whether calling the function runs its body: no decorator is known
// to change that, and none is unknown.
func (fn *Func) plain() bool {
	k := fn.methodKind()
	return k != oddMethod && k != propertyMethod
}

// Plain says whether calling the function by name runs its body with the
// arguments given: no decorator may change that.
func (fn *Func) Plain() bool { return fn.plain() }

// returns is the values of the function's return statements, 0 for a bare
// return; a function that can also end without one has a 0 as well.
func (fn *Func) returns() []facts.ExprID {
	var out []facts.ExprID
	g, f := fn.Facts(), fn.File
	for b := g.Block; b < g.BlkEnd; b++ {
		events := f.EventsOf(b)
		if len(events) > 0 {
			if last := events[len(events)-1]; last.Kind == facts.ReturnEvent && last.Flags&facts.Copy == 0 {
				out = append(out, last.X)
			}
		}
	}
	if len(out) > 0 && fn.fallsThrough() {
		out = append(out, 0)
	}
	return out
}

// fallsThrough says whether the end of the body can be reached without a return.
func (fn *Func) fallsThrough() bool {
	g, f := fn.Facts(), fn.File
	seen := map[facts.BlockID]bool{g.Entry: true}
	for work := []facts.BlockID{g.Entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == g.Exit {
			return true
		}
		events := f.EventsOf(b)
		returned := len(events) > 0 && events[len(events)-1].Kind == facts.ReturnEvent
		for _, e := range f.EdgesOf(b) {
			if !seen[e.To] && (!returned || e.Kind == facts.OnRaise) {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return false
}
