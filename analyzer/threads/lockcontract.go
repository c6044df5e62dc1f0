package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
)

// A heldAround is a lock that a decorator holds around a function's body.
type heldAround struct {
	lock  Lock
	alone bool // its holder cannot take it again
}

// decorators finds the functions under decorators of the program that hold a
// lock around the call, and notes the locks; it lists these functions.
func (k *lockModel) decorators(all []*Func) []*Func {
	var out []*Func
	for _, fn := range all {
		if fn.Facts().NDecors == 0 || fn.methodKind() != oddMethod {
			continue
		}
		for _, d := range fn.File.DecoratorsOf(fn.ID) {
			k.uses[fn] = append(k.uses[fn], k.heldBy(fn, d)...)
		}
		if len(k.uses[fn]) > 0 {
			k.update(fn)
			out = append(out, fn)
		} else {
			delete(k.uses, fn)
		}
	}
	return out
}

// heldBy is the locks that the wrapper which a decorator makes holds when it
// calls the function.
func (k *lockModel) heldBy(fn *Func, d facts.ExprID) []heldAround {
	f := fn.File
	callee, call := d, f.CallAt(d)
	if call != nil {
		callee = f.Expr(d).A
	}
	v := f.Eval(callee)
	if v.Kind != FuncObj {
		return nil
	}
	factory, inner := v.Func, v.Func
	if call != nil {
		if inner = factory.returned(); inner == nil {
			return nil
		}
	}
	wrapper := inner.returned()
	if wrapper == nil || len(inner.Params()) == 0 || k.flows[wrapper] == nil {
		return nil
	}
	w := k.flows[wrapper]
	for _, c := range wrapper.callSites {
		if x := wrapper.File.Expr(wrapper.File.Expr(c.Expr).A); x.Kind != facts.Name || x.Sym != inner.Params()[0].Sym {
			continue
		}
		s, ok := w.before(c.Event)
		if !ok {
			return nil
		}
		var out []heldAround
		for i, held := range s.locks {
			if l := k.wrapped(fn, call, factory, wrapper, c, w.locks[i]); held.lo > 0 && l.Known() {
				out = append(out, heldAround{l, w.plain[i] || l.Root == SelfLock && fn.Class.excludes(l.Path)})
			}
		}
		return out
	}
	return nil
}

// returned is the nested function that a function makes and returns.
func (fn *Func) returned() *Func {
	r := fn.onlyResult()
	if r <= 0 || fn.File.Expr(r).Kind != facts.Name {
		return nil
	}
	binds := fn.File.bindingsReaching(r)
	if len(binds) != 1 || binds[0].Value <= 0 {
		return nil
	}
	x := fn.File.Expr(binds[0].Value)
	if x.Kind != facts.FuncRef {
		return nil
	}
	if g := fn.File.Funcs[x.Func()]; g.Facts().Parent == fn.ID {
		return g
	}
	return nil
}

// wrapped is what a lock of the wrapper is called in the decorated function.
func (k *lockModel) wrapped(fn *Func, call *CallSite, factory, wrapper *Func, c *CallSite, l Lock) Lock {
	switch l.Root {
	case GlobalLock, ClassLock:
		return l
	case LocalLock:
	default:
		return Lock{}
	}
	g := wrapper.File
	if l.File != g || g.Symbols[l.Sym].Flags&facts.IsParam == 0 || g.Symbols[l.Sym].NBind != 1 {
		return Lock{}
	}
	switch owner := g.Scopes[g.Symbols[l.Sym].Scope].Func; owner {
	case wrapper.ID:
		a := g.ArgsOf(c.Expr)
		if fn.Class == nil || len(a.Pos) == 0 || g.Expr(a.Pos[0]).Kind != facts.Name || g.Expr(a.Pos[0]).Sym != l.Sym || wrapper.Params()[0].Sym != l.Sym {
			return Lock{}
		}
		return Lock{Root: SelfLock, Path: l.Path}
	case factory.ID:
		if call == nil {
			return Lock{}
		}
		for i, p := range factory.Params() {
			if p.Sym != l.Sym {
				continue
			}
			if a, ok := call.argumentFor(factory, i); ok && a.Valid() {
				return a.File.placeOf(a.Expr).join(l.Path)
			}
		}
	}
	return Lock{}
}

// A contract is what a function demands of its callers.
type contract struct {
	locks []Lock
	any   bool // that locks are held, not which
}

// contractOf is the contract of a function, read at the first question.
func (k *lockModel) contractOf(fn *Func) contract {
	c := k.contracts[fn]
	if c == nil {
		c = &kept[contract]{}
		k.contracts[fn] = c
	}
	return c.get(k.m, fn.contract)
}

// contract reads the comments, the docstring and the name of a function.
func (fn *Func) contract() contract {
	var c contract
	f, g := fn.File, fn.Facts()
	if fn.ID == 0 || g.Flags&facts.LambdaFunc != 0 {
		return c
	}
	if name := strings.TrimRight(fn.Name, "_"); strings.HasSuffix(name, "_locked") || strings.HasSuffix(name, "_lock_held") || strings.HasSuffix(name, "_with_lock") || strings.HasSuffix(name, "_nolock") {
		c.any = true
	}
	first := g.Stmt + 1
	if int(first) < len(f.Stmts) && f.Stmts[first].Kind == facts.EmptyLiteral && f.Stmts[first].Parent == g.Stmt {
		if x := f.Expr(f.Stmts[first].X); x.Kind == facts.Str && facts.SaysHeld(f.Text(x.Str)) {
			c.any = true
		}
	}
	c.any = c.any || fn.assertsLocked()
	for _, d := range fn.attached(facts.Holds) {
		fn.holds(d.Text, &c)
	}
	return c
}

// attached is the comments of a kind that speak of the function: behind its
// header, alone above it, or alone below it before the body begins.
func (fn *Func) attached(kind facts.DirectiveKind) []*facts.Directive {
	f, g := fn.File, fn.Facts()
	var out []*facts.Directive
	first := g.Stmt + 1
	for i := range f.Directives {
		d := &f.Directives[i]
		if d.Kind != kind {
			continue
		}
		from, to := f.Line(g.Span.Start), f.Line(g.Header.End)
		at := int(d.Line)
		above := d.Alone && at < from && at >= from-1-len(f.DecoratorsOf(fn.ID)) && at >= 0
		below := d.Alone && at > to && d.Span.Start < g.Span.End && (int(first) >= len(f.Stmts) || f.Stmts[first].Func != fn.ID || d.Span.Start < f.Stmts[first].Span.Start || at <= to+2)
		if above || below || at >= from && at <= to {
			out = append(out, d)
		}
	}
	return out
}

// runsOn is where a contract says that the function runs: "main", "loop",
// "worker"; "" where it says nothing.
func (fn *Func) runsOn() string {
	if fn.ID == 0 || fn.Facts().Flags&facts.LambdaFunc != 0 {
		return ""
	}
	for _, d := range fn.attached(facts.RunsOn) {
		if word := strings.Fields(d.Text); len(word) > 0 {
			return word[0]
		}
	}
	return ""
}

// elsewhere says whether a contract says that no worker thread runs the function.
func (fn *Func) elsewhere() bool {
	on := fn.runsOn()
	return on == "main" || on == "loop"
}

// assertsLocked says whether the function asserts that a lock is held, by its
// locked() or _is_owned().
func (fn *Func) assertsLocked() bool {
	f := fn.File
	for _, c := range fn.callSites {
		if f.Stmts[c.Stmt].Kind != facts.Assert || c.Receiver() == 0 {
			continue
		}
		if m := c.Method(); (m == "locked" || m == "_is_owned") && (f.Eval(c.Receiver()).IsLock() || f.Eval(c.Receiver()).Kind == Unknown) {
			return true
		}
	}
	return false
}

// holds reads the names of a comment "holds self._lock, other".
func (fn *Func) holds(text string, c *contract) {
	found := false
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if l := fn.named(name); l.Known() {
			c.locks = append(c.locks, l)
			found = true
		}
	}
	c.any = c.any || !found
}

// named is the lock that a dotted name means in a function.
func (fn *Func) named(name string) Lock {
	f := fn.File
	root, rest, dotted := strings.Cut(name, ".")
	if dotted {
		rest = "." + rest
	}
	if m := fn.method(); m != nil && len(m.Params()) > 0 {
		switch {
		case root == f.Text(m.Params()[0].Name) && dotted && m.methodKind() != staticMethod:
			if k := m.Class; len(k.storesOf(rest[1:])) == 0 && k.Lookup(rest[1:]).Binding != nil {
				return k.attributePlace(rest[1:])
			}
			return Lock{Root: SelfLock, Path: rest}
		case !dotted && len(m.Class.storesOf(name)) > 0:
			return Lock{Root: SelfLock, Path: "." + name}
		}
	}
	for _, p := range fn.Params() {
		if f.Text(p.Name) == root {
			return Lock{Root: LocalLock, File: f, Sym: p.Sym, Path: rest}
		}
	}
	if s := f.moduleSymbol(root); s > 0 {
		if l := f.globalPlace(s, 0); l.Root == classRoot && dotted {
			return l.Class.attributePlace(rest[1:])
		} else if l.Known() {
			return l.join(rest)
		}
	}
	return Lock{}
}
