package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"threadlsp/analyzer"
	"threadlsp/rules"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"threadlsp": main})
}

// TestScripts runs testdata/script/*.txtar: the command line as users see it.
func TestScripts(t *testing.T) {
	fixtures, err := filepath.Abs("../../testdata/rules")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			e.Setenv("FORCE_COLOR", "")
			e.Setenv("FIXTURES", fixtures)
			return nil
		},
		Cmds: scriptCommands,
	})
}

// wrongTuple is a program with one finding: a string where a tuple belongs.
const wrongTuple = "import threading\nthreading.Thread(target=print, args=(5)).start()\n"

// inDir is an app in a folder with one wrong file, and its two outputs.
func inDir(t *testing.T) (a *app, stdout, stderr *bytes.Buffer) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.py"), []byte(wrongTuple), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	return &app{
		stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, dir: dir,
		getenv: noCache(t), rules: rules.All,
	}, stdout, stderr
}

// noCache is an environment in which nothing is found of earlier runs.
func noCache(t *testing.T) func(string) string {
	dir := t.TempDir()
	return func(name string) string {
		if name == "THREADLSP_CACHE_DIR" {
			return dir
		}
		return ""
	}
}

// TestPanicInAnyRuleCostsThatRuleOnly injects a panic into one rule after the other.
func TestPanicInAnyRuleCostsThatRuleOnly(t *testing.T) {
	for i, victim := range rules.All {
		a, stdout, stderr := inDir(t)
		a.rules = append([]*analyzer.Rule{}, rules.All...)
		broken := *victim
		broken.Check = func(*analyzer.Pass) { panic("boom\x1b") }
		a.rules[i] = &broken
		if status := a.execute(context.Background(), []string{"check", "--select", "ALL", "--format", "concise"}); status != statusInternal {
			t.Errorf("%s: status %d, want %d\n%s", victim.Name, status, statusInternal, stderr)
		}
		want := fmt.Sprintf("threadlsp: rule %s on a.py: boom\\x1b (a bug in threadlsp", victim.Name)
		if n := strings.Count(stderr.String(), want); n != 1 {
			t.Errorf("%s: %d lines %q in\n%s", victim.Name, n, want, stderr)
		}
		if victim.Name != "args-not-tuple" && !strings.Contains(stdout.String(), "[args-not-tuple]") {
			t.Errorf("%s: the other findings are lost:\n%s", victim.Name, stdout)
		}
	}
}

// fails is a writer that always fails.
type fails struct{ err error }

func (f fails) Write([]byte) (int, error) { return 0, f.err }

func TestClosedPipeIsAQuietStop(t *testing.T) {
	a, _, stderr := inDir(t)
	a.stdout = fails{&os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}}
	if status := a.execute(context.Background(), []string{"check"}); status != statusFindings || stderr.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

func TestFullDiskIsSaid(t *testing.T) {
	a, _, stderr := inDir(t)
	a.stdout = fails{errors.New("no space left on device")}
	if status := a.execute(context.Background(), []string{"check"}); status != statusUsage || !strings.Contains(stderr.String(), "cannot write the report: no space left on device") {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

func TestInterruptEndsWith130(t *testing.T) {
	a, stdout, stderr := inDir(t)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if status := a.execute(ctx, []string{"check"}); status != statusStopped || stdout.Len() > 0 || stderr.String() != "threadlsp: interrupted\n" {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

func TestInterruptEndsTheWaitForStandardInput(t *testing.T) {
	a, _, _ := inDir(t)
	r, w := io.Pipe()
	defer w.Close()
	a.stdin = r
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if status := a.execute(ctx, []string{"check", "-"}); status != statusStopped {
		t.Errorf("status %d", status)
	}
}

func TestColourByTerminalAndEnvironment(t *testing.T) {
	for _, c := range []struct {
		flag, env string
		terminal  bool
		want      bool
	}{
		{"auto", "", false, false},
		{"auto", "", true, true},
		{"auto", "TERM=dumb", true, false},
		{"auto", "NO_COLOR=1", true, false},
		{"auto", "FORCE_COLOR=1", false, true},
		{"auto", "FORCE_COLOR=0", false, false},
		{"auto", "NO_COLOR=1 FORCE_COLOR=1", true, false},
		{"always", "NO_COLOR=1", false, true},
		{"never", "FORCE_COLOR=1", true, false},
	} {
		a := &app{terminal: c.terminal, getenv: variables(c.env)}
		if got, err := a.colour(c.flag); err != nil || got != c.want {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
	if _, err := (&app{}).colour("sometimes"); err == nil {
		t.Error("--color sometimes is accepted")
	}
}

func TestLinksByTerminalAndEnvironment(t *testing.T) {
	for _, c := range []struct {
		env      string
		terminal bool
		coloured bool
		want     bool
	}{
		{"", true, true, false},
		{"TERM_PROGRAM=vscode", true, true, true},
		{"TERM_PROGRAM=Apple_Terminal", true, true, false},
		{"VTE_VERSION=7600", true, true, true},
		{"VTE_VERSION=5000", true, true, false},
		{"TERM=xterm-kitty", true, true, true},
		{"TERM=tmux-256color TERM_PROGRAM=WezTerm", true, true, false},
		{"WT_SESSION=x", true, false, false}, // NO_COLOR, --color never, TERM=dumb
		{"WT_SESSION=x", false, true, false}, // a pipe with --color always
		{"WT_SESSION=x CI=true", true, true, false},
		{"WT_SESSION=x FORCE_HYPERLINK=0", true, true, false},
		{"FORCE_HYPERLINK=1", false, false, true},
	} {
		a := &app{terminal: c.terminal, getenv: variables(c.env)}
		if got := a.links(c.coloured); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// variables is an environment of NAME=VALUE between spaces.
func variables(env string) func(string) string {
	return func(key string) string {
		for _, pair := range strings.Fields(env) {
			if name, value, _ := strings.Cut(pair, "="); name == key {
				return value
			}
		}
		return ""
	}
}

func TestSizes(t *testing.T) {
	for s, want := range map[string]string{"5MB": "5MB", "200kb": "200KB", "1000": "1000", "2GB": "2GB", "2048": "2KB", "": "", "-1": "", "5TB": "", "99999GB": "", "9223372036854775807": ""} {
		var b byteSize
		if err := b.Set(s); (err != nil) != (want == "") || err == nil && b.String() != want {
			t.Errorf("%q: %s, %v", s, &b, err)
		}
	}
}
