package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var uninterruptibleSleep = &analyzer.Rule{
	Name:     "uninterruptible-sleep",
	Code:     "TH305",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkUninterruptibleSleep,
}

// How long, in seconds, a sleep is that nobody minds at a stop, one that nobody
// minds who does not wait for the thread, and one that is worth knowing at most.
const (
	shortSleep = 0.1
	aloneSleep = 0.5
	mildSleep  = 1
)

// checkUninterruptibleSleep reports a sleep in the loop of a thread that looks
// at a stop flag or Event which another function sets: the thread ends only
// when the sleep is over, and so does who joins it.
//
// The sleep may stand in the only function that the loop calls, or in a
// generator that it resumes. A loop that only the main thread runs is left alone,
// but for one of a library that looks at an Event: that is for another thread
// or a signal handler to set. So are one without a flag, a sleep below 0.1 s and
// one after which the loop is left anyhow.
func checkUninterruptibleSleep(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	seen := map[facts.StmtID]bool{}
	for _, own := range []bool{true, false} { // a sleep of the loop's own function says more than one that it leads to
		for _, c := range f.Calls() {
			if !pausesSeconds(c) || c.In.InTest() || c.In.InBenchmark() || c.In.Facts().Flags&facts.AsyncFunc != 0 {
				continue
			}
			n, known := f.Seconds(f.ArgsOf(c.Expr).Pos[0])
			if known && n < shortSleep {
				continue
			}
			test, sets := f.LookAfter(c)
			if test.Loop == 0 || seen[test.Loop] || own != (test.In == c.In) {
				continue
			}
			roots := threadRoots(p.Model, c.In)
			if len(roots) == 0 && !(test.Event && f.Context == threads.Library) {
				continue
			}
			seen[test.Loop] = true
			s := slowStop{f: f, sleep: c, test: test, mild: known && n < mildSleep}
			s.choose(roots, sets)
			if s.minded(n, known) {
				p.Report(s.finding())
			}
		}
	}
}

// minded says whether the length of the sleep matters: somebody waits for the
// thread, or it is long and nothing else in the loop waits longer.
func (s *slowStop) minded(n float64, known bool) bool {
	if known && s.f.WaitsLonger(s.test.Loop, n) {
		return false
	}
	return s.join != nil || !(known && n < aloneSleep) && !s.f.OnlyPauses(s.test.Loop)
}

// pausesSeconds says whether a call lets its thread sleep for the seconds in
// its only argument.
func pausesSeconds(c *threads.CallSite) bool {
	if c.Row == nil || !c.Row.PausesSeconds() || c.NeverWaits() {
		return false
	}
	a := c.File.ArgsOf(c.Expr)
	return len(a.Pos) == 1 && len(a.Kw) == 0 && !a.Star && !a.DoubleStar
}

// threadRoots is the roots that run a function on a thread.
func threadRoots(m *threads.Model, fn *threads.Func) []*threads.Root {
	var out []*threads.Root
	for _, r := range m.RootsOf(fn) {
		if r.Threaded() {
			out = append(out, r)
		}
	}
	return out
}

// A slowStop is a thread that sleeps while it is told to stop.
type slowStop struct {
	f     *threads.File
	sleep *threads.CallSite
	test  threads.StopTest
	mild  bool              // the sleep is known to be short
	set   *threads.StopSet  // nil where whoever gave the Event sets it
	join  *threads.CallSite // that waits for the thread without a timeout, nil for none
}

// choose picks the function that sets the flag to speak of: one that joins the
// thread itself, else one near by, and whose name says so, with any join of the
// thread.
func (s *slowStop) choose(roots []*threads.Root, sets []threads.StopSet) {
	best := -1
	for i := range sets {
		rank := 0
		if sets[i].At.File == s.f {
			rank += 2
		}
		if sets[i].Func.SaysStop() {
			rank++
		}
		if rank > best {
			best, s.set = rank, &sets[i]
		}
	}
	for _, r := range roots {
		for _, j := range r.Joins() {
			if j.Bounded() || j.In.InTest() {
				continue
			}
			for i := range sets {
				if sets[i].Func == j.In && (s.join == nil || s.join.In != s.set.Func) {
					s.set, s.join = &sets[i], j
				}
			}
			if s.join == nil {
				s.join = j
			}
		}
	}
}

func (s *slowStop) finding() analyzer.Finding {
	f := s.f
	msg := fmt.Sprintf("`%s` sleeps %s between looks at `%s`: ", clip(s.sleep.In.Name, 22), s.length(), clip(s.flag(), 24))
	fd := analyzer.Finding{
		Span: f.Expr(s.sleep.Expr).Span, Label: "nothing wakes it", About: []source.Span{f.Stmts[s.test.Loop].Header},
		Because: s.notes(), Fix: s.fix(),
	}
	switch {
	case s.set == nil:
		fd.Severity = analyzer.Info
		msg += "the loop goes on as long after it is set"
	case s.join == nil:
		fd.Severity = analyzer.Info
		msg += "the thread goes on as long after " + stopper(s.set.Func)
	case s.join.In == s.set.Func:
		msg += stopper(s.set.Func) + ", which joins it, blocks as long"
	default:
		msg += "the join in " + stopper(s.join.In) + " blocks as long"
	}
	fd.Msg = msg
	if s.mild {
		fd.Severity = analyzer.Info
	}
	return fd
}

// notes show where the loop looks, if that is not where it sleeps, who tells it
// to end and who waits for that.
func (s *slowStop) notes() (out []analyzer.Note) {
	if s.test.In != s.sleep.In || s.set == nil {
		out = append(out, analyzer.Note{Path: s.f.Path, Span: s.f.Stmts[s.test.Loop].Header, Msg: "this loop comes to look only after the sleep"})
	}
	if s.set != nil {
		g := s.set.At.File
		out = append(out, analyzer.Note{Path: g.Path, Span: g.Expr(s.set.At.Expr).Span, Msg: fmt.Sprintf("`%s` tells the loop to end here", clip(s.set.Func.QualName(), 40))})
	}
	if s.join != nil {
		out = append(out, analyzer.Note{Path: s.join.File.Path, Span: s.join.File.Expr(s.join.Expr).Span, Msg: "this waits for the thread"})
	}
	return out
}

// stopper names a function that stops or joins a thread.
func stopper(fn *threads.Func) string {
	switch {
	case fn.ID == 0:
		return "the main program"
	case fn.Facts().Flags&facts.LambdaFunc != 0:
		return "a lambda"
	}
	return "`" + clip(fn.Name, 22) + "()`"
}

// length is how long it sleeps, as the program says it.
func (s *slowStop) length() string {
	e := s.f.ArgsOf(s.sleep.Expr).Pos[0]
	text := clip(s.f.Render(e), 18)
	switch s.f.Expr(e).Kind {
	case facts.Int, facts.Float:
		return text + " s"
	}
	return "`" + text + "` s"
}

// flag is the path that the loop looks at, as written.
func (s *slowStop) flag() string {
	g, e := s.test.Flag.File, s.test.Flag.Expr
	if a := g.ArgsOf(e); g.Expr(e).Kind == facts.Call && len(a.Pos) > 1 { // getattr(t, "go_on", True)
		name, _ := g.TextOf(a.Pos[1])
		return g.Render(a.Pos[0]) + "." + name
	}
	return g.Render(e)
}

// fix waits on the Event in place of each sleep of the loop. It is safe where
// every round looks at the Event: a wait returns early only once it is set.
func (s *slowStop) fix() *analyzer.Fix {
	f, t := s.f, s.test
	v := t.Flag.File.Eval(t.Flag.Expr)
	if !t.Event || !t.Ends || v.Maybe || v.LibClass() != pylib.EventClass || !s.reachable() {
		return nil
	}
	fix := &analyzer.Fix{Title: fmt.Sprintf("Wait on `%s` instead", s.flag()), Safe: t.Head || f.EachRound(t.Loop, t.At)}
	for _, c := range s.sleep.In.Calls() {
		if st := &f.Stmts[c.Stmt]; pausesSeconds(c) && f.InLoop(c.Stmt) == t.Loop && st.Kind == facts.ExprStmt && st.X == c.Expr {
			fix.Edits = append(fix.Edits, analyzer.Edit{Span: f.Expr(f.Expr(c.Expr).A).Span, New: s.flag() + ".wait"})
		}
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return fix
}

// reachable says whether the path of the Event means the same where the sleep stands.
func (s *slowStop) reachable() bool {
	f, e := s.f, s.test.Flag.Expr
	root := s.test.Flag.File.PathRoot(e)
	if s.test.Flag.File != f || root == 0 {
		return false
	}
	in := f.FuncAt(e)
	return in == s.sleep.In || in != nil && in.Class != nil && in.Class == s.sleep.In.Class && in.TakesSelf() &&
		f.Expr(root).Sym == in.Params()[0].Sym && f.Text(in.Params()[0].Name) == f.Text(s.sleep.In.Params()[0].Name)
}
