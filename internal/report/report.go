// Package report prints findings: one file a format. It decides nothing about
// them. Whatever stands in a name, a path or a line of source is shown so that
// it can neither steer a terminal nor speak to a CI runner.
package report

import (
	"bufio"
	"cmp"
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
}

// A Style is how text looks.
type Style struct {
	Colour bool
}

// A Printer writes findings in one format. The error is the writer's.
type Printer func(w io.Writer, parts []Part, s Style) error

// Formats are the names of all formats; the first is the default.
var Formats = []string{"full", "concise", "jsonl"}

// ByName returns the printer of a format; false if there is none of that name.
func ByName(name string) (Printer, bool) {
	switch name {
	case "full":
		return buffered(full), true
	case "concise":
		return buffered(concise), true
	case "jsonl":
		return buffered(jsonl), true
	}
	return nil, false
}

// buffered makes a printer of a function that need not look after errors: the
// buffer keeps the first.
func buffered(print func(*bufio.Writer, []item, Style)) Printer {
	return func(w io.Writer, parts []Part, s Style) error {
		b := bufio.NewWriterSize(w, 64<<10)
		print(b, items(parts), s)
		return b.Flush()
	}
}

// A place is a span as people see it.
type place struct {
	path       string // as shown to the user, not yet printable
	file       *source.File
	start, end source.Position // end exclusive
}

// A reason is a note with its place.
type reason struct {
	place
	msg string
}

// An item is a finding with its places.
type item struct {
	*analyzer.Finding
	place
	because []reason
}

// items resolves the findings of all parts and sorts them by shown path, place and rule.
func items(parts []Part) []item {
	var out []item
	for _, p := range parts {
		for i := range p.Result.Findings {
			f := &p.Result.Findings[i]
			it := item{Finding: f, place: p.at(f.Path, f.Span)}
			for _, n := range f.Because {
				path := n.Path
				if path == "" {
					path = f.Path
				}
				it.because = append(it.because, reason{p.at(path, n.Span), n.Msg})
			}
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b item) int {
		return cmp.Or(
			strings.Compare(a.path, b.path),
			cmp.Compare(a.start.Line, b.start.Line), cmp.Compare(a.start.Column, b.start.Column),
			strings.Compare(a.Rule.Name, b.Rule.Name),
		)
	})
	return out
}

// at is the place of a span in the file with that key. A file that is not there
// any more has only its first line.
func (p Part) at(key string, s source.Span) place {
	file := p.Result.Files[key]
	if file == nil {
		first := source.Position{Line: 1, Column: 1}
		return place{path: p.Path(key), start: first, end: first}
	}
	return place{path: p.Path(file.Doc.Path), file: file, start: file.Position(s.Start), end: file.Position(s.End)}
}
