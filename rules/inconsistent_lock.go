package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var inconsistentLock = &analyzer.Rule{
	Name:     "inconsistent-lock",
	Code:     "TH501",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"test-before-lock", "check-then-act", "guarded-by-violated", "lost-update", "iteration-while-mutated", "live-view-escapes-lock"},
	Check:    checkInconsistentLock,
}

// checkInconsistentLock reports a change of a place without the lock under
// which the same place is changed and read elsewhere.
//
// Constructors, functions whose callers hold the lock or say so, constants that
// a lifecycle method stores, and single reads are left alone.
func checkInconsistentLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, g := range f.LockGaps() {
		t, lock := g.Here, clip(g.Guard.Lock.Name(), 28)
		fd := analyzer.Finding{Label: "`" + lock + "` is not held", Thread: thread("a", t), Because: gapNotes(&g), Timeline: g.Steps()}
		place, what := bare(t.File.Render(t.Place)), ""
		if c := g.Call; c != nil {
			what = fmt.Sprintf("`%s` %s `%s`", clip(f.Render(c.Expr), 36), whatItDoes(t.Kind), clip(place, 20))
			fd.Span = f.Expr(c.Expr).Span
			fd.Because = append(fd.Because, touchNote(t, "changed here"))
			fd.About = []source.Span{fd.Span, f.Stmts[c.Stmt].Span}
			fd.Fix = heldCallFix(f, c, &g)
		} else {
			what = fmt.Sprintf("`%s` is %s", clip(place, 28), undergoes(t.Kind))
			fd.Span = t.File.Expr(t.Span()).Span
			fd.About = aboutTouches(f, t, &g)
			fd.Fix = gapFix(f, &g)
		}
		fd.Msg = fmt.Sprintf("%s without `%s`, which guards it in %s: %s may be inside", what, lock, guardedIn(&g.Guard), whoIsInside(&g))
		p.Report(fd)
	}
}

// heldCallFix takes the guard around the call of a method of its own object.
func heldCallFix(f *threads.File, c *threads.CallSite, g *threads.LockGap) *analyzer.Fix {
	recv := c.Receiver()
	if recv <= 0 || !f.IsSelf(f.PathRoot(recv)) || f.FuncAt(c.Expr) != c.In {
		return nil
	}
	return underLock(f, c.Stmt, f.Render(f.PathRoot(recv))+g.Guard.Lock.Path)
}

// undergoes is what happens to a place at an access.
func undergoes(k threads.AccessKind) string {
	switch k {
	case threads.Writes:
		return "stored"
	case threads.Updates:
		return "updated"
	case threads.Iterates:
		return "iterated"
	}
	return "changed"
}

// whatItDoes is what a call does to a place by an access.
func whatItDoes(k threads.AccessKind) string {
	switch k {
	case threads.Writes:
		return "stores"
	case threads.Updates:
		return "updates"
	case threads.Iterates:
		return "iterates"
	}
	return "changes"
}

// guardedIn names one or two functions that hold the guard.
func guardedIn(g *threads.Guard) string {
	first := holder(g, g.Under[0])
	for _, t := range g.Under[1:] {
		if fn := holder(g, t); fn != first {
			return fmt.Sprintf("`%s()` and `%s()`", clip(first.Name, 20), clip(fn.Name, 20))
		}
	}
	return fmt.Sprintf("`%s()`", clip(first.Name, 28))
}

// holder is the function that holds the guard at a touch, or is called by one that does.
func holder(g *threads.Guard, t *threads.Touch) *threads.Func {
	if c := t.ComesBy(g.Lock); c != nil {
		return c.In
	}
	return t.Func
}

// whoIsInside is a thread that may hold the guard meanwhile.
func whoIsInside(g *threads.LockGap) string {
	for _, t := range g.Guard.Under {
		if t.Side.Root != nil && t.Side.Root != g.Here.Side.Root {
			return inThread(t)
		}
	}
	return "another thread"
}

// gapNotes is the threads of both sides, and two touches under the guard.
func gapNotes(g *threads.LockGap) []analyzer.Note {
	out := sideNotes(g.Here)
	for i, t := range g.Guard.Under[:min(2, len(g.Guard.Under))] {
		var other []analyzer.Note
		if i == 0 && t.Side != g.Here.Side {
			other = sideNotes(t)
		}
		other = append(other, touchNote(t, fmt.Sprintf("`%s` holds `%s` here", clip(holder(&g.Guard, t).QualName(), 40), clip(g.Guard.Lock.Name(), 28))))
		out = append(out, inOther(other, t, g.Here)...)
	}
	return out
}

// gapFix takes the guard around the statement, where the lock is called the
// same there: an attribute of self, or a global of the file.
func gapFix(f *threads.File, g *threads.LockGap) *analyzer.Fix {
	l, t := g.Guard.Lock, g.Here
	switch {
	case l.Root == threads.SelfLock && f.IsSelf(f.PathRoot(t.Place)) && len(t.Path) == 0:
		return underLock(f, f.Events[t.Event].Stmt, f.Render(f.PathRoot(t.Place))+l.Path)
	case l.Root == threads.GlobalLock && l.File == f && l.Path == "":
		return underLock(f, f.Events[t.Event].Stmt, l.Name())
	}
	return nil
}
