package load

import (
	"os"
	"path/filepath"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
)

// extendDepth is how many files may extend each other.
const extendDepth = 10

// A written file of settings.
type written struct {
	path string
	raw  []byte
}

// extended is the settings of a file put over those of the files it extends.
// Only files with a configuration's name that lie in the same repository are
// opened, and an error quotes nothing of them. Patterns in them count from the
// directory of the first file.
func extended(c *config.Config, file string, raw []byte) (*config.Config, error) {
	chain, edge := []written{{file, raw}}, boundary(filepath.Dir(file))
	for c.Extend != "" {
		next, why := extends(c, chain, edge)
		if why != "" {
			return nil, c.Fault("extend", 0, why)
		}
		raw, err := readRegular(next, maxConfigSize, "")
		if err != nil {
			return nil, c.Fault("extend", 0, reason(err))
		}
		if c, _, err = config.Parse(next, raw); err != nil {
			return nil, err
		}
		chain = append(chain, written{next, raw})
	}
	out := &config.Config{Path: file}
	for _, w := range slices.Backward(chain) {
		out.Sources = append(out.Sources, w.path)
		if err := out.Over(w.path, w.raw); err != nil {
			return nil, err
		}
	}
	if out.TargetVersion == "" { // that of a file's own requires-python
		first, _, err := config.Parse(file, raw)
		if err != nil {
			return nil, err
		}
		out.TargetVersion = first.TargetVersion
	}
	return out, nil
}

// extends is the file that the last one of a chain extends, or why not.
func extends(c *config.Config, chain []written, edge string) (next, why string) {
	name := filepath.FromSlash(c.Extend)
	if !config.IsFile(filepath.ToSlash(name)) {
		return "", "must name a threadlsp.toml or a pyproject.toml"
	}
	if filepath.IsAbs(name) {
		return "", "must be relative to the file"
	}
	next = filepath.Join(filepath.Dir(chain[len(chain)-1].path), name)
	if _, ok := below(edge, next); !ok {
		return "", "leads out of the repository"
	}
	real, err := filepath.EvalSymlinks(next)
	if err != nil {
		return "", reason(err)
	}
	home, err := filepath.EvalSymlinks(edge)
	if err != nil {
		home = edge
	}
	if _, ok := below(home, real); !ok {
		return "", "leads out of the repository"
	}
	if slices.ContainsFunc(chain, func(w written) bool { return w.path == next }) {
		return "", "files extend each other in a circle"
	}
	if len(chain) >= extendDepth {
		return "", "more than ten files extend each other"
	}
	return next, ""
}

// boundary is the repository around a directory, or the directory itself.
func boundary(dir string) string {
	for d := dir; ; {
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			return d
		}
		up := filepath.Dir(d)
		if up == d {
			return dir
		}
		d = up
	}
}

// Chosen is what a configuration says to the analysis of the project at a root.
func Chosen(c *config.Config, root string) analyzer.Settings {
	s := analyzer.Settings{
		Select: c.Select, Ignore: c.Ignore, Preview: c.Preview, FreeThreaded: c.FreeThreaded,
		Target: c.TargetVersion, Learn: c.Profile == "learn", RequireReason: c.RequireReason, Severity: c.Severity, Effects: c.Effects,
	}
	within := withinOf(c, root)
	for _, r := range c.PerFileIgnores {
		s.PerFile = append(s.PerFile, analyzer.ByPath{Within: within, Pattern: r.Name, Words: r.Values})
	}
	for _, r := range c.Contexts {
		for _, p := range r.Values {
			s.Contexts = append(s.Contexts, analyzer.ByPath{Within: within, Pattern: p, Words: []string{r.Name}})
		}
	}
	return s
}

// withinOf is a root as the patterns of its configuration see it.
func withinOf(c *config.Config, root string) string {
	if c.Path == "" {
		return ""
	}
	rel, ok := below(filepath.Dir(c.Path), root)
	if !ok || rel == "." {
		return ""
	}
	return rel
}
