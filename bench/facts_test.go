package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// libFacts is the facts of the files of the standard library that a check
// parses, with the bytes of their text.
func libFacts(b *testing.B) (all []*facts.File, bytes int64) {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		b.Skip("no python3")
	}
	p := load.New(filepath.Clean(strings.TrimSpace(string(out))), load.Options{})
	res, err := analyzer.NewSession(rules.All, 2).Check(context.Background(), analyzer.Request{Project: p, Report: p.Files()})
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range res.Model.Files() {
		all = append(all, f.File)
	}
	return all, res.Parsed
}

// BenchmarkDecodeFacts decodes the facts of Lib's parsed files. MB/s are of
// source text; size is encoded bytes for each byte of it.
//
//	go test ./bench -bench DecodeFacts -run -
func BenchmarkDecodeFacts(b *testing.B) {
	all, bytes := libFacts(b)
	encoded, size := make([][]byte, len(all)), 0
	for i, f := range all {
		encoded[i] = facts.Encode(f)
		size += len(encoded[i])
	}
	b.SetBytes(bytes)
	for b.Loop() {
		for _, e := range encoded {
			if _, err := facts.Decode(e); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(size)/float64(bytes), "size")
}

// BenchmarkDecodeFactsAllCores decodes the same as a check does: each core
// takes the next file.
func BenchmarkDecodeFactsAllCores(b *testing.B) {
	all, bytes := libFacts(b)
	encoded := make([][]byte, len(all))
	for i, f := range all {
		encoded[i] = facts.Encode(f)
	}
	b.SetBytes(bytes)
	for b.Loop() {
		var next atomic.Int64
		var cores sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			cores.Go(func() {
				for i := next.Add(1) - 1; int(i) < len(encoded); i = next.Add(1) - 1 {
					if _, err := facts.Decode(encoded[i]); err != nil {
						b.Error(err)
					}
				}
			})
		}
		cores.Wait()
	}
}

// BenchmarkEncodeFacts encodes the same.
func BenchmarkEncodeFacts(b *testing.B) {
	all, bytes := libFacts(b)
	b.SetBytes(bytes)
	for b.Loop() {
		for _, f := range all {
			facts.Encode(f)
		}
	}
}
