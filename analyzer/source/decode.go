package source

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// A DecodeError says why a file is no text in the encoding it claims.
type DecodeError struct {
	Path     string
	Encoding string // as the file names it
	Offset   int    // of the first offending byte, from 0
	Reason   string // "unknown encoding", "invalid bytes"
}

// Error is one line without the path, which every caller prints already.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("cannot be decoded: %s: %q at byte %d", e.Reason, e.Encoding, e.Offset)
}

var (
	utf8BOM = []byte("\ufeff")
	// PEP 263, and Lib/tokenize.py's reading of it.
	codingLine = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`)
	blankLine  = regexp.MustCompile(`^[ \t\f]*(?:#.*)?$`)
)

// Decode reads bytes as CPython reads a source file: UTF-8 unless a coding line
// among the first two says otherwise (PEP 263); a notebook, by its name, as JSON.
// The error is one line without the path: a *DecodeError, or why this is no notebook.
func Decode(path string, raw []byte) (*Document, error) {
	if IsNotebook(path) {
		return decodeNotebook(path, raw)
	}
	if len(raw) > 0 && raw[0] == 0 { // one elsewhere is read as a blank
		return nil, errors.New("not text: it begins with a NUL byte")
	}
	d := &Document{Path: path, Raw: raw, Encoding: "utf-8"}
	if bytes.HasPrefix(raw, utf8BOM) {
		d.bom = len(utf8BOM)
	}
	name, at := declared(raw[d.bom:])
	at += d.bom
	if name != "" {
		enc, canonical, ok := lookup(name)
		if !ok {
			return nil, &DecodeError{path, name, at, "unknown encoding"}
		}
		if d.bom > 0 && canonical != "utf-8" {
			return nil, &DecodeError{path, name, at, "coding line contradicts the UTF-8 byte order mark"}
		}
		d.Encoding, d.decoder = canonical, enc
	}
	if d.Encoding == "ascii" {
		if i := bytes.IndexFunc(raw, func(r rune) bool { return r > 127 }); i >= 0 {
			return nil, &DecodeError{path, name, i, "invalid bytes"}
		}
	}
	if d.decoder == nil {
		d.Text = raw[d.bom:]
		if i := invalidUTF8(d.Text); i >= 0 {
			return nil, &DecodeError{path, d.Encoding, d.bom + i, "invalid bytes"}
		}
		return d, nil
	}
	if err := d.decode(); err != nil {
		return nil, err
	}
	return d, nil
}

// declared is the encoding that the coding line names, and where the name
// stands; "" without one. The second line counts only below a blank one or a comment.
func declared(raw []byte) (name string, at int) {
	for range 2 {
		end := bytes.IndexAny(raw[at:], "\r\n")
		line := raw[at:]
		if end >= 0 {
			line = line[:end]
		}
		if m := codingLine.FindSubmatchIndex(line); m != nil {
			return string(line[m[2]:m[3]]), at + m[2]
		}
		if end < 0 || !blankLine.Match(line) {
			break
		}
		at += end + 1
		if raw[at-1] == '\r' && at < len(raw) && raw[at] == '\n' {
			at++
		}
	}
	return "", 0
}

// decode fills Text from Raw in a legacy encoding. The decoders write U+FFFD
// for what they cannot read; since no legacy text holds one, it marks the error.
func (d *Document) decode() error {
	if table, ok := d.decoder.(*charmap.Charmap); ok {
		return d.decodeBytes(table)
	}
	text, _, err := transform.Bytes(d.decoder.NewDecoder(), d.Raw[d.bom:])
	d.Text = text
	bad := bytes.IndexRune(text, utf8.RuneError)
	if bad < 0 && err == nil {
		return nil
	}
	if bad < 0 {
		bad = len(text)
	}
	return &DecodeError{d.Path, d.Encoding, int(d.raw(uint32(bad))), "invalid bytes"}
}

// decodeBytes reads an encoding of one byte a character. CPython's tables for
// ISO 8859 map 0x80 to 0x9F to the control characters; those here have none.
func (d *Document) decodeBytes(table *charmap.Charmap) error {
	iso := strings.HasPrefix(d.Encoding, "iso8859")
	d.Text = make([]byte, 0, len(d.Raw)+len(d.Raw)/8)
	for i, b := range d.Raw[d.bom:] {
		r := table.DecodeByte(b)
		if r == utf8.RuneError {
			if !iso || b < 0x80 || b >= 0xA0 {
				return &DecodeError{d.Path, d.Encoding, d.bom + i, "invalid bytes"}
			}
			r = rune(b)
		}
		d.Text = utf8.AppendRune(d.Text, r)
	}
	return nil
}

// invalidUTF8 is the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
