package lsp

import (
	"testing"

	"go.lsp.dev/protocol"
	"threadlsp/analyzer/source"
)

func TestPositionsOutsideTheTextAreMovedIntoIt(t *testing.T) {
	const text = "a\U0001f9f5b\r\nsecond\rthird\n"
	for _, x := range []struct {
		line, col uint32
		enc       source.Encoding
		want      int
	}{
		{0, 0, source.UTF16, 0}, {0, 1, source.UTF16, 1}, {0, 3, source.UTF16, 5}, {0, 2, source.UTF16, 1}, // within the surrogate pair
		{0, 5, source.UTF8, 5}, {0, 3, source.UTF8, 1}, {0, 2, source.UTF32, 5},
		{0, 99, source.UTF16, 6}, {1, 0, source.UTF16, 8}, {1, 6, source.UTF16, 14}, {2, 0, source.UTF16, 15}, {2, 1 << 31, source.UTF16, 20},
		{3, 0, source.UTF16, 21}, {4, 0, source.UTF16, 21}, {1 << 31, 5, source.UTF16, 21},
	} {
		if got := offsetIn(text, protocol.Position{Line: x.line, Character: x.col}, x.enc); got != x.want {
			t.Errorf("offset of %d:%d in encoding %d = %d, want %d", x.line, x.col, x.enc, got, x.want)
		}
	}
}

func TestReversedRangeAndWholeTextAreEdits(t *testing.T) {
	b := &buffer{uri: "u", shown: "s", path: "a.py", version: 1, text: "one two three"}
	part := func(from, to uint32, text string) protocol.TextDocumentContentChangeEvent {
		return &protocol.TextDocumentContentChangePartial{Text: text, Range: protocol.Range{Start: protocol.Position{Character: from}, End: protocol.Position{Character: to}}}
	}
	got := b.edited(7, []protocol.TextDocumentContentChangeEvent{part(7, 4, "2"), part(0, 3, "1")}, source.UTF16)
	same(t, "text and version", []any{got.text, got.version, got.shown, b.text}, []any{"1 2 three", int32(7), "s", "one two three"})
	got = got.edited(8, []protocol.TextDocumentContentChangeEvent{&protocol.TextDocumentContentChangeWholeDocument{Text: "new"}, part(3, 3, "er")}, source.UTF16)
	same(t, "text after a whole one", got.text, "newer")
}
