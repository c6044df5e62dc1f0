package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// A screen is what a process has written, to be waited for.
type screen struct {
	more chan struct{} // of one
	mu   sync.Mutex
	text bytes.Buffer // what no until has seen yet
}

func newScreen() *screen { return &screen{more: make(chan struct{}, 1)} }

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(b)
}

// until waits for a text that matches, and takes all up to its end.
func (s *screen) until(t *testing.T, pattern string) {
	t.Helper()
	late := time.After(2 * time.Minute)
	re := regexp.MustCompile("(?m)" + pattern)
	for {
		s.mu.Lock()
		if at := re.FindIndex(s.text.Bytes()); at != nil {
			s.text.Next(at[1])
			s.mu.Unlock()
			return
		}
		text := s.text.String()
		s.mu.Unlock()
		select {
		case <-s.more:
		case <-late:
			t.Fatalf("no %q in\n%s", pattern, text)
		}
	}
}

// put writes a file of a folder.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	write(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
}

// watched is a running `check --watch` in a folder, and what it writes.
func watched(t *testing.T, dir string, args ...string) (*exec.Cmd, *screen) {
	t.Helper()
	out := newScreen()
	cmd := exec.Command("threadlsp", append([]string{"check", "--watch", "--format", "concise"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append(os.Environ(), "THREADLSP_CACHE_DIR="+t.TempDir()), out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // where it has not ended
		_ = cmd.Wait()
	})
	return cmd, out
}

// done is the end of a report.
const done = `^Watching \d+ director(y|ies) for changes, Ctrl-C ends$`

// TestWatch changes a project beside a process that watches it.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pyproject.toml", "[project]\nname = 'x'\n")
	put(t, dir, "a.py", "print(1)\n")
	cmd, out := watched(t, dir, "--select", "args-not-tuple")
	out.until(t, `^No findings in 1 file; .*\n`+done)

	put(t, dir, "a.py", wrongTuple)
	out.until(t, `^---- changed: a\.py\n(.*\n)*?a\.py:2:.*\[args-not-tuple\]\nFound 1 finding`)
	out.until(t, done)

	// New directories, renamed ones, and what changes in them then.
	put(t, dir, "pkg/deep/b.py", wrongTuple)
	out.until(t, `^pkg/deep/b\.py:2:.*\nFound 2 findings`)
	rename := func(from, to string) {
		if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	rename("pkg", "lib")
	out.until(t, `^lib/deep/b\.py:2:.*\nFound 2 findings`)
	put(t, dir, "lib/deep/b.py", "print(1)\n")
	out.until(t, `^a\.py:2:.*\nFound 1 finding `)
	put(t, dir, "pkg/deep/c.py", wrongTuple)
	out.until(t, `^pkg/deep/c\.py:2:.*\nFound 2 findings`)
	if err := os.RemoveAll(filepath.Join(dir, "pkg")); err != nil {
		t.Fatal(err)
	}
	out.until(t, `^a\.py:2:.*\nFound 1 finding `)

	// Saving as editors do, by a new file under the old name.
	put(t, dir, "new", wrongTuple+wrongTuple)
	rename("new", "a.py")
	out.until(t, `^a\.py:4:.*\nFound 2 findings`)

	// Settings: wrong ones are said and waited for.
	put(t, dir, "pyproject.toml", "[tool.threadlsp]\nselekt = []\n")
	out.until(t, `^threadlsp: pyproject\.toml:2:1: .*did you mean "select"\?(.*\n)+?`+done)
	put(t, dir, "pyproject.toml", "[tool.threadlsp]\nexclude = ['a.py']\n")
	out.until(t, `^No findings in 1 file`)
	put(t, dir, ".gitignore", "lib/\n")
	out.until(t, `^No findings in 0 files`)

	if runtime.GOOS == "windows" {
		return // no process may interrupt another there
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	out.until(t, `^threadlsp: interrupted$`)
	_ = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != statusStopped {
		t.Errorf("status %d", status)
	}
}

// TestWatchFollowsWhatLiesElsewhere: a named file that its
// project leaves out, settings that are extended, a baseline.
func TestWatchFollowsWhatLiesElsewhere(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".git/HEAD", "")
	put(t, dir, "shared/threadlsp.toml", "ignore = ['args-not-tuple']\n")
	put(t, dir, "sub/pyproject.toml", "[tool.threadlsp]\nextend = '../shared/threadlsp.toml'\n")
	put(t, dir, "sub/build/a.py", wrongTuple)
	_, out := watched(t, dir, "sub/build/a.py")
	out.until(t, `^No findings in 1 file`)
	put(t, dir, "shared/threadlsp.toml", "")
	out.until(t, `^sub/build/a\.py:2:`)
	put(t, dir, "sub/build/a.py", "print(1)\n")
	out.until(t, `^No findings in 1 file`)

	put(t, dir, "sub/build/a.py", wrongTuple)
	old := []string{"--select", "args-not-tuple", "--baseline", "lists/old.json", "sub/build/a.py"}
	if err := os.Mkdir(filepath.Join(dir, "lists"), 0o777); err != nil {
		t.Fatal(err)
	}
	checked(t, dir, append(old, "--update-baseline")...)
	_, out = watched(t, dir, old...)
	out.until(t, `^No findings`)
	put(t, dir, "lists/old.json", "wrong")
	out.until(t, `^---- changed: lists/old\.json\nthreadlsp: --baseline lists/old\.json: `)
}

// TestWatchClearsATerminal looks at what a terminal gets.
func TestWatchClearsATerminal(t *testing.T) {
	a, _, _ := inDir(t)
	out := newScreen()
	a.stdout, a.stderr, a.terminal = out, out, true
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int)
	go func() { ended <- a.execute(ctx, []string{"check", "--watch", "--color", "never"}) }()
	out.until(t, `^error\[args-not-tuple\](.*\n)+?`+done)
	put(t, a.dir, "a.py", "print(1)\n")
	out.until(t, `\x1b\[2J\x1b\[HNo findings in 1 file`)
	cancel()
	if status := <-ended; status != statusStopped {
		t.Errorf("status %d", status)
	}
}

// TestWatchRefuses what it could not do over and over again.
func TestWatchRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"-":                                   `not together with "-": standard input is there once`,
		"--fix":                               "not together with --fix",
		"--diff":                              "not together with --diff",
		"--add-ignore reason":                 "not together with --add-ignore",
		"--baseline b.json --update-baseline": "not together with --update-baseline",
		"--output json=x":                     "not together with --output",
		"--format jsonl":                      "needs --format full or concise, not jsonl",
		"--format html":                       "needs --format full or concise, not html",
	} {
		a, stdout, stderr := inDir(t)
		status := a.execute(context.Background(), append([]string{"check", "--watch"}, strings.Fields(args)...))
		if got := stderr.String(); status != statusUsage || got != fmt.Sprintf("threadlsp: --watch: %s\n", want) || stdout.Len() > 0 {
			t.Errorf("%s: status %d, %s", args, status, got)
		}
	}
}

// TestFactsAreReadAnewByEveryCheck holds that what a check while watching has read of --facts
// does not stay below what the next one reads.
func TestFactsAreReadAnewByEveryCheck(t *testing.T) {
	a, _, _ := inDir(t)
	f, c := &checkFlags{exitZero: true}, &cobra.Command{}
	f.programFlags.register(c)
	f.outputFlags.register(c)
	f.noCache, f.elsewhere = true, t.TempDir()
	for range 2 {
		if err := a.check(context.Background(), f, nil); err != nil {
			t.Fatal(err)
		}
	}
	if l, ok := f.programFlags.store.(*layered); !ok || l.kept != nil {
		t.Errorf("the store of the second check is %+v", f.programFlags.store)
	}
}
