// Package source turns bytes into text and text offsets into places: it
// decodes files as CPython does, finds the Python in a Markdown document, and
// maps analysed offset -> document -> original byte, line and column in one place.
//
// Inside threadlsp every place is a byte offset into File.Text; lines, columns
// and UTF-16 exist at the edges only.
package source

// A Span is a half-open range of byte offsets into File.Text.
type Span struct{ Start, End uint32 }

// Contains says whether the byte at off lies in the span.
func (s Span) Contains(off uint32) bool { return s.Start <= off && off < s.End }

// Covers says whether t lies within s; a span covers itself.
func (s Span) Covers(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps says whether the spans share a byte; an empty span shares none.
func (s Span) Overlaps(t Span) bool {
	return max(s.Start, t.Start) < min(s.End, t.End)
}

// Empty says whether the span holds no byte.
func (s Span) Empty() bool { return s.Start >= s.End }
