package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// item is what iterating or subscripting the value of e gives.
func (ev *evaluation) item(f *File, e facts.ExprID) Value {
	if e <= 0 {
		return Value{}
	}
	return ev.ask(question{Site{f, e}, askItem}, func() Value {
		v := ev.itemOf(f, e)
		if v.Kind == Unknown {
			if ann := ev.declared(f, e); ann.Valid() {
				if w := ev.elementType(ann.File, ann.Expr); w.Kind == Instance && w.LibClass() != pylib.UnknownClass {
					return w // of what else it may be, an annotation is no proof
				}
			}
		}
		return v
	})
}

func (ev *evaluation) itemOf(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	if x.Kind == facts.Call {
		if v, ok := ev.itemOfCall(f, e); ok {
			return v
		}
	}
	v := ev.eval(f, e)
	if v.Kind != Instance || v.Class != nil {
		return Value{}
	}
	switch v.Lib {
	case "builtins.str":
		return instance("builtins.str", Site{})
	case "builtins.range", "builtins.bytes":
		return instance("builtins.int", Site{})
	case "io.TextIOWrapper":
		return instance("builtins.str", Site{})
	case "builtins.list", "builtins.tuple", "builtins.set", "collections.deque", "types.GeneratorType", "builtins.dict":
		return ev.containerItem(f, e, v)
	}
	return Value{}
}

// itemOfCall is what iterating the result of a well-known builtin gives.
func (ev *evaluation) itemOfCall(f *File, e facts.ExprID) (Value, bool) {
	x, kids := f.Expr(e), f.KidsOf(e)
	callee := ev.eval(f, x.A)
	switch callee.Lib {
	case "builtins.range":
		return instance("builtins.int", Site{}), true
	case "builtins.sorted", "builtins.reversed", "builtins.list", "builtins.tuple", "builtins.set", "builtins.iter", "builtins.filter":
		if len(kids) == 0 {
			return Value{}, false
		}
		src := kids[0]
		if callee.Lib == "builtins.filter" {
			if len(kids) != 2 {
				return Value{}, true
			}
			src = kids[1]
		}
		return ev.item(f, src), true
	case "builtins.dict.values":
		return ev.item(f, f.Expr(x.A).A), true
	case "builtins.str.split", "builtins.str.splitlines", "builtins.str.rsplit", "os.listdir":
		return instance("builtins.str", Site{}), true
	case "builtins.list.copy":
		return ev.item(f, f.Expr(x.A).A), true
	}
	if callee.Kind == LibObj {
		if row := ev.m.row(callee.Lib); row != nil && row.Yields != "" {
			return instance(row.Yields, Site{}), true
		}
	}
	return Value{}, false
}

// containerItem joins everything that is put into the container that e names.
func (ev *evaluation) containerItem(f *File, e facts.ExprID, v Value) Value {
	items, closed := ev.m.contents(f, e, v)
	if !closed {
		return Value{}
	}
	var out Value
	for i, it := range items {
		w := ev.eval(it.File, it.Expr)
		if it.Unpack {
			w = ev.item(it.File, it.Expr)
		}
		if w.Kind == Unknown {
			return Value{}
		}
		if i == 0 {
			out = w
		} else if out = out.join(w); out.Kind == Unknown {
			return out
		}
	}
	if len(items) > 1 {
		out.Site = Site{}
	}
	return out
}

// A content is an expression whose value (or, with Unpack, whose items) is put
// into a container.
type content struct {
	Site
	Unpack bool
}

// contents lists what is put into the container that e evaluates to. closed is
// false where something else may be in it. A container handed to other code is
// taken at its word: what the program itself puts in says what it is for.
func (m *Model) contents(f *File, e facts.ExprID, v Value) (items []content, closed bool) {
	if v.Site.Valid() {
		var ok bool
		if items, ok = v.Site.File.displayContents(v.Site.Expr); !ok {
			return nil, false
		}
	} else {
		return nil, false
	}
	added, ok := f.addedTo(e)
	return append(items, added...), ok
}

// displayContents lists the elements of a display, comprehension or the copy of one.
func (f *File) displayContents(e facts.ExprID) (items []content, ok bool) {
	x := f.Expr(e)
	if x.Flags&facts.Truncated != 0 {
		return nil, false
	}
	switch x.Kind {
	case facts.List, facts.Tuple, facts.Set:
		for _, k := range f.KidsOf(e) {
			if f.Expr(k).Kind == facts.Star {
				items = append(items, content{Site{f, f.Expr(k).A}, true})
				continue
			}
			items = append(items, content{Site{f, k}, false})
		}
		return items, true
	case facts.Dict:
		kids := f.KidsOf(e)
		for i := 0; i+1 < len(kids); i += 2 {
			if kids[i+1] == 0 {
				return nil, false
			}
			items = append(items, content{Site{f, kids[i+1]}, false})
		}
		return items, true
	case facts.ListComp, facts.SetComp, facts.Generator:
		return []content{{Site{f, x.A}, false}}, true
	case facts.DictComp:
		return []content{{Site{f, x.B}, false}}, true
	case facts.Binary:
		switch x.Op {
		case facts.Mul:
			if k := f.Expr(x.A).Kind; k == facts.List || k == facts.Tuple {
				return f.displayContents(x.A)
			}
			return f.displayContents(x.B)
		case facts.Add:
			return []content{{Site{f, x.A}, true}, {Site{f, x.B}, true}}, true
		}
	case facts.Call:
		if kids := f.KidsOf(e); len(kids) == 1 {
			return []content{{Site{f, kids[0]}, true}}, true
		} else if len(kids) == 0 {
			return nil, true
		}
	}
	return nil, false
}

// addedTo lists what is added to the container that a name or attribute holds,
// by its methods and by subscript stores.
func (f *File) addedTo(e facts.ExprID) (items []content, ok bool) {
	x := f.Expr(e)
	var uses []facts.ExprID
	switch x.Kind {
	case facts.Name:
		uses = f.loads[x.Sym]
	case facts.Attr:
		for _, a := range f.attrs[f.Text(x.Str)] {
			if f.samePath(a, e) {
				uses = append(uses, a)
			}
		}
	default:
		return nil, true
	}
	for _, u := range uses {
		items = f.addedBy(u, items)
	}
	return items, true
}

func (f *File) addedBy(u facts.ExprID, items []content) []content {
	p := f.parent[u]
	if p == 0 {
		return items
	}
	x := f.Expr(p)
	switch {
	case x.Kind == facts.Attr && x.A == u:
		call := f.parent[p]
		if call == 0 || f.Expr(call).Kind != facts.Call || f.Expr(call).A != p {
			return items
		}
		kids := f.KidsOf(call)
		switch f.Text(x.Str) {
		case "append", "add", "appendleft":
			if len(kids) == 1 {
				items = append(items, content{Site{f, kids[0]}, false})
			}
		case "insert", "setdefault":
			if len(kids) == 2 {
				items = append(items, content{Site{f, kids[1]}, false})
			}
		case "extend", "update":
			if len(kids) == 1 {
				items = append(items, content{Site{f, kids[0]}, true})
			}
		}
	case x.Kind == facts.Subscript && x.A == u:
		if at := f.event[p]; at >= 0 && f.Events[at].Kind == facts.StoreEvent && f.Events[at].X == p {
			items = append(items, content{Site{f, f.Events[at].Y}, f.Expr(x.B).Kind == facts.Slice})
		}
	case x.Kind == facts.Binary && x.A == u && x.Op == facts.Add:
		if at := f.event[p]; at >= 0 && f.Events[at].Flags&facts.Aug != 0 {
			items = append(items, content{Site{f, x.B}, true})
		}
	}
	return items
}

// samePath says whether two expressions of one file name the same place: the
// same name, or the same attributes of it; `self` of two methods of one class
// is the same object.
func (f *File) samePath(a, b facts.ExprID) bool {
	for {
		x, y := f.Expr(a), f.Expr(b)
		if x.Kind != y.Kind {
			return false
		}
		switch x.Kind {
		case facts.Name:
			if x.Sym == y.Sym {
				return true
			}
			c, d := f.selfClass(x.Sym), f.selfClass(y.Sym)
			return c != nil && c == d
		case facts.Attr:
			if x.Str != y.Str {
				return false
			}
			a, b = x.A, y.A
		default:
			return false
		}
	}
}

// selfClass is the class whose instance a symbol is the first parameter of a
// method for, nil if it is none.
func (f *File) selfClass(s facts.SymbolID) *Class {
	if f.Symbols[s].Flags&facts.IsParam == 0 {
		return nil
	}
	fn := f.Funcs[f.Scopes[f.Symbols[s].Scope].Func]
	if fn.Class == nil || len(fn.Params()) == 0 || fn.Params()[0].Sym != s || f.Symbols[s].NBind != 1 || fn.takesClass() {
		return nil
	}
	for _, d := range f.DecoratorsOf(fn.ID) {
		if n := f.Text(f.Expr(d).Str); n == "staticmethod" || n == "classmethod" {
			return nil
		}
		if x := f.Expr(d); x.Kind == facts.Name {
			if n := f.SymbolName(x.Sym); n == "staticmethod" || n == "classmethod" {
				return nil
			}
		}
	}
	return fn.Class
}

// element is element i of unpacking the value of e.
func (ev *evaluation) element(f *File, e facts.ExprID, i int) Value {
	if e <= 0 || i < 0 || i > 200 {
		return Value{}
	}
	return ev.ask(question{Site{f, e}, askElement + uint8(i)}, func() Value { return ev.elementOf(f, e, i) })
}

func (ev *evaluation) elementOf(f *File, e facts.ExprID, i int) Value {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Tuple, facts.List:
		kids := f.KidsOf(e)
		for _, k := range kids {
			if f.Expr(k).Kind == facts.Star {
				return Value{}
			}
		}
		if i < len(kids) {
			return ev.eval(f, kids[i])
		}
	case facts.ItemOf:
		return ev.elementOfItem(f, x.A, i)
	case facts.Call:
		if row := ev.m.row(ev.eval(f, x.A).Lib); row != nil && i < len(row.Parts) && row.Parts[i] != "" {
			return part(row.Parts, i, Site{f, e})
		}
	}
	return Value{}
}

// part is one part of what a call gives. Only the one of its type is told from
// the others by the call.
func part(parts []string, i int, at Site) Value {
	for k, t := range parts {
		if k != i && t == parts[i] {
			return instance(t, Site{})
		}
	}
	return instance(parts[i], at)
}

// elementOfItem is element i of each item of iterating e: enumerate, zip, items.
func (ev *evaluation) elementOfItem(f *File, e facts.ExprID, i int) Value {
	x := f.Expr(e)
	if x.Kind == facts.Call {
		kids := f.KidsOf(e)
		switch callee := ev.eval(f, x.A); callee.Lib {
		case "builtins.enumerate":
			if i == 0 {
				return instance("builtins.int", Site{})
			}
			if i == 1 && len(kids) > 0 {
				return ev.item(f, kids[0])
			}
		case "builtins.zip":
			if i < len(kids) {
				return ev.item(f, kids[i])
			}
		case "builtins.dict.items":
			if i == 1 {
				return ev.item(f, f.Expr(x.A).A)
			}
		}
		return Value{}
	}
	v := ev.eval(f, e)
	items, closed := ev.m.contents(f, e, v)
	if !closed || len(items) == 0 || len(items) > maxBindings {
		return Value{}
	}
	var out Value
	for n, it := range items {
		if it.Unpack {
			return Value{}
		}
		w := ev.element(it.File, it.Expr, i)
		if w.Kind == Unknown {
			return Value{}
		}
		if n == 0 {
			out = w
		} else if out = out.join(w); out.Kind == Unknown {
			return out
		}
	}
	return out
}

// entered is what `with e as x` binds to x.
func (ev *evaluation) entered(f *File, e facts.ExprID) Value {
	v := ev.eval(f, e)
	if v.Kind != Instance {
		return Value{}
	}
	if v.Class != nil {
		m := v.Class.Lookup("__enter__")
		if m.Func != nil {
			for _, r := range m.Func.returns() {
				if r > 0 && m.Func.File.isSelf(r) {
					return v
				}
			}
			return ev.result(m.Func, Site{f, e})
		}
		if v.Class.LibBase() == nil {
			return Value{}
		}
	}
	switch v.LibClass() {
	case pylib.ThreadPoolClass, pylib.ProcessPoolClass, pylib.InterpreterPoolClass, pylib.FileClass, pylib.SocketClass, pylib.PopenClass, pylib.ServerClass:
		return v
	}
	return Value{}
}

// isSelf says whether an expression is the first parameter of its method.
func (f *File) isSelf(e facts.ExprID) bool {
	x := f.Expr(e)
	return x.Kind == facts.Name && f.selfClass(x.Sym) != nil
}

// param evaluates a parameter: self, an annotation, its default's type where
// that says something, or what every caller passes.
func (ev *evaluation) param(f *File, id facts.FuncID, i int) Value {
	fn := f.Funcs[id]
	params := fn.Params()
	if i >= len(params) {
		return Value{}
	}
	p := &params[i]
	switch p.Kind {
	case facts.VarPos:
		return instance("builtins.tuple", Site{})
	case facts.VarKw:
		return instance("builtins.dict", Site{})
	}
	if i == 0 && fn.Class != nil && fn.Facts().Flags&facts.LambdaFunc == 0 {
		if fn.takesClass() {
			return Value{Kind: ClassObj, Class: fn.Class}
		}
		switch fn.methodKind() {
		case instanceMethod:
			return Value{Kind: Instance, Class: fn.Class}
		case classMethod:
			return Value{Kind: ClassObj, Class: fn.Class}
		case oddMethod, propertyMethod:
			if f.Text(p.Name) == "self" { // whatever the decorator does, it passes on what the name promises
				return Value{Kind: Instance, Class: fn.Class}
			}
		}
	}
	if p.Ann > 0 {
		if v := ev.annotation(f, p.Ann); v.Kind != Unknown {
			if v.Kind == Instance && v.Class == nil { // the callers may show which object it is
				if w := ev.passed(fn, i); w.Kind == Instance && w.Lib == v.Lib && w.Site.Valid() && !w.Maybe {
					return w
				}
			}
			return v
		}
	}
	return ev.passed(fn, i)
}

// passed joins what every caller passes for a parameter. It is unknown while
// the callers are not linked, and where a caller may be unseen.
func (ev *evaluation) passed(fn *Func, i int) Value {
	if !fn.File.callersKnown {
		ev.open = true
		return Value{}
	}
	if fn.escapes || len(fn.Callers) == 0 || len(fn.Callers) > maxBindings || !fn.private() && !fn.onlySpawned() {
		return Value{}
	}
	var out Value
	for n, c := range fn.Callers {
		arg, ok := c.argumentFor(fn, i)
		if !ok {
			return Value{}
		}
		v := Value{}
		if arg.Valid() {
			v = ev.eval(arg.File, arg.Expr)
		} else if d := fn.Params()[i].Default; d > 0 {
			v = ev.eval(fn.File, d)
		}
		if v.Kind == Unknown {
			return Value{}
		}
		if n == 0 {
			out = v
		} else if out = out.join(v); out.Kind == Unknown {
			return out
		}
	}
	return out
}

// annotation is the type that an annotation names.
func (ev *evaluation) annotation(f *File, e facts.ExprID) Value {
	if e <= 0 {
		return Value{}
	}
	return ev.ask(question{Site{f, e}, askAnnotation}, func() Value { return ev.annotated(f, e) })
}

func (ev *evaluation) annotated(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Str:
		return ev.namedType(f, f.Text(x.Str))
	case facts.Name, facts.Attr:
		return asInstance(ev.eval(f, e))
	case facts.Binary:
		if x.Op == facts.BitOr {
			a, b := ev.annotation(f, x.A), ev.annotation(f, x.B)
			if a.Kind != Unknown && b.Kind != Unknown {
				return a.join(b)
			}
		}
	case facts.None:
		return Value{Kind: NoneObj}
	case facts.Subscript:
		switch base := ev.eval(f, x.A); base.Lib {
		case "typing.Optional":
			if v := ev.annotation(f, x.B); v.Kind != Unknown {
				v.Maybe = true
				return v
			}
		case "typing.Final", "typing.ClassVar", "typing.Annotated":
			in := x.B
			if f.Expr(in).Kind == facts.Tuple && len(f.KidsOf(in)) > 0 {
				in = f.KidsOf(in)[0]
			}
			return ev.annotation(f, in)
		case "typing.List", "typing.Dict", "typing.Set", "typing.Tuple":
			return instance("builtins."+strings.ToLower(base.Lib[len("typing."):]), Site{})
		default:
			return asInstance(base)
		}
	}
	return Value{}
}

// asInstance is an object of the class that v is.
func asInstance(v Value) Value {
	switch v.Kind {
	case ClassObj:
		return Value{Kind: Instance, Class: v.Class}
	case LibObj:
		if pylib.FindType(v.Lib) != nil {
			return instance(v.Lib, Site{})
		}
	}
	return Value{}
}

// namedType resolves a string annotation that is a plain dotted name.
func (ev *evaluation) namedType(f *File, name string) Value {
	parts := strings.Split(strings.TrimSpace(name), ".")
	s := f.moduleSymbol(parts[0])
	if s == 0 {
		if len(parts) == 1 {
			return asInstance(Value{Kind: LibObj, Lib: "builtins." + parts[0]})
		}
		return Value{}
	}
	v := ev.symbol(f, s)
	for _, p := range parts[1:] {
		switch {
		case v.Kind == Module && v.File != nil:
			v = ev.moduleMember(v.File.Path, v.Lib, p)
		case v.Kind == Module || v.Kind == LibObj:
			v = ev.m.libMember(v.Lib, p)
		default:
			return Value{}
		}
	}
	return asInstance(v)
}
