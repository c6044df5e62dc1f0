package lsp

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"threadlsp/internal/config"
	"threadlsp/internal/load"
)

// section is the name of our settings in an editor's.
const section = "threadlsp"

// A folder is one that the user has open as a workspace.
type folder struct {
	uri    uri.URI
	path   string
	editor config.Editor // what the editor's settings say for this folder
}

// openFolders learns the workspace's folders from initialize; the caller has the turn.
func (s *server) openFolders(p *protocol.InitializeParams) {
	if folders, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range folders {
			s.addFolder(string(f.URI))
		}
		return
	}
	if p.RootURI != nil {
		s.addFolder(string(*p.RootURI))
	} else if path, ok := p.RootPath.Get(); ok && path != "" {
		s.addFolder(fileURI(path, onWindows))
	}
}

func (s *server) addFolder(u string) {
	path, ok := filePath(u, onWindows)
	if !ok {
		return
	}
	path = filepath.Clean(path)
	if !slices.ContainsFunc(s.folders, func(f folder) bool { return f.path == path }) {
		s.folders = append(s.folders, folder{uri: uri.URI(strings.Clone(u)), path: path, editor: s.editor})
	}
}

// DidChangeWorkspaceFolders opens and closes folders.
func (s *server) DidChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	for _, gone := range p.Event.Removed {
		if path, ok := filePath(string(gone.URI), onWindows); ok {
			path = filepath.Clean(path)
			s.folders = slices.DeleteFunc(s.folders, func(f folder) bool { return f.path == path })
		}
	}
	for _, f := range p.Event.Added {
		s.addFolder(string(f.URI))
	}
	s.askSettings()
	s.rescope()
	return nil
}

// initialSettings are the editor's settings as initialize brings them: the
// section itself, or an object that holds it under its name or as "settings".
func (s *server) initialSettings(options protocol.LSPAny) {
	var all map[string]any
	if json.Unmarshal(options, &all) != nil {
		return
	}
	s.editor = s.parseEditor(sectionOf(all))
	for i := range s.folders {
		s.folders[i].editor = s.editor
	}
	if on, ok := all["statusNotification"].(bool); ok && on {
		s.can.status = true
	}
}

// sectionOf finds our section in what a client sends as settings.
func sectionOf(all map[string]any) map[string]any {
	for _, name := range []string{"settings", section} {
		if inner, ok := all[name].(map[string]any); ok {
			all = inner
		}
	}
	return all
}

func (s *server) parseEditor(settings map[string]any) config.Editor {
	e, faults := config.ParseEditor(settings)
	s.lenses.poke()
	for _, err := range faults {
		s.complain(err.Error() + "; the default is used")
	}
	return e
}

// DidChangeConfiguration takes the editor's settings, or asks for them where
// the client lets itself be asked: those are the folders' own.
func (s *server) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	if s.can.configuration {
		s.askSettings()
		return nil
	}
	var all map[string]any
	if json.Unmarshal(p.Settings, &all) != nil || all == nil {
		return nil
	}
	s.editor = s.parseEditor(sectionOf(all))
	for i := range s.folders {
		s.folders[i].editor = s.editor
	}
	s.rescope()
	return nil
}

// askSettings asks the client for its settings of each folder. The answer comes
// to a goroutine of its own: the reader must go on, or it would never read it.
func (s *server) askSettings() {
	if !s.can.configuration {
		return
	}
	name := section
	p := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: &name}}}
	paths := []string{""}
	for _, f := range s.folders {
		p.Items = append(p.Items, protocol.ConfigurationItem{ScopeURI: ptr(f.uri), Section: &name})
		paths = append(paths, f.path)
	}
	s.asked++
	number := s.asked
	go func() {
		answers, err := s.client.Configuration(s.ctx, p)
		if err != nil {
			if s.ctx.Err() == nil {
				s.log.Warn("the client does not tell its settings", zap.Error(err))
			}
			return
		}
		s.turn.Lock()
		defer s.turn.Unlock()
		if number != s.asked { // there is a newer question
			return
		}
		for i, raw := range answers[:min(len(answers), len(paths))] {
			var settings map[string]any
			if json.Unmarshal(raw, &settings) != nil || settings == nil {
				continue // null: the client has none
			}
			s.takeSettings(paths[i], s.parseEditor(settings))
		}
		s.rescope()
	}()
}

// takeSettings sets those of one folder, of what is in none where path is "".
func (s *server) takeSettings(path string, e config.Editor) {
	if path == "" {
		s.editor = e
	}
	for i := range s.folders {
		if s.folders[i].path == path {
			s.folders[i].editor = e
		}
	}
}

// A scope is what of a program is reported although nobody has it open.
type scope struct {
	disk *disk // looked at already; nil if the program is there
	dirs []string
}

// rescope finds the programs of the folders that are reported as a whole, as
// checking the folder would, and gives them their scope. The disk is walked on a
// goroutine of its own. The caller has the turn.
func (s *server) rescope() {
	s.scoping++
	number := s.scoping
	var whole []string
	seen := map[string]bool{} // a folder may be there twice, once by a symbolic link
	for _, f := range s.folders {
		real, err := filepath.EvalSymlinks(f.path)
		if f.editor.Workspace && (err != nil || !seen[real]) {
			whole = append(whole, f.path)
			seen[real] = true
		}
	}
	if len(whole) == 0 {
		s.setScopes(nil)
		return
	}
	there := map[string]*disk{}
	for root, p := range s.programs {
		p.mu.Lock()
		there[root] = p.disk
		p.mu.Unlock()
	}
	go func() {
		found := s.scopesOf(whole, there)
		s.turn.Lock()
		defer s.turn.Unlock()
		if number == s.scoping && s.ctx.Err() == nil {
			s.setScopes(found)
		}
	}()
}

// scopesOf looks through folders, and through the projects inside them.
func (s *server) scopesOf(folders []string, there map[string]*disk) map[string]*scope {
	found := map[string]*scope{}
	type place struct{ root, dir string }
	var work []place
	for _, f := range folders {
		work = append(work, place{load.Root(f), f})
	}
	for len(work) > 0 {
		w := work[0]
		work = work[1:]
		rel, err := filepath.Rel(w.root, w.dir)
		if err != nil || tooWide(w.root) {
			s.log.Warn("too wide to be reported as a whole", zap.String("root", w.root))
			continue
		}
		sc, d := found[w.root], there[w.root]
		if sc == nil {
			sc = &scope{}
			if d == nil {
				sc.disk = s.openDisk(w.root)
			}
			found[w.root] = sc
		}
		if sc.disk != nil {
			d = sc.disk
		}
		if dir := filepath.ToSlash(rel); !slices.Contains(sc.dirs, dir) {
			sc.dirs = append(sc.dirs, dir)
		} else {
			continue
		}
		for _, r := range d.project.Roots() {
			if inside, err := filepath.Rel(w.dir, r); err == nil && filepath.IsLocal(inside) {
				work = append(work, place{r, r})
			}
		}
	}
	return found
}

// setScopes gives every program its scope and starts those that are missing. A
// program that has neither a scope nor a document any more ends.
func (s *server) setScopes(found map[string]*scope) {
	for root, sc := range found {
		slices.Sort(sc.dirs)
		if s.programs[root] == nil {
			d := sc.disk
			if d == nil {
				d = s.openDisk(root)
			}
			s.programs[root] = s.startProgram(root, d)
		}
		s.programs[root].widen(sc.dirs)
	}
	for _, root := range slices.Sorted(maps.Keys(s.programs)) {
		p := s.programs[root]
		if found[root] != nil {
			continue
		}
		if p.widen(nil); len(s.docs.Load().of(p)) == 0 {
			s.endProgram(p)
		}
	}
}

// endProgram stops a program and takes back what it has told.
func (s *server) endProgram(p *program) {
	p.stop()
	delete(s.programs, p.root)
	s.mu.Lock()
	p.dropped = true // a phase that has just ended may be about to report
	for key, last := range s.sent {
		if last.program == p {
			s.unpublishLocked(key, last)
		}
	}
	if len(s.closedTold[p]) > 0 {
		s.refresh.poke()
	}
	delete(s.closedTold, p)
	s.mu.Unlock()
	s.setFaults(p.root, nil)
	s.status.poke()
}

func byRoot(a, b *program) int { return strings.Compare(a.root, b.root) }
