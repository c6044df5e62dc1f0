package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
)

// LockRoot says where the path to a lock begins.
type LockRoot uint8

const (
	UnknownLock LockRoot = iota
	GlobalLock           // a name of a module, or an attribute of one
	ClassLock            // an attribute of a class: one for all instances
	SelfLock             // an attribute of the object whose method runs
	LocalLock            // begins with a local name, a parameter or a closure variable
	moduleRoot           // no lock: a module
	classRoot            // no lock: a class
)

// A Lock is the identity of a lock: the path to it from a root, as in Clang's
// thread safety analysis, whose capabilities are expressions, and in RacerD
// (Blackshear et al., OOPSLA 2018), whose accesses are paths from a root.
//
// Equal locks are the same object as long as nothing on the path is stored to.
// Locks that differ may still be one object: two paths can lead to it.
type Lock struct {
	Root  LockRoot
	File  *File          // Global, Local: the file of the name; nil for one of a library
	Sym   facts.SymbolID // Global, Local
	Class *Class         // ClassLock: the class whose body or methods set it
	Path  string         // what follows the root: "._lock"; "" where the name is the lock
}

// Known says whether the lock has an identity.
func (l Lock) Known() bool { return l.Root >= GlobalLock && l.Root <= LocalLock }

// Name is the last part of the path, as messages call the lock.
func (l Lock) Name() string {
	if i := strings.LastIndexByte(l.Path, '.'); i >= 0 {
		return l.Path[i+1:]
	}
	if l.File != nil && l.Sym > 0 {
		return l.File.SymbolName(l.Sym)
	}
	return l.Path
}

// String is the whole path, for people: "self._lock", "Store._lock".
func (l Lock) String() string {
	switch l.Root {
	case SelfLock:
		return "self" + l.Path
	case ClassLock:
		return l.Class.Name + l.Path
	}
	if l.File != nil && l.Sym > 0 {
		return l.File.SymbolName(l.Sym) + l.Path
	}
	return l.Path
}

// maxPath is how many attributes a path may have.
const maxPath = 4

// join is the path that goes on from l.
func (l Lock) join(path string) Lock {
	if l.Root == UnknownLock || l.Root > LocalLock || strings.Count(l.Path, ".")+strings.Count(path, ".") > maxPath {
		return Lock{}
	}
	l.Path += path
	return l
}

// rest is what follows the path p in l; ok is false where l does not begin with p.
func (l Lock) rest(p Lock) (path string, ok bool) {
	if !p.Known() || l.Root != p.Root || l.File != p.File || l.Sym != p.Sym || l.Class != p.Class {
		return "", false
	}
	path, ok = strings.CutPrefix(l.Path, p.Path)
	return path, ok && (path == "" || path[0] == '.')
}

// placeOf is the path that an expression names; the zero Lock where it is none.
// A name that is bound once to a path stands for that path.
func (f *File) placeOf(e facts.ExprID) Lock { return f.place(e, 0) }

const maxAliases = 6

func (f *File) place(e facts.ExprID, depth int) Lock {
	if e <= 0 || depth > maxAliases {
		return Lock{}
	}
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		return f.placeOfName(e, depth)
	case facts.Attr:
		return f.placeOfAttr(e, depth)
	case facts.Call:
		return f.placeOfCall(e, depth)
	case facts.Named:
		return f.place(x.B, depth+1)
	}
	return Lock{}
}

func (f *File) placeOfName(e facts.ExprID, depth int) Lock {
	s := f.Expr(e).Sym
	if s <= 0 {
		return Lock{}
	}
	scope := &f.Scopes[f.Symbols[s].Scope]
	switch scope.Kind {
	case facts.ModuleScope:
		return f.globalPlace(s, depth)
	case facts.ClassScope:
		return Lock{Root: ClassLock, Class: f.Classes[scope.Class], Path: "." + f.SymbolName(s)}
	}
	if c := f.selfClass(s); c != nil {
		if fn := f.FuncAt(e); fn == nil || fn.method() == f.Funcs[scope.Func] {
			return Lock{Root: SelfLock}
		}
		return Lock{Root: LocalLock, File: f, Sym: s}
	}
	if c := f.clsOf(s); c != nil {
		return Lock{Root: classRoot, Class: c}
	}
	if binds := f.bindingsReaching(e); len(binds) == 1 && !binds[0].Aug && binds[0].Value > 0 {
		if l := f.aliased(binds[0].Value, depth); l.Root != UnknownLock {
			return l
		}
	}
	return Lock{Root: LocalLock, File: f, Sym: s}
}

// aliased is the path that the value of a name's only binding stands for. A
// path that begins with a local name counts only if that is never bound again.
func (f *File) aliased(value facts.ExprID, depth int) Lock {
	switch x := f.Expr(value); x.Kind {
	case facts.Name, facts.Attr, facts.Call, facts.Named:
		l := f.place(value, depth+1)
		if l.Root == LocalLock && l.File.Symbols[l.Sym].NBind != 1 {
			return Lock{}
		}
		return l
	case facts.ImportRef:
		return f.importedPlace(x.Import(), depth)
	case facts.ClassRef:
		return Lock{Root: classRoot, Class: f.Classes[x.Class()]}
	}
	return Lock{}
}

// globalPlace is the place of a module-level name.
func (f *File) globalPlace(s facts.SymbolID, depth int) Lock {
	if f.Symbols[s].NBind == 0 {
		return Lock{}
	}
	if f.Symbols[s].NBind == 1 {
		if v := f.BindingsOf(s)[0].Value; v > 0 {
			if l := f.aliased(v, depth); l.Root != UnknownLock && l.Root != LocalLock {
				return l
			}
		}
	}
	return Lock{Root: GlobalLock, File: f, Sym: s}
}

func (f *File) importedPlace(id facts.ImportID, depth int) Lock {
	imp := &f.Imports[id]
	mod, name := f.Text(imp.Module), f.Text(imp.Name)
	v := f.m.importedValue(f, id)
	switch {
	case v.Kind == Module && v.File != nil:
		return Lock{Root: moduleRoot, File: v.File}
	case v.Kind == ClassObj:
		return Lock{Root: classRoot, Class: v.Class}
	case v.Kind == Module || name == "" || depth > maxAliases:
		return Lock{}
	}
	path, _, lib := f.m.names.resolve(pathOf(f.Path), mod, int(imp.Level))
	if lib {
		return Lock{Root: GlobalLock, Path: f.m.canonical(mod + "." + name)}
	}
	if g := f.m.byKey[path]; g != nil {
		if s := g.moduleSymbol(name); s > 0 {
			return g.globalPlace(s, depth+1)
		}
	}
	return Lock{}
}

// importedValue is what an import binds.
func (m *Model) importedValue(f *File, id facts.ImportID) Value {
	return (&evaluation{m: m}).imported(f, id)
}

// placeOfAttr is base.name, by what base is: a module, a class, or an object
// whose class may share the attribute among all instances.
func (f *File) placeOfAttr(e facts.ExprID, depth int) Lock {
	x := f.Expr(e)
	name := f.Text(x.Str)
	base := f.place(x.A, depth+1)
	switch base.Root {
	case UnknownLock:
		return Lock{}
	case moduleRoot:
		if s := base.File.moduleSymbol(name); s > 0 {
			return base.File.globalPlace(s, depth+1)
		}
		return Lock{}
	case classRoot:
		return base.Class.attributePlace(name)
	}
	if name == "__class__" {
		if c := f.classAt(x.A, base); c != nil {
			return Lock{Root: classRoot, Class: c}
		}
	}
	c := f.classAt(x.A, base)
	if c == nil {
		return base.join("." + name)
	}
	m := c.Lookup(name)
	if m.Func != nil {
		if m.Func.methodKind() == propertyMethod {
			return base.through(m.Func, depth)
		}
		return Lock{}
	}
	stores := c.storesOf(name)
	if m.Binding != nil && len(stores) == 0 {
		return c.attributePlace(name)
	}
	if len(stores) == 1 {
		if l := stores[0].storedPath(depth); l.Root == GlobalLock || l.Root == ClassLock {
			return l
		} else if l.Root == SelfLock && l.Path != "" {
			return base.join(l.Path)
		}
	}
	return base.join("." + name)
}

// classAt is the class of the object that a path names, nil if it is not known.
func (f *File) classAt(e facts.ExprID, place Lock) *Class {
	if x := f.Expr(e); place == (Lock{Root: SelfLock}) && x.Kind == facts.Name {
		return f.selfClass(x.Sym)
	}
	if v := f.Eval(e); v.Kind == Instance {
		return v.Class
	}
	return nil
}

// attributePlace is an attribute of a class that all instances share.
func (c *Class) attributePlace(name string) Lock {
	owner := c
	if m := c.Lookup(name); m.Owner != nil {
		owner = m.Owner
	}
	if b, ok := owner.Own(name); ok && len(owner.members[name]) == 1 && b.Value > 0 {
		switch owner.File.Expr(b.Value).Kind {
		case facts.Name, facts.Attr:
			if l := owner.File.place(b.Value, maxAliases-1); l.Root == GlobalLock {
				return l
			}
		}
	}
	return Lock{Root: ClassLock, Class: owner, Path: "." + name}
}

// An attrStore is a store to an attribute of self.
type attrStore struct {
	file  *File
	event facts.EventID
}

// storesOf is the stores to self.name in the class and its bases.
func (c *Class) storesOf(name string) []attrStore {
	var out []attrStore
	for _, k := range c.mro {
		for _, id := range k.selfStores(name) {
			out = append(out, attrStore{k.File, id})
		}
	}
	return out
}

// storedPath is the path that the stored value names.
func (s attrStore) storedPath(depth int) Lock {
	ev := &s.file.Events[s.event]
	if ev.Y <= 0 || ev.Flags&facts.Aug != 0 {
		return Lock{}
	}
	switch s.file.Expr(ev.Y).Kind {
	case facts.Name, facts.Attr:
		return s.file.place(ev.Y, depth+2)
	}
	return Lock{}
}

// through is the path that a property of the object at l returns.
func (l Lock) through(fn *Func, depth int) Lock {
	r := fn.onlyResult()
	if r <= 0 {
		return Lock{}
	}
	switch in := fn.File.place(r, depth+1); in.Root {
	case GlobalLock, ClassLock:
		return in
	case SelfLock:
		return l.join(in.Path)
	}
	return Lock{}
}

// onlyResult is the expression of the function's only return, 0 if there is none.
func (fn *Func) onlyResult() facts.ExprID {
	if fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return 0
	}
	if r := fn.returns(); len(r) == 1 {
		return r[0]
	}
	return 0
}

// placeOfCall is what a function of the program returns, where that is one path.
func (f *File) placeOfCall(e facts.ExprID, depth int) Lock {
	c := f.CallAt(e)
	if c == nil {
		return Lock{}
	}
	if c.open {
		d := *c
		d.resolve()
		c = &d
	}
	if c.Callee.Lib == "builtins.super" && c.Callee.Kind == LibObj {
		return Lock{Root: SelfLock}
	}
	t := c.Target
	if t == nil || c.Callee.Kind != FuncObj || !t.plain() {
		return Lock{}
	}
	r := t.onlyResult()
	if r <= 0 {
		return Lock{}
	}
	return c.outward(t, t.File.place(r, depth+1), depth)
}

// method is the method whose self a function and the functions in it see, nil
// for a function outside any.
func (fn *Func) method() *Func {
	for g := fn; g != nil; g = g.outer() {
		if g.Class != nil {
			return g
		}
	}
	return nil
}

// clsOf is the class that a symbol is the first parameter of a class method for.
func (f *File) clsOf(s facts.SymbolID) *Class {
	if f.Symbols[s].Flags&facts.IsParam == 0 || f.Symbols[s].NBind != 1 {
		return nil
	}
	fn := f.Funcs[f.Scopes[f.Symbols[s].Scope].Func]
	if fn.Class == nil || len(fn.Params()) == 0 || fn.Params()[0].Sym != s {
		return nil
	}
	if fn.methodKind() == classMethod || fn.takesClass() {
		return fn.Class
	}
	return nil
}

// takesClass says whether Python hands a method its class without being told to.
func (fn *Func) takesClass() bool {
	switch fn.Name {
	case "__new__", "__init_subclass__", "__class_getitem__":
		return true
	}
	return false
}

// receiverPlace is the path of the object that becomes the callee's self.
func (c *CallSite) receiverPlace(t *Func, depth int) Lock {
	f := c.File
	if depth > maxAliases {
		return Lock{}
	}
	if t.Class == nil {
		if m := t.method(); m != nil && c.In.method() == m {
			return Lock{Root: SelfLock}
		}
		return Lock{}
	}
	switch {
	case c.Callee.Kind == ClassObj:
		return Lock{} // a new object
	case c.Callee.Kind == Instance:
		return f.place(f.Expr(c.Expr).A, depth+1)
	case !c.Bound && c.Callee.Kind != Unknown:
		if a := f.ArgsOf(c.Expr); len(a.Pos) > 0 {
			return f.place(a.Pos[0], depth+1)
		}
		return Lock{}
	case c.Receiver() > 0:
		return f.place(c.Receiver(), depth+1)
	case c.Callee.Self.Valid() && c.Callee.Self.File == f && f.FuncAt(c.Callee.Self.Expr) == c.In:
		return f.place(c.Callee.Self.Expr, depth+1)
	}
	return Lock{}
}

// outward is what a lock of callee t is called in the function that makes the
// call; the zero Lock where it has no name there.
func (c *CallSite) outward(t *Func, l Lock, depth int) Lock {
	switch l.Root {
	case GlobalLock, ClassLock:
		return l
	case SelfLock:
		return c.receiverPlace(t, depth).join(l.Path)
	case LocalLock:
		if l.File != t.File {
			return Lock{}
		}
		owner := l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func
		if owner != t.ID {
			if t.within(owner) {
				return l
			}
			return Lock{}
		}
		for i, p := range t.Params() {
			if p.Sym == l.Sym && l.File.Symbols[l.Sym].NBind == 1 {
				if a, ok := c.argumentFor(t, i); ok && a.Valid() {
					return a.File.place(a.Expr, depth+1).join(l.Path)
				}
			}
		}
	}
	return Lock{}
}

// within says whether the function stands in another, at any depth.
func (fn *Func) within(outer facts.FuncID) bool {
	for p := fn.Facts().Parent; p >= 0; p = fn.File.Funcs[p].Facts().Parent {
		if p == outer {
			return true
		}
	}
	return false
}

// inward is what a lock of the calling function is called in callee t.
func (c *CallSite) inward(t *Func, l Lock) Lock {
	switch l.Root {
	case GlobalLock, ClassLock:
		return l
	case LocalLock:
		if l.File == t.File && t.within(l.File.Scopes[l.File.Symbols[l.Sym].Scope].Func) {
			return l
		}
	}
	if rest, ok := l.rest(c.receiverPlace(t, 0)); ok {
		return Lock{Root: SelfLock, Path: rest}
	}
	for i, p := range t.Params() {
		if t.File.Symbols[p.Sym].NBind != 1 {
			continue
		}
		if a, ok := c.argumentFor(t, i); ok && a.Valid() {
			if rest, ok := l.rest(a.File.placeOf(a.Expr)); ok {
				return Lock{Root: LocalLock, File: t.File, Sym: p.Sym, Path: rest}
			}
		}
	}
	return Lock{}
}
