package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var semaphoreOverRelease = &analyzer.Rule{
	Name:     "semaphore-over-release",
	Code:     "TH417",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkSemaphoreOverRelease,
}

// checkSemaphoreOverRelease reports a release() that on some way gives back a
// permit which the function has given back already, or did not get.
//
// A release() without an acquire() is a signal and left alone, as are loops,
// whose counts are not known, and a handler for what a BoundedSemaphore raises.
func checkSemaphoreOverRelease(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.OverReleases() {
		c := o.Call
		if f.Handled(c.Stmt) || f.ErrorExpected(c.Stmt) || f.InLoop(c.Stmt) != 0 && o.Kind == threads.OverAgain && f.InLoop(f.Events[o.Before].Stmt) != f.InLoop(c.Stmt) {
			continue
		}
		then := "the semaphore gains a permit and lets one too many in"
		if t := f.Eval(c.Receiver()).LibType(); t != nil && t.Bounded {
			then = "ValueError, \"Semaphore released too many times\""
		}
		name := clip(f.Render(c.Receiver()), 32)
		fd := analyzer.Finding{Span: f.Expr(c.Expr).Span, Label: "one too many"}
		fd.About = []source.Span{fd.Span}
		acquire := analyzer.Note{Path: f.Path, Span: f.Expr(f.Events[o.Acquire].X).Span, Msg: "the permit is taken here, once"}
		switch o.Kind {
		case threads.OverAgain:
			fd.Msg = fmt.Sprintf("`%s.release()` gives the permit back a second time: %s", name, then)
			fd.Because = []analyzer.Note{acquire, {Path: f.Path, Span: f.Expr(f.Events[o.Before].X).Span, Msg: "it is given back here first"}}
		case threads.OverTried:
			acquire.Msg = "this may fail"
			fd.Msg, fd.Because = fmt.Sprintf("`%s.release()` also runs when acquire() got nothing: %s", name, then), []analyzer.Note{acquire}
		default:
			acquire.Msg = "an exception before this line leads to the finally as well"
			fd.Msg, fd.Because = fmt.Sprintf("`%s.release()` also runs when the try fails before acquire(): %s", name, then), []analyzer.Note{acquire}
		}
		p.Report(fd)
	}
}
