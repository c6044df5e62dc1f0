package extract

import "strings"

const identBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

func isName(s string) bool { return s != "" && strings.Trim(s, identBytes) == "" }

// lines reads logical lines: strings and comments are left out, brackets and
// backslashes join lines.
type lines struct {
	text   []byte
	i      int
	end    int  // nothing behind it is looked at
	inline bool // the next line follows a colon
}

// header reads up to the colon of the loop's test and says whether there is one.
func (l *lines) header() (test string, ok bool) {
	test, ok = l.read(true)
	l.inline = true
	return test, ok
}

// next is the next logical line that is not empty, where it begins, and
// whether it stands behind the loop's colon.
func (l *lines) next() (line string, at int, inline, ok bool) {
	for l.i < l.end {
		inline = l.inline
		l.inline = false
		for l.i < l.end && (l.text[l.i] == ' ' || l.text[l.i] == '\t' || l.text[l.i] == '\f') {
			l.i++
		}
		at = l.i
		if line, ok = l.read(false); !ok {
			return "", at, inline, false
		}
		if line = strings.TrimSpace(line); line != "" {
			return line, at, inline, true
		}
	}
	return "", l.i, false, false
}

// read reads to the end of the logical line, or to its first colon outside of
// brackets. It fails where the text that is looked at ends before.
func (l *lines) read(colon bool) (string, bool) {
	s := scanner{text: l.text}
	var out []byte
	depth := 0
	for l.i < l.end {
		c := l.text[l.i]
		switch {
		case c == '#':
			s.i = l.i
			s.comment()
			l.i = s.i
			continue
		case c == '"' || c == '\'':
			out = append(out, c, c)
			_, _, l.i = s.extent(l.i)
			continue
		case c == '\\':
			out = append(out, ' ')
			l.i += 2
			continue
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case colon && c == ':' && depth == 0 && (l.i+1 >= l.end || l.text[l.i+1] != '='):
			l.i++
			return string(out), true
		case (c == '\n' || c == '\r') && depth <= 0:
			l.i++
			return string(out), !colon
		}
		out = append(out, c)
		l.i++
	}
	return string(out), !colon && l.end == len(l.text)
}

// indentation is the number of columns before the text at offset at; a tab
// counts to the next multiple of eight, as Python has it.
func indentation(text []byte, at int) int {
	start := at
	for start > 0 && text[start-1] != '\n' && text[start-1] != '\r' {
		start--
	}
	n := 0
	for ; start < at; start++ {
		switch text[start] {
		case '\t':
			n = n/8*8 + 8
		case '\f':
			n = 0
		case ' ':
			n++
		default:
			return n
		}
	}
	return n
}

// keywords is the words that are no names.
var keywords = set(`False None True and as assert async await break class continue def del elif else except finally for from global
	if import in is lambda nonlocal not or pass raise return try while with yield`)

// words is the names and keywords of a text without strings.
func words(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && isIdent(text[i]) {
			i++
		}
		if i > from && !isDigit(text[from]) && !(i < len(text) && text[i] == '\'' || i < len(text) && text[i] == '"') {
			out = append(out, text[from:i])
		}
		if i == from {
			i++
		}
	}
	return out
}

func firstWord(text string) string { return wordAt(text, 0) }

func wordAt(text string, at int) string {
	end := at
	for end < len(text) && isIdent(text[end]) {
		end++
	}
	return text[at:end]
}

// wordIndex is where w stands in s as a word, -1 if it does not.
func wordIndex(s, w string) int {
	for i := 0; ; {
		at := strings.Index(s[i:], w)
		if at < 0 {
			return -1
		}
		at += i
		end := at + len(w)
		if (at == 0 || !isIdent(s[at-1])) && (end == len(s) || !isIdent(s[end])) {
			return at
		}
		i = end
	}
}

// hasWord says whether w stands in s as a word.
func hasWord(s, w string) bool { return wordIndex(s, w) >= 0 }

// readsName says whether a name may be read in a text: it stands there, and
// not as that of an attribute.
func readsName(text, name string) bool {
	for {
		at := wordIndex(text, name)
		if at < 0 {
			return false
		}
		if !strings.HasSuffix(strings.TrimRight(text[:at], " "), ".") && !isKeywordArgument(text[at+len(name):]) {
			return true
		}
		text = text[at+len(name):]
	}
}

// isKeywordArgument says whether what follows a name inside brackets gives a
// value to the parameter of that name.
func isKeywordArgument(after string) bool {
	after = strings.TrimLeft(after, " ")
	return strings.HasPrefix(after, "=") && !strings.HasPrefix(after, "==")
}

// outside visits the places of a text that stand in no brackets.
func outside(text string, visit func(i int) (more bool)) {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		default:
			if depth == 0 && !visit(i) {
				return
			}
		}
	}
}

// topWords is where the words begin that stand in no brackets.
func topWords(text string) (out []int) {
	outside(text, func(i int) bool {
		if isIdent(text[i]) && (i == 0 || !isIdent(text[i-1])) {
			out = append(out, i)
		}
		return true
	})
	return out
}

// topSplit splits at the commas that stand in no brackets.
func topSplit(text string) (out []string) {
	from := 0
	outside(text, func(i int) bool {
		if text[i] == ',' {
			out = append(out, text[from:i])
			from = i + 1
		}
		return true
	})
	return append(out, text[from:])
}

// colon is where the first colon stands outside of brackets, -1 if there is none.
func colon(text string) int {
	at := -1
	outside(text, func(i int) bool {
		if text[i] == ':' && (i+1 == len(text) || text[i+1] != '=') {
			at = i
		}
		return at < 0
	})
	return at
}

// unwrapped is a text without brackets around the whole of it.
func unwrapped(text string) string {
	for {
		text = strings.TrimSpace(text)
		if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' {
			return text
		}
		depth := 0
		for i := range len(text) - 1 {
			switch text[i] {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			}
			if depth == 0 {
				return text
			}
		}
		text = text[1 : len(text)-1]
	}
}
