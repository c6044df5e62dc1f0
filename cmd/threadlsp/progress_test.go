package main

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"threadlsp/analyzer"
)

// A lookedAt writer tells of its first write.
type lookedAt struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan struct{}
}

func (w *lookedAt) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.text.Len() == 0 {
		close(w.first)
	}
	return w.text.Write(b)
}

// TestLongRunsTellHowFarTheyAre holds a rule up until the progress is told.
func TestLongRunsTellHowFarTheyAre(t *testing.T) {
	a, stdout, _ := inDir(t)
	w := &lookedAt{first: make(chan struct{})}
	a.stderr, a.watched, a.patience = w, true, 1
	slow := *a.rules[1]
	slow.Check = func(*analyzer.Pass) { <-w.first }
	a.rules = append([]*analyzer.Rule{a.rules[0], &slow}, a.rules[2:]...)
	a.execute(context.Background(), []string{"check", "--exit-zero", "--select", "ALL", "--format", "concise"})
	told, rest, ok := strings.Cut(w.text.String(), "\r\x1b[KFound ")
	if !ok || !strings.HasPrefix(told, "\r\x1b[K") || !strings.HasSuffix(told, " s") || strings.Contains(rest, "\r") {
		t.Errorf("stderr %q", w.text.String())
	}
	if out := stdout.String(); out == "" || strings.ContainsAny(out, "\r\x1b") {
		t.Errorf("stdout %q", out)
	}
}

func TestNobodyIsToldWhereNobodyLooksOn(t *testing.T) {
	for _, a := range []*app{
		{getenv: variables("")},
		{watched: true, getenv: variables("TERM=dumb")},
	} {
		if a.newProgress(false) != nil {
			t.Errorf("%+v: tells", a)
		}
	}
	if (&app{watched: true, getenv: variables("")}).newProgress(true) != nil {
		t.Error("--quiet: tells")
	}
	var none *progress
	none.stop()
}

func TestProgressSaysWhatIsDone(t *testing.T) {
	p := &progress{}
	for _, step := range []struct {
		files, read int64
		want        string
	}{{0, 0, "Looking for files, "}, {3, 1, "Reading file 2 of 3, "}, {3, 3, "Checking 3 files, "}} {
		p.files.Store(step.files)
		p.read.Store(step.read)
		if got := p.line(); !strings.HasPrefix(got, step.want) {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
}
