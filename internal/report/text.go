package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Printable is a string in which nothing steers a terminal or changes the
// direction of text: control characters show as \x1b, those of bidirectional and
// other invisible formatting as U+202E, bytes that are no UTF-8 as \xff.
func Printable(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		b.WriteString(shown(r, s[:n]))
		s = s[n:]
	}
	return b.String()
}

// Block is text of several lines in which every line is printable; tabs stay.
func Block(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		body := strings.TrimSuffix(line, "\n")
		for i, part := range strings.Split(body, "\t") {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(Printable(part))
		}
		b.WriteString(line[len(body):])
	}
	return b.String()
}

// plain says whether s is printable ASCII, as nearly everything is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// shown is one character as it is printed; raw is its bytes.
func shown(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case unicode.IsControl(r):
		return fmt.Sprintf(`\x%02x`, r)
	case invisible(r):
		return fmt.Sprintf("U+%04X", r)
	}
	return raw
}

// invisible says whether a character formats text without showing, the joiners
// of scripts and emoji apart.
func invisible(r rune) bool {
	return r != '\u200c' && r != '\u200d' && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// Path is a path for a line of output: printable, short enough for a line, and
// never at its start the command of a CI runner.
func Path(s string) string {
	s = middle(Printable(s), 200)
	if t := strings.TrimLeftFunc(s, unicode.IsSpace); strings.HasPrefix(t, "::") || strings.HasPrefix(t, "##") {
		s = "./" + s
	}
	return s
}

// Sentence is a message for output: printable, at most 500 characters.
func Sentence(s string) string {
	s = Printable(s)
	if r := []rune(s); len(r) > 500 {
		return string(r[:499]) + "…"
	}
	return s
}

// middle leaves out the middle of what is longer than limit characters.
func middle(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:limit/2-1]) + "…" + string(r[len(r)-limit/2:])
}

// tabStop is how far apart tabs stop in frames.
const tabStop = 4

// A cell is one character of a line of source, as a frame shows it.
type cell struct {
	text  string
	width int // columns of the terminal
}

// cells is a line as a frame shows it, one cell a code point, so that a column
// of a Position is an index.
func cells(line string) []cell {
	out := make([]cell, 0, len(line))
	column := 0
	for len(line) > 0 {
		r, n := utf8.DecodeRuneInString(line)
		var c cell
		switch {
		case r == '\t':
			c = cell{strings.Repeat(" ", tabStop-column%tabStop), tabStop - column%tabStop}
		case r < 0x7f && r >= 0x20:
			c = cell{line[:n], 1}
		case unicode.In(r, unicode.Mn, unicode.Me) || r == '\u200c' || r == '\u200d':
			c = cell{line[:n], 0}
		default:
			text := shown(r, line[:n])
			c = cell{text, len(text)}
			if text == line[:n] {
				c.width = runeWidth(r)
			}
		}
		out = append(out, c)
		column += c.width
		line = line[n:]
	}
	return out
}

// runeWidth is the columns that a printable character takes.
func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// columns is the width of cells.
func columns(c []cell) int {
	n := 0
	for i := range c {
		n += c[i].width
	}
	return n
}

// join is the text of cells.
func join(c []cell) string {
	var b strings.Builder
	for i := range c {
		b.WriteString(c[i].text)
	}
	return b.String()
}
