package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var misplacedTarget = &analyzer.Rule{
	Name:     "misplaced-target",
	Code:     "TH105",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Yields:   []string{"target-called"},
	Check:    checkMisplacedTarget,
}

// checkMisplacedTarget reports arguments by position that land in the wrong
// slot: the function in the one that must be None, a function and a number in
// each other's place, the tuple of arguments in the slot before theirs.
//
// A subclass with an __init__ of its own has other slots and is left alone.
func checkMisplacedTarget(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		row := rowOf(s)
		if row == nil || row.Handoff == nil || s.Call.Target != nil || f.ErrorExpected(s.Call.Stmt) {
			continue
		}
		h := row.Handoff
		if h.Reserved != "" && reserved(p, f, s, row) || s.Handoff == nil {
			continue
		}
		at := slices.Index(row.Slots, h.Param)
		if at > 0 && swapped(p, f, s, row.Slots[at-1]) {
			continue
		}
		if h.Pass == pylib.PassTuple {
			if to := slices.Index(row.Slots, h.Args); to > at+1 {
				misplacedArgs(p, f, s, row.Slots[to-1])
			}
		}
	}
}

// rowOf is the row whose slots the call fills: of a subclass without an
// __init__ that of its base.
func rowOf(s *threads.Spawn) *pylib.Call {
	if s.Sub == nil {
		return s.Row
	}
	if m := s.Sub.Lookup("__init__"); m.Func != nil || m.Unknown || m.Binding != nil {
		return nil
	}
	return pylib.FindCall(s.API)
}

// positional is what a slot of the row is given by position, 0 if nothing.
func positional(f *threads.File, s *threads.Spawn, row *pylib.Call, slot string) facts.ExprID {
	a := f.ArgsOf(s.Call.Expr)
	e := f.SlotOf(s.Call, row, slot)
	if e > 0 && slices.Contains(a.Pos, e) {
		return e
	}
	return 0
}

// reserved reports something in the slot that must be None.
func reserved(p *analyzer.Pass, f *threads.File, s *threads.Spawn, row *pylib.Call) bool {
	e := positional(f, s, row, row.Handoff.Reserved)
	if e == 0 || !proven(f, e) || s.Super && s.FromCaller(e) {
		return false
	}
	p.Report(analyzer.Finding{
		Span:    f.Expr(e).Span,
		Msg:     fmt.Sprintf("%s puts `%s` in the `%s` slot: AssertionError, \"group argument must be None\"", thisCall(f, s), clip(f.Render(e), 40), row.Handoff.Reserved),
		Label:   "lands in `" + row.Handoff.Reserved + "`",
		About:   about(s),
		Because: definedNote(f.Callable(e)),
		Fix:     moveTarget(f, s, row, e),
	})
	return true
}

// proven says whether an expression is certainly something else than None.
func proven(f *threads.File, e facts.ExprID) bool {
	v := f.Eval(e)
	switch v.Kind {
	case threads.FuncObj, threads.ClassObj, threads.Partial, threads.LibBound, threads.Module:
		return true
	case threads.Instance:
		return !v.Maybe
	case threads.LibObj:
		return pylib.FindCall(v.Lib) != nil || pylib.FindType(v.Lib) != nil
	}
	return false
}

// moveTarget names the slot that was meant. It is safe: the call has never worked.
func moveTarget(f *threads.File, s *threads.Spawn, row *pylib.Call, e facts.ExprID) *analyzer.Fix {
	a, h := f.ArgsOf(s.Call.Expr), row.Handoff
	if s.Sub != nil || a.Star || a.DoubleStar || a.Keyword(h.Param) > 0 || f.Expr(e).Flags&facts.Parens != 0 {
		return nil
	}
	c := f.Callable(e)
	if !c.Known() {
		return nil
	}
	fix := &analyzer.Fix{Title: fmt.Sprintf("Name it: `%s=%s`", h.Param, f.Render(e)), Safe: true}
	insert := func(e facts.ExprID, text string) {
		at := f.Expr(e).Span.Start
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: at, End: at}, New: text})
	}
	insert(e, h.Param+"=")
	i := slices.Index(a.Pos, e)
	switch rest := a.Pos[i+1:]; {
	case len(rest) == 0:
	case len(rest) == 1 && f.Expr(rest[0]).Kind == facts.Tuple && a.Keyword(h.Args) == 0:
		insert(rest[0], h.Args+"=")
	default:
		return nil
	}
	return fix
}

// swapped reports Timer(f, 5): the function before the number.
func swapped(p *analyzer.Pass, f *threads.File, s *threads.Spawn, before string) bool {
	first, second := positional(f, s, s.Row, before), s.TargetExpr
	if first == 0 || second == 0 {
		return false
	}
	number, c := f.Eval(second), f.Callable(first)
	if number.Kind != threads.Instance || number.Maybe || number.Lib != "builtins.int" && number.Lib != "builtins.float" || c.Called != 0 ||
		c.Func == nil && c.Class == nil && pylib.FindCall(c.Lib) == nil {
		return false
	}
	x, y := f.Expr(first), f.Expr(second)
	fd := analyzer.Finding{
		Span: x.Span, About: about(s), Because: definedNote(c), Label: "lands in `" + before + "`",
		Msg: fmt.Sprintf("%s puts `%s` in the `%s` slot and %s in `%s`: TypeError, the function is never called", thisCall(f, s), clip(f.Render(first), 40), before, f.Render(second), s.Handoff.Param),
	}
	if simple(f, first) && simple(f, second) {
		fd.Fix = &analyzer.Fix{Title: "Swap them", Safe: true, Edits: []analyzer.Edit{
			{Span: x.Span, New: f.Render(second)}, {Span: y.Span, New: f.Render(first)},
		}}
	}
	p.Report(fd)
	return true
}

// simple says whether an expression can be written again from what is known of it.
func simple(f *threads.File, e facts.ExprID) bool {
	x := f.Expr(e)
	for x.Kind == facts.Attr {
		x = f.Expr(x.A)
	}
	return (x.Kind == facts.Name || x.Kind == facts.Int || x.Kind == facts.Float) && f.Expr(e).Flags&facts.Parens == 0 && len(f.Render(e)) < 50
}

// misplacedArgs reports the tuple of arguments in the slot before theirs.
func misplacedArgs(p *analyzer.Pass, f *threads.File, s *threads.Spawn, before string) {
	e := positional(f, s, s.Row, before)
	if e == 0 || s.ArgsExpr() > 0 || s.TargetExpr == 0 {
		return
	}
	if x := f.Expr(e); x.Kind != facts.Tuple && x.Kind != facts.List {
		return
	}
	a := f.ArgsOf(s.Call.Expr)
	fd := analyzer.Finding{
		Span: f.Expr(e).Span, About: about(s), Because: targetNote(s), Label: "lands in `" + before + "`",
		Msg: fmt.Sprintf("%s puts the arguments in the `%s` slot: `%s` is called without any", thisCall(f, s), before, s.Name()),
	}
	if !a.Star && a.Pos[len(a.Pos)-1] == e && f.Expr(e).Flags&facts.Parens == 0 {
		at := f.Expr(e).Span.Start
		fd.Fix = &analyzer.Fix{Title: fmt.Sprintf("Name them: `%s=`", s.Handoff.Args), Safe: s.Target.Mismatch(0, nil) != "",
			Edits: []analyzer.Edit{{Span: source.Span{Start: at, End: at}, New: s.Handoff.Args + "="}}}
	}
	p.Report(fd)
}

// thisCall writes the call for a message, clipped.
func thisCall(f *threads.File, s *threads.Spawn) string { return clip(f.Render(s.Call.Expr), 40) }

// definedNote points at the def of a callable.
func definedNote(c threads.Callable) []analyzer.Note {
	return targetNote(&threads.Spawn{Target: c})
}
