package refactor

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// Placeholder stands where the reason belongs, until somebody writes it.
const Placeholder = "reason"

// noqaCodes is a noqa comment with codes, one of them ours at least.
var noqaCodes = regexp.MustCompile(`(?i)#\s*noqa:\s*((?:[A-Z]+[0-9]+[,\s]+)*TH[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)`)

// Disable silences a rule where a finding stands: the comment is put on the
// first line of its span or, where that one can hold no comment, on its last.
// One that silences already gets the name as well. ok is false where neither
// line can hold a comment.
func (l *Lines) Disable(span source.Span, rule *analyzer.Rule, reason string) (c Change, ok bool) {
	line := l.at(span.Start)
	if !line.open {
		line = l.at(max(span.End, span.Start+1) - 1)
	}
	if !line.open {
		return c, false
	}
	c.Title = fmt.Sprintf("Disable %s for this line", rule.Name)
	c.Edits = []analyzer.Edit{silencer(l.text, line.end, line.comment, rule, reason)}
	return c, true
}

// silencer is the edit of a line that ends at end and whose comment, if there is
// one, begins at comment.
func silencer(text []byte, end, comment int, rule *analyzer.Rule, reason string) analyzer.Edit {
	if comment < 0 {
		return insert(uint32(end), "  # threadlsp: ignore["+rule.Name+"] "+reason)
	}
	line := text[comment:end]
	const word = "threadlsp: ignore["
	if i := bytes.Index(line, []byte(word)); i >= 0 {
		if j := bytes.IndexByte(line[i:], ']'); j >= 0 {
			return insert(uint32(comment+i+j), ", "+rule.Name)
		}
	}
	if m := noqaCodes.FindSubmatchIndex(line); m != nil {
		return insert(uint32(comment+m[3]), ", "+rule.Code)
	}
	// The old comment becomes the reason.
	return insert(uint32(comment), "# threadlsp: ignore["+rule.Name+"]  ")
}

// codingLine is a line that must stay among the first two (PEP 263).
var codingLine = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+`)

// DisableFile silences a rule in the whole file: in the comment that does so
// for others already, else in a new one at or behind from, where the first line
// of the file's text that is free for it begins.
func DisableFile(text []byte, from uint32, f *threads.File, rule *analyzer.Rule) Change {
	c := Change{Title: fmt.Sprintf("Disable %s for this file", rule.Name)}
	for i := range directives(f) {
		if d := &f.Directives[i]; d.Kind == facts.IgnoreFile && len(d.Names) > 0 {
			c.Edits = []analyzer.Edit{insert(d.Names[len(d.Names)-1].Span.End, ", "+rule.Name)}
			return c
		}
	}
	c.Edits = []analyzer.Edit{insert(firstFree(text, from), "# threadlsp: ignore-file["+rule.Name+"] "+Placeholder+eolOf(text))}
	return c
}

// directives is the comments of a file that speak to threadlsp; none where it was not parsed.
func directives(f *threads.File) []facts.Directive {
	if f == nil {
		return nil
	}
	return f.Directives
}

// firstFree is the first line, at or behind from, that a comment may be put
// before: a byte order mark, #! and a coding line keep their places.
func firstFree(text []byte, from uint32) uint32 {
	at := int(from)
	if at == 0 && bytes.HasPrefix(text, []byte("\ufeff")) {
		at = len("\ufeff")
	}
	for n := range 2 {
		end := indexEOL(text, at)
		line := text[at:end]
		if end == len(text) || !(n == 0 && bytes.HasPrefix(line, []byte("#!")) || codingLine.Match(line)) {
			break
		}
		at = behindEOL(text, end)
	}
	return uint32(at)
}

// Enable is the changes that let rules speak again that a comment on the lines
// of the selection silences. Comments that only silence what is not there are
// findings of their own (idle holds their spans), with a fix that says so.
func Enable(text []byte, sel source.Span, f *threads.File, rules []*analyzer.Rule, idle []source.Span) []Change {
	begin, end := lineStart(text, sel.Start), uint32(indexEOL(text, int(sel.End)))
	var out []Change
	for i := range directives(f) {
		d := &f.Directives[i]
		if !onLines(text, d, begin, end) || covered(idle, d.Span) {
			continue
		}
		if d.All && d.Kind != facts.Noqa {
			out = append(out, Change{Title: "Enable all rules again", Edits: dropComment(text, d)})
		}
		for j, n := range d.Names {
			r := analyzer.RuleNamed(rules, n.Name)
			if r == nil || covered(idle, n.Span) {
				continue
			}
			out = append(out, Change{Title: fmt.Sprintf("Enable %s again", r.Name), Edits: dropName(text, d, j)})
		}
	}
	return out
}

// onLines says whether a comment silences what stands on the lines from begin
// to end, or is one of those lines itself.
func onLines(text []byte, d *facts.Directive, begin, end uint32) bool {
	switch d.Kind {
	case facts.IgnoreLine, facts.Noqa, facts.IgnoreFile, facts.Off:
		return begin <= d.Span.Start && d.Span.Start <= end
	case facts.IgnoreNextLine: // the line below is the usual place; elsewhere the comment itself is
		next := behindEOL(text, indexEOL(text, int(d.Span.End)))
		return begin <= uint32(next) && d.Span.Start <= end
	}
	return false
}

func covered(spans []source.Span, s source.Span) bool {
	for _, x := range spans {
		if x.Start <= s.Start && s.End <= x.End {
			return true
		}
	}
	return false
}

// dropName removes one name with the comma beside it, or the comment with its last name.
func dropName(text []byte, d *facts.Directive, j int) []analyzer.Edit {
	if len(d.Names) == 1 {
		return dropComment(text, d)
	}
	s := d.Names[j].Span
	if j+1 < len(d.Names) {
		s.End = d.Names[j+1].Span.Start
	} else {
		s.Start = d.Names[j-1].Span.End
	}
	return []analyzer.Edit{{Span: s}}
}

// dropComment removes a comment with the blanks before it, or its line where
// nothing else stands there.
func dropComment(text []byte, d *facts.Directive) []analyzer.Edit {
	s := d.Span
	for s.Start > 0 && (text[s.Start-1] == ' ' || text[s.Start-1] == '\t') {
		s.Start--
	}
	begin, end := lineStart(text, s.Start), indexEOL(text, int(s.End))
	switch rest := strings.TrimLeft(string(text[s.End:end]), " \t"); {
	case rest == "" && s.Start == begin:
		s.End = uint32(behindEOL(text, end))
	case rest == "":
		s.End = uint32(end)
	default: // another comment follows on the line
		s.Start = d.Span.Start
		s.End = uint32(end - len(rest))
	}
	return []analyzer.Edit{{Span: s}}
}

// Lines is the lines of a text, and where each can hold a comment. Strings are read as
// Python does, but not the fields of an f-string: those may hold the same quotes since
// 3.12, and such a line is at worst offered no comment.
type Lines struct {
	text []byte
	all  []line
}

// A line of a text.
type line struct {
	eol     int  // where its line end begins
	end     int  // trailing blanks excluded
	comment int  // where its comment begins, -1 for none
	open    bool // it can hold one: it ends neither within a string nor in a backslash
}

// NewLines reads a text once, however many comments it is to get.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text}
	start, comment := 0, -1
	ends := func(at int, open bool) { // the line at hand
		end := start + len(bytes.TrimRight(text[start:at], " \t\f"))
		l.all = append(l.all, line{at, end, comment, open})
		start, comment = at+1, -1
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			ends(i, true)
		case comment >= 0:
		case c == '#':
			comment = i
		case c == '\\' && i+1 < len(text) && (text[i+1] == '\n' || text[i+1] == '\r'):
			i++
			ends(i, false)
		case c == '"' || c == '\'':
			stop := stringEnd(text, i)
			for eol := indexEOL(text[:stop], i); eol < stop; eol = indexEOL(text[:stop], start) {
				ends(eol, false)
			}
			i = stop - 1
		}
	}
	ends(len(text), true)
	return l
}

// at is the line that holds an offset.
func (l *Lines) at(off uint32) line {
	i := sort.Search(len(l.all)-1, func(i int) bool { return l.all[i].eol >= int(off) })
	return l.all[i]
}

// stringEnd is the offset behind the string that opens at i; a string that its
// line does not close ends there.
func stringEnd(text []byte, i int) int {
	quote := text[i : i+1]
	triple := i+2 < len(text) && text[i+1] == quote[0] && text[i+2] == quote[0]
	if triple {
		quote = text[i : i+3]
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
		case !triple && (text[j] == '\n' || text[j] == '\r'):
			return j
		case text[j] == quote[0] && (!triple || strings.HasPrefix(string(text[j:min(j+3, len(text))]), string(quote))):
			return j + len(quote)
		}
	}
	return len(text)
}
