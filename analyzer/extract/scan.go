package extract

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Summary is what a byte pass knows of a file that may never be parsed.
type Summary struct {
	// Imports is the dotted names after import and from, with the leading dots
	// of relative ones; from a import b gives a and a.b, since b may be a
	// module. Sorted, without repetition.
	Imports []string
	// Idents is the sorted hashes (IdentHash) of all identifiers, of those in
	// f-strings, and of the parts of strings that are a dotted name.
	Idents []uint32
	// Loop says that a while loop may spin; false only where none can.
	Loop bool
	// Lazy says that a function may make something on first use and let others
	// come to it too early; not more than a hint.
	Lazy bool
	// Odd says that some byte stands where no Python has it: the text is worth
	// a look for that alone, since whoever named the file Python should know.
	Odd bool
}

// IdentHash is the hash of an identifier: FNV-1a, 32 bits.
func IdentHash(name string) uint32 {
	h := uint32(fnvOffset)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint32(name[i])) * fnvPrime
	}
	return h
}

const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// Scan is the byte pass over a file. It reads tokens, not grammar: what it
// says to be absent is absent, what it says to be present may not be.
func Scan(text []byte) Summary {
	s := scanner{text: text, fresh: true, imports: map[string]struct{}{}}
	s.run()
	var out Summary
	out.Idents = s.seen.sorted()
	for name := range s.imports {
		out.Imports = append(out.Imports, name)
	}
	slices.Sort(out.Imports)
	out.Loop = s.loop
	out.Lazy = s.lazy
	out.Odd = s.odd || bytes.HasPrefix(text, []byte("\ufeff")) // of two byte order marks one is text
	return out
}

// A scanner is the state of one pass.
type scanner struct {
	text    []byte
	i       int
	fresh   bool // a statement may begin here
	depth   int  // open brackets
	loop    bool
	lazy    bool
	odd     bool
	seen    hashSet
	imports map[string]struct{}
	probing map[string]bool // by name of a function of the file: whether it may only ask
	fixed   map[string]bool // by name: no global or nonlocal statement has it
	defs    []int           // where the functions around the place that is read begin
}

func (s *scanner) run() {
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == ' ':
			s.i++
		case isIdent(c) && !isDigit(c):
			s.word()
		case c == '#':
			s.comment()
		case c == '\n' || c == '\r':
			s.fresh = s.fresh || s.depth == 0
			s.i++
		case c == '\\':
			s.odd = s.odd || s.i+1 < len(s.text) && s.text[s.i+1] != '\n' && s.text[s.i+1] != '\r'
			s.i = min(s.i+2, len(s.text))
		case c == '"' || c == '\'':
			s.quoted(s.i, false)
			s.fresh = false
		case c == '(' || c == '[' || c == '{':
			s.depth++
			s.fresh = false
			s.i++
		case c == ')' || c == ']' || c == '}':
			s.depth = max(s.depth-1, 0)
			s.i++
		case c == ';' || c == ':':
			s.fresh = true
			s.i++
		case isDigit(c):
			for s.i < len(s.text) && isIdent(s.text[s.i]) {
				s.i++
			}
			s.fresh = false
		default:
			s.odd = s.odd || c == 0 || c == '$' || c == '?' || c == '`' || s.fresh && (c == '<' || c == '>') ||
				c == '!' && s.i+1 < len(s.text) && s.text[s.i+1] != '='
			if c != '\t' && c != '\f' {
				s.fresh = false
			}
			s.i++
		}
	}
}

func (s *scanner) comment() {
	for s.i < len(s.text) && s.text[s.i] != '\n' && s.text[s.i] != '\r' {
		s.i++
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isIdent says whether a byte may be part of an identifier; all non-ASCII bytes may.
func isIdent(c byte) bool { return identTable[c] }

var identTable = func() (t [256]bool) {
	for c := range t {
		b := byte(c)
		t[c] = b == '_' || b >= utf8.RuneSelf || isDigit(b) || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')
	}
	return t
}()

// word reads an identifier, keyword or prefix of a string.
func (s *scanner) word() {
	start, h, ascii := s.i, uint32(fnvOffset), true
	for ; s.i < len(s.text) && isIdent(s.text[s.i]); s.i++ {
		c := s.text[s.i]
		h, ascii = (h^uint32(c))*fnvPrime, ascii && c < utf8.RuneSelf
	}
	w := s.text[start:s.i]
	if s.i < len(s.text) && (s.text[s.i] == '"' || s.text[s.i] == '\'') && len(w) <= 3 {
		if p := strings.ToLower(string(w)); strings.Trim(p, "rbuft") == "" {
			s.quoted(s.i, strings.ContainsAny(p, "ft"))
			s.fresh = false
			return
		}
	}
	if ascii {
		s.seen.add(h)
	} else {
		s.ident(w)
	}
	fresh := s.fresh
	s.fresh = false
	// Where brackets are left open by mistake, a keyword at a line's start still
	// begins a statement.
	if !fresh && s.depth > 0 && s.lineStart(start) {
		fresh = true
	}
	if !fresh {
		return
	}
	switch string(w) {
	case "import":
		s.importNames()
	case "from":
		s.fromImport()
	case "async":
		s.fresh = true // a def may follow
	case "def":
		s.defs = append(s.around(indentation(s.text, start)), start)
	case "while":
		s.loop = s.loop || s.maySpin(start)
	case "return":
		s.lazy = s.lazy || s.madeOnFirstUse(start)
	}
}

// around is where the functions begin that a statement at that column stands in.
func (s *scanner) around(indent int) []int {
	n := len(s.defs)
	for n > 0 && indentation(s.text, s.defs[n-1]) >= indent {
		n--
	}
	return s.defs[:n]
}

func (s *scanner) lineStart(at int) bool {
	for at > 0 && (s.text[at-1] == ' ' || s.text[at-1] == '\t') {
		at--
	}
	return at == 0 || s.text[at-1] == '\n' || s.text[at-1] == '\r'
}

func (s *scanner) ident(w []byte) {
	h := uint32(fnvOffset)
	for _, c := range w {
		if c >= utf8.RuneSelf {
			s.seen.add(IdentHash(identifier(w)))
			return
		}
		h = (h ^ uint32(c)) * fnvPrime
	}
	s.seen.add(h)
}

// idents notes every identifier of a stretch.
func (s *scanner) idents(b []byte) {
	for i := 0; i < len(b); {
		if !isIdent(b[i]) || isDigit(b[i]) {
			i++
			continue
		}
		start := i
		for i < len(b) && isIdent(b[i]) {
			i++
		}
		s.ident(b[start:i])
	}
}

// quoted skips the string whose quote stands at i. An f-string's identifiers
// count; so do those of a string that is nothing but a dotted name, which may
// be meant for getattr, __all__ or an import by name, and those of a string
// without its end, which may be code.
func (s *scanner) quoted(i int, holes bool) {
	start, end, next := s.extent(i)
	body := s.text[start:end]
	if holes || end == next || isDotted(body) {
		s.idents(body)
	}
	s.i = next
}

// extent is where the text of the string whose quote stands at i begins and
// ends, and what follows it.
func (s *scanner) extent(i int) (start, end, next int) {
	quote := s.text[i : i+1]
	if rest := s.text[i:]; len(rest) >= 3 && rest[1] == rest[0] && rest[2] == rest[0] {
		end, next = s.closing(i+3, rest[:3], true)
		return i + 3, end, next
	}
	end, next = s.closing(i+1, quote, false)
	return i + 1, end, next
}

// closing finds the end of a string: where its text ends, and what follows it.
// A short string ends at its line's end even without its quote.
func (s *scanner) closing(i int, quote []byte, long bool) (end, next int) {
	for i < len(s.text) {
		switch c := s.text[i]; {
		case c == '\\':
			i += 2
			if !long && i <= len(s.text) && i >= 2 && s.text[i-1] == '\r' && i < len(s.text) && s.text[i] == '\n' {
				i++
			}
			continue
		case c == quote[0] && bytes.HasPrefix(s.text[i:], quote):
			return i, i + len(quote)
		case !long && (c == '\n' || c == '\r'):
			return i, i
		}
		i++
	}
	return len(s.text), len(s.text)
}

func isDotted(b []byte) bool {
	if len(b) == 0 || len(b) > 80 {
		return false
	}
	for _, c := range b {
		if !isIdent(c) && c != '.' {
			return false
		}
	}
	return true
}

// blanks skips blanks, continued lines and, in parentheses, line ends and comments.
func (s *scanner) blanks(lines bool) {
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == ' ' || c == '\t' || c == '\f':
			s.i++
		case c == '\\' && s.i+1 < len(s.text) && (s.text[s.i+1] == '\n' || s.text[s.i+1] == '\r'):
			s.i += 2
			if s.i < len(s.text) && s.text[s.i-1] == '\r' && s.text[s.i] == '\n' {
				s.i++
			}
		case lines && (c == '\n' || c == '\r'):
			s.i++
		case lines && c == '#':
			s.comment()
		default:
			return
		}
	}
}

// dotted reads a dotted name, leading dots included, and notes its identifiers.
func (s *scanner) dotted(lines bool) string {
	var out []byte
	for {
		s.blanks(lines)
		start := s.i
		for s.i < len(s.text) && (s.text[s.i] == '.' || isIdent(s.text[s.i])) {
			s.i++
		}
		part := s.text[start:s.i]
		out = append(out, part...)
		s.idents(part)
		mark := s.i
		s.blanks(lines)
		if len(part) == 0 || s.i >= len(s.text) {
			return string(out)
		}
		// a . b is one name, and so is a.b; after a name only a dot goes on.
		if s.text[s.i] != '.' && !(part[len(part)-1] == '.' && isIdent(s.text[s.i]) && !s.keyword("import")) {
			s.i = mark
			return string(out)
		}
	}
}

// keyword says whether a keyword stands here.
func (s *scanner) keyword(k string) bool {
	rest := s.text[s.i:]
	return bytes.HasPrefix(rest, []byte(k)) && (len(rest) == len(k) || !isIdent(rest[len(k)]))
}

func (s *scanner) importNames() {
	for {
		name := s.dotted(false)
		if name != "" {
			s.imports[name] = struct{}{}
		}
		s.alias(false)
		if s.i >= len(s.text) || s.text[s.i] != ',' {
			return
		}
		s.i++
	}
}

// alias reads `as name` if it stands here.
func (s *scanner) alias(lines bool) {
	s.blanks(lines)
	if s.keyword("as") {
		s.i += len("as")
		s.dotted(lines)
		s.blanks(lines)
	}
}

func (s *scanner) fromImport() {
	module := s.dotted(false)
	if module == "" {
		return
	}
	s.blanks(false)
	if !s.keyword("import") {
		return
	}
	s.i += len("import")
	s.imports[module] = struct{}{}
	prefix := module
	if !strings.HasSuffix(module, ".") {
		prefix += "."
	}
	s.blanks(false)
	lines := s.i < len(s.text) && s.text[s.i] == '('
	if lines {
		s.i++
	}
	for {
		if name := s.dotted(lines); name != "" {
			s.imports[prefix+name] = struct{}{}
		}
		s.alias(lines)
		if s.i >= len(s.text) || s.text[s.i] != ',' {
			break
		}
		s.i++
	}
	if lines && s.i < len(s.text) && s.text[s.i] == ')' {
		s.i++
	}
}
