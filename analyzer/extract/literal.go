package extract

import (
	"unicode/utf8"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// number is the text of a number as written, cut at MaxLiteral.
func (x *extractor) number(n int32) facts.StrID {
	if b := x.t.Source(n); len(b) > facts.MaxLiteral {
		return x.intern(string(b[:facts.MaxLiteral]))
	}
	return x.text(n)
}

// A literal collects the value of a string, cut at MaxLiteral bytes.
type literal struct {
	value []byte
	cut   bool
	bytes bool
	holes bool // an f-string or t-string
}

func (l *literal) add(b ...byte) {
	if !l.cut {
		l.value = append(l.value, b...)
		l.cut = len(l.value) > facts.MaxLiteral
	}
}

// str builds a string literal, implicit concatenation included.
func (x *extractor) str(n int32) facts.ExprID {
	mark := len(x.kids)
	var store [facts.MaxLiteral + 8]byte
	l := literal{value: store[:0]}
	if x.nodes[n].Kind == syntax.String {
		x.piece(n, &l)
	} else {
		end := x.nodes[n].Next
		for c := x.named(n+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
			x.piece(c, &l)
		}
	}
	e := facts.Expr{Kind: facts.Str, Span: x.span(n)}
	if l.cut {
		e.Flags |= facts.Truncated
		cut := facts.MaxLiteral
		for cut > 0 && !l.bytes && !utf8.RuneStart(l.value[cut]) {
			cut--
		}
		l.value = l.value[:cut]
	}
	switch {
	case l.holes:
		e.Kind = facts.FString
	case l.bytes:
		e.Kind = facts.Bytes
	}
	if id, ok := x.strings[string(l.value)]; ok {
		e.Str = id
	} else {
		e.Str = x.intern(string(l.value))
	}
	return x.withKids(e, mark)
}

// piece adds one quoted piece to a literal and pushes its holes on the stack of kids.
func (x *extractor) piece(n int32, l *literal) {
	end := x.nodes[n].Next
	raw, holes := false, false
	for c := n + 1; c < end; c = x.nodes[c].Next {
		switch x.nodes[c].Kind {
		case syntax.StringStart:
			for _, p := range x.t.Source(c) {
				switch p {
				case 'r', 'R':
					raw = true
				case 'b', 'B':
					l.bytes = true
				case 'f', 'F', 't', 'T':
					holes, l.holes = true, true
				}
			}
		case syntax.StringContent:
			unescape(x.t.Source(c), raw, holes, l)
		case syntax.Interpolation:
			x.hole(c)
		}
	}
}

// hole pushes the expression of an interpolation and those of its format.
func (x *extractor) hole(n int32) {
	x.push(x.field(n, syntax.FieldExpression))
	format := x.t.Child(n, syntax.FieldFormatSpecifier)
	if format < 0 {
		return
	}
	end := x.nodes[format].Next
	for c := x.named(format+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		if x.nodes[c].Kind == syntax.FormatExpression || x.nodes[c].Kind == syntax.Interpolation {
			x.hole(c)
		}
	}
}

// unescape adds the value of a stretch of a string to l.
func unescape(b []byte, raw, holes bool, l *literal) {
	for i := 0; i < len(b) && !l.cut; {
		switch {
		case b[i] == '\\' && !raw && i+1 < len(b):
			i = escape(b, i+1, l)
		case holes && i+1 < len(b) && b[i] == b[i+1] && (b[i] == '{' || b[i] == '}'):
			l.add(b[i])
			i += 2
		default:
			l.add(b[i])
			i++
		}
	}
}

// escape adds what the escape sequence after the backslash at i-1 stands for
// and is the index behind it. What it does not know stays as written.
func escape(b []byte, i int, l *literal) int {
	c := b[i]
	switch c {
	case '\n':
		return i + 1
	case '\r':
		if i+1 < len(b) && b[i+1] == '\n' {
			return i + 2
		}
		return i + 1
	case '\\', '\'', '"':
		l.add(c)
		return i + 1
	case 'x':
		return hex(b, i, 2, l)
	case 'u', 'U':
		if l.bytes {
			break
		}
		if c == 'u' {
			return hex(b, i, 4, l)
		}
		return hex(b, i, 8, l)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v, n := rune(0), 0
		for n < 3 && i+n < len(b) && b[i+n] >= '0' && b[i+n] <= '7' {
			v = v*8 + rune(b[i+n]-'0')
			n++
		}
		l.rune(v)
		return i + n
	}
	if to, ok := simpleEscapes[c]; ok {
		l.add(to)
		return i + 1
	}
	l.add('\\', c)
	return i + 1
}

var simpleEscapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'a': 7, 'b': 8, 'f': 12, 'v': 11}

// hex adds the rune of n hexadecimal digits after b[i]; other text stays as written.
func hex(b []byte, i, n int, l *literal) int {
	v := rune(0)
	for k := 1; k <= n; k++ {
		if i+k >= len(b) {
			l.add('\\', b[i])
			return i + 1
		}
		d := rune(-1)
		switch c := b[i+k]; {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		}
		if d < 0 {
			l.add('\\', b[i])
			return i + 1
		}
		v = v<<4 | d
	}
	l.rune(v)
	return i + n + 1
}

// rune adds one character: in bytes one byte, else UTF-8. A surrogate, which
// UTF-8 cannot hold, becomes U+FFFD.
func (l *literal) rune(v rune) {
	if l.bytes {
		l.add(byte(v))
		return
	}
	l.value = utf8.AppendRune(l.value, v)
	l.cut = l.cut || len(l.value) > facts.MaxLiteral
}
