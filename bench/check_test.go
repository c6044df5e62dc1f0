package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// BenchmarkCheckLib is a cold check of the standard library of python3.
//
//	go test ./bench -bench CheckLib -benchtime 1x -cpuprofile /tmp/cpu
func BenchmarkCheckLib(b *testing.B) {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		b.Skip("no python3")
	}
	lib := strings.TrimSpace(string(out))
	for b.Loop() {
		p := load.New(filepath.Clean(lib), load.Options{})
		s := analyzer.NewSession(rules.All, runtime.GOMAXPROCS(0))
		res, err := s.Check(context.Background(), analyzer.Request{Project: p, Report: p.Files()})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(res.Findings)), "findings")
		b.ReportMetric(float64(res.Parsed)/1e6, "MB-parsed")
		b.ReportMetric(float64(res.Seen)/1e6, "MB-seen")
	}
}

// memory is a program of one buffer.
type memory struct{ doc *source.Document }

func (m memory) Files() []string                       { return []string{"typed.py"} }
func (m memory) Read(string) (*source.Document, error) { return m.doc, nil }

// BenchmarkEdit is one edit of a long file and the check of it, as the server does it.
func BenchmarkEdit(b *testing.B) {
	lines, err := typedText()
	if err != nil {
		b.Skip(err)
	}
	edits := typedChanges(lines)
	s := analyzer.NewSession(rules.All, runtime.GOMAXPROCS(0))
	n, moved := 0, 0
	for b.Loop() {
		e := edits[n%len(edits)]
		n++
		l := lines[e.line]
		lines[e.line] = l[:min(e.from, len(l))] + e.text + l[min(e.to, len(l)):]
		doc := source.DecodeText("typed.py", strings.Join(lines, "\n"))
		res, err := s.Check(context.Background(), analyzer.Request{Project: memory{doc}, Report: []string{"typed.py"}, Typing: map[string]bool{"typed.py": true}})
		if err != nil {
			b.Fatal(err)
		}
		if res.Model == nil {
			moved++
		}
	}
	b.ReportMetric(float64(moved)/float64(n), "moved/op")
}
