package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var acquireResultIgnored = &analyzer.Rule{
	Name:     "acquire-result-ignored",
	Code:     "TH402",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkAcquireResultIgnored,
}

// checkAcquireResultIgnored reports an acquire() that may return False where
// nobody looks at what it returns, and one whose number is taken for
// `blocking` where a timeout was meant.
//
// A timeout of unknown value is left alone: it may be -1 or None, which wait
// for ever. So is a try that is followed by release() at once, the idiom that
// leaves a lock free whoever held it, and a lock that nothing ever gives back,
// which is waited for as a way to sleep, and one that is only ever given back
// where a handler catches that it was not held.
func checkAcquireResultIgnored(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if !c.Does(pylib.Acquires) || c.Row.Timeout == "" || c.Row.Block == "" || c.Receiver() == 0 {
			continue
		}
		a := f.ArgsOf(c.Expr)
		if a.Star || a.DoubleStar {
			continue
		}
		switch block, limit := c.Arg(c.Row.Block), c.Arg(c.Row.Timeout); {
		case limit == 0 && isTimeout(f, block):
			reportNumber(p, f, c, block)
		case dropped(f, c) && (f.Truth(block) == threads.No || bounded(f, limit)) && !freed(f, c) && !neverReleased(p, f, c) && !foreseen(c):
			reportIgnored(p, f, c)
		}
	}
}

// dropped says whether a call is a statement of its own, so that its result is dropped.
func dropped(f *threads.File, c *threads.CallSite) bool {
	s := &f.Stmts[c.Stmt]
	return s.Kind == facts.ExprStmt && s.X == c.Expr
}

// isTimeout says whether the value for `blocking` is a number that only makes
// sense as seconds. 0 and 1 are how False and True were once written.
func isTimeout(f *threads.File, e facts.ExprID) bool {
	if e == 0 {
		return false
	}
	c := f.Constant(e)
	if !c.Valid() {
		return false
	}
	switch x := c.File.Expr(c.Expr); x.Kind {
	case facts.Float:
		return true
	case facts.Int:
		n, ok := f.Number(e)
		return ok && n > 1
	}
	return false
}

// bounded says whether a timeout is proven to end the wait; a negative one does not.
func bounded(f *threads.File, e facts.ExprID) bool {
	if e == 0 {
		return false
	}
	n, ok := f.Number(e)
	return ok && n >= 0
}

// freed says whether the next statement releases the lock.
func freed(f *threads.File, c *threads.CallSite) bool {
	next := f.Stmts[c.Stmt].End
	if int(next) >= len(f.Stmts) || f.Stmts[next].Parent != f.Stmts[c.Stmt].Parent || f.Stmts[next].Kind != facts.ExprStmt {
		return false
	}
	d := f.CallAt(f.Stmts[next].X)
	return d != nil && d.Does(pylib.Releases) && f.SamePath(d.Receiver(), c.Receiver())
}

// neverReleased says whether nothing in the program gives the lock back: then
// it keeps nobody out, and waiting for it is a way to sleep. A semaphore that
// the function does not give back is a signal from elsewhere.
func neverReleased(p *analyzer.Pass, f *threads.File, c *threads.CallSite) bool {
	v := f.Eval(c.Receiver())
	if v.LibClass() == pylib.SemaphoreClass && releasedAfter(f, c) == nil {
		return true
	}
	if !v.Site.Valid() {
		return false
	}
	o := p.Model.ObjectAt(v.Site)
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.Kind == threads.Entered || u.Kind == threads.MethodRef {
			return false
		}
		if u.Kind == threads.Method {
			if d := u.File.CallAt(u.Call); d == nil || d.Does(pylib.Releases) {
				return false
			}
		}
	}
	return !o.Escapes
}

// foreseen says whether every release of the lock stands in a try that catches
// what release() raises for one that is not held.
func foreseen(c *threads.CallSite) bool {
	all := c.ReleasesOf()
	for _, d := range all {
		if !d.File.Handled(d.Stmt) {
			return false
		}
	}
	return len(all) > 0
}

func reportNumber(p *analyzer.Pass, f *threads.File, c *threads.CallSite, e facts.ExprID) {
	what := "it waits for ever"
	k := f.Constant(e)
	float := k.File.Expr(k.Expr).Kind == facts.Float
	if float && p.Model.Options.Minor < 12 && f.Eval(c.Receiver()).LibClass() != pylib.SemaphoreClass {
		what = "TypeError up to Python 3.11, later it waits for ever"
	}
	text := clip(f.Render(e), 16)
	edit := analyzer.Edit{Span: f.Expr(e).Span, New: c.Row.Timeout + "="}
	edit.Span.End = edit.Span.Start
	for _, kw := range f.ArgsOf(c.Expr).Kw {
		if kw.Value == e {
			edit.Span.Start = f.Expr(kw.Expr).Span.Start
		}
	}
	fix := &analyzer.Fix{Title: fmt.Sprintf("Wait at most %s seconds", text), Edits: []analyzer.Edit{edit}}
	if f.Expr(e).Flags&facts.Parens != 0 {
		fix = nil
	}
	p.Report(analyzer.Finding{
		Span: f.Expr(e).Span, Label: "taken as `" + c.Row.Block + "`", Fix: fix, Because: valueNote(f, e),
		Msg: fmt.Sprintf("%s is no timeout: %s stands for `%s`, so %s", shownCall(f, c), text, c.Row.Block, what),
	})
}

// shownCall writes a call for a message: `lock.acquire(5)`.
func shownCall(f *threads.File, c *threads.CallSite) string {
	return "`" + clip(f.Render(c.Expr), 40) + "`"
}

func reportIgnored(p *analyzer.Pass, f *threads.File, c *threads.CallSite) {
	then := "the next lines then run without the lock"
	if f.Eval(c.Receiver()).LibClass() == pylib.SemaphoreClass {
		then = "the next lines then run without a permit"
	}
	fd := analyzer.Finding{Span: f.Expr(c.Expr).Span, Label: "result dropped"}
	if r := releasedAfter(f, c); r != nil {
		if f.Eval(c.Receiver()).LibClass() == pylib.SemaphoreClass {
			then += " and release() gives back one too many"
		} else {
			then += " and release() raises"
		}
		fd.Because = []analyzer.Note{{Path: f.Path, Span: f.Expr(r.Expr).Span, Msg: "released here whether it was acquired or not"}}
	}
	fd.Msg = fmt.Sprintf("%s may return False: %s", shownCall(f, c), then)
	p.Report(fd)
}

// releasedAfter is the first release of the same lock that follows in the function.
func releasedAfter(f *threads.File, c *threads.CallSite) *threads.CallSite {
	var out *threads.CallSite
	f.Walk(c.Event, false, func(_ facts.EventID, ev *facts.Event) threads.Step {
		if ev.Kind == facts.CallEvent {
			if d := f.CallAt(ev.X); d != nil && d.Does(pylib.Releases) && f.SamePath(d.Receiver(), c.Receiver()) {
				out = d
				return threads.Finish
			}
		}
		return threads.Go
	})
	return out
}
