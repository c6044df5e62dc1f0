package source

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// A Document is one file on disk or one editor buffer. It is immutable and may
// be read by many goroutines.
type Document struct {
	Path     string // slash-separated, as shown to the user
	Raw      []byte // the bytes on disk, byte order mark included
	Encoding string // what Raw is in, by Python's name: "utf-8", "gbk"
	Text     []byte // Raw as UTF-8, without the byte order mark, line ends as they are

	bom     int               // bytes of Raw before Text begins
	decoder encoding.Encoding // nil: Text is Raw[bom:]

	cells []uint32 // of a notebook: where each cell begins; else nil
	code  []byte   // of a notebook: what is analysed of Text
	sheet *sheet   // of a notebook on disk: where Text stands in Raw; else nil

	index lineIndex // of Text
}

// A lineIndex is where the lines of one text begin.
type lineIndex struct {
	once   sync.Once
	starts []uint32 // offset of the first byte of each line; at least one
}

// DecodeText makes a document of text that is decoded already, as an editor's
// buffer is: nothing is stripped, whatever a coding line in it says.
func DecodeText(path, text string) *Document {
	b := []byte(text)
	return &Document{Path: path, Raw: b, Encoding: "utf-8", Text: b}
}

// Code is the text as far as it may be Python: a notebook's without IPython's own.
func (d *Document) Code() []byte {
	if d.cells != nil {
		return d.code
	}
	return d.Text
}

// lines is the offset of each line's first byte. A line ends at \n, \r\n or a
// lone \r, as in Python and in LSP; a form feed ends none.
func (d *Document) lines() []uint32 { return d.index.of(d.Text) }

// line is the index, from 0, of the line that holds off.
func (d *Document) line(off uint32) int {
	n, _ := d.index.find(d.Text, off)
	return n
}

// of is the index of a text, always the same one. It is made when somebody asks:
// most files hold no finding.
func (x *lineIndex) of(text []byte) []uint32 {
	x.once.Do(func() {
		starts := make([]uint32, 1, 1+len(text)/32)
		for i := 0; i < len(text); {
			n := bytes.IndexAny(text[i:], "\r\n")
			if n < 0 {
				break
			}
			i += n + 1
			if text[i-1] == '\r' && i < len(text) && text[i] == '\n' {
				i++
			}
			starts = append(starts, uint32(i))
		}
		x.starts = starts
	})
	return x.starts
}

// find is the line, from 0, that holds an offset, and where it begins.
func (x *lineIndex) find(text []byte, off uint32) (line int, start uint32) {
	starts := x.of(text)
	line = sort.Search(len(starts), func(i int) bool { return starts[i] > off }) - 1
	return line, starts[line]
}

// lineStart is where line n, from 0, begins; behind the last, the text's end.
func (d *Document) lineStart(n int) uint32 {
	if starts := d.lines(); n < len(starts) {
		return starts[n]
	}
	return uint32(len(d.Text))
}

// lineText is the text of line n, from 0, without its line end; nil if there
// is no such line.
func (d *Document) lineText(n int) []byte {
	starts := d.lines()
	if n < 0 || n >= len(starts) {
		return nil
	}
	line := d.Text[starts[n]:d.lineStart(n+1)]
	if k := len(line); k > 0 && line[k-1] == '\n' {
		line = line[:k-1]
	}
	if k := len(line); k > 0 && line[k-1] == '\r' && n+1 < len(starts) {
		line = line[:k-1]
	}
	return line
}

// raw is the offset in Raw of the character at off in Text. For a legacy
// encoding it decodes again, as far as off: only fixes ask, and they are few.
func (d *Document) raw(off uint32) uint32 {
	if d.sheet != nil {
		return d.sheet.raw(off)
	}
	if d.decoder == nil {
		return uint32(d.bom) + off
	}
	if _, ok := d.decoder.(*charmap.Charmap); ok {
		return uint32(d.bom + runes(d.Text[:off])) // one byte a character
	}
	dec := d.decoder.NewDecoder().Transformer
	var buf [4096]byte
	done, src := 0, d.Raw[d.bom:]
	for done < int(off) {
		// The window ends at off, so a decoder stops right before the
		// character there and says how many bytes it has read.
		dst := buf[:min(len(buf), int(off)-done)]
		n, read, err := dec.Transform(dst, src, true)
		done, src = done+n, src[read:]
		if n == 0 && read == 0 || err != nil && err != transform.ErrShortDst {
			break
		}
	}
	return uint32(len(d.Raw) - len(src))
}

// runes is the number of code points of b; a byte that is no UTF-8 counts one.
func runes(b []byte) int { return utf8.RuneCount(b) }

// Encode is a piece of text as it has to stand in Raw; false where the
// document's encoding lacks a character of it.
func (d *Document) Encode(text string) (string, bool) {
	if d.decoder == nil {
		if d.Encoding == "ascii" {
			return text, strings.IndexFunc(text, func(r rune) bool { return r > 127 }) < 0
		}
		return text, true
	}
	out, err := d.decoder.NewEncoder().String(text)
	return out, err == nil
}

// lineEndOf is the line end that a text uses first: "\n", "\r\n" or "\r".
func lineEndOf(text []byte) string {
	switch i := bytes.IndexAny(text, "\r\n"); {
	case i < 0 || text[i] == '\n':
		return "\n"
	case i+1 < len(text) && text[i+1] == '\n':
		return "\r\n"
	}
	return "\r"
}
