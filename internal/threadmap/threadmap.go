// Package threadmap prints the map of a program's threads: one file a format. All
// of them read the same threads.Map; text and json print it whole, dot, mermaid
// and html draw the picture that picture.go makes of it.
package threadmap

import (
	"bufio"
	"io"

	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
	"threadlsp/internal/report"
)

// A Project is the map of one project.
type Project struct {
	Name string // the folder, as people call it
	*threads.Map

	files map[string]*source.File // by key, for excerpts
}

// Of is the map of a project. show says how a document's path is shown.
func Of(name string, m *threads.Model, files map[string]*source.File, show func(path string) string) Project {
	return Project{name, m.Map(func(key string, s source.Span) threads.Place {
		file := files[key]
		if file == nil {
			return threads.Place{Path: show(key), Line: 1, Column: 1, Key: key}
		}
		at := file.Position(s.Start)
		cell, first, _ := file.Page(at.Line)
		return threads.Place{Path: show(file.Doc.Path), Cell: cell, Line: at.Line - first + 1, Column: at.Column, Key: key, Span: s}
	}), files}
}

// A Style is what a format tells beside the map.
type Style struct {
	Version string // of threadlsp
	Nonce   string // html: what lets the page's script run in an editor; "" in a file
}

// A Printer writes maps in one format. The error is the writer's.
type Printer func(w io.Writer, all []Project, s Style) error

type format struct {
	name  string
	print func(w *bufio.Writer, all []Project, s Style)
}

// formats are in the order of the documentation; the first is the default.
var formats = []format{{"text", text}, {"json", json}, {"mermaid", mermaid}, {"dot", dot}, {"html", html}}

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
			return func(w io.Writer, all []Project, s Style) error {
				b := bufio.NewWriterSize(w, 64<<10) // keeps the first error
				f.print(b, all, s)
				return b.Flush()
			}, true
		}
	}
	return nil, false
}

// json is one document, with the keys of docs/map.md.
func json(w *bufio.Writer, all []Project, s Style) {
	type project struct {
		Name string `json:"name"`
		*threads.Map
	}
	out := struct {
		Version  string    `json:"version"`
		Projects []project `json:"projects"`
	}{s.Version, []project{}}
	for _, p := range all {
		out.Projects = append(out.Projects, project{p.Name, p.Map})
	}
	report.WriteJSON(w, out)
}
