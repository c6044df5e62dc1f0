package cache

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func key(n int) (k Key) { return Key{byte(n), byte(n >> 8), 1} }

// filled is a folder with some entries of build 1.
func filled(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "c")
	c := Open(dir, Key{1})
	for i := range 20 {
		c.Put(key(i), fmt.Appendf(nil, "value %d", i))
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// found counts the entries that a cache has; each must be what was put.
func found(t *testing.T, dir string, build Key) int {
	t.Helper()
	c := Open(dir, build)
	defer c.Close()
	n := 0
	for i := range 20 {
		if v, ok := c.Get(key(i)); ok {
			if want := fmt.Sprintf("value %d", i); string(v) != want {
				t.Errorf("entry %d is %q", i, v)
			}
			n++
		}
	}
	return n
}

func TestWhatIsPutIsThereInTheNextRun(t *testing.T) {
	dir := filled(t)
	if n := found(t, dir, Key{1}); n != 20 {
		t.Errorf("%d of 20", n)
	}
	if n := found(t, dir, Key{2}); n != 0 {
		t.Errorf("another build is given %d", n)
	}
}

func TestDamageCostsEntriesAndNeverGivesAnother(t *testing.T) {
	dir := filled(t)
	name := filesIn(dir, extension)[0]
	whole, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for at := range whole { // a bit in every byte
		b := bytes.Clone(whole)
		b[at] ^= 0x41
		write(b)
		if n := found(t, dir, Key{1}); n > 19 {
			t.Errorf("byte %d is wrong and all are there", at)
		}
	}
	for size := 0; size < len(whole); size += 7 {
		write(whole[:size])
		found(t, dir, Key{1})
	}
	write([]byte("#!/bin/sh\n"))
	if n := found(t, dir, Key{1}); n != 0 {
		t.Errorf("a script has %d entries", n)
	}
}

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := filled(t)
	name := filesIn(dir, extension)[0]
	if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("elsewhere", filepath.Join(dir, name)); err != nil {
		t.Skip(err)
	}
	if n := found(t, dir, Key{1}); n != 0 {
		t.Errorf("a link is followed to %d entries", n)
	}
}

func TestPacksAreBroughtTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "c")
	for i := range 20 {
		c := Open(dir, Key{1})
		c.Get(key(0))
		c.Put(key(i), fmt.Appendf(nil, "value %d", i))
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(filesIn(dir, extension)); n > maxPacks {
		t.Errorf("%d packs", n)
	}
	if n := found(t, dir, Key{1}); n != 20 {
		t.Errorf("%d of 20 entries are left", n)
	}
}

func TestTwoRunsAtOnceLoseNothingButTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "c")
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 20 {
				c := Open(dir, Key{1})
				for k := range 20 {
					if v, ok := c.Get(key(k)); ok && string(v) != fmt.Sprintf("value %d", k) {
						t.Errorf("entry %d is %q", k, v)
					}
				}
				c.Put(key((w+i)%20), fmt.Appendf(nil, "value %d", (w+i)%20))
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestCleanLeavesWhatIsNotOurs(t *testing.T) {
	dir := filled(t)
	other := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := Clean(dir); n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
	if n := found(t, dir, Key{1}); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

// TestWhatNobodyUsesIsSweptUp has unfinished packs, one young, beside packs of another build.
func TestWhatNobodyUsesIsSweptUp(t *testing.T) {
	dir := filled(t)
	now := time.Now()
	for name, x := range map[string]struct {
		size int64
		age  time.Duration
	}{
		"facts-1.tmp": {1, time.Hour}, "facts-2.tmp": {1, time.Second}, "notes.tmp": {1, time.Hour},
		"facts-1.pack": {maxBytes / 2, time.Hour}, "facts-2.pack": {maxBytes / 4, 2 * time.Hour},
		"facts-3.pack": {maxBytes / 2, 3 * time.Hour}, "facts-4.pack": {1, 4 * time.Hour},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Truncate(path, x.size), os.Chtimes(path, now, now.Add(-x.age))); err != nil {
			t.Fatal(err)
		}
	}
	c := Open(dir, Key{1})
	c.Put(key(1000), []byte("new"))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"facts-1.tmp": false, "facts-2.tmp": true, "notes.tmp": true,
		"facts-1.pack": true, "facts-2.pack": true, "facts-3.pack": false, "facts-4.pack": false,
	} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := found(t, dir, Key{1}); n == 0 {
		t.Error("the packs of this build are gone")
	}
	if _, err := Clean(dir); err != nil {
		t.Error(err)
	}
	if left := filesIn(dir, ""); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
}

func TestAFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := Open(filepath.Join(file, "sub"), Key{1})
	c.Put(key(1), []byte("x"))
	if err := c.Close(); err == nil {
		t.Error("no error")
	}
}

// TestAFolderOfBundlesMayBeALink holds that a link to a folder is read as the folder, as
// bazel-bin is one, and that what is no folder is an error.
func TestAFolderOfBundlesMayBeALink(t *testing.T) {
	dir, build := t.TempDir(), Key{1}
	bundle := NewBundle()
	bundle.Put(Key{2}, []byte("value"))
	file := filepath.Join(dir, "a"+BundleExtension)
	if err := os.WriteFile(file, bundle.Bytes(build), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	b, foreign, err := OpenBundles(link, build)
	if err != nil || len(foreign) > 0 {
		t.Fatal(foreign, err)
	}
	if got, ok := b.Get(Key{2}); !ok || string(got) != "value" {
		t.Errorf("the value is %q", got)
	}
	if _, _, err := OpenBundles(file, build); err == nil {
		t.Error("a file is read as a folder")
	}
}
