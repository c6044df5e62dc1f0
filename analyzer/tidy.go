package analyzer

import (
	"cmp"
	"slices"
	"strings"

	"threadlsp/analyzer/source"
)

// tidy makes a finding's fixes fit for the text as it stands in the document, with
// their edits in the order of their places. One
// that touches a line with IPython's magic is dropped, since rules see a blank there,
// and one that would write code which threads.File.Render has shortened; with the
// preferred fix go the others, which are there beside it only.
func tidy(f *source.File, x *Finding) {
	unfit := func(fix *Fix) bool {
		return slices.ContainsFunc(fix.Edits, func(e Edit) bool { return f.Magic(e.Span) || strings.Contains(e.New, "...") })
	}
	if x.Fix == nil || unfit(x.Fix) {
		x.Fix, x.OrFixes = nil, nil
		return
	}
	x.OrFixes = slices.DeleteFunc(x.OrFixes, unfit)
	for _, fix := range x.Fixes() {
		slices.SortStableFunc(fix.Edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		takeBlanks(f.Text, fix)
	}
}

// takeBlanks lets a fix that replaces the last code on a line take the blanks behind
// it along: rules see no blanks, and whoever edits a file should leave none.
func takeBlanks(text []byte, fix *Fix) {
	for i, e := range fix.Edits {
		end := int(e.Span.End)
		if e.Span.Start == e.Span.End || e.New == "" || end > len(text) {
			continue
		}
		for end < len(text) && (text[end] == ' ' || text[end] == '\t') {
			end++
		}
		if end == len(text) || text[end] == '\n' || text[end] == '\r' {
			fix.Edits[i].Span = source.Span{Start: e.Span.Start, End: uint32(end)}
		}
	}
}
