package load

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"threadlsp/internal/config"
)

// tree makes a folder of the files of a txtar text and returns it.
func tree(t *testing.T, text string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(text)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// show is the targets of paths, one a line: root, what is reported, the program.
func show(t *testing.T, dir string, paths ...string) string {
	t.Helper()
	targets, err := Targets(Request{Dir: dir, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range targets {
		rel, err := filepath.Rel(dir, x.Project.Root())
		if err != nil {
			t.Fatal(err)
		}
		line := filepath.ToSlash(rel) + ": " + strings.Join(x.Report, " ") + " of " + strings.Join(x.Project.Files(), " ")
		for _, s := range x.Skipped {
			line += "; " + s.Path + ": " + s.Reason
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestTargets(t *testing.T) {
	dir := tree(t, `
-- pyproject.toml --
[tool.threadlsp]
exclude = ["gen/", "*_pb2.py"]
-- .gitignore --
*.tmp.py
/out
!keep.tmp.py
-- a.py --
-- b.pyw --
-- stub.pyi --
-- notes.md --
-- x_pb2.py --
-- gone.tmp.py --
-- keep.tmp.py --
-- pkg/c.py --
-- pkg/.gitignore --
d.py
-- pkg/d.py --
-- pkg/out/o.py --
-- out/p.py --
-- gen/g.py --
-- build/lib/q.py --
-- .venv/lib/r.py --
-- myenv/pyvenv.cfg --
-- myenv/s.py --
-- sub/threadlsp.toml --
markdown = true
-- sub/e.py --
-- sub/readme.md --
-- sub/gen/f.py --
-- site-packages/lib/__init__.py --
-- site-packages/lib/m.py --
`)
	// sub/gen is left out of the outer program only: sub does not exclude it.
	all := "a.py b.pyw keep.tmp.py pkg/c.py pkg/out/o.py sub/e.py"
	sub := "\nsub: e.py gen/f.py readme.md of e.py gen/f.py"
	for _, c := range []struct{ paths, want string }{
		{".", ".: a.py b.pyw keep.tmp.py pkg/c.py pkg/out/o.py of " + all + sub},
		{"a.py", ".: a.py of " + all},
		{"pkg", ".: pkg/c.py pkg/out/o.py of " + all},
		{"pkg ./pkg/c.py", ".: pkg/c.py pkg/out/o.py of " + all},
		{"sub/e.py", "sub: e.py of e.py gen/f.py"},
		{"stub.pyi notes.md x_pb2.py", ".: notes.md stub.pyi x_pb2.py of a.py b.pyw keep.tmp.py pkg/c.py pkg/out/o.py stub.pyi sub/e.py x_pb2.py"},
		{"site-packages/lib", "site-packages: lib/__init__.py lib/m.py of lib/__init__.py lib/m.py"},
		{"site-packages/lib/m.py", "site-packages: lib/m.py of lib/__init__.py lib/m.py"},
		{"out", "out: p.py of p.py"},
	} {
		if got := show(t, dir, strings.Fields(c.paths)...); got != c.want {
			t.Errorf("check %s\n got %s\nwant %s", c.paths, got, c.want)
		}
	}
}

func TestLooseFilesAreOneProgramWithoutTheProjectsBesideThem(t *testing.T) {
	dir := tree(t, "-- a.py --\n-- lib/b.py --\n-- pkg/__init__.py --\n-- pkg/c.py --\n-- proj/pyproject.toml --\n-- proj/d.py --\n")
	loose := "a.py lib/b.py pkg/__init__.py pkg/c.py"
	for paths, want := range map[string]string{
		"a.py":     ".: a.py of " + loose,
		"pkg/c.py": ".: pkg/c.py of " + loose,
		".":        ".: " + loose + " of " + loose + "\nproj: d.py of d.py",
		"lib/b.py": "lib: b.py of b.py",
	} {
		if got := show(t, dir, paths); got != want {
			t.Errorf("check %s\n got %s\nwant %s", paths, got, want)
		}
	}
	if l := walk(dir, nil, nil, 9); l == nil || len(l.python) != 4 {
		t.Errorf("a walk at its limit gives %+v", l)
	}
	if l := walk(dir, nil, nil, 8); l != nil {
		t.Errorf("a walk over its limit gives %+v", l)
	}
	if l := beside(dir, nil, nil); len(l.python) != 1 || l.python[0].path != "a.py" {
		t.Errorf("beside a.py: %+v", l.python)
	}
}

func TestMissingPathIsAnError(t *testing.T) {
	dir := tree(t, "-- a.py --\n")
	for path, want := range map[string]string{"b.py": "b.py: no such file or directory", "n.ipynb": "n.ipynb: no such file or directory"} {
		if _, err := Targets(Request{Dir: dir, Paths: []string{"a.py", path}}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestFileOverTheLimitIsNotRead(t *testing.T) {
	dir := tree(t, "-- a.py --\n1234567\n")
	for limit, want := range map[int64]string{7: "too large: 8 bytes, limit 7 bytes, raise with --max-file-size", 8: "", 9: ""} {
		_, err := New(dir, Options{MaxFileSize: limit}).Read("a.py")
		if got := ""; err != nil && err.Error() != want || err == nil && want != got {
			t.Errorf("limit %d: got %v, want %q", limit, err, want)
		}
	}
}

func TestOverlayIsReadInsteadOfTheDisk(t *testing.T) {
	dir := tree(t, "-- a.py --\ndisk\n-- b.py --\n")
	p := New(dir, Options{})
	q := p.WithOverlay("a.py", "buffer\n").WithOverlay("new.py", "fresh\n")
	if got := strings.Join(q.Files(), " "); got != "a.py b.py new.py" {
		t.Errorf("files: %s", got)
	}
	if got := strings.Join(p.Files(), " "); got != "a.py b.py" {
		t.Errorf("the project without the overlay has changed: %s", got)
	}
	for project, want := range map[*Project]string{p: "disk\n", q: "buffer\n"} {
		if doc, err := project.Read("a.py"); err != nil || string(doc.Text) != want {
			t.Errorf("%v, %v; want %q", doc, err, want)
		}
	}
	if rel, ok := p.Rel(filepath.Join(dir, "x", "y.py")); !ok || rel != "x/y.py" || p.Abs(rel) != filepath.Join(dir, "x", "y.py") {
		t.Errorf("Rel gives %q, %v; Abs %q", rel, ok, p.Abs(rel))
	}
	if _, ok := p.Rel(dir + "x/y.py"); ok {
		t.Error("a sibling directory counts as inside")
	}
}

func TestStandardInput(t *testing.T) {
	dir := tree(t, "-- pyproject.toml --\n-- a.py --\ndisk\n-- pkg/b.py --\n")
	for name, want := range map[string]string{"": "<stdin>.py of <stdin>.py", "pkg/b.py": "pkg/b.py of a.py pkg/b.py", "pkg/new.py": "pkg/new.py of a.py pkg/b.py pkg/new.py"} {
		targets, err := Targets(Request{Dir: dir, Paths: []string{"-"}, Stdin: []byte("# coding: latin-1\n\xe9\n"), StdinName: name})
		if err != nil || len(targets) != 1 {
			t.Fatalf("%q: %v, %v", name, targets, err)
		}
		x := targets[0]
		if got := strings.Join(x.Report, " ") + " of " + strings.Join(x.Project.Files(), " "); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
		if doc, err := x.Project.Read(x.Report[0]); err != nil || string(doc.Text) != "# coding: latin-1\né\n" {
			t.Errorf("%q: %v, %v", name, doc, err)
		}
	}
	if _, err := Targets(Request{Dir: dir, Paths: []string{"-"}, Stdin: []byte("\xff\n")}); err == nil || !strings.HasPrefix(err.Error(), "-: cannot be decoded: ") {
		t.Errorf("got %v", err)
	}
}

func TestSettingsComeFromTheNearestFileThatHasThem(t *testing.T) {
	dir := tree(t, `
-- pyproject.toml --
[tool.threadlsp]
preview = true
target-version = "3.10"
-- a/pyproject.toml --
[project]
requires-python = ">=3.12"
-- b/pyproject.toml --
[tool.threadlsp]
-- b/threadlsp.toml --
free-threaded = true
-- c/.git/HEAD --
-- d/pyproject.toml --
[tool.threadlsp]
exclud = []
`)
	for name, want := range map[string]config.Config{
		".": {Path: "pyproject.toml", Preview: true, TargetVersion: "3.10"},
		"a": {Path: "pyproject.toml", Preview: true, TargetVersion: "3.10"},
		"b": {Path: "b/threadlsp.toml", FreeThreaded: true},
		"c": {},
	} {
		got, _, err := Settings(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if rel, err := filepath.Rel(dir, got.Path); err == nil {
			got.Path = filepath.ToSlash(rel)
		}
		if got.Path != want.Path || got.Preview != want.Preview || got.TargetVersion != want.TargetVersion || got.FreeThreaded != want.FreeThreaded {
			t.Errorf("%s: %+v", name, got)
		}
	}
	var fault *config.Error
	if _, err := Targets(Request{Dir: dir, Paths: []string{"d"}}); !errors.As(err, &fault) || fault.Line != 2 {
		t.Errorf("got %v", err)
	}
}
