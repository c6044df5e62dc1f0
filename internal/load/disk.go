package load

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// DefaultMaxFileSize is the size in bytes over which a file is not read: its
// syntax tree would take about ninety times as much memory.
const DefaultMaxFileSize = 5 << 20

// maxNotebookSize bounds a notebook with its pictures; the text of its cells has
// the limit of other files.
const maxNotebookSize = 64 << 20

// maxConfigSize bounds the other files that are read whole.
const maxConfigSize = 64 << 20

// errNotRegular is the reason why a FIFO, a device or a directory is skipped.
var errNotRegular = errors.New("not a regular file")

// readRegular reads a whole file of at most limit bytes; flag is the option
// that raises the limit, for the error's text. It never opens what is no
// regular file: opening a FIFO waits for a writer, and a device never ends.
// Between the look and the opening the name may come to mean something else,
// so it opens without blocking and looks again.
func readRegular(name string, limit int64, flag string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	if info.Size() > limit {
		return nil, tooLarge(info.Size(), limit, flag)
	}
	// Files under /proc say 0 and hold more, others may grow while they are read.
	raw := make([]byte, 0, info.Size()+512)
	for {
		n, err := f.Read(raw[len(raw):cap(raw)])
		raw = raw[:len(raw)+n]
		if int64(len(raw)) > limit {
			return nil, tooLarge(int64(len(raw)), limit, flag)
		}
		if err == io.EOF {
			return raw, nil
		}
		if err != nil {
			return nil, err
		}
		if len(raw) == cap(raw) {
			raw = append(raw, 0)[:len(raw)]
		}
	}
}

// ReadSettings reads a configuration file's text, to show where in it a fault is.
func ReadSettings(path string) ([]byte, error) { return readRegular(path, maxConfigSize, "") }

// A Stamp tells a file from what it was before, without reading it. The zero
// Stamp is no file.
type Stamp struct {
	size     int64
	modified int64 // in nanoseconds
}

// StampOf looks at a file.
func StampOf(path string) Stamp {
	info, err := os.Stat(path)
	if err != nil {
		return Stamp{}
	}
	return Stamp{info.Size() + 1, info.ModTime().UnixNano()}
}

// tooLarge is the reason why a file over the limit is skipped.
func tooLarge(size, limit int64, flag string) error {
	msg := fmt.Sprintf("too large: %s, limit %s", bytesText(size), bytesText(limit))
	if flag != "" {
		msg += ", raise with " + flag
	}
	return errors.New(msg)
}

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 10<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// reason is an error of the file system without the path, which is printed
// before it anyway: "permission denied".
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or directory"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}
