package changed

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repo is a repository with one commit, and how to run git in it.
func repo(t *testing.T) (dir string, git func(args ...string)) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	git = func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	write(t, dir, "a.py", "one\ntwo\nthree\nfour\n")
	write(t, dir, "ü b.py", "x\n")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	return dir, git
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func since(t *testing.T, dir, rev string) string {
	t.Helper()
	base, err := Since(context.Background(), dir, rev)
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, name := range []string{"a.py", "new.py", "sub/a.py", "ü b.py"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		lines, err := base.Lines(path, text, func(raw []byte) []byte { return raw })
		if err != nil {
			t.Fatal(err)
		}
		if lines != nil {
			all = append(all, fmt.Sprint(name, lines))
		}
	}
	return strings.Join(all, " ")
}

func TestLinesThatDiffer(t *testing.T) {
	dir, git := repo(t)
	if got := since(t, dir, "HEAD"); got != "" {
		t.Errorf("nothing changed: %s", got)
	}
	write(t, dir, "a.py", "one\nTWO\nthree\nfour\nfive\nsix\n")
	write(t, dir, "ü b.py", "y\n")
	write(t, dir, "new.py", "z\n")
	if got, want := since(t, dir, "HEAD"), "a.py[[2 2] [5 6]] new.py[[1 2]] ü b.py[[1 1]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	git("add", ".")
	git("commit", "-q", "-m", "second")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	git("mv", "a.py", "sub/a.py")
	if got, want := since(t, dir, "main~1"), "new.py[[1 2]] sub/a.py[[2 2] [5 6]] ü b.py[[1 1]]"; got != want {
		t.Errorf("moved: %s, want %s", got, want)
	}
	if got := since(t, dir, "nowhere"); got != `git knows no revision "nowhere"` {
		t.Error(got)
	}
	if got := since(t, dir, "--output=x"); !strings.Contains(got, "does not begin with -") {
		t.Error(got)
	}
	if got := since(t, t.TempDir(), "HEAD"); !strings.Contains(got, "not a git repository") {
		t.Error(got)
	}
}

// TestAHostileWorkTreeRunsNothing has every setting that makes git run a program.
func TestAHostileWorkTreeRunsNothing(t *testing.T) {
	dir, git := repo(t)
	mark := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(dir, "evil.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho \"$0 $*\" >> '"+mark+"'\ncat\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, kv := range [][2]string{
		{"core.fsmonitor", script}, {"core.hooksPath", dir}, {"core.pager", script}, {"pager.diff", script}, {"diff.external", script},
		{"diff.evil.textconv", script}, {"diff.evil.command", script}, {"filter.evil.clean", script}, {"filter.evil.smudge", script},
		{"filter.evil.process", script}, {"core.sshCommand", script}, {"core.editor", script}, {"credential.helper", "!" + script},
	} {
		git("config", kv[0], kv[1])
	}
	write(t, dir, ".gitattributes", "*.py diff=evil filter=evil\n")
	if err := os.WriteFile(filepath.Join(dir, ".git", "info", "attributes"), []byte("*.py diff=evil filter=evil\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"post-index-change", "fsmonitor-watchman"} {
		if err := os.Link(script, filepath.Join(dir, hook)); err != nil {
			t.Skip(err)
		}
	}
	write(t, dir, "a.py", "one\nTWO\nthree\nfour\n")
	t.Setenv("GIT_EXTERNAL_DIFF", script)
	got := since(t, dir, "HEAD")
	if ran, err := os.ReadFile(mark); err == nil {
		t.Errorf("something was run:\n%s", ran)
	}
	if !strings.Contains(got, "a.py[[2 2]]") {
		t.Error(got)
	}
}
