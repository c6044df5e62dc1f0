package threads

import (
	"path"
	"slices"
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

	found    sync.Map // question -> answer: the same imports are asked for again and again
	searched sync.Map // directory -> []searchDir
}

// A searchDir is a directory in which a file's absolute imports are looked for.
type searchDir struct {
	dir     string
	library bool // it is Python's own standard library
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
		for d := dirOf(p); d != "." && d != "/" && !n.dirs[d]; d = dirOf(d) {
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
	d := dirOf(p)
	for d != "." && n.files[within(d, "__init__.py")] {
		d = dirOf(d)
	}
	return d
}

// dirOf is path.Dir of a path that is clean, as those of a program are.
func dirOf(p string) string {
	switch i := strings.LastIndexByte(p, '/'); i {
	case -1:
		return "."
	case 0:
		return "/"
	default:
		return p[:i]
	}
}

// within is path.Join of a directory and a name below it, both clean.
func within(dir, name string) string {
	switch {
	case name == "":
		return dir
	case dir == "." || dir == "":
		return name
	case dir == "/":
		return dir + name
	}
	return dir + "/" + name
}

// packageOf is the directory that `from .` means in p.
func (n *moduleNames) packageOf(p string, level int) (dir string, ok bool) {
	d := dirOf(p)
	for ; level > 1; level-- {
		if d == "." {
			return "", false
		}
		d = dirOf(d)
	}
	return d, true
}

// under finds the module of dotted name mod below dir: a file, or a directory
// (a package without __init__.py) for which file is "".
func (n *moduleNames) under(dir, mod string) (file, pkg string, ok bool) {
	p := within(dir, strings.ReplaceAll(mod, ".", "/"))
	if strings.Contains(mod, "..") || strings.HasSuffix(mod, ".") {
		p = path.Clean(p) // of a text that is no Python
	}
	isDir := n.dirs[p]
	if isDir {
		if file = within(p, "__init__.py"); n.files[file] {
			return file, p, true
		}
	}
	file = p + ".py"
	switch {
	case n.files[file]:
		return file, p, true
	case mod != "" && isDir:
		return "", p, true
	}
	return "", "", false
}

// isLibrary says whether dir is Python's own standard library: there the tables
// say more about `threading` than its source does.
func (n *moduleNames) isLibrary(dir string) bool {
	return n.files[within(dir, "os.py")] && n.files[within(dir, "types.py")] && n.files[within(dir, "abc.py")]
}

// resolve finds the file that `import mod` means in file from. lib is true
// where the name belongs to no file of the program.
func (n *moduleNames) resolve(from, mod string, level int) (file, pkg string, lib bool) {
	q := asked{dirOf(from), mod, level}
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
			if f := within(dir, "__init__.py"); n.files[f] {
				return f, dir, false
			}
			return "", dir, false
		}
		f, p, _ := n.under(dir, mod)
		return f, p, false
	}
	top, _, _ := strings.Cut(mod, ".")
	for _, s := range n.searchPath(dirOf(from)) {
		f, p, ok := n.under(s.dir, mod)
		if !ok {
			continue
		}
		if f == "" && pylib.KnownModule(top) {
			continue // a folder named like a library module holds no package of that name
		}
		if s.library && !strings.HasPrefix(from, within(s.dir, top)+"/") && (pylib.KnownModule(top) || top != "test" && top != "idlelib") {
			return "", "", true
		}
		return f, p, false
	}
	return "", "", true
}

// searchPath is the directories that stand for sys.path in the files of a
// directory: their own root first, then the project's, then the other roots.
func (n *moduleNames) searchPath(from string) []searchDir {
	if list, ok := n.searched.Load(from); ok {
		return list.([]searchDir)
	}
	list := []string{n.rootOf(within(from, "x.py"))}
	for _, d := range append([]string{from, ".", "src"}, n.roots...) {
		if !contains(list, d) && (d == "." || n.dirs[d]) {
			list = append(list, d)
		}
	}
	out := make([]searchDir, len(list))
	for i, d := range list {
		out[i] = searchDir{d, n.isLibrary(d)}
	}
	n.searched.Store(from, out)
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

// importerOf is the first file of the program, other than f, that imports it,
// by path; "" for none.
func (m *Model) importerOf(f *File) string {
	key := pathOf(f.Path)
	candidates := m.importers[f.ModuleName()]
	if path.Base(key) == "__init__.py" {
		candidates = append(slices.Clone(m.importers[""]), candidates...) // from . import x
	}
	for _, i := range candidates {
		if i.path == key {
			continue
		}
		if file, _, _ := m.names.resolve(i.path, i.mod, i.level); file == key {
			return i.path
		}
	}
	return ""
}
