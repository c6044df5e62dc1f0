package rules

import (
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// wrap puts the statements from first to last, which follow each other in one
// block, one level deeper between the line before and the lines after. nil
// where that would change more than the layout: a string over several lines, a
// statement that shares its line.
func wrap(f *threads.File, first, last facts.StmtID, before string, after []string) []analyzer.Edit {
	indent, own := indentation(f, first)
	end := f.Stmts[last].Span.End
	if !own || sharesLine(f, last) {
		return nil
	}
	from, to := f.Line(f.Stmts[first].Span.Start), f.Line(end)
	for i := range f.Exprs {
		switch x := &f.Exprs[i]; x.Kind {
		case facts.Str, facts.Bytes, facts.FString:
			if a, b := f.Line(x.Span.Start), f.Line(x.Span.End); a != b && b >= from && a <= to {
				return nil
			}
		}
	}
	deeper := func(line int, text string) analyzer.Edit {
		return analyzer.Edit{Span: source.Span{Start: f.Lines[line], End: f.Lines[line]}, New: text}
	}
	edits := []analyzer.Edit{deeper(from, indent+before+"\n    ")}
	for line := from + 1; line <= to; line++ {
		if line+1 >= len(f.Lines) || f.Lines[line+1]-f.Lines[line] > 1 { // no empty line
			edits = append(edits, deeper(line, "    "))
		}
	}
	text := indent + strings.Join(after, "\n"+indent)
	if to+1 < len(f.Lines) {
		return append(edits, deeper(to+1, text+"\n"))
	}
	return append(edits, analyzer.Edit{Span: source.Span{Start: end, End: end}, New: "\n" + text})
}

// sharesLine says whether the statement after s stands on the line that s ends on.
func sharesLine(f *threads.File, s facts.StmtID) bool {
	next := f.Stmts[s].End
	return int(next) < len(f.Stmts) && f.Line(f.Stmts[next].Span.Start) == f.Line(f.Stmts[s].Span.End)
}
