// Package changed says which lines of a work tree differ from a revision.
//
// The work tree may be hostile: its configuration and attributes can name
// programs that git runs when it looks at files (filters, text conversion, a file
// system monitor, hooks). So git is asked for what is committed alone, by name,
// and never looks at the work tree; the comparison is made here.
package changed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// A Base is what was committed where the work tree left a revision.
type Base struct {
	ctx    context.Context
	root   string // absolute, of the work tree
	commit string
	files  map[string]bool     // committed, relative to the root, slash-separated
	gone   map[string][]string // those of them that are not there any more, by base name
}

// Since finds the base of a revision for the work tree around dir. The error is one line.
func Since(ctx context.Context, dir, rev string) (*Base, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, errors.New("a revision does not begin with -")
	}
	top, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	b := &Base{ctx: ctx, root: strings.TrimRight(string(top), "\r\n"), files: map[string]bool{}, gone: map[string][]string{}}
	commit, err := git(ctx, dir, "merge-base", rev, "HEAD")
	if err != nil {
		if commit, err = git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}"); err != nil {
			return nil, fmt.Errorf("git knows no revision %q", rev)
		}
	}
	b.commit = strings.TrimSpace(string(commit))
	names, err := git(ctx, b.root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", b.commit)
	if err != nil {
		return nil, err
	}
	for _, name := range strings.Split(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		b.files[name] = true
		if _, err := os.Lstat(filepath.Join(b.root, filepath.FromSlash(name))); err != nil {
			b.gone[path.Base(name)] = append(b.gone[path.Base(name)], name)
		}
	}
	return b, nil
}

// Lines is which lines of a file, given by its absolute path and its text, are new
// or changed: from 1, both ends included; of a removal, the line before it. A
// file that was not there, under this name or in another folder, is new as a whole.
// decode makes text of what was committed.
func (b *Base) Lines(file string, text []byte, decode func(raw []byte) []byte) ([][2]int, error) {
	whole := [][2]int{{1, bytes.Count(text, []byte("\n")) + 1}}
	rel, err := filepath.Rel(b.root, file)
	if err != nil {
		return whole, nil
	}
	name := filepath.ToSlash(rel)
	if !b.files[name] {
		if old := b.gone[path.Base(name)]; len(old) == 1 {
			name = old[0] // moved
		} else {
			return whole, nil
		}
	}
	before, err := git(b.ctx, b.root, "cat-file", "blob", b.commit+":"+name)
	if err != nil {
		return nil, err
	}
	return differ(string(decode(before)), string(text)), nil
}

// differ is the lines of the second text that are not in the first.
func differ(before, after string) [][2]int {
	var out [][2]int
	d, err := udiff.ToUnifiedDiff("a", "b", before, udiff.Lines(before, after), 0)
	if err != nil {
		return [][2]int{{1, strings.Count(after, "\n") + 1}}
	}
	for _, h := range d.Hunks {
		n := 0
		for _, l := range h.Lines {
			if l.Kind == udiff.Insert {
				n++
			}
		}
		out = append(out, [2]int{h.ToLine, h.ToLine + max(n, 1) - 1})
	}
	return out
}

// git runs git in a directory, on what is committed, and returns what it prints.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("git is not installed")
	}
	harmless := []string{"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "--no-optional-locks", "--no-pager"}
	cmd := exec.CommandContext(ctx, program, append(harmless, args...)...)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n")
		return nil, errors.New("git: " + strings.TrimPrefix(first, "fatal: "))
	}
	return out.Bytes(), nil
}
