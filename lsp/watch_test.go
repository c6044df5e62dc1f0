package lsp

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"threadlsp/analyzer"
)

func TestCheckoutOfAThousandFilesIsOneCheck(t *testing.T) {
	files := map[string]string{}
	for i := range 1000 {
		files[fmt.Sprintf("pkg/f%d.py", i)] = ""
	}
	dir, uri := project(t, files)
	var checks atomic.Int32
	c := workspace(t, capabilities("utf-16"), "workspace", func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				res, err := fakeCheck(ctx, r)
				if ctx.Err() == nil {
					checks.Add(1)
				}
				return res, err
			}
		}
	}, dir)
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	c.pullAll(nil) // waits until all is checked
	before := checks.Load()
	var changes, want []any
	for i := range 1000 {
		name := fmt.Sprintf("pkg/f%d.py", i)
		write(t, filepath.Join(dir, name), bad)
		changes, want = append(changes, map[string]any{"uri": uri(name), "type": 2}), append(want, name)
	}
	write(t, filepath.Join(dir, "b.py"), "")
	changes = append(changes, map[string]any{"uri": uri("b.py"), "type": 1})
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": changes})
	c.diagnostics(uri("a.py"), "one", count(1))
	c.until("a thousand files with findings", func() bool {
		n := 0
		for _, p := range c.shown {
			n += len(p.Diagnostics)
		}
		return n == len(want)+1
	})
	same(t, "checks", checks.Load()-before, int32(1))
}

// polled is a client that watches nothing, and the ticks of the server's poller.
func polled(t *testing.T, mode string, dirs ...string) (*client, chan time.Time) {
	t.Helper()
	caps := capabilities("utf-16")
	delete(caps["workspace"].(map[string]any), "didChangeWatchedFiles")
	ticks := make(chan time.Time)
	return workspace(t, caps, mode, func(s *server) { s.ticks = ticks }, dirs...), ticks
}

func TestDiskIsPolledForAClientThatWatchesNothing(t *testing.T) {
	dir, uri := project(t, map[string]string{"b.py": "def work():\n    pass\n", "sub/c.py": ""})
	c, ticks := polled(t, "workspace", dir)
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	look := func(change func()) {
		c.pullAll(nil) // waits until all is checked
		change()
		ticks <- time.Time{}
		ticks <- time.Time{} // taken when the first look is over
	}
	look(func() { write(t, filepath.Join(dir, "b.py"), "def play():\n    pass\n") })
	c.files(uri("a.py"))
	look(func() { remove(t, filepath.Join(dir, "b.py")) })
	c.files()
	look(func() { write(t, filepath.Join(dir, "sub/c.py"), bad); write(t, filepath.Join(dir, "d.py"), bad) })
	c.files(uri("d.py"), uri("sub/c.py"))
	look(func() { write(t, filepath.Join(dir, ".gitignore"), "d.py\n") })
	c.files(uri("sub/c.py"))
	look(func() { write(t, filepath.Join(dir, "threadlsp.toml"), "markdown = true\n") })
	look(func() { write(t, filepath.Join(dir, "a.md"), "```python\n"+bad+"```\n") })
	c.files(uri("a.md"), uri("sub/c.py"))
}

// An editor watches the folders of its workspace. A file that is opened alone, or
// lies elsewhere, has a project, too.
func TestDiskIsPolledOutsideTheFoldersOfAClientThatWatches(t *testing.T) {
	inside, _ := project(t, map[string]string{"in.py": ""})
	dir, uri := project(t, map[string]string{"b.py": "def work():\n    pass\n", "c.py": ""})
	ticks := make(chan time.Time)
	c := workspace(t, capabilities("utf-16"), "openFilesOnly", func(s *server) { s.ticks = ticks }, inside)
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	c.pullAll(nil) // waits until all is checked
	write(t, filepath.Join(dir, "b.py"), "def play():\n    pass\n")
	ticks <- time.Time{}
	c.diagnostics(uri("a.py"), "one", count(1))
	c.pullAll(nil)
	write(t, filepath.Join(dir, "b.py"), "def work():\n    pass\n")
	c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri("a.py")}})
	c.diagnostics(uri("a.py"), "none", count(0))
}

func TestPollSeesSettingsAndNewProjects(t *testing.T) {
	dir, uri := project(t, map[string]string{"b.py": "", "sub/a.py": "from b import work\n", "sub/b.py": "def work():\n    pass\n"})
	c, ticks := polled(t, "workspace", dir)
	c.files(uri("sub/a.py"))
	look := func(change func()) {
		c.pullAll(nil)
		change()
		ticks <- time.Time{}
		ticks <- time.Time{} // taken when the first look is over
	}
	look(func() { write(t, filepath.Join(dir, "threadlsp.toml"), "ignor = []\n") })
	c.files(uri("sub/a.py"), uri("threadlsp.toml"))
	look(func() { remove(t, filepath.Join(dir, "threadlsp.toml")) })
	c.files(uri("sub/a.py"))
	look(func() { write(t, filepath.Join(dir, "sub/pyproject.toml"), "") })
	c.files() // sub/b.py is the one that counts now
}

// What is Python by what the editor says of it, and not by its name, is of a project, too.
func TestAScriptWithoutAnEndingMovesToItsNewProject(t *testing.T) {
	dir, uri := project(t, map[string]string{"threadlsp.toml": "", "b.py": "", "sub/b.py": "def work():\n    pass\n"})
	c := workspace(t, capabilities("utf-16"), "openFilesOnly", nil, dir)
	c.open(uri("sub/tool"), "python", "from b import work\n")
	c.diagnostics(uri("sub/tool"), "one", count(1))
	write(t, filepath.Join(dir, "sub/pyproject.toml"), "")
	c.tellChanged(uri("sub/pyproject.toml"), 1)
	c.diagnostics(uri("sub/tool"), "none", count(0))
}

func TestRenamedDirectoryIsFollowed(t *testing.T) {
	dir, uri := project(t, map[string]string{"old/a.py": bad, "old/deep/b.py": bad})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.files(uri("old/a.py"), uri("old/deep/b.py"))
	if err := os.Rename(filepath.Join(dir, "old"), filepath.Join(dir, "new")); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didRenameFiles", map[string]any{"files": []any{map[string]any{"oldUri": uri("old"), "newUri": uri("new")}}})
	c.files(uri("new/a.py"), uri("new/deep/b.py"))
	remove(t, filepath.Join(dir, "new"))
	c.tellChanged(uri("new"), 3) // editors tell of a directory that goes, not of what was in it
	c.files()
	write(t, filepath.Join(dir, "c.py"), bad)
	c.notify("workspace/didCreateFiles", map[string]any{"files": []any{map[string]any{"uri": uri("c.py")}}})
	c.files(uri("c.py"))
	remove(t, filepath.Join(dir, "c.py"))
	c.notify("workspace/didDeleteFiles", map[string]any{"files": []any{map[string]any{"uri": uri("c.py")}}})
	c.files()
}

func TestFilesThatDidNotChangeAreNotReadAgain(t *testing.T) {
	dir, _ := project(t, map[string]string{"a.py": "", "sub/b.py": "", "sub/c.py": ""})
	s := newServer(t.Context(), fakeOpts, newPublisher(nil))
	old := s.openDisk(dir)
	for _, path := range old.files() {
		if _, err := old.load(path); err != nil {
			t.Fatal(err)
		}
	}
	next := s.openDisk(dir)
	next.keep(old, below([]string{"sub/b.py", "a"}))
	for _, path := range next.files() {
		if _, err := next.load(path); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "files read", next.reads.Load(), int64(1))
	same(t, "directories", fmt.Sprint(next.directories()), "map[sub:true]")
	if strings.Join(next.files(), " ") != "a.py sub/b.py sub/c.py" {
		t.Error(next.files())
	}
}

// TestFileThatChangesWhileItIsReadIsReadAgain: what was read before the change
// must not be kept after it was to be forgotten.
func TestFileThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	dir, _ := project(t, map[string]string{"a.py": "old"})
	d := newServer(t.Context(), fakeOpts, newPublisher(nil)).openDisk(dir)
	d.reading = func() { // it changes, and the server is told, before the reader comes to an end
		d.reading = nil
		write(t, filepath.Join(dir, "a.py"), "new")
		d.forget("a.py")
	}
	for _, want := range []string{"old", "new"} {
		doc, err := d.load("a.py")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "text", string(doc.Text), want)
	}
}
