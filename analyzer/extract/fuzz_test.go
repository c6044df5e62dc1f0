package extract

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// FuzzExtract holds the invariants of facts, and of the byte pass, on any text.
func FuzzExtract(f *testing.F) {
	sources, err := filepath.Glob("testdata/golden/*.py")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range sources {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range []string{
		"", "\x00", "\\", "'", "f'{", "while", "while x:\\", "except:", "case _:", "@", "lambda", "del", "try:\n  x\nfinally:\n  return",
		"class", "def f(", "with a as", "from . import", "import", "a = b = ", "x: ", "match x:\n case", "[x for", "f(*", "{**",
		"global x", "print >>", "async", "await", "yield", "return", "# threadlsp: ignore[\n# noqa:", "\ufeffx", "'''",
	} {
		f.Add(text)
	}
	p := syntax.NewParser(syntax.DefaultLimits())
	f.Cleanup(p.Close)
	f.Fuzz(func(t *testing.T, text string) {
		src := source.New("a.py", text)
		Scan(src.Text)
		tree, err := p.Parse(context.Background(), src.Text)
		if err != nil || tree == nil {
			return
		}
		for _, problem := range unsound(File(src, tree), uint32(len(src.Text))) {
			t.Error(problem)
		}
	})
}

// TestBrokenSourcesAreSound damages the golden sources at every line and
// byte: bad Python is the normal input of an editor.
func TestBrokenSourcesAreSound(t *testing.T) {
	sources, err := filepath.Glob("testdata/golden/*.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range sources {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range text {
			for _, broken := range []string{string(text[:i]), string(text[i:]), string(text[:i]) + string(text[i+1:])} {
				f := factsOf(t, broken)
				for _, problem := range unsound(f, uint32(len(broken))) {
					t.Fatalf("%s broken at %d: %s\n%s", path, i, problem, broken)
				}
			}
		}
	}
}

// nested writes n lines, each indented one column more than the one before.
func nested(n int, line string) string {
	var out strings.Builder
	for i := range n {
		for _, l := range strings.Split(line, "\n") {
			out.WriteString(strings.Repeat(" ", 2*i) + l + "\n")
		}
	}
	return out.String() + strings.Repeat(" ", 2*n) + "pass\n"
}

// TestDeepAndWideSourcesAreSound guards against recursion and quadratic work.
func TestDeepAndWideSourcesAreSound(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("(", 5000) + "x" + strings.Repeat(")", 5000),
		strings.Repeat("a.b(", 900) + strings.Repeat(")", 900),
		"x" + strings.Repeat("+y", 50000),
		"x" + strings.Repeat(" and y", 50000),
		"x" + strings.Repeat(".y()", 20000),
		"x" + strings.Repeat("[0]", 20000),
		"if a: b\n" + strings.Repeat("elif c: d\n", 20000),
		"try:\n f()\n" + strings.Repeat("except A: d()\n", 20000),
		nested(90, "try:\n f()\nfinally:"),
		nested(90, "while a:\n if b: break\n try: f()\n finally: g()"),
		nested(95, "while y:"),
		nested(95, "def f():"),
		nested(95, "with a:"),
		"x = [" + strings.Repeat("f(1), ", 50000) + "]",
		"x = {" + strings.Repeat("1: lambda: 2, ", 20000) + "}",
		strings.Repeat("lambda: ", 900) + "x",
		strings.Repeat("[x for x in ", 300) + "y" + strings.Repeat("]", 300),
		strings.Repeat("a = ", 20000) + "1",
		strings.Repeat("#", 100000),
		strings.Repeat("# noqa", 50000),
		"def f(" + strings.Repeat("a,", 50000) + "): pass",
		"with " + strings.Repeat("a as b, ", 20000) + "c: pass",
		"f(" + strings.Repeat("'a' ", 50000) + ")",
		strings.Repeat("while x:\n f()\n", 20000),
	} {
		Scan([]byte(text))
		f := factsOf(t, text)
		for _, problem := range unsound(f, uint32(len(text))) {
			t.Errorf("%.40s...: %s", text, problem)
		}
	}
}
