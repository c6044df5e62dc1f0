package threads

import "threadlsp/analyzer/facts"

// What runs without being called: the getter of a property, and the special
// methods behind len(x), x[k], k in x, for i in x.

// protocols is the special methods that builtins run on their only argument.
var protocols = map[string][]string{
	"builtins.len": {"__len__"}, "builtins.bool": {"__bool__", "__len__"}, "builtins.str": {"__str__", "__repr__"}, "builtins.repr": {"__repr__"},
	"builtins.iter": {"__iter__"}, "builtins.list": {"__iter__"}, "builtins.tuple": {"__iter__"}, "builtins.set": {"__iter__"}, "builtins.sorted": {"__iter__"},
	"builtins.hash": {"__hash__"}, "builtins.next": {"__next__"}, "builtins.int": {"__int__"}, "builtins.float": {"__float__"},
}

// implicit is the functions of the program that an event runs although nothing
// calls them by name.
func (f *File) implicit(ev *facts.Event) []run {
	switch x := f.Expr(ev.X); ev.Kind {
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c == nil || c.Callee.Kind != LibObj || x.NKids == 0 {
			return nil
		}
		if arg := f.KidsOf(ev.X)[0]; len(protocols[c.Callee.Lib]) > 0 {
			return f.runOn(f.special(arg, protocols[c.Callee.Lib]...), arg)
		}
	case facts.LoadEvent:
		if t, self := f.propertyRead(ev.X); t != nil {
			return f.runOn(t, self)
		}
		if x.Kind == facts.Subscript {
			return f.runOn(f.special(x.A, "__getitem__"), x.A)
		}
	case facts.StoreEvent:
		if x.Kind == facts.Subscript {
			return f.runOn(f.special(x.A, "__setitem__"), x.A)
		}
	case facts.DeleteEvent:
		if x.Kind == facts.Subscript {
			return f.runOn(f.special(x.A, "__delitem__"), x.A)
		}
	case facts.IterateEvent:
		return f.runOn(f.special(ev.X, "__iter__"), ev.X)
	case facts.TestEvent:
		var out []run
		f.visit(ev.X, func(e facts.ExprID, y *facts.Expr) { // membership is part of a test, no event of its own
			if y.Kind == facts.Compare && y.NKids == 2 && (y.Op == facts.In || y.Op == facts.NotIn) {
				self := f.KidsOf(e)[1]
				out = append(out, f.runOn(f.special(self, "__contains__"), self)...)
			}
		})
		return out
	}
	return nil
}

// runOn is the run of a method on an object, with its locks by their names here;
// none for what does not run at once.
func (f *File) runOn(t *Func, self facts.ExprID) []run {
	if t == nil || t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return nil
	}
	return []run{{t, func(l Lock) Lock {
		switch l.Root {
		case SelfLock:
			return f.placeOf(self).join(l.Path)
		case LocalLock:
			return Lock{}
		}
		return l
	}}}
}

// special is the first of some special methods that the class of self has; nil
// where e is not self, and unless it is a plain method of the program.
func (f *File) special(e facts.ExprID, names ...string) *Func {
	if !f.isSelf(e) {
		return nil
	}
	k := f.selfClass(f.Expr(e).Sym)
	for _, n := range names {
		switch m := k.Lookup(n); {
		case m.Func != nil && m.Func.methodKind() == instanceMethod:
			return m.Func
		case m.Func != nil || m.Unknown || m.Lib != "":
			return nil
		}
	}
	return nil
}

// implicitOps gives an event that runs functions which take locks its place in
// the flow, for what is held there.
func (k *lockModel) implicitOps(w *lockFlow, id facts.EventID, runs []run) {
	for _, r := range runs {
		if sum := k.sums[r.to]; sum != nil && len(sum.takes) > 0 {
			w.note(id)
		}
	}
}

// excludes says whether all that a class stores at a path of one attribute is a
// lock whose holder cannot take it again.
func (c *Class) excludes(path string) bool {
	if c == nil || len(path) < 2 || path[0] != '.' {
		return false
	}
	found := false
	for _, k := range c.mro {
		for _, id := range k.selfStores(path[1:]) {
			if ev := &k.File.Events[id]; ev.Y <= 0 || k.File.reentrancy(ev.Y, 0) != No {
				return false
			}
			found = true
		}
	}
	return found
}
