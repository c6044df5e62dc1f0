package load

import (
	"path"
	"slices"

	"threadlsp/internal/glob"
)

// included is those of some paths that the options want to be reported on. The
// last pattern that names a path decides, as in `exclude`.
func (d *disk) included(paths []string) []string {
	if len(d.options.Include) == 0 {
		return paths
	}
	var patterns []*glob.Pattern
	for _, s := range d.options.Include {
		if p, err := glob.Compile(s); err == nil { // config has refused the others
			patterns = append(patterns, p)
		}
	}
	within, _ := below(d.options.ExcludeBase, d.root)
	return slices.DeleteFunc(paths, func(file string) bool {
		in := false
		for _, p := range patterns {
			if p.Covers(path.Join(within, file)) {
				in = !p.Negated
			}
		}
		return !in
	})
}
