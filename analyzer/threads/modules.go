package threads

import (
	"path"
	"sort"
	"strings"
	"sync"

	"threadlsp/analyzer/pylib"
)

// moduleNames answers which file an import names. A file has no one dotted
// name: it depends on the directories that are on the importing program's path.
type moduleNames struct {
	files map[string]bool
	dirs  map[string]bool // directories that hold Python files, directly or below
	roots []string        // directories that hold top-level packages or modules, sorted

	found sync.Map // question -> answer: the same imports are asked for again and again
}

// An asked import and what it means. Files of one directory share the answers.
type (
	asked struct {
		dir, mod string
		level    int
	}
	answer struct {
		file, pkg string
		lib       bool
	}
)

func newModuleNames(paths []string) *moduleNames {
	n := &moduleNames{files: map[string]bool{}, dirs: map[string]bool{"": true, ".": true}}
	for _, p := range paths {
		n.files[p] = true
		for d := path.Dir(p); d != "." && d != "/" && !n.dirs[d]; d = path.Dir(d) {
			n.dirs[d] = true
		}
	}
	roots := map[string]bool{}
	for _, p := range paths {
		roots[n.rootOf(p)] = true
	}
	for r := range roots {
		n.roots = append(n.roots, r)
	}
	sort.Strings(n.roots)
	return n
}

// rootOf is the directory above the topmost package that p belongs to: what
// stands on sys.path when p is imported by its full name, or run as a script.
func (n *moduleNames) rootOf(p string) string {
	d := path.Dir(p)
	for d != "." && n.files[path.Join(d, "__init__.py")] {
		d = path.Dir(d)
	}
	return d
}

// packageOf is the directory that `from .` means in p.
func (n *moduleNames) packageOf(p string, level int) (dir string, ok bool) {
	d := path.Dir(p)
	for ; level > 1; level-- {
		if d == "." {
			return "", false
		}
		d = path.Dir(d)
	}
	return d, true
}

// under finds the module of dotted name mod below dir: a file, or a directory
// (a package without __init__.py) for which file is "".
func (n *moduleNames) under(dir, mod string) (file, pkg string, ok bool) {
	p := path.Join(dir, strings.ReplaceAll(mod, ".", "/"))
	switch {
	case n.files[path.Join(p, "__init__.py")]:
		return path.Join(p, "__init__.py"), p, true
	case n.files[p+".py"]:
		return p + ".py", p, true
	case mod != "" && n.dirs[p]:
		return "", p, true
	}
	return "", "", false
}

// isLibrary says whether dir is Python's own standard library: there the tables
// say more about `threading` than its source does.
func (n *moduleNames) isLibrary(dir string) bool {
	return n.files[path.Join(dir, "os.py")] && n.files[path.Join(dir, "types.py")] && n.files[path.Join(dir, "abc.py")]
}

// resolve finds the file that `import mod` means in file from. lib is true
// where the name belongs to no file of the program.
func (n *moduleNames) resolve(from, mod string, level int) (file, pkg string, lib bool) {
	q := asked{path.Dir(from), mod, level}
	if a, ok := n.found.Load(q); ok {
		a := a.(answer)
		return a.file, a.pkg, a.lib
	}
	file, pkg, lib = n.lookup(from, mod, level)
	n.found.Store(q, answer{file, pkg, lib})
	return file, pkg, lib
}

func (n *moduleNames) lookup(from, mod string, level int) (file, pkg string, lib bool) {
	if level > 0 {
		dir, ok := n.packageOf(from, level)
		if !ok {
			return "", "", false
		}
		if mod == "" {
			if f := path.Join(dir, "__init__.py"); n.files[f] {
				return f, dir, false
			}
			return "", dir, false
		}
		f, p, _ := n.under(dir, mod)
		return f, p, false
	}
	top, _, _ := strings.Cut(mod, ".")
	for _, dir := range n.searchPath(from) {
		f, p, ok := n.under(dir, mod)
		if !ok {
			continue
		}
		if f == "" && pylib.KnownModule(top) {
			continue // a folder named like a library module holds no package of that name
		}
		if n.isLibrary(dir) && !strings.HasPrefix(from, path.Join(dir, top)+"/") && (pylib.KnownModule(top) || top != "test" && top != "idlelib") {
			return "", "", true
		}
		return f, p, false
	}
	return "", "", true
}

// searchPath is the directories that stand for sys.path in file from: its own
// root first, then the project's, then the other roots.
func (n *moduleNames) searchPath(from string) []string {
	own := n.rootOf(from)
	out := []string{own}
	for _, d := range append([]string{path.Dir(from), ".", "src"}, n.roots...) {
		if !contains(out, d) && (d == "." || n.dirs[d]) {
			out = append(out, d)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// pathOf is the document's path of a file's key: "notes.md#2" is in "notes.md".
func pathOf(key string) string {
	if i := strings.LastIndexByte(key, '#'); i > 0 && !strings.HasSuffix(key, ".py") {
		return key[:i]
	}
	return key
}

// An importer is one import of the program, as the outlines list it.
type importer struct {
	path  string
	mod   string
	level int
}

// indexImports lists the imports of all files by the last part of the name.
func (m *Surroundings) indexImports() {
	m.importers = map[string][]importer{}
	for _, p := range m.paths {
		for _, imp := range m.outlines[p].Imports {
			level := len(imp) - len(strings.TrimLeft(imp, "."))
			mod := imp[level:]
			last := mod[strings.LastIndexByte(mod, '.')+1:]
			m.importers[last] = append(m.importers[last], importer{p, mod, level})
		}
	}
}

// importedBy says whether any file of the program other than f imports it.
func (m *Model) importedBy(f *File) bool {
	key := pathOf(f.Path)
	stem := strings.TrimSuffix(path.Base(key), ".py")
	if stem == "__init__" {
		stem = path.Base(path.Dir(key))
		for _, i := range m.importers[""] { // from . import x
			if file, _, _ := m.names.resolve(i.path, i.mod, i.level); file == key && i.path != key {
				return true
			}
		}
	}
	for _, i := range m.importers[stem] {
		if i.path == key {
			continue
		}
		if file, _, _ := m.names.resolve(i.path, i.mod, i.level); file == key {
			return true
		}
	}
	return false
}
