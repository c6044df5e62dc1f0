package source

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf16"
)

// raw is the offset in the JSON of one in the document.
func (s *sheet) raw(off uint32) uint32 {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].text > off }) - 1
	if i < 0 {
		return 0
	}
	return s.runs[i].raw + off - s.runs[i].text
}

// Rewrite is an edit of the file, with \n for line ends, as one of Doc.Raw: in
// the document's encoding and with its line ends. ok is false where the encoding
// lacks a character. An edit of a notebook ends with its cell, and in its JSON
// each line stays a string of its own.
func (f *File) Rewrite(s Span, text string) (raw Span, encoded string, ok bool) {
	d := f.Doc
	if c := f.CellAt(s.Start); c >= 0 {
		s.End = min(s.End, f.CellSpan(c).End)
		if d.sheet != nil {
			raw, encoded = d.rewriteCell(c, s, text)
			return raw, encoded, true
		}
	}
	encoded, ok = d.Encode(strings.ReplaceAll(text, "\n", lineEndOf(d.Text)))
	return Span{f.Original(s.Start), f.Original(s.End)}, encoded, ok
}

// RewriteAt is Rewrite with the places of the edit on disk.
func (f *File) RewriteAt(s Span, text string) (start, end Position, encoded string) {
	raw, encoded, _ := f.Rewrite(s, text)
	return f.Doc.onDisk(raw.Start), f.Doc.onDisk(raw.End), encoded
}

// rewriteCell is Rewrite in a cell of a notebook on disk.
func (d *Document) rewriteCell(c int, s Span, text string) (Span, string) {
	start, end := d.cellSpan(c)
	cell, how := d.Text[start:end-1], d.sheet.cells[c]
	raw := Span{d.sheet.raw(s.Start), d.sheet.raw(s.End)}
	before, behind := cell[:s.Start-start], cell[s.End-start:]
	if len(behind) == 0 && how.glue != "" && bytes.HasSuffix(before, []byte("\n")) {
		// The last line's string goes, or comes, as a whole.
		raw.Start = d.sheet.raw(s.Start-1) + uint32(len(`\n`))
		if text == "" {
			return raw, ""
		}
		return raw, how.glue + d.sheet.lines(how, text, behind, lineEndOf(cell))
	}
	out := d.sheet.lines(how, text, behind, lineEndOf(cell))
	if how.bare && out != "" {
		out = `"` + out + `"`
	}
	return raw, out
}

// lines is text as it stands in the JSON, each line of a list in its own string.
func (s *sheet) lines(how sheetCell, text string, behind []byte, lineEnd string) string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(text, "\n") {
		if body, ended := strings.CutSuffix(line, "\n"); ended {
			b.WriteString(s.escape(body + lineEnd))
			text = text[len(line):]
			if text != "" || len(behind) > 0 {
				b.WriteString(how.glue)
			}
			continue
		}
		b.WriteString(s.escape(line))
	}
	return b.String()
}

// escape is text as Python's json module writes it.
func (s *sheet) escape(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch i := strings.IndexRune("\"\\\b\f\n\r\t", c); {
		case i >= 0:
			b.WriteByte('\\')
			b.WriteByte(`"\bfnrt`[i])
		case c < ' ' || c > '~' && s.ascii:
			for _, u := range utf16.AppendRune(nil, c) {
				fmt.Fprintf(&b, `\u%04x`, u)
			}
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// OnDisk is the place of a text offset in the file on disk: in the JSON of a
// notebook, else as Position.
func (f *File) OnDisk(off uint32) Position {
	d := f.Doc
	if d.sheet == nil {
		return f.Position(off)
	}
	return d.onDisk(d.sheet.raw(f.document(off)))
}

// onDisk is the place of an offset in a notebook's JSON.
func (d *Document) onDisk(at uint32) Position {
	line, start := d.sheet.index.find(d.Raw, at)
	return Position{Line: line + 1, Column: runes(d.Raw[start:at]) + 1}
}

// Page is the lines of the document, from first to last, among which line n is
// counted: those of its cell in a notebook, whose number among all cells is
// cell; in another document all lines, and cell is 0.
func (f *File) Page(n int) (cell, first, last int) {
	d := f.Doc
	if len(d.cells) == 0 {
		return 0, 1, f.LineCount()
	}
	i := max(d.cellAt(d.lineStart(n-1)), 0)
	last = f.LineCount() - 1 // behind the last line end nothing stands
	if i+1 < len(d.cells) {
		last = d.line(d.cells[i+1])
	}
	cell = i + 1
	if d.sheet != nil {
		cell = d.sheet.cells[i].number
	}
	return cell, d.line(d.cells[i]) + 1, last
}

// Spot is the line of an offset as people count it: "12", or "cell 2:3" in a notebook.
func (f *File) Spot(off uint32) string {
	line := f.Position(off).Line
	cell, first, _ := f.Page(line)
	if cell == 0 {
		return fmt.Sprint(line)
	}
	return fmt.Sprintf("cell %d:%d", cell, line-first+1)
}

// Magic says whether a line that the span touches holds what IPython reads and
// Python does not, so that the file's text is not all that stands there.
func (f *File) Magic(s Span) bool {
	if f.Doc.cells == nil {
		return false
	}
	d := f.Doc
	start, end := d.lineStart(d.line(s.Start)), d.lineStart(d.line(s.End)+1)
	return !bytes.Equal(d.Text[start:end], d.code[start:end])
}
