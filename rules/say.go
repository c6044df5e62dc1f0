package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// count writes "1 argument", "2 arguments".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// bare is the last part of a dotted name.
func bare(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// article writes "a list", "an int".
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// clip cuts a text for a message.
func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-3]) + "..."
}

// targetNote points at the def of a spawn's target.
func targetNote(s *threads.Spawn) []analyzer.Note {
	fn := s.Target.Func
	if fn == nil || fn.Facts().Flags&facts.LambdaFunc != 0 {
		return nil
	}
	return []analyzer.Note{{Path: fn.File.Path, Span: fn.Facts().NameAt, Msg: fmt.Sprintf("`%s` is defined here", fn.Name)}}
}

// wayNote names the functions that calls lead through, at the first of them;
// nothing where there are none.
func wayNote(calls []*threads.CallSite) []analyzer.Note {
	if len(calls) == 0 {
		return nil
	}
	names := []string{calls[0].In.Name}
	for _, c := range calls {
		names = append(names, c.Target.Name)
	}
	first := calls[0]
	return []analyzer.Note{{Path: first.File.Path, Span: first.File.Expr(first.Expr).Span, Msg: "the way there: " + clip(strings.Join(names, " → "), 90)}}
}

// valueNote points at the binding that gave a name its value.
func valueNote(f *threads.File, e facts.ExprID) []analyzer.Note {
	if f.Expr(e).Kind != facts.Name {
		return nil
	}
	c := f.Constant(e)
	if !c.Valid() {
		return nil
	}
	return []analyzer.Note{{Path: c.File.Path, Span: c.File.Expr(c.Expr).Span, Msg: fmt.Sprintf("`%s` got its value here", f.Render(e))}}
}

// about is the call that makes a spawn's thread, for Finding.About.
func about(s *threads.Spawn) []source.Span {
	return []source.Span{s.Call.File.Expr(s.Call.Expr).Span}
}
