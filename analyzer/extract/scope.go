package extract

import "threadlsp/analyzer/facts"

// Names are resolved in two steps, as CPython's symbol table does it: while the
// tree is read, each scope learns the names it binds, and every Name
// expression keeps its scope in field A; when the whole file is read, resolve
// finds the symbol of each. So a function may use what the module binds later.

// A nameKey is a name in a scope.
type nameKey uint64

func keyOf(s facts.ScopeID, name facts.StrID) nameKey {
	return nameKey(uint64(s)<<32 | uint64(uint32(name)))
}

// A declaration moves a name out of the scope that uses it.
type declaration uint8

const (
	globalName declaration = iota + 1
	nonlocalName
)

// A pendingBind is a binding whose symbol is not known yet.
type pendingBind struct {
	scope facts.ScopeID
	name  facts.StrID
	sym   facts.SymbolID
	facts.Binding
}

// open makes a scope inside the current one and enters it; the caller restores x.scope.
func (x *extractor) open(kind facts.ScopeKind, fn facts.FuncID, class facts.ClassID) facts.ScopeID {
	x.f.Scopes = append(x.f.Scopes, facts.Scope{Kind: kind, Parent: x.scope, Func: fn, Class: class})
	x.seesClass = append(x.seesClass, false)
	x.scope = facts.ScopeID(len(x.f.Scopes) - 1)
	return x.scope
}

// openTypeParams makes the scope of PEP 695 type parameters. It is like a
// comprehension's, but what stands directly in a class sees the class's names.
func (x *extractor) openTypeParams() {
	x.open(facts.CompScope, x.fn, -1)
	x.seesClass[x.scope] = true
}

// declare says that a scope binds a name.
func (x *extractor) declare(s facts.ScopeID, name facts.StrID) {
	k := keyOf(s, name)
	if _, ok := x.symbols[k]; ok {
		return
	}
	if s != moduleScope {
		switch x.moved[k] {
		case globalName:
			x.declare(moduleScope, name)
			return
		case nonlocalName:
			return
		}
	}
	x.symbols[k] = x.newSymbol(s, name)
}

func (x *extractor) newSymbol(s facts.ScopeID, name facts.StrID) facts.SymbolID {
	x.f.Symbols = append(x.f.Symbols, facts.Symbol{Name: name, Scope: s})
	return facts.SymbolID(len(x.f.Symbols) - 1)
}

// binding scope of a walrus: the nearest scope that is no comprehension.
func (x *extractor) walrusScope() facts.ScopeID {
	s := x.scope
	for x.f.Scopes[s].Kind == facts.CompScope {
		s = x.f.Scopes[s].Parent
	}
	return s
}

// lookup is the symbol of a name as used in a scope; a name that nothing binds
// gets one in the module's scope. Valid once the whole file is read.
func (x *extractor) lookup(s facts.ScopeID, name facts.StrID) facts.SymbolID {
	k := keyOf(s, name)
	if sym, ok := x.symbols[k]; ok {
		return sym
	}
	up := x.f.Scopes[s].Parent
	switch x.moved[k] {
	case globalName:
		up = moduleScope
	case nonlocalName:
		// A nonlocal never means the module's name; nowhere bound, it is an error
		// in Python and reads as the module's here.
	}
	sees := x.seesClass[s]
	for up > moduleScope {
		if x.f.Scopes[up].Kind != facts.ClassScope || sees {
			if _, ok := x.symbols[keyOf(up, name)]; ok || x.moved[keyOf(up, name)] != 0 {
				break
			}
		}
		sees = x.seesClass[up]
		up = x.f.Scopes[up].Parent
	}
	if up == 0 { // s is the module
		up = moduleScope
	}
	var sym facts.SymbolID
	if up == moduleScope {
		mk := keyOf(moduleScope, name)
		var ok bool
		if sym, ok = x.symbols[mk]; !ok {
			sym = x.newSymbol(moduleScope, name)
			x.symbols[mk] = sym
		}
	} else {
		sym = x.lookup(up, name)
	}
	x.symbols[k] = sym
	return sym
}

// resolve gives every Name, parameter and binding its symbol.
func (x *extractor) resolve() {
	f := x.f
	for i := range f.Exprs {
		if e := &f.Exprs[i]; e.Kind == facts.Name {
			s := facts.ScopeID(e.A)
			e.A = 0
			e.Sym = x.lookup(s, e.Str)
			x.touch(e.Sym, s)
		}
	}
	for i := range x.pending {
		p := &x.pending[i]
		p.sym = x.lookup(p.scope, p.name)
		x.touch(p.sym, p.scope)
		f.Symbols[p.sym].NBind++
	}
	for i := range f.Funcs {
		fn := &f.Funcs[i]
		for j := fn.Param; j < fn.Param+fn.NParams; j++ {
			if f.Params[j].Name == 0 {
				continue
			}
			f.Params[j].Sym = x.lookup(fn.Scope, f.Params[j].Name)
			f.Symbols[f.Params[j].Sym].Flags |= facts.IsParam
		}
	}
	for _, d := range x.marks {
		f.Symbols[x.lookup(d.scope, d.name)].Flags |= d.flag
	}
	x.placeBindings()
	if x.star {
		for i := range f.Symbols[1:] {
			if s := &f.Symbols[i+1]; s.Scope == moduleScope && s.NBind == 0 {
				s.Flags |= facts.WildcardBound
			}
		}
	}
}

// touch notes that a scope uses a symbol.
func (x *extractor) touch(sym facts.SymbolID, s facts.ScopeID) {
	owner := x.f.Symbols[sym].Scope
	if x.f.Scopes[owner].Func != x.f.Scopes[s].Func {
		x.f.Symbols[sym].Flags |= facts.Captured
	}
}

// placeBindings sorts the bindings by symbol, in source order within each.
func (x *extractor) placeBindings() {
	f := x.f
	at := int32(0)
	for i := range f.Symbols {
		f.Symbols[i].Bind = at
		at += f.Symbols[i].NBind
		f.Symbols[i].NBind = 0
	}
	f.Binds = make([]facts.Binding, at)
	for i := range x.pending {
		p := &x.pending[i]
		s := &f.Symbols[p.sym]
		f.Binds[s.Bind+s.NBind] = p.Binding
		s.NBind++
	}
}
