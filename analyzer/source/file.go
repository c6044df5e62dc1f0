package source

import (
	"sort"
	"unicode/utf8"
)

// A File is what is analysed as one Python module: a .py file, or one block of
// a Markdown document. It is immutable.
type File struct {
	Path string // unique key: "a.py"; "notes.md#2" for the second block
	Doc  *Document
	Text []byte // what the offsets of all spans count in
	Cell int    // which block of the document, from 1; 0 = the whole document

	segs []segment // sorted, without gaps in Text; none when Text is Doc.Text, else one at least
}

// A segment is a stretch of a file that stands in its document as it is.
type segment struct {
	text, doc uint32 // offsets of its first byte in File.Text and Doc.Text
	len       uint32
}

// A Position is a place for people and for jsonl.
type Position struct {
	Line   int // of the document, from 1
	Column int // code points from the line's start, from 1
}

// Encoding is what an LSP client counts columns in.
type Encoding uint8

// The three encodings of LSP 3.17.
const (
	UTF8  Encoding = iota // bytes
	UTF16                 // 16-bit units, the protocol's default
	UTF32                 // code points
)

// New makes a file of text that is decoded already, for tests and standard input.
func New(path, text string) *File {
	d := DecodeText(path, text)
	return &File{Path: path, Doc: d, Text: d.Text}
}

// document maps an offset of the file to one of its document. Offsets behind
// the text count as its end.
func (f *File) document(off uint32) uint32 {
	off = min(off, uint32(len(f.Text)))
	if f.Cell == 0 {
		return off
	}
	i := sort.Search(len(f.segs), func(i int) bool { return f.segs[i].text > off }) - 1
	s := f.segs[i]
	return s.doc + off - s.text
}

// Position is the place of a text offset in the document: for Markdown the
// line of the Markdown file.
func (f *File) Position(off uint32) Position {
	at := f.document(off)
	line := f.Doc.line(at)
	return Position{Line: line + 1, Column: runes(f.Doc.Text[f.Doc.lines()[line]:at]) + 1}
}

// Original is the byte offset in Doc.Raw of a text offset, for writing a fix in
// the encoding the file is in. It costs a decoding in a legacy encoding.
func (f *File) Original(off uint32) uint32 { return f.Doc.raw(f.document(off)) }

// LSP is the place of a text offset in the document, line and column from 0: in
// the cell of an editor's notebook (CellAt), in the JSON of one on disk.
func (f *File) LSP(off uint32, enc Encoding) (line, col uint32) {
	at := f.document(off)
	if s := f.Doc.sheet; s != nil {
		n, start := s.index.find(f.Doc.Raw, s.raw(at))
		return uint32(n), units(f.Doc.Raw[start:s.raw(at)], enc)
	}
	n := f.Doc.line(at)
	first := 0
	if c := f.Doc.cellAt(at); c >= 0 {
		first = f.Doc.line(f.Doc.cells[c])
	}
	return uint32(n - first), units(f.Doc.Text[f.Doc.lines()[n]:at], enc)
}

// Offset is the text offset of a place in the document, line and column from 0.
// A column behind the line counts as the line's end, one within a character as
// the character's start. ok is false where the place is in no part of this file:
// outside the block of a Markdown file, or behind the last line.
func (f *File) Offset(line, col uint32, enc Encoding) (off uint32, ok bool) {
	if int64(line) >= int64(f.LineCount()) {
		return 0, false
	}
	start := f.Doc.lines()[line]
	text := f.Doc.lineText(int(line))
	at := start + prefix(text, col, enc)
	if f.Cell == 0 {
		return at, true
	}
	i := sort.Search(len(f.segs), func(i int) bool { return f.segs[i].doc > at }) - 1
	if i >= 0 {
		s := f.segs[i]
		if at-s.doc < s.len {
			return s.text + at - s.doc, true
		}
		if at-s.doc == s.len && at == uint32(len(f.Doc.Text)) {
			return s.text + s.len, true // a block that is never closed
		}
	}
	// In the indentation that a block was rid of: the line's first character.
	if i+1 < len(f.segs) && f.segs[i+1].doc <= start+uint32(len(text)) {
		return f.segs[i+1].text, true
	}
	return 0, false
}

// Line is the text of document line n, from 1, without its line end; nil where
// there is none.
func (f *File) Line(n int) []byte { return f.Doc.lineText(n - 1) }

// LineCount is the number of lines of the document; a line end at the end of
// the text begins one more.
func (f *File) LineCount() int { return len(f.Doc.lines()) }

// units is the length of a piece of a line in columns.
func units(b []byte, enc Encoding) uint32 {
	switch enc {
	case UTF8:
		return uint32(len(b))
	case UTF32:
		return uint32(runes(b))
	}
	n := uint32(0)
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		n += width(r)
		i += size
	}
	return n
}

// prefix is the number of bytes of the line before column col.
func prefix(line []byte, col uint32, enc Encoding) uint32 {
	i, n := 0, uint32(0)
	for i < len(line) {
		r, size := utf8.DecodeRune(line[i:])
		switch enc {
		case UTF8:
			n += uint32(size)
		case UTF16:
			n += width(r)
		case UTF32:
			n++
		}
		if n > col {
			break
		}
		i += size
	}
	return uint32(i)
}

// width is the number of UTF-16 units of a code point.
func width(r rune) uint32 {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
