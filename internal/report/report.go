// Package report prints findings: one file a format. It decides nothing about
// them. Whatever stands in a name, a path or a line of source is shown so that
// it can neither steer a terminal nor speak to a CI runner.
package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// A Part is what the check of one project found.
type Part struct {
	Result *analyzer.Result
	Path   func(doc string) string // how a document's path, or a skipped one, is shown to the user
	Aside  []analyzer.Finding      // that a baseline knows: not among the Result's
}

// A Style is how a report looks, and what it tells of the tool.
type Style struct {
	Colour  bool
	Link    func(path string) string                               // the address of a shown path, "" for none; nil = no links
	Version string                                                 // of threadlsp, as `threadlsp version` names it
	Help    func(*analyzer.Rule) (summary string, markdown string) // what a rule's page says; nil = nothing
}

// help is what a rule's page says.
func (s Style) help(r *analyzer.Rule) (summary, markdown string) {
	if s.Help == nil {
		return r.Name, ""
	}
	return s.Help(r)
}

// A Printer writes findings in one format. The error is the writer's.
type Printer func(w io.Writer, parts []Part, s Style) error

// A format is a name and how it is written.
type format struct {
	name  string
	print func(*bufio.Writer, *findings, Style)
	bare  bool // the closing summary is not wanted beside it
}

// formats are in the order of the documentation; the first is the default.
var formats = []format{
	{"full", full, false}, {"concise", concise, false}, {"json", jsonWhole, true}, {"jsonl", jsonl, true}, {"sarif", sarif, true},
	{"github", github, false}, {"gitlab", gitlab, true}, {"junit", junit, true}, {"html", html, true}, {"markdown", markdown, true},
}

// Formats are the names of all formats; the first is the default.
func Formats() []string {
	out := make([]string, len(formats))
	for i, f := range formats {
		out[i] = f.name
	}
	return out
}

// ByName returns the printer of a format; false if there is none of that name.
func ByName(name string) (Printer, bool) {
	for _, f := range formats {
		if f.name == name {
			return func(w io.Writer, parts []Part, s Style) error {
				b := bufio.NewWriterSize(w, 64<<10) // keeps the first error
				f.print(b, &findings{items(parts), parts}, s)
				return b.Flush()
			}, true
		}
	}
	return nil, false
}

// Bare says whether a format is read by machines, which get nothing but it.
func Bare(name string) bool {
	return slices.ContainsFunc(formats, func(f format) bool { return f.name == name && f.bare })
}

// The findings of a run, and the rest of what it says.
type findings struct {
	items []item
	parts []Part
}

// A place is a span as people see it.
type place struct {
	path       string // as shown to the user, not yet printable
	file       *source.File
	span       source.Span
	start, end source.Position // of the document, end exclusive
	cell       int             // of a notebook, from 1; 0 in another file
	first      int             // line of the document from which lines are counted
	last       int             // the last one that belongs to them
}

// in is the cell as part of a path, as other linters write it.
func (p *place) in() string {
	if p.cell == 0 {
		return ""
	}
	return fmt.Sprintf(":cell %d", p.cell)
}

// line is a line of the document as people count it: in its cell.
func (p *place) line(n int) int { return n - p.first + 1 }

// spot is what stands behind a path: ":3:1", or ":cell 2:3:1".
func (p *place) spot() string {
	return fmt.Sprintf("%s:%d:%d", p.in(), p.line(p.start.Line), p.start.Column)
}

// words is the line in a sentence.
func (p *place) words() string {
	if p.cell == 0 {
		return fmt.Sprintf("line %d", p.start.Line)
	}
	return fmt.Sprintf("cell %d, line %d", p.cell, p.line(p.start.Line))
}

// beside says whether two places are shown in one frame.
func (p *place) beside(o *place) bool { return p.path == o.path && p.cell == o.cell }

// onDisk is the place for who looks at the file as it is: lines of a notebook's JSON.
func (p *place) onDisk() (start, end source.Position) {
	if p.cell == 0 {
		return p.start, p.end
	}
	return p.file.OnDisk(p.span.Start), p.file.OnDisk(p.span.End)
}

// A reason is a note with its place.
type reason struct {
	place
	msg    string
	thread string // who is there; "" = the finding's own
}

// A side is the reasons of one thread, in their order.
type side struct {
	thread  string // "" where there is no other, or nobody knows
	reasons []reason
}

// An item is a finding with its places.
type item struct {
	*analyzer.Finding
	place
	because  []reason
	silenced string // the comment that silences it; "" for none
	aside    bool   // a baseline knows it
}

// items resolves the findings of all parts and sorts them by shown path, place and rule.
func items(parts []Part) []item {
	var out []item
	for _, p := range parts {
		for i := range p.Result.Findings {
			out = append(out, p.item(&p.Result.Findings[i]))
		}
	}
	sortItems(out)
	return out
}

// silenced resolves the findings that comments silence or a baseline knows, in the same order.
func silenced(parts []Part) []item {
	var out []item
	for _, p := range parts {
		for i := range p.Result.Silenced {
			x := &p.Result.Silenced[i]
			it := p.item(&x.Finding)
			if it.file != nil {
				it.silenced = string(it.file.Text[x.Comment.Start:x.Comment.End])
			}
			out = append(out, it)
		}
		for i := range p.Aside {
			it := p.item(&p.Aside[i])
			it.aside = true
			out = append(out, it)
		}
	}
	sortItems(out)
	return out
}

// item resolves a finding.
func (p Part) item(f *analyzer.Finding) item {
	it := item{Finding: f, place: p.at(f.Path, f.Span)}
	for _, n := range f.Because {
		it.because = append(it.because, reason{p.at(cmp.Or(n.Path, f.Path), n.Span), n.Msg, n.Thread})
	}
	return it
}

// lines is what is said of the finding, and its reasons below, each at its place.
func (it *item) lines(said string) string {
	text := fmt.Sprintf("%s%s: %s", Printable(it.path), it.spot(), said)
	for _, n := range it.because {
		text += fmt.Sprintf("\n  %s%s: %s", Printable(n.path), n.spot(), Sentence(n.msg))
	}
	return text
}

// fixKind is whether a fix may be applied unseen.
func fixKind(f *analyzer.Fix) string {
	if f.Safe {
		return "safe fix"
	}
	return "unsafe fix"
}

// sides is the reasons by thread, first those of the one that comes to the finding's place.
func (it *item) sides() []side {
	out := []side{{}}
	for _, b := range it.because {
		i := 0
		if b.thread != "" {
			out[0].thread = it.Thread
			if i = slices.IndexFunc(out[1:], func(s side) bool { return s.thread == b.thread }) + 1; i == 0 {
				i, out = len(out), append(out, side{thread: b.thread})
			}
		}
		out[i].reasons = append(out[i].reasons, b)
	}
	return out
}

func sortItems(all []item) {
	slices.SortStableFunc(all, func(a, b item) int {
		return cmp.Or(
			strings.Compare(a.path, b.path),
			cmp.Compare(a.start.Line, b.start.Line), cmp.Compare(a.start.Column, b.start.Column),
			strings.Compare(a.Rule.Name, b.Rule.Name),
		)
	})
}

// at is the place of a span in the file with that key. A file that is not there
// any more has only its first line.
func (p Part) at(key string, s source.Span) place {
	file := p.Result.Files[key]
	if file == nil {
		first := source.Position{Line: 1, Column: 1}
		return place{path: p.Path(key), start: first, end: first, first: 1, last: 1}
	}
	return placeOf(p.Path(file.Doc.Path), file, s)
}

// placeOf is the place of a span. It ends with its cell at the latest.
func placeOf(path string, file *source.File, s source.Span) place {
	if c := file.CellAt(s.Start); c >= 0 {
		s.End = min(s.End, file.CellSpan(c).End)
	}
	at := place{path: path, file: file, span: s, start: file.Position(s.Start), end: file.Position(s.End)}
	at.cell, at.first, at.last = file.Page(at.start.Line)
	return at
}
