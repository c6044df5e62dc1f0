package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A notebook on disk is JSON: a list of cells, each with its text as one string
// or as a list of strings, a line each. Its document is that of its cells
// (notebook.go), and a sheet says where in the JSON each piece of their text
// stands, so that a fix changes nothing but the strings it must.
//
// https://nbformat.readthedocs.io/en/latest/format_description.html

// A sheet is where the text of a document stands in the JSON of its notebook.
type sheet struct {
	cells []sheetCell // as the document's
	runs  []run       // sorted by both; one begins at each cell's end
	ascii bool        // the JSON writes other characters as \u00e9
	index lineIndex   // of the JSON
}

// A sheetCell is how the text of a code cell is written.
type sheetCell struct {
	number int    // among all cells, from 1
	glue   string // what stands between two lines, `",\n    "`; "" where one string holds all
	bare   bool   // it is an empty list, without a string
}

// A run is text that stands in the JSON byte for byte, or one escaped character.
type run struct{ text, raw uint32 }

// IsNotebook goes by the name.
func IsNotebook(name string) bool { return strings.EqualFold(path.Ext(name), ".ipynb") }

// decodeNotebook reads a notebook's Python cells. The error is one line without
// the path: a *DecodeError, or why this is no notebook of Python's.
func decodeNotebook(name string, raw []byte) (*Document, error) {
	text := bytes.TrimPrefix(raw, utf8BOM)
	if i := invalidUTF8(text); i >= 0 {
		return nil, &DecodeError{name, "utf-8", len(raw) - len(text) + i, "invalid bytes"}
	}
	r := &ipynb{raw: raw, skipped: len(raw) - len(text), dec: json.NewDecoder(bytes.NewReader(text))}
	if len(bytes.TrimSpace(text)) > 0 { // editors open an empty file as a notebook without cells
		if err := r.read(); err != nil {
			return nil, notebookError(err)
		}
	}
	var cells []string
	sh := &sheet{ascii: bytes.IndexFunc(text, func(c rune) bool { return c > 127 }) < 0}
	at := uint32(0)
	for _, c := range r.cells {
		cell, runs := c.text(raw, at)
		sh.cells, sh.runs = append(sh.cells, sheetCell{c.number, c.glue(raw), len(c.strings) == 0}), append(sh.runs, runs...)
		cells = append(cells, cell)
		at += uint32(len(cell)) + 1
	}
	sh.agree()
	d := Notebook(name, cells)
	d.Raw, d.sheet = raw, sh
	return d, nil
}

// notebookError is one line about JSON that cannot be read.
func notebookError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("not a notebook: its JSON ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("not a notebook: invalid JSON at byte %d: %w", syntax.Offset, err)
	}
	return err
}

// An ipynb reads the JSON of a notebook once, from front to back.
type ipynb struct {
	raw     []byte
	skipped int // bytes of raw before what dec reads
	dec     *json.Decoder
	cells   []writtenCell
}

// A writtenCell is a code cell as it stands in the JSON.
type writtenCell struct {
	number  int
	source  Span   // of the value in the JSON
	list    bool   // it is a list of strings
	strings []Span // without their quotes
}

var errNoNotebook = errors.New("not a notebook: no list of cells")

// read reads the notebook.
func (r *ipynb) read() error {
	format, listed := "", false
	var about struct {
		Kernel   struct{ Language string } `json:"kernelspec"`
		Language struct{ Name string }     `json:"language_info"`
	}
	err := r.object(func(key string) error {
		switch key {
		case "cells":
			listed = true
			return r.list()
		case "nbformat":
			v, _, err := r.value()
			format = string(v)
			return err
		case "metadata":
			v, _, err := r.value()
			_ = json.Unmarshal(v, &about) // what has another shape says nothing
			return err
		}
		_, _, err := r.value()
		return err
	})
	if err == nil {
		if _, after := r.dec.Token(); after != io.EOF {
			err = errors.New("not a notebook: more than one JSON value")
		}
	}
	language := about.Kernel.Language
	if language == "" {
		language = about.Language.Name
	}
	switch _, old := strconv.Atoi(format); {
	case err != nil:
		return err
	case old == nil && format != "4":
		return fmt.Errorf("a notebook of format %.10s: only format 4 is read, `jupyter nbconvert --to notebook` converts it", format)
	case format != "4" || !listed:
		return errNoNotebook
	case language != "" && !strings.Contains(strings.ToLower(language), "python"):
		return fmt.Errorf("a notebook of the language %.40q, not Python", language)
	}
	return nil
}

// object reads an object; member has to read the value of each key.
func (r *ipynb) object(member func(key string) error) error {
	t, err := r.dec.Token()
	if err == nil && t != json.Delim('{') {
		err = errNoNotebook
	}
	for err == nil && r.dec.More() {
		if t, err = r.dec.Token(); err == nil {
			err = member(t.(string)) // the decoder lets nothing else be a key
		}
	}
	if err == nil {
		_, err = r.dec.Token()
	}
	return err
}

// value reads any value and says where it stands.
func (r *ipynb) value() (json.RawMessage, Span, error) {
	var v json.RawMessage
	err := r.dec.Decode(&v)
	end := r.skipped + int(r.dec.InputOffset())
	return v, Span{uint32(end - len(v)), uint32(end)}, err
}

// list reads the cells.
func (r *ipynb) list() error {
	t, err := r.dec.Token()
	if err == nil && t != json.Delim('[') {
		err = errNoNotebook
	}
	for n := 1; err == nil && r.dec.More(); n++ {
		err = r.cell(n)
	}
	if err == nil {
		_, err = r.dec.Token()
	}
	return err
}

// cell reads a cell and keeps it where it holds Python.
func (r *ipynb) cell(n int) error {
	kind, c := "", writtenCell{number: n}
	var about struct {
		Code struct {
			Language string `json:"languageId"`
		} `json:"vscode"`
	}
	err := r.object(func(key string) error {
		v, at, err := r.value()
		switch key {
		case "cell_type":
			kind = string(v)
		case "source":
			c.source = at
		case "metadata":
			_ = json.Unmarshal(v, &about) // what has another shape says nothing
		}
		return err
	})
	language := about.Code.Language
	if err != nil || kind != `"code"` || language != "" && language != "python" {
		return err
	}
	if err := c.split(r.raw); err != nil {
		return err
	}
	r.cells = append(r.cells, c)
	return nil
}

// split finds the strings of a cell's source.
func (c *writtenCell) split(raw []byte) error {
	i, end := c.source.Start, c.source.End
	if c.list = i < end && raw[i] == '['; c.list {
		i, end = i+1, end-1
	}
	for ; i < end; i++ {
		switch raw[i] {
		case '"':
			start := i + 1
			for i = start; raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
			c.strings = append(c.strings, Span{start, i})
		case ' ', '\t', '\r', '\n', ',':
		default:
			return c.noText()
		}
	}
	if !c.list && len(c.strings) == 0 {
		return c.noText()
	}
	return nil
}

func (c *writtenCell) noText() error {
	return fmt.Errorf("not a notebook: the source of cell %d is no text", c.number)
}

// text is the cell's text, which begins at an offset of the document, and where
// it stands; the last run is its end.
func (c *writtenCell) text(raw []byte, at uint32) (string, []run) {
	var out []byte
	var runs []run
	end := c.source.Start + 1
	for _, s := range c.strings {
		for i := s.Start; i < s.End; {
			runs = append(runs, run{at + uint32(len(out)), i})
			if raw[i] == '\\' {
				ch, n := unescaped(raw[i:s.End])
				out, i = utf8.AppendRune(out, ch), i+n
				continue
			}
			n := s.End - i
			if k := bytes.IndexByte(raw[i:s.End], '\\'); k >= 0 {
				n = uint32(k)
			}
			out, i = append(out, raw[i:i+n]...), i+n
		}
		end = s.End
	}
	return string(out), append(runs, run{at + uint32(len(out)), end})
}

// unescaped is the character that b begins with, escaped as JSON does, and how
// many bytes that takes.
func unescaped(b []byte) (rune, uint32) {
	if b[1] != 'u' {
		if i := strings.IndexByte("bfnrt", b[1]); i >= 0 {
			return rune("\b\f\n\r\t"[i]), 2
		}
		return rune(b[1]), 2
	}
	hex := func(b []byte) rune {
		n, _ := strconv.ParseUint(string(b[2:6]), 16, 16) // the decoder has seen four digits
		return rune(n)
	}
	ch := hex(b)
	if utf16.IsSurrogate(ch) {
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if pair := utf16.DecodeRune(ch, hex(b[6:])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return ch, 6
}

// glue is what stands between the cell's lines; "?" where it does not say.
func (c *writtenCell) glue(raw []byte) string {
	switch {
	case !c.list:
		return ""
	case len(c.strings) > 1:
		return string(raw[c.strings[0].End:c.strings[1].Start])
	case len(c.strings) == 1 && c.strings[0].Start > c.source.Start+2:
		return `",` + string(raw[c.source.Start+1:c.strings[0].Start])
	}
	return "?"
}

// agree gives cells that do not say how lines are parted the way of the others.
func (s *sheet) agree() {
	way := `", "`
	for _, c := range s.cells {
		if c.glue != "" && c.glue != "?" {
			way = c.glue
			break
		}
	}
	for i := range s.cells {
		if s.cells[i].glue == "?" {
			s.cells[i].glue = way
		}
	}
}
