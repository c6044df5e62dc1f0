package syntax

// A logical is a logical line: a simple statement or the header of a compound one.
type logical struct {
	tokens []token // without line ends at its edges; never empty
	indent int     // columns before its first token, a tab being 8, as the grammar counts
	open   []byte  // brackets that are never closed, outermost first
	deeper bool    // the next logical line is indented deeper
}

// never is the keywords that cannot stand within brackets.
var never = map[string]bool{
	"def": true, "class": true, "import": true, "return": true, "while": true, "try": true, "except": true,
	"finally": true, "del": true, "pass": true, "raise": true, "global": true, "nonlocal": true, "assert": true,
	"break": true, "continue": true, "with": true, "elif": true,
}

// headers is the keywords that begin a header, which ends with a colon.
// match and case are left to missingColon, being names elsewhere.
var headers = map[string]bool{
	"def": true, "class": true, "if": true, "elif": true, "else": true, "while": true, "for": true,
	"try": true, "except": true, "finally": true, "with": true,
}

// A liner groups tokens to logical lines. A bracket that is never closed would
// swallow the rest of the text, so it ends the line where the next statement
// seems to begin.
type liner struct {
	text   []byte
	tokens []token
	budget int // tokens left to look at: each unclosed bracket looks far ahead
}

// logicalLines is the logical lines of a text; nil where it has far too many
// unclosed brackets to tell.
func logicalLines(text []byte, tokens []token) []logical {
	l := &liner{text, tokens, 50 * len(tokens)}
	var lines []logical
	for i := 0; i < len(tokens); {
		if tokens[i].kind == lexNewline {
			i++
			continue
		}
		end, open := l.line(i)
		if l.budget < 0 {
			return nil
		}
		line := logical{tokens: tokens[i:end], indent: l.indent(i), open: open}
		for k := len(line.tokens); line.tokens[k-1].kind == lexNewline; k-- {
			line.tokens = line.tokens[:k-1]
		}
		if n := len(lines); n > 0 {
			lines[n-1].deeper = line.indent > lines[n-1].indent
		}
		lines = append(lines, line)
		i = end
	}
	return lines
}

// line finds the end of the logical line that begins at token i, and the
// brackets that are open there.
func (l *liner) line(i int) (end int, open []byte) {
	var stack []byte
	for k := i; k < len(l.tokens); k++ {
		l.budget--
		switch t := l.tokens[k]; t.kind {
		case lexOpen:
			stack = append(stack, l.text[t.start])
		case lexClose:
			pop, _ := pair(stack, l.text[t.start])
			stack = stack[:len(stack)-pop]
		case lexNewline:
			if len(stack) == 0 {
				return k, nil
			}
		case lexWord:
			if len(stack) > 0 && l.first(k) && never[l.word(k)] {
				return l.recover(i, k)
			}
		}
	}
	if len(stack) == 0 {
		return len(l.tokens), nil
	}
	return l.recover(i, len(l.tokens))
}

// recover finds where the logical line from token i ends, given that one of its
// brackets is not closed before token limit.
//
// A statement's next one begins at its own indentation or less; a header's body
// begins on the next line. Behind a comma or an operator a line goes on.
func (l *liner) recover(i, limit int) (end int, open []byte) {
	indent, header := l.indent(i), headers[l.word(i)] || l.word(i) == "async"
	var stack []byte
	fallback, fallbackOpen := 0, []byte(nil)
	for k := i; k < limit; k++ {
		l.budget--
		switch t := l.tokens[k]; {
		case t.kind == lexOpen:
			stack = append(stack, l.text[t.start])
		case t.kind == lexClose:
			pop, _ := pair(stack, l.text[t.start])
			stack = stack[:len(stack)-pop]
		case t.kind == lexNewline && len(stack) > 0 && k+1 < limit && l.tokens[k+1].kind != lexNewline:
			next := k + 1
			if l.tokens[next].kind == lexClose || !header && l.indent(next) > indent {
				continue
			}
			if fallback == 0 {
				fallback, fallbackOpen = next, append([]byte(nil), stack...)
			}
			if !l.goesOn(k) {
				return next, stack
			}
		}
	}
	if fallback > 0 {
		return fallback, fallbackOpen
	}
	return limit, stack
}

// goesOn says whether the code before the line end k wants more behind it.
func (l *liner) goesOn(k int) bool {
	for k--; k >= 0 && l.tokens[k].kind == lexNewline; k-- {
	}
	if k < 0 {
		return false
	}
	t := l.tokens[k]
	return t.kind == lexOpen || t.kind == lexOther && l.text[t.start] != ':'
}

// first says whether token k is the first of its physical line.
func (l *liner) first(k int) bool { return k == 0 || l.tokens[k-1].kind == lexNewline }

// word is the text of token k if it is a word, else "".
func (l *liner) word(k int) string {
	if t := l.tokens[k]; t.kind == lexWord {
		return string(l.text[t.start:t.end])
	}
	return ""
}

// indent is the column of token k, if it is the first of its line.
func (l *liner) indent(k int) int { return indentation(l.text, int(l.tokens[k].start)) }

// indentation is the columns of white space right before at, as the grammar counts.
func indentation(text []byte, at int) int {
	n := 0
	for i := at - 1; i >= 0; i-- {
		switch text[i] {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return n
		}
	}
	return n
}

// closer is the bracket that closes an opening one.
func closer(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

// pair says how many of the open brackets a closing one ends, and how the text
// between must be mended: "" where it ends the innermost, the brackets that are
// missing before it where it ends the second, the right one where it is wrong.
// With no bracket open it ends none.
func pair(open []byte, c byte) (pop int, missing string) {
	n := len(open)
	switch {
	case n == 0:
		return 0, ""
	case closer(open[n-1]) == c:
		return 1, ""
	case n > 1 && closer(open[n-2]) == c:
		return 2, string(closer(open[n-1]))
	}
	return 1, ""
}
