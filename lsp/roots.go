package lsp

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/internal/load"
)

// place finds the program that a document belongs to, and its path there; nil
// for what is not Python on this machine, such as one side of a comparison with
// an older version, whose findings nobody could mend. Stubs are declarations.
func (s *server) place(uri, language string) (*program, string) {
	if name, ok := strings.CutPrefix(uri, "untitled:"); ok {
		return s.alone(name, language)
	}
	path, ok := filePath(uri, onWindows)
	if !ok {
		return nil, ""
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".py", ".pyw", ".md", ".markdown":
	case ".pyi":
		return nil, ""
	default:
		if language != "python" && language != "markdown" {
			return nil, ""
		}
	}
	path = s.oneSpelling(path)
	root := load.Root(path)
	if tooWide(root) {
		return s.alone(filepath.Base(path), language)
	}
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return s.alone(filepath.Base(path), language)
	}
	p := s.programs[root]
	if p == nil {
		p = s.startProgram(root, s.openDisk(root))
		s.programs[root] = p
	}
	return p, filepath.ToSlash(rel)
}

// oneSpelling is a path as the workspace's folders, or else the programs that there are,
// spell the directory it lies in: a file must not belong to two programs because a
// symbolic link leads to its project and the client knows both ways.
func (s *server) oneSpelling(path string) string {
	var bases []string
	for _, f := range s.folders {
		bases = append(bases, f.path)
	}
	for _, root := range slices.Sorted(maps.Keys(s.programs)) {
		bases = append(bases, root)
	}
	for _, base := range bases {
		if _, inside := relative(base, path); inside {
			return path
		}
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path // nothing lies there
	}
	for _, base := range bases {
		if real, err := filepath.EvalSymlinks(base); err == nil {
			if rel, inside := relative(real, dir); inside {
				return filepath.Join(base, filepath.FromSlash(rel), filepath.Base(path))
			}
		}
	}
	return path
}

// tooWide says of a directory that nobody means as a project: a file that
// happens to lie in the home directory must not have all of it read.
func tooWide(root string) bool {
	home, err := os.UserHomeDir()
	return root == filepath.Dir(root) || err == nil && root == home
}

// alone makes a program of one document. Its name decides whether it is read as
// Markdown, which an untitled document's name does not tell.
func (s *server) alone(name, language string) (*program, string) {
	switch {
	case language == "markdown":
		name += ".md"
	case language == "python":
		name += ".py"
	}
	return s.startProgram("", newDisk(nil, analyzer.Settings{})), name
}

// complain shows the user a message.
func (s *server) complain(text string) {
	s.log.Warn(text)
	m := &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: text}
	if err := s.client.ShowMessage(s.ctx, m); err != nil { // queued, so it does not hold up the reader
		s.log.Warn("show message", zap.Error(err))
	}
}

// rehome gives every open document the program it belongs to, after a file that
// marks a project's root has come or gone.
func (s *server) rehome() {
	for _, b := range *s.docs.Load() {
		if b.program == nil || b.program.root == "" {
			continue
		}
		p, path := s.place(b.shown, b.language)
		if p == b.program || p == nil {
			continue
		}
		moved := b.supposed(b.text)
		moved.program, moved.path, moved.cells = p, path, b.cells
		s.replace(s.docs.Load().with(moved))
		b.program.update(s.docs.Load().of(b.program), "")
		s.touched(moved)
	}
}
