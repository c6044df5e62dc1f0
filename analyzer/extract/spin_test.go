package extract_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/extract"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// TestLoopsThatSpinAreNotCleared takes every loop that a rule about waiting
// loops reports in the rules' fixtures, which are read whatever their loops
// are, and asks the byte pass: were the file read for that loop alone, the
// finding must not be lost.
func TestLoopsThatSpinAreNotCleared(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "rules")
	p := load.New(dir, load.Options{})
	res, err := analyzer.NewSession(rules.All, 2).Check(context.Background(), analyzer.Request{
		Project: p, Report: p.Files(), Settings: analyzer.Settings{Select: []string{"ALL"}, Preview: true, AllFiles: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	loops := 0
	for _, f := range res.Findings {
		if f.Rule.Name != "busy-wait" && f.Rule.Name != "sleep-polling" {
			continue
		}
		doc, err := p.Read(f.Path)
		if err != nil {
			continue
		}
		loops++
		if !extract.LoopMaySpin(doc.Text, int(f.Span.Start)) {
			t.Errorf("%s:%d: the loop is cleared", f.Path, 1+bytes.Count(doc.Text[:f.Span.Start], []byte("\n")))
		}
	}
	if t.Logf("%d loops", loops); loops < 40 {
		t.Error("too few loops")
	}
}
