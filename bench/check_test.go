package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"threadlsp/analyzer"
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
