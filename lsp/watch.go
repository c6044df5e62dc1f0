package lsp

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer/source"
	"threadlsp/internal/load"
)

// How the server learns of files that change on disk: from the client, which
// watches the workspace's folders, or by looking, where the client cannot watch and
// outside of the folders. Either way a thousand changes are one message, one look
// and one check.

// pollInterval is how often the disk is looked at where nobody watches it. A look that takes long makes the next one come later.
const pollInterval = 3 * time.Second

// A change is what became of a file, or of a directory.
type change struct {
	path string // absolute
	kind protocol.FileChangeType
}

// watchFiles asks the client to tell of files that change.
func (s *server) watchFiles() protocol.Registration {
	var w protocol.DidChangeWatchedFilesRegistrationOptions
	for _, glob := range []string{"**/*.{py,pyw,pyi,ipynb}", "**/*.{md,markdown}", "**/{pyproject,threadlsp}.toml", "**/.gitignore"} {
		w.Watchers = append(w.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(glob)})
	}
	// A directory that goes is told as that alone, without what was in it.
	gone := protocol.WatchKind(protocol.WatchKindDelete)
	w.Watchers = append(w.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern("**"), Kind: gone})
	return s.registration("watched-files", protocol.MethodWorkspaceDidChangeWatchedFiles, &w)
}

// DidChangeWatchedFiles reads again what changed on disk.
func (s *server) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	changes := make([]change, 0, len(p.Changes))
	for _, c := range p.Changes {
		if path, ok := filePath(string(c.URI), onWindows); ok {
			changes = append(changes, change{filepath.Clean(path), c.Type})
		}
	}
	s.filesChanged(changes)
	return nil
}

// DidCreateFiles, DidRenameFiles and DidDeleteFiles tell of what the user does
// in the editor's list of files, directories included.
func (s *server) DidCreateFiles(_ context.Context, p *protocol.CreateFilesParams) error {
	var changes []change
	for _, f := range p.Files {
		changes = moved(changes, "", string(f.URI))
	}
	s.filesChanged(changes)
	return nil
}

// DidRenameFiles is told of files and directories that have another name.
func (s *server) DidRenameFiles(_ context.Context, p *protocol.RenameFilesParams) error {
	var changes []change
	for _, f := range p.Files {
		changes = moved(changes, f.OldURI, f.NewURI)
	}
	s.filesChanged(changes)
	return nil
}

// DidDeleteFiles is told of files and directories that are gone.
func (s *server) DidDeleteFiles(_ context.Context, p *protocol.DeleteFilesParams) error {
	var changes []change
	for _, f := range p.Files {
		changes = moved(changes, string(f.URI), "")
	}
	s.filesChanged(changes)
	return nil
}

func moved(changes []change, from, to string) []change {
	if path, ok := filePath(from, onWindows); ok {
		changes = append(changes, change{filepath.Clean(path), protocol.FileChangeTypeDeleted})
	}
	if path, ok := filePath(to, onWindows); ok {
		changes = append(changes, change{filepath.Clean(path), protocol.FileChangeTypeCreated})
	}
	return changes
}

// filesChanged brings every program up to date, each with one check. The caller
// has the turn.
func (s *server) filesChanged(changes []change) {
	roots := false
	for _, p := range s.programs {
		again, relist, marker := p.affected(changes)
		roots = roots || marker
		switch {
		case relist:
			s.renew(p, below(again))
			roots = true // a project inside it may have come or gone
		case len(again) > 0:
			p.refresh(again)
		}
	}
	if roots {
		s.rehome()
		s.rescope()
	}
}

// below says of a path whether it is one of those given, or inside of one.
func below(given []string) func(string) bool {
	set := make(map[string]bool, len(given))
	for _, g := range given {
		set[g] = true
	}
	return func(file string) bool {
		for ; file != "."; file = path.Dir(file) {
			if set[file] {
				return true
			}
		}
		return false
	}
}

// affected is the files of a program that have to be read again, whether the
// project has to be listed again, and whether the root of a project may have moved.
func (p *program) affected(changes []change) (again []string, relist, marker bool) {
	p.mu.Lock()
	d := p.disk
	p.mu.Unlock()
	var dirs map[string]bool
	for _, c := range changes {
		rel, inside := relative(p.root, c.path)
		name := filepath.Base(c.path)
		ext := strings.ToLower(filepath.Ext(name))
		switch {
		case ext == ".toml" || name == ".gitignore": // these count in directories above, too
			relist = relist || concerns(p.root, c.path)
			marker = marker || ext == ".toml" && c.kind != protocol.FileChangeTypeChanged
		case !inside:
		case strings.HasPrefix(ext, ".py") || isMarkdown(name) || source.IsNotebook(name):
			again, relist = append(again, rel), relist || c.kind != protocol.FileChangeTypeChanged
		case c.kind == protocol.FileChangeTypeDeleted: // perhaps a directory
			if dirs == nil {
				dirs = d.directories()
			}
			if dirs[rel] {
				again, relist = append(again, rel), true
			}
		case c.kind == protocol.FileChangeTypeCreated && ext == "":
			relist = true
		}
	}
	return again, relist, marker
}

// relative is a path in a program; ok is false outside of it.
func relative(root, path string) (rel string, ok bool) {
	rel, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// concerns says whether a file's directory is above root, root or below it.
func concerns(root, path string) bool {
	if _, below := relative(root, path); below {
		return true
	}
	_, above := relative(filepath.Dir(path), root)
	return above
}

// directories are those above the files that have been read: when one of them
// goes, Python files go.
func (d *disk) directories() map[string]bool {
	out := map[string]bool{}
	d.mu.Lock()
	defer d.mu.Unlock()
	for file := range d.read {
		for dir := path.Dir(file); dir != "." && !out[dir]; dir = path.Dir(dir) {
			out[dir] = true
		}
	}
	return out
}

// poll looks at the disk until ctx ends. Tests bring ticks of their own.
func (s *server) poll(ctx context.Context) {
	timer := time.NewTimer(pollInterval)
	defer timer.Stop()
	for {
		ticks := s.ticks
		if ticks == nil {
			ticks = timer.C
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		begin := time.Now()
		s.look()
		timer.Reset(max(pollInterval, 20*time.Since(begin)))
	}
}

// look compares the disk with what the programs were checked against.
func (s *server) look() {
	var changes []change
	for _, p := range s.allPrograms() {
		if p.root != "" && !s.watched(p.root) {
			changes = append(changes, s.changesOf(p)...)
		}
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if len(changes) > 0 {
		s.log.Debug("changed on disk", zap.Int("files", len(changes)))
		s.filesChanged(changes)
	}
}

// watched says whether the client tells of what changes at a path and below.
func (s *server) watched(path string) bool {
	s.turn.Lock()
	defer s.turn.Unlock()
	return s.watchedLocked(path)
}

func (s *server) watchedLocked(path string) bool {
	return s.can.watches && slices.ContainsFunc(s.folders, func(f folder) bool {
		_, inside := relative(f.path, path)
		return inside
	})
}

// changesOf lists a program anew, by a walk and a look at each file, without
// reading any.
func (s *server) changesOf(p *program) []change {
	p.mu.Lock()
	d, used := p.disk, len(p.docs) > 0 || p.scope != nil
	p.mu.Unlock()
	if !used {
		return nil // nobody looks at what it says
	}
	var out []change
	fresh := load.New(p.root, d.options)
	now, before := listed(fresh), listed(d.project)
	for _, path := range now {
		if _, was := slices.BinarySearch(before, path); !was {
			out = append(out, change{fresh.Abs(path), protocol.FileChangeTypeCreated})
		}
	}
	for _, path := range before {
		if _, is := slices.BinarySearch(now, path); !is {
			out = append(out, change{fresh.Abs(path), protocol.FileChangeTypeDeleted})
		}
	}
	for path, stamp := range d.stamps() {
		if load.StampOf(fresh.Abs(path)) != stamp {
			out = append(out, change{fresh.Abs(path), protocol.FileChangeTypeChanged})
		}
	}
	for path, stamp := range d.beside {
		if load.StampOf(path) != stamp {
			out = append(out, change{path, protocol.FileChangeTypeCreated})
		}
	}
	if !slices.Equal(fresh.Roots(), d.project.Roots()) { // as if a marker had come
		out = append(out, change{filepath.Join(p.root, "pyproject.toml"), protocol.FileChangeTypeCreated})
	}
	return out
}

// listed is all files that a program may report on, sorted.
func listed(p *load.Project) []string {
	out := slices.Concat(p.Files(), p.Markdown())
	slices.Sort(out)
	return out
}

// stamps is how the files stood when they were read.
func (d *disk) stamps() map[string]load.Stamp {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make(map[string]load.Stamp, len(d.read))
	for path, r := range d.read {
		out[path] = r.stamp
	}
	return out
}

// fileOperations asks to be told of what the user does in the list of files.
func fileOperations() *protocol.FileOperationOptions {
	all := protocol.FileOperationRegistrationOptions{Filters: []protocol.FileOperationFilter{
		{Scheme: ptr("file"), Pattern: protocol.FileOperationPattern{Glob: "**/*.{py,pyw,ipynb}", Matches: protocol.FileOperationPatternKindFile}},
		{Scheme: ptr("file"), Pattern: protocol.FileOperationPattern{Glob: "**", Matches: protocol.FileOperationPatternKindFolder}},
	}}
	return &protocol.FileOperationOptions{DidCreate: all, DidRename: all, DidDelete: all}
}

// registration is one capability that the client is asked to serve.
func (s *server) registration(id, method string, options any) protocol.Registration {
	raw, err := protocol.Marshal(options)
	if err != nil {
		s.log.Error("encode registration", zap.String("method", method), zap.Error(err))
	}
	return protocol.Registration{ID: id, Method: method, RegisterOptions: raw}
}

// register sends registrations. It does not wait for the answer.
func (s *server) register(all []protocol.Registration) {
	if len(all) == 0 {
		return
	}
	go func() { // the reader must go on, or it would never read the answer
		err := s.client.RegisterCapability(s.ctx, &protocol.RegistrationParams{Registrations: all})
		if err != nil && s.ctx.Err() == nil {
			s.log.Warn("the client registers nothing", zap.Error(err))
		}
	}()
}
