package extract

import (
	"bytes"
	"strings"
)

// maxSpinBody is how many bytes of a loop's body are looked at: a loop that is
// not cleared within them may spin. It keeps the pass linear.
const maxSpinBody = 4096

// maySpin looks at the while loop whose keyword begins at start. A loop is
// cleared by a statement that every round through it executes (it stands
// directly in the body, before any continue) and that makes the round no idle
// one, whatever the rest does: a yield or await; a break, return or raise; a
// counter that the test reads; a call that reads, writes or takes away. It is
// cleared, too, where nothing in it could be waited for: no probe, no body that
// does nothing, no state of others in its test.
func (s *scanner) maySpin(start int) bool {
	l := lines{text: s.text, i: start, end: min(len(s.text), start+maxSpinBody)}
	test, ok := l.header()
	if !ok {
		return true
	}
	test = strings.TrimPrefix(test, "while")
	if !hasWord(test, "and") && !hasWord(test, "or") && s.doesWork(test) {
		return false
	}
	w := waiting{shared: sharedTest(test), probes: s.probes(test)}
	indent := indentation(s.text, start)
	body, skips := -1, false
	for {
		line, at, inline, ok := l.next()
		if !ok {
			return w.maySpin()
		}
		depth := indentation(s.text, at)
		switch {
		case inline:
			depth = indent + 1
		case depth <= indent:
			return w.maySpin()
		}
		if body < 0 {
			body = depth
		}
		for _, part := range strings.Split(line, ";") {
			part = strings.TrimSpace(part)
			if depth == body && !skips && s.clears(part, test) {
				return false
			}
			skips = skips || hasWord(part, "continue")
			w.look(s, part)
		}
	}
}

// A waiting is what speaks for a loop being one that waits.
type waiting struct {
	shared bool // its test may read what others change
	probes bool // it asks without waiting, or calls a function of the file, which may
	busy   bool // it does something else than ask
}

func (w *waiting) maySpin() bool { return w.probes || w.shared && !w.busy || !w.busy }

// look takes one statement into account.
func (w *waiting) look(s *scanner, line string) {
	w.probes = w.probes || s.probes(line)
	switch first, _, _ := strings.Cut(line, " "); strings.TrimRight(first, ":") {
	case "pass", "continue", "...", "break", "if", "elif", "else", "try", "except", "return", "global", "nonlocal":
	default:
		counts := strings.Contains(line, "+= 1") || strings.Contains(line, "-= 1")
		w.busy = w.busy || line != "" && line[0] != '"' && line[0] != '\'' && !counts
	}
}

// sharedTest says whether a test may read what another thread changes: an
// attribute, or a bare flag.
func sharedTest(test string) bool {
	return strings.Contains(test, ".") || hasWord(test, "not") || hasWord(test, "True") || isName(strings.TrimSpace(test))
}

// asks is the last names of calls that ask without waiting for an answer that
// others give.
var asks = set(`is_alive isAlive is_set isSet empty full qsize done running cancelled locked poll exists isfile isdir is_file is_dir
	getsize getmtime active_count activeCount enumerate current_thread time monotonic perf_counter process_time clock acquire sleep
	wait get_nowait put_nowait accept`)

// probes says whether a line asks without waiting, or calls a function that
// this file defines.
func (s *scanner) probes(line string) bool {
	return s.calls(line, func(name string) bool {
		return asks[name] || !idle[name] && s.mayProbe(name)
	})
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

// clears says whether a simple statement makes a round no idle one.
func (s *scanner) clears(line, test string) bool {
	first, _, _ := strings.Cut(line, " ")
	first, _, _ = strings.Cut(first, "(")
	switch first {
	case "yield", "await", "break", "return", "raise":
		return true
	case "if", "while", "for", "try", "with", "elif", "else", "except", "finally", "def", "class", "async", "match", "case", "lambda":
		return false
	}
	if hasWord(line, "if") || hasWord(line, "and") || hasWord(line, "or") || hasWord(line, "lambda") || hasWord(line, "for") {
		return false // what follows may not be evaluated in this round
	}
	if target, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(value, "=") && !strings.Contains(target, "(") {
		target = strings.TrimRight(target, " +-*/<>&|%^@")
		value = strings.TrimSpace(value)
		if hasWord(value, "await") || hasWord(value, "yield") {
			return true
		}
		// i += 1, n //= 5 or s = s[1:] where the test is about local names alone.
		augmented := strings.ContainsAny(line[len(target):len(line)-len(value)], "+-*/<>&|%^@")
		if isName(target) && (augmented || hasWord(value, target)) && plainTest(test) && hasWord(test, target) {
			return true
		}
		// node = node.next
		if isName(target) && strings.HasPrefix(value, target+".") && !strings.Contains(value, "(") && hasWord(test, target) {
			return true
		}
		line = value
	}
	return s.doesWork(line)
}

// plainTest says whether a test is made of comparisons of names, numbers, items
// and lengths: nothing that another thread is asked.
func plainTest(test string) bool {
	test = strings.ReplaceAll(test, "len(", "(")
	for _, w := range [...]string{"not", "is", "in", "True"} {
		if hasWord(test, w) {
			return false
		}
	}
	for i := range len(test) {
		if c := test[i]; c == '.' || (c == '(' && i > 0 && isIdent(test[i-1])) {
			return false
		}
	}
	return strings.ContainsAny(test, "<>=")
}

// idle is the last names of calls that a round which only waits may make: they
// ask without waiting, compute, or wait in vain (sleep(0), get(block=False)).
// Any other call makes a round no idle one, unless this file defines it: then
// it may be one of these in disguise.
var idle = set(`is_alive isAlive is_set isSet empty full qsize done running cancelled locked poll exists isfile isdir is_file
	is_dir getsize getmtime stat active_count activeCount enumerate current_thread time monotonic perf_counter process_time clock
	acquire sleep wait get get_nowait put_nowait recv recvfrom recv_into accept ready put setblocking settimeout task_done
	len int float str bool abs min max sum isinstance issubclass getattr hasattr any all range zip list tuple dict set id repr
	type sorted reversed round ord chr format keys values items copy strip lower upper startswith endswith returncode`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// doesWork says whether a line that every round executes makes a call that an
// idle round would not make.
func (s *scanner) doesWork(line string) bool {
	return s.calls(line, func(name string) bool {
		return name == "print" || !idle[name] && !s.mayProbe(name)
	})
}

// mayProbe says whether a function of this file with that name may do nothing
// but ask: one that makes any call which an idle round would not make does more.
// What it calls of this file counts as asking.
func (s *scanner) mayProbe(name string) bool {
	if may, ok := s.probing[name]; ok {
		return may
	}
	if s.probing == nil {
		s.probing = map[string]bool{}
	}
	may, def := false, []byte("def "+name+"(")
	for at := bytes.Index(s.text, def); at >= 0 && !may; {
		may = s.bodyProbes(at)
		next := bytes.Index(s.text[at+len(def):], def)
		if next < 0 {
			break
		}
		at += len(def) + next
	}
	s.probing[name] = may
	return may
}

// bodyProbes says whether nothing in the body of the def at start does more than ask.
func (s *scanner) bodyProbes(start int) bool {
	l := lines{text: s.text, i: start, end: min(len(s.text), start+maxSpinBody)}
	if _, ok := l.header(); !ok {
		return true
	}
	indent := indentation(s.text, start)
	for {
		line, at, inline, ok := l.next()
		if !ok || !inline && indentation(s.text, at) <= indent {
			return true
		}
		if s.calls(line, func(name string) bool {
			return name == "print" || !idle[name] && !bytes.Contains(s.text, []byte("def "+name+"("))
		}) {
			return false
		}
	}
}

// calls says whether a line calls something whose last name is as asked.
func (s *scanner) calls(line string, is func(name string) bool) bool {
	for i := 1; i < len(line); i++ {
		if line[i] != '(' || !isIdent(line[i-1]) {
			continue
		}
		from := i
		for from > 0 && isIdent(line[from-1]) {
			from--
		}
		switch name := line[from:i]; name {
		case "while", "if", "elif", "not", "and", "or", "in", "is", "assert", "return", "yield", "await", "del", "lambda", "else", "except":
		default:
			if is(name) {
				return true
			}
		}
	}
	return false
}

const identBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

func isName(s string) bool { return s != "" && strings.Trim(s, identBytes) == "" }

// hasWord says whether w stands in s as a word.
func hasWord(s, w string) bool {
	for i := 0; ; {
		at := strings.Index(s[i:], w)
		if at < 0 {
			return false
		}
		at += i
		end := at + len(w)
		if (at == 0 || !isIdent(s[at-1])) && (end == len(s) || !isIdent(s[end])) {
			return true
		}
		i = end
	}
}

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
