package syntax

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// newestPython is the newest CPython that pyenv has, else the python3 on the path.
func newestPython(tb testing.TB) string {
	tb.Helper()
	home, _ := os.UserHomeDir()
	for _, minor := range []string{"14", "13", "12"} {
		if found, _ := filepath.Glob(filepath.Join(home, ".pyenv/versions/3."+minor+".*/bin/python3")); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		tb.Skip("no CPython here")
	}
	return python
}

// libTest is the files of that CPython's own test suite, decoded, by path.
func libTest(tb testing.TB, python string) map[string]*source.Document {
	tb.Helper()
	out, err := exec.Command(python, "-c", "import os; print(os.path.join(os.path.dirname(os.__file__), 'test'))").Output()
	if err != nil {
		tb.Fatal(err)
	}
	docs := map[string]*source.Document{}
	err = filepath.WalkDir(strings.TrimSpace(string(out)), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".py") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := source.Decode(path, raw)
		switch {
		case err == nil:
			docs[path] = doc
		case compiles(python, path):
			tb.Errorf("%s: %v, but CPython reads it", path, err)
		}
		return nil
	})
	if err != nil {
		tb.Skip("this CPython comes without its tests: ", err)
	}
	return docs
}

// compiles says whether CPython accepts a file.
func compiles(python, path string) bool {
	return exec.Command(python, "-W", "ignore", "-c", "import sys; compile(open(sys.argv[1], 'rb').read(), 'a', 'exec')", path).Run() == nil
}

func TestLibTestOfTheNewestPythonHasNoDamage(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 20 MB")
	}
	python := newestPython(t)
	docs := libTest(t, python)
	t.Logf("%d files of %s", len(docs), python)
	p := NewParser(DefaultLimits())
	defer p.Close()
	for path, doc := range docs {
		tree, err := p.Parse(context.Background(), doc.Text)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		bad := len(tree.Damaged) > 0
		for _, r := range tree.Repairs {
			bad = bad || !r.Valid
		}
		if bad && compiles(python, path) {
			f := doc.Files()[0]
			for _, s := range tree.Damaged {
				t.Errorf("%s:%d: damaged: %.100q", path, f.Position(s.Start).Line, doc.Text[s.Start:s.End])
			}
			for _, r := range tree.Repairs {
				t.Errorf("%s:%d: %s, valid %v", path, f.Position(r.Span.Start).Line, r.What, r.Valid)
			}
		}
	}
}

// BenchmarkParse parses a text of 1 MB: bytes a second with all copies.
func BenchmarkParse(b *testing.B) {
	text := benchmarkText(b)
	p := NewParser(DefaultLimits())
	defer p.Close()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := p.Parse(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFlatten is the copy alone, to be compared with BenchmarkParse.
func BenchmarkFlatten(b *testing.B) {
	text := plain(benchmarkText(b))
	p := NewParser(DefaultLimits())
	defer p.Close()
	tree, err := p.run(context.Background(), text, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		p.flatten(&parsed{tree: tree, text: text})
	}
}

// benchmarkText is 1 MB of the standard library.
func benchmarkText(b testing.TB) []byte {
	b.Helper()
	out, err := exec.Command(newestPython(b), "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		b.Fatal(err)
	}
	var text []byte
	for len(text) < 1<<20 {
		for _, name := range []string{"threading.py", "argparse.py", "socket.py", "typing.py"} {
			code, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), name))
			if err != nil {
				b.Fatal(err)
			}
			text = append(text, code...)
		}
	}
	return text
}
