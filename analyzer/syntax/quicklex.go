package syntax

import (
	"bytes"
	"slices"
	"strings"
)

// A quickLexer cuts a text to tokens as the grammar's scanner does where the text is
// plain Python, and gives it up where it is not.
type quickLexer struct {
	text    []byte
	i       int
	toks    []quickToken
	indents []int
	depth   int      // of open brackets
	joins   []uint32 // continued lines since the last token
	last    Kind     // of the last token that is no comment
	line    int      // where the tokens of the line begin
	clauses bool     // the statement has had a word behind which no bracket need be ready to close
}

// lex reads a text into tokens, the last of which is quickEnd.
func (l *quickLexer) lex(text []byte) {
	*l = quickLexer{text: text, toks: l.toks[:0], indents: append(l.indents[:0], 0), last: quickNewline}
	if bytes.IndexByte(text, '\r') >= 0 || bytes.IndexByte(text, 0) >= 0 {
		panic(givenUp{})
	}
	l.lines()
	for l.i < len(text) {
		switch c := text[l.i]; c {
		case ' ', '\t', '\f':
			l.i++
		case '\n':
			l.lineEnd()
		case '#':
			l.comment()
		case '\\':
			if l.i+1 >= len(text) || text[l.i+1] != '\n' {
				panic(givenUp{})
			}
			l.joins = append(l.joins, uint32(l.i))
			l.i += 2
		default:
			l.token(c)
		}
	}
	if l.depth > 0 || len(l.joins) > 0 {
		panic(givenUp{})
	}
	if len(l.toks) > l.line {
		l.lineEnd()
	}
	l.emit(quickEnd, l.i, l.i)
}

func (l *quickLexer) emit(k Kind, start, end int) {
	l.toks = append(l.toks, quickToken{k, uint32(start), uint32(end)})
	if k != Comment && k != LineContinuation {
		l.last = k
	}
}

// joined emits the continued lines before a token. Before a string the scanner
// takes them for white space.
func (l *quickLexer) joined(keep bool) {
	if keep {
		for _, at := range l.joins {
			l.emit(LineContinuation, int(at), int(at)+2)
		}
	}
	l.joins = l.joins[:0]
}

func (l *quickLexer) comment() {
	if len(l.joins) > 0 {
		panic(givenUp{})
	}
	end := len(l.text)
	if n := bytes.IndexByte(l.text[l.i:], '\n'); n >= 0 {
		end = l.i + n
	}
	l.emit(Comment, l.i, end)
	l.i = end
}

// lineEnd is at the end of a line that has tokens, or of any line in brackets.
func (l *quickLexer) lineEnd() {
	if len(l.joins) > 0 {
		panic(givenUp{})
	}
	if l.depth > 0 {
		l.i++
		l.insideBrackets()
		return
	}
	l.clauses = false
	if l.last == TokColon {
		before, from := len(l.toks), l.i
		indent := l.blankLines()
		if indent <= l.indents[len(l.indents)-1] || indent > 200 {
			panic(givenUp{})
		}
		l.indents = append(l.indents, indent)
		l.toks = append(l.toks, quickToken{})
		copy(l.toks[before+1:], l.toks[before:])
		l.toks[before], l.last = quickToken{quickIndent, uint32(from), uint32(from)}, quickIndent
		l.line = len(l.toks)
		return
	}
	l.emit(quickNewline, l.i, l.i)
	l.lines()
}

// lines reads blank lines and comments up to a line with code, and puts ends of blocks
// between the comments: a block ends before the first that stands further
// left than it.
func (l *quickLexer) lines() {
	before := len(l.toks)
	indent := l.blankLines()
	comments := l.toks[before:]
	top := len(l.indents) - 1
	if indent >= l.indents[top] || len(comments) == 0 {
		for ; indent < l.indents[top]; top-- {
			l.emit(quickDedent, l.i, l.i)
		}
	} else {
		own := append([]quickToken(nil), comments...)
		l.toks = l.toks[:before]
		for len(own) > 0 || indent < l.indents[top] {
			if indent < l.indents[top] && (len(own) == 0 || l.column(int(own[0].start)) < l.indents[top]) {
				l.emit(quickDedent, l.i, l.i)
				top--
				continue
			}
			l.toks, own = append(l.toks, own[0]), own[1:]
		}
	}
	l.indents, l.line = l.indents[:top+1], len(l.toks)
	if indent != l.indents[top] {
		panic(givenUp{})
	}
}

// blankLines reads blank lines and lines of comments. It is the column of what follows.
func (l *quickLexer) blankLines() int {
	column := 0
	for ; l.i < len(l.text); l.i++ {
		switch l.text[l.i] {
		case '\n', '\f':
			column = 0
		case ' ':
			column++
		case '\t':
			column += 8
		case '#':
			l.comment()
			column = 0
			l.i--
		case '\\':
			panic(givenUp{})
		default:
			return column
		}
	}
	return 0
}

// column is the column of a place that only blanks stand before in its line.
func (l *quickLexer) column(at int) int {
	column := 0
	for i := at - 1; i >= 0; i-- {
		switch l.text[i] {
		case ' ':
			column++
		case '\t':
			column += 8
		default:
			return column
		}
	}
	return column
}

// insideBrackets is at the beginning of a line in brackets. The scanner ends a
// block there if the line stands further left than it and no bracket may be closed.
func (l *quickLexer) insideBrackets() {
	top := l.indents[len(l.indents)-1]
	if top == 0 {
		return
	}
	column := 0
	for i := l.i; ; i++ {
		if i >= len(l.text) {
			panic(givenUp{})
		}
		switch c := l.text[i]; c {
		case '\n':
			return // the next line is looked at in its turn
		case '\f':
			column = 0
		case ' ':
			column++
		case '\t':
			column += 8
		default:
			if column < top && c != ')' && c != ']' && c != '}' && (l.clauses || !closable(l.last)) {
				panic(givenUp{})
			}
			return
		}
	}
}

// closable says whether a bracket may be closed behind a token, whatever stands before that.
func closable(k Kind) bool { return k == TokLeftParen || k == TokLeftBrace || k == TokComma }

// token reads one token that is neither comment nor white space.
func (l *quickLexer) token(c byte) {
	switch {
	case c == '"' || c == '\'':
		l.joined(false)
		l.stringAt(l.i)
	case isDigit(c) || c == '.' && l.i+1 < len(l.text) && isDigit(l.text[l.i+1]):
		l.joined(true)
		l.number()
	case isNameByte(c):
		l.name()
	default:
		l.joined(true)
		l.operator(c)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isNameByte says whether a byte may stand in a name of ASCII letters.
func isNameByte(c byte) bool { return c == '_' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' }

func (l *quickLexer) name() {
	start := l.i
	for l.i < len(l.text) && isNameByte(l.text[l.i]) {
		l.i++
	}
	word := l.text[start:l.i]
	if l.i < len(l.text) {
		c := l.text[l.i]
		if c >= 0x80 {
			panic(givenUp{})
		}
		if c == '"' || c == '\'' {
			l.joined(false)
			l.stringAt(start)
			return
		}
	}
	l.joined(true)
	k := keywordKind(word)
	switch k {
	case TokLambda, TokFor, TokIf, TokImport, TokWith:
		l.clauses = true
	}
	l.emit(k, start, l.i)
}

// keywordKind is the kind of a word: a keyword's, or Identifier.
func keywordKind(word []byte) Kind {
	if len(word) < 2 || len(word) > 8 {
		return Identifier
	}
	if k, ok := quickKeywords[string(word)]; ok {
		return k
	}
	return Identifier
}

var quickKeywords = map[string]Kind{
	"False": False, "None": None, "True": True, "and": TokAnd, "as": TokAs, "assert": TokAssert, "async": TokAsync, "await": TokAwait,
	"break": TokBreak, "class": TokClass, "continue": TokContinue, "def": TokDef, "del": TokDel, "elif": TokElif, "else": TokElse,
	"except": TokExcept, "finally": TokFinally, "for": TokFor, "from": TokFrom, "global": TokGlobal, "if": TokIf, "import": TokImport,
	"in": TokIn, "is": TokIs, "lambda": TokLambda, "nonlocal": TokNonlocal, "not": TokNot, "or": TokOr, "pass": TokPass,
	"raise": TokRaise, "return": TokReturn, "try": TokTry, "while": TokWhile, "with": TokWith, "yield": TokYield,
}

// number reads a number as CPython has it.
func (l *quickLexer) number() {
	start, k := l.i, Integer
	if l.text[l.i] == '0' && l.i+1 < len(l.text) && l.text[l.i+1]|0x20 >= 'b' && l.text[l.i+1]|0x20 <= 'x' && l.text[l.i+1]|0x20 != 'e' && l.text[l.i+1]|0x20 != 'j' {
		l.based()
	} else {
		if l.text[l.i] != '.' {
			l.digits()
		}
		if l.at('.') {
			k = Float
			l.i++
			if l.i < len(l.text) && isDigit(l.text[l.i]) {
				l.digits()
			}
		}
		if l.at('e') || l.at('E') {
			k = Float
			l.i++
			if l.at('+') || l.at('-') {
				l.i++
			}
			l.digits()
		}
		if l.at('j') || l.at('J') {
			l.i++
		}
	}
	if l.i < len(l.text) && (isNameByte(l.text[l.i]) || l.text[l.i] >= 0x80 || l.text[l.i] == '"' || l.text[l.i] == '\'') {
		panic(givenUp{})
	}
	l.emit(k, start, l.i)
}

func (l *quickLexer) at(c byte) bool { return l.i < len(l.text) && l.text[l.i] == c }

// digits reads one digit or more, with single underscores between them.
func (l *quickLexer) digits() {
	if l.i >= len(l.text) || !isDigit(l.text[l.i]) {
		panic(givenUp{})
	}
	for l.i < len(l.text) && (isDigit(l.text[l.i]) || l.text[l.i] == '_') {
		l.i++
		if l.text[l.i-1] == '_' && (l.i >= len(l.text) || !isDigit(l.text[l.i])) {
			panic(givenUp{})
		}
	}
}

// based reads a number that begins with 0x, 0o or 0b.
func (l *quickLexer) based() {
	digits := map[byte]string{'x': "0123456789abcdefABCDEF", 'o': "01234567", 'b': "01"}[l.text[l.i+1]|0x20]
	l.i += 2
	digit := func(at int) bool { return at < len(l.text) && strings.IndexByte(digits, l.text[at]) >= 0 }
	from := l.i
	for digit(l.i) || l.at('_') && digit(l.i+1) {
		l.i++
	}
	if l.i == from {
		panic(givenUp{})
	}
}

// operator reads punctuation.
func (l *quickLexer) operator(c byte) {
	switch c {
	case '(', '[', '{':
		l.depth++
	case ')', ']', '}':
		if l.depth--; l.depth < 0 {
			panic(givenUp{})
		}
	}
	for _, k := range quickOperators[c] {
		if name := kindNames[k]; bytes.HasPrefix(l.text[l.i:], []byte(name)) {
			l.emit(k, l.i, l.i+len(name))
			l.i += len(name)
			return
		}
	}
	panic(givenUp{})
}

// quickOperators is the operators that begin with a byte, longer ones first.
var quickOperators = func() (all [256][]Kind) {
	for k := TokSemicolon; k < TokAwait; k++ {
		name := kindNames[k]
		if len(name) <= 3 && !isNameByte(name[0]) && name != "\\" && name != "<>" {
			all[name[0]] = append(all[name[0]], k)
		}
	}
	for _, kinds := range all {
		slices.SortFunc(kinds, func(a, b Kind) int { return len(kindNames[b]) - len(kindNames[a]) })
	}
	return all
}()
