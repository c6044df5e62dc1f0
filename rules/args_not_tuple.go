package rules

import (
	"fmt"
	"unicode/utf8"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var argsNotTuple = &analyzer.Rule{
	Name:     "args-not-tuple",
	Code:     "TH101",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Yields:   []string{"target-called"},
	Check:    checkArgsNotTuple,
}

// checkArgsNotTuple reports args=("x"): the parentheses group, they do not make
// a tuple, so a string is unpacked into one argument a character and anything
// else that cannot be unpacked raises TypeError.
//
// A list is left alone, since Thread accepts any iterable. A value of unknown
// type is left alone too, in parentheses or not.
func checkArgsNotTuple(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if s.TargetExpr == 0 || s.Handoff == nil || f.Eval(s.TargetExpr).Kind == threads.NoneObj && f.Expr(s.TargetExpr).Kind != facts.Call {
			continue // without a target nothing is unpacked
		}
		if s.Super && overridesRun(s) || f.ErrorExpected(s.Call.Stmt) {
			continue
		}
		switch e := s.ArgsExpr(); {
		case e > 0 && !handedIn(s, e):
			if fd, ok := notArgs(f, s, e, s.Handoff.Args+"="+f.Render(e)); ok {
				p.Report(fd)
			}
		case s.Handoff.Pass == pylib.PassStarIter:
			checkStarItems(p, f, s)
		case s.Handoff.Pass == pylib.PassIter:
			checkMapped(p, f, s)
		}
		if e := s.KwargsExpr(); e > 0 && !handedIn(s, e) {
			checkKwargs(p, f, s, e)
		}
	}
}

// handedIn says whether a constructor only hands on what it was called with.
func handedIn(s *threads.Spawn, e facts.ExprID) bool { return s.Super && s.FromCaller(e) }

// notArgs judges what is unpacked into the arguments of a call; shown is how
// the message calls it.
func notArgs(f *threads.File, s *threads.Spawn, e facts.ExprID, shown string) (analyzer.Finding, bool) {
	x, v := f.Expr(e), f.Eval(e)
	fd := analyzer.Finding{Span: x.Span, Because: targetNote(s), Label: "not a tuple", About: about(s)}
	switch {
	case x.Kind == facts.None:
		if s.Handoff.NoneOK && !s.Handoff.Strict {
			return fd, false
		}
		fd.Msg = shown + " cannot be unpacked: TypeError when " + theCall(s)
		return fd, true
	case v.Kind != threads.Instance || v.Maybe:
		return fd, false
	case s.Handoff.Strict && v.Class == nil && v.Lib != "builtins.tuple" && v.LibType() != nil:
		fd.Msg = fmt.Sprintf("%s is %s: TypeError, the second argument must be a tuple", shown, article(bare(v.Lib)))
	case v.Lib == "builtins.str" || v.Lib == "builtins.bytes":
		if !stringArgs(f, s, e, v, shown, &fd) {
			return fd, false
		}
	case v.Lib == "builtins.int" || v.Lib == "builtins.float" || v.Lib == "builtins.bool":
		fd.Msg = fmt.Sprintf("%s is a number, not a tuple: TypeError, `%s` is never called", shown, s.Name())
	case x.Kind == facts.Set:
		fd.Msg, fd.Severity = shown+" is a set: the order of the arguments is lost", analyzer.Warning
	case x.Kind == facts.Dict:
		fd.Msg, fd.Severity = shown+" is a dict: its keys are passed, not its values", analyzer.Warning
	case !iterable(v):
		fd.Msg = fmt.Sprintf("%s is one object, not a tuple: TypeError, `%s` is never called", shown, s.Name())
	default:
		return fd, false
	}
	fd.Because = append(fd.Because, valueNote(f, e)...)
	if fd.Fix == nil && !isDisplay(x.Kind) {
		fd.Fix = tupleFix(f, e, true)
	}
	return fd, true
}

// isDisplay says whether wrapping an expression in a tuple would nest it.
func isDisplay(k facts.ExprKind) bool {
	switch k {
	case facts.Set, facts.Dict, facts.List, facts.ListComp, facts.SetComp, facts.DictComp, facts.Generator:
		return true
	}
	return false
}

// theCall says when the target is to be called.
func theCall(s *threads.Spawn) string {
	if s.Handoff.On == pylib.NewThread {
		return "the thread runs"
	}
	return fmt.Sprintf("`%s` is to be called", s.Name())
}

// stringArgs words the finding for a string, which is unpacked into its
// characters. It says whether there is one: an empty string passes nothing.
func stringArgs(f *threads.File, s *threads.Spawn, e facts.ExprID, v threads.Value, shown string, fd *analyzer.Finding) bool {
	kind := bare(v.Lib)
	c := f.Constant(e)
	known := c.Valid() && c.File.Expr(c.Expr).Kind != facts.FString && c.File.Expr(c.Expr).Flags&facts.Truncated == 0
	if !known {
		if n := f.LengthOfItem(e); n > 0 && accepts(s, n) {
			fd.Severity, fd.Fix = analyzer.Warning, tupleFix(f, e, false)
			fd.Msg = fmt.Sprintf("%s is a %s, not a tuple: it works only because it has %s", shown, kindWord(kind), count(n, "character"))
			return true
		}
		fd.Msg = fmt.Sprintf("%s is a %s, not a tuple: `%s` gets one argument a character", shown, kindWord(kind), s.Name())
		fd.Fix = tupleFix(f, e, false)
		return true
	}
	text := c.File.Text(c.File.Expr(c.Expr).Str)
	n := utf8.RuneCountInString(text)
	switch {
	case n == 0:
		return false
	case kind == "bytes":
		fd.Msg = fmt.Sprintf("%s is a bytes object, not a tuple: `%s` gets %s, a number each", shown, s.Name(), count(n, "argument"))
		fd.Fix = tupleFix(f, e, true)
	case accepts(s, n):
		fd.Severity = analyzer.Warning
		fd.Fix = tupleFix(f, e, false)
		fd.Msg = fmt.Sprintf("%s is a string, not a tuple: it works only because it has %s", shown, count(n, "character"))
	default:
		fd.Fix = tupleFix(f, e, true)
		fd.Msg = fmt.Sprintf("%s is the string %q, not a tuple: `%s` is called with %s, %s", shown, clip(text, 20), s.Name(), count(n, "argument"), characters(text))
	}
	return true
}

func kindWord(kind string) string {
	if kind == "bytes" {
		return "bytes object"
	}
	return "string"
}

// characters lists the first characters of a string as the arguments they become.
func characters(text string) string {
	out, n := "", 0
	for _, r := range text {
		if n == 5 {
			return out + ", ..."
		}
		if n > 0 {
			out += ", "
		}
		out += "'" + string(r) + "'"
		n++
	}
	return out
}

// accepts says whether the target may take n positional arguments: it does, or
// it is not known and there is one, which most functions take.
func accepts(s *threads.Spawn, n int) bool {
	if fn := s.Target.Func; fn != nil && fn.Plain() {
		return s.Target.Mismatch(n, nil) == ""
	}
	return n == 1
}

// checkKwargs reports kwargs that are no mapping.
func checkKwargs(p *analyzer.Pass, f *threads.File, s *threads.Spawn, e facts.ExprID) {
	v := f.Eval(e)
	if v.Kind != threads.Instance || v.Maybe || !pylib.IsData(v.Lib) || v.Lib == "builtins.dict" {
		return
	}
	p.Report(analyzer.Finding{Span: f.Expr(e).Span, Label: "not a dict", Because: targetNote(s), About: about(s),
		Msg: fmt.Sprintf("%s=%s is %s, not a dict: TypeError when %s", s.Handoff.Kwargs, f.Render(e), article(bare(v.Lib)), theCall(s))})
}

// checkStarItems judges each item of starmap's iterable: it is unpacked.
func checkStarItems(p *analyzer.Pass, f *threads.File, s *threads.Spawn) {
	for _, e := range starItems(f, s) {
		if fd, ok := notArgs(f, s, e, "item "+f.Render(e)); ok {
			p.Report(fd)
			return // one fault: the others are the same
		}
	}
}

// checkMapped reports executor.map(f, ("John")): a parenthesised string as the
// only iterable, whose letters are mapped.
func checkMapped(p *analyzer.Pass, f *threads.File, s *threads.Spawn) {
	a := f.ArgsOf(s.Call.Expr)
	if len(a.Pos) < 2 || a.Star || s.Handoff.Args == "" && len(a.Pos) > 2 {
		return
	}
	if x := f.Expr(a.Pos[1]); x.Kind == facts.Str && x.Flags&facts.Parens != 0 {
		p.Report(analyzer.Finding{Span: x.Span, Severity: analyzer.Warning, Label: "not a tuple", Because: targetNote(s),
			Msg: fmt.Sprintf("%s is a string, not a tuple: `%s` is called once a letter", f.Render(a.Pos[1]), s.Name()),
			Fix: tupleFix(f, a.Pos[1], false)})
	}
}

// tupleFix makes a value a tuple of one. Behind parentheses only the comma is missing.
func tupleFix(f *threads.File, e facts.ExprID, safe bool) *analyzer.Fix {
	x := f.Expr(e)
	fix := &analyzer.Fix{Title: "Make it a tuple of one", Safe: safe}
	end := analyzer.Edit{Span: x.Span, New: ","}
	end.Span.Start = end.Span.End
	if x.Flags&facts.Parens == 0 {
		begin := analyzer.Edit{Span: x.Span, New: "("}
		begin.Span.End = begin.Span.Start
		end.New = ",)"
		fix.Edits = append(fix.Edits, begin)
	}
	fix.Edits = append(fix.Edits, end)
	return fix
}

// iterable says whether a value may be iterated; only what is proven not to be counts.
func iterable(v threads.Value) bool {
	if v.Class != nil {
		if v.Class.UnknownBase() {
			return true
		}
		for _, name := range []string{"__iter__", "__getitem__"} {
			if m := v.Class.Lookup(name); m.Binding != nil || m.Lib != "" || m.Unknown {
				return true
			}
		}
		t := v.Class.LibBase()
		return len(v.Class.LibBases()) > 0 && (t == nil || !t.NoIter)
	}
	t := v.LibType()
	return t == nil || !t.NoIter
}
