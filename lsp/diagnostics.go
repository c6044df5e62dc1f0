package lsp

import (
	"bytes"
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

// sentDiagnostics is what the client was told last of a document.
type sentDiagnostics struct {
	version int32
	items   []byte // as they are on the wire
}

// publish sends a document's diagnostics, unless the document has changed or
// closed meanwhile, or the client knows them. A panic costs these diagnostics.
func (s *server) publish(b *buffer, v *view) {
	defer func() {
		if x := recover(); x != nil {
			s.log.Error("panic", zap.String("publish", b.shown), zap.Any("panic", x), zap.Stack("stack"))
		}
	}()
	items := s.diagnostics(v)
	wire, err := protocol.Marshal(items)
	if err != nil {
		s.log.Error("encode diagnostics", zap.String("uri", b.shown), zap.Error(err))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if (*s.docs.Load())[b.uri] != b {
		return
	}
	if last, ok := s.sent[b.uri]; ok && last.version == b.version && bytes.Equal(last.items, wire) {
		return
	}
	s.sent[b.uri] = sentDiagnostics{b.version, wire}
	s.pub.put(&protocol.PublishDiagnosticsParams{URI: uri.URI(b.shown), Version: protocol.NewOptional(b.version), Diagnostics: items})
}

// clear takes a closed document's diagnostics from the client.
func (s *server) clear(b *buffer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sent[b.uri]; ok {
		delete(s.sent, b.uri)
		s.pub.put(&protocol.PublishDiagnosticsParams{URI: uri.URI(b.shown)})
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
	d := protocol.Diagnostic{
		Range:    s.rangeIn(v.result.Files[f.Path], f.Span),
		Severity: severityOf(f),
		Code:     protocol.String(f.Rule.Name),
		Source:   protocol.NewOptional(sourceName),
		Message:  protocol.String(f.Msg),
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
			Location: protocol.Location{URI: s.uriOf(v.buf, file.Doc.Path), Range: s.rangeIn(file, n.Span)},
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
	if f.Fix == nil {
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
	r.Start.Line, r.Start.Character = file.LSP(span.Start, s.can.encoding)
	r.End.Line, r.End.Character = file.LSP(span.End, s.can.encoding)
	return r
}

// uriOf is the URI of a document of b's program: the client's spelling where it is open.
func (s *server) uriOf(b *buffer, path string) uri.URI {
	for _, other := range *s.docs.Load() {
		if other.program == b.program && other.path == path {
			return uri.URI(other.shown)
		}
	}
	return uri.URI(fileURI(filepath.Join(b.program.root, filepath.FromSlash(path)), onWindows))
}
