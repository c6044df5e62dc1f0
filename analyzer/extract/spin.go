package extract

import (
	"bytes"
	"strings"
)

// maxSpinBody is how many bytes of a loop's or function's body are looked at:
// what stands behind them is taken to be able to do anything. It keeps the
// pass linear.
const maxSpinBody = 4096

// maySpin looks at the while loop whose keyword begins at start: whether a rule
// about loops that wait by going round (threads.Spins) might find an idle way
// through it. The loop's lines are walked as that rule walks the graph, and a
// way ends at a line that surely is no idle one; the loop is cleared
//   - if no way leads back to its test,
//   - if its function is seen to be a coroutine or a generator,
//   - if nothing on the ways asks what others may change.
func (s *scanner) maySpin(start int) bool {
	w := walk{
		scan: s, lines: lines{text: s.text, i: start, end: min(len(s.text), start+maxSpinBody)},
		indent: indentation(s.text, start), outer: s.around(indentation(s.text, start)),
	}
	header, ok := w.lines.header()
	if !ok {
		return true
	}
	w.test = unwrapped(strings.TrimPrefix(header, "while"))
	if w.test == "0" || w.test == "False" || w.inCoroutine() {
		return false
	}
	w.look(w.test)
	if yes, _ := s.branches(w.test); !yes {
		return false
	}
	on := true
	for on || w.again {
		if line, ok := w.peek(); !ok || line.depth <= w.indent {
			break
		}
		on = w.statement(on)
	}
	switch {
	case w.suspends || !on && !w.again:
		return false
	}
	return !w.busy || w.asks()
}

// inCoroutine says whether the loop stands in an async def.
func (w *walk) inCoroutine() bool {
	if len(w.outer) == 0 {
		return false
	}
	before := bytes.TrimRight(w.scan.text[:w.outer[len(w.outer)-1]], " \t")
	return bytes.HasSuffix(before, []byte("async"))
}

// A walk goes once through the lines of a loop, in their order. Each of its
// methods takes whether the lines can be come to by an idle way, and says
// whether their end can.
type walk struct {
	scan   *scanner
	lines  lines
	indent int   // the loop's column
	outer  []int // where the functions around it begin
	test   string

	read     []line // the lines that were read
	at       int    // the one to look at
	cut      bool   // there may be more lines than can be read
	suspends bool   // a line yields or awaits

	seen   []string        // the tests and statements on the ways
	stored map[string]bool // the names that statements on the ways store to
	vain   bool            // one of them may raise because there is nothing to take
	again  bool            // a continue is come to
	in     *localNames     // the innermost function around the loop, once looked at
	looked bool
	busy   bool // the body does more than pass, continue or sleep
}

// A line is a simple statement, or the header of a compound one without its colon.
type line struct {
	text  string
	depth int
}

// peek is the next line; !ok behind the last one that can be read.
func (w *walk) peek() (line, bool) {
	for w.at >= len(w.read) {
		text, at, inline, ok := w.lines.next()
		if !ok {
			w.cut = w.cut || w.lines.i < len(w.lines.text)
			return line{}, false
		}
		depth := indentation(w.lines.text, at)
		if inline {
			depth = w.indent + 1
		}
		w.read = append(w.read, statements(text, depth)...)
	}
	return w.read[w.at], true
}

// statements splits a logical line; what stands behind a header's colon stands
// one column deeper.
func statements(text string, depth int) (out []line) {
	for compound[firstWord(text)] {
		at := colon(text)
		if at < 0 {
			break
		}
		out = append(out, line{strings.TrimSpace(text[:at]), depth})
		text = strings.TrimSpace(text[at+1:])
		depth++
	}
	for _, part := range strings.Split(text, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, line{part, depth})
		}
	}
	return out
}

var compound = set("if elif else for while try except finally with def class async match case")

// next takes the line if it is deeper than parent, or, with words, stands at
// that column and begins with one of them.
func (w *walk) next(depth int, words ...string) (string, bool) {
	l, ok := w.peek()
	if !ok || l.depth != depth {
		return "", false
	}
	for _, word := range words {
		if firstWord(l.text) == word {
			w.at++
			return l.text, true
		}
	}
	return "", false
}

// block walks the lines that stand deeper than the column depth.
func (w *walk) block(depth int, on bool) bool {
	for {
		if l, ok := w.peek(); !ok || l.depth <= depth {
			return on
		}
		on = w.statement(on)
	}
}

// skip passes the lines that stand deeper than the column depth.
func (w *walk) skip(depth int) {
	for {
		if l, ok := w.peek(); !ok || l.depth <= depth {
			return
		}
		w.at++
	}
}

func (w *walk) statement(on bool) bool {
	l := w.read[w.at]
	w.at++
	word := firstWord(l.text)
	switch word {
	case "def", "class":
		w.busy = true
		w.skip(l.depth)
		return on
	case "async":
		w.busy = true
		w.suspends = w.suspends || !hasWord(l.text, "def")
		w.skip(l.depth)
		return on
	case "if":
		return w.choice(l, on)
	case "try":
		return w.attempt(l.depth, on)
	case "for":
		return w.inner(l, on)
	case "while":
		// An inner loop is judged by itself: no way goes through it. One with a
		// comprehension in its test looks like another.
		w.lookIf(l.text, on)
		w.skip(l.depth)
		on = on && hasWord(l.text, "for")
		if _, ok := w.next(l.depth, "else"); ok {
			return w.block(l.depth, on)
		}
		return on
	case "match":
		if sub, ok := w.peek(); ok && sub.depth > l.depth && firstWord(sub.text) == "case" {
			return w.cases(l, on)
		}
	case "with":
		w.busy = true
		w.lookIf(l.text, on)
		return w.block(l.depth, on && !w.scan.doesWork(l.text))
	}
	return w.simple(l.text, on)
}

// choice walks an if with all that belongs to it.
func (w *walk) choice(l line, on bool) bool {
	w.busy = true
	out := false
	text := l.text
	for {
		w.lookIf(text, on)
		yes, no := w.scan.branches(text)
		out = w.block(l.depth, on && yes) || out
		on = on && no
		next, ok := w.next(l.depth, "elif", "else")
		switch {
		case !ok:
			return out || on
		case firstWord(next) == "else":
			return w.block(l.depth, on) || out
		}
		text = next
	}
}

// attempt walks a try with all that belongs to it. Its handlers are come to
// only from a call that finds nothing to take.
func (w *walk) attempt(depth int, on bool) bool {
	w.busy = true
	before := w.vain
	w.vain = false
	on = w.block(depth, on)
	raised, handled := w.vain, false
	caught := false
	for {
		text, ok := w.next(depth, "except")
		if !ok {
			break
		}
		caught = true
		w.lookIf(text, raised)
		handled = w.block(depth, raised) || handled
	}
	if _, ok := w.next(depth, "else"); ok {
		on = w.block(depth, on)
	}
	on = on || handled || raised && !caught && w.cut
	if _, ok := w.next(depth, "finally"); ok {
		on = w.block(depth, on)
	}
	w.vain = w.vain || before
	return on
}

// inner walks a for loop: it is part of a way as a whole, and only if no line
// of it is more than a question.
func (w *walk) inner(l line, on bool) bool {
	w.busy = true
	w.lookIf(l.text, on)
	on = on && !w.scan.doesWork(l.text)
	handler := -1
	for {
		sub, ok := w.peek()
		if !ok || sub.depth <= l.depth {
			break
		}
		w.at++
		if handler >= 0 && sub.depth > handler {
			continue
		}
		handler = -1
		switch word := firstWord(sub.text); {
		case word == "except":
			handler = sub.depth
		case word == "def" || word == "class" || word == "async":
			w.skip(sub.depth)
		default:
			w.lookIf(sub.text, on)
			on = on && !w.scan.doesWork(sub.text) && !w.movesInside(sub.text)
		}
	}
	if _, ok := w.next(l.depth, "else"); ok {
		return w.block(l.depth, on)
	}
	return on
}

// cases walks a match statement.
func (w *walk) cases(l line, on bool) bool {
	w.busy = true
	w.lookIf(l.text, on)
	out := on
	for {
		sub, ok := w.peek()
		if !ok || sub.depth <= l.depth {
			return out
		}
		w.at++
		w.lookIf(sub.text, on)
		out = w.block(sub.depth, on) || out
	}
}
