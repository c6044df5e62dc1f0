package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var threadObjectInProcess = &analyzer.Rule{
	Name:     "thread-object-in-process",
	Code:     "TH611",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkThreadObjectInProcess,
}

// checkThreadObjectInProcess reports an object for threads among the arguments
// of a process or of a task of a process pool.
//
// A task's arguments are always pickled, which such an object refuses. A
// process that is forked gets a copy that nothing connects with the original;
// a generator is left alone there, since a copy of one is of use.
func checkThreadObjectInProcess(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if s.Handoff == nil || s.Handoff.On != pylib.Process || s.Sub != nil {
			continue
		}
		for _, e := range given(f, s) {
			v := f.Eval(e)
			pickled := s.Call.Receiver() > 0 && s.Call.Callee.Kind == threads.LibBound
			spawned := pickled || p.Model.Options.Windows || p.Model.Options.Minor >= 14
			switch {
			case v.Kind != threads.Instance || v.Maybe:
			case threadOnly(v):
				reportInProcess(p, f, s, e, v, pickled, spawned)
			case spawned && isGenerator(v):
				p.Report(analyzer.Finding{
					Span: f.Expr(e).Span, Label: "cannot be pickled", About: about(s), Because: valueMade(v, f, e),
					Msg: fmt.Sprintf("`%s` is a generator: it cannot be pickled for another process, TypeError", clip(f.Render(e), 40)),
				})
			}
		}
	}
}

// given is the values that a spawn's call sends to the other process.
func given(f *threads.File, s *threads.Spawn) []facts.ExprID {
	if s.Handoff.Pass == pylib.PassIter || s.Handoff.Pass == pylib.PassStarIter {
		return items(f, s)
	}
	a, ok := s.Passed()
	if !ok {
		return nil
	}
	out := append([]facts.ExprID(nil), a.Pos...)
	for _, k := range a.Kw {
		out = append(out, k.Value)
	}
	return out
}

// items is the elements of the displays that map() takes its arguments from.
func items(f *threads.File, s *threads.Spawn) []facts.ExprID {
	var out []facts.ExprID
	for _, e := range f.ArgsOf(s.Call.Expr).Pos {
		if e == s.TargetExpr {
			continue
		}
		for _, k := range display(f, e) {
			if s.Handoff.Pass == pylib.PassStarIter {
				out = append(out, display(f, k)...)
			} else {
				out = append(out, k)
			}
		}
	}
	return out
}

// display is the elements of a list, tuple or comprehension as it stands.
func display(f *threads.File, e facts.ExprID) []facts.ExprID {
	switch x := f.Expr(e); x.Kind {
	case facts.List, facts.Tuple:
		return f.KidsOf(e)
	case facts.ListComp, facts.Generator:
		return []facts.ExprID{x.A}
	}
	return nil
}

// threadOnly says whether an object serves threads of one process only.
func threadOnly(v threads.Value) bool {
	t := v.LibType()
	if t == nil || t.Process || !t.NoPickle {
		return false
	}
	if c := v.Class; c != nil && (c.UnknownBase() || c.Method("__reduce__") != nil || c.Method("__getstate__") != nil || c.Method("__reduce_ex__") != nil) {
		return false
	}
	switch t.Class {
	case pylib.ThreadClass, pylib.TimerClass, pylib.LockClass, pylib.RLockClass, pylib.SemaphoreClass, pylib.ConditionClass,
		pylib.EventClass, pylib.BarrierClass, pylib.QueueClass, pylib.ThreadPoolClass, pylib.LocalClass:
		return true
	}
	return false
}

// isGenerator says whether a value is a generator that the program itself makes.
func isGenerator(v threads.Value) bool {
	if !v.Site.Valid() {
		return false
	}
	if v.Site.File.Expr(v.Site.Expr).Kind == facts.Generator {
		return true
	}
	c := v.Site.File.CallAt(v.Site.Expr)
	return c != nil && c.Target != nil && c.Callee.Kind == threads.FuncObj &&
		c.Target.Facts().Flags&(facts.GeneratorFunc|facts.AsyncFunc) == facts.GeneratorFunc
}

func reportInProcess(p *analyzer.Pass, f *threads.File, s *threads.Spawn, e facts.ExprID, v threads.Value, pickled, spawned bool) {
	t := v.LibType()
	name := clip(f.Render(e), 30)
	what := "the child process gets a copy, so the two share nothing"
	switch {
	case pickled:
		what = "it cannot be pickled for another process, TypeError"
	case spawned:
		what = "it cannot be pickled for the child process, start() raises TypeError"
	case t.Class == pylib.QueueClass:
		what = "the child process gets a copy, so what one side puts the other never gets"
		if takenFrom(f, s, v) {
			what = fmt.Sprintf("the child process gets a copy, so `%s.get()` here waits for ever", name)
		}
	}
	fd := analyzer.Finding{
		Span: f.Expr(e).Span, Label: "for threads only", About: about(s), Because: append(valueMade(v, f, e), targetNote(s)...),
		Msg: fmt.Sprintf("`%s` is a %s: %s", name, t.Name, what),
	}
	if v.Site.Valid() && v.Site.File == f && v.Class == nil && t.InProcess != "" && !pickled {
		if edits := makeInstead(f, v.Site.Expr, t.InProcess); edits != nil {
			fd.Fix = &analyzer.Fix{Title: fmt.Sprintf("Make it a %s", t.InProcess), Edits: edits}
		}
	}
	p.Report(fd)
}

// takenFrom says whether the function that makes the process waits for an item
// of the queue after that.
func takenFrom(f *threads.File, s *threads.Spawn, v threads.Value) bool {
	if !v.Site.Valid() {
		return false
	}
	for _, u := range f.Model().ObjectAt(v.Site).Uses {
		if u.Kind != threads.Method || u.File != f || u.In() != s.Call.In {
			continue
		}
		c := f.CallAt(u.Call)
		if c != nil && c.Does(pylib.Waits) && c.Row.Block != "" && len(f.KidsOf(u.Call)) == 0 && f.Reaches(s.Call.Event, c.Event) {
			return true
		}
	}
	return false
}

// valueMade points at the call that makes an object, where that is elsewhere.
func valueMade(v threads.Value, f *threads.File, e facts.ExprID) []analyzer.Note {
	if !v.Site.Valid() || v.Site == (threads.Site{File: f, Expr: e}) {
		return nil
	}
	return []analyzer.Note{{Path: v.Site.File.Path, Span: v.Site.File.Expr(v.Site.Expr).Span, Msg: fmt.Sprintf("`%s` is made here", clip(f.Render(e), 40))}}
}
