package extract

import "strings"

// simple says whether an idle way goes on behind a simple statement.
func (w *walk) simple(text string, on bool) bool {
	w.busy = w.busy || !doesNothing(text)
	if hasWord(text, "yield") || hasWord(text, "await") {
		w.suspends = w.suspends || !hasWord(text, "lambda")
	}
	if !on {
		return false
	}
	w.look(text)
	switch firstWord(text) {
	case "continue":
		w.again = true
		return false
	case "break", "return", "raise", "del":
		return false
	}
	all := pairs(text)
	if len(all) == 0 {
		return !w.scan.surelyWorks(text)
	}
	for _, p := range all {
		if w.scan.surelyWorks(p.value) || w.moves(p) {
			return false
		}
	}
	for _, p := range all {
		w.stores(p.target)
	}
	return true
}

// doesNothing says whether a statement may belong to a body that does nothing
// at all: pass, continue, a literal, sleep(0).
func doesNothing(text string) bool {
	switch {
	case isName(text), text == "...", strings.Contains(text, "sleep"):
		return true
	}
	return !isIdent(text[0]) || isDigit(text[0]) || strings.Contains("bBrRuU", text[:1]) && strings.HasSuffix(text, "''")
}

// look takes what a line on an idle way asks into account.
func (w *walk) look(text string) {
	w.seen = append(w.seen, text)
	w.vain = w.vain || w.scan.calls(text, func(name string) bool { return vain[name] })
	if hasWord(text, "for") || hasWord(text, "as") || hasWord(text, "lambda") || strings.Contains(text, ":=") {
		for _, word := range words(text) {
			w.stores(word)
		}
	}
}

// lookIf is look for a line that an idle way may come to, or not.
func (w *walk) lookIf(text string, on bool) {
	if on {
		w.look(text)
	}
}

// stores notes that the loop gives a name another value.
func (w *walk) stores(name string) {
	if w.stored == nil {
		w.stored = map[string]bool{}
	}
	w.stored[name] = true
}

// branches says whether a test may be idle where it holds, and where it does not.
func (s *scanner) branches(test string) (yes, no bool) {
	if word := firstWord(test); word == "if" || word == "elif" {
		test = test[len(word):]
	}
	test = unwrapped(test)
	if s.surelyWorks(test) {
		return false, false
	}
	yes, no = true, true
	for _, part := range operands(test, "and", "or") {
		yes = yes && !s.surelyWorks(part)
	}
	for _, part := range operands(test, "or", "and") {
		no = no && !s.surelyWorks(part)
	}
	return yes, no
}

// operands is what the operator word joins at the top of a test; nothing where
// it is not the outermost one.
func operands(test, word, other string) []string {
	var out []string
	from := 0
	for _, at := range topWords(test) {
		switch w := wordAt(test, at); w {
		case word:
			out = append(out, test[from:at])
			from = at + len(w)
		case other, "if", "lambda":
			return nil
		}
	}
	return append(out, test[from:])
}

// surelyWorks says whether a part of a line that is always evaluated makes a
// call that an idle round would not make.
func (s *scanner) surelyWorks(text string) bool {
	if hasWord(text, "if") || hasWord(text, "lambda") || hasWord(text, "for") {
		return false
	}
	for _, word := range [...]string{"and", "or"} {
		if at := wordIndex(text, word); at >= 0 {
			text = text[:at]
		}
	}
	return s.doesWork(text)
}

// A pair is one target of an assignment, and the value that it, or of which it
// takes a part.
type pair struct {
	target, value     string
	augmented, unpack bool
}

// pairs takes an assignment apart at its outermost = and op=; nil for other lines.
func pairs(text string) (out []pair) {
	if hasWord(text, "lambda") {
		return nil
	}
	from, signs, skip := 0, 0, false
	outside(text, func(i int) bool {
		if skip || text[i] != '=' || i == 0 {
			skip = false
			return true
		}
		if skip = i+1 < len(text) && text[i+1] == '='; skip {
			return true
		}
		if strings.IndexByte("<>!:", text[i-1]) >= 0 && (i < 2 || text[i-2] != text[i-1]) {
			return true
		}
		target := strings.TrimRight(text[from:i], "+-*/%&|^@<>")
		augmented := len(target) < i-from
		if at := colon(target); at >= 0 {
			target = target[:at]
		}
		parts := topSplit(target)
		for _, p := range parts {
			if p = strings.TrimSpace(p); p != "" {
				out = append(out, pair{target: p, augmented: augmented, unpack: len(parts) > 1})
			}
		}
		from = i + 1
		signs++
		return true
	})
	value := strings.TrimSpace(text[from:])
	parts := topSplit(value)
	for i := range out {
		out[i].value = value
		if signs == 1 && len(parts) > 1 && len(parts) == len(out) && !strings.Contains(text, "*") {
			out[i].value, out[i].unpack = strings.TrimSpace(parts[i]), false
		}
	}
	return out
}

// moves says whether a way that assigns so is no idle one, since each round
// leaves something else behind: a part of an object changed, i += 1, s = s[1:].
func (w *walk) moves(p pair) bool {
	switch t := p.target; {
	case !isIdent(t[0]) || strings.Contains(t, " "):
		return false
	case !isName(t):
		return t[len(t)-1] == ']' || p.augmented || p.unpack || !constant(p.value)
	case hasWord(p.value, "for") || p.unpack && len(topSplit(p.value)) > 1 || w.stored[t]:
		return false
	default:
		return (p.augmented || readsName(p.value, t)) && !w.countsAlong(t)
	}
}

// movesInside says the same of a line of a for loop, whose rounds may store
// nothing but constants and what they go over.
func (w *walk) movesInside(text string) bool {
	word := firstWord(text)
	if word == "del" {
		return true
	}
	for _, p := range pairs(text) {
		if !compound[word] && isIdent(p.target[0]) && !strings.Contains(p.target, " ") && (p.augmented || !p.unpack && !constant(p.value)) {
			return true
		}
	}
	return false
}

// countsAlong says whether a counter may stand beside a question: while i < 10
// and not done. It does not if a part of the loop's test that every round comes
// to reads it in another way.
func (w *walk) countsAlong(name string) bool {
	parts := operands(w.test, "and", "or")
	for _, part := range parts {
		if readsName(part, name) && !comparesName(part, name) && !hasWord(part, "for") {
			return false
		}
	}
	at := w.at
	for {
		if l, ok := w.peek(); !ok || l.depth <= w.indent {
			break
		}
		w.at++
	}
	w.at = at
	if w.cut || compared(w.test, name) {
		return true
	}
	for _, l := range w.read {
		if compared(l.text, name) {
			return true
		}
	}
	return false
}

// compared says whether a name may be compared as an operand of and or or.
func compared(text, name string) bool {
	return hasWord(text, name) && (hasWord(text, "and") || hasWord(text, "or")) && comparesName(text, name)
}

// comparesName says whether a name may stand in a text as one side of a comparison.
func comparesName(text, name string) bool {
	if !strings.ContainsAny(text, "<>=!") && !hasWord(text, "in") && !hasWord(text, "is") {
		return false
	}
	for i := 0; ; {
		at := wordIndex(text[i:], name)
		if at < 0 {
			return false
		}
		at += i
		i = at + len(name)
		before, after := strings.TrimRight(text[:at], " \t\r\n("), strings.TrimLeft(text[i:], " \t\r\n)")
		left := before == "" || strings.IndexByte("<>=", before[len(before)-1]) >= 0 || endsWithWord(before)
		right := after == "" || strings.IndexByte("<>=!", after[0]) >= 0 || isIdent(after[0])
		if left && right {
			return true
		}
	}
}

func endsWithWord(text string) bool {
	from := len(text)
	for from > 0 && isIdent(text[from-1]) {
		from--
	}
	return keywords[text[from:]]
}

// constant says whether a value may be a literal.
func constant(value string) bool {
	for _, word := range words(value) {
		if !keywords[word] {
			return false
		}
	}
	return true
}
