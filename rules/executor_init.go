package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// leakedByInit reports a pool that a constructor sets to work and keeps in an
// attribute, where the constructor may fail after that: then nobody has the
// object whose method ends the pool elsewhere.
//
// A try or with around what fails may clean up, and so may __del__; a pool that
// no method ends is left to live as long as the program.
func leakedByInit(p *analyzer.Pass, f *threads.File, o *threads.Object) {
	init := f.FuncAt(o.Site.Expr)
	made := f.CallAt(o.Site.Expr)
	if init == nil || made == nil || init.Name != "__init__" || init.Class == nil || init.InTest() || f.Context == threads.TestFile || o.InList {
		return
	}
	st := &f.Stmts[made.Stmt]
	if k := init.Class; k.UnknownBase() || k.Lookup("__del__").Func != nil || st.Kind != facts.Assign || st.Y != o.Site.Expr || !ownAttr(f, st.X) || st.Parent != init.Facts().Stmt {
		return
	}
	works, end := worksFrom(init, made, o)
	if works < 0 || end == nil {
		return
	}
	at, what := failsAfter(f, init, works)
	if at == 0 {
		return
	}
	p.Report(analyzer.Finding{
		Span: f.Expr(o.Site.Expr).Span, Label: "not ended then", Severity: analyzer.Warning, About: about1(o),
		Msg: fmt.Sprintf("%s, nothing ends executor `%s`: its %s stay until it is garbage-collected", what, clip(f.Render(st.X), 36), workersOf(f, o)),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Stmts[at].Header, Msg: "the constructor may end here, and with it the object is lost"},
			{Path: end.File.Path, Span: end.File.Expr(end.Expr).Span, Msg: "it is ended here else"}},
	})
}

// worksFrom is the event of a constructor from which on the pool has workers,
// and a call elsewhere that ends it; -1 and nil for none.
func worksFrom(init *threads.Func, made *threads.CallSite, o *threads.Object) (works facts.EventID, end *threads.CallSite) {
	works = -1
	if made.Does(pylib.Starts | pylib.Forks) {
		works = made.Event
	}
	for i := range o.Uses {
		u := &o.Uses[i]
		row, c := o.MethodRow(u), u.CallSite()
		switch {
		case u.Kind != threads.Method || row == nil || c == nil || c.In.Class == nil || !oneFamily(c.In.Class, init.Class):
		case row.Does&(pylib.Joins|pylib.Closes) != 0 && row.Handoff == nil:
			if c.In == init {
				return -1, nil
			}
			end = c
		case row.Handoff != nil && c.In == init && (works < 0 || c.Event < works):
			works = c.Event
		}
	}
	return works, end
}

// failsAfter is the first statement of a constructor behind an event that is
// known to raise where nothing around it can clean up, and how to say so.
func failsAfter(f *threads.File, init *threads.Func, from facts.EventID) (at facts.StmtID, what string) {
	free := func(s facts.StmtID) bool {
		return f.Enclosing(s, facts.Try, facts.With) == 0 && (at == 0 || s < at)
	}
	for _, c := range init.Calls() {
		if !f.Reaches(from, c.Event) || c.Event <= from || !free(c.Stmt) {
			continue
		}
		if c.Row != nil && c.Row.Raises || c.Target != nil && c.Target.Plain() && c.Target.MayRaise().Valid() {
			at, what = c.Stmt, "if `"+called(f, c.Expr)+"` raises"
		}
	}
	for s := range f.Stmts {
		if id := facts.StmtID(s); f.Stmts[s].Kind == facts.Raise && f.Stmts[s].Func == init.ID && f.Stmts[s].Span.Start > f.Expr(f.Events[from].X).Span.End && free(id) {
			at, what = id, "where the constructor raises"
		}
	}
	return at, what
}

// oneFamily says whether one class is known to be the other or a base of it.
func oneFamily(a, b *threads.Class) bool {
	return slices.Contains(a.MRO(), b) || slices.Contains(b.MRO(), a)
}
