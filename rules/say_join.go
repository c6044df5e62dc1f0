package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// said names threads in a message: thread `t`, threads `a` and `b`, the threads in `l`.
func said(started []threads.Started) string {
	var names []string
	for _, s := range started {
		if s.Several() {
			return saidSeveral(started)
		}
		if s.Object.Name() != "" {
			names = append(names, "`"+clip(s.Object.Name(), 20)+"`")
		}
	}
	switch {
	case len(names) < len(started) && len(started) == 1:
		return "the thread"
	case len(names) < len(started):
		return "the threads"
	case len(names) == 1:
		return "thread " + names[0]
	case len(names) > 3:
		return fmt.Sprintf("%d threads", len(names))
	}
	return "threads " + enumerate(names)
}

func saidSeveral(started []threads.Started) string {
	list := started[0].Container()
	for _, s := range started {
		if s.Container() != list {
			list = ""
		}
	}
	if list == "" {
		return "the threads"
	}
	return "the threads in `" + clip(list, 20) + "`"
}

// enumerate writes "a", "a and b", "a, b and c".
func enumerate(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}

func plural(started []threads.Started) bool { return len(started) > 1 || started[0].Several() }

func isAre(started []threads.Started) string {
	if plural(started) {
		return "are"
	}
	return "is"
}

func itThem(started []threads.Started) string {
	if plural(started) {
		return "them"
	}
	return "it"
}

func runs(started []threads.Started) string {
	if plural(started) {
		return "run"
	}
	return "runs"
}

// targets names the functions that threads run, each once, "their work" if there are many.
func targets(started []threads.Started) string {
	var names []string
	for _, s := range started {
		n := "`" + clip(s.Spawn.Name(), 20) + "`"
		if !strings.Contains(strings.Join(names, " "), n) {
			names = append(names, n)
		}
	}
	if len(names) > 2 {
		return "their work"
	}
	return enumerate(names)
}

func doneBy(started []threads.Started) string {
	t := targets(started)
	if strings.Contains(t, " and ") {
		return t + " are done"
	}
	return t + " is done"
}

func objects(started []threads.Started) []*threads.Object {
	var out []*threads.Object
	for _, s := range started {
		out = append(out, s.Object)
	}
	return out
}

// createdNotes points at the calls that make the threads.
func createdNotes(started []threads.Started) []analyzer.Note {
	var out []analyzer.Note
	for _, s := range started {
		f := s.Spawn.Call.File
		msg := "the thread is created here"
		if n := s.Object.Name(); n != "" {
			msg = fmt.Sprintf("`%s` is created here", n)
		}
		out = append(out, analyzer.Note{Path: f.Path, Span: f.Expr(s.Spawn.Call.Expr).Span, Msg: msg})
	}
	return out
}

// atExit says what becomes of a thread that nobody waits for, at the last thing it prints.
func atExit(s threads.Started) analyzer.Note {
	fn := s.Spawn.Target.Func
	f := fn.File
	for _, c := range fn.Calls() {
		a := f.ArgsOf(c.Expr)
		if !c.Does(pylib.Output) || len(a.Pos) != 1 || f.Expr(a.Pos[0]).Kind != facts.Str {
			continue
		}
		return analyzer.Note{Path: f.Path, Span: f.Expr(c.Expr).Span,
			Msg: fmt.Sprintf("at exit the interpreter waits for non-daemon threads, so `%s` is still printed", clip(f.Text(f.Expr(a.Pos[0]).Str), 30))}
	}
	return analyzer.Note{Path: f.Path, Span: fn.Facts().NameAt,
		Msg: fmt.Sprintf("at exit the interpreter waits for non-daemon threads, so `%s` still runs to its end", fn.Name)}
}
