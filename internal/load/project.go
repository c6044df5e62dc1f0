// Package load finds files and is the only reader of the disk: it opens regular
// files only, none outside of what it was given, and says what it skipped.
//
// A Project is what belongs to one program; Targets says what of which projects
// the paths on a command line mean.
package load

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// Options are how a project is read.
type Options struct {
	Exclude     []string // patterns as in .gitignore
	Include     []string // patterns of the files to report on where a directory is checked; none = all
	ExcludeBase string   // absolute directory that both are relative to; "" = the root
	Markdown    bool     // Markdown files of directories are checked too
	MaxFileSize int64    // in bytes; 0 = DefaultMaxFileSize
	Named       []string // paths relative to the root that belong to it though a walk leaves them out
	Alone       bool     // nothing but Named and the overlays belongs to it

	whole bool // a directory was named: it is listed however large it is
}

// A Project is the program around the files that are checked. It is immutable:
// the list of files is made once, when it is first asked for, and a Project with
// an overlay is a new one that shares it. To see files come and go, make it anew.
// It may be used by many goroutines.
type Project struct {
	disk     *disk
	overlays map[string]*source.Document // by path relative to the root
}

// A disk is what the files are, apart from what editors hold.
type disk struct {
	root    string // absolute
	options Options

	walking sync.Once
	found   *listing // guarded by walking
	joining sync.Once
	paths   []string // guarded by joining: of Python files and Named, sorted
}

// Project is the analysis' only way to files.
var _ analyzer.Project = (*Project)(nil)

// New makes the project of an absolute directory. Nothing is read yet.
func New(root string, o Options) *Project {
	if o.MaxFileSize == 0 {
		o.MaxFileSize = DefaultMaxFileSize
	}
	if o.ExcludeBase == "" {
		o.ExcludeBase = root
	}
	return &Project{disk: &disk{root: filepath.Clean(root), options: o}}
}

// Root is the project's absolute directory.
func (p *Project) Root() string { return p.disk.root }

// Rel is the project's spelling of an absolute path: slash-separated, relative
// to the root; false if the path lies outside.
func (p *Project) Rel(abs string) (string, bool) { return below(p.disk.root, filepath.Clean(abs)) }

// Abs is the absolute path, in the system's spelling, of a path of the project.
func (p *Project) Abs(rel string) string {
	if filepath.IsAbs(filepath.FromSlash(rel)) {
		return filepath.FromSlash(rel)
	}
	return filepath.Join(p.disk.root, filepath.FromSlash(rel))
}

// WithOverlay is the project in which a path has the text of an editor's buffer,
// whether there is such a file on disk or not.
func (p *Project) WithOverlay(path, text string) *Project {
	return p.With(source.DecodeText(path, text))
}

// With is the project in which the documents' paths hold these: standard input, or
// files after their fixes.
func (p *Project) With(docs ...*source.Document) *Project {
	next := maps.Clone(p.overlays)
	if next == nil {
		next = map[string]*source.Document{}
	}
	for _, doc := range docs {
		next[doc.Path] = doc
	}
	return &Project{disk: p.disk, overlays: next}
}

// Files lists the Python files and notebooks that belong to the program: those that a walk
// finds, those that were named, and the buffers; stubs (.pyi) only when named.
func (p *Project) Files() []string {
	paths := p.disk.files()
	files := paths
	added := false
	for path := range p.overlays {
		if _, ok := slices.BinarySearch(paths, path); !ok && kindOf(path).isPython() {
			if !added {
				files, added = slices.Clone(files), true
			}
			files = append(files, path)
		}
	}
	if added {
		sort.Strings(files)
	}
	return files
}

// Own lists the Python files below a directory ("." = the root) that the project
// itself reports on, as checking that directory would: those of a project inside
// it are that one's, and a link's are its target's.
func (p *Project) Own(dir string) []string {
	return p.disk.included(own(p.disk.list().python, dir))
}

// Roots lists the absolute directories of the topmost projects inside this one.
func (p *Project) Roots() []string { return p.disk.list().roots }

// Markdown lists the project's own Markdown files, sorted; none unless the
// options want them.
func (p *Project) Markdown() []string {
	if !p.disk.options.Markdown {
		return nil
	}
	return p.disk.included(own(p.disk.list().markdown, "."))
}

// Skipped is what the walk could not read: directories without permission, links
// that lead nowhere or out, FIFOs and devices with a Python name.
func (p *Project) Skipped() []analyzer.Skip {
	return p.disk.list().skipped
}

// Read returns a file's current content: the overlay where there is one.
func (p *Project) Read(path string) (*source.Document, error) {
	if doc, ok := p.overlays[path]; ok {
		return doc, nil
	}
	limit, flag := p.disk.options.MaxFileSize, "--max-file-size"
	most, isNotebook := limit, kindOf(path) == notebook
	if isNotebook { // most of it are pictures: what counts is the text of its cells
		most = max(limit, maxNotebookSize)
	}
	raw, err := readRegular(p.Abs(path), most, flag)
	if err != nil {
		return nil, errors.New(reason(err))
	}
	doc, err := source.Decode(path, raw)
	if err == nil && isNotebook && int64(len(doc.Text)) > limit {
		err = tooLarge(int64(len(doc.Text)), limit, flag)
	}
	return doc, err
}

// list walks the project once.
func (d *disk) list() *listing {
	d.walking.Do(func() {
		d.found = &listing{}
		if !d.options.Alone {
			d.found = d.walk()
		}
	})
	return d.found
}

// looseEntries is how many directory entries a program without a root is looked
// for in: `check ~/a.py` must not read the whole home directory.
const looseEntries = 4_000

// walk lists the project. A directory that nothing marks as a root, and that
// nobody asked to check, may be the home directory or /tmp: where it is large,
// only the files beside each other are one program.
func (d *disk) walk() *listing {
	ignore, exclude := aboveIgnores(d.root), excludeLevel(d.options.Exclude, d.options.ExcludeBase)
	if d.options.whole || isRoot(d.root) {
		return walk(d.root, ignore, exclude, 0)
	}
	if l := walk(d.root, ignore, exclude, looseEntries); l != nil {
		return l
	}
	return beside(d.root, ignore, exclude)
}

// files joins what the walk found and what was named.
func (d *disk) files() []string {
	d.joining.Do(func() {
		found := d.list().python
		paths := make([]string, 0, len(found)+len(d.options.Named))
		for _, e := range found {
			paths = append(paths, e.path)
		}
		for _, n := range d.options.Named {
			if kindOf(n) != markdown {
				paths = append(paths, n)
			}
		}
		sort.Strings(paths)
		d.paths = slices.Compact(paths)
	})
	return d.paths
}

// own is the paths under dir ("." = all) that no project inside reports on.
func own(entries []entry, dir string) []string {
	var out []string
	for _, e := range entries {
		if !e.nested && !e.link && (dir == "." || strings.HasPrefix(e.path, dir+"/")) {
			out = append(out, e.path)
		}
	}
	return out
}

// sort puts the listing in the order of paths, whatever the order of the walk.
func (l *listing) sort() {
	byPath := func(a, b entry) int { return strings.Compare(a.path, b.path) }
	slices.SortFunc(l.python, byPath)
	slices.SortFunc(l.markdown, byPath)
	slices.Sort(l.roots)
	slices.SortFunc(l.skipped, func(a, b analyzer.Skip) int { return strings.Compare(a.Path, b.Path) })
}
