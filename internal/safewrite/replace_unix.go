//go:build !windows

package safewrite

import (
	"io/fs"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
)

// replace writes beside the file, so that both are on one file system.
func replace(path string, data []byte, mode fs.FileMode, may func() error) error {
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(mode))
	if err != nil {
		return err
	}
	defer f.Cleanup() // does nothing once the file is renamed
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := may(); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace() // flushes to the disk before it renames
}

// links is the number of names that a file has.
func links(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}
