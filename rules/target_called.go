package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var targetCalled = &analyzer.Rule{
	Name:     "target-called",
	Code:     "TH103",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkTargetCalled,
}

// checkTargetCalled reports target=work(): the parentheses call the function on
// the spot, and what it returns is handed over.
//
// A call is a factory, and right, if it may return something that can be
// called. So each way out of the function must give None, a constant, a
// container or arithmetic; a call that does not resolve, a class, a decorated,
// async or generator function is left alone.
func checkTargetCalled(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if s.TargetExpr == 0 || f.Expr(s.TargetExpr).Kind != facts.Call {
			continue
		}
		c := f.CallAt(s.TargetExpr)
		if c == nil {
			continue
		}
		got, never := outcome(f, c)
		if got == "" && !never {
			doubtOutcome(f, s, c)
			continue
		}
		callee := f.Render(f.Expr(c.Expr).A)
		fd := analyzer.Finding{Span: f.Expr(s.TargetExpr).Span, About: about(s), Label: "called here and now", Because: calledNote(c), Fix: uncalled(f, s)}
		shown := clip(slotText(f, s), 40)
		if never {
			fd.Msg = fmt.Sprintf("`%s` runs `%s` now, in this thread, and never comes back: %s", shown, clip(callee, 30), neverMade(s))
		} else {
			fd.Msg = fmt.Sprintf("`%s` runs `%s` now, in this thread, and passes its result %s: %s", shown, clip(callee, 30), got, left(s))
		}
		p.Report(fd)
	}
}

// slotText writes the argument as its author did: with the keyword, or as what
// the call gets.
func slotText(f *threads.File, s *threads.Spawn) string {
	text := f.Render(s.TargetExpr)
	if k := f.Parent(s.TargetExpr); k > 0 && f.Expr(k).Kind == facts.Keyword {
		return f.Text(f.Expr(k).Str) + "=" + text
	}
	return text
}

func left(s *threads.Spawn) string {
	switch {
	case s.Row.Workers != "":
		return "the workers are not initialized"
	case s.Handoff.Pass == pylib.PassFixed:
		return "there is nothing to call back"
	case s.Handoff.On == pylib.NewThread:
		return "the new thread has nothing to do"
	case s.Handoff.On == pylib.Process && s.Handoff.Reserved != "":
		return "the new process has nothing to do"
	case s.Handoff.On == pylib.Pool || s.Handoff.On == pylib.Process:
		return "the workers have nothing to do"
	}
	return "there is nothing to call back"
}

func neverMade(s *threads.Spawn) string {
	switch {
	case s.Row.Workers != "":
		return "the pool is never made"
	case s.Handoff.On == pylib.NewThread:
		return "the thread is never made"
	case s.Handoff.On == pylib.Process && s.Handoff.Reserved != "":
		return "the process is never made"
	}
	return "nothing is handed over"
}

// outcome is what a call gives that cannot be called, in words; never says that
// it does not return at all. Both are empty where the result may be callable.
func outcome(f *threads.File, c *threads.CallSite) (got string, never bool) {
	if c.Row != nil && c.Target == nil && !c.Row.Async && !c.Row.Partial {
		if c.Does(pylib.NeverReturns) {
			return "", true
		}
		return uncallable(f.Eval(c.Expr)), false
	}
	fn := c.Target
	if fn == nil || c.Callee.Kind != threads.FuncObj || !fn.Plain() || fn.Replaced() || len(fn.Overrides()) > 0 {
		return "", false
	}
	g := fn.Facts()
	if g.Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || g.Flags&facts.StubBody != 0 && fn.Class != nil {
		return "", false
	}
	if fn.NeverReturns() {
		return "", true
	}
	for _, r := range fn.Results() {
		one := "None"
		if r.Valid() {
			one = uncallable(r.File.Eval(r.Expr))
		}
		switch {
		case one == "":
			return "", false
		case got == "" || got == one:
			got = one
		case got == "None":
			got = one + " or None"
		case one == "None" && !strings.HasSuffix(got, " or None"):
			got += " or None"
		}
	}
	return got, false
}

// uncallable names a value that is proven not to be callable, "" for others.
func uncallable(v threads.Value) string {
	switch {
	case v.Kind == threads.NoneObj:
		return "None"
	case v.Kind != threads.Instance || v.Class != nil || !pylib.IsData(v.Lib):
		return ""
	}
	name := article(bare(v.Lib))
	if v.Maybe {
		name += " or None"
	}
	return name
}

// calledNote points at the def of what is called.
func calledNote(c *threads.CallSite) []analyzer.Note {
	fn := c.Target
	if fn == nil || fn.Facts().Flags&facts.LambdaFunc != 0 {
		return nil
	}
	return []analyzer.Note{{Path: fn.File.Path, Span: fn.Facts().NameAt, Msg: fmt.Sprintf("`%s` is defined here", fn.Name)}}
}

// uncalled hands the function over in place of its result, with the arguments
// of the call where the form of the call allows it. It is not safe: the
// function runs later.
func uncalled(f *threads.File, s *threads.Spawn) *analyzer.Fix {
	call, callee := f.Expr(s.TargetExpr), f.Expr(f.Expr(s.TargetExpr).A)
	args := f.KidsOf(s.TargetExpr)
	fix := &analyzer.Fix{Title: "Hand over the function, not its result"}
	edit := func(from, to uint32, text string) {
		e := analyzer.Edit{Span: call.Span, New: text}
		e.Span.Start, e.Span.End = from, to
		fix.Edits = append(fix.Edits, e)
	}
	if callee.Flags&facts.Parens != 0 {
		return nil
	}
	if len(args) == 0 {
		edit(callee.Span.End, call.Span.End, "")
		return fix
	}
	for _, k := range args {
		x := f.Expr(k)
		if x.Kind == facts.Keyword || x.Kind == facts.DoubleStar || x.Kind == facts.Star || x.Kind == facts.Generator || x.Flags&facts.Parens != 0 {
			return nil
		}
	}
	first, last := f.Expr(args[0]), f.Expr(args[len(args)-1])
	open, closing := "", ""
	switch s.Handoff.Pass {
	case pylib.PassTuple:
		if s.ArgsExpr() > 0 || !lastPositional(f, s) {
			return nil
		}
		open, closing = ", "+s.Handoff.Args+"=(", ")"
		if len(args) == 1 {
			closing = ",)"
		}
	case pylib.PassStar:
		if a, ok := s.Passed(); !ok || len(a.Pos)+len(a.Kw) > 0 {
			return nil
		}
		open = ", "
	default:
		return nil
	}
	edit(callee.Span.End, first.Span.Start, open)
	edit(last.Span.End, call.Span.End, closing)
	return fix
}

// lastPositional says whether a keyword may follow the callable.
func lastPositional(f *threads.File, s *threads.Spawn) bool {
	a := f.ArgsOf(s.Call.Expr)
	if a.Star || a.DoubleStar || s.Handoff.Strict {
		return false
	}
	for _, k := range a.Kw {
		if k.Value == s.TargetExpr {
			return true
		}
	}
	return len(a.Pos) > 0 && a.Pos[len(a.Pos)-1] == s.TargetExpr
}
