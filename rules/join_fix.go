package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// joins is the lines that join the threads, without indentation; nil where
// their names do not say which threads they are, or where a thread would run
// them itself. first is the text for a title: "t.join()".
func joins(p *analyzer.Pass, started []threads.Started) (lines []string, first string) {
	seen := map[string]bool{}
	for _, s := range started {
		for _, r := range p.Model.RootsOf(s.Start.In()) {
			if r.Func == s.Spawn.Target.Func {
				return nil, ""
			}
		}
		name := s.Object.Name()
		if list := s.Container(); s.Several() {
			if list == "" {
				return nil, ""
			}
			if !seen[list] {
				lines, first = append(lines, "for thread in "+list+":", "    thread.join()"), list
			}
			seen[list] = true
			continue
		}
		if !isVariable(name) || seen[name] {
			return nil, ""
		}
		seen[name] = true
		lines, first = append(lines, name+".join()"), name
	}
	return lines, first
}

// isVariable says whether what an object is called by is the name of a variable.
func isVariable(name string) bool { return name != "" && !strings.ContainsAny(name, ".[(") }

// joinTitle is the fix's title: what is added, and where.
func joinTitle(started []threads.Started, first, where string) string {
	switch {
	case started[0].Several():
		return fmt.Sprintf("Join the threads in `%s` %s", first, where)
	case len(started) > 1:
		return "Join the threads " + where
	}
	return fmt.Sprintf("Add `%s.join()` %s", first, where)
}

// joinBefore inserts the joins before a statement.
func joinBefore(p *analyzer.Pass, f *threads.File, started []threads.Started, at facts.StmtID, what string) *analyzer.Fix {
	lines, first := joins(p, started)
	if lines == nil {
		return nil
	}
	return linesBefore(f, at, lines, joinTitle(started, first, "before "+what))
}

// joinAtEnd inserts the joins after the last statement of the block that starts the last thread.
func joinAtEnd(p *analyzer.Pass, f *threads.File, started []threads.Started, last facts.StmtID) *analyzer.Fix {
	at := outsideLoops(f, f.Events[started[len(started)-1].Start.Event].Stmt)
	for s := f.Stmts[at].End; last > 0 && int(s) < len(f.Stmts) && f.Stmts[s].Parent == f.Stmts[at].Parent && s <= last; s = f.Stmts[s].End {
		at = s
	}
	return insertAfter(p, f, started, at, "at the end")
}

// joinAfter inserts the joins after the statement of another join.
func joinAfter(p *analyzer.Pass, f *threads.File, started []threads.Started, at facts.StmtID) *analyzer.Fix {
	return insertAfter(p, f, started, outsideLoops(f, at), "too")
}

func insertAfter(p *analyzer.Pass, f *threads.File, started []threads.Started, at facts.StmtID, where string) *analyzer.Fix {
	lines, first := joins(p, started)
	if lines == nil {
		return nil
	}
	return lineAfter(f, at, lines, joinTitle(started, first, where))
}

// linesBefore inserts lines before a statement, at its indentation; nil where
// that is not certain.
func linesBefore(f *threads.File, at facts.StmtID, lines []string, title string) *analyzer.Fix {
	indent, own := f.Indent(at)
	if !own {
		return nil
	}
	return &analyzer.Fix{Title: title, Edits: []analyzer.Edit{{Span: justBefore(f.Stmts[at].Span), New: strings.Join(lines, "\n"+indent) + "\n" + indent}}}
}

// lineAfter inserts lines after a statement, at its indentation; nil where
// that is not certain.
func lineAfter(f *threads.File, at facts.StmtID, lines []string, title string) *analyzer.Fix {
	indent, own := f.Indent(at)
	if !own {
		return nil
	}
	text := indent + strings.Join(lines, "\n"+indent)
	end := f.Stmts[at].Span.End
	if next := f.Stmts[at].End; int(next) < len(f.Stmts) && f.Line(f.Stmts[next].Span.Start) == f.Line(end) {
		return nil // what follows on the line would run first
	}
	edit := analyzer.Edit{Span: source.Span{Start: end, End: end}, New: "\n" + text}
	if next := f.Line(end) + 1; next < len(f.Lines) {
		edit = analyzer.Edit{Span: source.Span{Start: f.Lines[next], End: f.Lines[next]}, New: text + "\n"}
	}
	return &analyzer.Fix{Title: title, Edits: []analyzer.Edit{edit}}
}

// outsideLoops is the outermost loop of the function around a statement, else the statement.
func outsideLoops(f *threads.File, s facts.StmtID) facts.StmtID {
	for l := f.InLoop(s); l != 0; l = f.InLoop(l) {
		s = l
	}
	return s
}
