package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
)

// A Lending is a lock of an object that a method gives to another object which
// it makes and returns: Pipeline(lock=self._lock). Who has the other object may
// hold the lock after the first one died, unless the other keeps it alive.
type Lending struct {
	Call *CallSite // makes the other object
	To   *Class    // its class
	lock Lock      // what who is asked for calls the lock: the other object for lendings, the lender for borrowings
}

// Name is what the code calls the lock that holds it beside the finalizer.
func (l *Lending) Name() string { return l.lock.Name() }

// lendings is where methods of a class and its bases lend the lock self.name to
// an object that does not keep self alive, in order of class and position.
func (c *Class) lendings(name string) []Lending {
	var out []Lending
	for _, k := range c.mro {
		for _, e := range k.File.attrs[name] {
			if !k.File.isSelf(k.File.Expr(e).A) || k.File.selfClass(k.File.Expr(k.File.Expr(e).A).Sym) != k {
				continue
			}
			if l, ok := k.File.lending(e); ok {
				out = append(out, l)
			}
		}
	}
	return out
}

// lending reads the call of a class that an attribute of self is an argument of.
func (f *File) lending(e facts.ExprID) (Lending, bool) {
	p, keyword := f.argumentOf(e)
	c := f.CallAt(p)
	if c == nil || c.Callee.Kind != ClassObj || c.Target == nil || f.Expr(p).A == e || !slices.Contains(c.In.returns(), p) {
		return Lending{}, false
	}
	i := c.paramFor(e, keyword)
	if i < 0 {
		return Lending{}, false
	}
	attr := c.Target.File.storedIn(c.Target, c.Target.Params()[i].Sym)
	if attr == "" || f.anyKeepsSelf(f.KidsOf(p), 0) {
		return Lending{}, false
	}
	return Lending{Call: c, To: c.Callee.Class, lock: Lock{Root: SelfLock, Path: "." + attr}}, true
}

// borrowings is where objects of a class are made that are given the lock which
// they keep as self.name, in order of file and position: a global one, or one
// of an object whose method returns them.
func (c *Class) borrowings(name string) []Lending {
	stores := c.storesOf(name)
	if len(stores) != 1 || stores[0].file.Events[stores[0].event].Y <= 0 {
		return nil
	}
	init := stores[0].file.FuncOf(stores[0].event)
	i, _ := stores[0].file.paramOf(stores[0].file.Events[stores[0].event].Y, init)
	if i <= 0 || init.Name != "__init__" {
		return nil
	}
	var out []Lending
	for _, f := range c.File.m.files {
		for _, made := range f.calls {
			if made.Callee.Kind != ClassObj || made.Target != init || !made.Callee.Class.isA(c) {
				continue
			}
			arg, _ := made.argumentFor(init, i)
			if !arg.Valid() {
				continue
			}
			abs, _ := made.In.absolute(arg.File.placeOf(arg.Expr))
			if abs.Root == GlobalLock || abs.Root == ClassLock || abs.Root == SelfLock && slices.Contains(made.In.returns(), made.Expr) {
				out = append(out, Lending{Call: made, To: c, lock: abs})
			}
		}
	}
	return out
}

// heldIn finds a method of the other object that makes calls while it holds the lock.
func (l *Lending) heldIn(k *lockModel, but func(*Func) bool) (fn *Func, at facts.EventID) {
	for _, c := range l.To.mro {
		for _, fn := range c.File.Funcs {
			w := k.flows[fn]
			if w == nil || fn.Class != c || fn.Name == "__init__" || l.To.Lookup(fn.Name).Func != fn || but(fn) {
				continue
			}
			if i := slices.Index(w.locks, l.lock); i >= 0 {
				if at, ok := w.callsHolding(i); ok {
					return fn, at
				}
			}
		}
	}
	return nil, 0
}

// keptDeep is how far values are followed for whether they keep an object alive.
const keptDeep = 4

// keepsSelf says whether a value may keep the object alive whose method makes
// it: the object itself, its bound methods, functions made here, and what was
// made of these. What comes from outside is not made of it.
func (f *File) keepsSelf(e facts.ExprID, deep int) bool {
	if e <= 0 {
		return false
	}
	if deep > keptDeep {
		return true
	}
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		if f.isSelf(e) {
			return true
		}
		return slices.ContainsFunc(f.bindingsReaching(e), func(b facts.Binding) bool { return f.keepsSelf(b.Value, deep+1) })
	case facts.Attr:
		if f.isSelf(x.A) {
			return f.attrKeepsSelf(f.selfClass(f.Expr(x.A).Sym), f.Text(x.Str), deep)
		}
		return f.keepsSelf(x.A, deep)
	case facts.Call:
		return f.callKeepsSelf(e, deep)
	case facts.FuncRef:
		return true
	case facts.ParamRef, facts.ClassRef, facts.ImportRef:
		return false
	}
	return f.anyKeepsSelf([]facts.ExprID{x.A, x.B}, deep) || f.anyKeepsSelf(f.KidsOf(e), deep)
}

func (f *File) anyKeepsSelf(list []facts.ExprID, deep int) bool {
	return slices.ContainsFunc(list, func(e facts.ExprID) bool { return f.keepsSelf(e, deep) })
}

// attrKeepsSelf is keepsSelf for an attribute of self.
func (f *File) attrKeepsSelf(c *Class, name string, deep int) bool {
	if c.Lookup(name).Func != nil {
		return true
	}
	return slices.ContainsFunc(c.storesOf(name), func(s attrStore) bool { return s.file.keepsSelf(s.file.Events[s.event].Y, deep+1) })
}

// callKeepsSelf is keepsSelf for what a call returns: it does not keep what it
// is given where the function of the program that is called does not.
func (f *File) callKeepsSelf(e facts.ExprID, deep int) bool {
	c := f.CallAt(e)
	if c == nil {
		return true
	}
	for _, k := range f.KidsOf(e) {
		keyword := ""
		if x := f.Expr(k); x.Kind == facts.Keyword {
			keyword, k = f.Text(x.Str), x.A
		}
		if !f.keepsSelf(k, deep) {
			continue
		}
		if !f.isSelf(k) || c.Target == nil || c.Callee.Kind == Unknown {
			return true
		}
		if i := c.paramFor(k, keyword); i < 0 || c.Target.keepsParam(i, 0) {
			return true
		}
	}
	return false
}

// keepsParam says whether a function may keep what it is given for a parameter:
// it does more than read from it, compare it, and hand it to functions that do
// not keep it either.
func (fn *Func) keepsParam(i, deep int) bool {
	f, s := fn.File, fn.Params()[i].Sym
	if deep > keptDeep || !fn.plain() && fn.Name != "__init__" || f.Symbols[s].NBind != 1 {
		return true
	}
	return slices.ContainsFunc(f.loads[s], func(l facts.ExprID) bool {
		p, keyword := f.argumentOf(l)
		if p <= 0 || f.FuncAt(l) != fn {
			return true
		}
		switch x := f.Expr(p); x.Kind {
		case facts.Attr, facts.Compare, facts.Unary:
			return false
		case facts.Call:
			c := f.CallAt(p)
			if c == nil || x.A == l || c.Target == nil || c.Callee.Kind == Unknown {
				return true
			}
			j := c.paramFor(l, keyword)
			return j < 0 || c.Target.keepsParam(j, deep+1)
		}
		return true
	})
}
