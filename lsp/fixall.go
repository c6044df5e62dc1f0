package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
)

// fixAllKind is the kind of the action that makes every safe fix of a document,
// for editors that run it on saving. Of a notebook it is one cell: VS Code asks each
// cell for it at the same time, and would make the edits of the others twice.
// fixNotebookKind makes all of a notebook.
const (
	fixAllKind      = protocol.CodeActionKindSourceFixAll + "." + sourceName
	fixNotebookKind = "notebook." + fixAllKind
)

// everyCell stands for the index of a cell, in a document without cells, too.
const everyCell = -1

// fixable is the findings of a view, or those in one cell of it, that are mended
// by safe edits which lie there.
func fixable(v *view, cell int) []*analyzer.Finding {
	var out []*analyzer.Finding
	for _, f := range v.findings {
		file := v.result.Files[f.Path]
		elsewhere := func(e analyzer.Edit) bool { return cell != everyCell && file.CellAt(e.Span.Start) != cell }
		if f.Fix != nil && f.Fix.Safe && file != nil && !slices.ContainsFunc(f.Fix.Edits, elsewhere) {
			out = append(out, f)
		}
	}
	return out
}

// fixAll is the edits that make every safe fix of a document, or of one cell. Fixes
// that touch each other are made one after the other, the document checked in between.
func (s *server) fixAll(ctx context.Context, v *view, cell int) (*protocol.WorkspaceEdit, error) {
	if v.buf.cells != nil {
		return s.fixCells(ctx, v, cell)
	}
	doc, _ := v.buf.decoded()
	draft := &fix.Draft{Text: doc.Text, Findings: v.findings, Files: v.result.Files}
	if err := fix.Rounds([]*fix.Draft{draft}, func([]*fix.Draft) error {
		next, err := v.mended(ctx, v.buf.supposed(string(draft.Next)))
		if next == nil || err != nil {
			draft.Next = nil
			return err
		}
		draft.Findings, draft.Files = next.findings, next.result.Files
		return nil
	}); err != nil {
		return nil, err
	}
	edits := fix.Together(v.findings, v.result.Files) // each by itself keeps the cursor where it is
	if once, err := fix.Apply(doc.Text, edits); err != nil || string(once) != string(draft.Text) {
		edits = []analyzer.Edit{fix.Change(doc.Text, draft.Text)}
	}
	return s.workspaceEdit(v.buf, s.textEdits(source.New(doc.Path, v.buf.text), edits)), nil
}

// mended is what is known of the document in another form; nil where it is worse
// in that form: more of it is no Python.
func (v *view) mended(ctx context.Context, b *buffer) (*view, error) {
	var damage [2]analyzer.Damage
	for i, one := range []*buffer{v.buf, b} {
		doc, _ := one.decoded()
		var err error
		if damage[i], err = new(analyzer.Request).Damage(ctx, doc); err != nil {
			return nil, err
		}
	}
	if damage[1].Exceeds(damage[0]) {
		return nil, nil
	}
	next, err := v.buf.program.recheck(ctx, v.buf, b)
	if err != nil || next.result == nil {
		return nil, err
	}
	return next, nil
}

// fixCells is fixAll of a notebook, or of one of its cells.
func (s *server) fixCells(ctx context.Context, v *view, cell int) (*protocol.WorkspaceEdit, error) {
	doc, files := v.buf.decoded()
	var before []string
	for _, c := range v.buf.python() {
		before = append(before, c.text)
	}
	after := before
	draft := &fix.Draft{Text: doc.Text, Findings: fixable(v, cell), Files: v.result.Files}
	if err := fix.Rounds([]*fix.Draft{draft}, func([]*fix.Draft) error {
		texts := editedCells(after, fix.Together(draft.Findings, draft.Files))
		next, err := v.mended(ctx, v.buf.supposedCells(texts))
		if next == nil || err != nil {
			draft.Next = nil
			return err
		}
		after = texts
		draft.Findings, draft.Files = fixable(next, cell), next.result.Files
		return nil
	}); err != nil {
		return nil, err
	}
	edits := fix.Together(fixable(v, cell), v.result.Files)
	if !slices.Equal(editedCells(before, edits), after) {
		edits = nil
		for i, text := range after {
			if text == before[i] {
				continue
			}
			e, at := fix.Change([]byte(before[i]), []byte(text)), doc.CellStart(i)
			e.Span.Start, e.Span.End = e.Span.Start+at, e.Span.End+at
			edits = append(edits, e)
		}
	}
	return s.editOf(v.buf, files[0], edits), nil
}

// editedCells is the texts of cells after edits, which count through all of them.
func editedCells(texts []string, edits []analyzer.Edit) []string {
	out := slices.Clone(texts)
	start := uint32(0)
	for i, text := range texts {
		var own []analyzer.Edit
		for _, e := range edits {
			if e.Span.Start >= start && e.Span.Start <= start+uint32(len(text)) {
				own = append(own, analyzer.Edit{Span: source.Span{Start: e.Span.Start - start, End: e.Span.End - start}, New: e.New})
			}
		}
		if next, err := fix.Apply([]byte(text), own); err == nil {
			out[i] = string(next)
		}
		start += uint32(len(text)) + 1
	}
	return out
}
