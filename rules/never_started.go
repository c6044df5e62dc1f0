package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var neverStarted = &analyzer.Rule{
	Name:     "never-started",
	Code:     "TH204",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"target-called", "misplaced-target", "args-not-tuple", "arguments-mismatch", "coroutine-target"},
	Check:    checkNeverStarted,
}

// checkNeverStarted reports a thread that is made and dropped: it is kept in
// names and lists of the function at most, none of which is ever started.
//
// An attribute is left alone, somebody else may start what it holds, and so is
// a thread whose run() is called: that is another rule's fault. One without
// anything to run is no loss.
func checkNeverStarted(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass) {
		runs := p.Model.SpawnOf(o)
		if runs == nil || runs.Name() == "" || !dropped(f, f.CallAt(o.Site.Expr)) && o.Name() == "" {
			continue
		}
		if o.Escapes || o.InAttr || mayStart(o) || startsItself(f, o) || otherwiseUsed(f, o) {
			continue
		}
		if in := f.FuncAt(o.Site.Expr); in == nil || in.InTest() {
			continue
		}
		target := itsTarget(runs)
		if runs.Target.Called > 0 {
			target = "its target" // what a call gives has no name
		}
		p.Report(analyzer.Finding{
			Span: f.Expr(o.Site.Expr).Span, Label: "never started", About: about1(o),
			Msg:     fmt.Sprintf("%s never started: %s never runs", madeWhat(f, o), target),
			Because: append(targetNote(runs), joinedNote(f, o)...),
			Fix:     startMade(f, o),
		})
	}
}

// mayStart says whether a use of a thread starts it or may do so: also run()
// in its place, and a with statement, which starts the threads of some libraries.
func mayStart(o *threads.Object) bool {
	for _, u := range o.Uses {
		switch u.Kind {
		case threads.Entered, threads.Iterated, threads.UnknownUse:
			return true
		}
		if u.Loose || u.Name == "start" || u.Name == "run" {
			return true
		}
	}
	return false
}

// otherwiseUsed says whether an object is used for what its own class has, and
// for nothing that makes it a thread: it is more than that.
func otherwiseUsed(f *threads.File, o *threads.Object) bool {
	class := f.Eval(o.Site.Expr).Class
	if class == nil {
		return false
	}
	own := false
	for _, u := range o.Uses {
		switch u.Kind {
		case threads.Method, threads.MethodRef, threads.AttrStore:
			if class.Lookup(u.Name).Lib != "" || slices.Contains(class.LibBase().Attrs, u.Name) {
				return false
			}
			own = true
		}
	}
	return own
}

// madeWhat is the beginning of the message: which threads are made.
func madeWhat(f *threads.File, o *threads.Object) string {
	word, name := objectWord(o), clip(o.Name(), 40)
	switch {
	case o.Name() == "":
		return "the " + word + " is created but"
	case boundTo(f, o.Site.Expr) > 0:
		return fmt.Sprintf("%s `%s` is created but", word, name)
	case word == "process":
		word = "processe"
	}
	return fmt.Sprintf("the %ss in `%s` are created but", word, name)
}

// boundTo is what one assignment stores an expression in, 0 where it is part
// of another one.
func boundTo(f *threads.File, e facts.ExprID) facts.ExprID {
	st := &f.Stmts[f.StmtAt(e)]
	if (st.Kind == facts.Assign || st.Kind == facts.AnnAssign) && st.Y == e {
		return st.X
	}
	return 0
}

// joinedNote points at the first join of the thread, which raises.
func joinedNote(f *threads.File, o *threads.Object) []analyzer.Note {
	why := "RuntimeError, \"cannot join thread before it is started\""
	if objectWord(o) == "process" {
		why = "AssertionError, \"can only join a started process\""
	}
	for _, u := range o.Calls("join") {
		return []analyzer.Note{{Path: u.File.Path, Span: u.File.Expr(u.Call).Span, Msg: "so this raises " + why}}
	}
	return nil
}

// startMade starts a thread behind the statement that makes it, or behind the
// last one that sets it up: daemon cannot be set once it runs.
func startMade(f *threads.File, o *threads.Object) *analyzer.Fix {
	site := o.Site.Expr
	made := f.StmtAt(site)
	if dropped(f, f.CallAt(site)) && f.Expr(site).Flags&facts.Parens == 0 {
		at := f.Expr(site).Span.End
		return &analyzer.Fix{Title: "Start it", Edits: []analyzer.Edit{{Span: source.Span{Start: at, End: at}, New: ".start()"}}}
	}
	name := boundTo(f, site)
	if name == 0 || f.Expr(name).Kind != facts.Name {
		return nil
	}
	last := made
	for _, u := range o.Uses {
		c := u.File.CallAt(u.Call)
		if u.Kind != threads.AttrStore && (u.Kind != threads.Method || c == nil || !c.Does(pylib.Mutates)) {
			continue
		}
		s := f.Events[u.Event].Stmt
		if u.File != f || f.Stmts[s].Parent != f.Stmts[made].Parent {
			return nil
		}
		last = max(last, s)
	}
	call := f.Render(name) + ".start()"
	return lineAfter(f, last, []string{call}, "Add `"+call+"`")
}
