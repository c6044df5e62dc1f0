package analyzer

import (
	"slices"
	"strings"

	"threadlsp/analyzer/source"
)

// tidy makes a finding's fix fit for the text as it stands in the document. One
// that touches a line with IPython's magic is dropped, since rules see a blank there,
// and one that would write code which threads.File.Render has shortened.
func tidy(f *source.File, x *Finding) {
	if x.Fix == nil {
		return
	}
	if slices.ContainsFunc(x.Fix.Edits, func(e Edit) bool { return f.Magic(e.Span) || strings.Contains(e.New, "...") }) {
		x.Fix = nil
		return
	}
	takeBlanks(f.Text, x.Fix)
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
