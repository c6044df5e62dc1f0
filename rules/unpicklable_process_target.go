package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var unpicklableProcessTarget = &analyzer.Rule{
	Name:     "unpicklable-process-target",
	Code:     "TH110",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkUnpicklableProcessTarget,
}

// checkUnpicklableProcessTarget reports a callable or argument for another
// process that cannot be pickled: a lambda, a function or class that is defined
// inside a function, a method of an object that holds a lock or the like.
//
// A pool's task is always pickled; a Process only where it is not forked, so
// that it is information where fork is the default and the program does not
// ask for another way.
func checkUnpicklableProcessTarget(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if s.Handoff == nil || s.Handoff.On != pylib.Process || !s.Handoff.Pickles || s.Sub != nil || s.Super {
			continue
		}
		pool := f.Eval(s.Call.Receiver()).LibClass() == pylib.ProcessPoolClass && s.Call.Callee.Kind == threads.LibBound
		severity, how := analyzer.RuleSeverity, poolSays(s)
		if !pool {
			if severity, how = processSays(p, f, s); how == "" {
				continue
			}
		}
		bad := append([]facts.ExprID{s.TargetExpr}, given(f, s)...)
		for _, e := range bad {
			who, because := unpicklable(f, e)
			if who == "" {
				continue
			}
			p.Report(analyzer.Finding{
				Span: f.Expr(e).Span, Severity: severity, Label: "cannot be pickled", About: about(s), Because: because,
				Msg: fmt.Sprintf("%s cannot be pickled: %s", who, how),
			})
			break
		}
	}
}

// poolSays is what becomes of a task of a pool that cannot be pickled.
func poolSays(s *threads.Spawn) string {
	method := clip(s.Call.Method(), 20)
	switch {
	case s.Row.Does&pylib.Joins != 0:
		return fmt.Sprintf("`%s` raises and runs nothing", method)
	case s.Row.Items == pylib.ResultsOfFirst:
		return fmt.Sprintf("reading what `%s` returns raises, and nothing is run", method)
	case s.Row.Returns != "":
		return fmt.Sprintf("`%s` stores the error in its %s and runs nothing", method, resultWord(s))
	}
	return "no worker starts"
}

func resultWord(s *threads.Spawn) string {
	if s.Handoff.Pass == pylib.PassStar {
		return "future"
	}
	return "result"
}

// processSays is the severity and what becomes of a process that is given what
// cannot be pickled; "" where the program asks for fork, or in a way that is
// not known.
func processSays(p *analyzer.Pass, f *threads.File, s *threads.Spawn) (analyzer.Severity, string) {
	if f.Eval(s.Call.Expr).LibClass() != pylib.ProcessClass {
		return 0, "" // the initializer of a pool
	}
	spawned := p.Model.Options.Windows || p.Model.Options.Minor >= 14
	for _, g := range p.Model.Files() {
		for _, c := range g.Calls() {
			if c.Row == nil || c.Row.Method == "" || g != f && !c.Does(pylib.ProcessState) {
				continue
			}
			text, ok := g.TextOf(c.Arg(c.Row.Method))
			if !ok || text == "fork" {
				return 0, ""
			}
			spawned = true
		}
	}
	if spawned {
		return analyzer.RuleSeverity, "start() raises and the child runs nothing"
	}
	if f.Context == threads.TestFile {
		return 0, ""
	}
	return analyzer.Info, "start() raises where processes are not forked (Windows, macOS, Python 3.14)"
}

// unpicklable says what it is of a callable or argument that cannot be pickled; "" for others.
func unpicklable(f *threads.File, e facts.ExprID) (who string, because []analyzer.Note) {
	if e <= 0 {
		return "", nil
	}
	v := f.Eval(e)
	var c threads.Callable
	if v.Kind != threads.Instance {
		c = f.Callable(e)
	}
	name := clip(f.Render(e), 30)
	switch {
	case c.Func != nil && c.Class == nil && c.Func.Facts().Flags&facts.LambdaFunc != 0:
		if f.Expr(e).Kind == facts.Name {
			return fmt.Sprintf("`%s`, a lambda,", name), defined(c.Func)
		}
		return "a lambda", nil
	case c.Func != nil && c.Class == nil && c.Func.Inside() != nil:
		if c.Func.Class != nil {
			return fmt.Sprintf("`%s` of class `%s` inside `%s`", name, clip(c.Func.Class.Name, 20), clip(c.Func.Inside().Name, 20)), defined(c.Func)
		}
		return fmt.Sprintf("`%s`, defined inside `%s`,", name, clip(c.Func.Inside().Name, 30)), defined(c.Func)
	case v.Kind == threads.Instance && v.Class != nil && v.Class.Inside() != nil && plainlyPickled(v.Class):
		return fmt.Sprintf("`%s`, whose class `%s` is inside `%s`,", name, clip(v.Class.Name, 20), clip(v.Class.Inside().Name, 20)), nil
	}
	held := v.Class
	if v.Kind == threads.FuncObj && c.Bound && c.Self.Valid() {
		held = c.Self.File.Eval(c.Self.Expr).Class
	} else if v.Kind != threads.Instance {
		return "", nil
	}
	if held == nil {
		return "", nil
	}
	attr, at, t := held.Unpicklable()
	if attr == "" {
		return "", nil
	}
	return fmt.Sprintf("`%s`, whose object holds the %s `%s`,", name, bare(t.Name), clip(attr, 24)),
		[]analyzer.Note{{Path: at.File.Path, Span: at.File.Expr(at.Expr).Span, Msg: fmt.Sprintf("`%s` is stored here", clip(attr, 40))}}
}

// plainlyPickled says whether a class does not say itself how it is pickled.
func plainlyPickled(c *threads.Class) bool {
	return !c.UnknownBase() && c.Method("__reduce__") == nil && c.Method("__reduce_ex__") == nil
}

// defined points at the def of a function.
func defined(fn *threads.Func) []analyzer.Note {
	return []analyzer.Note{{Path: fn.File.Path, Span: fn.Facts().NameAt, Msg: "it is defined here"}}
}
