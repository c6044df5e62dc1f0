package extract

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// importStatement reads all three kinds of imports. Each name bound is an
// Import and a store; a star import binds names that one file cannot know.
func (x *extractor) importStatement(n int32) {
	base := facts.Import{Stmt: x.stmt, Func: x.fn}
	from := true
	switch x.nodes[n].Kind {
	case syntax.ImportStatement:
		from = false
	case syntax.FutureImportStatement:
		base.Module = x.intern("__future__")
	default:
		base.Module, base.Level = x.fromModule(x.t.Child(n, syntax.FieldModuleName))
	}
	end := x.nodes[n].Next
	for c := n + 1; c < end; c = x.nodes[c].Next {
		switch {
		case x.nodes[c].Kind == syntax.WildcardImport:
			imp := base
			imp.Name, imp.Span = x.intern("*"), x.span(c)
			x.f.Imports = append(x.f.Imports, imp)
			x.star = true
		case x.nodes[c].Field == syntax.FieldName:
			x.importName(c, base, from)
		}
	}
}

// importName reads one name of an import, with its alias.
func (x *extractor) importName(n int32, imp facts.Import, from bool) {
	imp.Span = x.span(n)
	dotted, bound := n, int32(none)
	if x.nodes[n].Kind == syntax.AliasedImport {
		imp.HasAs = true
		dotted, bound = x.t.Child(n, syntax.FieldName), x.t.Child(n, syntax.FieldAlias)
		if dotted < 0 || bound < 0 {
			return
		}
	}
	name := x.dotted(dotted)
	if name == "" {
		return
	}
	if from {
		imp.Name = x.intern(name)
	} else {
		imp.Module = x.intern(name)
	}
	at := source.Span{}
	switch {
	case bound >= 0:
		imp.As, at = x.text(bound), x.span(bound)
	default:
		top, _, _ := strings.Cut(name, ".")
		imp.As = x.intern(top)
		at = x.span(dotted)
		if c := x.firstIdentifier(dotted); c >= 0 {
			at = x.span(c)
		}
	}
	x.f.Imports = append(x.f.Imports, imp)
	ref := x.make(facts.Expr{Kind: facts.ImportRef, Span: imp.Span, A: facts.ExprID(len(x.f.Imports) - 1)})
	x.storeName(x.nameAt(imp.As, at, x.scope), ref, 0)
}

// fromModule reads the module of a from import: its name without leading dots, and their number.
func (x *extractor) fromModule(n int32) (facts.StrID, int32) {
	if n < 0 {
		return 0, 0
	}
	if x.nodes[n].Kind != syntax.RelativeImport {
		return x.intern(x.dotted(n)), 0
	}
	level, name := int32(0), ""
	for c := n + 1; c < x.nodes[n].Next; c = x.nodes[c].Next {
		switch x.nodes[c].Kind {
		case syntax.ImportPrefix:
			level += int32(strings.Count(string(x.t.Source(c)), "."))
		case syntax.DottedName:
			name = x.dotted(c)
		}
	}
	return x.intern(name), level
}

// dotted is a dotted name without blanks.
func (x *extractor) dotted(n int32) string {
	if x.nodes[n].Kind == syntax.Identifier {
		return identifier(x.t.Source(n))
	}
	var parts []string
	for c := n + 1; c < x.nodes[n].Next; c = x.nodes[c].Next {
		if x.nodes[c].Kind == syntax.Identifier && !x.nodes[c].Missing {
			parts = append(parts, identifier(x.t.Source(c)))
		}
	}
	return strings.Join(parts, ".")
}
