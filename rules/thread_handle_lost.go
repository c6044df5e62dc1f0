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
// So too a method that starts a library's endless call for its object, which
// the object's clean-up leaves running.
//
// A function that is called once, that is what a process runs, or that first asks whether there is a thread
// already, is left alone, and so is a constructor, and a function whose name
// says that it starts something.
func checkThreadHandleLost(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadClass) {
		s := p.Model.SpawnOf(o)
		if s == nil || s.Super || o.Escapes || o.InAttr || len(o.Calls("start")) == 0 {
			continue
		}
		in, fn := s.Call.In, s.Target.Func
		if fn == nil {
			if !in.InTest() && !keepsThread(o) {
				outlivesObject(p, f, s)
			}
			continue
		}
		if in.InTest() || !calledAgain(f, in) || p.Model.OwnProcess(in) || keepsThread(o) || !fn.Plain() || !fn.Effects.Endless || guardedStart(f, s) {
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

// outlivesObject reports a thread in a method that runs a library's endless
// call, such as an event loop, on something that an attribute of self holds,
// where the class has a way to clean up and nothing ever ends that call.
//
// Where the file has any call that might end it, or hands the attribute to
// code that is not known, it is silent.
func outlivesObject(p *analyzer.Pass, f *threads.File, s *threads.Spawn) {
	in, row := s.Call.In, pylib.FindCall(s.Target.Lib)
	if row == nil || row.EndedBy == "" || in.Class == nil || s.TargetExpr == 0 || f.Expr(s.TargetExpr).Kind != facts.Attr {
		return
	}
	closer := cleanUp(in.Class)
	held := heldOnSelf(f, in, f.Expr(s.TargetExpr).A)
	if closer == nil || held == 0 || len(f.AttrsNamed(row.EndedBy)) > 0 || endedElsewhere(f, held, row.EndedBy) {
		return
	}
	p.Report(analyzer.Finding{
		Span: f.Expr(s.Call.Expr).Span, Label: "nobody can stop it", About: about(s),
		Msg: fmt.Sprintf("nothing calls %s() on `%s`: its thread runs on when `%s` is gone, and each new one adds a thread",
			row.EndedBy, clip(f.Render(held), 30), clip(in.Class.Name, 30)),
		Because: []analyzer.Note{{Path: f.Path, Span: closer.Facts().NameAt, Msg: fmt.Sprintf("`%s` cleans up, but leaves the thread", clip(closer.QualName(), 40))}},
	})
}

// cleanUp is the method by which a class gives back what its objects hold.
func cleanUp(k *threads.Class) *threads.Func {
	for _, name := range []string{"__del__", "__exit__", "close", "shutdown"} {
		if m := k.Lookup(name); m.Func != nil && m.Func.Class == k {
			return m.Func
		}
	}
	return nil
}

// heldOnSelf is the attribute of self that a method stores a value in: what is
// stored is the value itself, or a local name that stands for it. 0 if none is.
func heldOnSelf(f *threads.File, in *threads.Func, val facts.ExprID) facts.ExprID {
	if ownAttr(f, val) {
		return val
	}
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Kind == facts.StoreEvent && f.FuncOf(facts.EventID(id)) == in && ownAttr(f, ev.X) && ev.Y > 0 &&
			f.Expr(val).Kind == facts.Name && f.Expr(ev.Y).Kind == facts.Name && f.Expr(ev.Y).Sym == f.Expr(val).Sym {
			return ev.X
		}
	}
	return 0
}

// endedElsewhere says whether what an attribute holds may be ended by code that
// its own file does not show: another file that calls the method through an
// attribute of that name, or a function not known that is given it.
func endedElsewhere(f *threads.File, held facts.ExprID, by string) bool {
	name := f.Text(f.Expr(held).Str)
	for _, g := range f.Model().Files() {
		for _, a := range g.AttrsNamed(by) {
			if b := g.Expr(g.Expr(a).A); b.Kind == facts.Attr && g.Text(b.Str) == name {
				return true
			}
		}
	}
	for _, a := range f.AttrsNamed(name) {
		c := f.CallAt(f.Parent(a))
		if c != nil && c.Row == nil && c.Target == nil && c.Callee.Kind != threads.ClassObj && f.Expr(c.Expr).A != a {
			return true
		}
	}
	return false
}
