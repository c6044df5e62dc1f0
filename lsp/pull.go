package lsp

import (
	"context"
	"slices"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// Diagnostics that the client asks for. A result's id is a hash of it, so that
// nothing has to be remembered to say that it is unchanged.
//
// The first phase answers: it has checked the document against the program as it
// stands. What the second phase then changes elsewhere is told by asking the
// client to ask again. A client that cannot be asked to would show stale findings
// in every document but the one being edited, so it gets them pushed.

// The protocol library fills in no kinds.
const (
	fullReport      = "full"
	unchangedReport = "unchanged"
)

// errRetry asks the client to ask again: the document has moved on.
var errRetry = &jsonrpc2.Error{
	Code: jsonrpc2.Code(protocol.LSPErrorCodesServerCancelled), Message: "the document has changed",
	Data: jsonrpc2.RawMessage(`{"retriggerRequest":true}`),
}

// Diagnostic answers with the findings in one document, and with those in other
// open documents that the client does not know yet.
func (s *server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	b := frozen(ctx).find(string(p.TextDocument.URI))
	if b == nil || b.program == nil {
		return s.closedReport(string(p.TextDocument.URI), p.PreviousResultID), nil
	}
	if b.cells != nil { // pushed to every client; told here, too, they would be shown twice
		r := &protocol.RelatedFullDocumentDiagnosticReport{}
		r.Kind, r.Items = fullReport, []protocol.Diagnostic{}
		return r, nil
	}
	v, err := b.program.await(ctx, b)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, errRetry
	}
	w := s.wireOf(v)
	s.tell(b.uri, w.id)
	related := s.related(v)
	if p.PreviousResultID != nil && *p.PreviousResultID == w.id {
		r := &protocol.RelatedUnchangedDocumentDiagnosticReport{RelatedDocuments: related}
		r.Kind, r.ResultID = unchangedReport, w.id
		return r, nil
	}
	r := &protocol.RelatedFullDocumentDiagnosticReport{RelatedDocuments: related}
	r.FullDocumentDiagnosticReport = *w.full()
	return r, nil
}

func (w *wire) full() *protocol.FullDocumentDiagnosticReport {
	return &protocol.FullDocumentDiagnosticReport{Kind: fullReport, ResultID: &w.id, Items: w.items}
}

// closedReport is what is known of a document that is not open, or not ours.
func (s *server) closedReport(key string, previous *string) protocol.DocumentDiagnosticReport {
	w := &wire{items: []protocol.Diagnostic{}}
	if v := s.closedView(key); v != nil {
		w = s.wireOf(v)
		s.tell(key, w.id)
	}
	if w.id != "" && previous != nil && *previous == w.id {
		r := &protocol.RelatedUnchangedDocumentDiagnosticReport{}
		r.Kind, r.ResultID = unchangedReport, w.id
		return r
	}
	r := &protocol.RelatedFullDocumentDiagnosticReport{}
	r.Kind, r.Items = fullReport, w.items
	if w.id != "" {
		r.ResultID = &w.id
	}
	return r
}

func (s *server) closedView(key string) *view {
	for _, p := range s.allPrograms() {
		for _, v := range p.known() {
			if v.buf.closed && v.buf.uri == key {
				return v
			}
		}
	}
	return nil
}

type relatedReports = map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport

// related is what is known of the other open documents of a program and is not
// what the client was told last.
func (s *server) related(v *view) relatedReports {
	if !s.can.relatedDocuments {
		return nil
	}
	out := relatedReports{}
	docs := *s.docs.Load()
	for _, other := range v.buf.program.known() {
		b := other.buf
		if b.closed || b.cells != nil || b.uri == v.buf.uri || docs[b.uri] != b {
			continue
		}
		w := s.wireOf(other)
		if last, ok := s.toldOf(b.uri); ok && last != w.id {
			s.tell(b.uri, w.id)
			out[uri.URI(b.shown)] = w.full()
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// DiagnosticWorkspace answers with the findings of every document that is open
// and every file that the folders' settings want reported. A document without
// findings is left out, unless the client believes that it has some.
func (s *server) DiagnosticWorkspace(ctx context.Context, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	believed := make(map[string]string, len(p.PreviousResultIds))
	for _, r := range p.PreviousResultIds {
		believed[string(r.URI)] = r.Value
	}
	out := &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
	for _, program := range s.allPrograms() {
		views, err := program.settled(ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			if v.buf.cells != nil {
				continue // its cells are pushed
			}
			w := s.wireOf(v)
			last, known := believed[v.buf.uri]
			delete(believed, v.buf.uri)
			if !known && len(w.items) == 0 {
				continue
			}
			s.tell(v.buf.uri, w.id)
			out.Items = append(out.Items, itemOf(v.buf, w, known && last == w.id))
		}
	}
	for gone := range believed {
		s.forgetTold(gone)
		r := &protocol.WorkspaceFullDocumentDiagnosticReport{URI: uri.URI(s.spelled(gone))}
		r.Kind, r.Items = fullReport, []protocol.Diagnostic{}
		out.Items = append(out.Items, r)
	}
	return out, nil
}

// itemOf is one document's part of a workspace's report; closed files have no version.
func itemOf(b *buffer, w *wire, unchanged bool) protocol.WorkspaceDocumentDiagnosticReport {
	var version *int32
	if !b.closed {
		version = &b.version
	}
	if unchanged {
		r := &protocol.WorkspaceUnchangedDocumentDiagnosticReport{URI: uri.URI(b.shown), Version: version}
		r.Kind, r.ResultID = unchangedReport, w.id
		return r
	}
	r := &protocol.WorkspaceFullDocumentDiagnosticReport{URI: uri.URI(b.shown), Version: version}
	r.FullDocumentDiagnosticReport = *w.full()
	return r
}

// tell notes what the client now knows of a document.
func (s *server) tell(key, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told[key] = id
}

func (s *server) toldOf(key string) (id string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok = s.told[key]
	return id, ok
}

func (s *server) forgetTold(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.told, key)
}

// spelled is the client's spelling of a URI that it has had open.
func (s *server) spelled(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if shown, ok := s.spellings[key]; ok {
		return shown
	}
	return key
}

// news says whether the client would learn something by asking again.
func (s *server) news(p *program, made []*view) bool {
	found, keys := false, make(map[string]bool, len(made))
	for _, v := range made {
		w := s.wireOf(v)
		keys[v.buf.uri] = true
		last, ok := s.toldOf(v.buf.uri)
		found = found || ok && last != w.id || !ok && v.buf.closed && len(w.items) > 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.dropped {
		return false
	}
	for key := range s.closedTold[p] { // mended, deleted or no longer in scope
		if !keys[key] {
			found = true
		}
	}
	s.closedTold[p] = map[string]bool{}
	for _, v := range made {
		if v.buf.closed && len(s.wireOf(v).items) > 0 {
			s.closedTold[p][v.buf.uri] = true
		}
	}
	return found
}

// refreshTimeout is how long the client may take to hear that it should ask again.
const refreshTimeout = 10 * time.Second

// A bell wakes one goroutine, however often it is rung meanwhile.
type bell chan struct{}

func (b bell) poke() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// refresher asks the client to ask again, one request at a time.
func (s *server) refresher(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.refresh:
		}
		limited, cancel := context.WithTimeout(ctx, refreshTimeout)
		err := s.client.DiagnosticRefresh(limited)
		cancel()
		if err != nil && ctx.Err() == nil {
			s.log.Warn("refresh diagnostics", zap.Error(err))
		}
	}
}

// allPrograms is the programs at this moment, in the order of their roots.
func (s *server) allPrograms() []*program {
	s.turn.Lock()
	defer s.turn.Unlock()
	out := make([]*program, 0, len(s.programs))
	for _, p := range s.programs {
		out = append(out, p)
	}
	for _, b := range *s.docs.Load() {
		if b.program != nil && b.program.root == "" {
			out = append(out, b.program)
		}
	}
	slices.SortFunc(out, byRoot)
	return out
}
