package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var executorNotShutdown = &analyzer.Rule{
	Name:     "executor-not-shutdown",
	Code:     "TH210",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Info,
	Yields:   []string{"executor-unused"},
	Check:    checkExecutorNotShutdown,
}

// checkExecutorNotShutdown reports a pool that a function makes for itself,
// gives work to and never ends.
//
// CPython ends the workers of a pool when it is collected, mostly as soon as
// the function returns; a traceback or a cycle that keeps the pool keeps them
// too, and nothing waits for the tasks. So it is worth knowing, no more.
// So too a pool that a constructor keeps and then may fail (leakedByInit).
// A pool that lives as long as the program is left alone: one of a module, of
// a function that does not end, of the main function of a script.
func checkExecutorNotShutdown(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadPoolClass, pylib.ProcessPoolClass, pylib.InterpreterPoolClass) {
		fn := f.FuncAt(o.Site.Expr)
		if o.InAttr && f.Eval(o.Site.Expr).Class == nil {
			leakedByInit(p, f, o)
		}
		if fn == nil || fn.ID == 0 || o.Escapes || o.InAttr || o.InList || f.Eval(o.Site.Expr).Class != nil {
			continue
		}
		if fn.InTest() || fn.InBenchmark() || f.Context == threads.TestFile || fn.Effects.Endless || runByGuard(fn) || !localPool(f, fn, o) || !onlyWorks(fn, o) {
			continue
		}
		name := o.Name()
		if name == "" {
			name = f.Render(o.Site.Expr)
		}
		p.Report(analyzer.Finding{
			Span: f.Expr(o.Site.Expr).Span, Label: "never shut down", About: about1(o),
			Msg: fmt.Sprintf("executor `%s` is never shut down: its %s stay until it is garbage-collected", clip(name, 40), workersOf(f, o)),
			Fix: withPool(f, o),
		})
	}
}

// workersOf is the word for what a pool's tasks run in.
func workersOf(f *threads.File, o *threads.Object) string {
	if f.Eval(o.Site.Expr).LibClass() == pylib.ProcessPoolClass {
		return "worker processes"
	}
	return "worker threads"
}

// runByGuard says whether a function is called by nothing but the main guard
// of a script: its end is the end of the program.
func runByGuard(fn *threads.Func) bool {
	for _, c := range fn.Callers {
		s := c.Stmt
		for s != 0 && c.File.Stmts[s].Flags&facts.MainGuard == 0 {
			s = c.File.Stmts[s].Parent
		}
		if s == 0 {
			return false
		}
	}
	return len(fn.Callers) > 0
}

// localPool says whether a pool has no name, or one that belongs to the
// function that makes it.
func localPool(f *threads.File, fn *threads.Func, o *threads.Object) bool {
	c := f.CallAt(o.Site.Expr)
	if c == nil {
		return false
	}
	st := &f.Stmts[c.Stmt]
	if st.Kind != facts.Assign || st.Y != o.Site.Expr {
		return len(o.Names) == 0
	}
	x := f.Expr(st.X)
	return x.Kind == facts.Name && x.Sym > 0 && f.Scopes[f.Symbols[x.Sym].Scope].Func == fn.ID
}

// onlyWorks says whether a pool is given work by the function that makes it,
// and no use of it ends it or may do so.
func onlyWorks(fn *threads.Func, o *threads.Object) bool {
	works := false
	for i := range o.Uses {
		u := &o.Uses[i]
		row := o.MethodRow(u)
		switch {
		case u.Kind == threads.Alias && (u.Callee || u.In() == fn):
		case u.Kind == threads.Method && row != nil && row.Handoff != nil && !u.Loose && (u.Callee || u.In() == fn):
			works = true
		default:
			return false
		}
	}
	return works
}

// withPool makes the pool in a with statement around the rest of its block. A
// pool whose with kills what still runs is changed only if every task is
// waited for.
func withPool(f *threads.File, o *threads.Object) *analyzer.Fix {
	c := f.CallAt(o.Site.Expr)
	st := &f.Stmts[c.Stmt]
	if st.Kind != facts.Assign || f.Expr(st.X).Span.Start != st.Span.Start || len(o.Names) != 1 {
		return nil
	}
	first := st.End
	if int(first) >= len(f.Stmts) || f.Stmts[first].Parent != st.Parent || f.Stmts[first].Func != st.Func || isClause(f.Stmts[first].Kind) {
		return nil
	}
	last := first
	for k := first; int(k) < len(f.Stmts) && f.Stmts[k].Parent == st.Parent && !isClause(f.Stmts[k].Kind); k = f.Stmts[k].End {
		last = k
	}
	row := pylib.FindCall(f.Eval(o.Site.Expr).Lib + ".__exit__")
	for i := range o.Uses {
		if d := o.Uses[i].CallSite(); d != nil && !d.Does(pylib.Joins) && (row == nil || row.Does&pylib.Joins == 0) {
			return nil
		}
	}
	edits := deeper(f, first, last)
	if edits == nil || sharesLine(f, c.Stmt) {
		return nil
	}
	call := f.Expr(o.Site.Expr).Span
	edits = append(edits,
		analyzer.Edit{Span: source.Span{Start: st.Span.Start, End: call.Start}, New: "with "},
		analyzer.Edit{Span: source.Span{Start: call.End, End: st.Span.End}, New: " as " + o.Name() + ":"})
	return &analyzer.Fix{Title: "Use `with`, which waits for the tasks and ends the workers", Edits: edits}
}

// isClause says whether a statement belongs to the one before it.
func isClause(k facts.StmtKind) bool {
	switch k {
	case facts.Elif, facts.Else, facts.Except, facts.Finally, facts.Case:
		return true
	}
	return false
}
