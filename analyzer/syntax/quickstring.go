package syntax

import "bytes"

// A quickQuote is how a string is written.
type quickQuote struct {
	raw, format, bytes bool
	mark               []byte // what ends it
}

// quoteAt is how the string is written that begins at start, its prefix included, and where its
// text begins.
func quoteAt(text []byte, start int) (quickQuote, int) {
	var s quickQuote
	i := start
	for ; text[i] != '"' && text[i] != '\''; i++ {
		switch text[i] | 0x20 {
		case 'r':
			s.raw = true
		case 'f':
			s.format = true
		case 'b':
			s.bytes = true
		case 'u':
		default:
			panic(givenUp{})
		}
	}
	if i-start > 2 {
		panic(givenUp{})
	}
	n := 1
	if i+2 < len(text) && text[i+1] == text[i] && text[i+2] == text[i] {
		n = 3
	}
	s.mark = text[i : i+n]
	return s, i + n
}

// stringAt reads a string, whose prefix begins at start.
func (l *quickLexer) stringAt(start int) {
	s, i := quoteAt(l.text, start)
	if s.format {
		l.formatted(s, start, i)
		return
	}
	for i < len(l.text) {
		switch c := l.text[i]; {
		case c == '\\':
			i += s.escape(l.text[i:])
		case c == '\n' && len(s.mark) == 1:
			panic(givenUp{})
		case c == s.mark[0] && bytes.HasPrefix(l.text[i:], s.mark):
			l.i = i + len(s.mark)
			l.emit(quickString, start, l.i)
			return
		default:
			i++
		}
	}
	panic(givenUp{})
}

// escape is how many bytes of a text that begins with a backslash belong together.
func (s *quickQuote) escape(rest []byte) int {
	if len(rest) < 2 {
		panic(givenUp{})
	}
	if s.raw {
		if c := rest[1]; c == s.mark[0] || c == '\\' {
			if len(rest) > 2 && rest[2] == '\n' {
				return 3
			}
			return 2
		} else if c == '\n' {
			return 2
		}
		return 1
	}
	if c := rest[1]; s.bytes && (c == 'N' || c == 'u' || c == 'U') {
		panic(givenUp{})
	}
	return max(escapeLength(rest), 1)
}

// steps says whether a raw text is of nothing but backslashes and what they keep. The
// grammar's scanner takes such a text for a part of the quote behind it.
func (s *quickQuote) steps(text []byte) bool {
	i := 0
	for i < len(text) && text[i] == '\\' {
		if i+1 == len(text) {
			return true
		}
		i += s.escape(text[i:])
	}
	return i > 0 && i >= len(text)
}

// longestName bounds \N{...}: no character's name has 100 letters.
const longestName = 200

// escapeLength is the length of the grammar's escape sequence that a text begins with,
// or 0.
func escapeLength(rest []byte) int {
	hex := func(n int) int {
		if len(rest) < 2+n {
			return 0
		}
		for _, c := range rest[2 : 2+n] {
			if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
				return 0
			}
		}
		return 2 + n
	}
	switch c := rest[1]; {
	case c == 'u':
		return hex(4)
	case c == 'U':
		return hex(8)
	case c == 'x':
		return hex(2)
	case isDigit(c):
		n := 2
		for n < len(rest) && n < 4 && isDigit(rest[n]) {
			n++
		}
		return n
	case c == 'N':
		if len(rest) < 3 || rest[2] != '{' {
			return 0
		}
		end := bytes.IndexByte(rest[:min(len(rest), longestName)], '}')
		if end < 0 {
			panic(givenUp{}) // who looks on for each of many reads the text that often
		}
		if end > 3 {
			return end + 1
		}
	case bytes.IndexByte([]byte("\n'\"abfrntv\\"), c) >= 0:
		return 2
	}
	return 0
}

// formatted reads a string with holes. Stretches of text are tokens as StringContent.
func (l *quickLexer) formatted(s quickQuote, start, i int) {
	l.emit(StringStart, start, i)
	from, piece := i, i // of a stretch, and of what the scanner takes of it at once
	whole := func() {
		if s.raw && s.steps(l.text[piece:i]) {
			panic(givenUp{})
		}
	}
	content := func() {
		whole()
		if i > from {
			l.emit(StringContent, from, i)
		}
	}
	for i < len(l.text) {
		switch c := l.text[i]; {
		case c == '\\':
			i += s.escape(l.text[i:])
		case c == '\n' && len(s.mark) == 1:
			panic(givenUp{})
		case (c == '{' || c == '}') && i+1 < len(l.text) && l.text[i+1] == c:
			whole()
			i += 2
			piece = i
		case c == '{':
			content()
			l.i = i
			l.hole()
			i, from, piece = l.i, l.i, l.i
		case c == '}':
			panic(givenUp{})
		case c == s.mark[0] && bytes.HasPrefix(l.text[i:], s.mark):
			content()
			l.i = i + len(s.mark)
			l.emit(StringEnd, i, l.i)
			return
		default:
			i++
		}
	}
	panic(givenUp{})
}

// hole reads an expression in braces, with what says how it is formatted.
func (l *quickLexer) hole() {
	l.emit(TokLeftBrace, l.i, l.i+1)
	l.i++
	outer := l.depth
	if l.depth++; l.depth > quickDepth { // holes are read by recursion
		panic(givenUp{})
	}
	for l.i < len(l.text) {
		c := l.text[l.i]
		open := l.depth > outer+1
		switch {
		case c == ' ' || c == '\t':
			l.i++
		case c == '\n' || c == '#' || c == '\\':
			panic(givenUp{})
		case !open && c == '!' && l.i+2 < len(l.text) && l.text[l.i+1] >= 'a' && l.text[l.i+1] <= 'z':
			l.emit(TypeConversion, l.i, l.i+2)
			l.i += 2
		case !open && c == ':':
			l.specifier()
		default:
			l.token(c)
			if l.last == TokLambda || l.depth == outer && l.last != TokRightBrace {
				panic(givenUp{})
			}
			if l.depth == outer {
				return
			}
		}
	}
	panic(givenUp{})
}

// specifier reads what stands behind the colon of a hole, up to its brace.
func (l *quickLexer) specifier() {
	l.emit(TokColon, l.i, l.i+1)
	l.i++
	if l.at('=') || l.at(' ') && (l.i+1 == len(l.text) || l.text[l.i+1] == ' ' || l.text[l.i+1] == '{' || l.text[l.i+1] == '}') || l.at('\t') {
		panic(givenUp{})
	}
	from := l.i
	for ; l.i < len(l.text); l.i++ {
		c := l.text[l.i]
		if c != '{' && c != '}' {
			if c == '\n' || c == '"' || c == '\'' || c == '\\' {
				panic(givenUp{})
			}
			continue
		}
		if l.i > from {
			l.emit(quickFormatted, from, l.i)
		}
		if c == '}' {
			return
		}
		l.hole()
		from = l.i
		l.i--
	}
}

// strings takes a string, or several in a row.
func (q *quickParser) strings() int {
	mark := q.mark()
	at := q.oneString()
	if q.tok != quickString && q.tok != StringStart {
		return at
	}
	for q.tok == quickString || q.tok == StringStart {
		q.oneString()
	}
	return q.node(ConcatenatedString, mark)
}

func (q *quickParser) oneString() int {
	if q.tok == StringStart {
		return q.formatted()
	}
	t := q.toks[q.i]
	mark := q.mark()
	s, from := quoteAt(q.text, int(t.start))
	to := t.end - uint32(len(s.mark))
	q.out = append(q.out, Node{Kind: StringStart, Named: true, Start: t.start, End: uint32(from), Next: 1})
	if s.raw && s.steps(q.text[from:to]) {
		to = uint32(from)
	}
	q.content(s, uint32(from), to)
	q.out = append(q.out, Node{Kind: StringEnd, Named: true, Start: to, End: t.end, Next: 1})
	q.end, q.trail = t.end, 0
	at := q.node(String, mark)
	q.advance()
	return at
}

// content adds the text of a string with its escapes.
func (q *quickParser) content(s quickQuote, from, to uint32) {
	if from == to {
		return
	}
	mark := len(q.out)
	for i := from; i < to && !(s.raw && !s.format); {
		c := q.text[i]
		n := uint32(1)
		switch {
		case c == '\\' && !s.raw:
			if n = uint32(escapeLength(q.text[i:])); n == 0 {
				n = 1
				q.out = append(q.out, Node{Kind: TokBackslash, Start: i, End: i + n, Next: 1})
				break
			}
			q.out = append(q.out, Node{Kind: EscapeSequence, Named: true, Start: i, End: i + n, Next: 1})
		case c == '\\':
			n = uint32(s.escape(q.text[i:]))
		case s.format && (c == '{' || c == '}'):
			n = 2
			q.out = append(q.out, Node{Kind: EscapeInterpolation, Named: true, Start: i, End: i + n, Next: 1})
		case !s.format:
			j := bytes.IndexByte(q.text[i:to], '\\')
			if j < 0 {
				j = int(to - i)
			}
			n = uint32(j)
		}
		i += n
	}
	q.out = append(q.out, Node{Kind: StringContent, Named: true, Start: from, End: to, Next: int32(len(q.out) - mark + 1)})
}

// formatted takes a string with holes.
func (q *quickParser) formatted() int {
	mark := q.mark()
	s, _ := quoteAt(q.text, int(q.toks[q.i].start))
	q.next()
	for q.tok != StringEnd {
		if q.tok == StringContent {
			t := q.toks[q.i]
			q.content(s, t.start, t.end)
			q.end = t.end
			q.advance()
			continue
		}
		q.hole(Interpolation)
	}
	q.next()
	return q.node(String, mark)
}

// hole takes an expression in braces.
func (q *quickParser) hole(k Kind) {
	mark := q.mark()
	q.take(TokLeftBrace)
	if q.tok == TokYield {
		q.as(FieldExpression, q.yield())
	} else {
		q.as(FieldExpression, q.expressions(ExpressionList))
	}
	if q.tok == TokEqual {
		q.next()
	}
	if q.tok == TypeConversion {
		q.as(FieldTypeConversion, q.next())
	}
	if q.tok == TokColon {
		spec := q.mark()
		q.next()
		for q.tok != TokRightBrace {
			if q.tok == quickFormatted {
				q.end = q.toks[q.i].end
				q.advance()
				continue
			}
			q.hole(FormatExpression)
		}
		q.as(FieldFormatSpecifier, q.node(FormatSpecifier, spec))
	}
	q.take(TokRightBrace)
	q.node(k, mark)
}
