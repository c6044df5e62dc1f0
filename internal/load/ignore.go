package load

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"threadlsp/internal/glob"
)

// excluded are the directories that hold no code of the project's own: ruff's list, and
// caches of bytecode. Files may bear these names.
var excluded = map[string]bool{
	".bzr": true, ".direnv": true, ".eggs": true, ".git": true, ".git-rewrite": true, ".hg": true,
	".ipynb_checkpoints": true, ".mypy_cache": true, ".nox": true, ".pants.d": true, ".pyenv": true,
	".pytest_cache": true, ".pytype": true, ".ruff_cache": true, ".svn": true, ".tox": true,
	".venv": true, ".vscode": true, "__pycache__": true, "__pypackages__": true, "_build": true,
	"buck-out": true, "build": true, "dist": true, "node_modules": true, "site-packages": true, "venv": true,
}

// A level is the patterns of one file, and the directory they are relative to.
type level struct {
	parent   *level
	base     string // absolute
	patterns []*glob.Pattern
}

// ignores says whether a path is left out. The innermost file that says
// something wins, and in it the last pattern, as in git.
func (l *level) ignores(name string, isDir bool) bool {
	for ; l != nil; l = l.parent {
		rel, ok := below(l.base, name)
		if !ok || rel == "." {
			continue
		}
		for i := len(l.patterns) - 1; i >= 0; i-- {
			if l.patterns[i].Match(rel, isDir) {
				return !l.patterns[i].Negated
			}
		}
	}
	return false
}

// gitignore adds the patterns of a directory's .gitignore, where there is a readable one.
// Lines that are no patterns are passed over, as git does.
func gitignore(dir string, parent *level) *level {
	return ignoreFile(filepath.Join(dir, ".gitignore"), dir, parent)
}

// ignoreFile reads patterns relative to base from a file.
func ignoreFile(name, base string, parent *level) *level {
	raw, err := readRegular(name, maxConfigSize, "")
	if err != nil {
		return parent
	}
	l := &level{parent: parent, base: base}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\r\n")
		if !strings.HasSuffix(line, `\ `) {
			line = strings.TrimRight(line, " ")
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if p, err := glob.Compile(line); err == nil {
			l.patterns = append(l.patterns, p)
		}
	}
	if l.patterns == nil {
		return parent
	}
	return l
}

// aboveIgnores is the .gitignore files that count at dir, its own excluded: from the
// root of the working tree down. Outside of one there are none.
func aboveIgnores(dir string) *level {
	var chain []string
	for d := dir; ; {
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			break
		}
		up := filepath.Dir(d)
		if up == d {
			return nil
		}
		d = up
		chain = append(chain, d)
	}
	var l *level
	for i := len(chain) - 1; i >= 0; i-- {
		if l == nil {
			l = ignoreFile(filepath.Join(chain[i], ".git", "info", "exclude"), chain[i], l)
		}
		l = gitignore(chain[i], l)
	}
	return l
}

// below is name relative to base, slash-separated; false if it is not base or inside it.
func below(base, name string) (string, bool) {
	if name == base {
		return ".", true
	}
	if len(name) > len(base) && strings.HasPrefix(name, base) {
		if os.IsPathSeparator(base[len(base)-1]) { // the root of the file system
			return filepath.ToSlash(name[len(base):]), true
		}
		if os.IsPathSeparator(name[len(base)]) {
			return filepath.ToSlash(name[len(base)+1:]), true
		}
	}
	return "", false
}
