package safewrite

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// file is a file with some content in a folder of its own.
func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.py")
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

// alone fails where anything but the given names lies in a folder.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(names) {
		t.Errorf("%v in the folder, %v", entries, err)
	}
}

func TestContentIsReplacedAndTheRestKept(t *testing.T) {
	path := file(t, "old")
	link := filepath.Join(filepath.Dir(path), "link.py")
	if err := os.Symlink("a.py", link); err != nil {
		t.Skip(err)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(path)
	info, _ := os.Lstat(link)
	mode, _ := os.Stat(path)
	if string(got) != "new" || info.Mode()&os.ModeSymlink == 0 || runtime.GOOS != "windows" && mode.Mode().Perm() != 0o640 {
		t.Errorf("%q, link %v, mode %v", got, info.Mode(), mode.Mode())
	}
	alone(t, filepath.Dir(path), "a.py", "link.py")
}

func TestWhatSomebodyElseWroteIsLeftAlone(t *testing.T) {
	path := file(t, "theirs")
	if err := Change(path, []byte("old"), []byte("new")); err == nil || err.Error() != "it has changed meanwhile" {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "theirs" {
		t.Errorf("holds %q", got)
	}
	alone(t, filepath.Dir(path), "a.py")
	if err := Change(path, []byte("theirs"), []byte("new")); err != nil {
		t.Error(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Errorf("holds %q", got)
	}
}

func TestWhatMustNotBeReplacedIsLeftAlone(t *testing.T) {
	readOnly := file(t, "old")
	if err := os.Chmod(readOnly, 0o440); err != nil {
		t.Fatal(err)
	}
	linked := file(t, "old")
	if err := os.Link(linked, linked+"2"); err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{
		readOnly: "it is read-only", linked: "it has 2 hard links, and the others would keep the old content",
		filepath.Dir(linked): "it is no regular file", linked + "3": "no such file or directory",
	} {
		if err := Write(path, []byte("new")); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	for _, path := range []string{readOnly, linked} {
		if got, _ := os.ReadFile(path); string(got) != "old" {
			t.Errorf("%s is %q", path, got)
		}
	}
}

// kills is how often TestAKilledWriterLeavesOldOrNew kills; `./test --long` asks for 1,000.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("THREADLSP_KILLS")); err == nil {
		return n
	}
	return 60
}

// TestAKilledWriterLeavesOldOrNew starts this test binary again as a writer and
// kills it at some moment.
func TestAKilledWriterLeavesOldOrNew(t *testing.T) {
	contents := [][]byte{bytes.Repeat([]byte("a"), 300_000), bytes.Repeat([]byte("b"), 200_000)}
	if path := os.Getenv("THREADLSP_WRITE"); path != "" { // the writer
		for i := 0; ; i++ {
			if err := Write(path, contents[i%2]); err != nil {
				os.Exit(1)
			}
		}
	}
	if runtime.GOOS == "windows" {
		t.Skip("a process is not killed that quickly")
	}
	path := file(t, string(contents[0]))
	for i := range kills() {
		cmd := exec.Command(os.Args[0], "-test.run=^TestAKilledWriterLeavesOldOrNew$")
		cmd.Env = append(os.Environ(), "THREADLSP_WRITE="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(i%40)*700*time.Microsecond, func() { cmd.Process.Kill() })
		cmd.Wait()
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, contents[0]) && !bytes.Equal(got, contents[1]) {
			t.Fatalf("after kill %d the file has %d bytes, %v", i, len(got), err)
		}
	}
}

// TestWhatAKilledWriterLeftIsSweptUp kills a writer in the middle of its temporary file,
// and has files with like names beside it.
func TestWhatAKilledWriterLeftIsSweptUp(t *testing.T) {
	if path := os.Getenv("THREADLSP_DIE"); path != "" { // the writer
		write(path, []byte("new"), func(string) error { os.Exit(3); return nil })
	}
	path := file(t, "old")
	dir := filepath.Dir(path)
	cmd := exec.Command(os.Args[0], "-test.run=^TestWhatAKilledWriterLeftIsSweptUp$")
	cmd.Env = append(os.Environ(), "THREADLSP_DIE="+path)
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 3 {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".a.py*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("%v is left, %v", left, err)
	}
	Sweep([]string{path}) // it is young: its writer may be at work
	alone(t, dir, "a.py", left[0])
	others := []string{".a.py", ".a.py123", ".a.py20251125120000", ".b.py123456789012345678", "a.py123456789012345678", ".a.py123456789012345678.swp", ".a.py12345678901234567890"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".a.py111111111111111111"), 0o700); err != nil {
		t.Fatal(err)
	}
	others = append(others, "a.py", ".a.py111111111111111111")
	for _, name := range append(others, filepath.Base(left[0])) {
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	Sweep([]string{path, path, filepath.Join(dir, "gone", "c.py")})
	alone(t, dir, others...)
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("holds %q", got)
	}
}

func TestATemporaryNameIsOfOneOfTheFiles(t *testing.T) {
	of := map[string]bool{"a.py": true, "base1": true}
	for name, want := range map[string]bool{
		".a.py123456789012345": true, ".a.py9223372036854775807": true, ".base1123456789012345": true, ".base2123456789012345": false,
		".base123456789012345": false, // fourteen digits
		".a.py20251125120000":  false, // the copy of a certain time
	} {
		if isTemporary(name, of) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestAFullDiskLeavesTheOldContent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no limit on files")
	}
	path := file(t, "old")
	if os.Getenv("THREADLSP_FULL") != "" {
		if err := Write(os.Getenv("THREADLSP_FULL"), make([]byte, 1<<20)); err == nil {
			os.Exit(1)
		}
		return
	}
	// A process may write 8 blocks of 1,024 bytes; SIGXFSZ is Go's to ignore.
	cmd := exec.Command("bash", "-c", `ulimit -f 8; trap '' XFSZ; exec "$0" -test.run='^TestAFullDiskLeavesTheOldContent$'`, os.Args[0])
	cmd.Env = append(os.Environ(), "THREADLSP_FULL="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the file has %d bytes", len(got))
	}
	alone(t, filepath.Dir(path), "a.py")
}
