package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/rules"
)

// write writes a file of a test.
func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// runIn runs check in a folder and returns its outputs.
func runIn(t *testing.T, dir string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, dir: dir, getenv: noCache(t), rules: rules.All}
	status = a.execute(context.Background(), append([]string{"check"}, args...))
	return out.String(), errs.String(), status
}

func TestFixKeepsEncodingMarkAndLineEnds(t *testing.T) {
	code := "import threading\nthreading.Thread(target=print, args=(\"né\")).start()\n"
	fixed := strings.Replace(code, `é")`, `é",)`, 1)
	latin := func(s string) string { return strings.ReplaceAll(s, "é", "\xe9") }
	for name, x := range map[string]struct{ before, after string }{
		"utf-8":     {code, fixed},
		"BOM":       {"\xef\xbb\xbf" + code, "\xef\xbb\xbf" + fixed},
		"CRLF":      {strings.ReplaceAll(code, "\n", "\r\n"), strings.ReplaceAll(fixed, "\n", "\r\n")},
		"CR":        {strings.ReplaceAll(code, "\n", "\r"), strings.ReplaceAll(fixed, "\n", "\r")},
		"latin-1":   {latin("# coding: latin-1\n" + code), latin("# coding: latin-1\n" + fixed)},
		"mixed":     {"# a\r\n" + code, "# a\r\n" + fixed},
		"no end":    {strings.TrimSuffix(code, "\n"), strings.TrimSuffix(fixed, "\n")},
		"shift_jis": {"# coding: shift_jis\n# \x93\xfa\x96{\n" + strings.ReplaceAll(code, "é", "x"), "# coding: shift_jis\n# \x93\xfa\x96{\n" + strings.ReplaceAll(fixed, "é", "x")},
	} {
		dir, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "a.py")
		write(t, path, []byte(x.before))
		_, stderr, status := runIn(t, dir, "--fix", "a.py")
		got, err := os.ReadFile(path)
		if err != nil || string(got) != x.after || status != statusOK {
			t.Errorf("%s: status %d, %q\nwant %q\n%s", name, status, got, x.after, stderr)
		}
	}
}

func TestFixGoesThroughALinkAndKeepsTheMode(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "real", "a.py"), []byte(wrongTuple))
	if err := os.Chmod(filepath.Join(dir, "real", "a.py"), 0o751); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("real", "a.py"), filepath.Join(dir, "link.py")); err != nil {
		t.Skip(err)
	}
	runIn(t, dir, "--fix", "link.py")
	got, _ := os.ReadFile(filepath.Join(dir, "real", "a.py"))
	link, err := os.Lstat(filepath.Join(dir, "link.py"))
	info, _ := os.Stat(filepath.Join(dir, "real", "a.py"))
	if err != nil || !strings.Contains(string(got), "(5,)") || link.Mode()&os.ModeSymlink == 0 || info.Mode().Perm() != 0o751 {
		t.Errorf("%q, %v, %v", got, link.Mode(), info.Mode())
	}
}

// TestFixesOfAllFixturesKeepThemValid makes every fix, the unsafe ones too: what
// CPython compiled before it compiles afterwards, and a second run changes nothing.
func TestFixesOfAllFixturesKeepThemValid(t *testing.T) {
	files, err := filepath.Glob("../../testdata/rules/*/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if i%6 != 0 && testing.Short() {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sub := filepath.Join(dir, filepath.Base(filepath.Dir(f)))
		write(t, filepath.Join(sub, "pyproject.toml"), nil)
		write(t, filepath.Join(sub, filepath.Base(f)), b)
	}
	args := []string{"--fix", "--unsafe-fixes", "--select", "ALL", "--format", "concise", "--exit-zero"}
	if _, stderr, status := runIn(t, dir, args...); status != statusOK || !strings.Contains(stderr, "Fixed ") || strings.Contains(stderr, "left out") {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	if _, stderr, _ := runIn(t, dir, args...); strings.Contains(stderr, "Fixed ") {
		t.Errorf("a second run fixes more:\n%s", stderr)
	}
	if out, err := exec.Command("python3", "-m", "compileall", "-q", dir).CombinedOutput(); err != nil {
		t.Errorf("CPython: %v\n%s", err, out)
	}
}

// TestFileThatChangesBeforeItsFixIsWritten has somebody save the file while it is checked.
func TestFileThatChangesBeforeItsFixIsWritten(t *testing.T) {
	a, _, stderr := inDir(t)
	path, theirs := filepath.Join(a.dir, "a.py"), "import threading\n# somebody else's work\n"
	meddling := *a.rules[1]
	meddling.Check = func(*analyzer.Pass) {
		if err := os.WriteFile(path, []byte(theirs), 0o666); err != nil {
			t.Error(err)
		}
	}
	a.rules = append([]*analyzer.Rule{a.rules[0], &meddling}, a.rules[2:]...)
	if status := a.execute(context.Background(), []string{"check", "--fix", "--no-cache"}); status != statusUsage {
		t.Errorf("status %d\n%s", status, stderr)
	}
	if got, _ := os.ReadFile(path); string(got) != theirs || !strings.Contains(stderr.String(), "threadlsp: a.py: cannot be written: it has changed meanwhile\n") {
		t.Errorf("holds %q\n%s", got, stderr)
	}
}

// TestAFixThatBreaksMoreOfABrokenFileIsLeftOut has a rule whose fix opens a bracket,
// in files that are no valid Python before.
func TestAFixThatBreaksMoreOfABrokenFileIsLeftOut(t *testing.T) {
	for name, broken := range map[string]string{"an error": "def f(:\n    pass\n", "a repair": "if x\n    pass\n", "nothing": ""} {
		a, stdout, stderr := inDir(t)
		path, code := filepath.Join(a.dir, "a.py"), broken+"import threading\n\n\ndef g():\n    return 1\n"
		write(t, path, []byte(code))
		breaking := *a.rules[0]
		breaking.Check = func(p *analyzer.Pass) {
			at := uint32(strings.Index(code, "return"))
			p.Report(analyzer.Finding{Span: source.Span{Start: at, End: at + 6}, Msg: "here", Fix: &analyzer.Fix{
				Title: "Break it", Safe: true, Edits: []analyzer.Edit{{Span: source.Span{Start: at, End: at + 6}, New: "return )("}},
			}})
		}
		a.rules = append([]*analyzer.Rule{&breaking}, a.rules[1:]...)
		status := a.execute(context.Background(), []string{"check", "--fix", "--no-cache", "--format", "concise", "a.py"})
		if got, _ := os.ReadFile(path); string(got) != code || status != statusFindings || strings.Contains(stderr.String(), "Fixed ") ||
			!strings.Contains(stderr.String(), "threadlsp: a.py: a fix is left out: the file would no longer be valid Python\n") {
			t.Errorf("%s: status %d, holds\n%s\n%s%s", name, status, got, stdout, stderr)
		}
	}
}
