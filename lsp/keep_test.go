package lsp

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A shelf is a cache in memory.
type shelf struct {
	mu     sync.Mutex
	values map[[sha256.Size]byte][]byte
	puts   int
	closed chan struct{}
}

func newShelf() *shelf {
	return &shelf{values: map[[sha256.Size]byte][]byte{}, closed: make(chan struct{}, 1)}
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
	s.puts++
}

func (s *shelf) Close() error {
	select {
	case s.closed <- struct{}{}:
	default:
	}
	return nil
}

func (s *shelf) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.puts
}

// spoil changes every value.
func (s *shelf) spoil(how func([]byte) []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, v := range s.values {
		s.values[k] = how(slices.Clone(v))
	}
}

// swapResults puts the findings of each program in the place of another's.
func (s *shelf) swapResults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys [][sha256.Size]byte
	for _, k := range slices.SortedFunc(maps.Keys(s.values), func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) }) {
		if bytes.HasPrefix(s.values[k], []byte(`{"Findings":`)) {
			keys = append(keys, k)
		}
	}
	for i := range len(keys) - 1 {
		s.values[keys[i]], s.values[keys[i+1]] = s.values[keys[i+1]], s.values[keys[i]]
	}
}

// TestSecondSessionKnowsWhatTheFirstFound opens the same file in two sessions. The
// second answers before it has parsed anything, hovers and actions work on that
// answer, and the first edit is checked like any other.
func TestSecondSessionKnowsWhatTheFirstFound(t *testing.T) {
	kept := newShelf()
	first := newEditingWith(t, 1, kept)
	said := first.settle()
	for kept.written() == 0 {
		<-kept.closed
	}
	opts := realOptions()
	opts.Cache = func() Cache { return kept }
	second := prepareEditing(t, 1)
	second.client = start(t, opts, func(s *server) { second.server, s.pause = s, time.Hour }, capabilities("utf-16"))
	second.open("main.py")
	uri := second.uri("main.py")
	want := len(said[first.uri("main.py")].findings)
	if want == 0 {
		t.Fatal("no finding to keep")
	}
	second.client.diagnostics(uri, "as before", func(d []diagnostic) bool { return len(d) == want })
	v := second.view("main.py")
	if !v.result.Recalled {
		t.Error("the second session began anew")
	}
	for i, f := range said[first.uri("main.py")].findings {
		g := v.findings[i]
		if f.Rule != g.Rule || f.Span != g.Span || f.Msg != g.Msg || len(f.Because) != len(g.Because) {
			t.Errorf("%s at %v in the first session, %s at %v in the second", f.Rule.Name, f.Span, g.Rule.Name, g.Span)
		}
	}
	puts := kept.written()
	if second.client.hover(uri, strings.Index(second.texts["main.py"], "Thread(")) == "" {
		t.Error("no hover on Thread")
	}
	second.set("main.py", "import os\n"+second.texts["main.py"])
	second.client.diagnostics(uri, "a line further down", func(d []diagnostic) bool { return len(d) == want })
	if v := second.view("main.py"); v.result.Recalled {
		t.Error("an edited text has the findings of another")
	}
	if kept.written() != puts {
		t.Error("something was written while somebody types")
	}
}

// view is what the server knows of a document at the moment.
func (e *editing) view(name string) *view {
	e.server.turn.Lock()
	p := e.server.programs[e.dir]
	e.server.turn.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.views[e.uri(name)]
}

// TestWarmSessionsEndAsAColdCheck plays random sessions on what others kept, be it
// whole, cut, somebody else's, or the findings of another program.
func TestWarmSessionsEndAsAColdCheck(t *testing.T) {
	kept, found := newShelf(), 0
	for i, c := range []struct {
		name  string
		spoil func()
	}{
		{"cold", func() {}},
		{"warm", func() {}},
		{"others' findings", kept.swapResults},
		{"cut", func() { kept.spoil(func(b []byte) []byte { return b[:len(b)/2] }) }},
		{"not ours", func() { kept.spoil(func([]byte) []byte { return []byte("not ours") }) }},
		{"warm again", func() {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.spoil()
			for seed := range uint64(2) {
				found += newEditingWith(t, uint64(i/2)+seed, kept).play(25)
			}
		})
	}
	if found == 0 || kept.written() == 0 {
		t.Error("nothing was found, or nothing kept: the comparison says nothing")
	}
}
