// Package glob is path patterns with the meaning of .gitignore.
package glob

import (
	"errors"
	"regexp"
	"strings"
)

// A Pattern is a path pattern with the meaning of .gitignore: without a slash
// (but at its end) it names files and directories at any depth, with one it is
// relative to its base; `*` and `?` stop at slashes, `**` does not; a slash at
// the end means directories only; a `!` before it takes back. Braces `{a,b}`
// are alternatives, as in other tools' `exclude`.
//
// Patterns are matched in time linear in their length (by a finite automaton,
// with shortcuts for literals and suffixes), so that no pattern of a stranger's
// repository can hang the run.
type Pattern struct {
	Negated bool // what matches is taken back
	dirOnly bool
	rooted  bool // matched against the whole path, else against the last part

	literal string // equal
	suffix  string // "*suffix"
	re      *regexp.Regexp
}

// Compile reads a pattern. The error says what is wrong, without the pattern.
func Compile(s string) (*Pattern, error) {
	p := &Pattern{}
	if strings.HasPrefix(s, "!") {
		p.Negated, s = true, s[1:]
	}
	if trimmed := strings.TrimRight(s, "/"); trimmed != s {
		p.dirOnly, s = true, trimmed
	}
	if s == "" {
		return nil, errors.New("empty pattern")
	}
	p.rooted = strings.Contains(s, "/")
	s = strings.TrimPrefix(s, "./")
	s = strings.TrimPrefix(s, "/")
	switch {
	case !strings.ContainsAny(s, `*?[\{`):
		p.literal = s
	case !p.rooted && s[0] == '*' && !strings.ContainsAny(s[1:], `*?[\{`):
		p.suffix = s[1:]
	default:
		expr, err := translate(s)
		if err != nil {
			return nil, err
		}
		if p.re, err = regexp.Compile(`\A(?s:` + expr + `)\z`); err != nil {
			return nil, errors.New("not a valid pattern")
		}
	}
	return p, nil
}

// Match says whether the pattern names a path relative to the pattern's base,
// slash-separated. It looks at the path itself; whoever walks a tree does not
// descend into what is excluded.
func (p *Pattern) Match(path string, isDir bool) bool {
	if p.dirOnly && !isDir {
		return false
	}
	if !p.rooted {
		path = path[strings.LastIndexByte(path, '/')+1:]
	}
	switch {
	case p.re != nil:
		return p.re.MatchString(path)
	case p.literal != "":
		return path == p.literal
	}
	return strings.HasSuffix(path, p.suffix)
}

// translate turns a glob into a regular expression.
func translate(glob string) (string, error) {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(glob); {
		switch c := glob[i]; c {
		case '*':
			n := stars(glob, i, &b)
			i += n
			continue
		case '?':
			b.WriteString(`[^/]`)
		case '[':
			n, err := class(glob[i:], &b)
			if err != nil {
				return "", err
			}
			i += n
			continue
		case '{':
			depth++
			b.WriteString(`(?:`)
		case '}':
			if depth == 0 {
				b.WriteString(`\}`)
				break
			}
			depth--
			b.WriteByte(')')
		case ',':
			if depth > 0 {
				b.WriteByte('|')
			} else {
				b.WriteByte(',')
			}
		case '\\':
			if i++; i == len(glob) {
				return "", errors.New("backslash at the end")
			}
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		}
		i++
	}
	if depth > 0 {
		return "", errors.New("unclosed {")
	}
	return b.String(), nil
}

// stars writes what the stars at glob[i] mean and returns how many bytes they take.
func stars(glob string, i int, b *strings.Builder) int {
	n := 1
	for i+n < len(glob) && glob[i+n] == '*' {
		n++
	}
	atStart := i == 0 || glob[i-1] == '/'
	end := i + n
	switch {
	case n == 2 && atStart && end < len(glob) && glob[end] == '/':
		b.WriteString(`(?:.*/)?`)
		return n + 1
	case n == 2 && atStart && end == len(glob):
		b.WriteString(`.*`)
	default:
		b.WriteString(`[^/]*`)
	}
	return n
}

// class writes a bracket expression and returns how many bytes it takes.
func class(s string, b *strings.Builder) (int, error) {
	i := 1
	negated := i < len(s) && (s[i] == '!' || s[i] == '^')
	if negated {
		i++
	}
	end := strings.IndexByte(s[min(i+1, len(s)):], ']') // a ] that comes first is a literal
	if end < 0 {
		return 0, errors.New("unclosed [")
	}
	end += i + 1
	b.WriteByte('[')
	if negated {
		b.WriteString(`^/`)
	}
	for _, c := range []byte(s[i:end]) {
		if strings.IndexByte(`[]\^&~`, c) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	b.WriteByte(']')
	return end + 1, nil
}

// Covers says whether the pattern names a file or a directory that holds it.
// The path is relative to the pattern's base.
func (p *Pattern) Covers(path string) bool {
	for i := range len(path) {
		if path[i] == '/' && p.Match(path[:i], true) {
			return true
		}
	}
	return p.Match(path, false)
}
