package lsp

import (
	"context"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/internal/config"
)

// showReferences is the client's command that shows a lens's places. VS Code's
// own wants objects that only code within it can make, so its extension maps
// this one to it; a client without it shows the lens all the same.
const showReferences = "threadlsp.showReferences"

// CodeLens says above the code what it starts on other threads, and who starts
// its functions there.
func (s *server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	v, err := s.viewOf(ctx, string(p.TextDocument.URI))
	if v == nil || err != nil || s.editorOf(v.buf).NoLenses {
		return nil, err
	}
	var out []protocol.CodeLens
	_, files := v.buf.decoded()
	for _, file := range files {
		if v.result.Files[file.Path] == nil {
			continue
		}
		for _, l := range v.result.Lenses(file.Path) {
			if !v.buf.here(string(p.TextDocument.URI), file, l.Span.Start) {
				continue
			}
			at := s.rangeIn(file, l.Span)
			out = append(out, protocol.CodeLens{Range: at, Command: protocol.Command{
				Title: l.Title, Command: showReferences, Arguments: s.lensPlaces(v, s.location(v.buf, file, l.Span), l.Places),
			}})
		}
	}
	return out, nil
}

// lensPlaces is the arguments of the command: where the lens stands, and what to show.
func (s *server) lensPlaces(v *view, at protocol.Location, places []analyzer.Note) []protocol.LSPAny {
	shown := []protocol.Location{}
	for _, n := range places {
		if file := v.result.Files[n.Path]; file != nil {
			shown = append(shown, s.location(v.buf, file, n.Span))
		}
	}
	var out []protocol.LSPAny
	for _, x := range []any{at.URI, at.Range.Start, shown} {
		raw, err := json.Marshal(x)
		if err != nil {
			s.log.Error("encode lens", zap.Error(err))
		}
		out = append(out, raw)
	}
	return out
}

// editorOf is the editor's settings for a document: those of its folder.
func (s *server) editorOf(b *buffer) config.Editor {
	s.turn.Lock()
	defer s.turn.Unlock()
	path, _ := filePath(b.shown, onWindows)
	e, longest := s.editor, -1
	for _, f := range s.folders {
		rel, err := filepath.Rel(f.path, path)
		if err == nil && filepath.IsLocal(rel) && len(f.path) > longest {
			e, longest = f.editor, len(f.path)
		}
	}
	return e
}

// lensRefresher asks the client to ask for its lenses again, when another file
// or a setting may have changed them.
func (s *server) lensRefresher(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.lenses:
		}
		limited, cancel := context.WithTimeout(ctx, refreshTimeout)
		err := s.client.CodeLensRefresh(limited)
		cancel()
		if err != nil && ctx.Err() == nil {
			s.log.Warn("refresh code lenses", zap.Error(err))
		}
	}
}
