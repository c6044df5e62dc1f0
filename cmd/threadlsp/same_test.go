package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestEveryRunGivesTheSameBytes checks the examples and some programs of several
// files with one to eight processors, the paths in any order, without a cache.
func TestEveryRunGivesTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for _, folder := range []string{"examples", "testdata/rules/args-not-tuple", "testdata/rules/missing-join", "testdata/rules/lost-update", "testdata/rules/self-deadlock"} {
		found, err := filepath.Glob(filepath.Join("../..", folder, "*.py"))
		if err != nil || len(found) == 0 {
			t.Fatal(folder, err)
		}
		for _, from := range found {
			text, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(dir, filepath.Base(folder), filepath.Base(from))
			write(t, to, text)
			paths = append(paths, to)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	random := rand.New(rand.NewPCG(1, 2))
	first := ""
	for run := range 20 {
		runtime.GOMAXPROCS(1 << (run % 4))
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		out := checked(t, dir, append([]string{"--no-cache", "--format", "json"}, paths...)...)
		if run == 0 {
			if first = out; strings.Count(out, `"rule":`) < 50 {
				t.Fatalf("too few findings to compare:\n%.2000s", out)
			}
		} else if out != first {
			t.Fatalf("run %d gives other bytes", run)
		}
	}
}
