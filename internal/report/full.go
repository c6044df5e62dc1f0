package report

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
)

// frameWidth is how many columns of a line of source a frame shows; longer lines
// are cut around what is marked.
const frameWidth = 200

// spanLines is how many lines of one span a frame marks.
const spanLines = 5

// full is a frame for each finding: the line with the culprit marked, every
// reason marked in the same frame or one of its own, the timeline, and the fix.
func full(w *bufio.Writer, all *findings, s Style) {
	p := &painter{w: w, style: s, colours: palette(s)}
	for i := range all.items {
		p.finding(&all.items[i])
	}
}

// A painter draws frames.
type painter struct {
	w     *bufio.Writer
	style Style
	colours
	gutter int // digits of the widest line number of this finding
}

// A mark is what is underlined in one line.
type mark struct {
	line       int
	start, end int // cells, end exclusive; end < 0 = to the line's end
	label      string
	primary    bool
}

// finding draws one finding.
func (p *painter) finding(it *item) {
	level := it.Level()
	fmt.Fprintf(p.w, "%s%s %s\n", p.paint(p.level(level), fmt.Sprintf("%s[%s]", level, it.Rule.Name)), p.paint(p.bold, ":"),
		p.paint(p.bold, Sentence(it.Msg)))
	hunks := hunksOf(it)
	p.gutter = p.digits(it, hunks)
	marks := marksOf(it.place, it.Label, true)
	for _, n := range it.because {
		if n.beside(&it.place) {
			marks = append(marks, marksOf(n.place, n.msg, false)...)
		}
	}
	p.frame(it.place, marks, p.level(level))
	for _, n := range it.because {
		if !n.beside(&it.place) {
			p.frame(n.place, marksOf(n.place, n.msg, false), p.level(level))
		}
	}
	p.timeline(it.Timeline)
	p.fix(it, hunks)
	p.edge("=", p.paint(p.dim, fmt.Sprintf("%s: `threadlsp explain %s`; to silence: `# threadlsp: ignore[%s]`", it.Rule.Code, it.Rule.Name, it.Rule.Name)))
	p.w.WriteByte('\n')
}

// digits is the width of the line numbers.
func (p *painter) digits(it *item, hunks []hunk) int {
	last := it.line(max(it.start.Line, min(it.end.Line, it.start.Line+spanLines)))
	for _, n := range it.because {
		last = max(last, n.line(max(n.start.Line, min(n.end.Line, n.start.Line+spanLines))))
	}
	for _, h := range hunks {
		last = max(last, h.number(h.lines[len(h.lines)-1]), h.number(h.lines[0]))
	}
	return len(fmt.Sprint(last))
}

// marksOf marks a place, line by line. A long one is marked in its first line
// only, and its label says how far it goes.
func marksOf(at place, label string, primary bool) []mark {
	first, last := at.start.Line, at.end.Line
	if at.end.Column == 1 && last > first { // ends with a line end
		last--
		at.end.Column = 0
	}
	label = Sentence(label)
	if last-first >= spanLines {
		if label != "" {
			label += " "
		}
		return []mark{{first, at.start.Column - 1, -1, fmt.Sprintf("%s(to line %d)", label, at.line(last)), primary}}
	}
	var out []mark
	for line := first; line <= last; line++ {
		m := mark{line: line, start: 0, end: -1, primary: primary}
		if line == first {
			m.start = at.start.Column - 1
		}
		if line == last {
			m.end, m.label = at.end.Column-1, label
		}
		out = append(out, m)
	}
	return out
}

// edge writes a line that belongs to no line of source.
func (p *painter) edge(sign, text string) {
	fmt.Fprintf(p.w, "%*s %s %s\n", p.gutter, "", p.paint(p.rail, sign), text)
}

// rule is an empty line of a frame.
func (p *painter) rule() {
	fmt.Fprintf(p.w, "%*s %s\n", p.gutter, "", p.paint(p.rail, "|"))
}

// frame draws lines of one file with their marks. level is the colour of its culprit.
func (p *painter) frame(at place, marks []mark, level string) {
	fmt.Fprintf(p.w, "%*s%s %s\n", p.gutter, "", p.paint(p.rail, "-->"), p.style.linked(at.path, Path(at.path)+at.spot()))
	if at.file == nil {
		return
	}
	p.rule()
	lines := []int{}
	for _, m := range marks {
		lines = append(lines, m.line)
		if m.primary && m.line == at.start.Line && m.line > at.first {
			lines = append(lines, m.line-1)
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	for i, n := range lines {
		if i > 0 && n > lines[i-1]+1 {
			if n == lines[i-1]+2 {
				p.line(at, n-1, nil, level)
			} else {
				p.w.WriteString(p.paint(p.rail, "...") + "\n")
			}
		}
		p.line(at, n, marks, level)
	}
	p.rule()
}

// line draws one line of source and the marks in it, each in a row of its own:
// the culprit's first.
func (p *painter) line(at place, n int, all []mark, level string) {
	text := cells(string(at.file.Line(n)))
	var marks []mark
	for _, m := range all {
		if m.line == n {
			marks = append(marks, m)
		}
	}
	focus := 0
	if len(marks) > 0 {
		focus = marks[0].start
	}
	from, to := window(text, focus)
	shownText, lead, tail := text[from:to], "", ""
	if from > 0 {
		lead = "…"
	}
	if to < len(text) {
		tail = "…"
	}
	row := fmt.Sprintf("%*d %s %s%s%s", p.gutter, at.line(n), p.paint(p.rail, "|"), lead, join(shownText), tail)
	p.w.WriteString(strings.TrimRight(row, " ") + "\n")
	for _, m := range marks {
		p.mark(m, text, from, to, len(lead) > 0, level)
	}
}

// window is the cells that are shown of a line: all, or those around focus.
func window(text []cell, focus int) (from, to int) {
	if columns(text) <= frameWidth {
		return 0, len(text)
	}
	focus = min(focus, len(text))
	from = focus
	for room := frameWidth / 3; from > 0 && room > 0; {
		from--
		room -= text[from].width
	}
	to = from
	for room := frameWidth; to < len(text) && room > 0; to++ {
		room -= text[to].width
	}
	return from, to
}

// mark draws one row of carets or dashes with its label.
func (p *painter) mark(m mark, text []cell, from, to int, led bool, level string) {
	if m.end < 0 {
		m.end = len(text)
	}
	if m.start == 0 { // a line inside a span: not its indentation
		for m.start < m.end && m.start < len(text) && strings.TrimSpace(text[m.start].text) == "" {
			m.start++
		}
	}
	start := min(max(m.start, from), to)
	end := min(max(m.end, start), to)
	pad := columns(text[from:start])
	if led {
		pad++
	}
	sign, colour := "-", p.rail
	if m.primary {
		sign, colour = "^", level
	}
	row := strings.Repeat(sign, max(columns(text[start:end]), 1))
	if m.label != "" {
		row += " " + m.label
	}
	fmt.Fprintf(p.w, "%*s %s %*s%s\n", p.gutter, "", p.paint(p.rail, "|"), pad, "", p.paint(colour, row))
}

// timeline draws who runs when.
func (p *painter) timeline(lines []string) {
	if len(lines) == 0 {
		return
	}
	p.edge("=", "timeline:")
	for _, l := range lines {
		p.edge("|", "  "+Sentence(l))
	}
	p.rule()
}

// A hunk is lines of a diff, at least one.
type hunk struct {
	lines []fix.Line
	cell  int // of a notebook, as in place
	first int
}

// number is a line's number as people count it: in its cell.
func (h *hunk) number(l fix.Line) int { return l.Number - h.first + 1 }

// hunksOf is the finding's fix as a diff, where it can be shown.
func hunksOf(it *item) (out []hunk) {
	if it.Fix == nil || it.file == nil {
		return nil
	}
	hunks, err := fix.Diff(it.file, it.Fix.Edits)
	if err != nil {
		return nil // then its title stands alone
	}
	for _, lines := range hunks {
		if len(lines) > 0 {
			cell, first, _ := it.file.Page(lines[0].Number)
			out = append(out, hunk{lines, cell, first})
		}
	}
	return out
}

// dedented is what stands in the document before a line of an indented block of
// Markdown, which the analysed text does not have.
func dedented(f *source.File, l fix.Line) string {
	before, _ := strings.CutSuffix(string(f.Line(l.Number)), l.Text)
	if f.Cell == 0 || strings.TrimSpace(before) != "" {
		return ""
	}
	return before
}

// fix draws the fix.
func (p *painter) fix(it *item, hunks []hunk) {
	if it.Fix == nil {
		return
	}
	p.edge("=", p.paint(p.bold, fixKind(it.Fix)+":")+" "+Sentence(it.Fix.Title))
	for i, h := range hunks {
		if i > 0 {
			p.w.WriteString(p.paint(p.rail, "...") + "\n")
		}
		indent := ""
		if h.cell != it.cell {
			p.edge("|", fmt.Sprintf("in cell %d:", h.cell))
		}
		for _, l := range h.lines {
			if l.Op != '+' {
				indent = dedented(it.file, l)
			}
			text := cells(indent + l.Text)
			from, to := window(text, 0)
			tail := ""
			if to < len(text) {
				tail = "…"
			}
			colour, sign := "", "|"
			switch l.Op {
			case '-':
				colour, sign = p.red, "-"
			case '+':
				colour, sign = p.green, "+"
			}
			row := fmt.Sprintf("%s %s", sign, join(text[from:to])+tail)
			fmt.Fprintf(p.w, "%*d %s\n", p.gutter, h.number(l), p.paint(colour, strings.TrimRight(row, " ")))
		}
	}
	if len(hunks) > 0 {
		p.rule()
	}
	for _, or := range it.OrFixes {
		p.edge("=", p.paint(p.bold, "or "+fixKind(or)+":")+" "+Sentence(or.Title))
	}
}
