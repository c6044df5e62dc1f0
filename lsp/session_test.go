package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"threadlsp/analyzer"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// operations is how many things the user of a random session does.
const operations = 2000

// TestRandomSessionEndsAsAColdCheck opens, edits, renames, deletes and makes files,
// hovers, asks for actions and changes the settings, faster than the server can
// follow, and then compares what the client knows of every file, open or not,
// with a check that has only ever seen the final state. One seed of three pulls.
func TestRandomSessionEndsAsAColdCheck(t *testing.T) {
	found := 0
	for seed := range 3 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := newSession(t, uint64(100+seed), seed == 1)
			for range operations {
				s.operate()
			}
			found += s.finish()
		})
	}
	if found == 0 {
		t.Error("no session ended with a finding: the comparison says nothing")
	}
}

// session is a run of editing with files that come and go.
type session struct {
	*editing
	pulls   bool
	pending []string // requests that are to be answered
	made    int      // files so far
}

func newSession(t *testing.T, seed uint64, pulls bool) *session {
	s := &session{editing: prepareEditing(t, seed), pulls: pulls}
	caps := capabilities("utf-16")
	if pulls {
		caps = pulling()
	}
	s.client = connect(t, realOptions(), func(srv *server) { s.server, srv.pause = srv, time.Millisecond })
	s.client.begin(caps, map[string]any{"diagnosticMode": "workspace"}, s.dir)
	return s
}

func (s *session) operate() {
	c, name := s.client, s.names[s.rng.IntN(len(s.names))]
	uri := s.uri(name)
	switch n := s.rng.IntN(40); {
	case n < 26:
		s.edit()
	case n < 29:
		s.ask("textDocument/hover", uri, map[string]any{"position": s.somewhere(name)})
	case n < 32:
		at := s.somewhere(name)
		s.ask("textDocument/codeAction", uri, map[string]any{"range": span{at, at}, "context": map[string]any{"diagnostics": []any{}}})
	case n == 33: // or little would be left that parses
		s.restore(name)
	case n < 34:
		s.ask("textDocument/diagnostic", uri, map[string]any{})
	case n == 34:
		s.rename(name, fmt.Sprintf("%s%d.py", strings.TrimRight(strings.TrimSuffix(name, ".py"), "0123456789"), s.rng.IntN(3)))
	case n == 35 && len(s.names) > 2:
		s.delete(name)
	case n == 36 && len(s.names) < 8:
		s.made++
		fresh := fmt.Sprintf("pkg%d/new%d.py", s.made%2, s.made)
		s.names, s.texts[fresh] = append(s.names, fresh), s.texts[name]
		write(s.t, filepath.Join(s.dir, fresh), s.texts[fresh])
		c.tellChanged(s.uri(fresh), 1)
	case n == 37:
		s.configure([]string{"", "preview = true\n", "ignore = ['busy-wait', 'cpu-bound-thread']\n", "ignore = ['busy-wai']\n", "selct = []\n", "[[", "profile = 'learn'\n"}[s.rng.IntN(7)])
	case n == 38:
		mode := []string{"workspace", "openFilesOnly"}[s.rng.IntN(2)]
		s.mode(mode)
	case n == 39:
		s.folder(false)
		s.folder(true)
	}
	if len(s.pending) > 50 {
		s.answered()
	}
}

func (s *session) ask(method, uri string, params map[string]any) {
	params["textDocument"] = map[string]any{"uri": uri}
	id := s.client.ask(method, params)
	s.pending = append(s.pending, id)
	if s.rng.IntN(5) == 0 {
		s.client.notify("$/cancelRequest", map[string]any{"id": json.RawMessage(id)})
	}
}

// refusals are what may be answered: cancelled, and two ways to say that the
// document has moved on.
var refusals = []int{-32800, -32801, -32802}

// answered waits for all answers; none may be an internal error.
func (s *session) answered() {
	s.t.Helper()
	for _, id := range s.pending {
		if m := s.client.answer(id); m.Error != nil && !slices.Contains(refusals, int(m.Error.Code)) {
			s.t.Fatalf("request %s: %+v", id, *m.Error)
		}
	}
	s.pending = nil
}

func (s *session) somewhere(name string) position {
	return place(s.texts[name], s.place(s.texts[name]))
}

// restore gives a file the text it had in the beginning, or another's.
func (s *session) restore(name string) {
	for _, first := range slices.Sorted(maps.Keys(randomStart)) {
		if s.rng.IntN(3) == 0 || strings.HasPrefix(name, strings.TrimSuffix(first, ".py")) {
			s.set(name, randomStart[first])
			return
		}
	}
}

// rename is what an editor does: the disk, the open document, then what it tells.
func (s *session) rename(old, fresh string) {
	if slices.Contains(s.names, fresh) {
		return
	}
	open := s.client.docs[s.uri(old)] != nil
	if open {
		s.client.close(s.uri(old))
	}
	if err := os.Rename(filepath.Join(s.dir, old), filepath.Join(s.dir, fresh)); err != nil {
		s.t.Fatal(err)
	}
	s.names[slices.Index(s.names, old)] = fresh
	s.texts[fresh], s.undo[fresh] = s.texts[old], s.undo[old]
	delete(s.texts, old)
	delete(s.undo, old)
	if open {
		s.open(fresh)
	}
	if s.rng.IntN(2) == 0 {
		s.client.notify("workspace/didRenameFiles", map[string]any{"files": []any{map[string]any{"oldUri": s.uri(old), "newUri": s.uri(fresh)}}})
	}
	s.client.tellChanged(s.uri(old), 3)
	s.client.tellChanged(s.uri(fresh), 1)
}

func (s *session) delete(name string) {
	if s.client.docs[s.uri(name)] != nil {
		s.client.close(s.uri(name))
	}
	remove(s.t, filepath.Join(s.dir, name))
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
	delete(s.texts, name)
	delete(s.undo, name)
	s.client.tellChanged(s.uri(name), 3)
}

func (s *session) configure(text string) {
	write(s.t, filepath.Join(s.dir, "threadlsp.toml"), text)
	s.client.tellChanged(s.uri("threadlsp.toml"), 1+s.rng.IntN(2))
}

func (s *session) mode(mode string) {
	s.client.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"threadlsp": map[string]any{"diagnosticMode": mode}}})
}

func (s *session) folder(there bool) {
	event := map[string]any{"added": []any{}, "removed": []any{}}
	key := "removed"
	if there {
		key = "added"
	}
	event[key] = []any{folderOf(s.dir)}
	s.client.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": event})
}

// finish brings the session to an end and compares; it returns the number of findings.
func (s *session) finish() int {
	s.t.Helper()
	s.answered()
	s.configure([]string{"", "preview = true\n", "ignore = ['busy-wait']\n"}[s.rng.IntN(3)])
	s.mode("workspace")
	for _, name := range slices.Clone(s.names) {
		if s.rng.IntN(2) == 0 {
			s.restore(name)
		}
	}
	s.client.call("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": "untitled:none"}, "position": position{}})
	for _, b := range *s.server.docs.Load() { // every edit before the hover has been read
		if b.text != s.texts[b.path] {
			s.t.Fatalf("%s in the editor:\n%q\nin the server:\n%q", b.path, s.texts[b.path], b.text)
		}
	}
	want, n := s.cold()
	if s.pulls {
		s.untilPulled(want)
		return n
	}
	s.client.until("the findings of a cold check: "+fmt.Sprint(want), func() bool {
		got := map[string]string{}
		for uri, p := range s.client.shown {
			if len(p.Diagnostics) > 0 {
				got[uri] = fmt.Sprint(p.Diagnostics)
			}
		}
		return fmt.Sprint(got) == fmt.Sprint(want)
	})
	return n
}

// untilPulled asks until the answer is the one that is wanted: settings and
// folders are taken in on the way.
func (s *session) untilPulled(want map[string]string) {
	s.t.Helper()
	begin := time.Now()
	for {
		got := map[string]string{}
		for uri, r := range s.client.pullAll(nil) {
			got[uri] = fmt.Sprint(r.Items)
		}
		for name := range s.texts {
			one := s.client.pull(s.uri(name), "")
			if items := fmt.Sprint(one.Items); len(one.Items) > 0 && items != got[s.uri(name)] {
				got[name] = items // asked for alone it says something else
			}
		}
		if fmt.Sprint(got) == fmt.Sprint(want) {
			return
		}
		if time.Since(begin) > deadline {
			s.t.Fatalf("pulled:\n%v\nfrom scratch:\n%v", got, want)
		}
	}
}

// cold is the findings of the final state from scratch, by URI, where there are any.
func (s *session) cold() (map[string]string, int) {
	s.t.Helper()
	for name, text := range s.texts {
		if s.client.docs[s.uri(name)] != nil { // the others are on the disk, where the server may be reading them
			write(s.t, filepath.Join(s.dir, name), text)
		}
	}
	c, _, err := load.Settings(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	project := load.New(s.dir, load.Options{})
	result, err := analyzer.NewSession(rules.All, 2).Check(context.Background(), analyzer.Request{
		Project: project, Report: project.Own("."),
		Settings: analyzer.Settings{Select: c.Select, Ignore: c.Ignore, Preview: c.Preview, Learn: c.Profile == "learn"},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []*buffer
	for _, path := range project.Own(".") {
		all = append(all, &buffer{uri: s.uri(path), shown: s.uri(path), path: path, program: &program{root: s.dir}})
	}
	out, n := map[string]string{}, 0
	for _, v := range viewsOf(&overlay{disk: &disk{}}, all, result) {
		var d []diagnostic
		if err := json.Unmarshal([]byte(s.wire(v)), &d); err != nil {
			s.t.Fatal(err)
		}
		if len(d) > 0 {
			out[v.buf.uri] = fmt.Sprint(d)
		}
		n += len(d)
	}
	return out, n
}
