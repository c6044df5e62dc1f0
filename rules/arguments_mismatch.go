package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var argumentsMismatch = &analyzer.Rule{
	Name:     "arguments-mismatch",
	Code:     "TH102",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Yields:   []string{"target-called", "args-not-tuple", "misplaced-target"},
	Check:    checkArgumentsMismatch,
}

// checkArgumentsMismatch reports a callable that cannot be called with the
// arguments that are handed over with it: too many, missing, unknown or
// duplicate ones. Nothing fails at the handover, so the TypeError surfaces on
// the other thread, or in a future that nobody reads.
//
// Star arguments, arguments that are not a display, decorated targets and
// methods that something else may stand in for are left alone.
func checkArgumentsMismatch(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if s.TargetExpr == 0 || s.Handoff == nil || s.Super && overridesRun(s) || f.ErrorExpected(s.Call.Stmt) {
			doubtArguments(f, s, true)
			continue
		}
		if s.Handoff.Pass == pylib.PassStarIter {
			checkItems(p, f, s)
			continue
		}
		pos, kw, at, ok := handedOver(f, s)
		if !ok || placeholder(s) || !reportMismatch(p, s, pos, kw, at) {
			doubtArguments(f, s, ok)
		}
	}
}

// overridesRun says whether the class whose __init__ calls the base's has a run
// of its own, which need not call the target.
func overridesRun(s *threads.Spawn) bool {
	c := s.Call.In.Class
	return c == nil || c.Lookup("run").Func != nil || c.UnknownBase()
}

// placeholder says whether the callable is a lambda of a test in the place of a
// callback: it fills the slot, and nothing calls it.
func placeholder(s *threads.Spawn) bool {
	fn := s.Target.Func
	return s.Handoff.Pass == pylib.PassFixed && fn != nil && fn.Facts().Flags&facts.LambdaFunc != 0 && s.Call.In.InTest()
}

// handedOver is what the callable will be called with, and the expression to
// show: the sequence of arguments where there is one, else the callable.
func handedOver(f *threads.File, s *threads.Spawn) (pos int, kw []string, at facts.ExprID, ok bool) {
	at = s.TargetExpr
	if s.Handoff.Pass == pylib.PassIter {
		a := f.ArgsOf(s.Call.Expr)
		switch {
		case a.Star || a.DoubleStar:
			return 0, nil, 0, false
		case s.Handoff.Args != "":
			return 1, nil, at, true
		}
		return len(a.Pos) - 1, nil, at, len(a.Pos) > 1
	}
	a, ok := s.Passed()
	if !ok {
		return 0, nil, 0, false
	}
	if e := s.ArgsExpr(); e > 0 {
		at = e
	}
	for _, k := range a.Kw {
		kw = append(kw, k.Name)
	}
	return len(a.Pos), kw, at, true
}

// checkItems judges each item of starmap's iterable.
func checkItems(p *analyzer.Pass, f *threads.File, s *threads.Spawn) {
	for _, e := range starItems(f, s) {
		if x := f.Expr(e); x.Kind == facts.Tuple && !hasStar(f, e) && reportMismatch(p, s, int(x.NKids), nil, e) {
			return // one fault: the others are the same
		}
	}
}

// starItems is the items of the display that starmap is given.
func starItems(f *threads.File, s *threads.Spawn) []facts.ExprID {
	e := s.SlotExpr(s.Handoff.Args)
	if v := f.Eval(e); e > 0 && v.Site.File == f && v.Site.Valid() && !v.Maybe {
		e = v.Site.Expr
	}
	switch x := f.Expr(e); x.Kind {
	case facts.List, facts.Tuple:
		return f.KidsOf(e)
	case facts.ListComp, facts.Generator:
		return []facts.ExprID{x.A}
	}
	return nil
}

func hasStar(f *threads.File, e facts.ExprID) bool {
	for _, k := range f.KidsOf(e) {
		if f.Expr(k).Kind == facts.Star {
			return true
		}
	}
	return false
}

// reportMismatch reports the callable of s where it cannot take the arguments.
// It says whether it did.
func reportMismatch(p *analyzer.Pass, s *threads.Spawn, pos int, kw []string, at facts.ExprID) bool {
	why := s.Target.Mismatch(pos, kw)
	if why == "" || standsIn(s, pos, kw) {
		return false
	}
	what, then := fate(s)
	p.Report(analyzer.Finding{
		Span:    s.File().Expr(at).Span,
		Msg:     fmt.Sprintf("%s `%s` %s: %s", what, clip(s.Name(), 40), why, then),
		Because: targetNote(s),
		Label:   "not what it takes",
		About:   about(s),
	})
	return true
}

// standsIn says whether another function than the one that was found may be
// called and would take the arguments: the method of a subclass, or what the
// program stores under the name.
func standsIn(s *threads.Spawn, pos int, kw []string) bool {
	fn := s.Target.Func
	if fn == nil {
		return false
	}
	if s.Target.Class == nil && fn.Replaced() {
		return true
	}
	if !s.Target.Bound || s.Target.Class != nil {
		return false
	}
	for _, g := range fn.Overrides() {
		c := s.Target
		c.Func = g
		if g == nil || c.Mismatch(pos, kw) == "" {
			return true
		}
	}
	return false
}

// fate is what to call a callable by where it runs, and what its TypeError does there.
func fate(s *threads.Spawn) (what, then string) {
	if s.Row.Workers != "" {
		return "initializer", "every worker dies with TypeError"
	}
	switch s.Handoff.On {
	case pylib.NewThread:
		return "thread target", "the thread dies with TypeError"
	case pylib.Process:
		if s.Handoff.Pass == pylib.PassTuple && s.Handoff.Reserved != "" {
			return "process target", "the process dies with TypeError"
		}
		return "task", "it fails with TypeError"
	case pylib.Pool:
		if s.Handoff.Pass == pylib.PassFixed {
			return "callback", "TypeError when it is called"
		}
		return "task", "it fails with TypeError"
	case pylib.Signal:
		return "signal handler", "TypeError when the signal comes"
	}
	return "callback", "TypeError when it is called"
}
