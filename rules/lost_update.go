package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lostUpdate = &analyzer.Rule{
	Name:     "lost-update",
	Code:     "TH502",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLostUpdate,
}

// checkLostUpdate reports a shared number or string that is read, changed and
// written back with no lock around: in the plainest form a global or closure
// variable, by a function that two or more threads of one file run, in the
// other one whatever the thread model knows to be one place for two sides.
//
// It is silent where a lock may be held, here or in a caller, where the threads
// are not proven to run at the same time, and for containers, which += changes
// in place.
func checkLostUpdate(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	said := map[source.Span]bool{}
	for _, u := range f.LostUpdates() {
		st := &f.Stmts[u.Stmt]
		said[st.Span] = true
		fd := analyzer.Finding{Span: st.Span, Label: "no lock", Thread: threadOf("a", u.Root), Because: updateNotes(f, u), Timeline: u.Steps(f)}
		what := clip(written(f, st), 40)
		if u.Yields {
			fd.Msg = fmt.Sprintf("`%s` by %s without a lock: two read the same value and one update is lost", what, several(u.Spawns))
		} else {
			fd.Msg = fit(fmt.Sprintf("`%s` by %s without a lock can lose updates", what, several(u.Spawns)),
				": it looks right on CPython 3.10+ only because the GIL is not handed over here")
		}
		for _, s := range u.Spawns {
			fd.About = append(fd.About, about(s)...)
		}
		p.Report(fd)
	}
	for _, r := range f.SharedUpdates() {
		if st := &f.Stmts[f.Events[r.Here.Event].Stmt]; !said[st.Span] {
			p.Report(sharedUpdate(f, &r, st))
		}
	}
}

// sharedUpdate is the finding of an update that the thread model has found.
func sharedUpdate(f *threads.File, r *threads.Race, st *facts.Stmt) analyzer.Finding {
	fd := analyzer.Finding{Span: st.Span, Label: "no lock", Thread: thread("a", &r.Here), Because: raceNotes(r, ""), Timeline: r.Steps(), About: aboutRace(r)}
	if !r.OneFile() {
		fd.State = analyzer.Preview
	}
	what := clip(written(f, st), 40)
	if r.Here.Event == r.Other.Event {
		who := "several threads"
		if r.OneFile() {
			who = several([]*threads.Spawn{r.Here.Side.Spawn})
		}
		fd.Msg = fmt.Sprintf("`%s` by %s without a lock: two read the same value and one update is lost", what, who)
	} else {
		fd.Msg = fmt.Sprintf("`%s` without a lock, and `%s()` in %s changes it, too: one of two updates is lost", what, clip(r.Other.Func.Name, 28), inThread(&r.Other))
	}
	return fd
}

// several counts the threads, where their number is known.
func several(spawns []*threads.Spawn) string {
	if n := threads.ThreadCount(spawns); n > 1 {
		return fmt.Sprintf("%d threads", n)
	}
	return "several threads"
}

// written is the statement that writes back, as its author has it.
func written(f *threads.File, st *facts.Stmt) string {
	if st.Kind == facts.AugAssign {
		return fmt.Sprintf("%s %s= %s", f.Render(st.X), st.Op, f.Render(st.Y))
	}
	return fmt.Sprintf("%s = %s", f.Render(st.X), f.Render(st.Y))
}

// updateNotes is where the threads come from, why nothing is seen on some
// versions, and a lock that nobody takes.
func updateNotes(f *threads.File, u threads.Update) []analyzer.Note {
	var out []analyzer.Note
	for i, s := range u.Spawns {
		msg := fmt.Sprintf("one thread that runs `%s` is made here", s.Name())
		if len(u.Spawns) == 1 {
			msg = fmt.Sprintf("%s run `%s`", several(u.Spawns), s.Name())
		}
		if i < 2 {
			out = append(out, analyzer.Note{Path: f.Path, Span: f.Expr(s.Call.Expr).Span, Msg: msg})
		}
		if i == 1 {
			out[i].Thread = threadOf("another", u.Root)
		}
	}
	if !u.Yields {
		out = append(out, analyzer.Note{Path: f.Path, Span: f.Expr(u.Place).Span, Msg: "3.9 and free-threaded builds do lose updates here"})
	}
	for _, o := range f.Objects(pylib.LockClass, pylib.RLockClass) {
		taken := o.Escapes || o.Name() == ""
		for _, use := range o.Uses {
			taken = taken || use.Kind == threads.Entered || use.Kind == threads.Method || use.Kind == threads.Alias
		}
		if !taken {
			out = append(out, analyzer.Note{Path: f.Path, Span: f.Expr(o.Site.Expr).Span, Msg: fmt.Sprintf("`%s` is a lock that nobody takes", o.Name())})
		}
	}
	return out
}
