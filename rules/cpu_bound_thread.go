package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var cpuBoundThread = &analyzer.Rule{
	Name:     "cpu-bound-thread",
	Code:     "TH301",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Yields:   []string{"lost-update"},
	Check:    checkCPUBoundThread,
}

// checkCPUBoundThread reports threads that compute in Python: under the GIL
// they take turns, so several are no faster than one.
//
// The evidence is one loop or recursion that does nothing else (Func.Computes).
// The rule is silent in tests and benchmarks, for free-threaded targets, and
// where a call in the loop is unknown. One thread alone is an information: it
// may keep something else responsive.
func checkCPUBoundThread(p *analyzer.Pass) {
	doubtComputing(p, p.Model.File(p.File.Path))
	if p.Model.Options.FreeThreaded {
		return
	}
	singles := map[*threads.Func][]*threads.Spawn{} // by the function that makes the threads
	var makers []*threads.Func
	for _, r := range p.Model.Roots() {
		spawns := threaded(r)
		if len(spawns) == 0 || spawns[0].Call.File.Path != p.File.Path {
			continue
		}
		if w := r.Func.Computes(); !w.Enough() || !w.Sure && !w.Again && r.Func.MayWait() {
			continue // how long a lone loop takes that is only scored is not known, nor how long the rest does
		}
		first := spawns[0]
		switch {
		case len(spawns) > 1 || first.Beside():
			reportComputing(p, spawns, crowd(spawns))
		default:
			if in := first.Call.In; singles[in] == nil {
				makers = append(makers, in)
			}
			singles[first.Call.In] = append(singles[first.Call.In], first)
		}
	}
	for _, in := range makers {
		if list := singles[in]; len(list) == 1 {
			reportComputing(p, list, "one thread runs")
		} else {
			reportComputing(p, list, "")
		}
	}
}

// threaded is the spawns that put a root on a thread; none where that is
// nobody's business.
func threaded(r *threads.Root) []*threads.Spawn {
	if !r.Threaded() || r.Func.InTest() || r.Func.InBenchmark() {
		return nil
	}
	var out []*threads.Spawn
	for _, s := range r.Spawns {
		if s.OnThread() && !s.Call.In.InTest() && !s.Call.In.InBenchmark() {
			out = append(out, s)
		}
	}
	return out
}

// crowd is how many threads run the target, as the beginning of a sentence.
func crowd(spawns []*threads.Spawn) string { return several(spawns) + " run" }

func reportComputing(p *analyzer.Pass, spawns []*threads.Spawn, who string) {
	s := spawns[0]
	f := s.Call.File
	w := s.Target.Func.Computes()
	fd := analyzer.Finding{Span: f.Expr(s.Call.Expr).Span, Label: "computes in turns", About: about(s)}
	if s.TargetExpr > 0 {
		fd.Span = f.Expr(s.TargetExpr).Span
	}
	what := fmt.Sprintf("`%s`, a pure Python %s", s.Name(), w.How)
	switch {
	case who == "":
		who = fmt.Sprintf("%d threads compute in Python (`%s`, `%s`)", len(spawns), s.Name(), spawns[1].Name())
		fd.Msg = who + ": the GIL lets one compute at a time, so they are no faster than one"
	case len(spawns) == 1 && !s.Beside():
		fd.Severity = analyzer.Info
		fd.Msg = fmt.Sprintf("%s %s: under the GIL the other threads wait for their turn while it computes", who, what)
	default:
		fd.Msg = fmt.Sprintf("%s %s: the GIL lets one compute at a time, so they are no faster than one", who, what)
	}
	fd.Because = append(fd.Because, workNote(w))
	var objs []*threads.Object
	for i, t := range spawns {
		fd.About = append(fd.About, about(t)...)
		if i == 1 {
			fd.Because = append(fd.Because, analyzer.Note{Path: t.Call.File.Path, Span: t.Call.File.Expr(t.Call.Expr).Span, Msg: "the second thread is made here"})
		}
		if t.Call.File == f {
			objs = append(objs, p.Model.ObjectAt(threads.Site{File: f, Expr: t.Call.Expr}))
		}
	}
	fd.Timeline = p.Model.Timeline(objs...)
	fd.Fix = processFix(s)
	p.Report(fd)
}

// workNote points at the loop or recursion.
func workNote(w threads.Work) analyzer.Note {
	span := w.Site.File.Expr(w.Site.Expr).Span
	if st := &w.Site.File.Stmts[w.Stmt]; st.Kind == facts.For || st.Kind == facts.While {
		span = st.Header
	}
	return analyzer.Note{Path: w.Site.File.Path, Span: span, Msg: fmt.Sprintf("this %s holds the GIL all the time", w.How)}
}

// processFix makes the pool one of processes, where its constructor and the
// import of its name are plain to see. What is handed over is pickled then, and
// globals are not shared, so it is never safe.
func processFix(s *threads.Spawn) *analyzer.Fix {
	f := s.Call.File
	recv := s.Call.Receiver()
	if recv == 0 {
		return nil
	}
	v := f.Eval(recv)
	t := v.LibType()
	if t == nil || t.InProcess == "" || t.Class != pylib.ThreadPoolClass || !v.Site.Valid() || v.Site.File != f {
		return nil
	}
	from, to := lastName(t.Name), lastName(t.InProcess)
	fix := &analyzer.Fix{Title: fmt.Sprintf("Use a `%s`", to)}
	callee := f.Expr(f.Expr(v.Site.Expr).A)
	switch callee.Kind {
	case facts.Attr:
		if f.Text(callee.Str) != from {
			return nil
		}
		fix.Edits = []analyzer.Edit{{Span: source.Span{Start: callee.Span.End - uint32(len(from)), End: callee.Span.End}, New: to}}
	case facts.Name:
		binds := f.BindingsOf(callee.Sym)
		if len(f.Loads(callee.Sym)) != 2 || // the import and the call
			len(binds) != 1 || f.SymbolName(callee.Sym) != from || binds[0].Value <= 0 || f.Expr(binds[0].Value).Kind != facts.ImportRef {
			return nil
		}
		imp := f.Imports[f.Expr(binds[0].Value).Import()]
		if imp.HasAs || imp.Span.End-imp.Span.Start != uint32(len(from)) {
			return nil
		}
		fix.Edits = []analyzer.Edit{{Span: imp.Span, New: to}, {Span: callee.Span, New: to}}
	default:
		return nil
	}
	return fix
}

// lastName is what stands after the last dot of a canonical name.
func lastName(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}
