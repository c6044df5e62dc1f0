package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var selfDeadlock = &analyzer.Rule{
	Name:     "self-deadlock",
	Code:     "TH404",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkSelfDeadlock,
}

// checkSelfDeadlock reports a thread that takes a lock which it holds for
// certain and which its holder cannot take again, in one function or through
// what it calls.
//
// Only the same path from the same object counts: another instance has another
// lock. A lock that is given back before, tried for or waited for with a
// timeout is left alone, as are reentrant locks and locks of unknown type. Where
// some way from the first acquire does not lead to the second, it is a warning.
func checkSelfDeadlock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	type held struct {
		fn    *threads.Func
		outer facts.EventID
		lock  threads.Lock
	}
	said := map[held]bool{}
	for _, r := range f.Reentries() {
		fn := f.FuncOf(r.At)
		k := held{fn, r.Outer, r.Lock}
		if said[k] || f.ErrorExpected(f.Events[r.At].Stmt) {
			continue
		}
		said[k] = true
		reportReentry(p, f, fn, &r)
	}
}

func reportReentry(p *analyzer.Pass, f *threads.File, fn *threads.Func, r *threads.Reentry) {
	x := f.Events[r.At].X
	name := clip(r.Lock.Name(), 32)
	fd := analyzer.Finding{Span: f.Expr(x).Span, Label: "waits for itself", About: []source.Span{f.Expr(x).Span}}
	if !r.Every {
		fd.Severity = analyzer.Warning
	}
	outer := analyzer.Note{Path: f.Path, Span: fn.Facts().NameAt, Msg: "a decorator holds the lock around this function"}
	if r.Outer >= 0 {
		outer.Span, outer.Msg = f.Expr(f.Events[r.Outer].X).Span, "taken here first"
		fd.About = append(fd.About, outer.Span)
	}
	fd.Because = append(fd.Because, outer)
	if len(r.Chain) == 0 {
		fd.Msg = fmt.Sprintf("`%s` is taken here although this thread holds it: the thread waits for itself for ever", name)
	} else {
		callee := r.Chain[0].Func
		fd.Msg = fmt.Sprintf("`%s()` holds `%s` and %s, which takes `%s` again: the thread waits for itself for ever",
			clip(fn.Name, 22), clip(name, 22), ran(f, r.At, callee), clip(name, 22))
		if fn.Facts().Flags&facts.ModuleBody != 0 {
			fd.Msg = fmt.Sprintf("`%s` is held where %s takes it again: the thread waits for itself for ever", name, "`"+clip(callee.Name, 30)+"()`")
		}
		for i, s := range r.Chain {
			what := "taken again here"
			if i < len(r.Chain)-1 {
				what = fmt.Sprintf("`%s()` goes on to here", clip(s.Func.Name, 40))
			}
			fd.Because = append(fd.Because, analyzer.Note{Path: s.File.Path, Span: s.File.Expr(s.Expr).Span, Msg: what})
		}
	}
	if g := r.Given; g.Valid() {
		fd.Because = append(fd.Because, analyzer.Note{Path: g.File.Path, Span: g.File.Expr(g.Expr).Span, Msg: fmt.Sprintf("`%s` is registered here", clip(r.Chain[0].Func.Name, 40))})
	}
	fd.Fix = makeReentrant(f, r)
	p.Report(fd)
}

// ran says how an event runs a function: a call, a property, a with.
func ran(f *threads.File, at facts.EventID, callee *threads.Func) string {
	name := clip(callee.Name, 22)
	switch c := f.CallAt(f.Events[at].X); {
	case strings.HasPrefix(callee.Name, "__") && f.Events[at].Kind != facts.EnterEvent && (c == nil || c.Target != callee):
		return "runs `" + name + "()`" // len(self), self[k]
	}
	switch f.Events[at].Kind {
	case facts.LoadEvent:
		return "reads `" + name + "`"
	case facts.EnterEvent:
		return "enters `" + name + "()`"
	}
	return "calls `" + name + "()`"
}

// makeReentrant makes the lock one that its holder may take again, where the
// file makes it. What runs inside then sees what the outer part has half done.
func makeReentrant(f *threads.File, r *threads.Reentry) *analyzer.Fix {
	g, x := f, f.Events[r.At].X
	if n := len(r.Chain); n > 0 {
		g, x = r.Chain[n-1].File, r.Chain[n-1].Expr
	}
	if c := g.CallAt(x); c != nil {
		if s := c.LockExpr(); s.Valid() {
			g, x = s.File, s.Expr
		}
	}
	v := g.Eval(x)
	t := v.LibType()
	if t == nil || t.Again == "" || v.Class != nil || !v.Site.Valid() || v.Site.File != f {
		return nil
	}
	edits := makeInstead(f, v.Site.Expr, t.Again)
	if edits == nil {
		return nil
	}
	return &analyzer.Fix{Title: "Make it an RLock: what runs inside then sees a state that is half changed", Edits: edits}
}
