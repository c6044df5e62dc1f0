package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stuck is a reader that has stopped, until it is let go.
type stuck struct {
	let  chan struct{}
	text bytes.Buffer
}

func (s *stuck) Write(p []byte) (int, error) {
	<-s.let
	return s.text.Write(p)
}

func TestALogThatNobodyReadsHoldsUpNobody(t *testing.T) {
	w := &stuck{let: make(chan struct{})}
	l := newLateWriter(w)
	for range 3 * maxQueued {
		if _, err := io.WriteString(l, "a line\n"); err != nil {
			t.Fatal(err)
		}
	}
	begin := time.Now()
	l.end() // still stuck
	if took := time.Since(begin); took > 20*logParting {
		t.Errorf("the end took %s", took)
	}
	close(w.let)
	<-l.done
	lines := strings.Split(strings.TrimSpace(w.text.String()), "\n")
	if len(lines) < maxQueued || len(lines) > maxQueued+3 {
		t.Errorf("%d lines", len(lines))
	}
	if !strings.Contains(w.text.String(), " lines of the log were dropped") {
		t.Errorf("nothing is said of the lines that are missing: %q", lines[:3])
	}
}

func TestLogFileIsPutAsideWhenItIsFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "server.log")
	l, err := openLogFile(path, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"one\n", "two\n", "three\n", "a line longer than the limit\n", "four\n"} {
		if _, err := io.WriteString(l, line); err != nil {
			t.Fatal(err)
		}
	}
	l.close()
	l, err = openLogFile(path, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if _, err := io.WriteString(l, "five\n"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{path: "four\nfive\n", path + ".1": "a line longer than the limit\n"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}
