package refactor

import (
	"context"
	"strings"
	"testing"
	"time"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
	"threadlsp/internal/fix"
)

var rule = &analyzer.Rule{Name: "r", Code: "TH001"}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func apply(t *testing.T, text string, c Change) string {
	t.Helper()
	out, err := fix.Apply([]byte(text), c.Edits)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// single is a program of one file.
type single struct{ doc *source.Document }

func (s single) Files() []string                       { return []string{s.doc.Path} }
func (s single) Read(string) (*source.Document, error) { return s.doc, nil }

// linked is a text as the model knows it.
func linked(t *testing.T, text string) *threads.File {
	t.Helper()
	r, err := analyzer.NewSession([]*analyzer.Rule{rule}, 1).Check(context.Background(),
		analyzer.Request{Project: single{source.DecodeText("a.py", text)}, Report: []string{"a.py"}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Model.File("a.py")
}

// The finding's start is marked with a caret in each text, and its end where it matters.
func TestSilencingCommentIsPutWhereACommentCanStand(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"end of line", "a = 1\n^b = 2  \nc = 3\n", "a = 1\nb = 2  # threadlsp: ignore[r] reason  \nc = 3\n"},
		{"last line without an end", "^a = 1", "a = 1  # threadlsp: ignore[r] reason"},
		{"CRLF", "^a = 1\r\nb\r\n", "a = 1  # threadlsp: ignore[r] reason\r\nb\r\n"},
		{"before another comment", "^a = 1  # why\n", "a = 1  # threadlsp: ignore[r]  # why\n"},
		{"into a silencer", "^a = 1  # threadlsp: ignore[q] why\n", "a = 1  # threadlsp: ignore[q, r] why\n"},
		{"into another tool's comment", "^a = 1  # noqa: E501\n", "a = 1  # threadlsp: ignore[r]  # noqa: E501\n"},
		{"into a comment of ours for other tools", "^a = 1  # noqa: E501, TH201 why\n", "a = 1  # noqa: E501, TH201, TH001 why\n"},
		{"number sign in a string", "^a = '# no \\' comment'\n", "a = '# no \\' comment'  # threadlsp: ignore[r] reason\n"},
		{"within brackets", "f(\n    ^a,\n)\n", "f(\n    a,  # threadlsp: ignore[r] reason\n)\n"},
		{"after a long string ends", "\"\"\"x\n\"\"\"; ^a\n", "\"\"\"x\n\"\"\"; a  # threadlsp: ignore[r] reason\n"},
		{"first line ends within a string", "^a = \"\"\"x\ny\"\"\"^\n", "a = \"\"\"x\ny\"\"\"  # threadlsp: ignore[r] reason\n"},
		{"within a long string", "a = \"\"\"x\n^y\nz\"\"\"\n", ""},
		{"backslash at the end", "^a = \\\n  1\n", ""},
		{"backslash at the end of the first line", "^a = \\\n  1^\n", "a = \\\n  1  # threadlsp: ignore[r] reason\n"},
		{"after a backslash", "a = \\\n  ^1\n", "a = \\\n  1  # threadlsp: ignore[r] reason\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			at := strings.IndexByte(x.text, '^')
			text := strings.ReplaceAll(x.text, "^", "")
			end := max(at+1, strings.LastIndexByte(x.text, '^')-1)
			c, ok := NewLines([]byte(text)).Disable(source.Span{Start: uint32(at), End: uint32(end)}, rule, Placeholder)
			if !ok {
				same(t, "", x.want)
				return
			}
			same(t, apply(t, text, c), x.want)
		})
	}
}

func TestSilencingCommentForAFileStandsWhereItMay(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"at the top", "a = 1\n", "# threadlsp: ignore-file[r] reason\na = 1\n"},
		{"an empty file", "", "# threadlsp: ignore-file[r] reason\n"},
		{"line ends", "a = 1\r\nb = 2\r\n", "# threadlsp: ignore-file[r] reason\r\na = 1\r\nb = 2\r\n"},
		{"behind #! and coding", "#!/usr/bin/python\n# -*- coding: utf-8 -*-\na = 1\n",
			"#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# threadlsp: ignore-file[r] reason\na = 1\n"},
		{"into the one that is there", "a = 1\n# threadlsp: ignore-file[q] why\n", "a = 1\n# threadlsp: ignore-file[q, r] why\n"},
		{"not into a string", "a = \"\"\"\n# threadlsp: ignore-file[q]\n\"\"\"\n",
			"# threadlsp: ignore-file[r] reason\na = \"\"\"\n# threadlsp: ignore-file[q]\n\"\"\"\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			same(t, apply(t, x.text, DisableFile([]byte(x.text), 0, linked(t, x.text), rule)), x.want)
		})
	}
}

// The selection is a cursor, marked with a caret.
func TestSilencedRulesCanBeEnabledAgain(t *testing.T) {
	other := &analyzer.Rule{Name: "q", Code: "TH002"}
	for _, x := range []struct{ name, text, title, want string }{
		{"the only name", "a = ^1  # threadlsp: ignore[r] why\n", "Enable r again", "a = 1\n"},
		{"the first of two", "a = ^1  # threadlsp: ignore[r, q] why\n", "Enable r again", "a = 1  # threadlsp: ignore[q] why\n"},
		{"the last of two", "a = ^1  # threadlsp: ignore[r, q] why\n", "Enable q again", "a = 1  # threadlsp: ignore[r] why\n"},
		{"a code among others", "a = ^1  # noqa: E501, TH001\n", "Enable r again", "a = 1  # noqa: E501\n"},
		{"all", "a = ^1  # threadlsp: ignore\n", "Enable all rules again", "a = 1\n"},
		{"a comment behind", "a = ^1  # threadlsp: ignore[r]  # more\n", "Enable r again", "a = 1  # more\n"},
		{"the line above", "# threadlsp: ignore-next-line[r]\na = ^1\n", "Enable r again", "a = 1\n"},
		{"of the file, from its comment", "# threadlsp: ignore-file[r]^\na = 1\n", "Enable r again", "a = 1\n"},
		{"of the file, from elsewhere", "# threadlsp: ignore-file[r]\n\na = 1^\n", "", ""},
		{"of other tools", "a = ^1  # noqa: E501\n", "", ""},
		{"of all tools", "a = ^1  # noqa\n", "", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			at := uint32(strings.IndexByte(x.text, '^'))
			text := strings.Replace(x.text, "^", "", 1)
			got := Enable([]byte(text), source.Span{Start: at, End: at}, linked(t, text), []*analyzer.Rule{rule, other}, nil)
			for _, c := range got {
				if c.Title == x.title {
					same(t, apply(t, text, c), x.want)
					return
				}
			}
			if x.title != "" || len(got) > 0 {
				t.Errorf("offered %v, want %q", got, x.title)
			}
		})
	}
}

// TestLinesAreReadOnce holds that a line is not read again for each string in it.
func TestLinesAreReadOnce(t *testing.T) {
	began := time.Now()
	NewLines([]byte("x = [" + strings.Repeat("'',", 500_000) + "]\n"))
	if took := time.Since(began); took > 10*time.Second { // milliseconds; read again it is minutes
		t.Error(took)
	}
}
