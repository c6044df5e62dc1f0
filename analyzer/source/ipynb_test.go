package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// ipynbOf is a notebook on disk around the JSON of its cells.
func ipynbOf(cells string) []byte {
	return []byte(`{"cells": [` + cells + `], "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4, "nbformat_minor": 5}`)
}

// codeCell is a code cell with that source, in JSON.
func codeCell(source string) string {
	return `{"cell_type": "code", "outputs": [{"source": "no"}], "source": ` + source + `}`
}

func TestNotebookOnDisk(t *testing.T) {
	raw := ipynbOf(`{"cell_type": "markdown", "source": ["# x"]},` +
		codeCell(`["%time x\n", "a = '\u00e9'\n"]`) + "," + codeCell(`"b\t\"\ud83d\udE00\""`) + "," + codeCell(`[]`) + "," +
		`{"cell_type": "code", "metadata": {"vscode": {"languageId": "sql"}}, "source": "SELECT"}`)
	for _, bom := range []string{"", "\ufeff"} {
		d, err := Decode("a.ipynb", append([]byte(bom), raw...))
		if err != nil {
			t.Fatal(err)
		}
		f := d.Files()[0]
		if want := "       \na = 'é'\n\nb\t\"😀\"\n\n"; string(f.Text) != want {
			t.Fatalf("%q, want %q", f.Text, want)
		}
		for text, at := range map[string]string{"a = ": "a = ", "'\n": "'\\n", "b": "b\\t", "😀": `\ud83d`, "\"\n\n": `\""`} {
			off := uint32(strings.Index(string(f.Text), text))
			if !bytes.HasPrefix(d.Raw[f.Original(off):], []byte(at)) {
				t.Errorf("%q is at %q", text, d.Raw[f.Original(off):])
			}
		}
		off := uint32(strings.Index(string(f.Text), "😀"))
		if got, want := f.Spot(off), "cell 3:1"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		column := runes(d.Raw[:bytes.Index(d.Raw, []byte(`\ud83d`))]) + 1
		if got, want := f.OnDisk(off), (Position{1, column}); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestWhatIsNoNotebook(t *testing.T) {
	for raw, want := range map[string]string{
		"{":                                     "not a notebook: its JSON ends too early",
		"[1]":                                   "not a notebook: no list of cells",
		`{"cells": 5}`:                          "not a notebook: no list of cells",
		`{"cells": []}`:                         "not a notebook: no list of cells",
		`{"cells": [5]}`:                        "not a notebook: no list of cells",
		`{"a" 1}`:                               "not a notebook: invalid JSON at byte 5: ",
		"\xff":                                  `cannot be decoded: invalid bytes: "utf-8" at byte 0`,
		string(ipynbOf("")) + "1":               "not a notebook: more than one JSON value",
		strings.Repeat("[", 100_000):            "not a notebook: no list of cells",
		`{"nbformat": 3, "worksheets": []}`:     "a notebook of format 3: only format 4 is read, `jupyter nbconvert --to notebook` converts it",
		string(ipynbOf(codeCell("5"))):          "not a notebook: the source of cell 1 is no text",
		string(ipynbOf(codeCell(`["a", [1]]`))): "not a notebook: the source of cell 1 is no text",
		`{"cells": [], "nbformat": 4, "metadata": {"language_info": {"name": "R"}}}`: `a notebook of the language "R", not Python`,
		`{"a": ` + strings.Repeat("[", 100_000):                                      "exceeded max depth",
	} {
		_, err := Decode("a.ipynb", []byte(raw))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60q: %v, want %s", raw, err, want)
		}
	}
	for _, raw := range []string{"", " \n", string(ipynbOf("")), `{"cells": [], "nbformat": 4, "metadata": 5}`} {
		if d, err := Decode("a.ipynb", []byte(raw)); err != nil || len(d.Files()) != 1 {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestEditsKeepTheJSON(t *testing.T) {
	for _, c := range []struct{ source, old, new, want string }{
		{`["a\n", "b\n", "c"]`, "b", "é\"\t", `["a\n", "\u00e9\"\t\n", "c"]`},
		{`["a\n", "é\n", "c"]`, "a", "à", `["à\n", "é\n", "c"]`},
		{"[\n  \"a\\n\",\n  \"b\"\n]", "b", "x\n  b", "[\n  \"a\\n\",\n  \"x\\n\",\n  \"  b\"\n]"},
		{"[\n  \"b\"\n]", "b", "x\nb\n", "[\n  \"x\\n\",\n  \"b\\n\"\n]"},
		{`["a\n","b\n","c"]`, "b\n", "", `["a\n","c"]`},
		{`["a\n","b\n","c"]`, "b\n", "x\n", `["a\n","x\n","c"]`},
		{`["a\n","b\n","c"]`, "c", "", `["a\n","b\n"]`},
		{`["a\n","b\n"]`, "b\n", "", `["a\n"]`},
		{`["a\n","b\n"]`, "\n.", "\nx", `["a\n","b\n","x"]`},
		{`["a\r\n","b"]`, "b", "x\ny", `["a\r\n","x\r\n","y"]`},
		{`["a\n","b\n","c"]`, "a\nb\nc", "x", `["x"]`},
		{`"a\nb"`, "b", "x\ny", `"a\nx\ny"`},
		{`"a\u00e9/\/b"`, "b", "\u007f", `"a\u00e9/\/\u007f"`},
		{`[]`, "", "x\ny", `["x\n", "y"]`},
		{`""`, "", "x\n", `"x\n"`},
	} {
		raw := ipynbOf(codeCell(c.source))
		d, err := Decode("a.ipynb", raw)
		if err != nil {
			t.Fatal(err)
		}
		f := d.Files()[0]
		span := Span{0, uint32(len(f.Text))}
		if c.old != "\n." { // the end of the cell
			i := strings.Index(string(f.Text), c.old)
			span = Span{uint32(i), uint32(i + len(c.old))}
		} else {
			span.Start, c.new = span.End-1, c.new[1:]
		}
		at, text, _ := f.Rewrite(span, c.new)
		got := string(raw[:at.Start]) + text + string(raw[at.End:])
		if want := string(ipynbOf(codeCell(c.want))); got != want {
			t.Errorf("%s: %q by %q\n got %s\nwant %s", c.source, c.old, c.new, got, want)
		}
	}
}

// An edit of the JSON reads as the edit of the text, and changes nothing else.
func FuzzNotebookEdits(f *testing.F) {
	f.Add("a\nb\r\n'é'\n", uint8(2), uint8(5), "x\n\"y\\\n", uint8(0))
	f.Add("%time\n", uint8(6), uint8(6), "😀", uint8(1))
	f.Add("", uint8(0), uint8(0), "a\n", uint8(2))
	f.Fuzz(func(t *testing.T, cell string, from, to uint8, text string, how uint8) {
		cell, text = strings.ToValidUTF8(cell, "?"), strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r", "")
		raw := ipynbOf(codeCell(written(cell, how)) + ",\n" + codeCell(`"last"`))
		d, err := Decode("a.ipynb", raw)
		if err != nil {
			t.Fatal(err)
		}
		file, start, end := d.Files()[0], min(int(from), len(cell)), min(int(to), len(cell))
		if !strings.HasPrefix(string(d.Text), cell+"\nlast\n") {
			t.Fatalf("%q of %s", d.Text, raw)
		}
		if start, end = min(start, end), max(start, end); strings.ToValidUTF8(cell[start:], "") != cell[start:] || strings.ToValidUTF8(cell[end:], "") != cell[end:] {
			return
		}
		at, encoded, _ := file.Rewrite(Span{uint32(start), uint32(end)}, text)
		after, err := Decode("a.ipynb", []byte(string(raw[:at.Start])+encoded+string(raw[at.End:])))
		if err != nil {
			t.Fatalf("%v: %q in %s", err, encoded, raw)
		}
		want := cell[:start] + strings.ReplaceAll(text, "\n", lineEndOf([]byte(cell))) + cell[end:] + "\nlast\n"
		if string(after.Text) != want {
			t.Fatalf("%q, want %q", after.Text, want)
		}
	})
}

// written is a cell's text as JSON: a list of lines, one line in a list of its own, or a string.
func written(cell string, how uint8) string {
	var lines []string
	for line := range strings.Lines(cell) {
		lines = append(lines, line)
	}
	var v any = lines
	switch {
	case how%3 == 1 || lines == nil && how%3 == 0:
		v = cell
	case lines == nil:
		v = []string{}
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return string(out)
}
