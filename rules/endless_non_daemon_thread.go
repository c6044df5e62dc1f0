package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var endlessNonDaemonThread = &analyzer.Rule{
	Name:     "endless-non-daemon-thread",
	Code:     "TH214",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	FormsOn:  true,
	Severity: analyzer.Info,
	Yields:   []string{"misspelt-thread-attribute", "thread-handle-lost", "sentinel-shortage"},
	Check:    checkEndlessNonDaemonThread,
}

// checkEndlessNonDaemonThread reports a thread that is no daemon, that nothing
// joins, and whose target goes round for ever: no way leads out of it but an
// error. So too a Timer whose function always makes the next one.
//
// Where the author said anything about daemon, where what the loop blocks on is
// closed somewhere, or may be, where an error of the loop is caught around it,
// where the program ends by os._exit() and where its main never ends either it
// is silent.
func checkEndlessNonDaemonThread(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	checkEndlessThreadClass(p, f)
	for _, o := range f.Objects(pylib.ThreadClass, pylib.TimerClass) {
		s := p.Model.SpawnOf(o)
		if s == nil || s.Super || s.Daemon != threads.Unset || s.Target.Func == nil || s.Call.In.InTest() || len(o.Calls("start")) == 0 || keptOtherwise(o) {
			continue
		}
		fn := s.Target.Func
		loop := facts.StmtID(0)
		switch {
		case f.Eval(o.Site.Expr).LibClass() == pylib.TimerClass:
			if !rearms(s) {
				continue
			}
		case !fn.Plain() || !fn.Effects.Endless:
			continue
		default:
			if loop = endlessLoop(fn); loop == 0 || mayBeEnded(fn, loop) {
				continue
			}
		}
		if leavesHard(f) || leavesHard(fn.File) || mainNeverEnds(f) {
			continue
		}
		p.Report(endlessFinding(p, f, s, o, loop))
	}
}

// keptOtherwise says whether a use of the thread says something about daemon,
// waits for it or stops it, or may do so.
func keptOtherwise(o *threads.Object) bool {
	for _, u := range o.Uses {
		c := u.File.CallAt(u.Call)
		switch {
		case u.Kind == threads.AttrStore && u.Name == "daemon", u.Kind == threads.Entered:
			return true
		case u.Kind == threads.Method && c != nil && (c.Does(pylib.Joins|pylib.Closes) || c.Does(pylib.Mutates) && c.Row.Instead == "daemon"):
			return true
		case (u.Kind == threads.Method || u.Kind == threads.MethodRef) && (u.Name == "join" || u.Name == "cancel"):
			return true
		}
	}
	return false
}

// rearms says whether a timer's function makes the next timer, whatever comes.
func rearms(s *threads.Spawn) bool {
	fn := s.Target.Func
	st := &s.Call.File.Stmts[s.Call.Stmt]
	return s.Call.In == fn && st.Parent == fn.Facts().Stmt && fn.Plain()
}

// endlessLoop is the outermost loop of a function that is never left but by
// an error, 0 if there is none or an error may be caught around it.
func endlessLoop(fn *threads.Func) facts.StmtID {
	f := fn.File
	for s := range f.Stmts {
		st := &f.Stmts[s]
		if st.Kind == facts.While && st.Func == fn.ID && f.InLoop(facts.StmtID(s)) == 0 && f.Truth(st.X) == threads.Yes {
			if f.Enclosing(facts.StmtID(s), facts.Try) != 0 {
				return 0
			}
			return facts.StmtID(s)
		}
	}
	return 0
}

// mayBeEnded says whether somebody may end a loop by closing what it waits on,
// or whether nothing is known that it waits on.
func mayBeEnded(fn *threads.Func, loop facts.StmtID) bool {
	f := fn.File
	waits := false
	for _, c := range fn.Calls() {
		if !f.Within(c.Stmt, loop) || !c.Does(pylib.Blocks) {
			continue
		}
		waits = true
		if c.Receiver() == 0 || c.Callee.Kind != threads.LibBound {
			continue
		}
		v := f.Eval(c.Receiver())
		if !v.Site.Valid() {
			return true
		}
		o := f.Model().ObjectAt(v.Site)
		if o.Escapes {
			return true
		}
		for _, u := range o.Uses {
			if d := u.File.CallAt(u.Call); u.Kind == threads.Entered && !v.IsLock() || u.Kind == threads.Method && d != nil && d.Does(pylib.Closes) {
				return true
			}
		}
	}
	return !waits
}

// leavesHard says whether a file ends the process without waiting for threads.
func leavesHard(f *threads.File) bool {
	for _, c := range f.Calls() {
		if c.Does(pylib.Exits) && c.Does(pylib.NeverReturns) {
			return true
		}
	}
	return false
}

// mainNeverEnds says whether the top level of a file ends in a loop that is never left:
// then it is not the thread that keeps the process.
func mainNeverEnds(f *threads.File) bool {
	for s := range f.Stmts {
		st := &f.Stmts[s]
		if st.Func != 0 || st.Kind != facts.While || f.Truth(st.X) != threads.Yes {
			continue
		}
		left := false
		for k := facts.StmtID(s) + 1; k < st.End; k++ {
			left = left || f.Stmts[k].Kind == facts.Break && f.InLoop(k) == facts.StmtID(s)
		}
		if !left {
			return true
		}
	}
	return false
}

func endlessFinding(p *analyzer.Pass, f *threads.File, s *threads.Spawn, o *threads.Object, loop facts.StmtID) analyzer.Finding {
	fn, what := s.Target.Func, "the thread"
	if o.Name() != "" {
		what = "thread `" + clip(o.Name(), 30) + "`"
	}
	fd := analyzer.Finding{
		Span: f.Expr(o.Site.Expr).Span, Label: "never ends", About: about1(o),
		Msg:      fmt.Sprintf("%s never ends and is not a daemon: the process hangs at exit, waiting for `%s`", what, clip(s.Name(), 40)),
		Timeline: p.Model.Timeline(o),
	}
	if loop == 0 {
		fd.Msg = fmt.Sprintf("`%s` always makes the next timer, which is not a daemon: the process hangs at exit", clip(s.Name(), 40))
	} else {
		fd.Because = append(fd.Because, analyzer.Note{Path: fn.File.Path, Span: fn.File.Stmts[loop].Header, Msg: "nothing leads out of this loop"})
	}
	if exit := mainExit(f, o); exit != nil {
		fd.Severity, fd.State = analyzer.Warning, analyzer.On
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(exit.Expr).Span, Msg: "the main program means to end here"})
	} else if done := mainDone(f, fn); done != nil {
		fd.Severity, fd.State = analyzer.Warning, analyzer.On
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(done.Expr).Span, Msg: "here all items are done, and the thread still waits for the next"})
	}
	if fixes := endlessFixes(f, s, o, loop); len(fixes) > 0 {
		fd.Fix, fd.OrFixes = fixes[0], fixes[1:]
	}
	return fd
}

// mainExit is the call by which a script's main program says that it ends,
// after the thread was started.
func mainExit(f *threads.File, o *threads.Object) *threads.CallSite {
	if !f.Context.Lessons() {
		return nil
	}
	for _, c := range f.Calls() {
		if c.Row != nil && c.Row.RaisesExit() && len(threadRoots(f.Model(), c.In)) == 0 {
			for _, u := range o.Calls("start") {
				if u.File == f && (u.In() != c.In || f.Reaches(u.Event, c.Event)) {
					return c
				}
			}
		}
	}
	return nil
}

// mainDone is the call by which a script's main program waits until all items
// of a queue are done that the thread's function takes for ever; nil for none.
func mainDone(f *threads.File, fn *threads.Func) *threads.CallSite {
	if !f.Context.Lessons() {
		return nil
	}
	for _, take := range fn.Calls() {
		q := f.Model().QueueOf(take)
		if q == nil || !take.TakesItem() {
			continue
		}
		for i := range q.Uses {
			c := q.Uses[i].CallSite()
			if c != nil && c.AwaitsItems() && c.File == f && len(threadRoots(f.Model(), c.In)) == 0 {
				return c
			}
		}
	}
	return nil
}
