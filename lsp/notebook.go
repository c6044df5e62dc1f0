package lsp

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// A notebook is one buffer, whose code cells follow each other: they share a
// scope. To the client each cell is a document with a URI and a version of its
// own, so places are turned into those of cells on the way out (source.File.LSP
// counts within the cell) and back on the way in.

// A cell is one of a notebook. It is immutable, as a buffer is.
type cell struct {
	uri     string // canonical
	shown   string
	version int32
	text    string
	python  bool // it is a code cell, in Python
}

// notebookSync asks for the Python cells of notebooks.
func notebookSync() *protocol.NotebookDocumentSyncOptions {
	return &protocol.NotebookDocumentSyncOptions{
		NotebookSelector: []protocol.NotebookSelector{&protocol.NotebookDocumentFilterWithCells{Cells: []protocol.NotebookCellLanguage{{Language: "python"}}}},
		Save:             ptr(true),
	}
}

// python is the code cells of a notebook that are analysed, in order.
func (b *buffer) python() []*cell {
	return slices.DeleteFunc(slices.Clone(b.cells), func(c *cell) bool { return !c.python })
}

// cellOf is the index among the Python cells of the one with a URI, -1 for none.
func (b *buffer) cellOf(uri string) int {
	return slices.IndexFunc(b.python(), func(c *cell) bool { return c.uri == uri })
}

// offset is the place of a position of a document, or of a cell, in a file.
func (b *buffer) offset(uri string, file *source.File, p protocol.Position, enc source.Encoding) (uint32, bool) {
	if b.cells == nil {
		return file.Offset(p.Line, p.Character, enc)
	}
	return file.InCell(b.cellOf(uri), p.Line, p.Character, enc)
}

// here says whether a place of a file lies in the document, or the cell, of a URI.
func (b *buffer) here(uri string, file *source.File, off uint32) bool {
	return b.cells == nil || file.CellAt(off) == b.cellOf(uri)
}

// find is the document of a URI: of a cell its notebook.
func (s snapshot) find(uri string) *buffer {
	if b := s[uri]; b != nil {
		return b
	}
	for _, b := range s {
		if b.cells != nil && b.cellOf(uri) >= 0 {
			return b
		}
	}
	return nil
}

// remade is the notebook with other cells.
func (b *buffer) remade(version int32, cells []*cell) *buffer {
	next := b.supposed("")
	next.version, next.cells = version, cells
	var text strings.Builder
	for _, c := range next.python() {
		text.WriteString(c.text)
		text.WriteByte('\n')
	}
	next.text = text.String()
	return next
}

// state tells one version of a document from another. That of a notebook is not
// counted on when one of its cells is edited.
func (b *buffer) state() uint64 {
	if b.cells == nil {
		return uint64(uint32(b.version))
	}
	h := fnv.New64a()
	fmt.Fprint(h, b.version)
	for _, c := range b.cells {
		fmt.Fprint(h, " ", c.uri, c.version)
	}
	return h.Sum64() >> 11 // what a client's numbers can hold
}

// supposedCells is the notebook as it would be with other texts in its Python cells.
func (b *buffer) supposedCells(texts []string) *buffer {
	cells := slices.Clone(b.cells)
	n := 0
	for i, c := range cells {
		if c.python {
			other := *c
			other.text = texts[n]
			cells[i], n = &other, n+1
		}
	}
	return b.remade(b.version, cells)
}

// spelledCells is the client's spelling of the URIs in a notebook's message: its
// own, and those of the cells that come with a text, in order.
type spelledCells struct {
	notebook string
	cells    []string
}

type cellsKey struct{}

// withCellSpelling does for notebooks what withSpelling does for documents.
func withCellSpelling(ctx context.Context, params []byte) context.Context {
	type item struct {
		URI string `json:"uri"`
	}
	var p struct {
		Notebook item   `json:"notebookDocument"`
		Cells    []item `json:"cellTextDocuments"`
		Change   struct {
			Cells struct {
				Structure struct {
					DidOpen []item `json:"didOpen"`
				} `json:"structure"`
			} `json:"cells"`
		} `json:"change"`
	}
	if json.Unmarshal(params, &p) != nil {
		return ctx
	}
	s := &spelledCells{notebook: p.Notebook.URI}
	for _, c := range append(p.Cells, p.Change.Cells.Structure.DidOpen...) {
		s.cells = append(s.cells, c.URI)
	}
	return context.WithValue(ctx, cellsKey{}, s)
}

// newCells are the cells of documents that came with a message.
func newCells(ctx context.Context, docs []protocol.TextDocumentItem) map[string]*cell {
	spelled, _ := ctx.Value(cellsKey{}).(*spelledCells)
	out := map[string]*cell{}
	for i, d := range docs {
		c := &cell{uri: strings.Clone(string(d.URI)), version: d.Version, text: strings.Clone(d.Text), python: d.LanguageID == "python"}
		c.shown = c.uri
		if spelled != nil && i < len(spelled.cells) && spelled.cells[i] != "" {
			c.shown = spelled.cells[i]
		}
		out[c.uri] = c
	}
	return out
}

// placed is the cell of a notebook for one that the message lists.
func placed(known map[string]*cell, n protocol.NotebookCell) *cell {
	key := strings.Clone(string(n.Document))
	c := known[key]
	if c == nil { // of a language that was not asked for
		return &cell{uri: key, shown: key}
	}
	if n.Kind != protocol.NotebookCellKindCode && c.python {
		other := *c
		other.python = false
		return &other
	}
	return c
}

// DidOpenNotebookDocument takes a notebook over.
func (s *server) DidOpenNotebookDocument(ctx context.Context, p *protocol.DidOpenNotebookDocumentParams) error {
	key := strings.Clone(string(p.NotebookDocument.URI))
	if old := (*s.docs.Load())[key]; old != nil {
		s.release(old)
	}
	b := &buffer{uri: key, shown: key, language: "python"}
	if spelled, ok := ctx.Value(cellsKey{}).(*spelledCells); ok && spelled.notebook != "" {
		b.shown = spelled.notebook
	}
	s.remember(b)
	b.program, b.path = s.place(b.shown, b.language)
	known := newCells(ctx, p.CellTextDocuments)
	cells := []*cell{}
	for _, n := range p.NotebookDocument.Cells {
		cells = append(cells, placed(known, n))
	}
	b = b.remade(p.NotebookDocument.Version, cells)
	s.replace(s.docs.Load().with(b))
	s.touched(b)
	return nil
}

// DidChangeNotebookDocument makes the notebook's next version: first cells come,
// go and move, then texts change.
func (s *server) DidChangeNotebookDocument(ctx context.Context, p *protocol.DidChangeNotebookDocumentParams) error {
	b := (*s.docs.Load())[string(p.NotebookDocument.URI)]
	if b == nil || b.cells == nil {
		return fmt.Errorf("%s is not open", p.NotebookDocument.URI)
	}
	cells := slices.Clone(b.cells)
	if change := p.Change.Cells; change != nil {
		if change.Structure != nil {
			cells = restructured(ctx, cells, change.Structure)
		}
		for _, n := range change.Data {
			if i := slices.IndexFunc(cells, func(c *cell) bool { return c.uri == string(n.Document) }); i >= 0 {
				cells[i] = placed(map[string]*cell{cells[i].uri: cells[i]}, n)
			}
		}
		for _, t := range change.TextContent {
			if i := slices.IndexFunc(cells, func(c *cell) bool { return c.uri == string(t.Document.URI) }); i >= 0 {
				c := *cells[i]
				c.version, c.text = t.Document.Version, changed(c.text, t.Changes, s.can.encoding)
				cells[i] = &c
			}
		}
	}
	next := b.remade(p.NotebookDocument.Version, cells)
	s.replace(s.docs.Load().with(next))
	s.clearCells(b, next)
	s.touched(next)
	return nil
}

// restructured is the cells after some were replaced. A cell that is only moved
// keeps its text: it is taken out and put in without being opened again.
func restructured(ctx context.Context, cells []*cell, change *protocol.NotebookDocumentCellChangeStructure) []*cell {
	known := newCells(ctx, change.DidOpen)
	for _, c := range cells {
		if known[c.uri] == nil {
			known[c.uri] = c
		}
	}
	from := min(int(change.Array.Start), len(cells))
	to := min(from+int(change.Array.DeleteCount), len(cells))
	var fresh []*cell
	for _, n := range change.Array.Cells {
		fresh = append(fresh, placed(known, n))
	}
	return slices.Concat(cells[:from], fresh, cells[to:])
}

// DidSaveNotebookDocument does what saving a document does.
func (s *server) DidSaveNotebookDocument(ctx context.Context, p *protocol.DidSaveNotebookDocumentParams) error {
	return s.DidSave(ctx, &protocol.DidSaveTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: p.NotebookDocument.URI}})
}

// DidCloseNotebookDocument gives the notebook back.
func (s *server) DidCloseNotebookDocument(_ context.Context, p *protocol.DidCloseNotebookDocumentParams) error {
	b := (*s.docs.Load())[string(p.NotebookDocument.URI)]
	if b == nil || b.cells == nil {
		return fmt.Errorf("%s is not open", p.NotebookDocument.URI)
	}
	s.replace(s.docs.Load().without(b.uri))
	s.forgetTold(b.uri)
	s.clearCells(b, nil)
	s.release(b)
	return nil
}

// clearCells takes the diagnostics of cells that are gone from the client.
func (s *server) clearCells(b, next *buffer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range b.python() {
		if last, ok := s.sent[c.uri]; ok && (next == nil || next.cellOf(c.uri) < 0) {
			s.unpublishLocked(c.uri, last)
		}
	}
}

// inCell is the diagnostics of a view that lie in one cell.
func (s *server) inCell(v *view, i int) *wire {
	w := &wire{items: []protocol.Diagnostic{}}
	for _, f := range v.findings {
		if v.result.Files[f.Path].CellAt(f.Span.Start) == i {
			w.items = append(w.items, s.diagnostic(v, f))
		}
	}
	raw, err := protocol.Marshal(w.items)
	if err != nil {
		s.log.Error("encode diagnostics", zap.String("uri", v.buf.shown), zap.Error(err))
		return &wire{items: []protocol.Diagnostic{}, raw: []byte("[]")}
	}
	w.raw = raw
	return w
}

// publishCellsLocked sends the diagnostics of a notebook's cells, those that the
// client does not know.
func (s *server) publishCellsLocked(v *view) {
	if (*s.docs.Load())[v.buf.uri] != v.buf {
		return
	}
	for i, c := range v.buf.python() {
		w := s.inCell(v, i)
		if last, ok := s.sent[c.uri]; ok && last.version == c.version && string(last.items) == string(w.raw) {
			continue
		}
		s.sent[c.uri] = sentDiagnostics{c.shown, v.buf.program, c.version, false, w.raw}
		s.pub.put(&protocol.PublishDiagnosticsParams{URI: uri.URI(c.shown), Version: protocol.NewOptional(c.version), Diagnostics: w.items})
	}
}

// publishNotebooks pushes the diagnostics of cells to clients that ask for those
// of documents, too: VS Code's library never asks for a cell's.
func (s *server) publishNotebooks(made []*view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range made {
		if v.buf.cells != nil {
			s.publishCellsLocked(v)
		}
	}
}

// location is a place in a document of b's program.
func (s *server) location(b *buffer, file *source.File, span source.Span) protocol.Location {
	l := protocol.Location{URI: s.uriOf(b, file.Doc.Path), Range: s.rangeIn(file, span)}
	if i := file.CellAt(span.Start); i >= 0 {
		open := (*s.docs.Load()).at(b.program, file.Doc.Path)
		if open != nil && i < len(open.python()) {
			l.URI = uri.URI(open.python()[i].shown)
		}
	}
	return l
}

// editOf is edits of a file as a client makes them. Each of a notebook's is one
// of the cell it lies in.
func (s *server) editOf(b *buffer, file *source.File, edits []analyzer.Edit) *protocol.WorkspaceEdit {
	if b.cells == nil {
		return s.workspaceEdit(b, s.textEdits(file, edits))
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(x, y analyzer.Edit) int { return cmp.Compare(x.Span.Start, y.Span.Start) })
	var out *protocol.WorkspaceEdit
	for len(edits) > 0 {
		i := file.CellAt(edits[0].Span.Start)
		n := 1
		for n < len(edits) && file.CellAt(edits[n].Span.Start) == i {
			n++
		}
		c := b.python()[i]
		one := s.workspaceEdit(&buffer{shown: c.shown, version: c.version}, s.textEdits(file, edits[:n]))
		edits = edits[n:]
		if out == nil {
			out = one
			continue
		}
		out.DocumentChanges = append(out.DocumentChanges, one.DocumentChanges...)
		for u, e := range one.Changes {
			out.Changes[u] = e
		}
	}
	return out
}

// cellTop is where a comment for the whole file may stand near a place: the top
// of the file; in a notebook, of the place's cell, below a cell magic.
func cellTop(file *source.File, off uint32) uint32 {
	i := file.CellAt(off)
	if i < 0 {
		return 0
	}
	span := file.CellSpan(i)
	if text := file.Doc.Text[span.Start:span.End]; bytes.HasPrefix(text, []byte("%%")) {
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			return span.Start + uint32(end) + 1
		}
	}
	return span.Start
}
