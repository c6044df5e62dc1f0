package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// raceNotes shows both sides of a race, each in the order of time: how it comes
// there, what relies on the place, or what changes it meanwhile, and which lock
// only one of them holds.
func raceNotes(r *threads.Race, relies string) []analyzer.Note {
	out := sideNotes(&r.Here)
	if relies != "" && r.Act.Event != r.Here.Event {
		out = append(out, touchNote(&r.Act, relies))
	}
	var other []analyzer.Note
	if r.Other.Side != r.Here.Side {
		other = sideNotes(&r.Other)
	}
	if o := &r.Other; o.File != r.Here.File || o.Event != r.Here.Event && o.Event != r.Act.Event {
		other = append(other, touchNote(o, fmt.Sprintf("`%s` %s it here%s", clip(o.Func.QualName(), 40), does(o.Kind), lockedBy(o, &r.Here))))
	}
	return append(out, inOther(other, &r.Other, &r.Here)...)
}

// inOther says of notes that they are about another thread than here's, where they are.
func inOther(notes []analyzer.Note, t, here *threads.Touch) []analyzer.Note {
	who := ""
	switch {
	case t.Side != here.Side:
		if who = thread("a", t); who == thread("a", here) {
			who = thread("another", t)
		}
	case t.Side.Many:
		who = thread("another", t)
	}
	for i := range notes {
		notes[i].Thread = who
	}
	return notes
}

// thread names who makes a touch.
func thread(article string, t *threads.Touch) string {
	if t.Side.Root == nil {
		return fmt.Sprintf("%s caller of `%s`", article, clip(t.Func.QualName(), 40))
	}
	return threadOf(article, t.Side.Root)
}

// threadOf names a thread by what it runs.
func threadOf(article string, r *threads.Root) string {
	return fmt.Sprintf("%s thread that runs `%s`", article, clip(r.Func.QualName(), 40))
}

func touchNote(t *threads.Touch, msg string) analyzer.Note {
	return analyzer.Note{Path: t.File.Path, Span: t.File.Expr(t.Span()).Span, Msg: msg}
}

// does is what an access of others does to the place.
func does(k threads.AccessKind) string {
	switch k {
	case threads.Adds:
		return "adds to"
	case threads.Removes:
		return "takes from"
	case threads.Writes:
		return "stores"
	case threads.Updates:
		return "updates"
	}
	return "touches"
}

// lockedBy names a lock that one touch holds and the other does not.
func lockedBy(t, other *threads.Touch) string {
	switch {
	case len(t.Held) > 0 && len(other.Held) == 0:
		return fmt.Sprintf(", under `%s`, which is not held there", clip(t.Held[0].Name(), 32))
	case len(t.Held) == 0 && len(other.Held) > 0:
		return fmt.Sprintf(", without `%s`", clip(other.Held[0].Name(), 32))
	}
	return ""
}

// sideNotes is where the thread of a touch is made, and the first call that
// leads from what it runs to the touch.
func sideNotes(t *threads.Touch) []analyzer.Note {
	var out []analyzer.Note
	if s := t.Side.Spawn; s != nil {
		out = append(out, analyzer.Note{Path: s.Call.File.Path, Span: s.Call.File.Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("%s `%s`", threadsOf(t.Side), clip(s.Name(), 40))})
	} else if r := t.Side.Root; r != nil {
		out = append(out, analyzer.Note{Path: r.Func.File.Path, Span: r.Func.Facts().NameAt, Msg: "runs in a thread of its own"})
	}
	return append(out, wayNote(t.Path)...)
}

func threadsOf(s *threads.Side) string {
	if n := threads.ThreadCount([]*threads.Spawn{s.Spawn}); n > 1 {
		return fmt.Sprintf("%d threads run", n)
	}
	if s.Many {
		return "several threads run"
	}
	return "a thread runs"
}

// inThread says where the other touch of a race happens, for the end of a message.
func inThread(t *threads.Touch) string {
	switch s := t.Side; {
	case s.Root == nil, s.Many:
		return "another thread"
	default:
		return "thread `" + clip(s.Root.Func.Name, 28) + "`"
	}
}

// aboutRace is what a finding about a race is about, for Rule.Yields.
func aboutRace(r *threads.Race) []source.Span {
	f := r.Here.File
	out := append(aboutPlace(f, r.Shared), f.Expr(r.Here.Span()).Span, f.Stmts[f.Events[r.Here.Event].Stmt].Span, f.Stmts[f.Events[r.Act.Event].Stmt].Span)
	for _, s := range []*threads.Side{r.Here.Side, r.Other.Side} {
		if s.Spawn != nil && s.Spawn.Call.File == f {
			out = append(out, about(s.Spawn)...)
		}
	}
	return out
}

// aboutTouches is what a finding about a gap in a guard is about.
func aboutTouches(f *threads.File, t *threads.Touch, g *threads.LockGap) []source.Span {
	return append(aboutPlace(f, g.Shared), f.Expr(t.Span()).Span, f.Stmts[f.Events[t.Event].Stmt].Span)
}

// aboutPlace stands for a shared place in a file: its first touch there. Of the
// rules about what is shared one speaks for each place.
func aboutPlace(f *threads.File, s *threads.Shared) []source.Span {
	for i := range s.Touches {
		if t := &s.Touches[i]; t.File == f {
			return []source.Span{f.Expr(t.Place).Span}
		}
	}
	return nil
}
