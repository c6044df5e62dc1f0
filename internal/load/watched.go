package load

import (
	"path/filepath"
	"slices"
	"strings"
)

// Watched lists the absolute directories in which something may change what is found:
// those of the program, those above it in its repository, where settings and
// ignored files are looked for, and those of the settings and of named files.
func (t *Target) Watched() []string {
	root := t.Project.Root()
	out := append(slices.Clone(t.Project.disk.list().dirs), root)
	for d, edge := root, boundary(root); d != edge; {
		d = filepath.Dir(d)
		out = append(out, d)
	}
	for _, file := range t.Config.Sources {
		if filepath.IsAbs(file) {
			out = append(out, filepath.Dir(file))
		}
	}
	for rel := range t.Named {
		out = append(out, filepath.Dir(t.Project.Abs(rel)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Matters says whether a file or directory of that name, wherever it is, may change
// what a program is or what its settings are.
func Matters(path string, isDir bool) bool {
	name := filepath.Base(path)
	if isDir {
		return !excluded[name] || slices.Contains(markers, name)
	}
	return kindOf(name) != other || strings.EqualFold(filepath.Ext(name), ".pyi") ||
		slices.Contains(markers, name) || name == ".gitignore" || name == "pyvenv.cfg"
}
