package syntax

import "bytes"

// The repairs look at a broken text through this lexer and not through the
// tree, which is what is broken. It knows just enough of Python: words,
// strings, brackets, comments and line ends. It never fails.

// A lexKind is a sort of token.
type lexKind uint8

const (
	lexOther   lexKind = iota // an operator, one byte of it
	lexWord                   // a name, a keyword or a number
	lexString                 // prefix and quotes included
	lexOpen                   // ( [ {
	lexClose                  // ) ] }
	lexNewline                // the end of a physical line, unless a backslash joins it to the next
)

// A token is a stretch of the text; comments and white space are between tokens.
type token struct {
	kind       lexKind
	broken     bool // a string without its closing quote
	start, end uint32
}

// lex splits a text into tokens.
func lex(text []byte) []token {
	tokens := make([]token, 0, len(text)/3)
	add := func(kind lexKind, start, end int) {
		tokens = append(tokens, token{kind: kind, start: uint32(start), end: uint32(end)})
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			add(lexNewline, i, i+1)
			i++
		case c == ' ' || c == '\t' || c == '\r' || c == '\f':
			i++
		case c == '\\':
			i += joined(text[i:])
		case c == '#':
			i = lineEnd(text, i)
		case isWord(c):
			start := i
			for i < len(text) && isWord(text[i]) {
				i++
			}
			if i == len(text) || text[i] != '"' && text[i] != '\'' || !isPrefix(text[start:i]) {
				add(lexWord, start, i)
				continue
			}
			end, whole := stringEnd(text, start, i)
			tokens = append(tokens, token{lexString, !whole, uint32(start), uint32(end)})
			i = end
		case c == '"' || c == '\'':
			end, whole := stringEnd(text, i, i)
			tokens = append(tokens, token{lexString, !whole, uint32(i), uint32(end)})
			i = end
		case c == '(' || c == '[' || c == '{':
			add(lexOpen, i, i+1)
			i++
		case c == ')' || c == ']' || c == '}':
			add(lexClose, i, i+1)
			i++
		default:
			add(lexOther, i, i+1)
			i++
		}
	}
	return tokens
}

// longTail is how much text a triple quote without its end may leave behind it
// and still be read as if the quote were not there: where a string is about to
// be written, what follows is code. Of a text that is none tree-sitter's recovery
// takes quadratic time.
const longTail = 64 << 10

// withoutTail blanks a long string that reaches to the end of the text, but for a
// sign that no Python has. It overwrites the text.
func withoutTail(text []byte) []byte {
	if len(text) <= longTail || bytes.Count(text, []byte(`"""`))%2 == 0 && bytes.Count(text, []byte("'''"))%2 == 0 {
		return text
	}
	tokens := lex(text)
	if len(tokens) == 0 { // a comment
		return text
	}
	last := tokens[len(tokens)-1]
	if last.kind != lexString || !last.broken || len(text)-int(last.start) <= longTail {
		return text
	}
	for i := last.start; int(i) < len(text); i++ {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
	text[last.start] = '?'
	return text
}

// joined is the length of a backslash and the line end behind it; 1 where
// there is none.
func joined(text []byte) int {
	switch {
	case bytes.HasPrefix(text, []byte("\\\r\n")):
		return 3
	case bytes.HasPrefix(text, []byte("\\\n")):
		return 2
	}
	return 1
}

// lineEnd is the offset of the next \n, or of the \r before it.
func lineEnd(text []byte, i int) int {
	n := bytes.IndexByte(text[i:], '\n')
	if n < 0 {
		return len(text)
	}
	if n > 0 && text[i+n-1] == '\r' {
		n--
	}
	return i + n
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c >= 0x80
}

// isPrefix says whether a word before a quote belongs to the string.
func isPrefix(word []byte) bool {
	return len(word) <= 2 && len(bytes.Trim(word, "bBfFrRtTuU")) == 0
}

// isFormat says whether a prefix makes an f-string or a t-string.
func isFormat(prefix []byte) bool { return bytes.ContainsAny(prefix, "fFtT") }

// A part is what a position in a string literal is nested in.
type part struct {
	kind   partKind
	quote  byte
	triple bool
	format bool
	depth  int // field: brackets open
}

type partKind uint8

const (
	literal partKind = iota // the text of a string
	field                   // {expression} in an f-string
	spec                    // what follows its colon
)

// A stringLexer finds the end of one string literal.
type stringLexer struct {
	text  []byte
	open  int // offset of the first quote
	i     int
	stack []part // what i is nested in, the string itself first
}

// stringEnd finds the end of the string whose prefix begins at start and whose
// quote is at open. Fields of f-strings may hold strings with the same quotes
// and line ends (PEP 701). A string without its end stops at the line's end, a
// triple-quoted one at the text's.
func stringEnd(text []byte, start, open int) (end int, whole bool) {
	first := openString(text, start, open)
	l := &stringLexer{text: text, open: open, i: open + first.quotes(), stack: []part{first}}
	for l.i < len(text) {
		ok := true
		switch l.stack[len(l.stack)-1].kind {
		case literal:
			ok = l.literal()
		case field:
			l.field()
		case spec:
			ok = l.spec()
		}
		if !ok {
			return brokenEnd(text, open, first)
		}
		if len(l.stack) == 0 {
			return l.i, true
		}
	}
	return brokenEnd(text, open, first)
}

// literal takes a step within a string; false where the string is broken.
func (l *stringLexer) literal() bool {
	top := &l.stack[len(l.stack)-1]
	switch c := l.text[l.i]; {
	case c == '\\':
		l.i += max(2, joined(l.text[l.i:]))
		return true
	case c == '\n' && !top.triple:
		return false
	case c == top.quote && top.closed(l.text[l.i:]):
		l.i += top.quotes()
		l.stack = l.stack[:len(l.stack)-1]
		return true
	case c == '{' && top.format && l.i+1 < len(l.text) && l.text[l.i+1] == '{':
		l.i++
	case c == '{' && top.format:
		l.stack = append(l.stack, part{kind: field})
		l.i++
		return true
	}
	for l.i++; l.i < len(l.text) && !marksString[l.text[l.i]]; { // most of a string
		l.i++
	}
	return true
}

// marksString is the bytes at which a string may end, or something begins in it.
var marksString = [256]bool{'\\': true, '\n': true, '\r': true, '"': true, '\'': true, '{': true}

// field takes a step within the expression of an f-string.
func (l *stringLexer) field() {
	top := &l.stack[len(l.stack)-1]
	switch c := l.text[l.i]; c {
	case '"', '\'':
		from := l.i
		for from > l.open && isWord(l.text[from-1]) {
			from--
		}
		if !isPrefix(l.text[from:l.i]) {
			from = l.i
		}
		s := openString(l.text, from, l.i)
		l.i += s.quotes() - 1
		l.stack = append(l.stack, s)
	case '#':
		l.i = lineEnd(l.text, l.i) - 1
	case '(', '[', '{':
		top.depth++
	case '}', ')', ']':
		if c == '}' && top.depth == 0 {
			l.stack = l.stack[:len(l.stack)-1]
		} else {
			top.depth--
		}
	case ':':
		if top.depth <= 0 {
			l.stack = append(l.stack, part{kind: spec})
		}
	}
	l.i++
}

// spec takes a step within a format specification; false where the string is broken.
func (l *stringLexer) spec() bool {
	switch l.text[l.i] {
	case '{':
		l.stack = append(l.stack, part{kind: field})
	case '}':
		l.stack = l.stack[:len(l.stack)-2] // and the field
	case '\n':
		if !l.stack[0].triple {
			return false
		}
	}
	l.i++
	return true
}

// openString is the part that a string's first quotes begin.
func openString(text []byte, start, open int) part {
	p := part{quote: text[open], format: isFormat(text[start:open])}
	p.triple = open+2 < len(text) && text[open+1] == p.quote && text[open+2] == p.quote
	return p
}

// quotes is how many quotes begin and end the string.
func (p part) quotes() int {
	if p.triple {
		return 3
	}
	return 1
}

// closed says whether rest, which begins with the quote, ends the string.
func (p part) closed(rest []byte) bool {
	return !p.triple || len(rest) > 2 && rest[1] == p.quote && rest[2] == p.quote
}

// brokenEnd is where a string without its end is taken to stop.
func brokenEnd(text []byte, open int, p part) (int, bool) {
	if p.triple {
		return len(text), false
	}
	return lineEnd(text, open), false
}
