package lsp

import "testing"

func TestFilePathOfAURI(t *testing.T) {
	for _, x := range []struct {
		uri     string
		windows bool
		want    string // "" = none
	}{
		{"file:///home/u/a.py", false, "/home/u/a.py"},
		{"file:///home/u/a%20b%C3%A9.py", false, "/home/u/a bé.py"},
		{"file:///home/u/a b.py", false, "/home/u/a b.py"},
		{"file:///home/u/100%.py", false, "/home/u/100%.py"},
		{"file:///home/u/a.py?x#y", false, "/home/u/a.py"},
		{"file://localhost/a.py", false, "/a.py"},
		{"file://host/share/a.py", false, ""},
		{"file:///%00.py", false, ""},
		{"file:///", false, ""},
		{"file:", false, ""},
		{"untitled:a", false, ""},
		{"file:///c%3A/Users/a.py", true, `C:\Users\a.py`},
		{"file:///C:/Users/a%20b.py", true, `C:\Users\a b.py`},
		{"file:///d:/a.py", true, `D:\a.py`},
		{"file://host/share/a.py", true, `\\host\share\a.py`},
		{"file:///home/u/a.py", true, ""},
	} {
		got, ok := filePath(x.uri, x.windows)
		if got != x.want && ok || ok != (x.want != "") {
			t.Errorf("filePath(%q, windows %v) = %q, %v; want %q", x.uri, x.windows, got, ok, x.want)
		}
	}
}

func TestURIOfAFilePath(t *testing.T) {
	for _, x := range []struct {
		path    string
		windows bool
		want    string
	}{
		{"/home/u/a b+é.py", false, "file:///home/u/a%20b%2B%C3%A9.py"},
		{"/a%20b.py", false, "file:///a%2520b.py"},
		{`/back\slash.py`, false, "file:///back%5Cslash.py"},
		{`C:\Users\a.py`, true, "file:///c%3A/Users/a.py"},
		{`\\host\share\a.py`, true, "file://host/share/a.py"},
	} {
		got := fileURI(x.path, x.windows)
		if got != x.want {
			t.Errorf("fileURI(%q, windows %v) = %q, want %q", x.path, x.windows, got, x.want)
		}
		if back, ok := filePath(got, x.windows); !ok || back != x.path {
			t.Errorf("filePath(%q) = %q, %v; want %q back", got, back, ok, x.path)
		}
	}
}
