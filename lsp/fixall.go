package lsp

import (
	"context"

	"go.lsp.dev/protocol"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
)

// fixAllKind is the kind of the action that makes every safe fix of a document,
// for editors that run it on saving.
const fixAllKind = protocol.CodeActionKindSourceFixAll + "." + sourceName

// fixable says whether a view has a finding with a safe fix.
func fixable(v *view) bool { return len(fix.Together(v.findings, v.result.Files)) > 0 }

// fixAll is the edits that make every safe fix of a document. Fixes that touch
// each other are made one after the other, the document checked in between.
func (s *server) fixAll(ctx context.Context, v *view) (*protocol.WorkspaceEdit, error) {
	if v.buf.cells != nil {
		return s.fixCells(v), nil
	}
	doc, _ := v.buf.decoded()
	repaired := len(v.result.Repaired)
	again := func(text []byte) ([]*analyzer.Finding, map[string]*source.File, bool, error) {
		next, err := v.buf.program.recheck(ctx, v.buf, string(text))
		if err != nil {
			return nil, nil, false, err
		}
		if next.result == nil || len(next.result.Repaired) > repaired {
			return nil, nil, false, nil
		}
		return next.findings, next.result.Files, true, nil
	}
	after, err := fix.Rounds(doc.Text, v.findings, v.result.Files, again)
	if err != nil {
		return nil, err
	}
	edits := fix.Together(v.findings, v.result.Files) // each by itself keeps the cursor where it is
	if once, err := fix.Apply(doc.Text, edits); err != nil || string(once) != string(after) {
		edits = []analyzer.Edit{fix.Change(doc.Text, after)}
	}
	return s.workspaceEdit(v.buf, s.textEdits(source.New(doc.Path, v.buf.text), edits)), nil
}
