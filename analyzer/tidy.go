package analyzer

import "threadlsp/analyzer/source"

// tidy lets a fix that replaces the last code on a line take the blanks behind
// it along: rules see no blanks, and whoever edits a file should leave none.
func tidy(text []byte, fix *Fix) {
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
