package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"threadlsp/analyzer"
	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// manyLinked is how many files are linked.
const manyLinked = 1000

// linkedFiles is a program of real files, all of them parsed, of which one can be edited.
type linkedFiles struct {
	*load.Project
	files  []string
	edited map[string]*source.Document
}

func (p *linkedFiles) Files() []string { return slices.Clone(p.files) }

func (p *linkedFiles) Read(path string) (*source.Document, error) {
	if d := p.edited[path]; d != nil {
		return d, nil
	}
	return p.Project.Read(path)
}

// manyFilesOfLib is the files of the standard library that a check parses, and others
// up to manyLinked.
func manyFilesOfLib(b *testing.B) *linkedFiles {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		b.Skip("no python3")
	}
	p := &linkedFiles{Project: load.New(filepath.Clean(strings.TrimSpace(string(out))), load.Options{}), edited: map[string]*source.Document{}}
	p.files = p.Project.Files()
	res := p.check(b, analyzer.NewSession(rules.All, 2), analyzer.Request{})
	var parsed, rest []string
	for _, path := range p.files {
		if res.Model.File(path) != nil {
			parsed = append(parsed, path)
		} else {
			rest = append(rest, path)
		}
	}
	p.files = slices.Concat(parsed, rest)[:min(manyLinked, len(p.files))]
	slices.Sort(p.files)
	return p
}

// check checks the program; a request says what is asked of which documents.
func (p *linkedFiles) check(b *testing.B, s *analyzer.Session, r analyzer.Request) *analyzer.Result {
	r.Project = p
	if r.Report == nil {
		r.Report = p.Files()
	}
	res, err := s.Check(context.Background(), r)
	if err != nil {
		b.Fatal(err)
	}
	return res
}

// BenchmarkLink links the facts of 1,000 files from scratch.
//
//	go test ./bench -run - -bench Link -benchtime 10x
func BenchmarkLink(b *testing.B) {
	p := manyFilesOfLib(b)
	res := p.check(b, analyzer.NewSession(rules.All, 2), analyzer.Request{Settings: analyzer.Settings{AllFiles: true}})
	var files []*threads.Index
	outlines := map[string]*threads.Outline{}
	for _, f := range res.Model.Files() {
		files = append(files, f.Index)
		doc, err := p.Read(f.Path)
		if err != nil {
			b.Fatal(err)
		}
		o := extract.Scan(doc.Code())
		outlines[f.Path] = &threads.Outline{Imports: o.Imports, Idents: o.Idents, Loops: o.Loop, Core: true}
	}
	around := threads.Surround(outlines, nil)
	before, n := used(), 0
	for b.Loop() {
		n++
		nothing := func([]string) []*threads.Index { return nil }
		threads.Link(files, around, threads.Options{Minor: 9}, nothing, func(m *threads.Model) {
			for _, f := range m.Files() {
				m.Ask(f, func() {})
			}
		})
	}
	b.ReportMetric(float64(len(files)), "files")
	b.ReportMetric(ms(used()-before)/float64(n), "cpu-ms/op")
}

// BenchmarkRelink edits one of 1,000 files after the other, as the server does it
// while somebody types: processor time of the whole check of an edit, the text's
// parse and the rules on it among it, and how long the link takes on the clock.
func BenchmarkRelink(b *testing.B) {
	p, s := manyFilesOfLib(b), analyzer.NewSession(rules.All, 2)
	settings := analyzer.Settings{AllFiles: true}
	p.check(b, s, analyzer.Request{Settings: settings, Typing: map[string]bool{}, Exact: true})
	var took, cost []time.Duration
	for n := 0; b.Loop(); n++ {
		path := p.files[n*37%len(p.files)]
		doc, err := p.Project.Read(path)
		if err != nil {
			b.Fatal(err)
		}
		r := analyzer.Request{Settings: settings, Report: []string{path}, Typing: map[string]bool{path: true}}
		p.check(b, s, r)
		p.edited[path] = source.DecodeText(path, string(doc.Text)+"\nNone\n")
		before := used()
		took = append(took, p.check(b, s, r).Spent.Link)
		cost = append(cost, used()-before)
	}
	for name, list := range map[string][]time.Duration{"link": took, "cpu": cost} {
		slices.Sort(list)
		b.ReportMetric(ms(list[len(list)/2]), name+"-p50-ms")
		b.ReportMetric(ms(list[len(list)*9/10]), name+"-p90-ms")
	}
}
