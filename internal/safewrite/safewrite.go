// Package safewrite replaces the content of files that are somebody's work: at
// every moment, whatever fails or is killed, a file has its old content or the new.
package safewrite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Write gives a regular file that is there a new content: written to a
// temporary file beside it, flushed to the disk, and renamed. Symbolic links
// stay, and so does the mode. The error is one line without the path; then the
// file is as it was. A file that is read-only, and one with several hard links
// (the others would keep the old content), is left alone.
func Write(path string, data []byte) error {
	return write(path, data, func(string) error { return nil })
}

// Change is Write for a file whose content is known: if that is another by the
// time the new one takes its place, somebody else has written, and it is left alone.
func Change(path string, old, data []byte) error {
	return write(path, data, func(real string) error {
		now, err := os.ReadFile(real)
		if err == nil && !bytes.Equal(now, old) {
			return errors.New("it has changed meanwhile")
		}
		return err
	})
}

// write asks last of all, right before the rename, whether it may.
func write(path string, data []byte, may func(real string) error) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return reason(err)
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular():
		return errors.New("it is no regular file")
	case info.Mode().Perm()&0o200 == 0:
		return errors.New("it is read-only")
	case links(info) > 1:
		return fmt.Errorf("it has %d hard links, and the others would keep the old content", links(info))
	}
	return reason(replace(real, data, info.Mode().Perm(), func() error { return may(real) }))
}

// reason is an error without the path that it is about.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// abandoned is the age at which nobody writes a temporary file any more. Should somebody
// do so in spite of it, that writer's rename fails, and the file keeps its old content.
const abandoned = 10 * time.Minute

// Sweep removes what writers of these files left behind when they were killed: the
// temporary files beside them, by their names, where they are regular and old.
func Sweep(paths []string) {
	names := map[string]map[string]bool{} // by folder
	for _, path := range paths {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			continue
		}
		dir, name := filepath.Split(real)
		if names[dir] == nil {
			names[dir] = map[string]bool{}
		}
		names[dir][name] = true
	}
	for dir, of := range names {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !isTemporary(e.Name(), of) {
				continue
			}
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
				os.Remove(filepath.Join(dir, e.Name())) // another process may have been quicker
			}
		}
	}
}

// isTemporary says whether replace gives such a name to a temporary file of one of
// these: a dot, the file's name, and a random number below 1<<63. One of fewer than fifteen
// digits comes up once in ninety thousand times; those are left, since people put the time
// behind the names of copies (.a.py20251125120000).
func isTemporary(name string, of map[string]bool) bool {
	name, hidden := strings.CutPrefix(name, ".")
	base := strings.TrimRight(name, "0123456789")
	for ; hidden && len(name)-len(base) >= 15; base = name[:len(base)+1] { // the file's own name may end in digits
		if of[base] && len(name)-len(base) <= 19 {
			return true
		}
	}
	return false
}
