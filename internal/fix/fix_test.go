package fix

import (
	"fmt"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// edit replaces the first occurrence of old in text.
func edit(text, old, new string) analyzer.Edit {
	i := uint32(strings.Index(text, old))
	return analyzer.Edit{Span: source.Span{Start: i, End: i + uint32(len(old))}, New: new}
}

func TestEditsAreAppliedInAnyOrder(t *testing.T) {
	text := "a = f(x)\r\nb = g(y)\r\n"
	got, err := Apply([]byte(text), []analyzer.Edit{edit(text, "y", "yy"), edit(text, "f(", "ff("), {Span: source.Span{}, New: "import f\r\n"}})
	if err != nil || string(got) != "import f\r\na = ff(x)\r\nb = g(yy)\r\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestOverlappingOrOutsideEditsChangeNothing(t *testing.T) {
	text := "abcdef"
	for _, edits := range [][]analyzer.Edit{
		{edit(text, "abc", "x"), edit(text, "cd", "y")},
		{{Span: source.Span{Start: 4, End: 9}}},
		{{Span: source.Span{Start: 4, End: 3}}},
	} {
		if got, err := Apply([]byte(text), edits); err == nil {
			t.Errorf("%v gives %q", edits, got)
		}
	}
}

func TestDiffShowsWholeLinesOnly(t *testing.T) {
	for _, c := range []struct{ text, old, new, want string }{
		{"a\nt = Thread(args=(\"x\"))\nb\n", "\"x\"", "\"x\",", " 1 a|-2 t = Thread(args=(\"x\"))|+2 t = Thread(args=(\"x\",))"},
		{"t.start()\nprint(r)\n", "print", "t.join()\nprint", " 1 t.start()|+2 t.join()"},
		{"t.start()", "start()", "start()\nt.join()", " 1 t.start()|+2 t.join()"},
		{"while t.is_alive():\r\n    pass\r\nx\r\n", "while t.is_alive():\r\n    pass", "t.join()", "-1 while t.is_alive():|-2     pass|+1 t.join()"},
		{"a\nb\nc\n", "b\n", "", " 1 a|-2 b"},
	} {
		hunks, err := Diff(source.New("a.py", c.text), []analyzer.Edit{edit(c.text, c.old, c.new)})
		if err != nil || len(hunks) != 1 {
			t.Errorf("%q: %v, %v", c.text, hunks, err)
			continue
		}
		var got []string
		for _, l := range hunks[0] {
			got = append(got, fmt.Sprintf("%c%d %s", l.Op, l.Number, l.Text))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, s, c.want)
		}
	}
}

func TestDistantEditsAreSeparateHunks(t *testing.T) {
	text := "a\nb\nc\nd\n"
	hunks, err := Diff(source.New("a.py", text), []analyzer.Edit{edit(text, "d", "dd"), edit(text, "a", "aa")})
	if err != nil || len(hunks) != 2 || hunks[1][0].Text != "c" {
		t.Errorf("%v, %v", hunks, err)
	}
}
