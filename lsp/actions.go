package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// CodeAction offers the fixes of the findings in a range, then a comment that
// silences each of them.
func (s *server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	if !wantsQuickFix(p.Context.Only) || !s.can.literalActions {
		return nil, nil
	}
	v, err := s.viewOf(ctx, string(p.TextDocument.URI))
	if v == nil || err != nil {
		return nil, err
	}
	var fixes, silencers []protocol.CommandOrCodeAction
	for _, f := range v.findings {
		file := v.result.Files[f.Path]
		if !touches(s.rangeIn(file, f.Span), p.Range) {
			continue
		}
		shown := []protocol.Diagnostic{s.diagnostic(v, f)}
		if f.Fix != nil {
			title := f.Fix.Title
			if !f.Fix.Safe {
				title += " (unsafe)"
			}
			fixes = append(fixes, s.action(v, title, f.Fix.Safe, shown, s.textEdits(file, f.Fix.Edits)))
		}
		if e, ok := silence(file, f.Span, f.Rule.Name); ok {
			title := fmt.Sprintf("Disable %s for this line", f.Rule.Name)
			silencers = append(silencers, s.action(v, title, false, shown, s.textEdits(file, []analyzer.Edit{e})))
		}
	}
	return append(fixes, silencers...), nil
}

func (s *server) action(v *view, title string, preferred bool, shown []protocol.Diagnostic, edits []protocol.TextEdit) *protocol.CodeAction {
	return &protocol.CodeAction{
		Title: title, Kind: ptr(protocol.CodeActionKindQuickFix), Diagnostics: shown,
		IsPreferred: ptr(preferred), Edit: s.workspaceEdit(v.buf, edits),
	}
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

// wantsQuickFix says whether a client that asks for these kinds, or for any,
// wants quick fixes; kinds are hierarchical.
func wantsQuickFix(only []protocol.CodeActionKind) bool {
	for _, k := range only {
		if k == protocol.CodeActionKindEmpty || k == protocol.CodeActionKindQuickFix {
			return true
		}
	}
	return len(only) == 0
}

// touches says whether two ranges share a place; their ends count, since a
// cursor is an empty range.
func touches(a, b protocol.Range) bool {
	return !before(a.End, b.Start) && !before(b.End, a.Start)
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// silence is the edit that puts a silencing comment for a rule on the first line
// of a span or, where that one can hold no comment, on its last; ok is false
// where neither can.
func silence(file *source.File, span source.Span, rule string) (e analyzer.Edit, ok bool) {
	end, comment, ok := lineEnd(file.Text, int(span.Start))
	if !ok {
		end, comment, ok = lineEnd(file.Text, int(max(span.End, span.Start+1))-1)
	}
	if !ok {
		return e, false
	}
	at := func(i int, text string) (analyzer.Edit, bool) {
		return analyzer.Edit{Span: source.Span{Start: uint32(i), End: uint32(i)}, New: text}, true
	}
	if comment < 0 {
		return at(end, "  # threadlsp: ignore["+rule+"]")
	}
	const word = "threadlsp: ignore["
	if i := strings.Index(string(file.Text[comment:end]), word); i >= 0 {
		if j := strings.IndexByte(string(file.Text[comment+i:end]), ']'); j >= 0 {
			return at(comment+i+j, ", "+rule)
		}
	}
	return at(comment, "# threadlsp: ignore["+rule+"]  ") // the old comment becomes the reason
}

// lineEnd finds the end of the line that holds off, trailing blanks excluded,
// and where its comment begins, -1 for none. ok is false where the line can hold
// none: it ends within a string, or in a backslash. Strings are read as Python does,
// but not the fields of an f-string: those may hold the same quotes since 3.12,
// and such a line is at worst offered no comment.
func lineEnd(text []byte, off int) (end, comment int, ok bool) {
	comment = -1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			if i >= off {
				return trimmed(text, i, off), comment, true
			}
			comment = -1
		case comment >= 0:
		case c == '#':
			comment = i
		case c == '\\' && i+1 < len(text) && (text[i+1] == '\n' || text[i+1] == '\r'):
			if i >= off {
				return 0, 0, false
			}
			i++
		case c == '"' || c == '\'':
			stop := stringEnd(text, i)
			if line := indexEOL(text, max(i, off)); stop > line && stop > off {
				return 0, 0, false
			}
			i = stop - 1
		}
	}
	return trimmed(text, len(text), off), comment, true
}

func trimmed(text []byte, end, off int) int {
	for end > off && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\f') {
		end--
	}
	return end
}

func indexEOL(text []byte, from int) int {
	for ; from < len(text); from++ {
		if text[from] == '\n' || text[from] == '\r' {
			break
		}
	}
	return from
}

// stringEnd is the offset behind the string that opens at i; a string that its
// line does not close ends there.
func stringEnd(text []byte, i int) int {
	quote := text[i : i+1]
	triple := i+2 < len(text) && text[i+1] == quote[0] && text[i+2] == quote[0]
	if triple {
		quote = text[i : i+3]
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
		case !triple && (text[j] == '\n' || text[j] == '\r'):
			return j
		case text[j] == quote[0] && (!triple || strings.HasPrefix(string(text[j:min(j+3, len(text))]), string(quote))):
			return j + len(quote)
		}
	}
	return len(text)
}
