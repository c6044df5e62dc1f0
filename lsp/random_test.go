package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"threadlsp/analyzer"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// blocks are parted by two empty lines, so that a definition can move to another file.
var randomStart = map[string]string{
	"main.py": `from threading import Thread
from worker import work, Poller
import state


def show(name):
    print(name, state.done)


t = Thread(target=work, args=("John"))
t.start()
u = Thread(target=show, args=("Jane",))
u.start()
u.join()
p = Poller("x")
p.start()
print("main continues")


while not state.done:
    pass
`,
	"worker.py": `import threading
import time
import state


def work(name):
    time.sleep(2)
    state.done = True


def spin():
    while True:
        pass


class Poller(threading.Thread):
    def __init__(self, name):
        self.label = name

    def run(self):
        work(self.label)
`,
	"state.py": `import threading

done = False
lock = threading.Lock()


def count(n):
    while n > 0:
        n -= 1


def start_all(names):
    threads = [threading.Thread(target=count, args=(len(names))) for _ in names]
    for t in threads:
        t.start()
`,
}

// TestRandomEditsEndAsAColdCheck breaks, mends, renames, moves definitions across
// files, saves, closes and opens again, and then compares with a check that has
// only ever seen the final texts.
func TestRandomEditsEndAsAColdCheck(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 3
	}
	found := 0
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { found += newEditing(t, uint64(seed)).play(60) })
	}
	if found == 0 {
		t.Error("no run ended with a finding: the comparison says nothing")
	}
}

// play makes random edits and returns the number of findings in the end.
func (e *editing) play(edits int) int {
	for range edits {
		e.edit()
		if e.rng.IntN(15) == 0 {
			e.settle()
		}
	}
	if e.seed%2 == 0 {
		e.mendAll()
	}
	for _, name := range e.names {
		if e.client.docs[e.uri(name)] == nil {
			e.open(name)
		}
	}
	return e.compare()
}

// editing is one run. texts are what the editor shows, or would when the file is opened.
type editing struct {
	t      *testing.T
	seed   uint64
	rng    *rand.Rand
	dir    string
	uri    func(string) string
	names  []string
	texts  map[string]string
	undo   map[string][]string // texts before each break, by file
	server *server
	client *client
}

func newEditing(t *testing.T, seed uint64) *editing { return newEditingWith(t, seed, nil) }

// newEditingWith is a session that may find what others kept.
func newEditingWith(t *testing.T, seed uint64, kept *shelf) *editing {
	e := prepareEditing(t, seed)
	opts := realOptions()
	if kept != nil {
		opts.Cache = func() Cache { return kept }
	}
	e.client = start(t, opts, func(s *server) { e.server, s.pause, s.keepPause = s, time.Millisecond, 0 }, capabilities("utf-16"))
	for _, name := range e.names {
		e.open(name)
	}
	return e
}

// prepareEditing makes the files, and no client.
func prepareEditing(t *testing.T, seed uint64) *editing {
	e := &editing{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), names: slices.Sorted(maps.Keys(randomStart)),
		texts: maps.Clone(randomStart), undo: map[string][]string{},
	}
	e.dir, e.uri = project(t, maps.Clone(randomStart))
	return e
}

func (e *editing) open(name string) { e.client.open(e.uri(name), "python", e.texts[name]) }

// set makes a file's text the new one by the smallest edit, as an editor sends it.
func (e *editing) set(name, text string) {
	old := e.texts[name]
	if old == text {
		return
	}
	if e.client.docs[e.uri(name)] == nil {
		e.open(name)
	}
	from, end, stop := 0, len(old), len(text)
	for from < end && from < stop && old[from] == text[from] {
		from++
	}
	for from > 0 && from < len(old) && !utf8.RuneStart(old[from]) {
		from--
	}
	for end > from && stop > from && old[end-1] == text[stop-1] && utf8.RuneStart(old[end-1]) {
		end, stop = end-1, stop-1
	}
	for end < len(old) && !utf8.RuneStart(old[end]) {
		end, stop = end+1, stop+1
	}
	if from > 0 && from < len(old) && old[from-1] == '\r' && old[from] == '\n' { // no position is between the two
		from--
	}
	if end > 0 && end < len(old) && old[end-1] == '\r' && old[end] == '\n' {
		end, stop = end+1, stop+1
	}
	e.client.replace(e.uri(name), from, end, text[from:stop])
	e.texts[name] = text
}

func (e *editing) edit() {
	name := e.names[e.rng.IntN(len(e.names))]
	other := e.names[e.rng.IntN(len(e.names))]
	text := e.texts[name]
	switch e.rng.IntN(9) {
	case 0, 1: // break
		e.undo[name] = append(e.undo[name], text)
		junk := []string{"(", `"""`, ":", "def ", "\n    ", "'", "]", "if x\n", "🧵", "\r\n", "#"}
		at := e.place(text)
		e.set(name, text[:at]+junk[e.rng.IntN(len(junk))]+text[at:])
	case 2, 3: // mend
		if n := len(e.undo[name]); n > 0 {
			e.set(name, e.undo[name][n-1])
			e.undo[name] = e.undo[name][:n-1]
		}
	case 4: // rename, in one file or in all
		old, fresh := "work", "toil"
		if e.rng.IntN(2) == 0 {
			old, fresh = fresh, old
		}
		for _, n := range e.names {
			if n == name || e.rng.IntN(2) == 0 {
				e.set(n, strings.ReplaceAll(e.texts[n], old, fresh))
			}
		}
	case 5: // move a block to another file
		if blocks := strings.Split(text, "\n\n\n"); name != other && len(blocks) > 1 {
			i := 1 + e.rng.IntN(len(blocks)-1)
			block := blocks[i]
			e.set(name, strings.Join(slices.Delete(blocks, i, i+1), "\n\n\n"))
			e.set(other, e.texts[other]+"\n\n\n"+block)
		}
	case 6: // delete a line
		lines := strings.SplitAfter(text, "\n")
		i := e.rng.IntN(len(lines))
		e.undo[name] = append(e.undo[name], text)
		e.set(name, strings.Join(slices.Delete(lines, i, i+1), ""))
	case 7: // copy a line, or write a new one
		lines := append(strings.SplitAfter(text, "\n"), "t.join()\n", "t.start()\n", "from state import *\n")
		i, j := e.rng.IntN(len(lines)-3), e.rng.IntN(len(lines))
		e.set(name, strings.Join(slices.Insert(lines[:len(lines)-3], i, lines[j]), ""))
	case 8: // save, and perhaps close
		e.save(name)
	}
}

// place is a random offset between two characters.
func (e *editing) place(text string) int {
	at := e.rng.IntN(len(text) + 1)
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

func (e *editing) save(name string) {
	uri := e.uri(name)
	if e.client.docs[uri] == nil {
		e.open(name)
		return
	}
	write(e.t, filepath.Join(e.dir, name), e.texts[name])
	e.client.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri}})
	e.client.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri, "type": 2}}})
	if e.rng.IntN(2) == 0 {
		e.client.close(uri)
	}
}

func (e *editing) mendAll() {
	for _, name := range e.names {
		if len(e.undo[name]) > 0 {
			e.set(name, e.undo[name][0])
		}
	}
}

// settle waits until the server has nothing left to do and returns its views.
func (e *editing) settle() map[string]*view {
	e.client.call("textDocument/hover", map[string]any{ // every edit before it has been read
		"textDocument": map[string]any{"uri": "untitled:none"}, "position": position{},
	})
	e.server.turn.Lock()
	p := e.server.programs[e.dir]
	e.server.turn.Unlock()
	views := map[string]*view{}
	all, err := p.settled(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	for _, v := range all {
		views[v.buf.uri] = v
	}
	return views
}

// compare holds what the server says of each document against a cold check, and
// returns the number of findings.
func (e *editing) compare() int {
	views, n := e.settle(), 0
	for _, name := range e.names {
		write(e.t, filepath.Join(e.dir, name), e.texts[name])
	}
	result, err := analyzer.NewSession(rules.All, 2).Check(context.Background(), analyzer.Request{Project: load.New(e.dir, load.Options{}), Report: e.names})
	if err != nil {
		e.t.Fatal(err)
	}
	for _, name := range e.names {
		warm := views[e.uri(name)]
		if warm == nil {
			e.t.Fatalf("%s: no view", name)
		}
		same(e.t, name+": text", warm.buf.text, e.texts[name])
		cold := viewsOf(&overlay{disk: &disk{}}, []*buffer{warm.buf}, result)[0]
		want, got := e.wire(cold), e.wire(warm)
		if got != want {
			e.t.Errorf("%s: after the edits:\n%s\nfrom scratch:\n%s\ntext:\n%s", name, got, want, e.texts[name])
		}
		e.client.diagnostics(e.uri(name), "as from scratch", func(d []diagnostic) bool {
			var wanted []diagnostic
			if err := json.Unmarshal([]byte(want), &wanted); err != nil {
				e.t.Fatal(err)
			}
			return fmt.Sprint(d) == fmt.Sprint(wanted)
		})
		n += len(cold.findings)
	}
	return n
}

func (e *editing) wire(v *view) string {
	b, err := protocol.Marshal(e.server.diagnostics(v))
	if err != nil {
		e.t.Fatal(err)
	}
	return string(b)
}
