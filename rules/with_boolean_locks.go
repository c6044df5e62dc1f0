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

var withBooleanLocks = &analyzer.Rule{
	Name:     "with-boolean-locks",
	Code:     "TH425",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkWithBooleanLocks,
}

// checkWithBooleanLocks reports `with a and b:`, which enters one lock only:
// locks are true, so `and` gives the last of them and `or` the first.
//
// An operand that may be None, or is of another type, makes it a choice.
func checkWithBooleanLocks(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for id := range f.Stmts {
		s := &f.Stmts[id]
		if s.Kind != facts.WithItem || s.X <= 0 {
			continue
		}
		x := f.Expr(s.X)
		if x.Kind != facts.And && x.Kind != facts.Or {
			continue
		}
		locks, names := f.KidsOf(s.X), []string{}
		for _, k := range locks {
			if !alwaysLock(f, k) {
				names = nil
				break
			}
			names = append(names, "`"+f.Render(k)+"`")
		}
		if len(names) < 2 {
			continue
		}
		entered, others := names[0], names[1:]
		if x.Kind == facts.And {
			entered, others = names[len(names)-1], names[:len(names)-1]
		}
		async := f.Stmts[s.Parent].Flags&facts.AsyncStmt != 0
		who := "another thread"
		if async {
			who = "another task"
		}
		msg := fmt.Sprintf("`%s %s:` locks only %s: %s may hold %s and run inside at the same time",
			withWord(async), f.Render(s.X), entered, who, strings.Join(others, " or "))
		if len(msg) > 160 {
			msg = fmt.Sprintf("`%s %s:` locks only one of them: %s may hold another and run inside at the same time",
				withWord(async), clip(f.Render(s.X), 50), who)
		}
		p.Report(analyzer.Finding{Span: x.Span, Label: "only " + clip(entered, 40), Fix: bothLocks(p, f, facts.StmtID(id)), Msg: msg})
	}
}

// alwaysLock says whether a value is proven to be a lock, which is true in a test.
func alwaysLock(f *threads.File, e facts.ExprID) bool {
	v := f.Eval(e)
	if v.Maybe || v.Class != nil && (v.Class.UnknownBase() || v.Class.Method("__bool__") != nil || v.Class.Method("__len__") != nil) {
		return false
	}
	return v.IsLock() || v.LibClass() == pylib.AsyncLockClass
}

// bothLocks makes `a, b` of `a and b`. In parentheses that is a list of
// contexts only where it is all that the statement has, from Python 3.9 on.
func bothLocks(p *analyzer.Pass, f *threads.File, item facts.StmtID) *analyzer.Fix {
	s := &f.Stmts[item]
	e := s.X
	if f.Expr(e).Flags&facts.Parens != 0 {
		if p.Model.Options.Minor < 9 || s.Y > 0 || contexts(f, s.Parent) != 1 {
			return nil
		}
	}
	fix := &analyzer.Fix{Title: "Take all the locks, in this order"}
	locks := f.KidsOf(e)
	for i, k := range locks {
		if f.Expr(k).Flags&facts.Parens != 0 {
			return nil
		}
		if i > 0 {
			fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: f.Expr(locks[i-1]).Span.End, End: f.Expr(k).Span.Start}, New: ", "})
		}
	}
	return fix
}
