package source

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"
)

// Each text is encoded as Python's str.encode does it; the x stands at a known
// column and a known byte.
var encoded = []struct {
	name     string
	raw      string
	encoding string
	before   string // decoded text of the second line before the x
	original uint32 // offset of the x in raw
}{
	{"utf-8", "a\n\"é\"; x", "utf-8", "\"é\"; ", 8},
	{"BOM", "\ufeffa\n\"é\"; x", "utf-8", "\"é\"; ", 11},
	{"latin-1", "# coding: latin-1\n\"\xe9\x80\"; x", "latin-1", "\"é\u0080\"; ", 24},
	{"latin-1 as Emacs writes it", "# -*- coding: iso-8859-1-unix -*-\n\"\xe9\"; x", "latin-1", "\"é\"; ", 39},
	{"iso-8859-5 with a control character", "# coding: iso-8859-5\n\"\xd0\x91\"; x", "iso8859-5", "\"а\u0091\"; ", 27},
	{"cp1252", "# vim: set fileencoding=cp1252 :\n\"\x80\"; x", "cp1252", "\"€\"; ", 38},
	{"gbk", "# coding=gbk\n\"\xc4\xe3\xba\xc3\"; x", "gbk", "\"你好\"; ", 21},
	{"gb18030, four bytes", "# coding=gb18030\n\"\x94\x39\xda\x33\"; x", "gb18030", "\"💩\"; ", 25},
	{"shift_jis", "# coding: Shift-JIS\n\"\x93\xfa\x96\x7b\xb1\"; x", "shift_jis", "\"日本ｱ\"; ", 29},
	{"euc-jp", "# coding: euc-jp\n\"\xc6\xfc\xcb\xdc\"; x", "euc_jp", "\"日本\"; ", 25},
	{"iso-2022-jp", "# coding: iso-2022-jp\n\"\x1b$BF|K\\\x1b(B\"; x", "iso2022_jp", "\"日本\"; ", 36},
	{"big5", "# coding: big5\n\"\xa7\x41\"; x", "big5", "\"你\"; ", 21},
	{"euc-kr", "# coding: euc-kr\n\"\xb0\xa1\"; x", "euc_kr", "\"가\"; ", 23},
}

func TestEncodingsKeepColumnsAndOriginalOffsets(t *testing.T) {
	for _, tt := range encoded {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Decode("a.py", []byte(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			f := d.Files()[0]
			if d.Encoding != tt.encoding {
				t.Errorf("encoding %q, want %q", d.Encoding, tt.encoding)
			}
			if got := string(f.Line(2)); got != tt.before+"x" {
				t.Errorf("second line %q, want %q", got, tt.before+"x")
			}
			at := uint32(bytes.LastIndexByte(f.Text, 'x'))
			want := Position{2, utf8.RuneCountInString(tt.before) + 1}
			if got := f.Position(at); got != want {
				t.Errorf("x stands at %v, want %v", got, want)
			}
			if got := f.Original(at); got != tt.original || tt.raw[got] != 'x' {
				t.Errorf("x is original byte %d, want %d", got, tt.original)
			}
			if got := f.Original(uint32(len(f.Text))); int(got) != len(tt.raw) {
				t.Errorf("the end is original byte %d, want %d", got, len(tt.raw))
			}
		})
	}
}

func TestOriginalIsExactInLongFiles(t *testing.T) {
	raw := append([]byte("# coding: gbk\n"), bytes.Repeat([]byte("\"\xc4\xe3\xba\xc3\" # a\n"), 3000)...)
	d, err := Decode("a.py", raw)
	if err != nil {
		t.Fatal(err)
	}
	f := d.Files()[0]
	for off := 0; off < len(f.Text); off++ {
		if f.Text[off] == '#' && off%97 == 0 && raw[f.Original(uint32(off))] != '#' {
			t.Fatalf("offset %d maps to %d, which is no #", off, f.Original(uint32(off)))
		}
	}
}

func TestUndecodableFilesSayWhere(t *testing.T) {
	for _, tt := range []struct {
		name, raw, encoding string
		offset              int
	}{
		{"no UTF-8", "x = 1\ny = \"\xff\"", "utf-8", 11},
		{"no UTF-8 behind a BOM", "\ufeffx\xff", "utf-8", 4},
		{"UTF-16", "\xff\xfex\x00", "utf-8", 0},
		{"unknown", "#!/bin/x\n# coding: uft-8\n", "uft-8", 19},
		{"UTF-16 declared", "# coding: utf-16\n", "utf-16", 10},
		{"BOM against coding line", "\ufeff# coding: latin-1\n", "latin-1", 13},
		{"ascii", "# coding: ascii\n\"é\"", "ascii", 17},
		{"gbk", "# coding: gbk\n\"\xc4\xe3\" \"\xff\"", "gbk", 20},
		{"cp1250", "# coding: cp1250\n\"\x81\"", "cp1250", 18},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Decode("a.py", []byte(tt.raw))
			var e *DecodeError
			if d != nil || !errors.As(err, &e) {
				t.Fatalf("got %v, %v, want a DecodeError", d, err)
			}
			if e.Encoding != tt.encoding || e.Offset != tt.offset {
				t.Errorf("got %q at byte %d, want %q at byte %d", e.Encoding, e.Offset, tt.encoding, tt.offset)
			}
		})
	}
}

func TestCodingLineCountsOnlyWherePythonReadsIt(t *testing.T) {
	for _, tt := range []struct{ raw, encoding string }{
		{"x = 1\n# coding: latin-1\n", "utf-8"},
		{"\n\n# coding: latin-1\n", "utf-8"},
		{"\n# coding: latin-1\n", "latin-1"},
		{"# a\r# coding: latin-1\r", "latin-1"},
		{"# a\r\n# coding: latin-1\r\n", "latin-1"},
		{"x = 1 # coding: latin-1\n", "utf-8"},
		{"# coding: utf-8-unix\n", "utf-8"},
		{"# coding: utf8\n", "utf-8"},
	} {
		d, err := Decode("a.py", []byte(tt.raw))
		if err != nil || d.Encoding != tt.encoding {
			t.Errorf("%q: got %v, %v, want %s", tt.raw, d, err, tt.encoding)
		}
	}
}

func TestBufferIsTakenAsItIs(t *testing.T) {
	d := DecodeText("a.py", "\ufeff# coding: latin-1\né")
	if got := string(d.Text); got != "\ufeff# coding: latin-1\né" || d.Encoding != "utf-8" {
		t.Errorf("got %q in %s", got, d.Encoding)
	}
}

// FuzzDecode checks what every caller relies on: text is UTF-8, every place of
// the document that is in a file maps there and back, and offsets stay within bounds.
func FuzzDecode(f *testing.F) {
	for _, tt := range encoded {
		f.Add([]byte(tt.raw), false)
	}
	f.Add([]byte("a\rb\r\nc\f\x00\n💩x\n"), false)
	f.Add([]byte("- x\n  ```python\n  a\n\n b\n  ```\n~~~py\r\nx"), true)
	f.Fuzz(func(t *testing.T, raw []byte, markdown bool) {
		path := "a.py"
		if markdown {
			path = "a.md"
		}
		d, err := Decode(path, raw)
		if err != nil {
			return
		}
		if !utf8.Valid(d.Text) {
			t.Fatalf("text is no UTF-8: %q", d.Text)
		}
		for _, f := range d.Files() {
			checkPlaces(t, f)
		}
	})
}

// checkPlaces maps each character of a file to its place and back.
func checkPlaces(t *testing.T, f *File) {
	t.Helper()
	for off := uint32(0); off < uint32(len(f.Text)); {
		_, size := utf8.DecodeRune(f.Text[off:])
		c := f.Text[off]
		if o := f.Original(off); o >= uint32(len(f.Doc.Raw)) {
			t.Fatalf("offset %d is original byte %d of %d", off, o, len(f.Doc.Raw))
		}
		for _, enc := range []Encoding{UTF8, UTF16, UTF32} {
			line, col := f.LSP(off, enc)
			back, ok := f.Offset(line, col, enc)
			// A \n behind a \r is no place of its own: it counts as the line's end.
			if c == '\n' && off > 0 && f.Text[off-1] == '\r' {
				continue
			}
			if !ok || back != off {
				t.Fatalf("offset %d of %q -> %d:%d -> %d, %v", off, f.Text, line, col, back, ok)
			}
		}
		off += uint32(size)
	}
	for line := range uint32(f.LineCount() + 1) {
		for col := range uint32(8) {
			if off, ok := f.Offset(line, col, UTF16); ok && (off > uint32(len(f.Text)) || off < uint32(len(f.Text)) && !utf8.RuneStart(f.Text[off])) {
				t.Fatalf("%d:%d -> %d of %d, within a character or outside", line, col, off, len(f.Text))
			}
		}
	}
}
