package rules

import (
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

var stopWithoutJoin = &analyzer.Rule{
	Name:     "stop-without-join",
	Code:     "TH217",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Info,
	Check:    checkStopWithoutJoin,
}

// checkStopWithoutJoin reports a method that tells the loop of a thread to end
// and then closes or drops what that thread uses, though nothing ever joins it.
//
// Only a loop and a method of one class are compared: self is the same object.
// A method that the thread itself may run, and a stop after which nothing of
// the thread's is freed, are left alone.
func checkStopWithoutJoin(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	seen := map[*threads.Func]bool{}
	for id := range f.Stmts {
		st := &f.Stmts[id]
		if st.Kind != facts.While {
			continue
		}
		fn := f.Funcs[st.Func]
		roots := threadRoots(p.Model, fn)
		if fn.Class == nil || len(roots) == 0 || fn.InTest() || slices.ContainsFunc(roots, func(r *threads.Root) bool { return len(r.Joins()) > 0 }) {
			continue
		}
		sets := f.MarkerStops(facts.StmtID(id))
		for _, t := range f.StopTests(facts.StmtID(id)) {
			sets = append(sets, t.Stops()...)
		}
		for _, set := range sets {
			if set.At.File != f || set.Func.Class != fn.Class || set.Func.Name == "__init__" || seen[set.Func] || len(p.Model.RootsOf(set.Func)) > 0 {
				continue
			}
			if freed, use := freedAfter(f, set, facts.StmtID(id)); freed != nil {
				seen[set.Func] = true
				p.Report(stopFinding(f, set, fn, freed, use))
			}
		}
	}
}

// A freeing is where a method closes or drops an attribute of its object.
type freeing struct {
	path facts.ExprID // self.attr
	at   facts.ExprID // the call, or the path that None is stored in
	verb string
}

// freedAfter is the first attribute that a method frees after it has told a
// loop to end and that the loop, or what follows it, reads, with the read.
func freedAfter(f *threads.File, set threads.StopSet, loop facts.StmtID) (out *freeing, use facts.ExprID) {
	fn := f.Funcs[f.Stmts[loop].Func] // what it does before the loop is over by then
	f.Walk(f.EventOf(set.At.Expr), false, func(id facts.EventID, ev *facts.Event) threads.Step {
		x := freeingOf(f, ev)
		if x == nil {
			if c := f.CallAt(ev.X); ev.Kind == facts.CallEvent && c != nil && c.Does(pylib.Joins|pylib.Waits|pylib.Sleeps) {
				return threads.Stop // it waits for the thread in some other way
			}
			return threads.Go
		}
		if r := readIn(f, fn, loop, x.path); r > 0 && !f.SamePath(x.path, set.At.Expr) {
			out, use = x, r
			return threads.Finish
		}
		return threads.Go
	})
	return out, use
}

// freeingOf reads an event as the closing or dropping of an attribute of self.
func freeingOf(f *threads.File, ev *facts.Event) *freeing {
	switch ev.Kind {
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c == nil || c.Receiver() == 0 || !ownAttr(f, c.Receiver()) || ev.Flags&facts.Maybe != 0 {
			return nil
		}
		if c.Does(pylib.Closes) || c.Row == nil && pylib.ClosesByName(c.Method()) {
			switch f.Eval(c.Receiver()).LibClass() {
			case pylib.ThreadClass, pylib.TimerClass, pylib.EventClass, pylib.QueueClass:
				return nil
			}
			return &freeing{c.Receiver(), c.Expr, "closes"}
		}
	case facts.StoreEvent:
		if ownAttr(f, ev.X) && ev.Y > 0 && f.Expr(ev.Y).Kind == facts.None && !joinable(f.Eval(ev.X)) {
			return &freeing{ev.X, ev.X, "drops"}
		}
	}
	return nil
}

// ownAttr says whether an expression is self.attr.
func ownAttr(f *threads.File, e facts.ExprID) bool {
	x := f.Expr(e)
	return x.Kind == facts.Attr && f.Expr(x.A).Kind == facts.Name && f.IsSelf(x.A)
}

// readIn is where a function, from a statement on, uses an attribute of self:
// something of it is called or read. 0 where it does not, or asks first whether
// it is there.
func readIn(f *threads.File, fn *threads.Func, from facts.StmtID, path facts.ExprID) facts.ExprID {
	for _, a := range f.AttrsNamed(f.Text(f.Expr(path).Str)) {
		p := f.Parent(a)
		if !ownAttr(f, a) || f.FuncAt(a) != fn || f.StmtAt(a) < from || p == 0 || f.Expr(p).Kind != facts.Attr || f.Swallowed(f.StmtAt(a)) {
			continue
		}
		return a
	}
	return 0
}

func stopFinding(f *threads.File, set threads.StopSet, loop *threads.Func, x *freeing, use facts.ExprID) analyzer.Finding {
	return analyzer.Finding{
		Span: f.Expr(set.At.Expr).Span, Label: "not waited for",
		Msg: fmt.Sprintf("`%s()` tells `%s` to end but does not join its thread, then %s `%s`, which that may still use",
			clip(set.Func.Name, 22), clip(loop.Name, 22), x.verb, clip(f.Render(x.path), 24)),
		Because: []analyzer.Note{
			{Path: f.Path, Span: f.Expr(x.at).Span, Msg: "freed here"},
			{Path: f.Path, Span: f.Expr(use).Span, Msg: fmt.Sprintf("`%s` uses it here", clip(loop.QualName(), 40))},
		},
	}
}
