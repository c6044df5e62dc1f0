package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var threadHandleLost = &analyzer.Rule{
	Name:     "thread-handle-lost",
	Code:     "TH218",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkThreadHandleLost,
}

// checkThreadHandleLost reports a function that starts an endless thread each
// time it is called and keeps no more of it than a local name: nobody can stop
// the thread, and the next call starts another one.
//
// A function that is called once, or that first asks whether there is a thread
// already, is left alone, and so is a constructor, and a function whose name
// says that it starts something.
func checkThreadHandleLost(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadClass) {
		s := p.Model.SpawnOf(o)
		if s == nil || s.Super || s.Target.Func == nil || o.Escapes || o.InAttr || len(o.Calls("start")) == 0 {
			continue
		}
		in, fn := s.Call.In, s.Target.Func
		if in.InTest() || !calledAgain(f, in) || keepsThread(o) || !fn.Plain() || !fn.Effects.Endless || guardedStart(f, s) {
			continue
		}
		loop := endlessLoop(fn)
		if loop == 0 || mayBeEnded(fn, loop) {
			continue
		}
		handle := "which nothing keeps"
		if o.Name() != "" {
			handle = "whose only handle is the local `" + clip(o.Name(), 24) + "`"
		}
		p.Report(analyzer.Finding{
			Span: f.Expr(o.Site.Expr).Span, Label: "nobody can stop it", About: about1(o),
			Msg:     fmt.Sprintf("each call of `%s` starts a new endless thread %s: threads pile up", clip(in.QualName(), 40), handle),
			Because: []analyzer.Note{{Path: fn.File.Path, Span: fn.File.Stmts[loop].Header, Msg: "nothing leads out of this loop"}},
		})
	}
}

// keepsThread says whether a use of a thread waits for it.
func keepsThread(o *threads.Object) bool {
	for _, u := range o.Uses {
		if u.Name == "join" || u.Kind == threads.Entered || u.Loose || u.Kind == threads.UnknownUse {
			return true
		}
	}
	return false
}

// calledAgain says whether a function is called more than once: the program
// shows it, or it is a library's and its name does not say that it begins
// something.
func calledAgain(f *threads.File, fn *threads.Func) bool {
	if fn.ID == 0 || fn.Facts().Flags&facts.LambdaFunc != 0 || fn.Class != nil && strings.HasPrefix(fn.Name, "__") {
		return false
	}
	if fn.Repeated() {
		return true
	}
	name := strings.ToLower(fn.Name)
	for _, w := range []string{"start", "run", "main", "serve", "begin", "launch", "init", "setup", "open", "connect", "spawn", "listen", "monitor", "watch", "ensure", "install"} {
		if strings.Contains(name, w) {
			return false
		}
	}
	return f.Context == threads.Library && len(fn.Callers) == 0 && fn.Facts().Parent == 0 && !strings.HasPrefix(fn.Name, "_") && fn.Class == nil
}

// guardedStart says whether a test of something that outlives the call decides
// whether the thread is made.
func guardedStart(f *threads.File, s *threads.Spawn) bool {
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Kind != facts.TestEvent || f.FuncOf(facts.EventID(id)) != s.Call.In || !f.Reaches(facts.EventID(id), s.Call.Event) {
			continue
		}
		for i := range f.Exprs {
			x := &f.Exprs[i]
			if !f.Expr(ev.X).Span.Covers(x.Span) {
				continue
			}
			if x.Kind == facts.Attr || x.Kind == facts.Call || x.Kind == facts.Name && !s.Call.In.Owns(x.Sym) {
				return true
			}
		}
	}
	return false
}
