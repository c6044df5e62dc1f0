// Package fix applies edits to text and shows what they change. It works on the
// analysed text of a file and writes nothing to disk.
package fix

import (
	"bytes"
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// Apply returns text with the edits made. Edits may come in any order; of two
// insertions at one place the first in the list comes first. The error names
// edits that overlap or lie outside the text, and then nothing is applied.
func Apply(text []byte, edits []analyzer.Edit) ([]byte, error) {
	sorted, err := order(text, edits)
	if err != nil {
		return nil, err
	}
	var out []byte
	at := uint32(0)
	for _, e := range sorted {
		out = append(out, text[at:e.Span.Start]...)
		out = append(out, e.New...)
		at = e.Span.End
	}
	return append(out, text[at:]...), nil
}

// order sorts edits by place and refuses those that cannot be applied together.
func order(text []byte, edits []analyzer.Edit) ([]analyzer.Edit, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b analyzer.Edit) int {
		if a.Span.Start != b.Span.Start {
			return int(int64(a.Span.Start) - int64(b.Span.Start))
		}
		return int(int64(a.Span.End) - int64(b.Span.End)) // an insertion before a replacement
	})
	at := uint32(0)
	for _, e := range sorted {
		if e.Span.End < e.Span.Start || int(e.Span.End) > len(text) {
			return nil, fmt.Errorf("edit %d-%d lies outside the text of %d bytes", e.Span.Start, e.Span.End, len(text))
		}
		if e.Span.Start < at {
			return nil, fmt.Errorf("edit %d-%d overlaps the one before, which ends at %d", e.Span.Start, e.Span.End, at)
		}
		at = e.Span.End
	}
	return sorted, nil
}

// A Line is one line of a diff.
type Line struct {
	Op   byte   // '-' removed, '+' added, ' ' unchanged
	Text string // without its line end
	// Number is the line's number from 1, in the document for ' ' and '-'; for
	// '+' it is where the line will stand, counted from the hunk's first.
	Number int
}

// Diff is what the edits change in a file, as hunks of whole lines with one
// unchanged line before each where there is one. The error is Apply's.
func Diff(f *source.File, edits []analyzer.Edit) ([][]Line, error) {
	sorted, err := order(f.Text, edits)
	if err != nil {
		return nil, err
	}
	var hunks [][]Line
	for len(sorted) > 0 {
		start, end := lineStart(f.Text, sorted[0].Span.Start), lineEnd(f.Text, sorted[0].Span.End)
		n := 1
		for n < len(sorted) && sorted[n].Span.Start <= end {
			end = max(end, lineEnd(f.Text, sorted[n].Span.End))
			n++
		}
		hunks = append(hunks, hunk(f, start, end, sorted[:n]))
		sorted = sorted[n:]
	}
	return hunks, nil
}

// hunk is the diff of the lines from start to end, which hold all the edits.
func hunk(f *source.File, start, end uint32, edits []analyzer.Edit) []Line {
	old := f.Text[start:end]
	moved := make([]analyzer.Edit, len(edits))
	for i, e := range edits {
		moved[i] = analyzer.Edit{Span: source.Span{Start: e.Span.Start - start, End: e.Span.End - start}, New: e.New}
	}
	changed, err := Apply(old, moved)
	if err != nil {
		return nil // ordered already
	}
	before, after := lines(old), lines(changed)
	first := f.Position(start).Line
	same := 0
	for same < len(before) && same < len(after) && bytes.Equal(before[same], after[same]) {
		same++
	}
	tail := 0
	for tail < len(before)-same && tail < len(after)-same && bytes.Equal(before[len(before)-1-tail], after[len(after)-1-tail]) {
		tail++
	}
	var out []Line
	if same > 0 {
		out = append(out, context(f, first+same-1, before[same-1]))
	} else if start > 0 && f.CellAt(start-1) == f.CellAt(start) {
		prev := lineStart(f.Text, start-1)
		out = append(out, context(f, f.Position(prev).Line, lines(f.Text[prev:start])[0]))
	}
	for i := same; i < len(before)-tail; i++ {
		out = append(out, Line{'-', string(before[i]), first + i})
	}
	for i := same; i < len(after)-tail; i++ {
		out = append(out, Line{'+', string(after[i]), first + i})
	}
	return out
}

// context is an unchanged line: of a notebook with the magic that is blank in the file's text.
func context(f *source.File, n int, text []byte) Line {
	if f.Cells() != nil {
		text = f.Line(n)
	}
	return Line{' ', string(text), n}
}

// lineStart is the offset of the first byte of the line that holds off.
func lineStart(text []byte, off uint32) uint32 {
	for off > 0 && text[off-1] != '\n' && text[off-1] != '\r' {
		off--
	}
	return off
}

// lineEnd is the offset of the line end behind off, the line end excluded.
func lineEnd(text []byte, off uint32) uint32 {
	for int(off) < len(text) && text[off] != '\n' && text[off] != '\r' {
		off++
	}
	return off
}

// lines cuts text at its line ends, \n, \r\n or \r; the last line may be empty.
func lines(text []byte) [][]byte {
	var out [][]byte
	for {
		i := bytes.IndexAny(text, "\r\n")
		if i < 0 {
			return append(out, text)
		}
		out = append(out, text[:i])
		if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			i++
		}
		text = text[i+1:]
	}
}
