package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var missingJoin = &analyzer.Rule{
	Name:     "missing-join",
	Code:     "TH201",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"target-called", "args-not-tuple", "arguments-mismatch", "start-result-used", "empty-join-loop", "busy-wait", "method-not-called", "sleep-as-synchronization"},
	Check:    checkMissingJoin,
}

// checkMissingJoin reports threads that are started and not waited for, where
// something depends on their end.
//
// That a thread is not joined is no fault by itself: the interpreter waits for
// it at exit. So in every context only a result that is read too early counts.
// In scripts and lessons also a tail that says or measures something false, a
// thread left out where others are joined, and, as a hint, a tail of nothing
// but output. A thread that anything else is known to keep is left alone.
func checkMissingJoin(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	doubtStarts(f)
	for _, fn := range f.Funcs {
		started := fn.Started()
		if len(started) == 0 {
			continue
		}
		early := earlyReads(p, f, fn, started)
		if early || !f.Context.Lessons() || fn.InTest() {
			doubtUnjoined(f, started, "outside of scripts and lessons only a result that is read too early counts, and no other such read is seen")
			continue
		}
		if !partialJoin(p, f, fn, started) {
			unjoinedFlow(p, f, fn, started)
		}
	}
}

// earlyReads reports the first read of what a thread writes for each way into
// the code after its start. It says whether there was one.
func earlyReads(p *analyzer.Pass, f *threads.File, fn *threads.Func, started []threads.Started) bool {
	seen := map[facts.StmtID]bool{}
	for _, s := range started {
		if !s.Local() {
			doubtLocal(f, &s)
			continue
		}
		written := s.Writes()
		froms := []facts.EventID{s.Start.Event}
		if len(written) > 0 && fn.ID != 0 && !s.Awaited() {
			froms = append(froms, callsOf(fn)...)
		}
		for _, from := range froms {
			if reads := s.EarlyReads(from, written); len(reads) > 0 {
				first := slices.MinFunc(reads, func(a, b threads.Early) int { return int(a.Read) - int(b.Read) })
				if !seen[first.Stmt] {
					reportEarly(p, f, s, first, f.FuncOf(from) == fn)
				}
				seen[first.Stmt] = true
			}
		}
	}
	return len(seen) > 0
}

// callsOf is the plain calls of a function in its own file.
func callsOf(fn *threads.Func) []facts.EventID {
	var out []facts.EventID
	for _, c := range fn.Callers {
		if c.Spawn == nil && c.File == fn.File && c.In != fn {
			out = append(out, c.Event)
		}
	}
	return out
}

func reportEarly(p *analyzer.Pass, f *threads.File, s threads.Started, r threads.Early, same bool) {
	one := []threads.Started{s}
	what, has := said(one), "has"
	if s.Several() {
		has = "have"
	}
	fd := analyzer.Finding{
		Span:     f.Expr(r.Read).Span,
		Msg:      fmt.Sprintf("`%s` is read before %s %s finished: `%s` may not have stored it yet", clip(r.Describe(f), 30), what, has, clip(s.Spawn.Name(), 30)),
		Because:  append(createdNotes(one), analyzer.Note{Path: r.Write.File.Path, Span: r.Write.File.Expr(r.Write.Expr).Span, Msg: fmt.Sprintf("`%s` stores it here", r.Func.QualName())}),
		Timeline: p.Model.Timeline(s.Object),
		Label:    "read too early",
		About:    about(s.Spawn),
	}
	if same {
		fd.Fix = joinBefore(p, f, one, r.Stmt, "the read")
	}
	p.Report(fd)
}

// partialJoin reports a thread that is left out where others of the same
// function are joined. It says whether others are joined at all.
func partialJoin(p *analyzer.Pass, f *threads.File, fn *threads.Func, started []threads.Started) bool {
	var joined, left []threads.Started
	for _, s := range started {
		switch {
		case len(s.Joins()) > 0:
			joined = append(joined, s)
		case s.Awaited():
			doubtLesson(f, &s)
			return true
		default:
			left = append(left, s)
		}
	}
	doubtJoined(f, joined)
	last := lastJoin(fn, joined)
	if last == nil || len(left) == 0 {
		return len(joined) > 0 && last == nil
	}
	found := false
	for _, s := range left {
		if !f.Reaches(s.Start.Event, last.Event) {
			continue
		}
		found = true
		if !lesson(s) || waitedOtherwise(f, s.Start.Event) || !goesOn(f, last.Event) {
			doubtLesson(f, &s)
			continue
		}
		j := last.Expr
		p.Report(analyzer.Finding{
			Span: f.Expr(s.Start.Call).Span,
			Msg: fmt.Sprintf("%s %s joined but `%s` is not: the lines after join() run before `%s` is done",
				said(joined), isAre(joined), clip(s.Object.Name(), 30), clip(s.Spawn.Name(), 30)),
			Because: append(createdNotes([]threads.Started{s}), analyzer.Note{Path: f.Path, Span: f.Expr(j).Span, Msg: "the last join is here"}),
			Fix:     joinAfter(p, f, []threads.Started{s}, f.Events[last.Event].Stmt), Label: "never joined",
			Timeline: p.Model.Timeline(objects(append(slices.Clone(joined), s))...), About: about(s.Spawn),
		})
	}
	return found
}

// lastJoin is the last join in a function of the threads that it starts.
func lastJoin(fn *threads.Func, joined []threads.Started) *threads.Use {
	var last *threads.Use
	for _, s := range joined {
		for _, u := range s.Joins() {
			if u.File == fn.File && u.Event >= 0 && u.In() == fn && (last == nil || u.Event > last.Event) {
				last = &u
			}
		}
	}
	return last
}

// lesson says whether a thread is one that the weak forms speak of.
func lesson(s threads.Started) bool {
	return s.Local() && s.Plain() && s.Finite() && !s.Awaited()
}

// waitedOtherwise says whether something after an event, other than a join,
// may wait for another thread.
func waitedOtherwise(f *threads.File, from facts.EventID) bool {
	found := false
	f.Walk(from, false, func(_ facts.EventID, ev *facts.Event) threads.Step {
		switch ev.Kind {
		case facts.CallEvent:
			c := f.CallAt(ev.X)
			found = found || c == nil || c.MayWait() && !c.Does(pylib.Joins)
		case facts.AwaitEvent, facts.YieldEvent:
			found = true
		}
		return threads.Go
	})
	return found
}

// unjoinedFlow reports a flow that starts threads and waits for none of them:
// a claim as a warning, a tail of output alone as a hint.
func unjoinedFlow(p *analyzer.Pass, f *threads.File, fn *threads.Func, started []threads.Started) {
	last := started[len(started)-1]
	started = slices.DeleteFunc(slices.Clone(started), func(s threads.Started) bool {
		return s.Object != last.Object && joinedBefore(f, s, last)
	})
	for _, s := range started {
		if !lesson(s) {
			doubtLesson(f, &s)
			return
		}
	}
	tail := f.TailOf(started[0].Start.Event, last.Start.Event)
	fd := analyzer.Finding{Span: f.Expr(last.Start.Call).Span, Because: createdNotes(started), Label: "not waited for"}
	what, done := said(started), doneBy(started)
	switch c := tail.Claim; {
	case c.Kind == threads.Said:
		fd.Msg = fmt.Sprintf("%q is printed while %s may still run %s: nothing waits for %s", clip(c.Text, 40), what, targets(started), itThem(started))
		fd.Because = append(fd.Because, analyzer.Note{Path: c.Site.File.Path, Span: c.Site.File.Expr(c.Site.Expr).Span, Msg: "printed here, as soon as start() has returned"})
	case c.Kind == threads.Measured:
		fd.Msg = fmt.Sprintf("`%s` is read while %s still %s: it measures only how long start() takes", clip(f.Render(c.Site.Expr), 40), clip(what, 60), runs(started))
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(c.Site.Expr).Span, Msg: "the clock is read again here"})
	case tail.Quiet && tail.Any:
		fd.Msg = fmt.Sprintf("nothing waits for %s: the lines after start() run before %s", what, done)
		fd.Because = append(fd.Because, atExit(last))
		if !p.Model.Options.Learn {
			fd.Severity = analyzer.Info
		}
	default:
		doubtUnjoined(f, started, "what follows start() is not known to depend on its end, or ends with the interpreter, which waits for it")
		return
	}
	if c := tail.Claim; c.Kind != threads.NoClaim && c.Site.File == f && f.FuncOf(f.EventOf(c.Site.Expr)) == fn {
		fd.Fix = joinBefore(p, f, started, c.Stmt, "this line")
	} else {
		fd.Fix = joinAtEnd(p, f, started, tail.Last)
	}
	fd.Timeline = p.Model.Timeline(objects(started)...)
	for _, s := range started {
		fd.About = append(fd.About, about(s.Spawn)...)
	}
	p.Report(fd)
}

// joinedBefore says whether a thread is joined before another is started.
func joinedBefore(f *threads.File, s, last threads.Started) bool {
	for _, u := range s.Joins() {
		if u.File == f && u.Event >= 0 && f.Reaches(u.Event, last.Start.Event) {
			return true
		}
	}
	return false
}
