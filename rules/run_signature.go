package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

var runSignature = &analyzer.Rule{
	Name:     "run-signature",
	Code:     "TH108",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkRunSignature,
}

// checkRunSignature reports a run method of a thread or process class that
// cannot be called without arguments, as start() does it.
//
// A class that starts in a way of its own, or whose run is called with its
// arguments by the program and never started, is left alone; so is a run that
// only stands for those of subclasses.
func checkRunSignature(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Classes {
		run, what := c.OwnMethod("run"), threadKind(c)
		if run == nil || what == "" || c.Lookup("run").Func != run || !run.Plain() {
			continue
		}
		self := run.TakesSelf()
		start := threads.Callable{Func: run, Bound: self}
		if start.Mismatch(0, nil) == "" || ownStart(c) || run.Facts().Flags&facts.StubBody != 0 || run.Replaced() || calledDirectly(run) || overriddenByAll(run) {
			continue
		}
		p.Report(analyzer.Finding{
			Span: run.Facts().NameAt, Label: "called without arguments",
			Msg:     fmt.Sprintf("`%s` needs %s, but start() calls run() without arguments: the %s dies with TypeError", clip(run.QualName(), 40), needed(run, self), what),
			Because: madeNotes(p, run),
		})
	}
}

// needed lists the parameters that start() leaves without a value.
func needed(run *threads.Func, self bool) string {
	params := run.Params()
	if self && len(params) > 0 && params[0].Kind != facts.VarPos {
		params = params[1:]
	}
	out, n := "", 0
	for _, x := range params {
		if x.Default > 0 || x.Kind == facts.VarPos || x.Kind == facts.VarKw {
			continue
		}
		switch n++; {
		case n == 4:
			return out + ", ..."
		case n > 1:
			out += ", "
		}
		out += "`" + run.File.Text(x.Name) + "`"
	}
	if n == 0 {
		return "no `self`"
	}
	return out
}

// ownStart says whether the class, or one that derives from it, starts in a way
// of its own. A start() that goes on to the library's is none: that calls run()
// without arguments whatever was done before.
func ownStart(c *threads.Class) bool {
	for _, k := range append(c.Derived(), c) {
		if startsItsOwnWay(k) {
			return true
		}
	}
	return false
}

// calledDirectly says whether the program calls run itself, with arguments.
func calledDirectly(run *threads.Func) bool {
	for _, c := range run.Callers {
		if a := c.File.ArgsOf(c.Expr); c.Spawn == nil && c.In != run && len(a.Pos)+len(a.Kw) > 0 {
			return true
		}
	}
	return false
}

// overriddenByAll says whether every class that the program makes objects of
// has a run of its own: none is made of this one.
func overriddenByAll(run *threads.Func) bool {
	return len(run.Overrides()) > 0 && len(run.Callers) == 0
}

// madeNotes points at the first place that makes such a thread.
func madeNotes(p *analyzer.Pass, run *threads.Func) []analyzer.Note {
	for _, s := range p.Model.SpawnsOf(run) {
		if s.Sub != nil {
			f := s.File()
			return []analyzer.Note{{Path: f.Path, Span: f.Expr(s.Call.Expr).Span, Msg: "made here"}}
		}
	}
	return nil
}
