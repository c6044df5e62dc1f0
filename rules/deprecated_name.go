package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var deprecatedName = &analyzer.Rule{
	Name:     "deprecated-name",
	Code:     "TH801",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Info,
	Tag:      analyzer.Deprecated,
	Check:    checkDeprecatedName,
}

// checkDeprecatedName reports the names of old of the threading library:
// methods and functions that have a new name, modules that are gone, arguments
// that are no longer taken. What is gone at the target raises: an error.
//
// The receiver is proven: getName() of something else is nobody's thread. What
// is there for other versions of Python is left alone (threads.File.OldNames).
func checkDeprecatedName(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.OldNames() {
		fd := analyzer.Finding{Span: o.Span}
		switch {
		case o.Module != nil:
			describe(p, &fd, "module `"+o.Name+"`", "ModuleNotFoundError", o.Module.Old, o.Module.Removed)
			fd.Fix = moduleFix(f, &o)
		case o.Param != nil:
			describe(p, &fd, fmt.Sprintf("argument `%s=` of `%s()`", o.Name, o.Row.Name), "TypeError", o.Param.Old, o.Param.Removed)
			fd.Fix = argumentFix(f, &o, gone(p, o.Param.Removed))
		case o.Expr == 0:
			describe(p, &fd, "`"+o.Name+"`", "ImportError", o.Row.Old, o.Row.Removed)
			fd.Fix = importFix(f, &o)
		default:
			shown := o.Name
			if o.Call > 0 {
				shown += "()"
			}
			describe(p, &fd, "`"+shown+"`", "AttributeError", o.Row.Old, o.Row.Removed)
			fd.Fix = renameFix(f, &o)
		}
		p.Report(fd)
	}
}

// describe writes the message: what raises at the target is said so.
func describe(p *analyzer.Pass, fd *analyzer.Finding, what, raises, old, removed string) {
	switch {
	case gone(p, removed):
		fd.Severity, fd.Label = analyzer.Error, "is gone"
		fd.Msg = fmt.Sprintf("%s was removed in Python %s: this line raises %s", what, removed, raises)
	case removed != "":
		fd.Msg = fmt.Sprintf("%s is deprecated since Python %s: from %s on this line raises %s", what, old, removed, raises)
	default:
		fd.Msg = fmt.Sprintf("%s is deprecated since Python %s", what, old)
	}
}

// renameFix writes the new name. An attribute that takes the place of a method
// takes the place of its call, too.
func renameFix(f *threads.File, o *threads.OldName) *analyzer.Fix {
	now := o.Row.Instead
	owner := o.Row.Name[:len(o.Row.Name)-len(o.Name)]
	if pylib.FindCall(owner+now) != nil {
		safe := f.Eval(f.Expr(o.Expr).A).Kind == threads.Module || f.Inherits(o.Expr, now)
		return &analyzer.Fix{Title: "Use `" + now + "`", Safe: safe, Edits: []analyzer.Edit{{Span: o.Span, New: now}}}
	}
	call := f.Expr(o.Call)
	if o.Call == 0 || f.Eval(f.Expr(o.Expr).A).Kind != threads.Instance || f.Line(o.Span.Start) != f.Line(call.Span.End) {
		return nil // super() has no attributes to set
	}
	rest := source.Span{Start: o.Span.Start, End: call.Span.End}
	fix := &analyzer.Fix{Title: "Use the attribute `" + now + "`", Safe: true}
	if o.Row.Does&pylib.Mutates == 0 {
		if call.NKids > 0 {
			return nil
		}
		fix.Edits = []analyzer.Edit{{Span: rest, New: now}}
		return fix
	}
	a, s := f.ArgsOf(o.Call), &f.Stmts[o.Stmt]
	if call.NKids != 1 || a.Star || a.DoubleStar || s.Kind != facts.ExprStmt || s.X != o.Call {
		return nil
	}
	var value facts.ExprID
	if len(a.Pos) == 1 {
		value = a.Pos[0]
	} else {
		value = a.Kw[0].Value
	}
	if f.Expr(value).Kind == facts.Named {
		return nil
	}
	at := f.Expr(value).Span
	fix.Edits = []analyzer.Edit{
		{Span: source.Span{Start: rest.Start, End: at.Start}, New: now + " = "},
		{Span: source.Span{Start: at.End, End: rest.End}},
	}
	return fix
}

// importFix writes the new name where it is imported and where it is used.
func importFix(f *threads.File, o *threads.OldName) *analyzer.Fix {
	fix := &analyzer.Fix{Title: "Import `" + o.Row.Instead + "`", Safe: true, Edits: []analyzer.Edit{{Span: o.Span, New: o.Row.Instead}}}
	if f.Imports[o.Import].HasAs {
		return fix
	}
	reads, ok := f.ImportedAs(o.Import, o.Row.Instead)
	if !ok {
		return nil
	}
	for _, e := range reads {
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: f.Expr(e).Span, New: o.Row.Instead})
	}
	return fix
}

// moduleFix imports the module that has the same names, under the old name
// where the file uses that.
func moduleFix(f *threads.File, o *threads.OldName) *analyzer.Fix {
	now := o.Module.Instead
	if now == "" || pylib.Canonical(o.Name) != now {
		return nil // another module, with other names
	}
	fix := &analyzer.Fix{Title: "Import `" + now + "`", Safe: true}
	imp := &f.Imports[o.Import]
	at := imp.Span
	switch {
	case imp.Name != 0:
		begin := f.Stmts[imp.Stmt].Span.Start + uint32(len("from "))
		at = source.Span{Start: begin, End: begin + uint32(len(o.Name))}
		if at.End+uint32(len(" import ")) != imp.Span.Start {
			return nil // it is not written as it would be rendered
		}
	case imp.HasAs:
		at.End = at.Start + uint32(len(o.Name))
	default:
		now += " as " + o.Name
	}
	fix.Edits = []analyzer.Edit{{Span: at, New: now}}
	return fix
}

// argumentFix drops the argument. Where it still works the call may then take
// another loop than it was given, so only where it raises is that safe.
func argumentFix(f *threads.File, o *threads.OldName, raises bool) *analyzer.Fix {
	fix := &analyzer.Fix{Title: "Drop `" + strings.TrimSpace(o.Name) + "=`", Safe: raises}
	kids, call := f.KidsOf(o.Call), f.Expr(o.Call).Span
	value := f.Expr(f.Expr(o.Arg).A)
	if value.Flags&facts.Parens != 0 || value.Kind == facts.Call || value.Kind == facts.Await {
		return nil
	}
	at := o.Span
	for i, k := range kids {
		switch {
		case k != o.Arg:
			continue
		case i > 0:
			before := f.Expr(kids[i-1])
			if at.Start = before.Span.End; before.Flags&facts.Parens != 0 || f.Line(at.Start) != f.Line(o.Span.Start) {
				return nil
			}
		case len(kids) > 1:
			next := f.Expr(kids[1])
			if at.End = next.Span.Start; next.Flags&facts.Parens != 0 || f.Line(at.End) != f.Line(o.Span.Start) {
				return nil
			}
		case at.End+1 != call.End:
			return nil // a comma or a comment follows
		}
		fix.Edits = []analyzer.Edit{{Span: at}}
		return fix
	}
	return nil
}
