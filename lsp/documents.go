package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"go.lsp.dev/protocol"
)

const onWindows = runtime.GOOS == "windows"

// DidOpen takes a document over from the disk.
func (s *server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	d := p.TextDocument
	canonical := strings.Clone(string(d.URI))
	if old := (*s.docs.Load())[canonical]; old != nil { // some clients open twice
		s.release(old)
	}
	b := &buffer{uri: canonical, shown: spelling(ctx, canonical), version: d.Version, text: strings.Clone(d.Text)}
	b.program, b.path = s.place(b.shown, string(d.LanguageID))
	s.replace(s.docs.Load().with(b))
	s.touched(b)
	return nil
}

// DidChange makes the document's next version.
func (s *server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	b := (*s.docs.Load())[string(p.TextDocument.URI)]
	if b == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	b = b.edited(p.TextDocument.Version, p.ContentChanges, s.can.encoding)
	s.replace(s.docs.Load().with(b))
	s.touched(b)
	return nil
}

// DidClose gives the document back to the disk and clears its diagnostics.
func (s *server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	b := (*s.docs.Load())[string(p.TextDocument.URI)]
	if b == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	s.replace(s.docs.Load().without(b.uri))
	s.clear(b)
	s.release(b)
	return nil
}

// release takes a closed buffer from its program.
func (s *server) release(b *buffer) {
	switch {
	case b.program == nil:
	case b.program.root == "": // it was made for this buffer alone
		b.program.update(nil, "")
		b.program.stop()
	default:
		b.program.forget(b.path)
		b.program.update(s.docs.Load().of(b.program), "")
	}
}

// DidSave checks the program again where the client does not watch files: what
// was saved may be more than this document.
func (s *server) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	b := (*s.docs.Load())[string(p.TextDocument.URI)]
	if b != nil && b.program != nil && b.program.root != "" && !s.can.watches {
		b.program.replaceDisk(s.openDisk(b.program.root))
	}
	return nil
}

func (s *server) replace(next snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.docs.Store(&next)
}

func (s *server) touched(b *buffer) {
	if b.program != nil {
		b.program.update(s.docs.Load().of(b.program), b.uri)
	}
}

// DidChangeConfiguration is accepted and means nothing: settings are the
// project's, so that the editor and the command line agree.
func (s *server) DidChangeConfiguration(context.Context, *protocol.DidChangeConfigurationParams) error {
	return nil
}

// DidChangeWatchedFiles reads again what changed on disk.
func (s *server) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	relist := map[*program]bool{} // programs whose list of files or settings changed
	moved := false
	for _, c := range p.Changes {
		path, ok := filePath(string(c.URI), onWindows)
		if !ok {
			continue
		}
		python := strings.HasPrefix(strings.ToLower(filepath.Ext(path)), ".py")
		moved = moved || filepath.Ext(path) == ".toml" && c.Type != protocol.FileChangeTypeChanged
		for _, prog := range s.programs {
			rel, err := filepath.Rel(prog.root, path)
			switch {
			case err != nil:
			case python && !filepath.IsLocal(rel):
			case python && c.Type == protocol.FileChangeTypeChanged:
				prog.forget(filepath.ToSlash(rel))
				prog.update(s.docs.Load().of(prog), "")
			default: // settings may stand above the root, too
				relist[prog] = true
			}
		}
	}
	for prog := range relist {
		prog.replaceDisk(s.openDisk(prog.root))
	}
	if moved {
		s.rehome()
	}
	return nil
}
