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
	b := &buffer{
		uri: canonical, shown: spelling(ctx, canonical), language: strings.Clone(string(d.LanguageID)),
		version: d.Version, text: strings.Clone(d.Text),
	}
	s.remember(b)
	b.program, b.path = s.place(b.shown, b.language)
	s.replace(s.docs.Load().with(b))
	s.touched(b)
	if b.program != nil {
		b.program.saved()
	}
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
	s.forgetTold(b.uri)
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
		s.status.poke()
	default:
		b.program.refresh([]string{b.path})
		b.program.update(s.docs.Load().of(b.program), "")
	}
}

// remember keeps the client's spelling of a URI for when the document is closed.
func (s *server) remember(b *buffer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.shown != b.uri {
		s.spellings[b.uri] = b.shown
	}
}

// DidSave checks the program again where the client does not watch its files: what
// was saved may be more than this document.
func (s *server) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	b := (*s.docs.Load())[string(p.TextDocument.URI)]
	if b != nil && b.program != nil {
		b.program.saved()
	}
	path, ok := filePath(string(p.TextDocument.URI), onWindows)
	if ok && s.watchedLocked(filepath.Clean(path)) {
		return nil
	}
	if ok && filepath.Ext(path) == ".toml" {
		s.filesChanged([]change{{filepath.Clean(path), protocol.FileChangeTypeCreated}})
	} else if b != nil && b.program != nil && b.program.root != "" {
		s.renew(b.program, nil)
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
