package source

import "testing"

func TestMagicsAreBlank(t *testing.T) {
	for text, want := range map[string]string{
		"%time f()\nx = 1":                      "         \nx = 1",
		"!ls -l":                                "      ",
		"?f":                                    "  ",
		"f?\ng.h??\n*x*?":                       "  \n     \n    ",
		"if x:\n    %run a.py\n    !ls\ny":      "if x:\n    _()      \n    _()\ny",
		"if x:\n    ?f":                         "if x:\n    0 ",
		"x = !ls *.py\ny = %who":                "x = _()     \ny = _() ",
		"x = 5 % 3\nx %= 2\ny = a != b":         "x = 5 % 3\nx %= 2\ny = a != b",
		"x = (a\n% b)":                          "x = (a\n% b)",
		"x = a \\\n% b":                         "x = a \\\n% b",
		"x = '''\n%time\n!ls\n'''":              "x = '''\n%time\n!ls\n'''",
		"x = 1  # why?\n%time":                  "x = 1  # why?\n     ",
		"%%time\nf()":                           "      \nf()",
		"%%bash\nfor x in y; do\n\ndone":        "      \n              \n\n    ",
		"\n%%html\n<a>":                         "\n      \n   ",
		"!pip install \\\n  x\nf()":             "              \n   \nf()",
		"x = \"é\"\n!écho":                      "x = \"é\"\n      ",
		"f(a=!x)":                               "f(a=!x)",
		"":                                      "",
		"x = 'a?'\nassert x == y, 'really?'":    "x = 'a?'\nassert x == y, 'really?'",
		"d[\"a\"] = !ls\nprint(\"50%\", end)\n": "d[\"a\"] = _()\nprint(\"50%\", end)\n",
	} {
		d := Notebook("a.ipynb", []string{text})
		if got := string(d.Files()[0].Text); got != want+"\n" {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want+"\n")
		}
	}
}

func TestPlacesAreThoseOfCells(t *testing.T) {
	d := Notebook("a.ipynb", []string{"a\nb", "", "%x\r\né = 1\n"})
	f := d.Files()[0]
	for _, c := range []struct {
		cell      int
		line, col uint32
		text      string
	}{{0, 0, 0, "a"}, {0, 1, 0, "b"}, {1, 0, 0, "\n"}, {2, 0, 0, " "}, {2, 1, 0, "é"}, {2, 1, 2, "="}} {
		off, ok := f.InCell(c.cell, c.line, c.col, UTF16)
		if !ok || string(f.Text[off:off+uint32(len(c.text))]) != c.text {
			t.Errorf("%+v: %d, %v", c, off, ok)
			continue
		}
		line, col := f.LSP(off, UTF16)
		if f.CellAt(off) != c.cell || line != c.line || col != c.col {
			t.Errorf("%+v: cell %d, %d:%d", c, f.CellAt(off), line, col)
		}
	}
	for _, c := range [][3]int{{0, 2, 0}, {1, 1, 0}, {3, 0, 0}, {-1, 0, 0}} {
		if off, ok := f.InCell(c[0], uint32(c[1]), uint32(c[2]), UTF16); ok {
			t.Errorf("%v is at %d", c, off)
		}
	}
	if off, ok := f.InCell(2, 2, 0, UTF16); !ok || off != f.CellSpan(2).End {
		t.Errorf("the end of the last cell: %d, %v", off, ok)
	}
	if New("a.py", "x").CellAt(0) != -1 || New("a.py", "x").Cells() != nil {
		t.Error("a file has no cells")
	}
	if n := len(Notebook("a.ipynb", nil).Files()); n != 1 {
		t.Errorf("a notebook without cells has %d files", n)
	}
}

// The text that is analysed has the bytes and the lines of the cells.
func FuzzNotebook(f *testing.F) {
	for _, s := range []string{"%time f()", "if x:\n  !ls\\\n", "%%time\nx = !é\r\n", "x = '''\n%a", "?\r\r\n", "\\", "%%"} {
		f.Add(s, "y = %z")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		d := Notebook("a.ipynb", []string{a, b})
		code := d.Files()[0].Text
		if len(code) != len(d.Text) {
			t.Fatalf("%d bytes of %d", len(code), len(d.Text))
		}
		for i := range code {
			if isEnd := func(c byte) bool { return c == '\n' || c == '\r' }; isEnd(code[i]) != isEnd(d.Text[i]) {
				t.Fatalf("line ends differ at %d: %q of %q", i, code, d.Text)
			}
		}
	})
}
