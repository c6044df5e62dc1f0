package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var futureResultIgnored = &analyzer.Rule{
	Name:     "future-result-ignored",
	Code:     "TH211",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Info,
	Check:    checkFutureResultIgnored,
}

// checkFutureResultIgnored reports a task whose result nobody can ever ask for:
// a future that is dropped, a lazy map that is never iterated, futures that are
// waited for and not looked at. An exception of the task is kept in the future
// and lost with it.
//
// The target must be known to raise in ordinary use; what catches its own
// errors, or only prints and computes, has nothing to lose.
func checkFutureResultIgnored(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	if f.Context == threads.TestFile || f.Context == threads.Benchmark {
		return
	}
	for _, s := range f.Spawns() {
		raises, ok := losesErrors(f, s)
		if !ok || s.Call.In.InTest() || s.Call.In.InBenchmark() {
			continue
		}
		fd := analyzer.Finding{Span: f.Expr(s.Call.Expr).Span, Because: raisesNote(s, raises)}
		name := clip(s.Name(), 40)
		switch {
		case lazyMap(s) && unread(f, s.Call):
			fd.Msg = fmt.Sprintf("`%s` is never iterated: an exception in `%s` is never shown", clip(f.Render(s.Call.Expr), 50), name)
			fd.Label = "its results are never read"
		case givesFuture(s) && unread(f, s.Call):
			fd.Msg = fmt.Sprintf("the future of `%s` is dropped: an exception in it is never shown", name)
			fd.Label = "the future is dropped"
		case givesFuture(s):
			wait := onlyWaited(f, s)
			if wait == nil {
				continue
			}
			fd.Msg = fmt.Sprintf("the futures of `%s` are waited for but never asked for their results: an exception in it is never shown", name)
			fd.Label = "never asked for its result"
			fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(wait.Expr).Span, Msg: "this waits and shows no exception"})
		default:
			continue
		}
		p.Report(fd)
	}
	for _, c := range f.Calls() {
		if fn, raises := lostCoroutine(f, c); fn != nil && !c.In.InTest() {
			p.Report(analyzer.Finding{
				Span: f.Expr(c.Expr).Span, Label: "the future is dropped",
				Msg:     fmt.Sprintf("the future of `%s` is dropped: an exception in it is never shown", clip(fn.Name, 40)),
				Because: []analyzer.Note{{Path: raises.File.Path, Span: raises.File.Expr(raises.Expr).Span, Msg: "this may raise"}},
			})
		}
	}
}

// lostCoroutine is the coroutine function that a call hands over to a loop of
// another thread, where it drops the future and the coroutine may raise.
func lostCoroutine(f *threads.File, c *threads.CallSite) (fn *threads.Func, raises threads.Site) {
	if c.Row == nil || c.Row.Handoff != nil || !c.Does(pylib.Wakes) || len(c.Row.Slots) == 0 || !unread(f, c) {
		return nil, raises
	}
	t := pylib.FindType(c.Row.Returns)
	coro := f.CallAt(c.Arg(c.Row.Slots[0]))
	if t == nil || t.Class != pylib.FutureClass || coro == nil || coro.Target == nil || coro.Target.Facts().Flags&facts.AsyncFunc == 0 {
		return nil, raises
	}
	if raises = coro.Target.MayRaise(); !raises.Valid() {
		return nil, raises
	}
	return coro.Target, raises
}

// losesErrors says whether a task's target is known and may raise, and nothing
// but the result would show it; raises is where.
func losesErrors(f *threads.File, s *threads.Spawn) (raises threads.Site, ok bool) {
	if s.Handoff == nil || s.Row == nil || s.Handoff.On != pylib.Pool && s.Handoff.On != pylib.Process {
		return raises, false
	}
	fn := s.Target.Func
	if fn == nil || s.Target.Class != nil || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || s.Call.Arg("error_callback") != 0 {
		return raises, false
	}
	raises = fn.MayRaise()
	return raises, raises.Valid()
}

// givesFuture says whether a handover returns a future that keeps the task's
// exception to itself: one of asyncio's tells when it is lost.
func givesFuture(s *threads.Spawn) bool {
	t := pylib.FindType(s.Row.Returns)
	return t != nil && t.Class == pylib.FutureClass && t.Share == pylib.SafeShared
}

// lazyMap says whether a handover gives an iterator over the results.
func lazyMap(s *threads.Spawn) bool {
	return s.Row.Items == pylib.ResultsOfFirst && !s.Call.Does(pylib.Joins)
}

// unread says whether the result of a call is dropped, or kept under a name
// that nothing reads. A name that begins with an underscore says so.
func unread(f *threads.File, c *threads.CallSite) bool {
	if dropped(f, c) {
		return true
	}
	st := &f.Stmts[c.Stmt]
	x := f.Expr(st.X)
	if st.Kind != facts.Assign || st.Y != c.Expr || x.Kind != facts.Name || x.Sym <= 0 || strings.HasPrefix(f.SymbolName(x.Sym), "_") || f.SeenElsewhere(x.Sym) {
		return false
	}
	for _, l := range f.Loads(x.Sym) {
		if !f.StoredName(l) {
			return false
		}
	}
	return f.Symbols[x.Sym].Flags&facts.GlobalDecl == 0
}

// onlyWaited is the call that waits for the futures of a list into which the
// task's goes, where nothing else is done with the list or with what the call
// returns; nil for others.
func onlyWaited(f *threads.File, s *threads.Spawn) *threads.CallSite {
	list := heldIn(f, s.Call.Expr)
	if list == 0 {
		return nil
	}
	var wait *threads.CallSite
	for _, l := range f.Loads(list) {
		if f.StoredName(l) {
			continue
		}
		p := f.Parent(l)
		c := f.CallAt(p)
		if c == nil && p > 0 && f.Expr(p).Kind == facts.Attr {
			if c = f.CallAt(f.Parent(p)); c != nil && (c.Method() == "append" || c.Method() == "add") && c.Receiver() == l {
				continue
			}
			return nil
		}
		if c == nil || !c.Does(pylib.Joins) || len(c.Row.Parts) != 2 || !dropped(f, c) {
			return nil
		}
		wait = c
	}
	if wait == nil || f.SeenElsewhere(list) {
		return nil
	}
	return wait
}

// heldIn is the name of the list that a value is put into as it is made: by a
// display, a comprehension or append; 0 for others.
func heldIn(f *threads.File, e facts.ExprID) facts.SymbolID {
	p := f.Parent(e)
	if p == 0 {
		return 0
	}
	switch x := f.Expr(p); x.Kind {
	case facts.ListComp, facts.SetComp, facts.List, facts.Set:
		if st := &f.Stmts[f.StmtAt(e)]; st.Kind == facts.Assign && st.Y == p && f.Expr(st.X).Kind == facts.Name {
			return f.Expr(st.X).Sym
		}
	case facts.Call:
		if c := f.CallAt(p); c != nil && (c.Method() == "append" || c.Method() == "add") && dropped(f, c) {
			if r := f.Expr(c.Receiver()); r.Kind == facts.Name {
				return r.Sym
			}
		}
	}
	return 0
}

func raisesNote(s *threads.Spawn, at threads.Site) []analyzer.Note {
	return append(targetNote(s), analyzer.Note{Path: at.File.Path, Span: at.File.Expr(at.Expr).Span, Msg: "this may raise"})
}
