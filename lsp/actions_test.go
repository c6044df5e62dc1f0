package lsp

import (
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// The finding's start is marked with a caret in each text, and its end where it matters.
func TestSilencingCommentIsPutWhereACommentCanStand(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"end of line", "a = 1\n^b = 2  \nc = 3\n", "a = 1\nb = 2  # threadlsp: ignore[r]  \nc = 3\n"},
		{"last line without an end", "^a = 1", "a = 1  # threadlsp: ignore[r]"},
		{"CRLF", "^a = 1\r\nb\r\n", "a = 1  # threadlsp: ignore[r]\r\nb\r\n"},
		{"before another comment", "^a = 1  # why\n", "a = 1  # threadlsp: ignore[r]  # why\n"},
		{"into a silencer", "^a = 1  # threadlsp: ignore[q] why\n", "a = 1  # threadlsp: ignore[q, r] why\n"},
		{"number sign in a string", "^a = '# no \\' comment'\n", "a = '# no \\' comment'  # threadlsp: ignore[r]\n"},
		{"within brackets", "f(\n    ^a,\n)\n", "f(\n    a,  # threadlsp: ignore[r]\n)\n"},
		{"after a long string ends", "\"\"\"x\n\"\"\"; ^a\n", "\"\"\"x\n\"\"\"; a  # threadlsp: ignore[r]\n"},
		{"first line ends within a string", "^a = \"\"\"x\ny\"\"\"^\n", "a = \"\"\"x\ny\"\"\"  # threadlsp: ignore[r]\n"},
		{"within a long string", "a = \"\"\"x\n^y\nz\"\"\"\n", ""},
		{"backslash at the end", "^a = \\\n  1\n", ""},
		{"backslash at the end of the first line", "^a = \\\n  1^\n", "a = \\\n  1  # threadlsp: ignore[r]\n"},
		{"after a backslash", "a = \\\n  ^1\n", "a = \\\n  1  # threadlsp: ignore[r]\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			at := strings.IndexByte(x.text, '^')
			text := strings.ReplaceAll(x.text, "^", "")
			end := max(at+1, strings.LastIndexByte(x.text, '^')-1)
			e, ok := silence(source.New("a.py", text), source.Span{Start: uint32(at), End: uint32(end)}, "r")
			if !ok {
				same(t, "no action", "", x.want)
				return
			}
			same(t, "text", text[:e.Span.Start]+e.New+text[e.Span.End:], x.want)
		})
	}
}

func TestKindsOfActionAreHierarchical(t *testing.T) {
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open("untitled:a", "python", bad)
	for kind, want := range map[string]bool{"": true, "quickfix": true, "source": false, "refactor": false} {
		m := c.call("textDocument/codeAction", map[string]any{
			"textDocument": map[string]any{"uri": "untitled:a"}, "range": span{position{0, 0}, position{9, 0}},
			"context": map[string]any{"diagnostics": []any{}, "only": []string{kind}},
		})
		if got := strings.Contains(string(m.Result), "one-element"); got != want {
			t.Errorf("only %q: offered %v, want %v", kind, got, want)
		}
	}
}
