package threads

import (
	"slices"
	"sort"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An Object is what one expression makes (a thread, a lock, a pool) with every
// use of it that the program shows. It follows names, attributes, containers,
// loops, comprehensions, and parameters of functions of the program.
//
// The trace is a may-analysis: a use may be of another object that the same
// name or container holds. Escapes says that uses may be missing.
type Object struct {
	Site    Site
	Uses    []Use    // by file and position
	Escapes bool     // handed to code that is not followed, returned, or stored where others reach it
	Names   []string // what holds it, as written: "t", "self._thread", "threads"
	InList  bool     // held in a container
	InAttr  bool     // held in an attribute

	Leak Site // where it was seen first that it escapes; invalid where that is at no one place

	waits bool // some answer below waited for a file
}

// UseKind says how an object is used.
type UseKind uint8

const (
	UnknownUse UseKind = iota
	Method             // Name is called on it; Call is the call
	MethodRef          // Name is read from it without being called
	AttrStore          // Name of it is assigned
	Entered            // with obj
	Tested             // compared, or tested for truth
	Iterated           // awaited, iterated or else consumed as a value
	Alias              // passed to a parameter of the program; the uses there are listed too
)

// A Use is one use of an object.
type Use struct {
	Kind    UseKind
	Name    string // of Method, MethodRef, AttrStore
	File    *File
	Expr    facts.ExprID  // the expression that stands for the object
	Call    facts.ExprID  // Method: the call; AttrStore: the value
	Event   facts.EventID // -1 where there is none
	Element bool          // through an item of a container
	All     bool          // through a loop over a whole container
	Loose   bool          // through an attribute of an object of unknown type
	Callee  bool          // inside a function that the object was passed to
}

// In is the function in which the use stands, nil where that is not known.
func (u *Use) In() *Func {
	if u.Event < 0 {
		return nil
	}
	return u.File.FuncOf(u.Event)
}

// Name is what to call the object in a message; "" where nothing names it.
func (o *Object) Name() string {
	if len(o.Names) == 0 {
		return ""
	}
	return o.Names[0]
}

// UsesOf is the uses as a call of one of the methods.
func (o *Object) Calls(names ...string) []Use {
	var out []Use
	for _, u := range o.Uses {
		if u.Kind == Method && contains(names, u.Name) {
			out = append(out, u)
		}
	}
	return out
}

// Mentions says whether a method is called or referred to anywhere.
func (o *Object) Mentions(name string) bool {
	for _, u := range o.Uses {
		if (u.Kind == Method || u.Kind == MethodRef) && u.Name == name {
			return true
		}
	}
	return false
}

// ObjectAt is the object that the Call (or other expression) at a site makes.
func (m *Model) ObjectAt(s Site) *Object {
	if o, ok := m.objects.Load(s); ok {
		m.again(o.(*Object).waits)
		return o.(*Object)
	}
	t := &tracer{m: m, obj: &Object{Site: s}, seen: map[traced]bool{}, bound: map[boundTo]bool{}, held: map[Site]bool{}}
	t.obj.waits = m.waits(func() {
		t.value(s.File, s.Expr, via{})
		t.run()
	})
	sortUses(t.obj.Uses)
	o, _ := m.objects.LoadOrStore(s, t.obj)
	return o.(*Object)
}

// Objects is the objects of the given classes that the file makes, in order of position.
func (f *File) Objects(classes ...pylib.Class) []*Object {
	var out []*Object
	for _, m := range f.made.get(f.m, f.collectMade) {
		if slices.Contains(classes, m.class) {
			out = append(out, f.m.ObjectAt(Site{f, m.call}))
		}
	}
	return out
}

// A made object is one that a call of the file makes.
type made struct {
	call  facts.ExprID
	class pylib.Class
}

// collectMade lists what the calls of the file make, as far as the tables have a class for it.
func (f *File) collectMade() (out []made) {
	for _, c := range f.calls {
		if !makes(c) {
			continue
		}
		v := f.Eval(c.Expr)
		if v.Kind != Instance || v.Site != (Site{f, c.Expr}) {
			continue
		}
		if k := v.LibClass(); k != pylib.UnknownClass {
			out = append(out, made{c.Expr, k})
		}
	}
	return out
}

// makes says whether a call makes a new object rather than fetching one.
func makes(c *CallSite) bool {
	return c.Callee.Kind == ClassObj || (c.Callee.Kind == LibObj || c.Callee.Kind == LibBound) && c.Row != nil && c.Row.Does&pylib.Probe == 0
}

func sortUses(u []Use) {
	sort.SliceStable(u, func(i, j int) bool {
		if u[i].File != u[j].File {
			return u[i].File.Path < u[j].File.Path
		}
		return u[i].File.Expr(u[i].Expr).Span.Start < u[j].File.Expr(u[j].Expr).Span.Start
	})
}

// via is how the tracer came to an expression.
type via struct {
	list    bool // the expression is a container that holds the object
	element bool
	all     bool
	loose   bool
	depth   int // calls followed
}

type traced struct {
	s Site
	v via
}

type boundTo struct {
	f   *File
	sym facts.SymbolID
	val facts.ExprID
	v   via
}

// A tracer follows one object. It works from a list, so that long chains of
// aliases cost no stack.
type tracer struct {
	m     *Model
	obj   *Object
	work  []traced
	seen  map[traced]bool
	bound map[boundTo]bool
	held  map[Site]bool // containers that were followed to what else names them
}

// maxTraced bounds one object's trace; beyond it the object counts as escaped.
const maxTraced = 4000

func (t *tracer) value(f *File, e facts.ExprID, v via) {
	k := traced{Site{f, e}, v}
	if !t.seen[k] {
		t.seen[k] = true
		t.work = append(t.work, k)
	}
}

func (t *tracer) run() {
	for len(t.work) > 0 {
		k := t.work[len(t.work)-1]
		t.work = t.work[:len(t.work)-1]
		if len(t.seen) > maxTraced {
			t.obj.Escapes = true
			return
		}
		t.follow(k.s.File, k.s.Expr, k.v)
	}
}

// escape notes that the object is not followed from an expression on.
func (t *tracer) escape(f *File, e facts.ExprID) {
	if t.obj.Escapes = true; !t.obj.Leak.Valid() {
		t.obj.Leak = Site{f, e}
	}
}

func (t *tracer) use(f *File, e facts.ExprID, v via, u Use) {
	u.File, u.Expr, u.Element, u.All, u.Loose, u.Callee = f, e, v.element, v.all, v.loose, v.depth > 0
	u.Event = -1
	if u.Kind == Method {
		u.Event = f.event[u.Call]
	}
	if u.Event < 0 {
		u.Event = f.EventOf(e)
	}
	t.obj.Uses = append(t.obj.Uses, u)
}

// follow looks at what stands around an expression that is the object.
func (t *tracer) follow(f *File, e facts.ExprID, v via) {
	stored := false
	if at := f.event[e]; at >= 0 {
		stored = t.event(f, e, v)
	}
	p := f.parent[e]
	if p == 0 || t.passedOn(f, e, v) {
		return
	}
	x := f.Expr(p)
	switch x.Kind {
	case facts.Attr:
		t.attribute(f, e, p, v)
	case facts.Call:
		t.argument(f, e, p, "", v)
	case facts.Keyword:
		if c := f.parent[p]; c > 0 {
			t.argument(f, e, c, f.Text(x.Str), v)
		}
	case facts.Tuple, facts.List, facts.Set, facts.Dict:
		if !stored || v.list {
			t.value(f, p, via{list: true, loose: v.loose, depth: v.depth})
		}
	case facts.ListComp, facts.SetComp, facts.Generator, facts.DictComp:
		if x.A == e || x.B == e {
			t.value(f, p, via{list: true, loose: v.loose, depth: v.depth})
		}
	case facts.CompFor:
		if x.B == e && v.list {
			t.items(f, e, v)
		}
	case facts.Binary:
		if v.list && x.Op == facts.Add {
			t.value(f, p, v)
		}
	case facts.Subscript:
		t.subscript(f, e, p, v)
	case facts.IfExp, facts.And, facts.Or:
		t.use(f, e, v, Use{Kind: Tested})
		t.value(f, p, v)
	case facts.Named:
		if x.B == e {
			t.binding(f, f.Expr(x.A).Sym, e, v)
			t.value(f, p, v)
		}
	case facts.Compare, facts.Unary, facts.CompIf:
		t.use(f, e, v, Use{Kind: Tested})
	case facts.FString:
	case facts.Star:
		if v.list && f.parent[p] > 0 && f.Expr(f.parent[p]).Kind != facts.Call {
			t.value(f, f.parent[p], v)
			return
		}
		t.escape(f, e)
	default:
		t.escape(f, e)
	}
}

// event handles an expression that an event is about. It says whether the
// value was stored.
func (t *tracer) event(f *File, e facts.ExprID, v via) (stored bool) {
	for id := f.event[e]; id >= 0 && int(id) < len(f.Events); id++ {
		ev := &f.Events[id]
		if ev.X != e && ev.Y != e {
			if ev.Stmt != f.Events[f.event[e]].Stmt {
				break
			}
			continue
		}
		switch ev.Kind {
		case facts.StoreEvent:
			if ev.Y == e {
				stored = true
				t.store(f, ev.X, e, v)
			}
		case facts.ReturnEvent, facts.YieldEvent, facts.RaiseEvent:
			if g := f.FuncOf(id); g.Facts().Flags&facts.LambdaFunc == 0 || f.parent[e] == 0 {
				t.escape(f, e)
			}
		case facts.TestEvent:
			t.use(f, e, v, Use{Kind: Tested})
		case facts.IterateEvent:
			if ev.X == e && v.list {
				t.items(f, e, v)
			} else if ev.X == e {
				t.use(f, e, v, Use{Kind: Iterated})
			}
		case facts.EnterEvent:
			t.use(f, e, v, Use{Kind: Entered})
			if ev.Y > 0 && f.Expr(ev.Y).Kind == facts.Name {
				t.enterOf(f, ev.Y, e, v)
			} else if ev.Y > 0 {
				t.escape(f, e)
			}
		case facts.AwaitEvent:
			t.use(f, e, v, Use{Kind: Iterated})
		}
	}
	return stored
}

// enterOf follows `with e as x` where that binds e itself, and lets the object
// escape where it may.
func (t *tracer) enterOf(f *File, target, e facts.ExprID, v via) {
	s := f.Expr(target).Sym
	for _, b := range f.BindingsOf(s) {
		if b.Value <= 0 || f.Expr(b.Value).Kind != facts.EnterOf || f.Expr(b.Value).A != e {
			continue
		}
		if f.Eval(b.Value).Kind == Instance {
			t.binding(f, s, b.Value, v)
		} else if f.Eval(e).Kind == Unknown { // with given or ThreadPoolExecutor() as pool
			t.escape(f, e)
		}
	}
}

// store follows the object into what it is assigned to.
func (t *tracer) store(f *File, target, val facts.ExprID, v via) {
	x := f.Expr(target)
	switch x.Kind {
	case facts.Name:
		t.binding(f, x.Sym, val, v)
	case facts.Attr:
		t.holder(f, target, v)
	case facts.Subscript:
		t.container(f, x.A, v)
	default:
		t.escape(f, val)
	}
}

// binding follows the loads of a symbol that a binding with value val reaches.
func (t *tracer) binding(f *File, s facts.SymbolID, val facts.ExprID, v via) {
	k := boundTo{f, s, val, v}
	if s <= 0 || t.bound[k] {
		return
	}
	t.bound[k] = true
	name := f.SymbolName(s)
	if !v.element || len(t.obj.Names) == 0 {
		t.named(name)
	}
	t.obj.InList = t.obj.InList || v.list
	scope := f.Scopes[f.Symbols[s].Scope]
	if scope.Kind == facts.ModuleScope && (f.imported() && f.m.namedElsewhere(f, name)) || scope.Kind == facts.ClassScope {
		t.escape(f, val)
	}
	for _, l := range f.loads[s] {
		if at := f.event[l]; at >= 0 && f.Events[at].Kind == facts.StoreEvent && f.Events[at].X == l && f.Events[at].Flags&facts.Aug == 0 {
			continue
		}
		if !f.reachedBy(l, val) {
			continue
		}
		t.value(f, l, v)
	}
}

// reachedBy says whether the binding with that value may be what Name l reads.
func (f *File) reachedBy(l, val facts.ExprID) bool {
	for _, b := range f.bindingsReaching(l) {
		if b.Value == val {
			return true
		}
	}
	return false
}

func (t *tracer) named(name string) {
	if !contains(t.obj.Names, name) {
		t.obj.Names = append(t.obj.Names, name)
	}
}

// holder follows the object through an attribute: every expression of the
// program that may name the same attribute of an object of the same class.
func (t *tracer) holder(f *File, target facts.ExprID, v via) {
	x := f.Expr(target)
	name := f.Text(x.Str)
	t.named(f.Render(target))
	t.obj.InAttr = true
	t.obj.InList = t.obj.InList || v.list
	base := f.Eval(x.A)
	if base.Kind != Instance || base.Class == nil {
		if base.Kind != Unknown && base.Kind != ClassObj && base.Kind != Module {
			t.escape(f, target)
			return
		}
	}
	for _, g := range t.m.files {
		if len(g.attrs[name]) == 0 || !t.m.meets(f, pathOf(g.Path)) {
			continue
		}
		for _, a := range g.attrs[name] {
			if at := g.event[a]; at >= 0 && g.Events[at].Kind == facts.StoreEvent && g.Events[at].X == a {
				continue
			}
			w := v
			if g != f || !f.samePath(a, target) {
				o := g.Eval(g.Expr(a).A)
				if o.Kind == Instance && base.Kind == Instance && o.Class != nil && base.Class != nil && !o.Class.related(base.Class) {
					continue
				}
				w.loose = w.loose || o.Kind != Instance
			}
			t.value(g, a, w)
		}
	}
	if t.m.MentionedElsewhere(f, name) && t.m.unread(f, name) {
		t.escape(f, target)
	}
}

// related says whether one class is the other or a base of it, or may be.
func (c *Class) related(d *Class) bool {
	return c.isA(d) || d.isA(c) || c.unknown || d.unknown
}

// container follows the object into a container that an expression names.
func (t *tracer) container(f *File, e facts.ExprID, v via) {
	w := via{list: true, loose: v.loose, depth: v.depth}
	t.obj.InList = true
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		for _, b := range f.bindingsReaching(e) {
			t.binding(f, x.Sym, b.Value, w)
			t.heldAs(f, b.Value, v)
		}
	case facts.Attr:
		t.holder(f, e, w)
	case facts.Subscript:
		t.container(f, x.A, v)
	case facts.Call:
		if a := f.Expr(x.A); a.Kind == facts.Attr && (f.Text(a.Str) == "setdefault" || f.Text(a.Str) == "get") {
			t.container(f, a.A, v)
			return
		}
		t.escape(f, e)
	default:
		t.escape(f, e)
	}
}

// heldAs follows a container to what else names it: a name may be bound to one
// that an attribute or another name holds. A container that is the caller's, or
// comes from code that is not known, lets the object escape.
func (t *tracer) heldAs(f *File, val facts.ExprID, v via) {
	if val <= 0 {
		t.obj.Escapes = true
		return
	}
	x := f.Expr(val)
	switch x.Kind {
	case facts.ItemOf, facts.ElemOf:
		val = x.A
	case facts.Name, facts.Attr, facts.Subscript:
	default:
		if !f.newContainer(val) || !f.heldOnce(val) {
			t.escape(f, val)
		}
		return
	}
	if at := (Site{f, val}); !t.held[at] {
		t.held[at] = true
		t.container(f, val, v)
	}
}

// newContainer says whether an expression makes a container, or none at all.
func (f *File) newContainer(e facts.ExprID) bool {
	v := f.Eval(e)
	return v.Kind == NoneObj || v.Kind == Instance && v.Class == nil && v.Site == (Site{f, e})
}

// heldOnce says whether one assignment alone stores a value.
func (f *File) heldOnce(val facts.ExprID) bool {
	first, n := f.event[val], 0
	if p := f.parent[val]; first < 0 || p > 0 && (f.Expr(p).Kind != facts.Tuple || f.event[p] >= 0) { // threads, results = [], []
		return false
	}
	whole := f.Stmts[f.Events[first].Stmt].Span
	for id := first; int(id) < len(f.Events) && f.Stmts[f.Events[id].Stmt].Span == whole; id++ {
		if ev := &f.Events[id]; ev.Kind == facts.StoreEvent && ev.Y == val {
			n++
		}
	}
	return n == 1
}

// items follows the object into the targets of a loop over a container.
func (t *tracer) items(f *File, iter facts.ExprID, v via) {
	w := via{element: true, all: !isSlice(f, iter), loose: v.loose, depth: v.depth}
	for _, id := range f.items[iter] {
		t.itemBindings(f, id, w)
	}
}

func isSlice(f *File, e facts.ExprID) bool {
	x := f.Expr(e)
	return x.Kind == facts.Subscript
}

// itemBindings follows every name bound to an item, or to an element of it.
func (t *tracer) itemBindings(f *File, item facts.ExprID, v via) {
	for _, s := range f.bound[item] {
		for _, b := range f.BindingsOf(s) {
			if b.Value == item || b.Value > 0 && f.Expr(b.Value).Kind == facts.ElemOf && f.Expr(b.Value).A == item {
				t.binding(f, s, b.Value, v)
			}
		}
	}
}

// attribute handles obj.name.
func (t *tracer) attribute(f *File, e, p facts.ExprID, v via) {
	name := f.Text(f.Expr(p).Str)
	call := f.parent[p]
	called := call > 0 && f.Expr(call).Kind == facts.Call && f.Expr(call).A == p
	if v.list {
		if !called {
			return
		}
		switch name {
		case "pop", "popleft", "get", "popitem":
			t.value(f, call, via{element: true, loose: v.loose, depth: v.depth})
		case "values", "copy", "items":
			t.value(f, call, v)
		}
		return
	}
	if called {
		t.use(f, e, v, Use{Kind: Method, Name: name, Call: call})
		if name == "setdefault" || f.Eval(call).Site == t.obj.Site {
			t.value(f, call, v)
		}
		return
	}
	if at := f.event[p]; at >= 0 && f.Events[at].Kind == facts.StoreEvent && f.Events[at].X == p {
		t.use(f, e, v, Use{Kind: AttrStore, Name: name, Call: f.Events[at].Y})
		return
	}
	t.use(f, e, v, Use{Kind: MethodRef, Name: name})
}

// subscript handles container[i].
func (t *tracer) subscript(f *File, e, p facts.ExprID, v via) {
	x := f.Expr(p)
	if x.A != e {
		return
	}
	if at := f.event[p]; at >= 0 && f.Events[at].Kind == facts.StoreEvent && f.Events[at].X == p {
		return
	}
	switch {
	case v.list && x.B > 0 && f.Expr(x.B).Kind == facts.Slice:
		t.value(f, p, v)
	case v.list:
		t.value(f, p, via{element: true, loose: v.loose, depth: v.depth})
	}
}

// argument handles f(obj): containers' methods, builtins that look on, and
// functions of the program are followed; what else takes it lets it escape.
func (t *tracer) argument(f *File, e, call facts.ExprID, keyword string, v via) {
	x := f.Expr(call)
	if x.Kind != facts.Call || x.A == e {
		if x.Kind != facts.Call {
			t.escape(f, e)
		}
		return
	}
	c := f.CallAt(call)
	if c == nil {
		t.escape(f, e)
		return
	}
	if recv := c.Receiver(); recv > 0 {
		switch c.Method() {
		case "append", "add", "appendleft", "insert", "extend", "update":
			if k := f.Eval(recv); k.Kind == Unknown || isDisplayType(k.Lib) || k.Lib == "collections.deque" {
				t.container(f, recv, v)
				return
			}
		}
	}
	switch c.Lib() {
	case "builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.reversed", "builtins.iter", "builtins.enumerate", "builtins.zip", "builtins.dict", "builtins.filter":
		if v.list {
			t.value(f, call, v)
			return
		}
	case "builtins.print", "builtins.len", "builtins.str", "builtins.repr", "builtins.isinstance", "builtins.id", "builtins.hash", "builtins.type", "builtins.bool", "builtins.any", "builtins.all", "builtins.hasattr":
		return
	case "builtins.getattr":
		a := f.ArgsOf(call)
		name, known := "", false
		if len(a.Pos) > 1 && a.Pos[0] == e {
			name, known = f.TextOf(a.Pos[1])
		}
		if !known || v.list {
			t.escape(f, e)
		}
		t.use(f, e, v, Use{Kind: MethodRef, Name: name})
		return
	}
	if c.Target != nil && c.Target.plain() && v.depth < 3 && c.Callee.Kind != Unknown {
		if i := c.paramFor(e, keyword); i >= 0 {
			p := c.Target.Params()[i]
			w := v
			w.depth++
			g := c.Target.File
			t.use(f, e, v, Use{Kind: Alias, Call: call})
			for _, b := range g.BindingsOf(p.Sym) {
				if b.Value > 0 && g.Expr(b.Value).Kind == facts.ParamRef {
					t.binding(g, p.Sym, b.Value, w)
				}
			}
			return
		}
	}
	t.escape(f, e)
}

// argumentOf is the expression that e is a direct part of, 0 for none. Where e is given by
// keyword, that is the call, and the keyword is named.
func (f *File) argumentOf(e facts.ExprID) (p facts.ExprID, keyword string) {
	p = f.parent[e]
	if x := f.Expr(p); x.Kind == facts.Keyword {
		return f.parent[p], f.Text(x.Str)
	}
	return p, ""
}

// paramFor is the index of the parameter of the call's target that argument e
// binds, -1 where that is not certain.
func (c *CallSite) paramFor(e facts.ExprID, keyword string) int {
	params := c.Target.Params()
	a := c.File.ArgsOf(c.Expr)
	if keyword != "" {
		for i := range params {
			if c.Target.File.Text(params[i].Name) == keyword && params[i].Kind != facts.PosOnly {
				return i
			}
		}
		return -1
	}
	if a.Star {
		return -1
	}
	for i, p := range a.Pos {
		if p != e {
			continue
		}
		if c.Bound {
			i++
		}
		if i < len(params) && (params[i].Kind == facts.PosOrKw || params[i].Kind == facts.PosOnly) {
			return i
		}
	}
	return -1
}
