package source

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
)

// A notebook's code cells share a scope: they are one file, in their order. In
// its document they follow each other, a line end behind each, and everything
// that counts lines for an editor counts them within the cell. What IPython
// reads and Python does not (`%time f()`, `!ls`, `f?`) is blank in the file's
// text, byte for byte, so that offsets in both are the same.

// Notebook makes the document of a notebook from the text of its code cells.
func Notebook(path string, cells []string) *Document {
	d := &Document{Path: path, Encoding: "utf-8", cells: []uint32{}}
	for _, c := range cells {
		d.cells = append(d.cells, uint32(len(d.Text)))
		d.Text = append(append(d.Text, c...), '\n')
	}
	d.code = bytes.Clone(d.Text)
	for i := range d.cells {
		start, end := d.cellSpan(i)
		blankMagics(d.code[start : end-1])
	}
	// The same text in other cells is another document: cells begin with magics.
	d.Raw = fmt.Appendf(bytes.Clone(d.Text), "%v", d.cells)
	return d
}

// cellSpan is the bytes of a cell with the line end behind it.
func (d *Document) cellSpan(i int) (start, end uint32) {
	if i+1 < len(d.cells) {
		return d.cells[i], d.cells[i+1]
	}
	return d.cells[i], uint32(len(d.Text))
}

// cellAt is the index of the cell that holds an offset, -1 for none.
func (d *Document) cellAt(off uint32) int {
	return sort.Search(len(d.cells), func(i int) bool { return d.cells[i] > off }) - 1
}

// Cells is where the cells of a notebook begin in the file's text, nil for
// another document.
func (f *File) Cells() []uint32 { return f.Doc.cells }

// CellAt is the index among a notebook's code cells of the one that holds an
// offset; -1 in another document.
func (f *File) CellAt(off uint32) int { return f.Doc.cellAt(f.document(off)) }

// CellStart is where a notebook's cell begins in the document.
func (d *Document) CellStart(i int) uint32 { return d.cells[i] }

// CellSpan is the text of a notebook's cell.
func (f *File) CellSpan(i int) Span {
	start, end := f.Doc.cellSpan(i)
	return Span{Start: start, End: end - 1}
}

// InCell is the offset of a place in a notebook's cell, line and column from 0.
func (f *File) InCell(cell int, line, col uint32, enc Encoding) (off uint32, ok bool) {
	if cell < 0 || cell >= len(f.Doc.cells) {
		return 0, false
	}
	off, ok = f.Offset(line+uint32(f.Doc.line(f.Doc.cells[cell])), col, enc)
	return off, ok && f.CellAt(off) == cell
}

var (
	// pythonCell is a cell magic whose cell is Python all the same.
	pythonCell = regexp.MustCompile(`^%%(?:time|timeit|capture|prun|memit|mprun|debug)\b`)
	// escaped is the part of an assignment that IPython reads.
	escaped = regexp.MustCompile(`^[ \t]*[\w.,\[\]'"* \t]*[^=!<>]=[ \t]*([!%][^=].*)$`)
	// help is a question about a name.
	help = regexp.MustCompile(`^[ \t]*(?:\?|%{0,2}[\w.*]+\?{1,2}[ \t]*$)`)
)

// blankMagics replaces what is IPython's in a cell.
func blankMagics(cell []byte) {
	first := bytes.TrimLeft(cell, " \t\r\n")
	at := len(cell) - len(first)
	if bytes.HasPrefix(first, []byte("%%")) {
		end := len(cell)
		if pythonCell.Match(first) {
			end = eol(cell, at)
		}
		fill(cell[at:end], false)
		at = end
	}
	depth := 0
	for at < len(cell) {
		at, depth = magicLine(cell, at, depth)
	}
}

// magicLine looks at the line, or the rest of one, that begins at at, and
// returns where the next begins and how many brackets are open there.
func magicLine(cell []byte, at, depth int) (next, open int) {
	end := eol(cell, at)
	if depth == 0 {
		line := cell[at:end]
		code := bytes.TrimLeft(line, " \t")
		from := -1
		if len(code) > 0 && (code[0] == '%' || code[0] == '!') || help.Match(line) {
			from = at + len(line) - len(code)
		} else if m := escaped.FindSubmatchIndex(line); m != nil {
			from = at + m[2]
		}
		if from >= 0 {
			for end < len(cell) && cell[end-1] == '\\' { // a magic goes on as Python would
				end = eol(cell, end+1)
			}
			fill(cell[from:end], from > at)
			return end + 1, 0
		}
	}
	return skipLine(cell, at, depth)
}

// skipLine reads a line of Python as far as brackets, strings and continuation
// are concerned.
func skipLine(cell []byte, at, depth int) (next, open int) {
	for i := at; i < len(cell); i++ {
		switch c := cell[i]; c {
		case '\n', '\r':
			return i + 1, depth
		case '#':
			return eol(cell, i) + 1, depth
		case '\\':
			i++
			if i+1 < len(cell) && cell[i] == '\r' && cell[i+1] == '\n' {
				i++
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '"', '\'':
			i = stringEnd(cell, i) - 1
		}
	}
	return len(cell), depth
}

// stringEnd is the offset behind the string that opens at i; one that its line
// does not close ends there.
func stringEnd(text []byte, i int) int {
	quote := text[i : i+1]
	if i+2 < len(text) && text[i+1] == text[i] && text[i+2] == text[i] {
		quote = text[i : i+3]
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
		case len(quote) == 1 && (text[j] == '\n' || text[j] == '\r'):
			return j
		case bytes.HasPrefix(text[j:], quote):
			return j + len(quote)
		}
	}
	return len(text)
}

func eol(text []byte, at int) int {
	if at >= len(text) {
		return len(text)
	}
	if i := bytes.IndexAny(text[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(text)
}

// fill blanks text but for its line ends. Where Python wants a statement or a
// value, as in the body of an if, a call stands there of which nothing is known: a
// command may wait, or give anything.
func fill(text []byte, wanted bool) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
	if wanted {
		for _, w := range []string{"_()", "0"} {
			if n := eol(text, 0); len(w) <= n {
				copy(text, w)
				return
			}
		}
	}
}
