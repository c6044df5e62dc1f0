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
// where that would change more than the layout.
func wrap(f *threads.File, first, last facts.StmtID, before string, after []string) []analyzer.Edit {
	indent, own := indentation(f, first)
	edits := deeper(f, first, last)
	if !own || edits == nil {
		return nil
	}
	edits[0].New = indent + before + "\n    "
	text := indent + strings.Join(after, "\n"+indent)
	end := f.Stmts[last].Span.End
	if to := f.Line(end); to+1 < len(f.Lines) {
		return append(edits, analyzer.Edit{Span: source.Span{Start: f.Lines[to+1], End: f.Lines[to+1]}, New: text + "\n"})
	}
	return append(edits, analyzer.Edit{Span: source.Span{Start: end, End: end}, New: "\n" + text})
}

// deeper indents the lines of the statements from first to last by one level;
// nil where one of them shares its line or a string goes over several lines.
func deeper(f *threads.File, first, last facts.StmtID) []analyzer.Edit {
	if _, own := indentation(f, first); !own || sharesLine(f, last) {
		return nil
	}
	from, to := f.Line(f.Stmts[first].Span.Start), f.Line(f.Stmts[last].Span.End)
	for i := range f.Exprs {
		switch x := &f.Exprs[i]; x.Kind {
		case facts.Str, facts.Bytes, facts.FString:
			if a, b := f.Line(x.Span.Start), f.Line(x.Span.End); a != b && b >= from && a <= to {
				return nil
			}
		}
	}
	var edits []analyzer.Edit
	for line := from; line <= to; line++ {
		if line+1 >= len(f.Lines) || f.Lines[line+1]-f.Lines[line] > 2 { // no empty line
			at := f.Lines[line]
			edits = append(edits, analyzer.Edit{Span: source.Span{Start: at, End: at}, New: "    "})
		}
	}
	return edits
}

// sharesLine says whether the statement after s stands on the line that s ends on.
func sharesLine(f *threads.File, s facts.StmtID) bool {
	next := f.Stmts[s].End
	return int(next) < len(f.Stmts) && f.Line(f.Stmts[next].Span.Start) == f.Line(f.Stmts[s].Span.End)
}
