package threads

import (
	"sort"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
)

// An OldName is one use of a library name that is deprecated or gone in some
// version of Python: of a function or method (Row), of a parameter (Param) or of
// a module (Module).
type OldName struct {
	Name string
	Span source.Span // of the name, or of the argument
	Stmt facts.StmtID

	Row  *pylib.Call
	Expr facts.ExprID // obj.name; 0 where it is imported by name
	Call facts.ExprID // the call of Expr or the call with the argument; 0 for a reference

	Param *pylib.OldParam // of Row
	Arg   facts.ExprID    // name=value

	Module *pylib.Module
	Import facts.ImportID // Module, or Row imported by name
}

// OldNames is those of the file in order of position, less the ones that are
// there for other versions: in a file for Python 2, in a branch or handler that
// is for a version without the new name, where a test expects the warning.
func (f *File) OldNames() []OldName {
	if f.IsPython2() {
		return nil
	}
	var out []OldName
	add := func(o OldName, r Renaming) {
		e := o.Expr
		if o.Arg > 0 {
			e = o.Call
		}
		if !f.Alternative(e, o.Stmt, r) && !f.inBlockOf(o.Stmt, pylib.ExpectsWarning) && !f.ErrorExpected(o.Stmt) {
			out = append(out, o)
		}
	}
	f.oldAttributes(add)
	f.oldImports(add)
	f.oldArguments(add)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Span.Start < out[j].Span.Start })
	return out
}

// oldAttributes finds the methods and functions: their receiver is proven.
func (f *File) oldAttributes(add func(OldName, Renaming)) {
	for _, name := range pylib.OldNames() {
		for _, e := range f.attrs[name] {
			at := f.EventOf(e)
			if at < 0 || f.stored(e) || !f.Funcs[f.inFunc[at]].needed {
				continue
			}
			v := f.Eval(e)
			if v.Kind != LibBound && v.Kind != LibObj || f.Eval(f.Expr(e).A).Kind == Unknown {
				continue
			}
			row := oldRow(v.Lib, name)
			if row == nil {
				continue
			}
			o := OldName{Name: name, Span: f.Expr(e).Span, Stmt: f.Events[at].Stmt, Row: row, Expr: e}
			o.Span.Start = o.Span.End - uint32(len(name))
			if p := f.parent[e]; p > 0 && f.Expr(p).Kind == facts.Call && f.Expr(p).A == e {
				o.Call = p
			}
			add(o, Renaming{Old: name, Instead: row.Instead, Exc: "AttributeError"})
		}
	}
}

// oldRow is the row of a library name that is old, nil for others.
func oldRow(lib, name string) *pylib.Call {
	if row := pylib.FindCall(lib); row != nil && row.IsOld() && strings.HasSuffix(row.Name, "."+name) {
		return row
	}
	return nil
}

// oldImports finds the modules, one a statement, and the functions that are
// imported by name.
func (f *File) oldImports(add func(OldName, Renaming)) {
	said := map[facts.StmtID]string{}
	for i := range f.Imports {
		imp := &f.Imports[i]
		mod, name := f.Text(imp.Module), f.Text(imp.Name)
		if _, _, lib := f.m.names.resolve(pathOf(f.Path), mod, int(imp.Level)); !lib || f.IsDamaged(imp.Span) {
			continue
		}
		o := OldName{Span: imp.Span, Stmt: imp.Stmt, Import: facts.ImportID(i)}
		if m := pylib.OldModule(mod); m != nil {
			if said[imp.Stmt] != mod {
				said[imp.Stmt], o.Name, o.Module = mod, mod, m
				add(o, Renaming{Old: mod, Instead: m.Instead, Exc: "ImportError", Broad: true})
			}
		} else if row := oldRow(mod+"."+name, name); name != "" && row != nil {
			o.Name, o.Row = name, row
			o.Span.End = o.Span.Start + uint32(len(name))
			add(o, Renaming{Old: name, Instead: row.Instead, Exc: "ImportError", Broad: true})
		}
	}
}

// oldArguments finds arguments for parameters that are deprecated or gone.
func (f *File) oldArguments(add func(OldName, Renaming)) {
	for _, c := range f.calls {
		if c.Row == nil {
			continue
		}
		a := f.ArgsOf(c.Expr)
		for i := range c.Row.OldParams {
			p := &c.Row.OldParams[i]
			for _, k := range a.Kw {
				if k.Name == p.Name {
					add(OldName{Name: p.Name, Span: f.Expr(k.Expr).Span, Stmt: c.Stmt, Row: c.Row, Call: c.Expr, Param: p, Arg: k.Expr},
						Renaming{Old: p.Name, Exc: "TypeError"})
				}
			}
		}
	}
}

// Inherits says whether the object that an attribute is read from takes a name
// from the library: no class of the program has it.
func (f *File) Inherits(e facts.ExprID, name string) bool {
	v := f.Eval(f.Expr(e).A)
	if v.Kind != Instance {
		return false
	}
	if v.Class == nil {
		return true
	}
	m := v.Class.Lookup(name)
	return m.Func == nil && m.Binding == nil && !m.Unknown
}

// ImportedAs is the variable that an import binds, and where it is read; ok is
// false where it cannot be given another name in this file alone: something else
// binds it or the new name, or another file may use it.
func (f *File) ImportedAs(id facts.ImportID, name string) (reads []facts.ExprID, ok bool) {
	imp := &f.Imports[id]
	scope := f.File.Funcs[imp.Func].Scope
	s := f.symbolIn(scope, f.Text(imp.As))
	if s <= 0 || f.Symbols[s].NBind != 1 || f.SeenElsewhere(s) || f.HasAll {
		return nil, false
	}
	for i := range f.Symbols {
		if f.Symbols[i].NBind > 0 && f.SymbolName(facts.SymbolID(i)) == name {
			return nil, false
		}
	}
	for _, e := range f.loads[s] {
		if !f.stored(e) {
			reads = append(reads, e)
		}
	}
	return reads, true
}
