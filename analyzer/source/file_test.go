package source

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestLinesEndAsInPython(t *testing.T) {
	f := New("a.py", "a\nb\r\nc\rd\fe\x00f\n")
	want := []string{"a", "b", "c", "d\fe\x00f", ""}
	if f.LineCount() != len(want) {
		t.Fatalf("%d lines, want %d", f.LineCount(), len(want))
	}
	for i, w := range want {
		if got := string(f.Line(i + 1)); got != w {
			t.Errorf("line %d is %q, want %q", i+1, got, w)
		}
	}
	if f.Line(0) != nil || f.Line(6) != nil {
		t.Error("there are no lines 0 and 6")
	}
	if got := f.Position(uint32(bytes.IndexByte(f.Text, 'f'))); got != (Position{4, 5}) {
		t.Errorf("f stands at %v", got)
	}
}

func TestColumnsCountInTheClientsUnits(t *testing.T) {
	f := New("a.py", "x\n\"💩é\" = y\n")
	y := uint32(bytes.IndexByte(f.Text, 'y'))
	for enc, want := range map[Encoding]uint32{UTF8: 11, UTF16: 8, UTF32: 7} {
		if line, col := f.LSP(y, enc); line != 1 || col != want {
			t.Errorf("encoding %d: y stands at %d:%d, want 1:%d", enc, line, col, want)
		}
		if off, ok := f.Offset(1, want, enc); !ok || off != y {
			t.Errorf("encoding %d: 1:%d is offset %d, want %d", enc, want, off, y)
		}
	}
	if got := f.Position(y); got != (Position{2, 8}) {
		t.Errorf("y stands at %v, want 2:8", got)
	}
}

func TestPlacesOutsideTheTextAreClamped(t *testing.T) {
	f := New("a.py", "ab\r\n💩\n")
	for _, tt := range []struct {
		line, col, off uint32
		ok             bool
	}{
		{0, 99, 2, true}, // before the line end
		{1, 1, 4, true},  // within the surrogate pair
		{1, 2, 8, true},
		{2, 5, 9, true}, // the empty last line
		{3, 0, 0, false},
		{1<<32 - 1, 1<<32 - 1, 0, false},
	} {
		if off, ok := f.Offset(tt.line, tt.col, UTF16); off != tt.off || ok != tt.ok {
			t.Errorf("%d:%d is %d, %v, want %d, %v", tt.line, tt.col, off, ok, tt.off, tt.ok)
		}
	}
	if got := f.Position(99); got != (Position{3, 1}) {
		t.Errorf("behind the text is %v", got)
	}
}

func TestChapterHasThreeSnippets(t *testing.T) {
	raw, err := os.ReadFile("testdata/chapter.md")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Decode("notes/chapter.md", raw)
	if err != nil {
		t.Fatal(err)
	}
	files := d.Files()
	if len(files) != 3 {
		t.Fatalf("%d files, want 3", len(files))
	}
	f := files[2]
	if f.Path != "notes/chapter.md#3" || f.Cell != 3 {
		t.Errorf("the third is %s, cell %d", f.Path, f.Cell)
	}
	walk := uint32(bytes.Index(f.Text, []byte("def walk")))
	at := f.Position(walk)
	if got := string(f.Line(at.Line)); at.Column != 1 || got != "def walk()" {
		t.Errorf("def walk stands at %v, on %q", at, got)
	}
	if o := f.Original(walk); !bytes.HasPrefix(raw[o:], []byte("def walk()\n")) {
		t.Errorf("def walk is original byte %d", o)
	}
	for _, g := range files {
		checkPlaces(t, g)
	}
}

func TestMarkdownBlocks(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"tildes and info words", "~~~ Python title=x\na\n~~~\n```py\nb\n```\n```python3 {1}\nc\n```", []string{"a\n", "b\n", "c\n"}},
		{"other languages", "```pycon\n>>> a\n```\n```\nb\n```\n```pythonx\nc\n```\n```sh\npython\n```", nil},
		{"indented in a list", "1. x\n   ```python\n   if a:\n     b\n\n  c\n   ```\n", []string{"if a:\n  b\n\nc\n"}},
		{"a longer fence holds a shorter", "````python\na\n```\nb\n`````\nc", []string{"a\n```\nb\n"}},
		{"another mark does not close", "```python\n~~~\n```", []string{"~~~\n"}},
		{"never closed", "```python\na\nb", []string{"a\nb"}},
		{"inline code", "```python a``` b\nc\n", nil},
		{"fence within another language", "~~~md\n```python\na\n```\n~~~\n", nil},
		{"CRLF", "```python\r\na\r\n```\r\n", []string{"a\r\n"}},
		{"empty", "```python\n```\n", []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range DecodeText("a.md", tt.text).Files() {
				got = append(got, string(f.Text))
				checkPlaces(t, f)
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") || len(got) != len(tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestIndentedBlockMapsToItsDocument(t *testing.T) {
	f := DecodeText("a.md", "- x\n  ```python\n  é = 1\n  y\n  ```\nz\n").Files()[0]
	y := uint32(bytes.IndexByte(f.Text, 'y'))
	if got := f.Position(y); got != (Position{4, 3}) {
		t.Errorf("y stands at %v, want 4:3", got)
	}
	if o := f.Original(y); f.Doc.Raw[o] != 'y' {
		t.Errorf("y is original byte %d", o)
	}
	for _, tt := range []struct {
		line, col, off uint32
		ok             bool
	}{
		{3, 2, y, true},
		{3, 0, y, true},      // in the indentation: the line's first character
		{3, 99, y + 1, true}, // behind the line: its end
		{2, 99, 6, true},
		{1, 3, 0, false}, // the fence
		{4, 3, 0, false},
		{5, 0, 0, false}, // the text around
	} {
		if off, ok := f.Offset(tt.line, tt.col, UTF16); off != tt.off || ok != tt.ok {
			t.Errorf("%d:%d is %d, %v, want %d, %v", tt.line, tt.col, off, ok, tt.off, tt.ok)
		}
	}
}

func TestSpans(t *testing.T) {
	s := Span{2, 5}
	if !s.Contains(2) || s.Contains(5) || s.Contains(1) {
		t.Error("Contains is not half-open")
	}
	if !s.Covers(s) || !s.Covers(Span{3, 4}) || s.Covers(Span{3, 6}) || s.Covers(Span{1, 3}) {
		t.Error("Covers is wrong")
	}
	if !s.Overlaps(Span{4, 9}) || s.Overlaps(Span{5, 9}) || s.Overlaps(Span{0, 2}) || s.Overlaps(Span{3, 3}) {
		t.Error("Overlaps is wrong")
	}
	if s.Empty() || !(Span{2, 2}).Empty() {
		t.Error("Empty is wrong")
	}
}
