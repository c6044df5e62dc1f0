package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var methodNotCalled = &analyzer.Rule{
	Name:     "method-not-called",
	Code:     "TH219",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkMethodNotCalled,
}

// checkMethodNotCalled reports a method of a thread, lock, event or the like that
// is named where only its call means anything: `t.start` as a statement, and
// `while t.is_alive:`, where the method itself is tested, which is always true.
//
// A method that is handed on, stored or compared is a reference and left alone.
// So is a name that is gone at the target: to read it fails already.
func checkMethodNotCalled(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, u := range f.Uncalled() {
		if u.Row != nil && gone(p, u.Row.Removed) {
			continue
		}
		s := &f.Stmts[u.Stmt]
		fd := analyzer.Finding{Span: f.Expr(u.Expr).Span, Label: "not called", About: []source.Span{s.Header}, Fix: callFix(f, &u)}
		name := clip(f.Render(u.Expr), 40)
		if u.Test == 0 {
			fd.Msg = fmt.Sprintf("`%s` names the method and does not call it: %s", name, undone(u.Row))
		} else {
			fd.Msg = tested(f, &u, name)
		}
		if made := f.Eval(f.Expr(u.Expr).A).Site; made.Valid() && made.File == f {
			fd.About = append(fd.About, f.Expr(made.Expr).Span)
		}
		p.Report(fd)
	}
}

// gone says whether a name that is removed in a version is not there at the target.
func gone(p *analyzer.Pass, removed string) bool {
	return removed != "" && pylib.Minor(removed) <= p.Model.Options.Minor
}

// undone is what does not happen since the method is not called.
func undone(row *pylib.Call) string {
	switch {
	case row == nil:
	case row.Does&pylib.Starts != 0:
		return "this line starts nothing"
	case row.Does&pylib.Releases != 0:
		return "this line releases nothing"
	case row.Does&pylib.Acquires != 0:
		return "this line acquires nothing"
	case row.Does&(pylib.Joins|pylib.Waits) != 0:
		return "this line waits for nothing"
	case row.Does&pylib.Wakes != 0:
		return "this line wakes nobody"
	case row.Does&pylib.Closes != 0:
		return "this line ends nothing"
	}
	return "this line does nothing"
}

// tested is the message for a method in a condition.
func tested(f *threads.File, u *threads.Uncalled, name string) string {
	s := &f.Stmts[u.Stmt]
	word := map[facts.StmtKind]string{facts.While: "while", facts.If: "if", facts.Elif: "elif", facts.Assert: "assert"}[s.Kind]
	if !u.Whole || word == "" || s.X != u.Test {
		return fmt.Sprintf("`%s` is tested, not called: the method itself is always true", name)
	}
	effect := "this branch is always taken"
	switch {
	case s.Kind == facts.While && u.Negated:
		effect = "the loop never runs"
	case s.Kind == facts.While && f.Leaves(u.Stmt):
		effect = "this condition never ends the loop"
	case s.Kind == facts.While:
		effect = "the loop never ends"
	case s.Kind == facts.Assert && u.Negated:
		effect = "this always fails"
	case s.Kind == facts.Assert:
		effect = "this never fails"
	case u.Negated:
		effect = "this branch is never taken"
	}
	colon := ":"
	if s.Kind == facts.Assert {
		colon = ""
	}
	return fmt.Sprintf("`%s %s%s` tests the method, which is always true: %s", word, clip(f.Render(u.Test), 48), colon, effect)
}

// callFix adds the parentheses, where the method needs no arguments. It is not
// safe: the program begins to do what it never did.
func callFix(f *threads.File, u *threads.Uncalled) *analyzer.Fix {
	if !u.TakesNothing() {
		return nil
	}
	at := f.Expr(u.Expr).Span
	at.Start = at.End
	return &analyzer.Fix{Title: fmt.Sprintf("Call `%s()`", clip(f.Render(u.Expr), 40)), Edits: []analyzer.Edit{{Span: at, New: "()"}}}
}
