package rules

import (
	"fmt"

	"threadlsp/analyzer"
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
		p.Report(analyzer.Finding{
			Span: f.Expr(t.Span()).Span, Label: "`" + lock + "` is not held",
			Msg: fmt.Sprintf("`%s` is %s without `%s`, which guards it in %s: %s may be inside",
				clip(bare(f.Render(t.Place)), 28), undergoes(t.Kind), lock, guardedIn(&g.Guard), whoIsInside(&g)),
			Thread: thread("a", t), Because: gapNotes(&g),
			Fix:      gapFix(f, &g),
			Timeline: g.Steps(), About: aboutTouches(f, t, &g),
		})
	}
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

// guardedIn names one or two functions that hold the guard.
func guardedIn(g *threads.Guard) string {
	first := g.Under[0].Func
	for _, t := range g.Under[1:] {
		if t.Func != first {
			return fmt.Sprintf("`%s()` and `%s()`", clip(first.Name, 20), clip(t.Func.Name, 20))
		}
	}
	return fmt.Sprintf("`%s()`", clip(first.Name, 28))
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
		other = append(other, touchNote(t, fmt.Sprintf("`%s` holds `%s` here", clip(t.Func.QualName(), 40), clip(g.Guard.Lock.Name(), 28))))
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
