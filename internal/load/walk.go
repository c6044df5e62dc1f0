package load

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/internal/glob"
)

// An entry is a file that a walk found.
type entry struct {
	path   string // relative to the project's root, slash-separated
	nested bool   // a project inside this one reports on it
	link   bool   // a symbolic link to a file of the project, which has its own entry
}

// A listing is what one walk of a project found.
type listing struct {
	python   []entry // with notebooks, sorted by path
	markdown []entry
	roots    []string // absolute directories of the topmost projects inside this one
	dirs     []string // absolute directories that were read
	skipped  []analyzer.Skip
}

// A place is a directory that is still to be read.
type place struct {
	dir    string // absolute
	ignore *level
	nested bool
}

// beside lists the files of one directory only.
func beside(root string, ignore, exclude *level) *listing {
	l := &listing{dirs: []string{root}}
	entries, err := os.ReadDir(root)
	if err != nil {
		l.skip(root, root, reason(err))
	}
	l.files(root, place{dir: root, ignore: gitignore(root, ignore)}, entries, exclude)
	l.sort()
	return l
}

// walk lists the files of a project, without recursion and without following
// symbolic links to directories, so that a loop of them ends nothing. What is
// inside the root has its own entry anyway. It returns nil when there are more
// than limit directory entries; 0 = no limit.
func walk(root string, ignore, exclude *level, limit int) *listing {
	l := &listing{}
	marked, seen := isRoot(root), 0
	work := []place{{dir: root, ignore: ignore}}
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		entries, err := os.ReadDir(p.dir)
		if err != nil {
			l.skip(root, p.dir, reason(err))
			if len(entries) == 0 {
				continue
			}
		}
		if seen += len(entries); limit > 0 && seen > limit {
			return nil
		}
		l.dirs = append(l.dirs, p.dir)
		if p.dir != root && holds(entries, "pyvenv.cfg") {
			continue // a virtual environment under a name of its own
		}
		if p.dir != root && !p.nested && marks(p.dir, entries) {
			p.nested = true
			l.roots = append(l.roots, p.dir)
			if !marked {
				continue // what lies beside loose files is no part of their program
			}
		}
		if holds(entries, ".gitignore") {
			p.ignore = gitignore(p.dir, p.ignore)
		}
		dirs := l.files(root, p, entries, exclude)
		for i := len(dirs) - 1; i >= 0; i-- {
			work = append(work, dirs[i])
		}
	}
	l.sort()
	return l
}

// files lists the files among a directory's entries and returns the directories
// that are to be read.
func (l *listing) files(root string, p place, entries []fs.DirEntry, exclude *level) (dirs []place) {
	for _, e := range entries {
		name := filepath.Join(p.dir, e.Name())
		if e.IsDir() {
			if !excluded[e.Name()] && !exclude.ignores(name, true) && !p.ignore.ignores(name, true) {
				dirs = append(dirs, place{name, p.ignore, p.nested})
			}
			continue
		}
		if kind := kindOf(e.Name()); kind != other && !exclude.ignores(name, false) && !p.ignore.ignores(name, false) {
			l.add(root, name, e, kind, p.nested)
		}
	}
	return dirs
}

// add lists one file of a directory.
func (l *listing) add(root, name string, e fs.DirEntry, kind kind, nested bool) {
	link := e.Type()&fs.ModeSymlink != 0
	if link {
		target, err := filepath.EvalSymlinks(name)
		if err != nil {
			l.skip(root, name, "symbolic link that leads nowhere")
			return
		}
		home, err := filepath.EvalSymlinks(root)
		if err != nil {
			home = root
		}
		if _, ok := below(home, target); !ok {
			l.skip(root, name, "symbolic link that leads out of the project")
			return
		}
		if info, err := os.Stat(target); err != nil || info.IsDir() {
			return
		}
	} else if !e.Type().IsRegular() {
		l.skip(root, name, errNotRegular.Error())
		return
	}
	rel, _ := below(root, name)
	if kind == markdown {
		l.markdown = append(l.markdown, entry{rel, nested, link})
	} else {
		l.python = append(l.python, entry{rel, nested, link})
	}
}

// skip notes a path that was not read.
func (l *listing) skip(root, name, why string) {
	rel, _ := below(root, name)
	l.skipped = append(l.skipped, analyzer.Skip{Path: rel, Reason: why})
}

// A kind is what a file's name says of it.
type kind uint8

const (
	other kind = iota
	python
	notebook
	markdown
)

// isPython says whether such files are parts of the program.
func (k kind) isPython() bool { return k == python || k == notebook }

// kindOf looks at the name's end only. Stubs are no kind: they run nowhere.
func kindOf(name string) kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".py", ".pyw":
		return python
	case ".ipynb":
		return notebook
	case ".md", ".markdown":
		return markdown
	}
	return other
}

// holds says whether a directory has an entry of that name.
func holds(entries []fs.DirEntry, name string) bool {
	for _, e := range entries {
		if e.Name() == name {
			return true
		}
	}
	return false
}

// markers make a directory the root of a project.
var markers = []string{"threadlsp.toml", "pyproject.toml", ".git"}

// marks says whether a directory is the root of a project. A marker that is
// neither file nor directory (a FIFO, a broken link) is none.
func marks(dir string, entries []fs.DirEntry) bool {
	for _, e := range entries {
		for _, m := range markers {
			if e.Name() == m && isMarker(filepath.Join(dir, m)) {
				return true
			}
		}
	}
	return false
}

// isMarker looks at one marker.
func isMarker(name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false
	}
	return info.Mode().IsRegular() || info.IsDir() && filepath.Base(name) == ".git"
}

// excludeLevel is the configured patterns as a level.
func excludeLevel(patterns []string, base string) *level {
	l := &level{base: base}
	for _, s := range patterns {
		if p, err := glob.Compile(s); err == nil { // config has refused the others
			l.patterns = append(l.patterns, p)
		}
	}
	return l
}
