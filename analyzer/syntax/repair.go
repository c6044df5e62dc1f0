package syntax

import (
	"bytes"
	"sort"

	"threadlsp/analyzer/source"
)

// An edit replaces del bytes at an offset of the original text. The tree is
// made of the edited text and its offsets are mapped back.
type edit struct {
	at, del uint32
	ins     string
	what    string // for people; "" where the text is valid Python
}

// A proposer collects the edits that a broken text suggests. Each comes from a
// defect that no valid Python has, or is one of the forms that the grammar is
// too old for; parse keeps what makes the tree better.
type proposer struct {
	text  []byte
	lines []logical
	edits []edit
}

// proposals is the edits for a text, sorted, not overlapping: those that read
// valid Python, and those that mend invalid Python.
func proposals(text []byte) (valid, invalid []edit) {
	tokens := lex(text)
	p := &proposer{text: text, lines: logicalLines(text, tokens)}
	for i := range p.lines {
		line := &p.lines[i]
		p.templates(line)
		p.exceptWithoutParentheses(line)
		p.typeDefaults(line)
		p.dedentedContinuation(line)
		p.starredTuple(line)
		if i+1 < len(p.lines) {
			p.dedentedComment(line, &p.lines[i+1])
		}
	}
	valid, p.edits = p.edits, nil
	for i := range p.lines {
		p.missing(&p.lines[i], i)
	}
	invalid = p.edits
	return ordered(valid), ordered(invalid)
}

// ordered sorts edits and drops those that overlap an earlier one.
func ordered(edits []edit) []edit {
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].at < edits[j].at })
	kept := edits[:0]
	end := uint32(0)
	for _, e := range edits {
		if e.at >= end {
			kept = append(kept, e)
			end = e.at + e.del
		}
	}
	return kept
}

// word is the text of token k of a line if it is a word, else "".
func (p *proposer) word(line *logical, k int) string {
	if k >= 0 && k < len(line.tokens) && line.tokens[k].kind == lexWord {
		return string(p.text[line.tokens[k].start:line.tokens[k].end])
	}
	return ""
}

// is says whether token k of a line is the operator or bracket c.
func (p *proposer) is(line *logical, k int, c byte) bool {
	if k >= len(line.tokens) {
		return false
	}
	t := line.tokens[k]
	return t.kind != lexWord && t.kind != lexString && t.kind != lexNewline && p.text[t.start] == c
}

// keyword is the keyword that begins a line, and its token, async skipped.
func (p *proposer) keyword(line *logical) (string, int) {
	if p.word(line, 0) == "async" {
		return p.word(line, 1), 1
	}
	return p.word(line, 0), 0
}

// templates reads t-strings (PEP 750) as f-strings.
func (p *proposer) templates(line *logical) {
	for _, t := range line.tokens {
		if c := p.text[t.start]; t.kind != lexString || c == '"' || c == '\'' {
			continue
		}
		prefix := p.text[t.start : t.start+uint32(bytes.IndexAny(p.text[t.start:t.end], `"'`))]
		if i := bytes.IndexAny(prefix, "tT"); i >= 0 {
			p.edits = append(p.edits, edit{at: t.start + uint32(i), del: 1, ins: "f"})
		}
	}
}

// exceptWithoutParentheses puts them around "except A, B:" (PEP 758).
func (p *proposer) exceptWithoutParentheses(line *logical) {
	if p.word(line, 0) != "except" || len(line.open) > 0 {
		return
	}
	first := 1
	if p.is(line, first, '*') {
		first++
	}
	comma, depth := false, 0
	for k := first; k < len(line.tokens); k++ {
		switch t := line.tokens[k]; {
		case t.kind == lexOpen:
			depth++
		case t.kind == lexClose:
			depth--
		case depth > 0:
		case p.is(line, k, ','):
			comma = true
		case p.word(line, k) == "as":
			return
		case p.is(line, k, ':'):
			if comma && k > first {
				p.edits = append(p.edits, edit{at: line.tokens[first].start, ins: "("}, edit{at: line.tokens[k-1].end, ins: ")"})
			}
			return
		}
	}
}

// typeDefaults blanks the defaults of type parameters (PEP 696): they are
// evaluated lazily, if at all.
func (p *proposer) typeDefaults(line *logical) {
	word, k := p.keyword(line)
	if word != "def" && word != "class" && word != "type" || !p.is(line, k+2, '[') {
		return
	}
	depth, from := 0, -1
	blank := func(end int) {
		if from >= 0 {
			start, stop := line.tokens[from].start, line.tokens[end-1].end
			p.edits = append(p.edits, edit{start, stop - start, blanks(p.text[start:stop]), ""})
		}
		from = -1
	}
	for k += 2; k < len(line.tokens); k++ {
		switch t := line.tokens[k]; {
		case t.kind == lexOpen:
			depth++
		case t.kind == lexClose:
			if depth--; depth == 0 {
				blank(k)
				return
			}
		case depth == 1 && p.is(line, k, '=') && from < 0:
			from = k
		case depth == 1 && p.is(line, k, ','):
			blank(k)
		}
	}
}

// blanks is as many spaces as text has bytes; line ends stay.
func blanks(text []byte) string {
	b := bytes.Repeat([]byte(" "), len(text))
	for i, c := range text {
		if c == '\n' || c == '\r' {
			b[i] = c
		}
	}
	return string(b)
}

// dedentedContinuation indents the lines within brackets that stand further
// left than their statement: the grammar's scanner ends the block there.
func (p *proposer) dedentedContinuation(line *logical) {
	if line.indent == 0 || len(line.open) > 0 {
		return
	}
	for k := 1; k < len(line.tokens); k++ {
		if line.tokens[k-1].kind != lexNewline || line.tokens[k].kind == lexNewline {
			continue
		}
		at := line.tokens[k].start
		if n := line.indent - indentation(p.text, int(at)); n > 0 {
			p.edits = append(p.edits, edit{at: at, ins: string(bytes.Repeat([]byte(" "), n))})
		}
	}
}

// starredTuple puts parentheses around the tuple of "yield a, *[b]". The grammar
// knows it without, but in a long text the parser may drop the reading that is
// right: which of several it follows depends on all that came before.
func (p *proposer) starredTuple(line *logical) {
	if w := p.word(line, 0); w != "yield" && w != "return" || len(line.open) > 0 || len(line.tokens) < 2 {
		return
	}
	starred, depth := false, 0
	for k := 1; k < len(line.tokens); k++ {
		switch t := line.tokens[k]; {
		case t.kind == lexOpen:
			depth++
		case t.kind == lexClose:
			depth--
		case depth > 0:
		case p.is(line, k, ';'):
			return
		case p.is(line, k, ',') && p.is(line, k+1, '*'):
			starred = true
		}
	}
	if starred {
		p.edits = append(p.edits, edit{at: line.tokens[1].start, ins: "("}, edit{at: line.tokens[len(line.tokens)-1].end, ins: ")"})
	}
}

// dedentedComment indents the comments between a decorator and what it stands
// before: the grammar's scanner ends the block at one further left.
func (p *proposer) dedentedComment(line, next *logical) {
	if line.indent == 0 || !p.is(line, 0, '@') {
		return
	}
	from, to := int(line.tokens[len(line.tokens)-1].end), int(next.tokens[0].start)
	for at := from; at < to; at++ {
		if p.text[at] != '#' {
			continue
		}
		begin := bytes.LastIndexAny(p.text[:at], "\r\n") + 1
		if n := line.indent - indentation(p.text, at); n > 0 && begin > from && len(bytes.TrimLeft(p.text[begin:at], " \t\f")) == 0 {
			p.edits = append(p.edits, edit{at: uint32(at), ins: string(bytes.Repeat([]byte(" "), n))})
		}
		if end := bytes.IndexAny(p.text[at:to], "\r\n"); end >= 0 {
			at += end
		}
	}
}

// missing mends what a line lacks or has too much of.
func (p *proposer) missing(line *logical, i int) {
	last := len(line.tokens) - 1
	colon := p.missingColon(line, i)
	end := line.tokens[last].end
	p.brackets(line)
	p.parameters(line)
	p.operands(line)
	for k, t := range line.tokens {
		if !t.broken || p.triple(t) {
			continue
		}
		at, quote := p.quoteEnd(t, line.open)
		p.edits = append(p.edits, edit{at: at, ins: quote, what: "unclosed string"})
		if k != last {
			continue
		}
		// What the quote leaves behind it closes the brackets.
		rest := bytes.TrimSpace(p.text[at:t.end])
		for len(rest) > 0 && len(line.open) > 0 && rest[0] == closer(line.open[len(line.open)-1]) {
			rest, line.open = rest[1:], line.open[:len(line.open)-1]
		}
		colon = colon && !bytes.HasSuffix(rest, []byte(":"))
	}
	if n := len(line.open); n > 0 {
		at := end
		if word, _ := p.keyword(line); headers[word] && p.is(line, last, ':') {
			at, colon = line.tokens[last].start, false // def f(a:
		}
		closers := make([]byte, 0, n)
		for k := n - 1; k >= 0; k-- {
			closers = append(closers, closer(line.open[k]))
		}
		p.edits = append(p.edits, edit{at: at, ins: string(closers), what: "missing '" + string(closers) + "'"})
	}
	if colon {
		p.edits = append(p.edits, edit{at: end, ins: ":", what: "missing ':'"})
	}
}

// brackets mends closing brackets that are wrong, too many, or come too early.
func (p *proposer) brackets(line *logical) {
	var open []byte
	for _, t := range line.tokens {
		switch t.kind {
		case lexOpen:
			open = append(open, p.text[t.start])
		case lexClose:
			c := p.text[t.start]
			pop, missing := pair(open, c)
			switch {
			case pop == 0:
				p.edits = append(p.edits, edit{t.start, 1, " ", "unmatched '" + string(c) + "'"})
			case missing != "":
				p.edits = append(p.edits, edit{at: t.start, ins: missing, what: "missing '" + missing + "'"})
			case closer(open[len(open)-1]) != c:
				right := string(closer(open[len(open)-1]))
				p.edits = append(p.edits, edit{t.start, 1, right, "'" + string(c) + "' in place of '" + right + "'"})
			}
			open = open[:len(open)-pop]
		}
	}
}

// parameters inserts the parentheses of "def walk:".
func (p *proposer) parameters(line *logical) {
	word, k := p.keyword(line)
	if word == "def" && p.word(line, k+1) != "" && !p.is(line, k+2, '(') && !p.is(line, k+2, '[') {
		p.edits = append(p.edits, edit{at: line.tokens[k+1].end, ins: "()", what: "missing '()'"})
	}
}

// placeholder stands for an operand that is not there. In the tree it is an
// identifier without text; its statement counts as damaged.
const placeholder = "_"

// dangling is the keywords behind which an expression or a name must follow.
var dangling = map[string]bool{
	"and": true, "or": true, "not": true, "in": true, "is": true, "if": true, "elif": true, "while": true,
	"import": true, "from": true, "with": true, "del": true, "assert": true, "as": true, "await": true,
}

// operands inserts a placeholder where an operator has nothing to its right, at
// the end of the line or before a closing bracket: "self.", "x =", "target=)".
func (p *proposer) operands(line *logical) {
	for k, t := range line.tokens {
		end := k == len(line.tokens)-1
		if !end && line.tokens[k+1].kind != lexClose && !p.is(line, k+1, ',') && !p.is(line, k+1, ':') {
			continue
		}
		wants := false
		switch {
		case t.kind == lexWord:
			wants = dangling[p.word(line, k)]
		case t.kind == lexOther:
			wants = p.wantsOperand(line, k, end)
		}
		if wants {
			p.edits = append(p.edits, edit{at: t.end, ins: " " + placeholder, what: "unfinished expression"})
		}
	}
}

// wantsOperand says whether the operator k cannot stand where it stands, being
// the last of the line or not.
func (p *proposer) wantsOperand(line *logical, k int, end bool) bool {
	switch p.text[line.tokens[k].start] {
	case '.':
		// Not "...", nor "1."
		w := p.word(line, k-1)
		return w != "" && (w[0] < '0' || w[0] > '9') || k > 0 && line.tokens[k-1].kind == lexClose
	case '+', '-', '%', '&', '|', '^', '<', '>', '~':
		return true
	case '=':
		return !p.is(line, k+1, '=')
	case '/':
		return end // a parameter list may hold one
	case '*':
		return end && p.word(line, k-1) != "import" // as above
	}
	return false
}

// triple says whether a string token has three quotes.
func (p *proposer) triple(t token) bool {
	open := int(t.start) + bytes.IndexAny(p.text[t.start:t.end], `"'`)
	return openString(p.text, int(t.start), open).triple
}

// quoteEnd is where an unclosed string's quote was meant, and the quote: at the
// line's end, but before the brackets and the colon that end the statement.
func (p *proposer) quoteEnd(t token, open []byte) (uint32, string) {
	text := p.text[t.start:t.end]
	first := bytes.IndexAny(text, `"'`)
	end := len(bytes.TrimRight(text, " \t\r"))
	if end > first+1 && text[end-1] == ':' && len(open) > 0 {
		end--
	}
	for i := 0; i < len(open) && end > first+1 && text[end-1] == closer(open[i]); i++ {
		end--
	}
	quote := string(text[first])
	if isFormat(text[:first]) && bytes.Count(text, []byte("{")) > bytes.Count(text, []byte("}")) {
		quote = "}" + quote
	}
	return t.start + uint32(end), quote
}

// missingColon says whether a line is a header without its colon.
func (p *proposer) missingColon(line *logical, i int) bool {
	word, _ := p.keyword(line)
	switch {
	case headers[word]:
	case word == "match":
		if !line.deeper || i+1 == len(p.lines) || p.word(&p.lines[i+1], 0) != "case" {
			return false
		}
	case word == "case":
		if !line.deeper {
			return false
		}
	default:
		return false
	}
	depth, lambdas := 0, 0
	for k, t := range line.tokens {
		switch {
		case t.kind == lexOpen:
			depth++
		case t.kind == lexClose:
			depth--
		case depth > 0:
		case p.word(line, k) == "lambda":
			lambdas++
		case p.is(line, k, ':') && !p.is(line, k+1, '='):
			if lambdas == 0 {
				return false
			}
			lambdas--
		}
	}
	return true
}

// apply is the edited text, with a spare byte of capacity for parse.
func apply(text []byte, edits []edit) []byte {
	out := make([]byte, 0, len(text)+64*len(edits)+1)
	from := uint32(0)
	for _, e := range edits {
		out = append(out, text[from:e.at]...)
		out = append(out, e.ins...)
		from = e.at + e.del
	}
	return append(out, text[from:]...)
}

// unmap turns the tree's offsets in the edited text into offsets of the original.
func (t *Tree) unmap(edits []edit) {
	if len(edits) == 0 {
		return
	}
	starts := make([]uint32, len(edits)) // of each edit's text in the edited one
	shift := 0
	for i, e := range edits {
		starts[i] = uint32(int(e.at) + shift)
		shift += len(e.ins) - int(e.del)
	}
	back := func(off uint32) uint32 {
		i := sort.Search(len(starts), func(i int) bool { return starts[i] > off }) - 1
		if i < 0 {
			return off
		}
		e, into := edits[i], off-starts[i]
		if n := uint32(len(e.ins)); into >= n {
			return e.at + e.del + into - n
		}
		return e.at + min(into, e.del)
	}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		n.Start, n.End = back(n.Start), back(n.End)
	}
}

// repairs is the edits as the user is told of them.
func repairs(edits []edit) []Repair {
	var out []Repair
	for _, e := range edits {
		out = append(out, Repair{source.Span{Start: e.at, End: e.at + e.del}, e.what, e.what == ""})
	}
	return out
}
