package analyzer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/rules"
)

// program is a program in memory.
type program map[string]*source.Document

func (p program) Files() []string {
	var out []string
	for path := range p {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

func (p program) Read(path string) (*source.Document, error) { return p[path], nil }

func (p program) set(path, text string) { p[path] = source.DecodeText(path, text) }

// realPackage is a few packages of the standard library that use threads and import each other.
func realPackage(t *testing.T) program {
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Skip("no python3")
	}
	lib, p := strings.TrimSpace(string(out)), program{}
	for _, pattern := range []string{"threading.py", "queue.py", "sched.py", "socketserver.py", "weakref.py", "contextlib.py", "functools.py",
		"concurrent/futures/*.py", "multiprocessing/*.py", "logging/*.py", "xmlrpc/*.py", "http/*.py", "wsgiref/*.py", "test/lock_tests.py", "test/test_queue.py"} {
		found, err := filepath.Glob(filepath.Join(lib, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(lib, name)
			if err != nil {
				t.Fatal(err)
			}
			p.set(filepath.ToSlash(rel), string(text))
		}
	}
	if len(p) < 20 {
		t.Skip("no library to speak of")
	}
	return p
}

// definitions is where the top-level blocks of a text begin, the first of them at 0.
func definitions(text string) []int {
	at := []int{0}
	for i := 1; i < len(text); i++ {
		if text[i-1] == '\n' && (strings.HasPrefix(text[i:], "def ") || strings.HasPrefix(text[i:], "class ")) {
			at = append(at, i)
		}
	}
	return append(at, len(text))
}

// block is the bounds of a random definition of a text; ok is false if there is none.
func block(r *rand.Rand, text string) (from, to int, ok bool) {
	at := definitions(text)
	if len(at) < 3 {
		return 0, 0, false
	}
	i := 1 + r.IntN(len(at)-2)
	return at[i], at[i+1], true
}

// edit changes one file, or moves a definition from one to another; it returns what it changed.
func (p program) edit(r *rand.Rand) []string {
	all := p.Files()
	path := all[r.IntN(len(all))]
	text := string(p[path].Text)
	from, to, ok := block(r, text)
	if !ok {
		return nil
	}
	body := text[from:to]
	name := strings.FieldsFunc(body, func(c rune) bool { return strings.ContainsRune(" (:", c) })[1]
	lines := strings.SplitAfter(text, "\n")
	i := r.IntN(len(lines))
	switch r.IntN(9) {
	case 0: // breaks, or mends what was broken so before
		if strings.HasSuffix(text, "(\n") {
			p.set(path, strings.TrimSuffix(text, "(\n"))
		} else {
			p.set(path, text+"(\n")
		}
	case 1: // takes a line away
		p.set(path, strings.Join(slices.Delete(lines, i, i+1), ""))
	case 2: // says a line twice
		p.set(path, strings.Join(slices.Insert(lines, i, lines[i]), ""))
	case 3: // renames a definition where it stands
		p.set(path, text[:from]+strings.Replace(body, name, name+"_new", 1)+text[to:])
	case 4: // renames it in the whole file
		p.set(path, strings.ReplaceAll(text, name, name+"2"))
	case 5: // takes it away
		p.set(path, text[:from]+text[to:])
	case 6: // moves it to another file
		other := all[r.IntN(len(all))]
		p.set(path, text[:from]+text[to:])
		p.set(other, string(p[other].Text)+"\n\n"+body)
		return []string{path, other}
	case 7: // hands it to a thread
		p.set(path, text+fmt.Sprintf("\nimport threading\nthreading.Thread(target=%s, args=(1)).start()\n", name))
	default: // hands one of another file to a thread
		other := all[r.IntN(len(all))]
		if from, to, ok := block(r, string(p[other].Text)); ok {
			called := strings.FieldsFunc(string(p[other].Text[from:to]), func(c rune) bool { return strings.ContainsRune(" (:", c) })[1]
			mod := strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(other, ".py"), "/__init__"), "/", ".")
			p.set(path, text+fmt.Sprintf("\nimport threading, %s\nfor _ in range(9):\n    threading.Thread(target=%s.%s).start()\n", mod, mod, called))
		}
	}
	return []string{path}
}

// told is what a check found, in a form to compare.
func told(res *analyzer.Result) []string {
	var out []string
	for _, f := range res.Findings {
		out = append(out, fmt.Sprintf("%s %s %v %s %v", f.Path, f.Rule.Name, f.Span, f.Msg, f.Because))
	}
	return out
}

// TestRelinkedAsFromScratch makes random edits of real packages and compares, after
// each, what a session finds that links on with what one finds that links from scratch,
// as a session does where nobody types.
func TestRelinkedAsFromScratch(t *testing.T) {
	edits := 20
	if testing.Short() {
		edits = 6
	}
	settings := analyzer.Settings{Preview: true, Select: []string{"ALL"}}
	for seed := range 3 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p, r := realPackage(t), rand.New(rand.NewPCG(uint64(seed), 0))
			s, scratch := analyzer.NewSession(rules.All, 2), analyzer.NewSession(rules.All, 2)
			check := func(s *analyzer.Session, report []string, typing map[string]bool, exact bool) *analyzer.Result {
				res, err := s.Check(context.Background(), analyzer.Request{Project: p, Report: report, Settings: settings, Typing: typing, Exact: exact})
				if err != nil {
					t.Fatal(err)
				}
				return res
			}
			check(s, p.Files(), map[string]bool{}, true)
			for i := range edits {
				changed := p.edit(r)
				typing := map[string]bool{}
				for _, path := range changed {
					typing[path] = true
				}
				if r.IntN(2) == 0 && len(changed) > 0 { // the first phase asks of the edited document
					check(s, changed[:1], typing, false).Look(changed[0], func(*analyzer.File) {})
				}
				got, want := told(check(s, p.Files(), typing, true)), told(check(scratch, p.Files(), nil, true))
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("edit %d, of %v:\n%s", i, changed, differing(got, want))
				}
			}
		})
	}
}

// TestRelinkSeesAThreadInAnotherFile hands a function of a file that nobody edits to threads.
func TestRelinkSeesAThreadInAnotherFile(t *testing.T) {
	p := program{}
	p.set("jobs.py", "class Counter:\n    def __init__(self):\n        self.n = 0\n\n    def add(self):\n        self.n += 1\n")
	head := "import threading\nimport jobs\n\nc = jobs.Counter()\n"
	p.set("main.py", head+"print(c.add())\n")
	s := analyzer.NewSession(rules.All, 1)
	typing := map[string]bool{"main.py": true}
	find := func(s *analyzer.Session, typing map[string]bool) []string {
		res, err := s.Check(context.Background(), analyzer.Request{Project: p, Report: p.Files(), Typing: typing, Settings: analyzer.Settings{Preview: true, Select: []string{"ALL"}}})
		if err != nil {
			t.Fatal(err)
		}
		return told(res)
	}
	if got := find(s, typing); len(got) != 0 {
		t.Fatalf("before: %v", got)
	}
	p.set("main.py", head+"for n in range(3):\n    threading.Thread(target=c.add).start()\n")
	got, want := find(s, typing), find(analyzer.NewSession(rules.All, 1), nil)
	if !reflect.DeepEqual(got, want) || len(got) == 0 {
		t.Errorf("%d findings, want some\n%s", len(got), differing(got, want))
	}
}

// differing is what only one of two lists holds.
func differing(got, want []string) string {
	var b strings.Builder
	for _, x := range got {
		if !slices.Contains(want, x) {
			fmt.Fprintln(&b, "only relinked:    ", x)
		}
	}
	for _, x := range want {
		if !slices.Contains(got, x) {
			fmt.Fprintln(&b, "only from scratch:", x)
		}
	}
	return b.String()
}
