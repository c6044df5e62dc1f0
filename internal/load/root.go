package load

import (
	"os"
	"path/filepath"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
)

// Root is the root of the project around an absolute path: the nearest directory
// upwards that holds threadlsp.toml, pyproject.toml or .git.
//
// A root that leaves the path out (ignored by git, or under site-packages) is
// not its project. Then, and where there is none, the project is the directory
// in which the path's top package stands: the one that has no __init__.py.
func Root(path string) string {
	dir := filepath.Clean(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	for d := dir; ; {
		if isRoot(d) {
			if d == dir || !leftOut(d, dir) {
				return d
			}
			return packageRoot(dir)
		}
		up := filepath.Dir(d)
		if up == d {
			return packageRoot(dir)
		}
		d = up
	}
}

// isRoot says whether a directory is marked as a project's root.
func isRoot(dir string) bool {
	for _, m := range markers {
		if isMarker(filepath.Join(dir, m)) {
			return true
		}
	}
	return false
}

// packageRoot goes up while there is an __init__.py.
func packageRoot(dir string) string {
	for {
		up := filepath.Dir(dir)
		if _, err := os.Lstat(filepath.Join(dir, "__init__.py")); err != nil || up == dir {
			return dir
		}
		dir = up
	}
}

// leftOut says whether a walk from root never reaches dir, by the defaults or by git.
func leftOut(root, dir string) bool {
	var steps []string // dir and the directories between, innermost first
	for d := dir; d != root; d = filepath.Dir(d) {
		if excluded[filepath.Base(d)] {
			return true
		}
		steps = append(steps, d)
	}
	ignore := gitignore(root, aboveIgnores(root))
	for i := len(steps) - 1; i >= 0; i-- {
		if ignore.ignores(steps[i], true) {
			return true
		}
		ignore = gitignore(steps[i], ignore)
	}
	return false
}

// settingsFiles are the names of configuration files; the first one counts.
var settingsFiles = []string{"threadlsp.toml", "pyproject.toml"}

// SettingsFiles is every path at which Settings looks for a configuration.
func SettingsFiles(root string) []string {
	var out []string
	for d := root; ; {
		for _, name := range settingsFiles {
			out = append(out, filepath.Join(d, name))
		}
		up := filepath.Dir(d)
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil || up == d {
			return out
		}
		d = up
	}
}

// Settings reads the configuration that counts at a root: threadlsp.toml or a
// pyproject.toml with [tool.threadlsp], there or in the nearest directory above,
// not beyond the one that holds .git. The target may come from the root's own
// [project] alone. The path in the Config and in an error is absolute.
// A file of that name that is no regular file, or not readable, is skipped; the
// error is a *config.Error.
func Settings(root string) (*config.Config, []analyzer.Skip, error) {
	var skipped []analyzer.Skip
	target := ""
	for d := root; ; {
		for _, name := range settingsFiles {
			file := filepath.Join(d, name)
			if _, err := os.Lstat(file); err != nil {
				continue
			}
			raw, err := readRegular(file, maxConfigSize, "")
			if err != nil {
				skipped = append(skipped, analyzer.Skip{Path: file, Reason: reason(err)})
				continue
			}
			c, ours, err := config.Parse(file, raw)
			if err != nil {
				return nil, skipped, err
			}
			if d == root && target == "" {
				target = c.TargetVersion
			}
			if ours && c.Extend != "" {
				if c, err = extended(c, file, raw); err != nil {
					return nil, skipped, err
				}
			}
			if ours {
				if c.TargetVersion == "" {
					c.TargetVersion = target
				}
				return c, skipped, nil
			}
		}
		up := filepath.Dir(d)
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil || up == d {
			return &config.Config{TargetVersion: target}, skipped, nil
		}
		d = up
	}
}
