package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var coroutineTarget = &analyzer.Rule{
	Name:     "coroutine-target",
	Code:     "TH104",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkCoroutineTarget,
}

// checkCoroutineTarget reports an async def or generator function that is
// handed over to be called: the call only makes a coroutine or generator, and
// nobody runs it.
//
// Silent where the library runs the coroutine itself, where the function is
// decorated or may be another one, and where the program takes the result of
// the task: what it does with it may be to await or to iterate it.
func checkCoroutineTarget(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		fn := s.Target.Func
		if s.TargetExpr == 0 || s.Target.Class != nil || s.Handoff == nil || s.Handoff.Coros || !runsNothing(fn) || s.Super && overridesRun(s) {
			continue
		}
		if resultTaken(f, s) || fn.Replaced() || s.Target.Bound && mayRun(fn) {
			continue
		}
		at := f.Expr(s.TargetExpr).Span
		what, _ := fate(s)
		p.Report(analyzer.Finding{Span: at, Msg: nothingRuns(what, s.Name(), fn), Label: kindOf(fn), About: about(s),
			Because: targetNote(s), Fix: runCoroutine(f, s)})
	}
	for _, c := range f.Classes {
		checkRunMethod(p, c)
	}
}

// runsNothing says whether calling a function runs none of its body.
func runsNothing(fn *threads.Func) bool {
	return fn != nil && fn.Plain() && fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 && fn.Facts().Flags&facts.LambdaFunc == 0
}

// mayRun says whether a subclass overrides the method by one that runs when it is called.
func mayRun(fn *threads.Func) bool {
	for _, g := range fn.Overrides() {
		if !runsNothing(g) {
			return true
		}
	}
	return false
}

func kindOf(fn *threads.Func) string {
	if fn.Facts().Flags&facts.AsyncFunc != 0 {
		return "async"
	}
	return "a generator function"
}

func nothingRuns(what, name string, fn *threads.Func) string {
	is, makes := "is async", "a coroutine"
	switch flags := fn.Facts().Flags; {
	case flags&facts.AsyncFunc == 0:
		is, makes = "is a generator function", "a generator"
	case flags&facts.GeneratorFunc != 0:
		is, makes = "is an async generator function", "an async generator"
	}
	return fmt.Sprintf("%s `%s` %s: calling it only creates %s, so its body never runs", what, clip(name, 40), is, makes)
}

// resultTaken says whether the program takes what the callable returned: a task
// of a pool whose future is not dropped. What a process returns must be
// pickled, which neither a coroutine nor a generator can be.
func resultTaken(f *threads.File, s *threads.Spawn) bool {
	if s.Handoff.On != pylib.Pool || s.Handoff.Pass == pylib.PassFixed || s.Row.Workers != "" {
		return false
	}
	e := s.Call.Expr
	if up := f.Parent(e); up > 0 && f.Expr(up).Kind == facts.Await {
		e = up
	}
	return f.Parent(e) > 0 || f.Stmts[s.Call.Stmt].Kind != facts.ExprStmt
}

// runCoroutine has an event loop of the new thread run the coroutine. It is not
// safe: what the coroutine shares with another loop does not come along.
func runCoroutine(f *threads.File, s *threads.Spawn) *analyzer.Fix {
	name, imports, ok := nameFor(f, pylib.RunCoroutine)
	async := s.Target.Func.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == facts.AsyncFunc
	if !async || !ok || s.Handoff.Pass != pylib.PassTuple || s.KwargsExpr() > 0 {
		return nil
	}
	x := f.Expr(s.TargetExpr)
	if x.Kind != facts.Name && x.Kind != facts.Attr || x.Flags&facts.Parens != 0 {
		return nil
	}
	fix := &analyzer.Fix{Title: "Run the coroutine in an event loop of the thread", Edits: imports}
	insert := func(at uint32, text string) {
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: at, End: at}, New: text})
	}
	switch e := s.ArgsExpr(); {
	case e == 0 && lastPositional(f, s):
		insert(x.Span.Start, name+", "+s.Handoff.Args+"=(")
		insert(x.Span.End, "(),)")
	case e > 0 && f.Expr(e).Kind == facts.Tuple:
		t := f.Expr(e)
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: x.Span, New: name})
		insert(t.Span.Start+1, f.Render(s.TargetExpr)+"(")
		insert(t.Span.End-1, "),")
	default:
		return nil
	}
	return fix
}

// checkRunMethod reports a thread's or process's own run that is async or a generator.
func checkRunMethod(p *analyzer.Pass, c *threads.Class) {
	run := c.OwnMethod("run")
	what := threadKind(c)
	if what == "" || !runsNothing(run) || c.Lookup("run").Func != run {
		return
	}
	if c.Lookup("start").Func != nil || run.Replaced() || mayRun(run) {
		return
	}
	p.Report(analyzer.Finding{Span: run.Facts().NameAt, Label: kindOf(run), Msg: nothingRuns(what+" method", run.QualName(), run)})
}

// threadKind is "thread" or "process" for a class of the program that is one of
// these, "" for others.
func threadKind(c *threads.Class) string {
	t := c.LibBase()
	if t == nil {
		return ""
	}
	switch t.Class {
	case pylib.ThreadClass, pylib.TimerClass:
		return "thread"
	case pylib.ProcessClass:
		return "process"
	}
	return ""
}
