package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Inside is the function in which a function or the class of a method is
// defined, so that no other process can find it by name; nil where it can. A
// lambda has no name to be found by anywhere: a module's body counts there.
func (fn *Func) Inside() *Func {
	f := fn.File
	if fn.Class != nil {
		return fn.Class.Inside()
	}
	if fn.Facts().Flags&facts.LambdaFunc == 0 {
		if s := f.definedBy[fn.ID]; fn.Facts().Parent <= 0 || f.Scopes[f.Symbols[s].Scope].Kind == facts.ModuleScope {
			return nil // also one that is declared global
		}
	}
	return fn.outer()
}

// Inside is the function in which a class is defined, nil for a module's.
func (c *Class) Inside() *Func {
	if fn := c.File.Funcs[c.Facts().Func]; fn.ID != 0 {
		return fn
	}
	return nil
}

// Unpicklable is an attribute that every instance of the class holds and that
// cannot be pickled, with what it is; at is not Valid where there is none, or
// where the class says itself how it is pickled.
func (c *Class) Unpicklable() (attr string, at Site, t *pylib.Type) {
	if c.unknown || slices.ContainsFunc(c.lib, func(b string) bool { return b != "builtins.object" }) {
		return "", Site{}, nil
	}
	for _, name := range []string{"__getstate__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__deepcopy__"} {
		if m := c.Lookup(name); m.Func != nil || m.Unknown || m.Binding != nil {
			return "", Site{}, nil
		}
	}
	init := c.Method("__init__")
	if init == nil || !init.plain() {
		return "", Site{}, nil
	}
	f := init.File
	for name := range f.stores {
		id := c.onlyStore(f, name)
		if id < 0 || f.FuncOf(id) != init || f.conditional(f.Events[id].Stmt) {
			continue
		}
		ev := &f.Events[id]
		v := f.Eval(ev.Y)
		if k := v.LibType(); v.Kind == Instance && v.Class == nil && !v.Maybe && k != nil && k.NoPickle && !k.Process && (attr == "" || name < attr) {
			attr, at, t = name, Site{f, ev.Y}, k
		}
	}
	return attr, at, t
}

// onlyStore is the one store to an attribute of that name in the file of the
// constructor, which may be one of its objects': what methods of other classes store
// in their own self is another's. -1 if there is none or several.
func (c *Class) onlyStore(in *File, name string) facts.EventID {
	only := facts.EventID(-1)
	for _, g := range c.File.m.files {
		for _, id := range g.stores[name] {
			base := g.Expr(g.Events[id].X).A
			if k := g.FuncOf(id).Class; g.isSelf(base) && k != nil && !k.unknown && !c.related(k) {
				continue
			}
			if only >= 0 || g != in || !g.isSelf(base) {
				return -1
			}
			only = id
		}
	}
	return only
}

// conditional says whether a statement of a function does not run each time.
func (f *File) conditional(s facts.StmtID) bool {
	return f.Enclosing(s, facts.If, facts.Elif, facts.Else, facts.For, facts.While, facts.Try, facts.Except, facts.Case) != 0
}
