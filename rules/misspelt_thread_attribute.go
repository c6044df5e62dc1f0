package rules

import (
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
	"threadlsp/internal/nearest"
)

var misspeltThreadAttribute = &analyzer.Rule{
	Name:     "misspelt-thread-attribute",
	Code:     "TH111",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkMisspeltThreadAttribute,
}

// checkMisspeltThreadAttribute reports a store to an attribute of a thread or
// process that looks like one the library has and that nothing reads, and a
// call of a low-level function as if it were a method of the class.
//
// An attribute that is read anywhere in the program, by name or as a string, or
// that the class declares, is the author's own.
func checkMisspeltThreadAttribute(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, at := range f.AttrStores() {
		ev := &f.Events[at]
		x := f.Expr(ev.X)
		v := f.Eval(x.A)
		if v.Kind != threads.Instance || v.LibType() == nil || f.Stmts[ev.Stmt].Kind != facts.Assign {
			continue
		}
		name := f.Text(x.Str)
		row := meant(v, name)
		if row == nil || !fits(f, v, row, ev.Y) || itsOwn(v.Class, name) || otherwise(f, v, row, ev.X) || !slices.Contains(row.OldNames, name) && p.Model.ReadAnywhere(f, name) {
			continue
		}
		p.Report(misspelt(f, v, row, ev.X, ev.Y))
	}
	for _, c := range f.Classes {
		checkBody(p, f, c)
	}
	for _, c := range f.Calls() {
		checkLowLevel(p, f, c)
	}
}

// meant is the settable attribute that a name was meant to be, nil if it is
// that of another thing. Short words are near to too many others.
func meant(v threads.Value, name string) *pylib.Override {
	t := v.LibType()
	switch t.Class {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
	default:
		return nil
	}
	rows := pylib.Overridden(t.Name)
	for i := range rows {
		if rows[i].Name == name {
			return nil
		}
	}
	word := strings.TrimPrefix(strings.ToLower(name), "is_")
	for i := range rows {
		r := &rows[i]
		if !r.Settable || t.AttrTypes[r.Name] == "" {
			continue
		}
		if slices.Contains(r.OldNames, name) {
			return r
		}
		if d := nearest.Distance(word, r.Name); d <= min(2, len(r.Name)/3) && (d > 0 || word != name) {
			return r
		}
	}
	return nil
}

// fits says whether the value may be one for the attribute that was meant.
func fits(f *threads.File, v threads.Value, row *pylib.Override, value facts.ExprID) bool {
	w, want := f.Eval(value), v.LibType().AttrTypes[row.Name]
	if want == "builtins.bool" {
		return w.Kind == threads.Unknown || w.Lib == want || w.Lib == "builtins.int" && w.Kind == threads.Instance
	}
	return w.Kind == threads.Instance && w.Lib == want
}

// itsOwn says whether the class, or a base of it in the program, has the name
// or may take any.
func itsOwn(c *threads.Class, name string) bool {
	if c == nil {
		return false
	}
	if c.UnknownBase() {
		return true
	}
	for _, n := range []string{name, "__getattr__", "__getattribute__", "__setattr__"} {
		if m := c.Lookup(n); m.Binding != nil {
			return true
		}
	}
	return false
}

// otherwise says whether the attribute that was meant is given in another way:
// then the misspelt one costs nothing.
func otherwise(f *threads.File, v threads.Value, row *pylib.Override, store facts.ExprID) bool {
	for _, e := range f.AttrsNamed(row.Name) {
		if f.StoredName(e) && f.SamePath(f.Expr(e).A, f.Expr(store).A) && f.FuncAt(e) == f.FuncAt(store) {
			return true
		}
	}
	if !v.Site.Valid() {
		return false
	}
	s := v.Site.File.SpawnAt(v.Site.Expr)
	a := v.Site.File.ArgsOf(v.Site.Expr)
	return a.Keyword(row.Name) > 0 || s != nil && v.LibType().AttrTypes[row.Name] == "builtins.bool" && s.Daemon == threads.Yes
}

func misspelt(f *threads.File, v threads.Value, row *pylib.Override, store, value facts.ExprID) analyzer.Finding {
	name := f.Text(f.Expr(store).Str)
	span := f.Expr(store).Span
	span.Start = span.End - uint32(len(name))
	fd := analyzer.Finding{Span: f.Expr(store).Span, Label: "no such attribute",
		Msg: "`" + clip(f.Render(store)+" = "+f.Render(value), 50) + "` " + noEffect(f, v, row, name, value),
		Fix: &analyzer.Fix{Title: "Set `" + row.Name + "`", Edits: []analyzer.Edit{{Span: span, New: row.Name}}}}
	if v.Site.File == f && v.Site.Valid() && f.Expr(v.Site.Expr).Kind == facts.Call {
		made := f.Expr(v.Site.Expr).Span
		fd.About = []source.Span{made}
		fd.Because = []analyzer.Note{{Path: f.Path, Span: made, Msg: "the " + threadWord(v) + " is made here"}}
	}
	return fd
}

// noEffect words what the store does, and what it does not.
func noEffect(f *threads.File, v threads.Value, row *pylib.Override, name string, value facts.ExprID) string {
	does, what := "only adds a new attribute", threadWord(v)
	if slices.Contains(row.OldNames, name) {
		does = "only replaces the method"
	}
	switch {
	case v.LibType().AttrTypes[row.Name] != "builtins.bool":
		return fmt.Sprintf("%s: the %s keeps its default %s", does, what, row.Name)
	case f.Truth(value) != threads.Yes:
		return fmt.Sprintf("%s: whether the %s is a %s does not change", does, what, row.Name)
	case what == "process":
		return fmt.Sprintf("%s: the process is not a %s, and the program waits for it at exit", does, row.Name)
	}
	return fmt.Sprintf("%s: the %s is not a %s and keeps the process alive", does, what, row.Name)
}

// checkBody reports such a name in the body of a class, where it is the default
// of every instance.
func checkBody(p *analyzer.Pass, f *threads.File, c *threads.Class) {
	if c.ThreadBase() == nil || c.UnknownBase() {
		return
	}
	v := threads.Value{Kind: threads.Instance, Class: c}
	for id := range f.Symbols {
		s := facts.SymbolID(id)
		binds := f.BindingsOf(s)
		if f.Symbols[s].Scope != c.Facts().Scope || len(binds) != 1 || binds[0].Ann != 0 || binds[0].Value <= 0 || f.Stmts[binds[0].Stmt].Kind != facts.Assign {
			continue
		}
		name, st := f.SymbolName(s), &f.Stmts[binds[0].Stmt]
		row := meant(v, name)
		if row == nil || f.Expr(st.X).Kind != facts.Name || !fits(f, v, row, binds[0].Value) || len(f.Loads(s)) > 1 || c.Sets(row.Name) || p.Model.ReadAnywhere(f, name) {
			continue
		}
		span := f.Expr(st.X).Span
		p.Report(analyzer.Finding{Span: span, Label: "no such attribute",
			Msg: "`" + clip(name+" = "+f.Render(binds[0].Value), 50) + "` " + noEffect(f, v, row, name, binds[0].Value),
			Fix: &analyzer.Fix{Title: "Set `" + row.Name + "`", Edits: []analyzer.Edit{{Span: span, New: row.Name}}}})
	}
}

// checkLowLevel reports a function of the low-level module that is called on
// the class of threads.
func checkLowLevel(p *analyzer.Pass, f *threads.File, c *threads.CallSite) {
	lib := c.Lib()
	dot := strings.LastIndexByte(lib, '.')
	if c.Row != nil || dot < 0 || f.Swallowed(c.Stmt) || f.ErrorExpected(c.Stmt) {
		return
	}
	if to := pylib.LowLevel(lib[:dot], lib[dot+1:]); to != "" {
		callee := f.Expr(c.Expr).A
		p.Report(analyzer.Finding{Span: f.Expr(callee).Span, Severity: analyzer.Error, Label: "no such attribute",
			Msg: fmt.Sprintf("`%s` does not exist: AttributeError, the function is `%s`", clip(f.Render(callee), 50), to)})
	}
}
