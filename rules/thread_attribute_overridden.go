package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var threadAttributeOverridden = &analyzer.Rule{
	Name:     "thread-attribute-overridden",
	Code:     "TH107",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkThreadAttributeOverridden,
}

// checkThreadAttributeOverridden reports a thread class that redefines a name
// which the library's own methods rely on: in its body, or on an instance. At
// most one finding for each class and name, at the first place that does harm.
//
// A class with a start() of its own that does not call the library's, and a
// Dummy class, stand in for a thread on purpose.
func checkThreadAttributeOverridden(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Classes {
		t := c.ThreadBase()
		if t == nil || strings.HasPrefix(strings.TrimLeft(c.Name, "_"), "Dummy") {
			continue
		}
		own := startsItsOwnWay(c)
		for _, r := range c.Redefinitions() {
			if !own || r.Row.Method && !strings.HasPrefix(r.Row.Name, "_") {
				p.Report(overridden(f, c, bare(t.Name), r))
			}
		}
	}
}

func overridden(f *threads.File, c *threads.Class, base string, r threads.Redefinition) analyzer.Finding {
	fd := analyzer.Finding{Label: "a name of " + base, Because: baseNotes(f, c, base)}
	shown := ""
	if r.Func != nil {
		fd.Span, shown = r.Func.Facts().NameAt, r.Func.QualName()
	} else {
		fd.Span, shown = f.Expr(r.Target).Span, f.Render(r.Target)+" = "+f.Render(r.Value)
	}
	if r.Row.Mild && r.Harm == threads.RowSays {
		fd.Severity = analyzer.Info
	}
	text := fmt.Sprintf("replaces %s.%s: %s%s", base, r.Row.Name, harm(c, base, r), versions(r.Row))
	fd.Msg = "`" + clip(shown, min(50, max(12, 157-len(text)))) + "` " + text
	if r.Harm != threads.Unsettable {
		fd.Fix = renameOwn(f, c, r)
	}
	return fd
}

// harm words what comes of it.
func harm(c *threads.Class, base string, r threads.Redefinition) string {
	raises := r.Row.Calls + r.Row.Needs // a row has one of them
	what := threadWord(threads.Value{Kind: threads.Instance, Class: c})
	switch r.Harm {
	case threads.NotCallable:
		return fmt.Sprintf("%s TypeError, '%s' object is not callable", raises, clip(r.Detail, 24))
	case threads.Lacks:
		return fmt.Sprintf("%s AttributeError, '%s' object has no attribute '%s'", raises, clip(r.Detail, 24), r.Row.Asked)
	case threads.Lost:
		return fmt.Sprintf("%s.__init__, called after it, stores its own", base)
	case threads.Hidden:
		return fmt.Sprintf("%s.__init__ stores its own in each instance, which hides it", base)
	case threads.NoSetter:
		return fmt.Sprintf("%s.__init__ raises AttributeError, the property has no setter", base)
	case threads.Unsettable:
		return fmt.Sprintf("AttributeError, `%s` of a %s cannot be set", r.Row.Name, what)
	case threads.NeedsMore:
		return fmt.Sprintf("%s TypeError, this one needs %s", raises, clip(needed(r.Func, true), 30))
	}
	return r.Detail
}

// versions says which Pythons rely on the name, where not all do.
func versions(row *pylib.Override) string {
	switch {
	case row.Gone:
		return ""
	case row.Until != "":
		return fmt.Sprintf(" (Python %s and older)", row.Last())
	case row.From != "" && row.From != "3.8":
		return fmt.Sprintf(" (Python %s and newer)", row.From)
	}
	return ""
}

// renameOwn gives the class a name of its own for it: the class's, in front.
// Where other files use the name they may mean this one, and the public names
// are what others call.
func renameOwn(f *threads.File, c *threads.Class, r threads.Redefinition) *analyzer.Fix {
	old := r.Row.Name
	to := "_" + strings.ToLower(strings.Trim(c.Name, "_")) + "_" + strings.TrimLeft(old, "_")
	if !strings.HasPrefix(old, "_") || len(to) > 40 || len(f.AttrsNamed(to)) > 0 || f.Model().MentionedElsewhere(f, old) {
		return nil
	}
	fix := &analyzer.Fix{Title: fmt.Sprintf("Rename it to `%s`", to)}
	edit := func(span source.Span) {
		span.Start = span.End - uint32(len(old))
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: span, New: to})
	}
	if b, own := c.Own(old); r.Func != nil {
		edit(r.Func.Facts().NameAt)
	} else if own && b.Value == r.Value {
		edit(f.Expr(r.Target).Span)
	}
	for _, e := range f.AttrsNamed(old) {
		if v := f.Eval(f.Expr(e).A); v.Kind == threads.Instance && v.Class == c {
			edit(f.Expr(e).Span)
		}
	}
	return fix
}
