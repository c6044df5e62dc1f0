package lsp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
)

// sourceName is what editors show beside a diagnostic.
const sourceName = "threadlsp"

// sentDiagnostics is what the client was told last of a document, without asking.
type sentDiagnostics struct {
	shown   string // the URI it was told under
	program *program
	version int32
	closed  bool // it is nobody's open document
	items   []byte
}

// A wire is a view's diagnostics as they are sent.
type wire struct {
	items []protocol.Diagnostic
	raw   []byte
	id    string // says what they are: equal for equal diagnostics
}

// wireOf makes the diagnostics of a view, once.
func (s *server) wireOf(v *view) *wire {
	v.once.Do(func() {
		v.wire.items = s.diagnostics(v)
		var err error
		if v.wire.raw, err = protocol.Marshal(v.wire.items); err != nil {
			s.log.Error("encode diagnostics", zap.String("uri", v.buf.shown), zap.Error(err))
			v.wire.items, v.wire.raw = []protocol.Diagnostic{}, []byte("[]")
		}
		sum := sha256.Sum256(v.wire.raw)
		v.wire.id = hex.EncodeToString(sum[:8])
	})
	return &v.wire
}

// report brings what a phase has found to the client: pushed to one that cannot
// ask again when told to, else by telling it to ask. A panic costs this report.
func (s *server) report(p *program, made []*view, whole bool) {
	defer func() {
		if x := recover(); x != nil {
			s.log.Error("panic", zap.String("report", p.root), zap.Any("panic", x), zap.Stack("stack"))
		}
	}()
	if whole {
		s.lenses.poke()
	}
	if s.can.pulls {
		if whole && s.news(p, made) {
			s.refresh.poke()
		}
		s.publishNotebooks(made)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.dropped {
		return
	}
	told := make(map[string]bool, len(made))
	for _, v := range made {
		if v.buf.cells != nil {
			s.publishCellsLocked(v)
			continue
		}
		told[v.buf.uri] = true
		s.publishLocked(v)
	}
	if !whole {
		return
	}
	for key, last := range s.sent { // mended, deleted or no longer in scope
		if last.program == p && last.closed && !told[key] {
			s.unpublishLocked(key, last)
		}
	}
}

// publishLocked sends a document's diagnostics, unless the document has changed,
// closed or opened meanwhile, or the client knows them.
func (s *server) publishLocked(v *view) {
	b, docs := v.buf, *s.docs.Load()
	if b.closed && docs.at(b.program, b.path) != nil || !b.closed && docs[b.uri] != b {
		return
	}
	w := s.wireOf(v)
	last, known := s.sent[b.uri]
	switch {
	case !known && b.closed && len(w.items) == 0:
		return
	case known && last.closed == b.closed && last.version == b.version && bytes.Equal(last.items, w.raw):
		return
	case known && last.shown != b.shown:
		s.unpublishLocked(b.uri, last)
	}
	if b.closed && len(w.items) == 0 {
		s.unpublishLocked(b.uri, last)
		return
	}
	s.sent[b.uri] = sentDiagnostics{b.shown, b.program, b.version, b.closed, w.raw}
	p := &protocol.PublishDiagnosticsParams{URI: uri.URI(b.shown), Diagnostics: w.items}
	if !b.closed {
		p.Version = protocol.NewOptional(b.version)
	}
	s.pub.put(p)
}

func (s *server) unpublishLocked(key string, last sentDiagnostics) {
	delete(s.sent, key)
	s.pub.put(&protocol.PublishDiagnosticsParams{URI: uri.URI(last.shown)})
}

// clear takes a closed document's diagnostics from the client. Those of a file
// that is reported although nobody has it open stay until it has been checked.
func (s *server) clear(b *buffer) {
	stays := b.program != nil && b.program.covers(b.path)
	s.mu.Lock()
	defer s.mu.Unlock()
	last, ok := s.sent[b.uri]
	switch {
	case ok && stays:
		last.closed = true
		s.sent[b.uri] = last
	case ok:
		s.unpublishLocked(b.uri, last)
	}
}

// diagnostics is the findings of a view as the client shows them.
func (s *server) diagnostics(v *view) []protocol.Diagnostic {
	out := make([]protocol.Diagnostic, 0, len(v.findings))
	for _, f := range v.findings {
		out = append(out, s.diagnostic(v, f))
	}
	return out
}

func (s *server) diagnostic(v *view, f *analyzer.Finding) protocol.Diagnostic {
	file, msg := v.result.Files[f.Path], f.Msg
	if v.buf.closed && file.Cells() != nil { // the range is one of the JSON
		msg = file.Spot(f.Span.Start) + ": " + msg
	}
	d := protocol.Diagnostic{
		Range:    s.rangeIn(file, f.Span),
		Severity: severityOf(f),
		Code:     protocol.String(f.Rule.Name),
		Source:   protocol.NewOptional(sourceName),
		Message:  protocol.String(msg),
		Data:     s.fixData(v, f),
	}
	if s.can.tags && f.Rule.Tag == analyzer.Deprecated {
		d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagDeprecated)
	}
	if !s.can.related {
		return d
	}
	for _, n := range f.Because {
		file := v.result.Files[n.Path]
		if file == nil {
			continue
		}
		d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: s.location(v.buf, file, n.Span),
			Message:  n.Msg,
		})
	}
	return d
}

func severityOf(f *analyzer.Finding) protocol.DiagnosticSeverity {
	switch f.Level() {
	case analyzer.Error:
		return protocol.DiagnosticSeverityError
	case analyzer.Warning:
		return protocol.DiagnosticSeverityWarning
	}
	return protocol.DiagnosticSeverityInformation
}

// fixData is the fix as the diagnostic carries it, for clients that act on
// their own; positions are the protocol's.
func (s *server) fixData(v *view, f *analyzer.Finding) protocol.LSPAny {
	if f.Fix == nil || v.result.Files[f.Path].Cells() != nil { // its edits may be another cell's, or would have to be JSON
		return nil
	}
	type fix struct {
		Title string              `json:"title"`
		Safe  bool                `json:"safe"`
		Edits []protocol.TextEdit `json:"edits"`
	}
	data, err := json.Marshal(struct {
		Fix fix `json:"fix"`
	}{fix{f.Fix.Title, f.Fix.Safe, s.textEdits(v.result.Files[f.Path], f.Fix.Edits)}})
	if err != nil {
		s.log.Error("encode fix", zap.String("rule", f.Rule.Name), zap.Error(err))
		return nil
	}
	return data
}

func (s *server) textEdits(file *source.File, edits []analyzer.Edit) []protocol.TextEdit {
	out := make([]protocol.TextEdit, len(edits))
	for i, e := range edits {
		out[i] = protocol.TextEdit{Range: s.rangeIn(file, e.Span), NewText: fix.Indented(file, e)}
	}
	return out
}

// rangeIn is a span of a file as the client counts it.
func (s *server) rangeIn(file *source.File, span source.Span) protocol.Range {
	var r protocol.Range
	if i := file.CellAt(span.Start); i >= 0 {
		span.End = min(span.End, file.CellSpan(i).End)
	}
	r.Start.Line, r.Start.Character = file.LSP(span.Start, s.can.encoding)
	r.End.Line, r.End.Character = file.LSP(span.End, s.can.encoding)
	return r
}

// uriOf is the URI of a document of b's program: the client's spelling where it is open.
func (s *server) uriOf(b *buffer, path string) uri.URI {
	if other := (*s.docs.Load()).at(b.program, path); other != nil {
		return uri.URI(other.shown)
	}
	return uri.URI(fileURI(filepath.Join(b.program.root, filepath.FromSlash(path)), onWindows))
}
