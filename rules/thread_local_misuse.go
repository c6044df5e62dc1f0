package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/threads"
)

var threadLocalMisuse = &analyzer.Rule{
	Name:     "thread-local-misuse",
	Code:     "TH508",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkThreadLocalMisuse,
}

// checkThreadLocalMisuse reports an attribute of a thread-local object that
// only one thread stores and others read, a thread-local object that each call
// makes anew, and a context variable that a thread reads and only others set.
//
// Whoever asks first whether the attribute is there, or catches that it is
// not, knows; and a store in any other function may be each thread's own.
func checkThreadLocalMisuse(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.SetOnce() {
		if !s.Asked() {
			reportSetOnce(p, f, &s)
		}
	}
	for _, o := range f.NewEachCall() {
		p.Report(analyzer.Finding{
			Span: f.Expr(o.Site.Expr).Span, Label: "new in each call",
			Msg: fmt.Sprintf("`%s` is a new thread-local object in each call of `%s`: nothing else sees it, so it keeps no more than plain names would",
				clip(o.Name(), 30), clip(f.FuncAt(o.Site.Expr).Name, 30)),
		})
	}
	for _, r := range f.ContextReads() {
		name := clip(r.Object.Name(), 30)
		g := r.Set.File
		fd := analyzer.Finding{
			Span: f.Expr(r.Read.Expr).Span, Label: "not set in this thread's context",
			Msg:     fmt.Sprintf("`%s` is read in thread `%s` but set only outside it: a new thread has a context of its own, LookupError", name, clip(r.Root.Func.Name, 30)),
			Because: []analyzer.Note{{Path: g.Path, Span: g.Expr(r.Set.Expr).Span, Msg: "it is set here"}},
		}
		for _, s := range r.Root.Spawns[:min(1, len(r.Root.Spawns))] {
			fd.Because = append(fd.Because, analyzer.Note{Path: s.File().Path, Span: s.File().Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("`%s` runs in a thread made here", clip(r.Root.Func.Name, 40))})
		}
		p.Report(fd)
	}
}

// reportSetOnce reports at the store; the read is the other side.
func reportSetOnce(p *analyzer.Pass, f *threads.File, s *threads.SetOnce) {
	place := f.Parent(s.Store.Expr)
	where := "in the importing thread"
	if s.InInit {
		where = "in the thread that makes the object"
	}
	g := s.Read.File
	p.Report(analyzer.Finding{
		Span: f.Expr(place).Span, Label: "for this thread alone",
		Msg:     fmt.Sprintf("`%s` is set %s only: AttributeError in every other thread", clip(f.Render(place), 50), where),
		Because: []analyzer.Note{{Path: g.Path, Span: g.Expr(g.Parent(s.Read.Expr)).Span, Msg: "it is read here, and may not be set"}},
	})
}
