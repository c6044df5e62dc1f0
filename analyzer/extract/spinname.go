package extract

import (
	"bytes"
	"strings"
)

// asks says whether anything on the ways may be what others change: a call
// that asks, an attribute, a name that is not the function's own.
func (w *walk) asks() bool {
	if w.cut {
		return true
	}
	for _, text := range w.seen {
		if w.asksIn(text) {
			return true
		}
	}
	return false
}

func (w *walk) asksIn(text string) bool {
	for i := 0; i < len(text); i++ {
		if !isIdent(text[i]) {
			continue
		}
		name := wordAt(text, i)
		before, after := strings.TrimRight(text[:i], " "), strings.TrimLeft(text[i+len(name):], " ")
		i += len(name)
		switch {
		case isDigit(name[0]), keywords[name], strings.HasPrefix(after, "'"), strings.HasPrefix(after, `"`):
		case strings.HasPrefix(after, "("):
			if asks[name] || vain[name] || w.scan.mayProbe(name) {
				return true
			}
		case strings.HasSuffix(before, "."), !w.own(name):
			return true
		}
	}
	return false
}

// vain is the last names of calls that may raise because there is nothing to
// take, or no room.
var vain = set("get get_nowait put put_nowait pop popleft popitem recv recvfrom recv_into accept")

// own says whether nothing but the function of the loop gives the name another
// value, or changes what it stands for.
func (w *walk) own(name string) bool {
	s := w.scan
	if s.fixed == nil {
		s.fixed = map[string]bool{}
	}
	fixed, known := s.fixed[name]
	if !known {
		fixed = !s.declared(name)
		s.fixed[name] = fixed
	}
	if !fixed {
		return false
	}
	f := w.locals()
	switch {
	case f != nil && f.names[name]:
		return !f.nested || !s.changed(name)
	case len(w.outer) > 1:
		return false // it may belong to a function around this one
	}
	return !s.changed(name)
}

// declared says whether a global or nonlocal statement of the file names it.
func (s *scanner) declared(name string) bool {
	return s.occurs(name, func(before, _ []byte) bool {
		line := before[bytes.LastIndexAny(before, "\n\r;:")+1:]
		line = bytes.TrimLeft(line, " \t")
		return bytes.HasPrefix(line, []byte("global")) || bytes.HasPrefix(line, []byte("nonlocal")) || bytes.HasSuffix(bytes.TrimRight(line, " \t"), []byte{'\\'})
	})
}

// changed says whether anything is done with an attribute or item of a name
// that may change it.
func (s *scanner) changed(name string) bool {
	return s.occurs(name, func(_, after []byte) bool {
		after = bytes.TrimLeft(after, " \t")
		return len(after) > 0 && (after[0] == '.' || after[0] == '[')
	})
}

// occurs says whether a name stands anywhere in the file as asked.
func (s *scanner) occurs(name string, is func(before, after []byte) bool) bool {
	for i := 0; ; {
		at := bytes.Index(s.text[i:], []byte(name))
		if at < 0 {
			return false
		}
		at += i
		i = at + len(name)
		if (at == 0 || !isIdent(s.text[at-1])) && (i == len(s.text) || !isIdent(s.text[i])) && is(s.text[max(0, at-200):at], s.text[i:]) {
			return true
		}
	}
}

// A localNames is what the pass knows of the names of a function.
type localNames struct {
	names  map[string]bool // its parameters, and what is stored to in it
	nested bool            // it holds other functions, which may use its names
}

// maxFunction is how many bytes of a function are looked at for its names.
const maxFunction = 1 << 15

// locals reads the innermost function around the loop; nil where there is
// none or where it is too long.
func (w *walk) locals() *localNames {
	if w.looked || len(w.outer) == 0 {
		return w.in
	}
	w.looked = true
	text, start := w.scan.text, w.outer[len(w.outer)-1]
	l := lines{text: text, i: start, end: min(len(text), start+maxFunction)}
	header, ok := l.header()
	if !ok {
		return nil
	}
	f := &localNames{names: map[string]bool{}}
	f.parameters(header)
	indent := indentation(text, start)
	for {
		line, at, inline, ok := l.next()
		if !ok && l.i < len(text) {
			return nil
		}
		if !ok || !inline && indentation(text, at) <= indent {
			w.in = f
			return f
		}
		f.nested = f.nested || hasWord(line, "lambda") || hasWord(line, "def") || hasWord(line, "class")
		for _, part := range strings.Split(line, ";") {
			f.assigned(strings.TrimSpace(part))
		}
	}
}

func (f *localNames) parameters(header string) {
	open, end := strings.IndexByte(header, '('), strings.LastIndexByte(header, ')')
	if arrow := strings.LastIndex(header, "->"); arrow > open {
		end = strings.LastIndexByte(header[:arrow], ')')
	}
	if open < 0 || end < open {
		return
	}
	for _, p := range topSplit(header[open+1 : end]) {
		f.names[wordAt(strings.TrimLeft(p, " \t\r\n*"), 0)] = true
	}
}

// assigned notes the names that a line stores to.
func (f *localNames) assigned(text string) {
	for compound[firstWord(text)] && colon(text) >= 0 {
		at := colon(text)
		header := text[:at]
		if word := firstWord(header); word == "for" {
			if in := wordIndex(header, "in"); in >= 0 {
				for _, t := range topSplit(header[len("for"):in]) {
					f.target(t)
				}
			}
		}
		text = strings.TrimSpace(text[at+1:])
	}
	for _, p := range pairs(text) {
		f.target(p.target)
	}
}

func (f *localNames) target(t string) {
	if t = strings.TrimSpace(t); isName(t) {
		f.names[t] = true
	}
}
