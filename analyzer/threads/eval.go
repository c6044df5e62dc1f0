package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Limits of one evaluation. What lies beyond is unknown.
const (
	maxDepth    = 40
	maxBindings = 16
	maxSteps    = 20000
)

// An evaluation asks for one expression. It remembers what it is working on, so
// that a cycle ends, and whether it had to stop anywhere.
type evaluation struct {
	m     *Model
	stack [maxDepth]question
	depth int // of the stack
	steps int
	cut   bool // some answer below depends on where the evaluation began
	open  bool // some answer below waits for the callers, or for a file that is wanted
}

// A question is one thing that an evaluation is working on.
type question struct {
	about Site
	kind  uint8
}

const (
	askValue uint8 = iota
	askItem
	askAnnotation
	askElement // plus the index
)

// ask works on a question unless it is being worked on already, or the
// evaluation has gone on for too long.
func (ev *evaluation) ask(q question, answer func() Value) Value {
	ev.steps++
	ev.restsOn(q.about.File)
	if ev.depth >= maxDepth || ev.steps > maxSteps || slices.Contains(ev.stack[:ev.depth], q) {
		ev.cut = true
		return Value{}
	}
	ev.stack[ev.depth] = q
	ev.depth++
	v := answer()
	ev.depth--
	return v
}

// Eval is what is known of an expression, over every value it may have.
func (f *File) Eval(e facts.ExprID) Value {
	v, _ := f.evalShared(e)
	return *v
}

// evalShared is Eval without a copy of what is remembered. open says that the
// answer may change: it waits for callers to be linked or a file to be read.
func (f *File) evalShared(e facts.ExprID) (v *Value, open bool) {
	if e <= 0 {
		return nothing, false
	}
	if p := f.memo[e].Load(); p != nil {
		return p, false
	}
	if t, ok := f.literal(e); ok {
		return t.kept(), false
	}
	ev := &evaluation{m: f.m}
	w := ev.eval(f, e)
	if ev.open {
		return w.kept(), true
	}
	if p := f.memo[e].Load(); p != nil {
		return p, false
	}
	return f.remember(e, w), false
}

// nothing is the one unknown value that all unknown expressions share.
var nothing = &Value{}

// remember stores a value and returns where it is.
func (f *File) remember(e facts.ExprID, v Value) *Value {
	p := v.kept()
	f.memo[e].Store(p)
	return p
}

// kept is a place for the value that outlives the call.
func (v Value) kept() *Value {
	if v == (Value{}) {
		return nothing
	}
	w := v
	return &w
}

func (ev *evaluation) eval(f *File, e facts.ExprID) Value {
	if e <= 0 {
		return Value{}
	}
	ev.restsOn(f)
	if p := f.memo[e].Load(); p != nil {
		return *p
	}
	if t, ok := f.literal(e); ok {
		return t
	}
	outer := ev.cut
	ev.cut = false
	v := ev.ask(question{Site{f, e}, askValue}, func() Value { return ev.value(f, e) })
	if !ev.cut && !ev.open {
		f.remember(e, v)
	}
	ev.cut = ev.cut || outer
	return v
}

// literalTypes are the types of expressions whose form alone says it.
var literalTypes = [256]string{
	facts.True: "builtins.bool", facts.False: "builtins.bool", facts.Int: "builtins.int", facts.Float: "builtins.float",
	facts.Str: "builtins.str", facts.FString: "builtins.str", facts.Bytes: "builtins.bytes",
	facts.Tuple: "builtins.tuple", facts.List: "builtins.list", facts.Set: "builtins.set", facts.Dict: "builtins.dict",
	facts.ListComp: "builtins.list", facts.SetComp: "builtins.set", facts.DictComp: "builtins.dict",
	facts.Generator: "types.GeneratorType", facts.Compare: "builtins.bool",
}

// literal evaluates an expression whose form alone says what it is.
func (f *File) literal(e facts.ExprID) (Value, bool) {
	x := f.Expr(e)
	if t := literalTypes[x.Kind]; t != "" && x.Flags&facts.InDamage == 0 {
		return instance(t, Site{f, e}), true
	}
	return Value{}, false
}

func (ev *evaluation) value(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	if x.Flags&facts.InDamage != 0 {
		return Value{}
	}
	switch x.Kind {
	case facts.None:
		return Value{Kind: NoneObj}
	case facts.Name:
		return ev.name(f, e)
	case facts.Attr:
		return ev.attr(f, e)
	case facts.Call:
		return ev.call(f, e)
	case facts.Named:
		return ev.eval(f, x.B)
	case facts.And, facts.Or:
		return ev.joinAll(f, f.KidsOf(e))
	case facts.IfExp:
		return ev.joinAll(f, f.KidsOf(e)[1:])
	case facts.Subscript:
		return ev.item(f, x.A)
	case facts.Binary, facts.Unary:
		return ev.arithmetic(f, e)
	case facts.FuncRef:
		return Value{Kind: FuncObj, Func: f.Funcs[x.Func()]}
	case facts.ClassRef:
		return Value{Kind: ClassObj, Class: f.Classes[x.Class()]}
	case facts.ImportRef:
		return ev.imported(f, x.Import())
	case facts.ItemOf:
		return ev.item(f, x.A)
	case facts.ElemOf:
		return ev.element(f, x.A, int(x.B))
	case facts.EnterOf:
		return ev.entered(f, x.A)
	}
	return Value{}
}

func (ev *evaluation) joinAll(f *File, list []facts.ExprID) Value {
	var out Value
	for i, k := range list {
		v := ev.eval(f, k)
		if v.Kind == Unknown {
			return Value{}
		}
		if i == 0 {
			out = v
		} else if out = out.join(v); out.Kind == Unknown {
			return Value{}
		}
	}
	return out
}

// name evaluates a name: the join of the bindings that may reach it.
func (ev *evaluation) name(f *File, e facts.ExprID) Value {
	s := f.Expr(e).Sym
	if s <= 0 {
		return Value{}
	}
	return ev.bindings(f, s, f.bindingsReaching(e))
}

// symbol evaluates every binding of a symbol.
func (ev *evaluation) symbol(f *File, s facts.SymbolID) Value {
	return ev.bindings(f, s, f.BindingsOf(s))
}

func (ev *evaluation) bindings(f *File, s facts.SymbolID, binds []facts.Binding) Value {
	sym := &f.Symbols[s]
	if sym.NBind == 0 {
		return ev.unbound(f, s)
	}
	if len(binds) > maxBindings || len(binds) == 0 {
		return Value{}
	}
	var out Value
	first := true
	for i := range binds {
		b := &binds[i]
		v := ev.binding(f, s, b)
		if v.Kind == Unknown && b.Value == 0 && b.Ann != 0 && b.Event < 0 && len(binds) > 1 {
			continue // a bare annotation gives no value
		}
		if v.Kind == Unknown {
			return Value{}
		}
		if first {
			out, first = v, false
		} else if out = out.join(v); out.Kind == Unknown {
			return Value{}
		}
	}
	return out
}

func (ev *evaluation) binding(f *File, s facts.SymbolID, b *facts.Binding) Value {
	if b.Value > 0 && f.Expr(b.Value).Kind == facts.ParamRef {
		return ev.param(f, b.Func, int(f.Expr(b.Value).A))
	}
	if b.Value > 0 {
		if v := ev.eval(f, b.Value); v.Kind != Unknown {
			return v
		}
	}
	if b.Ann > 0 {
		return ev.annotation(f, b.Ann)
	}
	return Value{}
}

// unbound evaluates a name that nothing binds: a builtin, or a name of a star import.
func (ev *evaluation) unbound(f *File, s facts.SymbolID) Value {
	name := f.SymbolName(s)
	if f.Symbols[s].Flags&facts.WildcardBound != 0 {
		for i := len(f.Imports) - 1; i >= 0; i-- {
			imp := &f.Imports[i]
			if f.Text(imp.Name) != "*" {
				continue
			}
			v, decided := ev.star(f, imp, name)
			if decided {
				return v
			}
		}
	}
	switch name {
	case "__file__", "__name__", "__doc__", "__package__":
		return instance("builtins.str", Site{})
	}
	return Value{Kind: LibObj, Lib: "builtins." + name}
}

// star is what `from module import *` gives for a name. decided is false where
// the module is known not to have it.
func (ev *evaluation) star(f *File, imp *facts.Import, name string) (v Value, decided bool) {
	mod := f.Text(imp.Module)
	path, _, lib := f.m.names.resolve(pathOf(f.Path), mod, int(imp.Level))
	if lib {
		names := pylib.Exports(mod)
		if names == nil {
			return Value{}, true
		}
		if contains(names, name) {
			return Value{Kind: LibObj, Lib: ev.m.canonical(mod + "." + name)}, true
		}
		return Value{}, false
	}
	g := ev.module(path)
	if g == nil {
		return Value{}, true
	}
	if s := g.moduleSymbol(name); s > 0 && g.Symbols[s].NBind > 0 && name[0] != '_' {
		return ev.symbol(g, s), true
	}
	return Value{}, g.hasStar()
}

func (f *File) hasStar() bool {
	for i := range f.Imports {
		if f.Text(f.Imports[i].Name) == "*" {
			return true
		}
	}
	return false
}

// module is the parsed file of a path; one that is not parsed becomes wanted.
func (ev *evaluation) module(path string) *File {
	if path == "" {
		return nil
	}
	g := ev.m.byKey[path]
	ev.restsOn(g)
	if g == nil && ev.m.outlines[path] != nil {
		ev.m.want(path)
		ev.open = true
	}
	return g
}

// imported evaluates an import.
func (ev *evaluation) imported(f *File, id facts.ImportID) Value {
	imp := &f.Imports[id]
	mod, name := f.Text(imp.Module), f.Text(imp.Name)
	path, pkg, lib := ev.m.names.resolve(pathOf(f.Path), mod, int(imp.Level))
	f.restsOn(ev.m.byKey[path])
	if lib {
		if name == "" {
			if !imp.HasAs {
				mod = f.Text(imp.As) // import a.b binds a
			}
			return Value{Kind: Module, Lib: ev.m.canonical(mod)}
		}
		return Value{Kind: LibObj, Lib: ev.m.canonical(mod + "." + name)}
	}
	if name == "" {
		if !imp.HasAs {
			path, pkg, _ = ev.m.names.resolve(pathOf(f.Path), f.Text(imp.As), 0)
		}
		return ev.moduleValue(path, pkg)
	}
	return ev.moduleMember(path, pkg, name)
}

// moduleValue is the module of a file, or of a folder that is a package without __init__.py.
func (ev *evaluation) moduleValue(path, pkg string) Value {
	if path == "" && pkg == "" {
		return Value{}
	}
	if g := ev.module(path); g != nil {
		return Value{Kind: Module, File: g, Lib: pkg}
	}
	return Value{Kind: Module, Lib: "", Site: Site{}, File: nil, Func: nil, Class: nil, Maybe: true}.withPackage(pkg)
}

// withPackage marks a module of the program whose file is not parsed; only its
// submodules can be named.
func (v Value) withPackage(dir string) Value {
	v.Maybe = false
	v.Lib = "./" + dir
	return v
}

// moduleMember is the name of a module of the program, or a submodule.
func (ev *evaluation) moduleMember(path, pkg, name string) Value {
	if g := ev.module(path); g != nil {
		if s := g.moduleSymbol(name); s > 0 && g.Symbols[s].NBind > 0 {
			return ev.symbol(g, s)
		} else if s > 0 && g.Symbols[s].Flags&facts.WildcardBound != 0 {
			return ev.unboundIn(g, s)
		}
		if g.hasStar() {
			if v, ok := ev.starMember(g, name); ok {
				return v
			}
		}
	}
	if file, dir, ok := ev.m.names.under(pkg, name); ok {
		return ev.moduleValue(file, dir)
	}
	return Value{}
}

func (ev *evaluation) unboundIn(g *File, s facts.SymbolID) Value { return ev.unbound(g, s) }

// starMember is a name that module g has from a star import of its own.
func (ev *evaluation) starMember(g *File, name string) (Value, bool) {
	for i := len(g.Imports) - 1; i >= 0; i-- {
		if imp := &g.Imports[i]; g.Text(imp.Name) == "*" {
			if v, ok := ev.star(g, imp, name); ok {
				return v, true
			}
		}
	}
	return Value{}, false
}

// moduleSymbol is the module-level symbol of a name, 0 if there is none.
func (f *File) moduleSymbol(name string) facts.SymbolID { return f.symbolIn(1, name) }

// attr evaluates base.name.
func (ev *evaluation) attr(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	return ev.member(f, e, ev.eval(f, x.A), f.Text(x.Str))
}

// member is attribute name of value v, which stands before the dot in e.
func (ev *evaluation) member(f *File, e facts.ExprID, v Value, name string) Value {
	self := Site{f, f.Expr(e).A}
	switch v.Kind {
	case Module:
		if v.File != nil {
			return ev.moduleMember(v.File.Path, v.Lib, name)
		}
		if len(v.Lib) > 1 && v.Lib[:2] == "./" {
			return ev.moduleMember("", v.Lib[2:], name)
		}
		return ev.m.libMember(v.Lib, name)
	case LibObj:
		return ev.m.libMember(v.Lib, name)
	case ClassObj:
		return ev.classMember(v.Class, name, Site{}, true)
	case SuperObj:
		return ev.superMember(v.Class, name, v.Self)
	case Instance:
		if v.Class != nil {
			return ev.classMember(v.Class, name, self, false)
		}
		if t := pylib.FindType(v.Lib); t != nil {
			if at := t.AttrTypes[name]; at != "" {
				return instance(at, Site{})
			}
		}
		return Value{Kind: LibBound, Lib: v.Lib + "." + name, Self: self}
	}
	return Value{}
}

// libMember is a name of a library module or class.
func (m *Model) libMember(lib, name string) Value {
	full := m.canonical(lib + "." + name)
	return Value{Kind: LibObj, Lib: full}
}

// call evaluates the result of a call.
func (ev *evaluation) call(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	callee := ev.eval(f, x.A)
	switch callee.Kind {
	case ClassObj:
		if !ev.settled(callee.Class) || callee.Class.customNew() {
			return Value{}
		}
		return Value{Kind: Instance, Class: callee.Class, Site: Site{f, e}}
	case LibObj:
		if callee.Lib == "builtins.super" {
			return ev.super(f, e)
		}
		if callee.Lib == "functools.partial" || callee.Lib == "functools.partialmethod" {
			return Value{Kind: Partial, Site: Site{f, e}}
		}
		if t := pylib.FindType(callee.Lib); t != nil {
			return instance(callee.Lib, Site{f, e})
		}
		return ev.m.returned(callee.Lib, Site{f, e})
	case LibBound:
		return ev.m.returned(callee.Lib, Site{f, e})
	case FuncObj:
		return ev.result(callee.Func, Site{f, e})
	}
	return Value{}
}

// returned is what the row of a library call says of its result.
func (m *Model) returned(name string, at Site) Value {
	row := m.row(name)
	switch {
	case row == nil || row.Returns == "":
		return Value{}
	case row.Returns == "None":
		return Value{Kind: NoneObj}
	}
	return instance(row.Returns, at)
}

// result is what calling a function of the program gives.
func (ev *evaluation) result(fn *Func, at Site) Value {
	g := fn.Facts()
	switch {
	case g.Flags&facts.AsyncFunc != 0 && g.Flags&facts.GeneratorFunc == 0:
		return instance("types.CoroutineType", at)
	case g.Flags&facts.GeneratorFunc != 0 && g.NDecors == 0:
		return instance("types.GeneratorType", at)
	case !fn.plain():
		return Value{}
	}
	returns := fn.returns()
	if len(returns) == 0 {
		if g.Flags&facts.StubBody != 0 {
			return ev.annotation(fn.File, g.Returns)
		}
		return Value{Kind: NoneObj}
	}
	v := ev.joinReturns(fn.File, returns)
	if v.Kind == Unknown && g.Returns > 0 {
		v = ev.annotation(fn.File, g.Returns)
	}
	return v
}

func (ev *evaluation) joinReturns(f *File, returns []facts.ExprID) Value {
	var out Value
	for i, r := range returns {
		v := Value{Kind: NoneObj}
		if r > 0 {
			v = ev.eval(f, r)
		}
		if v.Kind == Unknown {
			return Value{}
		}
		if i == 0 {
			out = v
		} else if out = out.join(v); out.Kind == Unknown {
			return out
		}
	}
	return out
}

// super evaluates super() or super(C, self).
func (ev *evaluation) super(f *File, e facts.ExprID) Value {
	kids := f.KidsOf(e)
	if len(kids) > 0 {
		if c := ev.eval(f, kids[0]); c.Kind == ClassObj && len(kids) == 2 {
			return Value{Kind: SuperObj, Class: c.Class, Self: Site{f, kids[1]}}
		}
		return Value{}
	}
	at := f.EventOf(e)
	if at < 0 {
		return Value{}
	}
	for fn := f.FuncOf(at); fn != nil; fn = fn.outer() {
		if fn.Class != nil {
			return Value{Kind: SuperObj, Class: fn.Class, Self: Site{f, e}}
		}
	}
	return Value{}
}

// outer is the function around fn, nil for a module's body.
func (fn *Func) outer() *Func {
	if p := fn.Facts().Parent; p >= 0 {
		return fn.File.Funcs[p]
	}
	return nil
}

// arithmetic evaluates the type of an operation on proven numbers and strings.
func (ev *evaluation) arithmetic(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	a := ev.eval(f, x.A)
	if x.Kind == facts.Unary {
		if x.Op == facts.Not {
			return instance("builtins.bool", Site{f, e})
		}
		if isNumber(a) {
			return instance(a.Lib, Site{f, e})
		}
		return Value{}
	}
	b := ev.eval(f, x.B)
	switch {
	case x.Op == facts.Mod && a.IsInstance("builtins.str"):
		return instance("builtins.str", Site{f, e})
	case isNumber(a) && isNumber(b):
		if x.Op == facts.Div || a.Lib == "builtins.float" || b.Lib == "builtins.float" {
			return instance("builtins.float", Site{f, e})
		}
		return instance("builtins.int", Site{f, e})
	case a.Kind == Instance && a.Class == nil && a.Lib == b.Lib && (x.Op == facts.Add || x.Op == facts.BitOr) && isDisplayType(a.Lib):
		return instance(a.Lib, Site{f, e})
	case x.Op == facts.Mul && (isDisplayType(a.Lib) && isNumber(b)):
		return instance(a.Lib, Site{f, e})
	case x.Op == facts.Mul && (isDisplayType(b.Lib) && isNumber(a)):
		return instance(b.Lib, Site{f, e})
	}
	return Value{}
}

func isNumber(v Value) bool {
	return v.Kind == Instance && (v.Lib == "builtins.int" || v.Lib == "builtins.float" || v.Lib == "builtins.bool")
}

func isDisplayType(t string) bool {
	switch t {
	case "builtins.str", "builtins.bytes", "builtins.list", "builtins.tuple", "builtins.set", "builtins.dict":
		return true
	}
	return false
}
