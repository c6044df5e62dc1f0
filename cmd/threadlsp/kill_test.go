//go:build !windows

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kills is how often TestKilledRunsLeaveOldOrNew kills each command; `./test --long` asks for 1,000.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("THREADLSP_KILLS")); err == nil {
		return n
	}
	return 15
}

// killable is a project of n wrong files, and a command in it that has been started.
type killable struct {
	dir    string
	before []byte // of each file
}

func (k *killable) file(i int) string { return filepath.Join(k.dir, fmt.Sprintf("m%d.py", i)) }

// reset makes the files what they were, and removes what else there is.
func (k *killable) reset(t *testing.T, n int) {
	t.Helper()
	if err := os.RemoveAll(k.dir); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(k.dir, "threadlsp.toml"), nil)
	for i := range n {
		write(t, k.file(i), k.before)
	}
}

func (k *killable) start(t *testing.T, flag string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("threadlsp", "check", flag, "--no-cache", "--quiet") // testscript has put it on the path
	cmd.Dir = k.dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// TestKilledRunsLeaveOldOrNew kills --fix and --add-ignore at random moments: each file
// is byte for byte what it was or what a whole run makes of it. What else a killed run
// left behind is gone after a later one.
func TestKilledRunsLeaveOldOrNew(t *testing.T) {
	const n = 20
	for _, flag := range []string{"--fix", "--add-ignore=known"} {
		k := &killable{t.TempDir() + "/project", []byte(strings.Repeat("# a line of a comment\n", 2000) + wrongTuple)}
		k.reset(t, n)
		began := time.Now()
		if err := k.start(t, flag).Wait(); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		after, err := os.ReadFile(k.file(0))
		if err != nil || bytes.Equal(after, k.before) {
			t.Fatalf("%s changes nothing, %v", flag, err)
		}
		some, left := 0, 0
		for i := range kills() {
			k.reset(t, n)
			cmd := k.start(t, flag)
			time.AfterFunc(rand.N(took/2)+rand.N(took/2), func() { cmd.Process.Kill() })
			cmd.Wait()
			changed := 0
			for j := range n {
				switch got, err := os.ReadFile(k.file(j)); {
				case err == nil && bytes.Equal(got, after):
					changed++
				case err != nil || !bytes.Equal(got, k.before):
					t.Fatalf("%s, kill %d: %s has %d bytes, %v", flag, i, k.file(j), len(got), err)
				}
			}
			if 0 < changed && changed < n {
				some++
			}
			left += k.swept(t, flag, n)
		}
		t.Logf("%s: %d of %d kills came between two files, %d within one", flag, some, kills(), left)
	}
}

// swept says how many temporary files a killed run left, and fails where a run an hour later does not remove them.
func (k *killable) swept(t *testing.T, flag string, files int) int {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(k.dir, ".m*"))
	if err != nil || len(left) == 0 {
		return 0
	}
	old := time.Now().Add(-time.Hour)
	for _, path := range left {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.start(t, flag).Wait(); err != nil {
		t.Error(err)
	}
	if all, err := os.ReadDir(k.dir); err != nil || len(all) != files+1 {
		t.Errorf("%d files are there, %v", len(all), err)
	}
	return len(left)
}
