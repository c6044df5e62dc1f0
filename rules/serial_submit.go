package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var serialSubmit = &analyzer.Rule{
	Name:     "serial-submit",
	Code:     "TH212",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Info,
	Check:    checkSerialSubmit,
}

// checkSerialSubmit reports work that a loop hands over and waits for at once,
// so that nothing ever overlaps.
//
// A wait with a timeout may be the very point of handing over, and a pool of
// one worker that of running in one thread; both are left alone, as are
// coroutines and tests.
func checkSerialSubmit(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if !inLoop(f, c) || c.In.InTest() || c.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			continue
		}
		if s := f.SpawnAt(c.Expr); s != nil && s.Handoff != nil && onPool(s) && c.Does(pylib.Joins) && s.Handoff.Pass == pylib.PassTuple {
			p.Report(analyzer.Finding{Span: f.Expr(c.Expr).Span, Msg: serialMessage(f, c.Expr), Label: "waits here", Because: targetNote(s), About: about(s)})
			continue
		}
		if !c.Does(pylib.Joins) || c.Receiver() == 0 || f.Expr(c.Expr).NKids != 0 {
			continue
		}
		if !waitedAtOnce(p, f, c) {
			startedAndJoined(p, f, c)
		}
	}
}

// inLoop says whether one run of the function makes the call again and again.
func inLoop(f *threads.File, c *threads.CallSite) bool {
	return inComp(f, c.Event) || f.InLoop(c.Stmt) != 0
}

func inComp(f *threads.File, id facts.EventID) bool { return f.Events[id].Flags&facts.InComp != 0 }

func onPool(s *threads.Spawn) bool {
	return (s.Handoff.On == pylib.Pool || s.Handoff.On == pylib.Process) && s.Call.Receiver() > 0 && s.Workers() != 1
}

func serialMessage(f *threads.File, e facts.ExprID) string {
	return fmt.Sprintf("`%s` waits inside the loop: the calls run one after another", clip(f.Render(e), 60))
}

// waitedAtOnce reports submit(f).result(), in one expression or in two
// statements with nothing between. It says whether there was one.
func waitedAtOnce(p *analyzer.Pass, f *threads.File, c *threads.CallSite) bool {
	made := c.Receiver()
	if f.Expr(made).Kind == facts.Name {
		v := f.Eval(made)
		if v.Site.File != f || !v.Site.Valid() || v.Maybe || f.InLoop(c.Stmt) == 0 || inComp(f, c.Event) || inComp(f, f.EventOf(v.Site.Expr)) || !follows(f, f.StmtAt(v.Site.Expr), c.Stmt) {
			return false
		}
		made = v.Site.Expr
	}
	s := f.SpawnAt(made)
	if s == nil || s.Handoff == nil || !onPool(s) || f.Eval(made).LibClass() != pylib.FutureClass {
		return false
	}
	fd := analyzer.Finding{Span: f.Expr(c.Expr).Span, Msg: serialMessage(f, c.Expr), Label: "waits here", Because: targetNote(s), About: about(s)}
	if made == c.Receiver() {
		fd.Fix = collectFuture(f, c, made)
	} else {
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(made).Span, Msg: "handed over here"})
		fd.Fix = collectNamed(f, c, "futures", "future")
	}
	p.Report(fd)
	return true
}

// startedAndJoined reports t.start() with t.join() as the next statement.
func startedAndJoined(p *analyzer.Pass, f *threads.File, c *threads.CallSite) {
	v := f.Eval(c.Receiver())
	if k := v.LibClass(); k != pylib.ThreadClass && k != pylib.ProcessClass || !v.Site.Valid() || v.Site.File != f || f.SpawnAt(v.Site.Expr) == nil {
		return
	}
	for _, d := range c.In.Calls() {
		if !d.Does(pylib.Starts) || d.Receiver() == 0 || !f.SamePath(d.Receiver(), c.Receiver()) || !follows(f, d.Stmt, c.Stmt) {
			continue
		}
		if f.InLoop(f.StmtAt(v.Site.Expr)) != f.InLoop(c.Stmt) {
			return // not one thread an iteration
		}
		s := f.SpawnAt(v.Site.Expr)
		p.Report(analyzer.Finding{
			Span: f.Expr(c.Expr).Span, Msg: serialMessage(f, c.Expr), Label: "waits here", About: about(s),
			Because: append(targetNote(s), analyzer.Note{Path: f.Path, Span: f.Expr(d.Expr).Span, Msg: "started just before"}),
			Fix:     collectNamed(f, c, "threads", "thread"),
		})
		return
	}
}

// follows says whether statement b is the next one after a: its sibling, or
// the first one in a try that is.
func follows(f *threads.File, a, b facts.StmtID) bool {
	next := f.Stmts[a].End
	for int(next) < len(f.Stmts) && f.Stmts[next].Kind == facts.Try && b > next {
		next++
	}
	return a != 0 && next == b && f.InLoop(a) == f.InLoop(b)
}

// collectFuture collects the futures first and then waits: in a list
// comprehension by one around it, in a for statement by a second loop.
func collectFuture(f *threads.File, c *threads.CallSite, made facts.ExprID) *analyzer.Fix {
	whole, inner := f.Expr(c.Expr).Span, f.Expr(made).Span
	if comp := f.Parent(c.Expr); comp > 0 && f.Expr(comp).Kind == facts.ListComp && f.Expr(comp).A == c.Expr {
		at := func(n uint32) source.Span { return source.Span{Start: n, End: n} }
		return &analyzer.Fix{Title: "Hand everything over first, then wait", Edits: []analyzer.Edit{
			{Span: at(whole.Start), New: "future.result() for future in ["},
			{Span: source.Span{Start: inner.End, End: whole.End}},
			{Span: at(f.Expr(comp).Span.End - 1), New: "]"},
		}}
	}
	return secondLoop(f, c, "futures", "future", []analyzer.Edit{
		{Span: source.Span{Start: whole.Start, End: whole.Start}, New: "futures.append("},
		{Span: source.Span{Start: inner.End, End: whole.End}, New: ")"},
	})
}

// collectNamed collects a named future or thread first and waits afterwards.
func collectNamed(f *threads.File, c *threads.CallSite, list, item string) *analyzer.Fix {
	return secondLoop(f, c, list, item, []analyzer.Edit{{Span: f.Expr(c.Expr).Span, New: fmt.Sprintf("%s.append(%s)", list, f.Render(c.Receiver()))}})
}

// secondLoop is edits to the loop's body together with the list before the
// loop and the loop that waits after it.
func secondLoop(f *threads.File, c *threads.CallSite, list, item string, body []analyzer.Edit) *analyzer.Fix {
	loop := f.InLoop(c.Stmt)
	if loop == 0 || f.Stmts[c.Stmt].Kind != facts.ExprStmt || f.Stmts[c.Stmt].X != c.Expr || f.Stmts[c.Stmt].Parent != loop || f.InLoop(loop) != 0 {
		return nil
	}
	if binds(f, list) || binds(f, item) {
		return nil
	}
	wait := lineAfter(f, loop, []string{"for " + item + " in " + list + ":", "    " + item + "." + c.Method() + "()"}, "Hand everything over first, then wait")
	indent, own := f.Indent(loop)
	if wait == nil || !own {
		return nil
	}
	at := f.Stmts[loop].Span.Start
	before := analyzer.Edit{Span: source.Span{Start: at, End: at}, New: list + " = []\n" + indent}
	wait.Edits = append(append([]analyzer.Edit{before}, body...), wait.Edits...)
	return wait
}
