package lsp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/config"
	"threadlsp/internal/load"
)

// disk is a project's files as they were when they were first looked at, and the
// settings found beside them. It is replaced, never changed, when something
// changed, except that single files can be forgotten.
//
// mu guards read and turns.
type disk struct {
	settings analyzer.Settings
	least    analyzer.Severity // the lowest that is shown
	from     string            // path of the file that settings come from; "" for none
	project  *load.Project     // nil for a buffer that has no file
	options  load.Options
	beside   map[string]load.Stamp // of configuration files, there or not
	faults   []*config.Error       // in the configuration

	mu    sync.Mutex
	read  map[string]readFile
	turns int          // how often something was forgotten
	reads atomic.Int64 // how many files were read

	reading func() // tests: called when a file has been read and is not yet kept
}

type readFile struct {
	doc   *source.Document
	err   error
	stamp load.Stamp // of the file, before it was read
}

// newDisk is a project's files; project is nil for none. Nothing is read yet.
func newDisk(project *load.Project, settings analyzer.Settings) *disk {
	return &disk{settings: settings, project: project, read: map[string]readFile{}}
}

// files lists the project, which is walked when it is first asked for.
func (d *disk) files() []string {
	if d.project == nil {
		return nil
	}
	return d.project.Files()
}

func (d *disk) load(path string) (*source.Document, error) {
	if d.project == nil {
		return nil, fmt.Errorf("no such file")
	}
	d.mu.Lock()
	r, ok := d.read[path]
	turns := d.turns
	d.mu.Unlock()
	if ok {
		return r.doc, r.err
	}
	r.stamp = load.StampOf(d.project.Abs(path))
	r.doc, r.err = d.project.Read(path)
	if d.reading != nil {
		d.reading()
	}
	d.reads.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if turns == d.turns { // else what was read may be what should be forgotten
		d.read[path] = r
	}
	return r.doc, r.err
}

// forget makes the next read of a file a fresh one.
func (d *disk) forget(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.read, path)
	d.turns++
}

// keep takes over from an older view what it has read of files that still stand
// as they did: a checkout of some files must not have all of them read again.
func (d *disk) keep(old *disk, changed func(path string) bool) {
	old.mu.Lock()
	defer old.mu.Unlock()
	for path, r := range old.read {
		if r.err == nil && !changed(path) {
			d.read[path] = r
		}
	}
}

// overlay is the program as the user sees it: open buffers over files on disk.
// It implements analyzer.Project for one check and is immutable but for disk's cache.
type overlay struct {
	disk *disk
	open []*buffer // sorted by path
}

func (o *overlay) find(path string) *buffer {
	i, ok := slices.BinarySearchFunc(o.open, path, func(b *buffer, p string) int { return strings.Compare(b.path, p) })
	if !ok {
		return nil
	}
	return o.open[i]
}

func isMarkdown(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".md" || ext == ".markdown"
}

// Files lists the project's files and the open documents.
func (o *overlay) Files() []string {
	out := slices.Clone(o.disk.files())
	for _, b := range o.open {
		if !isMarkdown(b.path) && b.cells == nil {
			out = append(out, b.path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Read returns the buffer of an open document, else the file.
func (o *overlay) Read(path string) (*source.Document, error) {
	b := o.find(path)
	if b == nil {
		return o.disk.load(path)
	}
	if len(b.text) > load.DefaultMaxFileSize {
		return nil, fmt.Errorf("too large: over %d MB", load.DefaultMaxFileSize>>20)
	}
	doc, _ := b.decoded()
	return doc, nil
}
