package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var exitInThread = &analyzer.Rule{
	Name:     "exit-in-thread",
	Code:     "TH215",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkExitInThread,
}

// checkExitInThread reports sys.exit() and raise SystemExit in code that
// nothing but threads of their own run: SystemExit ends that thread alone.
//
// Code that the main thread may come to, and an exit that is caught, are left
// alone. Without a status it may be meant as a return, so that is an info.
func checkExitInThread(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, fn := range f.Funcs {
		roots := threadRoots(p.Model, fn)
		if len(roots) == 0 || fn.InTest() {
			continue
		}
		for _, e := range exits(f, fn) {
			s := f.StmtAt(e)
			if f.Caught(s, pylib.ExitException) || fn.CaughtAbove(pylib.ExitException) || !fn.OnlyOnThreads() {
				continue
			}
			p.Report(exitFinding(f, fn, e, roots[0]))
		}
	}
}

// exits is the calls and raises of a function that raise SystemExit, by position.
func exits(f *threads.File, fn *threads.Func) []facts.ExprID {
	var out []facts.ExprID
	for _, c := range fn.Calls() {
		if c.Row != nil && c.Row.RaisesExit() {
			out = append(out, c.Expr)
		}
	}
	for s := range f.Stmts {
		st := &f.Stmts[s]
		if st.Kind != facts.Raise || st.Func != fn.ID || st.X <= 0 {
			continue
		}
		e := st.X
		if f.Expr(e).Kind == facts.Call {
			e = f.Expr(e).A
		}
		if v := f.Eval(e); v.Kind == threads.LibObj && v.Lib == pylib.ExitException {
			out = append(out, st.X)
		}
	}
	return out
}

func exitFinding(f *threads.File, fn *threads.Func, e facts.ExprID, r *threads.Root) analyzer.Finding {
	text := clip(f.Render(e), 30)
	if f.Stmts[f.StmtAt(e)].Kind == facts.Raise {
		text = "raise " + text
	}
	fd := analyzer.Finding{
		Span: f.Expr(e).Span, Label: "ends only this thread",
		Msg: fmt.Sprintf("`%s` in thread target `%s` ends only this thread, silently: the program goes on", text, clip(fn.QualName(), 40)),
	}
	if r.Func != fn {
		fd.Msg = fmt.Sprintf("`%s` in `%s`, which only thread target `%s` calls, ends only that thread: the program goes on", text, clip(fn.Name, 24), clip(r.Func.QualName(), 24))
	}
	if f.Expr(e).Kind != facts.Call || f.Expr(e).NKids == 0 {
		fd.Severity = analyzer.Info
	}
	for _, s := range r.Spawns {
		g := s.Call.File
		fd.Because = []analyzer.Note{{Path: g.Path, Span: g.Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("the thread that runs `%s` is made here", clip(r.Func.QualName(), 40))}}
		break
	}
	return fd
}
