package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var missingTaskDone = &analyzer.Rule{
	Name:     "missing-task-done",
	Code:     "TH412",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkMissingTaskDone,
}

// checkMissingTaskDone reports the get() of a queue that somebody joins where
// the consumer never says task_done(), or not on every way to its next get();
// and the task_done() that also runs when get() found nothing.
//
// Nothing is said of a queue that code which is not known may use, nor of a
// consumer that an exception ends: that it may is no evidence that it does.
func checkMissingTaskDone(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	checkReturnedQueue(p, f)
	never := map[*threads.Object]bool{}
	for _, get := range f.Calls() {
		if !get.TakesItem() {
			continue
		}
		if done := f.DoneInVain(get); done != nil {
			reportDoneInVain(p, f, get, done)
			continue
		}
		o := p.Model.QueueOf(get)
		if o == nil || never[o] {
			continue
		}
		q := usedQueue(o)
		switch {
		case q.unknown || len(q.joins) == 0:
		case len(q.dones) == 0:
			if !o.Escapes && q.gets[0] == get {
				reportNeverDone(p, f, get, q)
			}
			never[o] = true
		default:
			checkSkipped(p, f, get, q)
		}
	}
}

// A queueUse is the calls of one queue by what they are for.
type queueUse struct {
	gets, puts, joins, dones []*threads.CallSite
	unknown                  bool // it is used in ways that are not followed
}

func usedQueue(o *threads.Object) queueUse {
	var q queueUse
	for i := range o.Uses {
		u := &o.Uses[i]
		c := u.CallSite()
		switch {
		case u.Kind == threads.Tested || u.Kind == threads.Alias:
		case u.Kind != threads.Method || c == nil:
			q.unknown = true // a method handed over, an attribute of the queue
		case c.TakesItem():
			q.gets = append(q.gets, c)
		case c.AwaitsItems():
			if !u.Loose {
				q.joins = append(q.joins, c)
			}
		case c.FinishesItem():
			q.dones = append(q.dones, c)
		case c.PutsItem():
			q.puts = append(q.puts, c)
		case c.Row == nil || c.Does(pylib.Closes):
			q.unknown = true
		}
	}
	q.unknown = q.unknown || len(q.gets) == 0
	return q
}

// checkSkipped looks for a way from a get past the task_done() that stands in
// the same function and loop.
func checkSkipped(p *analyzer.Pass, f *threads.File, get *threads.CallSite, q queueUse) {
	here, others := 0, false
	for _, d := range q.dones {
		switch {
		case d.In != get.In:
			others = true
		case f.InLoop(d.Stmt) != f.InLoop(get.Stmt):
			return // what a batch took is counted elsewhere
		default:
			here++
		}
	}
	if here == 0 {
		return
	}
	skip := f.SkippedDone(get, q.puts, q.joins, others)
	if skip == nil {
		return
	}
	done := f.Render(get.Receiver()) + "." + doneName(f, get, q)
	fd := analyzer.Finding{Span: f.Expr(get.Expr).Span, Label: "an item is taken here", Because: joinNotes(q)}
	what := "one way from `" + clip(f.Render(get.Expr), 30) + "`"
	if st := &f.Stmts[skip.Stmt]; skip.Stmt != 0 {
		fd.Span, fd.Label = st.Header, "past "+bare(done)+"()"
		switch st.Kind {
		case facts.Except:
			what = "this `except`"
			fd.Span = source.Span{Start: st.Span.Start, End: st.Header.End}
		case facts.Continue:
			what = "this `continue`"
		case facts.Break:
			what = "this `break`"
		case facts.Return:
			what = "this `return`"
		}
		fd.Because = append([]analyzer.Note{{Path: f.Path, Span: f.Expr(get.Expr).Span, Msg: "the item is taken here"}}, fd.Because...)
	}
	fd.Msg = fmt.Sprintf("%s skips `%s()`: %s never returns", what, clip(done, 36), theJoin(f, q))
	p.Report(fd)
}

// doneName is the name of the method that says that an item is done.
func doneName(f *threads.File, get *threads.CallSite, q queueUse) string {
	for _, d := range q.dones {
		if d.In == get.In {
			return d.Method()
		}
	}
	return q.dones[0].Method()
}

func reportNeverDone(p *analyzer.Pass, f *threads.File, get *threads.CallSite, q queueUse) {
	p.Report(analyzer.Finding{
		Span: f.Expr(get.Expr).Span, Label: "never said to be done", Because: joinNotes(q),
		Msg: fmt.Sprintf("what `%s` takes is never followed by `task_done()`: %s never returns", clip(f.Render(get.Expr), 40), theJoin(f, q)),
		Fix: doneFix(f, get),
	})
}

func reportDoneInVain(p *analyzer.Pass, f *threads.File, get, done *threads.CallSite) {
	p.Report(analyzer.Finding{
		Span: f.Expr(done.Expr).Span, Label: "without an item", Severity: analyzer.Error,
		Msg:     fmt.Sprintf("`%s` also runs when `%s()` found nothing: ValueError, \"task_done() called too many times\"", clip(f.Render(done.Expr), 30), clip(get.Method(), 20)),
		Because: []analyzer.Note{{Path: f.Path, Span: f.Expr(get.Expr).Span, Msg: "this raises when the queue is empty"}},
	})
}

// theJoin names the first join of a queue as seen from a file.
func theJoin(f *threads.File, q queueUse) string {
	j := q.joins[0]
	name := clip(j.File.Render(j.Expr), 30)
	if j.File == f {
		return fmt.Sprintf("`%s` on line %d", name, f.LineOf(j.File.Expr(j.Expr).Span.Start))
	}
	return fmt.Sprintf("`%s`", name)
}

func joinNotes(q queueUse) []analyzer.Note {
	j := q.joins[0]
	return []analyzer.Note{{Path: j.File.Path, Span: j.File.Expr(j.Expr).Span, Msg: "this waits until every item is done"}}
}

// doneFix wraps what follows a get in its loop into try and finally.
func doneFix(f *threads.File, get *threads.CallSite) *analyzer.Fix {
	loop := f.InLoop(get.Stmt)
	st := &f.Stmts[get.Stmt]
	first := st.End
	if loop == 0 || st.Parent != loop || st.Kind != facts.Assign || first >= f.Stmts[loop].End || f.Stmts[first].Parent != loop {
		return nil
	}
	last := first
	for k := first; k < f.Stmts[loop].End && f.Stmts[k].Kind != facts.Else; k = f.Stmts[k].End {
		last = k
	}
	done := f.Render(get.Receiver()) + ".task_done()"
	edits := wrap(f, first, last, "try:", []string{"finally:", "    " + done})
	if edits == nil {
		return nil
	}
	return &analyzer.Fix{Title: "Say `" + done + "` when the item is done", Edits: edits}
}
