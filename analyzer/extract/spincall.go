package extract

import (
	"bytes"
	"strings"
)

// asks is the last names of calls that ask without waiting for an answer that
// others give.
var asks = set(`is_alive isAlive is_set isSet empty full qsize done running cancelled locked poll exists isfile isdir is_file is_dir
	getsize getmtime active_count activeCount enumerate current_thread time monotonic perf_counter process_time clock acquire sleep
	wait get_nowait put_nowait accept`)

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
// but ask.
func (s *scanner) mayProbe(name string) bool {
	if may, ok := s.probing[name]; ok {
		return may
	}
	if s.probing == nil {
		s.probing = map[string]bool{}
	}
	s.probing[name] = true // where it calls itself
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

// bodyProbes says whether nothing in the body of the def at start does more
// than ask: no line works, changes a part of an object or yields.
func (s *scanner) bodyProbes(start int) bool {
	l := lines{text: s.text, i: start, end: min(len(s.text), start+maxSpinBody)}
	if _, ok := l.header(); !ok {
		return true
	}
	indent, inner := indentation(s.text, start), -1
	for {
		text, at, inline, ok := l.next()
		depth := indentation(s.text, at)
		switch {
		case !ok || !inline && depth <= indent:
			return true
		case inner >= 0 && !inline && depth > inner || hasWord(text, "lambda"):
			continue
		}
		inner = -1
		if word := firstWord(text); word == "def" || word == "class" || hasWord(text, "async") {
			inner = depth
			continue
		}
		for _, part := range statements(text, depth) {
			if s.doesWork(part.text) || hasWord(part.text, "yield") || changesParts(part.text) {
				return false
			}
		}
	}
}

// changesParts says whether a statement deletes, or stores to an attribute or item.
func changesParts(text string) bool {
	word := firstWord(text)
	for _, p := range pairs(text) {
		if t := p.target; !compound[word] && !isName(t) && isIdent(t[0]) && !strings.Contains(t, " ") {
			return true
		}
	}
	return word == "del" && strings.ContainsAny(text, ".[")
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
