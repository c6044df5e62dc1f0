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

var acquireWithoutRelease = &analyzer.Rule{
	Name:     "acquire-without-release",
	Code:     "TH401",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"acquire-result-ignored", "release-unheld", "self-deadlock"},
	Check:    checkAcquireWithoutRelease,
}

// checkAcquireWithoutRelease reports an acquire() whose release() is skipped
// on a way out of the function: by a return, a raise, or an exception of what
// is called in between; and a lock that nothing in the program gives back.
//
// A function that is meant to return with the lock is left alone: it gives it
// back on no ordinary way, or its name says so, or another function does. So is
// what gives the lock back for a while and takes it again.
func checkAcquireWithoutRelease(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	lessons := map[*threads.Func]bool{}
	doubtReceivers(f, "acquire")
	doubtEntered(f)
	for _, c := range f.Calls() {
		if !c.Does(pylib.Acquires) || c.Row.Async {
			continue
		}
		if isWrapper(c.In) || !c.LockExpr().File.Eval(c.LockExpr().Expr).IsLock() {
			doubtLeak(f, c, threads.Leak{})
			continue
		}
		switch leak := f.LeakOf(c); leak.Kind {
		case threads.ReturnLeak, threads.RaiseLeak, threads.RoundLeak, threads.CallLeak:
			reportLeak(p, f, c, leak)
		case threads.HarmlessLeak:
			if f.Context.Lessons() && !lessons[c.In] {
				lessons[c.In] = true
				reportPair(p, f, c, leak)
			} else {
				doubtLeak(f, c, leak)
			}
		default:
			doubtLeak(f, c, leak)
		}
	}
	for _, o := range f.Objects(pylib.LockClass, pylib.RLockClass) {
		if c := o.NeverReleased(); c != nil && c.File == f {
			reportNever(p, f, c, o)
		} else {
			doubtReleased(f, o)
		}
	}
}

// isWrapper says whether a function is there to take a lock for its caller.
func isWrapper(fn *threads.Func) bool {
	name := strings.ToLower(strings.TrimLeft(fn.Name, "_"))
	for _, w := range []string{"enter", "aenter", "acquire", "lock", "begin", "checkout"} {
		if strings.HasPrefix(name, w) {
			return true
		}
	}
	return strings.HasSuffix(name, "_acquire") || strings.HasSuffix(name, "_lock")
}

// forEver says what becomes of a lock that stays taken.
func forEver(f *threads.File, lock facts.ExprID) string {
	v := f.Eval(lock)
	t := v.LibType()
	switch {
	case v.LibClass() == pylib.SemaphoreClass:
		return "its permit is lost for good"
	case t != nil && t.Reentrant:
		return "every other thread that takes it waits for ever"
	}
	return "every later acquire() waits for ever"
}

func reportLeak(p *analyzer.Pass, f *threads.File, c *threads.CallSite, leak threads.Leak) {
	s := c.LockExpr()
	name, then := clip(s.File.Render(s.Expr), 36), forEver(s.File, s.Expr)
	fd := analyzer.Finding{Span: f.Expr(c.Expr).Span, Label: "stays locked"}
	fd.About = []source.Span{fd.Span}
	switch leak.Kind {
	case threads.ReturnLeak:
		what, at := "at the end of `"+clip(c.In.Name, 24)+"()` on some way", c.In.Facts().NameAt
		if leak.At >= 0 {
			what, at = "where the function returns", f.Stmts[f.Events[leak.At].Stmt].Header
		}
		fd.Msg = fmt.Sprintf("`%s` stays locked %s: %s", name, what, then)
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: at, Msg: "this way out skips the release()"})
	case threads.RaiseLeak:
		fd.Msg = fmt.Sprintf("`%s` stays locked when `%s` leaves: %s", name, raised(f, leak.At), then)
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Stmts[f.Events[leak.At].Stmt].Header, Msg: "the exception skips the release()"})
	case threads.RoundLeak:
		fd.Msg = fmt.Sprintf("`%s` stays locked on one way round the loop: %s", name, strings.Replace(then, "every later", "the next", 1))
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Stmts[f.InLoop(c.Stmt)].Header, Msg: "the next round comes without the release()"})
	default:
		x := f.Events[leak.At].X
		fd.Msg = fmt.Sprintf("`%s` stays locked if `%s` raises: %s", name, called(f, x), then)
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(x).Span, Msg: "an exception here skips the release()"})
	}
	fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(f.Events[leak.Release].X).Span, Msg: "released here on other ways"})
	if c.In.InTest() {
		fd.Severity = analyzer.Info
	}
	fd.Fix = withFix(f, c, leak.Release)
	p.Report(fd)
}

// raised writes a raise statement for a message.
func raised(f *threads.File, at facts.EventID) string {
	if x := f.Events[at].X; x > 0 {
		if f.Expr(x).Kind == facts.Call {
			x = f.Expr(x).A
		}
		return "raise " + clip(f.Render(x), 30)
	}
	return "raise"
}

// called writes what may raise for a message: `load()`.
func called(f *threads.File, x facts.ExprID) string {
	e := f.Expr(x)
	if e.Kind != facts.Call {
		return clip(f.Render(x), 36)
	}
	name := f.Render(e.A)
	if f.Expr(e.A).Kind == facts.Attr && strings.Contains(name, "(") {
		name = "..." + bare(name)
	}
	return clip(name, 36) + "()"
}

func reportPair(p *analyzer.Pass, f *threads.File, c *threads.CallSite, leak threads.Leak) {
	s := c.LockExpr()
	span := f.Expr(c.Expr).Span
	p.Report(analyzer.Finding{
		Span: span, Severity: analyzer.Info, About: []source.Span{span},
		Msg:     fmt.Sprintf("acquire() and release() as a pair: if a line between them raises, `%s` stays locked", clip(s.File.Render(s.Expr), 40)),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(f.Events[leak.Release].X).Span, Msg: "an exception before this line skips it"}},
		Fix:     withFix(f, c, leak.Release),
	})
}

func reportNever(p *analyzer.Pass, f *threads.File, c *threads.CallSite, o *threads.Object) {
	span := f.Expr(c.Expr).Span
	who := "the next thread that acquires it waits for ever"
	if t := o.Site.File.Eval(o.Site.Expr).LibType(); t != nil && t.Reentrant {
		who = "any other thread that acquires it waits for ever"
	}
	fd := analyzer.Finding{
		Span: span, Label: "released nowhere", About: []source.Span{span},
		Msg:     fmt.Sprintf("`%s` is acquired here and released nowhere: %s", clip(f.Render(c.LockExpr().Expr), 40), who),
		Because: []analyzer.Note{{Path: o.Site.File.Path, Span: o.Site.File.Expr(o.Site.Expr).Span, Msg: "the lock is made here, and no release() of it is in the program"}},
	}
	if c.In.InTest() {
		fd.Severity = analyzer.Info
	}
	p.Report(fd)
}
