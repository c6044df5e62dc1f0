//go:build unix

package load

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := tree(t, "-- p/pyproject.toml --\n-- p/a.py --\n-- p/d/b.py --\n-- secret.py --\n")
	p := filepath.Join(dir, "p")
	if err := syscall.Mkfifo(filepath.Join(p, "fifo.py"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"self.py": "self.py", "nowhere.py": "/nonexistent/x", "out.py": "../secret.py", "zero.py": "/dev/zero",
		"in.py": "a.py", "d/loop": "..", "d/up": "../d", "dir.py": "d",
	} {
		if err := os.Symlink(target, filepath.Join(p, name)); err != nil {
			t.Fatal(err)
		}
	}
	want := ".: a.py d/b.py of a.py d/b.py in.py; fifo.py: not a regular file" +
		"; nowhere.py: symbolic link that leads nowhere; out.py: symbolic link that leads out of the project" +
		"; self.py: symbolic link that leads nowhere; zero.py: symbolic link that leads out of the project"
	if got := show(t, p, "."); got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
	project := New(p, Options{})
	for name, want := range map[string]string{"fifo.py": "not a regular file", "zero.py": "not a regular file", "d": "not a regular file", "x.py": "no such file or directory"} {
		if _, err := project.Read(name); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

func TestUnreadableIsSkippedAndSaid(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := tree(t, "-- a.py --\n-- locked/b.py --\n")
	for _, name := range []string{"a.py", "locked"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(filepath.Join(dir, "locked"), 0o777)
	if got, want := show(t, dir, "."), ".: a.py of a.py; locked: permission denied"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := New(dir, Options{}).Read("a.py"); err == nil || err.Error() != "permission denied" {
		t.Errorf("got %v", err)
	}
}

func TestFIFOAsConfigurationIsSkipped(t *testing.T) {
	dir := tree(t, "-- .git/HEAD --\n-- a.py --\n-- t.toml/x --\n")
	if err := syscall.Mkfifo(filepath.Join(dir, "pyproject.toml"), 0o666); err != nil {
		t.Fatal(err)
	}
	want := ".: a.py of a.py; " + filepath.Join(dir, "pyproject.toml") + ": not a regular file"
	if got := show(t, dir, "."); got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}

// TestExtendOpensRegularFilesOfTheRepositoryOnly hangs where a FIFO or a device is read.
func TestExtendOpensRegularFilesOfTheRepositoryOnly(t *testing.T) {
	dir := tree(t, "-- secret/threadlsp.toml --\nTOKEN = 'x\n-- p/.git/HEAD --\n-- p/latin/threadlsp.toml --\n\xff = 1\n"+
		"-- p/big/threadlsp.toml --\n#"+strings.Repeat("x", maxConfigSize)+"\n")
	p := filepath.Join(dir, "p")
	for _, d := range []string{"fifo", "zero", "out", "self"} {
		if err := os.Mkdir(filepath.Join(p, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(p, "fifo", "threadlsp.toml"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"zero": "/dev/zero", "out": "../../secret/threadlsp.toml", "self": "threadlsp.toml"} {
		if err := os.Symlink(target, filepath.Join(p, name, "threadlsp.toml")); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"fifo/": "extend: not a regular file", "zero/": "extend: leads out of the repository",
		"out/": "extend: leads out of the repository", "../secret/": "extend: leads out of the repository",
		"self/": "extend: ", "big/": "extend: too large", "latin/": "not valid TOML", "": "extend: files extend each other in a circle",
	} {
		file := filepath.Join(p, "threadlsp.toml")
		if err := os.WriteFile(file, []byte("extend = '"+name+"threadlsp.toml'\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		_, _, err := Settings(p)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "TOKEN") {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}
