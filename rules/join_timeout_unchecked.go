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

var joinTimeoutUnchecked = &analyzer.Rule{
	Name:     "join-timeout-unchecked",
	Code:     "TH207",
	Since:    "0.1.0",
	State:    analyzer.Off,
	Severity: analyzer.Info,
	Check:    checkJoinTimeoutUnchecked,
}

// checkJoinTimeoutUnchecked reports a join with a timeout after which the
// function reads what the target writes, or closes or drops what it uses,
// without a look at whether the thread has ended.
//
// A join in a loop, one after which the thread is named again in any way, and
// one after which a test or assertion asks for the value, are left alone. One that
// is content as long as nothing is stored, `if errors: raise`, asks for nothing.
func checkJoinTimeoutUnchecked(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if !c.Does(pylib.Joins) || !c.Bounded() || c.NeverWaits() || c.Callee.Kind != threads.LibBound || !joinable(f.Eval(c.Receiver())) ||
			f.InLoop(c.Stmt) != 0 || namedAfter(f, c) {
			continue
		}
		if fd := readAfterTimeout(f, c); fd != nil {
			p.Report(*fd)
		} else if fd := freedAfterTimeout(p, f, c); fd != nil {
			p.Report(*fd)
		}
	}
}

// namedAfter says whether the thread is named again after a join in the same
// function: it may be asked whether it has ended.
func namedAfter(f *threads.File, c *threads.CallSite) bool {
	found := false
	f.Walk(c.Event, true, func(_ facts.EventID, ev *facts.Event) threads.Step {
		for _, e := range []facts.ExprID{ev.X, ev.Y} {
			found = found || e > 0 && mentions(f, e, c.Receiver())
		}
		if found {
			return threads.Finish
		}
		return threads.Go
	})
	return found
}

// readAfterTimeout is the finding about a read of what the thread of a local
// name writes.
func readAfterTimeout(f *threads.File, c *threads.CallSite) *analyzer.Finding {
	for _, s := range c.In.Started() {
		if !s.Local() || !slices.ContainsFunc(s.Joins(), func(u threads.Use) bool { return u.File == f && u.Call == c.Expr }) {
			continue
		}
		reads := s.EarlyReads(c.Event, s.Writes())
		if len(reads) == 0 {
			return nil
		}
		r := firstUnasked(f, reads)
		if r == nil {
			return nil
		}
		return &analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Label: "may time out", About: about(s.Spawn),
			Msg: fmt.Sprintf("`%s` may time out while `%s` still runs: `%s`, read on line %d, may not be stored yet",
				clip(f.Render(c.Expr), 30), clip(s.Spawn.Name(), 24), clip(r.Describe(f), 22), f.LineOf(f.Expr(r.Read).Span.Start)),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(r.Read).Span, Msg: "it is read here"},
				{Path: r.Write.File.Path, Span: r.Write.File.Expr(r.Write.Expr).Span, Msg: fmt.Sprintf("`%s` stores it here", clip(r.Func.QualName(), 40))}},
		}
	}
	return nil
}

// firstUnasked is the first read that shows nothing of whether the thread is
// done; nil where a read before any plain one does.
func firstUnasked(f *threads.File, reads []threads.Early) *threads.Early {
	slices.SortFunc(reads, func(a, b threads.Early) int { return int(a.Read) - int(b.Read) })
	var first *threads.Early
	for i := range reads {
		r := &reads[i]
		asks := asksForValue(f, r.Stmt)
		if asks && !r.MissesNothing(f) {
			return nil
		}
		if first == nil {
			first = r
		}
		if !asks {
			break
		}
	}
	return first
}

// asksForValue says whether a statement that reads a value is a test or an
// assertion, which may ask whether the value is there.
func asksForValue(f *threads.File, s facts.StmtID) bool {
	switch st := &f.Stmts[s]; st.Kind {
	case facts.If, facts.Elif, facts.Assert:
		return true
	case facts.ExprStmt:
		a := f.CallAt(st.X)
		return a != nil && pylib.Asserts(a.Method())
	}
	return false
}

// freedAfterTimeout is the finding about an attribute that is closed or dropped
// while the thread in another attribute of the same object may use it.
func freedAfterTimeout(p *analyzer.Pass, f *threads.File, c *threads.CallSite) *analyzer.Finding {
	if c.In.Class == nil || !ownAttr(f, c.Receiver()) {
		return nil
	}
	for _, r := range p.Model.Roots() {
		if r.Func.File != f || r.Func.Class != c.In.Class || !r.Threaded() || !slices.Contains(r.Joins(), c) {
			continue
		}
		var x *freeing
		var use facts.ExprID
		f.Walk(c.Event, false, func(_ facts.EventID, ev *facts.Event) threads.Step {
			if y := freeingOf(f, ev); y != nil {
				if use = readIn(f, r.Func, 0, y.path); use > 0 {
					x = y
					return threads.Finish
				}
			}
			return threads.Go
		})
		if x == nil {
			continue
		}
		fd := &analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Label: "may time out",
			Msg: fmt.Sprintf("`%s` may time out while `%s` still uses `%s`, which line %d %s",
				clip(f.Render(c.Expr), 40), clip(r.Func.Name, 24), clip(f.Render(x.path), 24), f.LineOf(f.Expr(x.at).Span.Start), x.verb),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(x.at).Span, Msg: "freed here"},
				{Path: f.Path, Span: f.Expr(use).Span, Msg: fmt.Sprintf("`%s` uses it here", clip(r.Func.QualName(), 40))}},
		}
		if len(r.Spawns) > 0 && r.Spawns[0].Call.File == f {
			fd.About = []source.Span{f.Expr(r.Spawns[0].Call.Expr).Span}
		}
		return fd
	}
	return nil
}
