package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var joinBeforeStartOrSelf = &analyzer.Rule{
	Name:     "join-before-start-or-self",
	Code:     "TH213",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Yields:   []string{"never-started"},
	Check:    checkJoinBeforeStartOrSelf,
}

// checkJoinBeforeStartOrSelf reports the join of a thread that is made in the
// same function and started only later, the join of the current thread, and,
// as a warning, the join of self._t in a method that the thread in it calls.
//
// What may be caught, a function that asks which thread it runs on, and one
// that tests a parameter, which may say that it is not to join, are left alone.
// To join the main thread is no fault in another thread: it ends before the
// interpreter waits for that one.
func checkJoinBeforeStartOrSelf(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass) {
		joinBeforeStart(p, f, o)
	}
	for _, c := range f.Calls() {
		if c.Does(pylib.Joins) && c.Callee.Kind == threads.LibBound && c.Receiver() > 0 && !f.Swallowed(c.Stmt) && !f.ErrorExpected(c.Stmt) {
			joinCurrent(p, f, c)
		}
	}
	for _, s := range f.SelfJoins() {
		if !f.Swallowed(s.Join.Stmt) && !s.Join.In.InTest() {
			joinSelf(p, f, s)
		}
	}
}

// joinBeforeStart reports the first join that every path comes to after making
// the thread and before any start of it.
func joinBeforeStart(p *analyzer.Pass, f *threads.File, o *threads.Object) {
	starts := o.Calls("start")
	in := f.FuncAt(o.Site.Expr)
	if in == nil || o.Escapes || len(starts) == 0 || startsItself(f, o) {
		return
	}
	for _, u := range append(starts, o.Calls("run")...) {
		if u.File != f || u.Event < 0 || u.In() != in || u.Loose {
			return
		}
	}
	made := f.Expr(o.Site.Expr).Span
	first := func(id facts.EventID) bool {
		ev := &f.Events[id]
		return ev.Kind == facts.StoreEvent && ev.Y > 0 && f.Expr(ev.Y).Span.Covers(made) || ev.Kind == facts.CallEvent && f.Expr(ev.X).Span.Covers(made)
	}
	for _, u := range o.Calls("join") {
		c := u.File.CallAt(u.Call)
		if u.File != f || u.Event < 0 || u.In() != in || u.Loose || u.Callee || u.Element && !u.All || c == nil || !c.Does(pylib.Joins) ||
			c.Callee.Kind != threads.LibBound || f.Swallowed(c.Stmt) || f.ErrorExpected(c.Stmt) || f.Events[u.Event].Flags&facts.Maybe != 0 {
			continue
		}
		undoes := func(facts.EventID) bool { return false }
		if !u.Element {
			undoes = f.Undoes(u.Expr, in)
		}
		undone := func(id facts.EventID) bool {
			for _, s := range starts {
				if s.Event == id {
					return true
				}
			}
			return undoes(id) && !first(id)
		}
		if !f.AlwaysAfter(u.Event, first, undone) {
			continue
		}
		word, why := objectWord(o), "RuntimeError, \"cannot join thread before it is started\""
		if word == "process" {
			why = "AssertionError, \"can only join a started process\""
		}
		p.Report(analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Label: "not started yet", About: about1(o),
			Msg:     fmt.Sprintf("%s `%s` is joined before it is started: %s", word, clip(f.Render(u.Expr), 40), why),
			Because: append(madeNote(o), analyzer.Note{Path: f.Path, Span: f.Expr(starts[0].Call).Span, Msg: "it is started only here"}),
		})
		return
	}
}

// joinCurrent reports the join of what the library says is the current thread:
// by its own word, at module level of the main one, in a loop over all.
func joinCurrent(p *analyzer.Pass, f *threads.File, c *threads.CallSite) {
	recv := c.Receiver()
	which := f.Gives(recv)
	ok := which == pylib.CurrentThread || which == pylib.MainThread && c.In.ID == 0
	if loop := f.InLoop(c.Stmt); !ok && loop != 0 && f.Stmts[loop].Kind == facts.For && f.Gives(f.Stmts[loop].Y) == pylib.EveryThread {
		x := f.Expr(f.Stmts[loop].X)
		ok = f.Stmts[c.Stmt].Parent == loop && x.Kind == facts.Name && f.Expr(recv).Kind == facts.Name && f.Expr(recv).Sym == x.Sym && plainBody(f, loop)
	}
	if !ok {
		return
	}
	p.Report(analyzer.Finding{
		Span: f.Expr(c.Expr).Span, Label: "joins itself",
		Msg: fmt.Sprintf("`%s` joins the thread that runs it: RuntimeError, \"cannot join current thread\"", clip(f.Render(c.Expr), 50)),
	})
}

// plainBody says whether nothing in a loop decides anything.
func plainBody(f *threads.File, loop facts.StmtID) bool {
	for s := loop + 1; s < f.Stmts[loop].End; s++ {
		switch f.Stmts[s].Kind {
		case facts.ExprStmt, facts.Assign, facts.Pass, facts.EmptyLiteral:
		default:
			return false
		}
	}
	return true
}

// joinSelf reports a join that the thread itself comes to.
func joinSelf(p *analyzer.Pass, f *threads.File, s threads.SelfJoin) {
	c := s.Join
	name := clip(f.Render(c.Receiver()), 28)
	target, through, why := clip(s.Root.Func.Name, 24), "", ": RuntimeError, \"cannot join current thread\""
	msg := fmt.Sprintf("`%s()` joins `%s`, whose target `%s` calls it", clip(c.In.Name, 24), name, target)
	if len(s.Path) > 1 {
		through = fmt.Sprintf(" through `%s`", clip(s.Path[0].Target.Name, 24))
	}
	if len([]rune(msg+through+why)) > 160 {
		through = ""
	}
	fd := analyzer.Finding{
		Span: f.Expr(c.Expr).Span, Label: "joins itself", Severity: analyzer.Warning,
		Msg: msg + through + why, Fix: notCurrentFix(f, c),
	}
	if len(s.Path) == 0 {
		fd.Msg = fmt.Sprintf("`%s()` joins `%s`, the thread that runs it%s", clip(c.In.Name, 40), name, why)
	}
	for _, step := range s.Path {
		fd.Because = append(fd.Because, analyzer.Note{Path: step.File.Path, Span: step.File.Expr(step.Expr).Span,
			Msg: fmt.Sprintf("`%s` calls `%s` here", clip(step.In.QualName(), 40), clip(step.Target.Name, 40))})
	}
	for _, spawn := range s.Root.Spawns {
		g := spawn.Call.File
		fd.Because = append(fd.Because, analyzer.Note{Path: g.Path, Span: g.Expr(spawn.Call.Expr).Span, Msg: fmt.Sprintf("the thread that runs `%s` is made here", clip(s.Root.Func.QualName(), 40))})
		if g == f {
			fd.About = append(fd.About, about(spawn)...)
		}
		break
	}
	p.Report(fd)
}

// notCurrentFix joins only where another thread does: on every run that was
// correct nothing changes.
func notCurrentFix(f *threads.File, c *threads.CallSite) *analyzer.Fix {
	current, imports, ok := nameFor(f, pylib.CurrentThreadName)
	st := &f.Stmts[c.Stmt]
	indent, own := f.Indent(c.Stmt)
	recv := f.Render(c.Receiver())
	if !ok || !own || st.Kind != facts.ExprStmt || st.X != c.Expr || strings.Contains(recv, "...") || int(st.End) < len(f.Stmts) && f.Line(f.Stmts[st.End].Span.Start) == f.Line(st.Span.End) {
		return nil
	}
	at := source.Span{Start: st.Span.Start, End: st.Span.Start}
	return &analyzer.Fix{Title: "Join only from another thread", Safe: true,
		Edits: append(imports, analyzer.Edit{Span: at, New: fmt.Sprintf("if %s is not %s():\n%s    ", recv, current, indent)})}
}
