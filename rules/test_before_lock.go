package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var testBeforeLock = &analyzer.Rule{
	Name:     "test-before-lock",
	Code:     "TH512",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkTestBeforeLock,
}

// checkTestBeforeLock reports a test of a shared place that stands before the
// lock under which the place is then acted on as if the test still held.
//
// A second test inside, a handler for what is raised, a lock that is held at
// the test already, and a constructor are left alone. It needs no thread: the
// lock says that others come here. To wait for a condition is to act, where
// others change what was tested and then notify.
func checkTestBeforeLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	said := map[facts.StmtID]bool{}
	for _, t := range f.EarlyTests() {
		at := f.EventAt(t.Cond)
		if at < 0 || said[t.With] || inConstruction(f.FuncOf(at), t.Own) || f.FuncOf(at).InTest() {
			continue
		}
		if held := f.Held(at); held.Any || len(held.Locks) > 0 {
			continue
		}
		said[t.With] = true
		reportEarlyTest(p, f, &t)
	}
}

// inConstruction says whether a function runs before others can see what it
// tests: a module while it is imported, an object in its constructor. own is
// false for what all objects share.
func inConstruction(fn *threads.Func, own bool) bool {
	switch fn.Name {
	case "__init__", "__post_init__", "__setstate__", "__del__":
		return own
	}
	return fn.Facts().Flags&facts.ModuleBody != 0
}

func reportEarlyTest(p *analyzer.Pass, f *threads.File, t *threads.EarlyTest) {
	lock := clip(bare(f.Render(t.Lock)), 24)
	word := "if"
	if f.Stmts[t.If].Kind == facts.While {
		word = "while"
	}
	fd := analyzer.Finding{
		Span: f.Expr(t.Cond).Span, Label: "true only for now",
		Msg:     fmt.Sprintf("`%s %s` is tested before `with %s`: %s", word, clip(f.Render(t.Cond), 36), lock, thenWhat(f, t)),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(t.Lock).Span, Msg: "the lock is taken here, after the test"}, {Path: f.Path, Span: f.Expr(t.Act).Span, Msg: "relies on the test"}},
	}
	fd.About = []source.Span{fd.Span}
	fd.Fix = testInside(f, t)
	p.Report(fd)
}

// thenWhat says what happens when the test does not hold any more.
func thenWhat(f *threads.File, t *threads.EarlyTest) string {
	act := "`" + clip(f.Render(t.Act), 28) + "`"
	switch t.Kind {
	case threads.IsAwaited:
		return fmt.Sprintf("a notify in between is missed, and %s may never return", act)
	case threads.IsThere:
		return fmt.Sprintf("another thread may store None first, then %s raises AttributeError", act)
	case threads.IsUnset:
		return "two threads can both find it so, and the second replaces what the first has made"
	}
	raises := "KeyError"
	switch v := f.Eval(t.Path); {
	case t.Kind == threads.IsMember && (v.Lib == "builtins.list" || v.Lib == "collections.deque"):
		raises = "ValueError"
	case t.Kind == threads.IsFilled && v.Lib != "builtins.dict" && v.Lib != "builtins.set":
		raises = "IndexError"
	}
	if f.Stmts[f.StmtAt(t.Act)].Kind == facts.Del {
		act = "`del`"
	}
	if t.Kind == threads.IsFilled {
		return fmt.Sprintf("another thread may empty it first, then %s raises %s", act, raises)
	}
	return fmt.Sprintf("another thread may remove it first, then %s raises %s", act, raises)
}

// testInside swaps an if and the with that is all it holds.
func testInside(f *threads.File, t *threads.EarlyTest) *analyzer.Fix {
	a, b := &f.Stmts[t.If], &f.Stmts[t.With]
	if t.Exit || t.Kind == threads.IsAwaited || a.Kind != facts.If || b.Parent != t.If || b.End != a.End || t.With != t.If+1 || contexts(f, t.With) != 1 || f.Stmts[t.With+1].Y > 0 {
		return nil
	}
	cond, lock := f.Render(t.Cond), f.Render(t.Lock)
	if strings.Contains(cond, "...") || strings.Contains(lock, "...") {
		return nil
	}
	return &analyzer.Fix{Title: fmt.Sprintf("Test it under `%s`", clip(lock, 40)), Edits: []analyzer.Edit{
		{Span: a.Header, New: "with " + lock}, {Span: b.Header, New: "if " + cond},
	}}
}
