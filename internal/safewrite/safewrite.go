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
