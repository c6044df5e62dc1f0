package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var processStartWithoutGuard = &analyzer.Rule{
	Name:     "process-start-without-guard",
	Code:     "TH612",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkProcessStartWithoutGuard,
}

// checkProcessStartWithoutGuard reports the first place where a script starts
// a process whenever it is run, its child included: one that is not forked
// imports the script again. Where the default is to fork it is information.
//
// A script that asks for fork, a notebook, and a module that others import are
// left alone.
func checkProcessStartWithoutGuard(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.Library || f.Context == threads.TestFile || !f.IsScript() {
		return
	}
	severity := analyzer.Info
	if p.Model.Options.Windows || p.Model.Options.Minor >= 14 {
		severity = analyzer.RuleSeverity
	}
	for _, c := range f.Calls() {
		if c.Row == nil || c.Row.Method == "" {
			continue
		}
		text, ok := f.TextOf(c.Arg(c.Row.Method))
		if !ok || text == "fork" {
			return
		}
		severity = analyzer.RuleSeverity
	}
	for _, c := range f.Calls() {
		if c.In.ID != 0 || underCondition(f, c.Stmt) {
			continue
		}
		start, what := c, "starts again"
		if !startsProcess(c) {
			if start = reachesProcess(c); start == nil {
				continue
			}
			what = "calls it again"
		}
		fd := analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Severity: severity, Label: "runs in the child too", Fix: underGuard(f, c.Stmt),
			Msg: fmt.Sprintf("%s at top level: the child imports this file and %s, RuntimeError in \"bootstrapping phase\"", shownCall(f, c), what),
		}
		if start != c {
			fd.Because = []analyzer.Note{{Path: start.File.Path, Span: start.File.Expr(start.Expr).Span, Msg: "the process is started here"}}
		}
		p.Report(fd)
		return
	}
}

// underCondition says whether a statement runs under a condition: it may be a guard
// of its own kind.
func underCondition(f *threads.File, s facts.StmtID) bool {
	return f.Enclosing(s, facts.If, facts.Elif, facts.Case) != 0
}

// startsProcess says whether a call starts processes: start() of one, the
// making of a Pool, or a task for an executor, which starts its workers then.
func startsProcess(c *threads.CallSite) bool {
	if c.Does(pylib.Forks) {
		switch {
		case c.File.Eval(c.Expr).LibClass() == pylib.ProcessPoolClass:
			return true
		case c.Receiver() > 0 && c.Does(pylib.Starts):
			return c.File.Eval(c.Receiver()).LibClass() == pylib.ProcessClass
		}
		return false
	}
	s := c.File.SpawnAt(c.Expr)
	return s != nil && c.Receiver() > 0 && s.Handoff != nil && s.Handoff.On == pylib.Process &&
		c.File.Eval(c.Receiver()).LibClass() == pylib.ProcessPoolClass
}

// reachesProcess is the start of a process that a call of a function of the
// program leads to, nil if it is not known to lead to one.
func reachesProcess(c *threads.CallSite) *threads.CallSite {
	seen := map[*threads.Func]bool{}
	for work := []*threads.Func{c.Target}; len(work) > 0; {
		fn := work[0]
		work = work[1:]
		if fn == nil || seen[fn] || !fn.Plain() {
			continue
		}
		seen[fn] = true
		for _, d := range fn.Calls() {
			if startsProcess(d) {
				if underCondition(d.File, d.Stmt) {
					continue
				}
				return d
			}
			work = append(work, d.Target)
		}
	}
	return nil
}

// underGuard indents the rest of the file, from the statement around s on,
// under the main guard; nil where something in it must stay outside.
func underGuard(f *threads.File, s facts.StmtID) *analyzer.Fix {
	for f.Stmts[s].Parent != 0 {
		s = f.Stmts[s].Parent
	}
	from := f.Stmts[s].Span.Start
	for i := int(s); i < len(f.Stmts); i++ {
		switch f.Stmts[i].Kind {
		case facts.Def, facts.ClassDef, facts.ImportStmt:
			return nil
		}
	}
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Span.Start >= from && (x.Kind == facts.Str || x.Kind == facts.Bytes || x.Kind == facts.FString) && f.Line(x.Span.Start) != f.Line(x.Span.End) {
			return nil
		}
	}
	first := f.Line(from)
	if f.Lines[first] != from {
		return nil
	}
	fix := &analyzer.Fix{Title: "Indent the rest of the script under `if __name__ == \"__main__\":`"}
	for n := first; n <= f.Line(f.Stmts[len(f.Stmts)-1].Span.End); n++ {
		text := "    "
		switch {
		case n == first:
			text = "if __name__ == \"__main__\":\n" + text
		case n+1 < len(f.Lines) && f.Lines[n+1]-f.Lines[n] <= 2:
			continue // an empty line; one letter is no statement that needs a place
		}
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: f.Lines[n], End: f.Lines[n]}, New: text})
	}
	return fix
}
