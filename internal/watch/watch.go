// Package watch tells when something changes in directories. It is the only
// place that knows fsnotify.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// An editor saves in several steps, and a tool writes many files: a change is
// told when it has been quiet for a while, or has not been for long.
const (
	quiet = 100 * time.Millisecond
	long  = 2 * time.Second
)

// A Watcher looks at directories, each without what is inside its directories.
type Watcher struct {
	fs      *fsnotify.Watcher
	matters func(path string, isDir bool) bool
	kick    chan struct{} // of one: something has changed

	mu      sync.Mutex // guards what follows
	dirs    map[string]bool
	stale   map[string]bool // directories that may be others by now, though their names are the same
	changed map[string]bool
}

// New makes a watcher that tells of those absolute paths that matter.
func New(matters func(path string, isDir bool) bool) (*Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	out := &Watcher{fs: w, matters: matters, kick: make(chan struct{}, 1), dirs: map[string]bool{}, stale: map[string]bool{}, changed: map[string]bool{}}
	go out.listen()
	return out, nil
}

// Close ends it.
func (w *Watcher) Close() error { return w.fs.Close() }

// listen takes the events as they come: on Windows, Add and Remove wait for
// a goroutine that waits for somebody to take them.
func (w *Watcher) listen() {
	for {
		select {
		case e, ok := <-w.fs.Events:
			if !ok {
				return
			}
			w.note(e)
		case _, ok := <-w.fs.Errors:
			if !ok {
				return
			}
			w.lost()
		}
	}
}

// note looks at one event. A change of mode or time alone is none.
func (w *Watcher) note(e fsnotify.Event) {
	const kinds = fsnotify.Create | fsnotify.Write | fsnotify.Remove | fsnotify.Rename
	if e.Op&kinds == 0 {
		return
	}
	name := filepath.Clean(e.Name)
	isDir := false
	if e.Has(fsnotify.Create) {
		info, err := os.Lstat(name)
		isDir = err == nil && info.IsDir()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dirs[name] && (e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)) {
		isDir = true
		for d := range w.dirs {
			if d == name || strings.HasPrefix(d, name+string(filepath.Separator)) {
				w.stale[d] = true
			}
		}
	}
	if w.matters(name, isDir) {
		w.changed[name] = true
		w.wakeLocked()
	}
}

// lost makes up for events that were lost: everything may have changed.
func (w *Watcher) lost() {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.Copy(w.stale, w.dirs)
	w.wakeLocked()
}

// wakeLocked wakes Wait.
func (w *Watcher) wakeLocked() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

// Watch makes these directories the ones that are looked at, and says whether one
// is new: what changed in it before is not told. One that is not there is passed over.
func (w *Watcher) Watch(dirs []string) (added bool, err error) {
	wanted := map[string]bool{}
	for _, d := range dirs {
		wanted[d] = true
	}
	for _, d := range w.drop(wanted) {
		_ = w.fs.Remove(d) // most are gone with their directories
	}
	for d := range wanted {
		if w.dirs[d] { // this goroutine alone writes it
			continue
		}
		if err := w.fs.Add(d); errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			continue
		} else if err != nil {
			return added, fmt.Errorf("cannot watch %s: %w", d, limit(err))
		}
		w.mu.Lock()
		w.dirs[d] = true
		w.mu.Unlock()
		added = true
	}
	return added, nil
}

// drop forgets the directories that are not wanted or stale, and returns them.
func (w *Watcher) drop(wanted map[string]bool) (out []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for d := range w.dirs {
		if !wanted[d] || w.stale[d] {
			out = append(out, d)
			delete(w.dirs, d)
		}
	}
	clear(w.stale)
	return out
}

// limit says what the system means: inotify calls too many directories a full disk.
func limit(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return errors.New("the system watches no more directories (sysctl fs.inotify.max_user_watches)")
	}
	return err
}

// Len is how many directories are watched.
func (w *Watcher) Len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.dirs)
}

// Wait waits until something has changed since the last Wait, and then for quiet.
// It returns what, sorted; nothing where that is not known. The error is ctx's.
func (w *Watcher) Wait(ctx context.Context) ([]string, error) {
	select {
	case <-w.kick:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	end := time.After(long)
	for still := true; still; {
		select {
		case <-w.kick:
		case <-time.After(quiet):
			still = false
		case <-end:
			still = false
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.kick: // all of it is in what is returned
	default:
	}
	out := slices.Sorted(maps.Keys(w.changed))
	clear(w.changed)
	return out, nil
}
