package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// What the rules about the life of one thread say in common.

// about1 is the call that makes an object, for Finding.About.
func about1(o *threads.Object) []source.Span {
	return []source.Span{o.Site.File.Expr(o.Site.Expr).Span}
}

// madeNote points at the call that makes an object.
func madeNote(o *threads.Object) []analyzer.Note {
	return []analyzer.Note{{Path: o.Site.File.Path, Span: o.Site.File.Expr(o.Site.Expr).Span, Msg: fmt.Sprintf("the %s is made here", objectWord(o))}}
}

// objectWord is the word for what an object is: "thread", "timer", "process".
func objectWord(o *threads.Object) string {
	return threadWord(o.Site.File.Eval(o.Site.Expr))
}

func threadWord(v threads.Value) string {
	switch v.LibClass() {
	case pylib.TimerClass:
		return "timer"
	case pylib.ProcessClass:
		return "process"
	}
	return "thread"
}

// itsTarget names what a thread runs, as far as it is known.
func itsTarget(s *threads.Spawn) string {
	if s == nil || s.Name() == "" {
		return "its target"
	}
	return "`" + clip(s.Name(), 40) + "`"
}

// startsItself says whether a thread's class may start its instances by itself.
func startsItself(f *threads.File, o *threads.Object) bool {
	c := f.Eval(o.Site.Expr).Class
	return c != nil && c.Leaks("start")
}

// goesOn says whether anything is called after the last join.
func goesOn(f *threads.File, from facts.EventID) bool {
	found := false
	f.Walk(from, false, func(_ facts.EventID, ev *facts.Event) threads.Step {
		if c := f.CallAt(ev.X); ev.Kind == facts.CallEvent && c != nil && !c.Does(pylib.Joins) {
			found = true
			return threads.Finish
		}
		return threads.Go
	})
	return found
}
