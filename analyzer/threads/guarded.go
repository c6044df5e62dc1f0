package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
)

// Contracts about places: `# guarded by: self._lock` and `# threadlsp: confined`
// on the line that stores to an attribute or a global, or on the one above. They
// are Clang's GUARDED_BY (Hutchins, Ballman and Sutherland, SCAM 2014), checked
// as it does: at every access outside construction.

// A Guarded is a place with a declared guard.
type Guarded struct {
	File  *File
	Class *Class         // whose attribute it is; nil for a global
	Attr  string         // the attribute
	Sym   facts.SymbolID // the global
	Text  string         // the lock as declared
	Lock  Lock           // in terms of a method of the class; not Known where it names no lock
	At    source.Span    // of the comment
}

// Name is what the place is called.
func (g *Guarded) Name() string {
	if g.Class != nil {
		return g.Attr
	}
	return g.File.SymbolName(g.Sym)
}

// declares calls visit for each place that a comment of a kind is about.
func (f *File) declares(kind facts.DirectiveKind, visit func(d *facts.Directive, k *Class, attr string, sym facts.SymbolID)) {
	for i := range f.Directives {
		d := &f.Directives[i]
		if d.Kind != kind {
			continue
		}
		s := f.statementAt(d)
		if s == 0 {
			continue
		}
		switch st := &f.Stmts[s]; st.Kind {
		case facts.ClassDef:
			visit(d, f.Classes[st.Ref], "", 0)
		case facts.Assign, facts.AnnAssign:
			switch x := f.Expr(st.X); x.Kind {
			case facts.Attr:
				if m := f.Funcs[st.Func].method(); m != nil && f.isSelf(x.A) {
					visit(d, m.Class, f.Text(x.Str), 0)
				}
			case facts.Name:
				switch scope := &f.Scopes[f.Symbols[x.Sym].Scope]; scope.Kind {
				case facts.ClassScope:
					visit(d, f.Classes[scope.Class], f.SymbolName(x.Sym), 0)
				case facts.ModuleScope:
					visit(d, nil, "", x.Sym)
				}
			}
		}
	}
}

// statementAt is the statement that a comment stands behind, or above if it
// stands alone; 0 for none.
func (f *File) statementAt(d *facts.Directive) facts.StmtID {
	line := int(d.Line)
	if d.Alone {
		line++
	}
	for s := facts.StmtID(1); int(s) < len(f.Stmts); s++ {
		st := &f.Stmts[s]
		if from, to := f.Line(st.Span.Start), f.Line(st.Header.End); from <= line && line <= to && (st.Kind == facts.Assign || st.Kind == facts.AnnAssign || st.Kind == facts.ClassDef) {
			return s
		} else if from > line {
			break
		}
	}
	return 0
}

// GuardedPlaces is the places of the file whose guard is declared, in order.
func (f *File) GuardedPlaces() []Guarded {
	var out []Guarded
	f.declares(facts.GuardedBy, func(d *facts.Directive, k *Class, attr string, sym facts.SymbolID) {
		g := Guarded{File: f, Class: k, Attr: attr, Sym: sym, Text: strings.TrimSpace(d.Text), At: d.Span}
		if k != nil && attr == "" {
			return // a class has no guard
		}
		if word := strings.Fields(g.Text); len(word) > 0 {
			g.Text = strings.TrimRight(word[0], ",.;")
			g.Lock = f.declaredLock(k, g.Text)
		}
		out = append(out, g)
	})
	return out
}

// declaredLock is the lock that a contract of a class, or of the module, names.
func (f *File) declaredLock(k *Class, name string) Lock {
	in := f.Funcs[0]
	if k != nil {
		for _, fn := range k.File.Funcs {
			if fn.Class == k && len(fn.Params()) > 0 && fn.methodKind() == instanceMethod {
				in = fn
				break
			}
		}
	}
	l := in.named(name)
	if l.Root != SelfLock || in.Class == nil {
		return l
	}
	for _, s := range in.Class.storesOf(strings.TrimPrefix(l.Path, ".")) {
		if v := s.file.Eval(s.file.Events[s.event].Y); v.IsLock() {
			return s.file.underlying(l, v)
		}
	}
	return Lock{}
}

// A Violation is an access that breaks a declared guard.
type Violation struct {
	Guarded Guarded
	Access  Access
}

// Violations is the accesses of the file that break a declared guard, the first
// of each function and place, in order of the functions.
func (f *File) Violations() []Violation {
	var out []Violation
	of := map[*Class][]Guarded{} // by the class whose methods may touch them; nil for the module
	for _, fn := range f.Funcs {
		if inInit(fn) || fn.InTest() {
			continue
		}
		var class *Class
		if m := fn.method(); m != nil {
			class = m.Class
		}
		guards, ok := of[class]
		if !ok {
			guards = f.declaredGuards(class)
			of[class] = guards
		}
		if len(guards) == 0 {
			continue
		}
		said := map[string]bool{}
		for _, a := range fn.accesses() {
			for _, g := range guards {
				if said[g.Name()] || !g.Lock.Known() || a.lock != g.place() || f.holds(&a, g.Lock) {
					continue
				}
				said[g.Name()] = true
				out = append(out, Violation{g, a})
			}
		}
	}
	return out
}

// declaredGuards is the guarded places that functions of the file may touch: of
// the module, and of their class and its bases, nil for none.
func (f *File) declaredGuards(class *Class) []Guarded {
	var out []Guarded
	for _, g := range f.GuardedPlaces() {
		if g.Class == nil {
			out = append(out, g)
		}
	}
	if class == nil {
		return out
	}
	for _, k := range class.mro {
		for _, g := range k.File.GuardedPlaces() {
			if g.Class == k {
				out = append(out, g)
			}
		}
	}
	return out
}

// place is the guarded place in terms of a function that may touch it.
func (g *Guarded) place() Lock {
	if g.Class != nil {
		return Lock{Root: SelfLock, Path: "." + g.Attr}
	}
	return Lock{Root: GlobalLock, File: g.File, Sym: g.Sym}
}

func (f *File) holds(a *Access, l Lock) bool {
	held := f.Held(a.Event)
	return held.Any || held.Has(l)
}

// confined says whether a contract says that a place is never shared.
func (m *Model) confined(l Lock) bool {
	attr, _, _ := strings.Cut(strings.TrimPrefix(l.Path, "."), ".")
	found := false
	switch l.Root {
	case SelfLock, ClassLock:
		for _, k := range l.Class.mro {
			k.File.declares(facts.Confined, func(_ *facts.Directive, c *Class, name string, _ facts.SymbolID) {
				found = found || c == k && (name == "" || name == attr)
			})
		}
	case GlobalLock:
		if l.File != nil {
			l.File.declares(facts.Confined, func(_ *facts.Directive, c *Class, _ string, sym facts.SymbolID) {
				found = found || c == nil && sym == l.Sym
			})
		}
	}
	return found
}
