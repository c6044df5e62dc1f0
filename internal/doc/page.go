// Package doc reads the one page of prose that each rule and each concept has,
// and makes of it what the editor, the terminal and the README say.
package doc

import (
	"errors"
	"fmt"
	"strings"
)

// headings are the fixed sections of a rule's page, in their order. Those that
// are optional may be left out, none may be added.
var headings = []struct {
	name     string
	optional bool
}{
	{"Why it is wrong", false},
	{"Wrong", false},
	{"Right", false},
	{"When it is not a bug", false},
	{"What it cannot see", false},
	{"References", true},
}

// A Page is a rule's documentation, read. The sections are Markdown without
// their heading and without blank lines around.
type Page struct {
	Name, Code string // from the title
	Summary    string // one paragraph, in one line
	Why        string
	Wrong      string
	Right      string
	NotABug    string
	CannotSee  string
	References string
	Markdown   string // the whole page as it stands
}

// ParseRule reads a rule's page: `# name (CODE)`, the summary, then the fixed
// headings in their order. The error says what is missing or not known.
func ParseRule(page []byte) (*Page, error) {
	title, lead, sections, err := split(string(page))
	if err != nil {
		return nil, err
	}
	name, rest, ok := strings.Cut(title, " (")
	code, closed := strings.CutSuffix(rest, ")")
	if !ok || !closed || name == "" || code == "" {
		return nil, fmt.Errorf("the title is %q, not `# name (CODE)`", title)
	}
	if lead == "" {
		return nil, errors.New("no summary below the title")
	}
	p := &Page{Name: name, Code: code, Summary: unwrap(lead), Markdown: string(page)}
	into := []*string{&p.Why, &p.Wrong, &p.Right, &p.NotABug, &p.CannotSee, &p.References}
	next := 0
	for _, s := range sections {
		for next < len(headings) && headings[next].name != s.title {
			if !headings[next].optional {
				return nil, fmt.Errorf("heading %q where %q belongs", s.title, headings[next].name)
			}
			next++
		}
		if next == len(headings) {
			return nil, fmt.Errorf("heading %q is not among the fixed ones, or out of order", s.title)
		}
		if s.body == "" {
			return nil, fmt.Errorf("nothing below %q", s.title)
		}
		*into[next] = s.body
		next++
	}
	for ; next < len(headings); next++ {
		if !headings[next].optional {
			return nil, fmt.Errorf("no heading %q", headings[next].name)
		}
	}
	return p, nil
}

// Hover is what an editor shows of the rule below a finding, in Markdown: the
// summary alone, or for readers who learn the reason and a right way as well: one,
// since a hover is small.
func (p *Page) Hover(long bool) string {
	if !long {
		return p.Summary
	}
	text := p.Summary + "\n\n" + p.Why
	if right := Blocks(p.Right); len(right) > 0 {
		text += "\n\n**Right**\n\n```python\n" + WithoutMarkers(right[0]) + "```"
	}
	return text
}

// A Concept is a page that teaches a construct.
type Concept struct {
	Name     string
	Lead     string // the first paragraph as it stands: the hover, at most 6 lines
	Markdown string
}

// ParseConcept reads a concept's page: `# name`, then the paragraph that is the hover.
func ParseConcept(page []byte) (*Concept, error) {
	title, lead, _, err := split(string(page))
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(lead, "\n\n")
	if first == "" {
		return nil, errors.New("no paragraph below the title")
	}
	if n := strings.Count(first, "\n") + 1; n > 6 {
		return nil, fmt.Errorf("the first paragraph has %d lines, a hover 6 at most", n)
	}
	return &Concept{Name: title, Lead: first, Markdown: string(page)}, nil
}

// A section is a `## heading` and what is below it.
type section struct{ title, body string }

// split cuts a page at its headings. Code blocks may hold lines that look like one.
func split(page string) (title, lead string, sections []section, err error) {
	inCode := false
	var body []string
	flush := func() {
		text := strings.Trim(strings.Join(body, "\n"), "\n")
		if len(sections) == 0 {
			lead = text
		} else {
			sections[len(sections)-1].body = text
		}
		body = nil
	}
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "```") {
			inCode = !inCode
		}
		switch {
		case !inCode && title == "" && strings.HasPrefix(line, "# "):
			title = line[2:]
		case !inCode && strings.HasPrefix(line, "## "):
			flush()
			sections = append(sections, section{title: line[3:]})
		case title == "" && line != "":
			return "", "", nil, errors.New("text before the title `# ...`")
		default:
			body = append(body, line)
		}
	}
	flush()
	if inCode {
		return "", "", nil, errors.New("a code block is not closed")
	}
	if title == "" {
		return "", "", nil, errors.New("no title `# ...`")
	}
	return title, lead, sections, nil
}

// unwrap makes one line of the first paragraph.
func unwrap(text string) string {
	first, _, _ := strings.Cut(text, "\n\n")
	return strings.Join(strings.Fields(first), " ")
}

// Blocks returns the text of each fenced Python block of a section.
func Blocks(section string) []string {
	var out []string
	var b strings.Builder
	in := false
	for line := range strings.Lines(section + "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case !in && trimmed == "```python":
			in = true
		case in && trimmed == "```":
			in = false
			out = append(out, b.String())
			b.Reset()
		case in:
			b.WriteString(line)
		}
	}
	return out
}

// WithoutMarkers is an example without the comments that only its test reads:
// `# want ...`, `# want-note ...`, `# want-fixed`, `# run: ...`.
func WithoutMarkers(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		if i := marker(line); i >= 0 {
			end := strings.TrimRight(line[:i], " ")
			if end == "" {
				continue
			}
			line = end + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

// marker is where a test's marker begins in a line, or -1.
func marker(line string) int {
	first := -1
	for _, m := range []string{"# want ", "# want-note ", "# want-fixed", "# run: "} {
		if i := strings.Index(line, m); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}
