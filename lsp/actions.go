package lsp

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/refactor"
)

// actionOptions is what the server says of its actions.
func (s *server) actionOptions() *protocol.CodeActionOptions {
	return &protocol.CodeActionOptions{
		CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, protocol.CodeActionKindRefactorRewrite, fixAllKind, fixNotebookKind},
		ResolveProvider: ptr(s.can.resolvesEdits),
	}
}

// CodeAction offers, in this order: the fixes of the findings in a range, a
// comment that silences each of them, what lets silenced rules speak again,
// rewritings of the selected code, and all safe fixes of the document at once.
func (s *server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	if !s.can.literalActions {
		return nil, nil
	}
	v, err := s.viewOf(ctx, string(p.TextDocument.URI))
	if v == nil || err != nil {
		return nil, err
	}
	o := &offers{s: s, v: v, uri: string(p.TextDocument.URI), only: p.Context.Only, at: p.Range}
	o.fixes()
	o.silencers()
	o.rewrites()
	if err := o.all(ctx); err != nil {
		return nil, err
	}
	return o.list, nil
}

// offers collects the actions of one request.
type offers struct {
	s    *server
	v    *view
	uri  string // of the document, or of the cell of a notebook
	only []protocol.CodeActionKind
	at   protocol.Range
	list []protocol.CommandOrCodeAction
}

// wants says whether a client that asks for certain kinds, or for any, wants
// this one; kinds are hierarchical.
func (o *offers) wants(kind protocol.CodeActionKind) bool {
	for _, k := range o.only {
		if k == protocol.CodeActionKindEmpty || k == kind || strings.HasPrefix(string(kind), string(k)+".") {
			return true
		}
	}
	return len(o.only) == 0
}

// add offers an action whose edits are those of a file.
func (o *offers) add(kind protocol.CodeActionKind, title string, file *source.File, edits []analyzer.Edit) *protocol.CodeAction {
	a := &protocol.CodeAction{
		Title: title, Kind: ptr(kind), Edit: o.s.editOf(o.v.buf, file, edits), Data: o.s.inhand(o.v.buf),
	}
	o.list = append(o.list, a)
	return a
}

// touched calls f with each finding in the range, and with its file.
func (o *offers) touched(f func(*analyzer.Finding, *source.File)) {
	for _, x := range o.v.findings {
		file := o.v.result.Files[x.Path]
		if o.v.buf.here(o.uri, file, x.Span.Start) && touches(o.s.rangeIn(file, x.Span), o.at) {
			f(x, file)
		}
	}
}

func (o *offers) fixes() {
	if !o.wants(protocol.CodeActionKindQuickFix) {
		return
	}
	o.touched(func(f *analyzer.Finding, file *source.File) {
		for _, fix := range f.Fixes() {
			title := fix.Title
			if !fix.Safe {
				title += " (unsafe)"
			}
			a := o.add(protocol.CodeActionKindQuickFix, title, file, fix.Edits)
			a.Diagnostics, a.IsPreferred = []protocol.Diagnostic{o.s.diagnostic(o.v, f)}, ptr(fix == f.Fix && fix.Safe)
		}
	})
}

// silencers offers comments that silence what is found here, for the line and
// for the file, and what undoes those that stand here. Of a finding about such
// a comment only its fix is offered: silencing the silencer helps nobody.
func (o *offers) silencers() {
	if !o.wants(protocol.CodeActionKindQuickFix) {
		return
	}
	idle := map[string][]source.Span{}
	for _, f := range o.v.findings {
		if f.Rule.Late {
			idle[f.Path] = append(idle[f.Path], f.Span)
		}
	}
	var forFile []func()
	offered := map[string]bool{}
	lines := map[*source.File]*refactor.Lines{}
	o.touched(func(f *analyzer.Finding, file *source.File) {
		if f.Rule.Late {
			return
		}
		add := func(c refactor.Change) {
			if !offered[c.Title+f.Path] || strings.HasSuffix(c.Title, "line") {
				a := o.add(protocol.CodeActionKindQuickFix, c.Title, file, c.Edits)
				a.Diagnostics, a.IsPreferred = []protocol.Diagnostic{o.s.diagnostic(o.v, f)}, ptr(false)
			}
			offered[c.Title+f.Path] = true
		}
		if lines[file] == nil {
			lines[file] = refactor.NewLines(file.Text)
		}
		if c, ok := lines[file].Disable(f.Span, f.Rule, refactor.Placeholder); ok {
			add(c)
		}
		forFile = append(forFile, func() {
			o.v.result.Look(f.Path, func(in *analyzer.File) {
				add(refactor.DisableFile(file.Text, cellTop(file, f.Span.Start), in, f.Rule))
			})
		})
	})
	for _, f := range forFile {
		f()
	}
	o.selected(func(file *source.File, sel source.Span) {
		o.v.result.Look(file.Path, func(f *analyzer.File) {
			for _, c := range refactor.Enable(file.Text, sel, f, o.s.opts.Rules, idle[file.Path]) {
				o.add(protocol.CodeActionKindQuickFix, c.Title, file, c.Edits)
			}
		})
	})
}

// rewrites offers refactorings of what is selected.
func (o *offers) rewrites() {
	if !o.wants(protocol.CodeActionKindRefactorRewrite) {
		return
	}
	o.selected(func(file *source.File, sel source.Span) {
		o.v.result.Look(file.Path, func(f *analyzer.File) {
			for _, c := range refactor.Rewrites(f, file.Text, sel) {
				o.add(protocol.CodeActionKindRefactorRewrite, c.Title, file, c.Edits)
			}
		})
	})
}

// all offers every safe fix of the document in one action: to who asks for such
// a kind, as on saving, and beside the fix of one of them. A notebook is mended
// cell by cell, or as a whole.
func (o *offers) all(ctx context.Context) error {
	here := len(o.only) > 0
	o.touched(func(f *analyzer.Finding, _ *source.File) { here = here || f.Fix != nil && f.Fix.Safe })
	if !here {
		return nil
	}
	const title = "Fix all safely fixable findings of threadlsp"
	if o.v.buf.cells == nil {
		return o.fixAll(ctx, fixAllKind, title, everyCell)
	}
	if err := o.fixAll(ctx, fixAllKind, title+" in this cell", o.v.buf.cellOf(o.uri)); err != nil {
		return err
	}
	return o.fixAll(ctx, fixNotebookKind, title+" in this notebook", everyCell)
}

// fixAll offers all fixes of a kind, if there are any. What it takes to find out
// is done when the client asks for the edit, where it can.
func (o *offers) fixAll(ctx context.Context, kind protocol.CodeActionKind, title string, cell int) error {
	if !o.wants(kind) || len(fixable(o.v, cell)) == 0 {
		return nil
	}
	a := &protocol.CodeAction{Title: title, Kind: ptr(kind)}
	if o.s.can.resolvesEdits {
		a.Data = o.s.encoded(actionData{o.v.buf.uri, o.v.buf.state(), kind, o.uri})
	} else {
		var err error
		if a.Edit, err = o.s.fixAll(ctx, o.v, cell); err != nil {
			return err
		}
	}
	o.list = append(o.list, a)
	return nil
}

// selected calls f with the file that the range lies in, if there is one, and
// the range as a span of it.
func (o *offers) selected(f func(*source.File, source.Span)) {
	_, files := o.v.buf.decoded()
	for _, file := range files {
		from, ok1 := o.v.buf.offset(o.uri, file, o.at.Start, o.s.can.encoding)
		to, ok2 := o.v.buf.offset(o.uri, file, o.at.End, o.s.can.encoding)
		if ok1 && ok2 && from <= to && o.v.result.Files[file.Path] != nil {
			f(file, source.Span{Start: from, End: to})
		}
	}
}

// actionData is what an action carries from the offer to its resolution: the
// version of the document that it was made for.
type actionData struct {
	URI     string                  `json:"uri"`
	Version uint64                  `json:"version"`
	Do      protocol.CodeActionKind `json:"do,omitempty"`   // "" where the edit was sent along
	Cell    string                  `json:"cell,omitempty"` // of a notebook, where it was asked for
}

// inhand is the data of an action that has its edit already.
func (s *server) inhand(b *buffer) protocol.LSPAny {
	if !s.can.resolvesEdits {
		return nil
	}
	return s.encoded(actionData{URI: b.uri, Version: b.state()})
}

func (s *server) encoded(d actionData) protocol.LSPAny {
	data, err := json.Marshal(d)
	if err != nil {
		s.log.Error("encode action", zap.Error(err))
	}
	return data
}

// errModified tells a client that its document has moved on.
var errModified = jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesContentModified), "the document has changed since")

// CodeActionResolve gives an action the edit that was left out. An action that
// was made for another version of the document is refused: its edits would hit
// the wrong places.
func (s *server) CodeActionResolve(ctx context.Context, a *protocol.CodeAction) (*protocol.CodeAction, error) {
	var d actionData
	if err := json.Unmarshal(a.Data, &d); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the action carries no data of this server")
	}
	b := frozen(ctx)[d.URI]
	if b == nil || b.state() != d.Version || b.program == nil {
		return nil, errModified
	}
	if d.Do != "" {
		v, err := b.program.await(ctx, b)
		if err != nil {
			return nil, err
		}
		if v == nil || v.result == nil {
			return nil, errModified
		}
		cell := everyCell
		if d.Do == fixAllKind && b.cells != nil {
			if cell = b.cellOf(d.Cell); cell < 0 {
				return nil, errModified
			}
		}
		if a.Edit, err = s.fixAll(ctx, v, cell); err != nil {
			return nil, err
		}
	}
	if (*s.docs.Load())[b.uri] != b {
		return nil, errModified
	}
	return a, nil
}

// workspaceEdit names the version the edits are for, so that a client refuses
// them on a text that has moved on; older clients do not know versions.
func (s *server) workspaceEdit(b *buffer, edits []protocol.TextEdit) *protocol.WorkspaceEdit {
	if !s.can.documentChanges {
		return &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{uri.URI(b.shown): edits}}
	}
	e := &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{Version: ptr(b.version)}}
	e.TextDocument.URI = uri.URI(b.shown)
	for i := range edits {
		e.Edits = append(e.Edits, &edits[i])
	}
	return &protocol.WorkspaceEdit{DocumentChanges: []protocol.DocumentChange{e}}
}

// touches says whether two ranges share a place; their ends count, since a
// cursor is an empty range.
func touches(a, b protocol.Range) bool {
	return !before(a.End, b.Start) && !before(b.End, a.Start)
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
