package rules

import (
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// nameFor is how the file can write a library name at its top level, with the
// edit that imports its module where nothing does yet. ok is false where the
// module's own name means something else there.
func nameFor(f *threads.File, canonical string) (text string, imports []analyzer.Edit, ok bool) {
	dot := strings.LastIndexByte(canonical, '.')
	if dot < 0 {
		return canonical, nil, true
	}
	module := canonical[:dot]
	taken := false
	for id := range f.Symbols {
		s := facts.SymbolID(id)
		binds := f.BindingsOf(s)
		if f.Symbols[s].Scope != 1 || len(binds) == 0 {
			continue
		}
		name := f.SymbolName(s)
		taken = taken || name == module
		if len(binds) != 1 || binds[0].Func != 0 || binds[0].Flow || f.Expr(binds[0].Value).Kind != facts.ImportRef {
			continue
		}
		switch v := f.Eval(binds[0].Value); {
		case v.Kind == threads.Module && v.Lib == module:
			return name + canonical[dot:], nil, true
		case v.Kind == threads.LibObj && (v.Lib == canonical || pylib.Canonical(v.Lib) == canonical):
			return name, nil, true
		}
	}
	if taken || strings.Contains(module, ".") {
		return "", nil, false
	}
	for i := range f.Imports {
		imp := &f.Imports[i]
		at := f.Stmts[imp.Stmt].Span.Start
		if f.Stmts[imp.Stmt].Parent != 0 || f.Text(imp.Module) == "__future__" || f.Lines[f.Line(at)] != at {
			continue
		}
		return canonical, []analyzer.Edit{{Span: source.Span{Start: at, End: at}, New: "import " + module + "\n"}}, true
	}
	return "", nil, false
}

// makeInstead replaces the class that a call makes an object of; nil where the
// file cannot name the other.
func makeInstead(f *threads.File, call facts.ExprID, canonical string) []analyzer.Edit {
	text, edits, ok := nameFor(f, canonical)
	callee := f.Expr(f.Expr(call).A)
	if !ok || f.Expr(call).Kind != facts.Call || callee.Flags&facts.Parens != 0 {
		return nil
	}
	return append(edits, analyzer.Edit{Span: callee.Span, New: text})
}

// binds says whether any name of the file is that.
func binds(f *threads.File, name string) bool {
	for id := range f.Symbols {
		if f.SymbolName(facts.SymbolID(id)) == name {
			return true
		}
	}
	return false
}
