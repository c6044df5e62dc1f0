package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var emptyJoinLoop = &analyzer.Rule{
	Name:     "empty-join-loop",
	Code:     "TH221",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkEmptyJoinLoop,
}

// checkEmptyJoinLoop reports a loop that joins the threads of a list that
// nothing is ever put into: the threads were started and forgotten.
//
// Any use of the list beside such loops is taken for one that may fill it.
func checkEmptyJoinLoop(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		item := c.Receiver() // of no known type: nothing is in the list
		if item == 0 || f.Expr(item).Kind != facts.Name {
			continue
		}
		iter := iteratedFor(f, item)
		if iter == 0 || !pylib.JoinsThread(c.Method()) {
			continue
		}
		empty := emptyList(f, iter)
		if empty == 0 {
			continue
		}
		starts := startsBefore(f, c.In, iter)
		if len(starts) == 0 {
			continue
		}
		name := f.Render(iter)
		fd := analyzer.Finding{
			Span:  f.Expr(iter).Span,
			Msg:   fmt.Sprintf("`%s` is always empty: this loop joins nothing, and the lines after it run while the threads do", clip(name, 40)),
			Label: "always empty",
			Because: []analyzer.Note{
				{Path: f.Path, Span: f.Expr(starts[0].Expr).Span, Msg: "a thread is started here"},
				{Path: f.Path, Span: f.Expr(empty).Span, Msg: fmt.Sprintf("`%s` is made here, and nothing is put into it", clip(name, 40))},
			},
		}
		for _, s := range starts {
			if v := f.Eval(s.Receiver()); v.Site.Valid() && v.Site.File == f {
				fd.About = append(fd.About, f.Expr(v.Site.Expr).Span)
			}
		}
		fd.Fix = appendFix(f, name, iter, starts)
		p.Report(fd)
	}
}

// iteratedFor is the name of the list whose item a name is in a loop or
// comprehension over it, 0 if it is anything else.
func iteratedFor(f *threads.File, item facts.ExprID) facts.ExprID {
	binds := f.BindingsOf(f.Expr(item).Sym)
	at := f.StmtAt(item)
	for _, b := range binds {
		if b.Value <= 0 || f.Expr(b.Value).Kind != facts.ItemOf {
			continue
		}
		iter := f.Expr(b.Value).A
		if f.Expr(iter).Kind == facts.Name && f.Within(at, f.StmtAt(iter)) {
			return iter
		}
	}
	return 0
}

// emptyList is the empty display or list() that a name is bound to for good, 0
// if anything else may be in it.
func emptyList(f *threads.File, iter facts.ExprID) facts.ExprID {
	sym := f.Expr(iter).Sym
	binds := f.BindingsOf(sym)
	if len(binds) != 1 || binds[0].Aug || binds[0].Value <= 0 || f.SeenElsewhere(sym) {
		return 0
	}
	switch x := f.Expr(binds[0].Value); x.Kind {
	case facts.List:
		if x.NKids != 0 {
			return 0
		}
	case facts.Call:
		if v := f.Eval(binds[0].Value); v.LibType() == nil || !v.LibType().Iterable || x.NKids != 0 || f.CallAt(binds[0].Value).Lib() == "" {
			return 0
		}
	default:
		return 0
	}
	for _, l := range f.Loads(sym) {
		if f.StoredName(l) {
			continue
		}
		if p := f.Parent(l); !iteratedAt(f, l) && (p == 0 || f.Expr(p).Kind != facts.CompFor) {
			return 0
		}
	}
	return binds[0].Value
}

// iteratedAt says whether an expression is what a for statement iterates over.
func iteratedAt(f *threads.File, e facts.ExprID) bool {
	s := f.StmtAt(e)
	return f.Stmts[s].Kind == facts.For && f.Stmts[s].Y == e
}

// startsBefore is the starts of threads of a function that may run before an expression.
func startsBefore(f *threads.File, fn *threads.Func, e facts.ExprID) []*threads.CallSite {
	var out []*threads.CallSite
	for _, c := range fn.Calls() {
		if c.Does(pylib.Starts) && c.Receiver() > 0 && f.Reaches(c.Event, f.EventOf(e)) {
			out = append(out, c)
		}
	}
	return out
}

// appendFix puts the thread into the list after its start, where there is one start.
func appendFix(f *threads.File, list string, iter facts.ExprID, starts []*threads.CallSite) *analyzer.Fix {
	recv := starts[0].Receiver()
	stmt := starts[0].Stmt
	if len(starts) != 1 || f.Expr(recv).Kind != facts.Name || f.Stmts[stmt].Kind != facts.ExprStmt {
		return nil
	}
	if len(f.Loads(f.Expr(iter).Sym)) == 0 || f.FuncAt(recv) != f.FuncAt(iter) {
		return nil
	}
	call := fmt.Sprintf("%s.append(%s)", list, f.Render(recv))
	return lineAfter(f, stmt, []string{call}, "Add `"+call+"` after the start")
}
