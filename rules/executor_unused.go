package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var executorUnused = &analyzer.Rule{
	Name:     "executor-unused",
	Code:     "TH220",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkExecutorUnused,
}

// checkExecutorUnused reports a pool of a local name or a with statement that
// is given no work: nothing but its end is ever asked of it.
//
// A pool with an initializer works by being made, and a class of the program
// may use itself; both are left alone, as are tests.
func checkExecutorUnused(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadPoolClass, pylib.ProcessPoolClass, pylib.InterpreterPoolClass) {
		in := f.FuncAt(o.Site.Expr)
		if in == nil || in.InTest() || o.Escapes || o.InAttr || o.InList || f.Eval(o.Site.Expr).Class != nil || !plainPool(f, o) || !onlyEnds(o) {
			continue
		}
		with := enteredBy(f, o)
		if o.Name() == "" && with == 0 && !dropped(f, f.CallAt(o.Site.Expr)) {
			continue
		}
		name := o.Name()
		if name == "" {
			name = f.Render(o.Site.Expr)
		}
		fd := analyzer.Finding{Span: f.Expr(o.Site.Expr).Span, Label: "never used", About: about1(o)}
		if maps := builtinMaps(f, o, with); len(maps) > 0 {
			fn := f.ArgsOf(maps[0].Expr).Pos[0]
			fd.Msg = fmt.Sprintf("`%s` is created but never used: the builtin `%s` in its block runs `%s` in this thread", clip(name, 36), bare(maps[0].Lib()), clip(f.Render(fn), 30))
			fd.Because = []analyzer.Note{{Path: f.Path, Span: f.Expr(maps[0].Expr).Span, Msg: "this is not a method of the pool"}}
			fd.Fix = mapOnPool(f, o, maps)
		} else {
			fd.Msg = fmt.Sprintf("`%s` is created but never used: no task is given to it, so its workers do nothing", clip(name, 40))
		}
		p.Report(fd)
	}
}

// plainPool says whether a pool is made without a callable that its workers
// run by themselves.
func plainPool(f *threads.File, o *threads.Object) bool {
	a := f.ArgsOf(o.Site.Expr)
	s := f.SpawnAt(o.Site.Expr)
	return s != nil && s.TargetExpr == 0 && !a.Star && !a.DoubleStar
}

// onlyEnds says whether a pool is used for nothing but to end it.
func onlyEnds(o *threads.Object) bool {
	for _, u := range o.Uses {
		switch u.Kind {
		case threads.Entered, threads.Tested:
			continue
		case threads.Method:
			if c := u.File.CallAt(u.Call); c != nil && c.Row != nil && c.Row.Handoff == nil && c.Does(pylib.Closes|pylib.Joins) && !u.Loose {
				continue
			}
		}
		return false
	}
	return true
}

// enteredBy is the with statement of the file whose manager a pool is, 0 for none.
func enteredBy(f *threads.File, o *threads.Object) facts.StmtID {
	for _, u := range o.Uses {
		if u.Kind != threads.Entered || u.File != f || u.Event < 0 {
			continue
		}
		s := f.Events[u.Event].Stmt
		if f.Stmts[s].Kind != facts.With {
			s = f.Enclosing(s, facts.With)
		}
		return s
	}
	return 0
}

// builtinMaps is the calls of the builtin with the name of a pool's method that
// stand in the pool's with statement or, without one, in the function behind it.
func builtinMaps(f *threads.File, o *threads.Object, with facts.StmtID) []*threads.CallSite {
	var out []*threads.CallSite
	made := f.Expr(o.Site.Expr).Span
	for _, c := range f.Calls() {
		if c.Row == nil || c.Row.Handoff != nil || c.Row.Items != pylib.ResultsOfFirst || c.Receiver() != 0 || len(f.ArgsOf(c.Expr).Pos) < 2 {
			continue
		}
		if with > 0 && f.Within(c.Stmt, with) || with == 0 && c.In == f.FuncAt(o.Site.Expr) && f.Expr(c.Expr).Span.Start > made.End {
			out = append(out, c)
		}
	}
	return out
}

// mapOnPool calls the pool's method of the same name, where there is one call
// and the method takes the same arguments.
func mapOnPool(f *threads.File, o *threads.Object, maps []*threads.CallSite) *analyzer.Fix {
	c := maps[0]
	name := bare(c.Lib())
	row := pylib.FindCall(f.Eval(o.Site.Expr).Lib + "." + name)
	a := f.ArgsOf(c.Expr)
	if len(maps) > 1 || len(o.Names) != 1 || row == nil || row.Handoff == nil || a.Star || len(a.Pos) > 2 && row.Handoff.Args != "" {
		return nil
	}
	callee := f.Expr(f.Expr(c.Expr).A)
	if callee.Kind != facts.Name || callee.Flags&facts.Parens != 0 {
		return nil
	}
	text := o.Name() + "." + name
	return &analyzer.Fix{Title: "Call `" + text + "`", Edits: []analyzer.Edit{{Span: callee.Span, New: text}}}
}
