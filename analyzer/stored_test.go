package analyzer_test

import (
	"context"
	"crypto/sha256"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/rules"
)

// shelf is a Store in memory.
type shelf struct {
	mu     sync.Mutex
	values map[[sha256.Size]byte][]byte
}

func (s *shelf) Get(k [sha256.Size]byte) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.values[k]
	return b, ok
}

func (s *shelf) Put(k [sha256.Size]byte, b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[k] = b
}

// texts is a program of some buffers.
type texts map[string]string

func (t texts) Files() []string { return slices.Sorted(maps.Keys(t)) }
func (t texts) Read(path string) (*source.Document, error) {
	return source.DecodeText(path, t[path]), nil
}

// check is a run of its own, as a process makes it.
func (t texts) check(tt *testing.T, store analyzer.Store, settings analyzer.Settings) string {
	tt.Helper()
	res, err := analyzer.NewSession(rules.All, 2).Check(context.Background(), analyzer.Request{Project: t, Report: t.Files(), Store: store, Settings: settings})
	if err != nil {
		tt.Fatal(err)
	}
	return said(res)
}

// TestWhatIsStoredChangesNoFinding runs the fixtures as one program, cold, warm,
// after edits, and with what is stored damaged.
func TestWhatIsStoredChangesNoFinding(t *testing.T) {
	program := texts{}
	files, err := filepath.Glob("../testdata/rules/*/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for n, f := range files {
		if n%5 != 0 {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		program[filepath.ToSlash(filepath.Base(filepath.Dir(f)))+"_"+filepath.Base(f)] = string(b)
	}
	all := analyzer.Settings{Select: []string{"ALL"}}
	store := &shelf{values: map[[sha256.Size]byte][]byte{}}
	same := func(when string, s analyzer.Settings) {
		t.Helper()
		want := program.check(t, nil, s)
		if want == "" {
			t.Fatal("no findings")
		}
		for _, run := range []string{"first", "second"} {
			if got := program.check(t, store, s); got != want {
				t.Errorf("%s, %s run:\n%s\nwant:\n%s", when, run, got, want)
			}
		}
	}
	same("cold", all)
	same("other settings", analyzer.Settings{})
	paths := program.Files()
	program[paths[0]] += "\nimport threading\nthreading.Thread(target=print, args=(5)).start()\n"
	same("after an edit", all)
	program["copy.py"] = program[paths[1]]
	same("a file under another name", all)
	delete(program, paths[2])
	same("a file less", all)
	for k, v := range store.values {
		if len(v) > 1 {
			store.values[k] = v[:len(v)/2]
		}
	}
	same("half of each value", all)
	for k := range store.values {
		store.values[k] = []byte("not ours")
	}
	same("nothing that is ours", all)
}
