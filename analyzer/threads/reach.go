package threads

import (
	"path"
	"strings"
	"sync"
)

// A fileSet is a set of files of the program, by index in their sorted paths.
type fileSet []uint64

func newFileSet(n int) fileSet          { return make(fileSet, (n+63)/64) }
func (s fileSet) has(i int32) bool      { return s[i/64]&(1<<(i%64)) != 0 }
func (s fileSet) add(i int32) (is bool) { is = !s.has(i); s[i/64] |= 1 << (i % 64); return is }

// An importGraph is which files of a program import which, from their outlines
// alone: it is the same however many of them are parsed.
//
// A name of a module can be used where the module is imported, on however many
// steps. An object can get further: into what its module imports (it is passed
// to a function there) and into whatever else somebody imports who imports the
// module too. Two files that nobody brings together cannot see each other's
// objects, whatever names both use. What modules do to each other without any
// import (importlib, an entry in a registry that both import) is not seen.
type importGraph struct {
	index      map[string]int32 // by path
	imports    [][]int32
	importedBy [][]int32
	users      sync.Map // int32 -> fileSet
	meets      sync.Map // int32 -> fileSet
}

// newImportGraph reads the imports of all outlines.
func newImportGraph(paths []string, outlines map[string]*Outline, names *moduleNames) *importGraph {
	g := &importGraph{index: make(map[string]int32, len(paths)), imports: make([][]int32, len(paths)), importedBy: make([][]int32, len(paths))}
	for i, p := range paths {
		g.index[p] = int32(i)
	}
	seen := make([]int, len(paths)) // for each file the last that imports it, plus one
	for i, p := range paths {
		seen[i] = i + 1
		for _, imp := range outlines[p].Imports {
			level := len(imp) - len(strings.TrimLeft(imp, "."))
			// import a.b.c runs a and a.b, too
			for mod := imp[level:]; ; {
				if file, _, _ := names.resolve(p, mod, level); file != "" {
					if k, ok := g.index[file]; ok && seen[k] != i+1 {
						seen[k] = i + 1
						g.imports[i] = append(g.imports[i], k)
						g.importedBy[k] = append(g.importedBy[k], int32(i))
					}
				}
				dot := strings.LastIndexByte(mod, '.')
				if dot < 0 {
					break
				}
				mod = mod[:dot]
			}
		}
	}
	return g
}

// usersOf is the files that import a file, directly or through others, and the file itself.
func (g *importGraph) usersOf(i int32) fileSet {
	if s, ok := g.users.Load(i); ok {
		return s.(fileSet)
	}
	s := newFileSet(len(g.imports))
	s.add(i)
	reachFrom([]int32{i}, s, g.importedBy)
	g.users.Store(i, s)
	return s
}

// meetingOf is the files in which an object of a file may turn up, and the file itself.
func (g *importGraph) meetingOf(i int32) fileSet {
	if s, ok := g.meets.Load(i); ok {
		return s.(fileSet)
	}
	s := append(fileSet{}, g.usersOf(i)...)
	var from []int32
	for k := range g.imports {
		if s.has(int32(k)) {
			from = append(from, int32(k))
		}
	}
	reachFrom(from, s, g.imports)
	g.meets.Store(i, s)
	return s
}

// reachFrom adds to a set what is reached from some of its members.
func reachFrom(work []int32, s fileSet, edges [][]int32) {
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		for _, k := range edges[i] {
			if s.add(k) {
				work = append(work, k)
			}
		}
	}
}

// meets says whether an object of file f may turn up in file p.
func (m *Model) meets(f *File, p string) bool {
	i, ok := m.graph.index[pathOf(f.Path)]
	k, ok2 := m.graph.index[p]
	return !ok || !ok2 || m.graph.meetingOf(i).has(k)
}

// uses says whether file p may use a name of file f's module: it imports the
// module, or a package above it and says pkg.module, which somebody else imported.
func (m *Model) uses(p string, f *File) bool {
	file := pathOf(f.Path)
	i, ok := m.graph.index[file]
	k, ok2 := m.graph.index[p]
	if !ok || !ok2 || m.graph.usersOf(i).has(k) {
		return true
	}
	for {
		dir, base := path.Split(file)
		dir = strings.TrimSuffix(dir, "/")
		if base == "__init__.py" {
			dir, base = path.Dir(dir), path.Base(dir)
		}
		above := path.Join(dir, "__init__.py")
		i, ok := m.graph.index[above]
		if !ok || above == file || !m.outlines[p].Mentions(identHash(strings.TrimSuffix(base, ".py"))) {
			return false
		}
		if m.graph.usersOf(i).has(k) {
			return true
		}
		file = above
	}
}
