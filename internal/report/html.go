package report

import (
	"bufio"
	_ "embed"
	"html/template"
	"slices"
	"strings"
)

//go:embed html.tmpl
var htmlText string

// htmlPage escapes by context: nothing in a name or a line of source is markup.
var htmlPage = template.Must(template.New("report").Parse(htmlText))

// What the page shows, by rule, by file.
type (
	htmlReport struct {
		Version, Tally string
		Rules          []htmlRule
		Skipped        []string
	}
	htmlRule struct {
		Name, Code, Summary string
		Count               int
		Files               []htmlFile
	}
	htmlFile struct {
		Path     string
		Findings []htmlFinding
	}
	htmlFinding struct {
		Level, Msg string
		Frames     []htmlFrame // the culprit's, then the reasons'
		Timeline   string
		FixTitle   string
		Diff       []htmlLine
	}
	htmlFrame struct {
		Side  string // the thread of this frame and of those behind it, before the first of its frames
		Path  string
		Line  int
		Msg   string
		Lines []htmlLine
	}
	htmlLine struct {
		Number               int
		Class                string // of a diff: "plus", "minus" or ""
		Before, Mark, Behind string
	}
)

// htmlContext is how many lines stand around what a frame marks.
const htmlContext = 2

// html is one page that needs nothing else.
func html(w *bufio.Writer, all *findings, s Style) {
	page := htmlReport{Version: s.Version, Tally: "No findings"}
	if len(all.items) > 0 {
		page.Tally = tally(all.parts)
	}
	items := slices.Clone(all.items) // by path and place
	slices.SortStableFunc(items, func(a, b item) int { return strings.Compare(a.Rule.Code, b.Rule.Code) })
	for i := range items {
		page.add(&items[i], s)
	}
	for _, p := range all.parts {
		for _, x := range p.Result.Skipped {
			page.Skipped = append(page.Skipped, Path(p.Path(x.Path))+": "+Sentence(x.Reason))
		}
	}
	// The writer keeps its error, and the template has no other.
	_ = htmlPage.Execute(w, page)
}

// add puts a finding below its rule and file.
func (r *htmlReport) add(it *item, s Style) {
	if n := len(r.Rules); n == 0 || r.Rules[n-1].Name != it.Rule.Name {
		summary, _ := s.help(it.Rule)
		r.Rules = append(r.Rules, htmlRule{Name: it.Rule.Name, Code: it.Rule.Code, Summary: summary})
	}
	rule := &r.Rules[len(r.Rules)-1]
	rule.Count++
	if n := len(rule.Files); n == 0 || rule.Files[n-1].Path != Path(it.path) {
		rule.Files = append(rule.Files, htmlFile{Path: Path(it.path)})
	}
	file := &rule.Files[len(rule.Files)-1]
	file.Findings = append(file.Findings, htmlFindingOf(it))
}

func htmlFindingOf(it *item) htmlFinding {
	f := htmlFinding{Level: it.Level().String(), Msg: Sentence(it.Msg), Frames: []htmlFrame{htmlFrameOf(it.place, it.Label)}}
	for i, s := range it.sides() {
		first := len(f.Frames)
		for _, b := range s.reasons {
			f.Frames = append(f.Frames, htmlFrameOf(b.place, b.msg))
		}
		if i == 0 {
			first = 0
		}
		f.Frames[first].Side = Sentence(s.thread)
	}
	for _, l := range it.Timeline {
		f.Timeline += Printable(l) + "\n"
	}
	for _, h := range hunksOf(it) {
		for _, l := range h.lines {
			class := map[byte]string{'+': "plus", '-': "minus"}[l.Op]
			f.Diff = append(f.Diff, htmlLine{Number: h.number(l), Class: class, Before: htmlCode(l.Text)})
		}
	}
	if len(f.Diff) > 0 {
		f.FixTitle = fixKind(it.Fix) + ": " + Sentence(it.Fix.Title)
	}
	return f
}

// htmlFrameOf is a place with the lines around it.
func htmlFrameOf(at place, msg string) htmlFrame {
	fr := htmlFrame{Path: Path(at.path) + at.in(), Line: at.line(at.start.Line), Msg: Sentence(msg)}
	if at.file == nil {
		return fr
	}
	last := min(max(at.end.Line, at.start.Line), at.start.Line+spanLines)
	for n := max(at.first, at.start.Line-htmlContext); n <= min(last+htmlContext, at.last); n++ {
		line := []rune(string(at.file.Line(n)))
		from, to := 0, 0
		if n >= at.start.Line && n <= last {
			to = len(line)
			if n == at.start.Line {
				from = min(at.start.Column-1, to)
			}
			if n == at.end.Line {
				to = min(max(at.end.Column-1, from), to)
			}
		}
		fr.Lines = append(fr.Lines, htmlLine{
			Number: at.line(n), Before: htmlCode(string(line[:from])), Mark: htmlCode(string(line[from:to])), Behind: htmlCode(string(line[to:])),
		})
	}
	return fr
}

// htmlCode is code as the page shows it.
func htmlCode(s string) string {
	return middle(Printable(strings.ReplaceAll(s, "\t", "    ")), frameWidth)
}
