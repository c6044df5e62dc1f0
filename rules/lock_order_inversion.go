package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lockOrderInversion = &analyzer.Rule{
	Name:     "lock-order-inversion",
	Code:     "TH405",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"self-deadlock"},
	Check:    checkLockOrderInversion,
}

// checkLockOrderInversion reports locks that one place takes in one order and
// another in the other, through calls and files, or that three take in a circle.
//
// One more lock that is held around all of them, a lock that is only tried for
// or waited for with a timeout, one thread that alone comes to all places, and
// objects of which nothing says that they are the same are left alone.
func checkLockOrderInversion(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	f.DoubtOrders()
	for _, c := range f.LockCycles() {
		_, at := c[0].Spans()
		span := f.Expr(at).Span
		fd := analyzer.Finding{Span: span, Label: "while the other lock is held", Msg: cycleMessage(p.Model, c), Timeline: c.Steps(), About: []source.Span{span}}
		for i, n := range c {
			notes := nestingNotes(p.Model, n, i == 0)
			if i == 0 {
				fd.Thread = fmt.Sprintf("a thread in `%s`", clip(n.Func.QualName(), 40))
			}
			for k := range notes {
				if i > 0 {
					notes[k].Thread = fmt.Sprintf("another thread in `%s`", clip(n.Func.QualName(), 40))
				}
			}
			fd.Because = append(fd.Because, notes...)
		}
		p.Report(fd)
	}
}

func cycleMessage(m *threads.Model, c threads.LockCycle) string {
	const end = "together they wait for each other for ever"
	first, second := clip(c[0].Outer.Title(m), 28), clip(c[0].Inner.Title(m), 28)
	switch {
	case len(c) > 2:
		return fmt.Sprintf("`%s()` takes `%s` then `%s`, and a circle leads back: %s", clip(c[0].Func.Name, 24), first, second, end)
	case c[0].Func == c[1].Func:
		return fmt.Sprintf("`%s()` takes `%s` then `%s`, and elsewhere the reverse: %s", clip(c[0].Func.Name, 24), first, second, end)
	}
	return fmt.Sprintf("`%s()` takes `%s` then `%s`, `%s()` the reverse: %s", clip(c[0].Func.Name, 20), first, second, clip(c[1].Func.Name, 20), end)
}

// nestingNotes shows how one side of a cycle comes to wait: where it takes the
// first lock, the calls, where it takes the second. The finding itself stands at
// the inner end of the first side.
func nestingNotes(m *threads.Model, n *threads.Nesting, first bool) []analyzer.Note {
	f := n.Func.File
	outer, inner := n.Spans()
	note := analyzer.Note{Path: f.Path, Span: n.Func.Facts().NameAt, Msg: fmt.Sprintf("a decorator holds `%s` around `%s()`", clip(n.Outer.Title(m), 40), clip(n.Func.Name, 40))}
	if outer > 0 {
		note.Span, note.Msg = f.Expr(outer).Span, fmt.Sprintf("`%s()` takes `%s` here", clip(n.Func.Name, 40), clip(n.Outer.Title(m), 40))
	}
	out := []analyzer.Note{note}
	if c := n.For; c != nil {
		out = append(out, analyzer.Note{Path: c.File.Path, Span: c.File.Expr(c.Expr).Span, Msg: "with these objects"})
	}
	if !first {
		msg := fmt.Sprintf("and then `%s` here", clip(n.Inner.Title(m), 40))
		if len(n.Chain) > 0 {
			msg = "and goes on to here"
		}
		out = append(out, analyzer.Note{Path: f.Path, Span: f.Expr(inner).Span, Msg: msg})
	}
	return append(out, wayNotes(n.Chain, n.Inner.Title(m))...)
}

// wayNotes shows a chain of calls that ends where a lock is taken: the calls in
// one note, at the place that takes it.
func wayNotes(chain []threads.Through, lock string) []analyzer.Note {
	if len(chain) == 0 {
		return nil
	}
	last := chain[len(chain)-1]
	msg := fmt.Sprintf("`%s()` takes `%s` here", clip(last.Func.Name, 40), clip(lock, 40))
	if len(chain) > 1 {
		var names []string
		for _, t := range chain {
			names = append(names, t.Func.Name)
		}
		msg = fmt.Sprintf("`%s` is taken here, by way of %s", clip(lock, 40), clip(strings.Join(names, " → "), 90))
	}
	span := last.File.Expr(last.Expr).Span
	if last.Func.Facts().Flags&facts.LambdaFunc != 0 {
		msg = fmt.Sprintf("`%s` is taken here", clip(lock, 40))
	}
	return []analyzer.Note{{Path: last.File.Path, Span: span, Msg: msg}}
}
