package analyzer_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/rules"
)

// one is a program of one buffer.
type one struct{ doc *source.Document }

func (o one) Files() []string                       { return []string{"a.py"} }
func (o one) Read(string) (*source.Document, error) { return o.doc, nil }

// TestTypingBesideTheCode types comments, blanks and words of strings into the
// rules' fixtures: each answer equals that of a session that has seen nothing before,
// also where it was made of the one before.
func TestTypingBesideTheCode(t *testing.T) {
	files, err := filepath.Glob("../testdata/rules/*/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	pieces := []string{"  # note", " ", "x", "# threadlsp: ignore", "  # noqa", "# caller must hold the lock", "é", "\n", "    # then\n"}
	moved, asked := 0, 0
	for n, name := range files {
		if n%4 != 0 && testing.Short() {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewSource(int64(n)))
		typing := analyzer.NewSession(rules.All, 1)
		for range 12 {
			whole := ask(t, typing, text, true)
			if got, want := said(whole), said(ask(t, analyzer.NewSession(rules.All, 1), text, true)); got != want {
				t.Fatalf("%s:\n%s\nfresh:\n%s", name, got, want)
			}
			at := r.Intn(len(text))
			at += max(0, bytes.IndexByte(text[at:], '\n'))
			next := slices.Concat(text[:at], []byte(pieces[r.Intn(len(pieces))]), text[at:])
			res := ask(t, typing, next, false)
			asked++
			if res.Model != nil {
				if len(res.Repaired) == 0 {
					text = next
				}
				continue
			}
			moved++
			text = next
			fresh := ask(t, analyzer.NewSession(rules.All, 1), text, true)
			if got, want := said(res), said(fresh); got != want {
				t.Fatalf("%s: after an edit at %d\n%s\nfresh:\n%s", name, at, got, want)
			}
			if got, want := lenses(res), lenses(fresh); got != want {
				t.Fatalf("%s: lenses after an edit at %d\n%s\nfresh:\n%s", name, at, got, want)
			}
		}
	}
	t.Logf("%d of %d answers were moved", moved, asked)
	if moved < asked/5 {
		t.Errorf("only %d of %d answers were made of the one before", moved, asked)
	}
}

func ask(t *testing.T, s *analyzer.Session, text []byte, exact bool) *analyzer.Result {
	t.Helper()
	res, err := s.Check(context.Background(), analyzer.Request{
		Project: one{source.DecodeText("a.py", string(text))}, Report: []string{"a.py"}, Settings: everything, Typing: map[string]bool{"a.py": true}, Exact: exact,
	})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func lenses(res *analyzer.Result) string {
	var b strings.Builder
	for _, l := range res.Lenses("a.py") {
		fmt.Fprintln(&b, l)
	}
	return b.String()
}
