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
	indent, own := f.Indent(first)
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

// deeper indents the lines of the statements from first to last by one level,
// but for those that begin inside a string; nil where a statement shares its line.
func deeper(f *threads.File, first, last facts.StmtID) []analyzer.Edit {
	if _, own := f.Indent(first); !own || sharesLine(f, last) {
		return nil
	}
	from, to := f.Line(f.Stmts[first].Span.Start), f.Line(f.Stmts[last].Span.End)
	inside := map[int]bool{}
	within := func(s source.Span) {
		for line := f.Line(s.Start) + 1; line <= f.Line(s.End); line++ {
			inside[line] = true
		}
	}
	for i := range f.Exprs {
		switch x := &f.Exprs[i]; x.Kind {
		case facts.Str, facts.Bytes, facts.FString:
			within(x.Span)
		}
	}
	for s := first; s < f.Stmts[last].End; s++ {
		if f.Stmts[s].Kind == facts.EmptyLiteral {
			within(f.Stmts[s].Span)
		}
	}
	var edits []analyzer.Edit
	for line := from; line <= to; line++ {
		if !inside[line] && (line+1 >= len(f.Lines) || f.Lines[line+1]-f.Lines[line] > 2) { // no empty line
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
