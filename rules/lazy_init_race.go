package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lazyInitRace = &analyzer.Rule{
	Name:     "lazy-init-race",
	Code:     "TH504",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Yields:   []string{"test-before-lock"},
	Check:    checkLazyInitRace,
}

// checkLazyInitRace reports what is made on first use and that a second thread
// may get before it is filled, or find taken back: stored empty and then filled,
// read again for the result while others reset it, made from what is dropped then.
//
// It needs proof that several threads come there: a lock that the class takes,
// or for globals and attributes of classes a lock or thread-local of the package.
// What is stored once it is whole, held in a local, or made under a lock is left
// alone; so is what two threads merely make twice.
func checkLazyInitRace(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, z := range f.LazyInits() {
		place := clip(f.Render(z.Place), 36)
		fd := analyzer.Finding{Span: f.Expr(z.Place).Span}
		switch z.Kind {
		case threads.HalfBuilt:
			fd.Msg = fmt.Sprintf("`%s` is stored before it is filled: a second thread in `%s()` gets a part of it", place, clip(z.Func.Name, 28))
			fd.Label = "others see it from here on"
			fd.Because = append(fd.Because, lazyNote(z.Other, "hands out what is there"), lazyNote(threads.Site{File: f, Expr: z.Then}, "filled here"))
		case threads.Reset:
			fd.Msg = fmt.Sprintf("`%s` is read again for the result, and `%s()` in another thread can store None before: None is returned", place, clip(f.FuncOf(f.EventAt(z.Other.Expr)).Name, 28))
			fd.Label = "may be None"
			fd.Because = append(fd.Because, lazyNote(threads.Site{File: f, Expr: z.Then}, "stored here"), lazyNote(z.Other, "taken back here"))
		case threads.UsedUp:
			fd.Msg = fmt.Sprintf("`%s` is used here, and a second thread in `%s()` that passed the test, too, finds None in it", place, clip(z.Func.Name, 28))
			fd.Label = "may be None"
			fd.Because = append(fd.Because, lazyNote(z.Other, "the first thread drops it here"))
		}
		fd.Because = append(fd.Because, lazyNote(z.Proof, severalBecause(&z)))
		fd.About = []source.Span{fd.Span, f.Stmts[f.StmtAt(z.Place)].Span}
		p.Report(fd)
	}
}

func severalBecause(z *threads.LazyInit) string {
	if z.Lock {
		return "a lock is for several threads"
	}
	return "a value for each thread is for several threads"
}

func lazyNote(s threads.Site, msg string) analyzer.Note {
	return analyzer.Note{Path: s.File.Path, Span: s.File.Expr(s.Expr).Span, Msg: msg}
}
