package syntax

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// quickly is what the quick parser makes of a text: nil where it gives it up.
func quickly(p *Parser, text []byte) []Node {
	return p.quick.parse(context.Background(), text, p.limits.Depth, func(n int) []Node { return make([]Node, n) })
}

// sameAsGrammar reports where the quick parser's tree is not the grammar's, and says whether there
// is a quick one.
func sameAsGrammar(t *testing.T, p *Parser, name string, text []byte) bool {
	t.Helper()
	got := quickly(p, text)
	if got == nil {
		return false
	}
	p.begin()
	want, err := p.byGrammar(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Damaged) > 0 || len(want.Repairs) > 0 {
		t.Errorf("%s: damaged %v, repairs %v, but the quick parser has a tree\n%q", name, want.Damaged, want.Repairs, clip(text, 0))
		return true
	}
	for i, w := range want.Nodes {
		if i >= len(got) || got[i].Kind != w.Kind || got[i].Field != w.Field || got[i].Start != w.Start || got[i].End != w.End {
			g := got[min(i, len(got)-1)]
			t.Errorf("%s: node %d is %v %v %+v, by the grammar %v %v %+v\n%q", name, i, g.Kind, g.Field, g, w.Kind, w.Field, w, clip(text, int(w.Start)))
			return true
		}
	}
	if !slices.Equal(got, want.Nodes) {
		t.Errorf("%s: %d nodes hang together otherwise than the grammar's %d\n%q", name, len(got), len(want.Nodes), clip(text, 0))
	}
	return true
}

// clip is what stands around a place.
func clip(text []byte, at int) []byte { return text[max(0, at-60):min(len(text), at+200)] }

// TestQuickTreesAreTheGrammars compares the trees of CPython's own tests, of which few may be given up.
func TestQuickTreesAreTheGrammars(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 20 MB")
	}
	p := NewParser(DefaultLimits())
	defer p.Close()
	all, quick := 0, 0
	for path, doc := range libTest(t, newestPython(t)) {
		all += len(doc.Text)
		if sameAsGrammar(t, p, path, doc.Text) {
			quick += len(doc.Text)
		}
	}
	t.Logf("%d of %d bytes were read quickly", quick, all)
	if quick < all/10*8 {
		t.Errorf("only %d of %d bytes were read quickly", quick, all)
	}
}

// Forms in which the grammar's tree is not what one expects of Python, comments in odd
// places, and what must be given up: testdata/quick.txt has one text between two lines of
// dashes; where the first line is "# given up" the quick parser has no tree.
func TestQuickForms(t *testing.T) {
	all, err := os.ReadFile("testdata/quick.txt")
	if err != nil {
		t.Fatal(err)
	}
	p := NewParser(DefaultLimits())
	defer p.Close()
	for _, text := range strings.Split(string(all), "\n----\n") {
		text, slow := strings.CutPrefix(text, "# given up\n")
		if got := sameAsGrammar(t, p, "quick.txt", []byte(text)); got == slow {
			t.Errorf("%q: read quickly is %v", text, got)
		}
	}
}

// However many forms stand one after another, none is deeper than the first.
func TestQuickDepthIsOfNestingAlone(t *testing.T) {
	p := NewParser(DefaultLimits())
	defer p.Close()
	for _, line := range []string{
		"f(x for x in y)\n", "f(a, *b, c=d)[1](2)\n", "(x for x in y)\n", "[x for x in y]\n", "{x for x in y}\n", "{x: y for x in z}\n",
		"x = y = (a, b)\n", "x: a[b, c] = 1\n", "a if not b else -c ** d\n", "if a: pass\n",
	} {
		if text := strings.Repeat(line, 2*quickDepth); !sameAsGrammar(t, p, line, []byte(text)) {
			t.Errorf("%q: given up where it is repeated", line)
		}
	}
}

// What somebody mistypes is given up or has the grammar's tree.
func TestQuickTreesOfBrokenTexts(t *testing.T) {
	files, err := filepath.Glob("../../testdata/rules/*/*.py")
	if err != nil || len(files) < 50 {
		t.Fatal(files, err)
	}
	p := NewParser(DefaultLimits())
	defer p.Close()
	r := rand.New(rand.NewPCG(1, 2))
	read := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range cut(text, len(text)/1000) {
			for range 3 {
				if sameAsGrammar(t, p, file, mistyped(r, part)) {
					read++
				}
			}
		}
	}
	if read < 200 {
		t.Errorf("only %d texts were read quickly", read)
	}
}

// Whatever nests or repeats in a text of a few megabytes, the quick parser keeps to a small
// stack, since one that overflows ends the process, and to time that is linear in the text.
func TestQuickParserIsBounded(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(16 << 20))
	p := NewParser(DefaultLimits())
	defer p.Close()
	for name, text := range map[string]string{
		"holes in strings in holes":       strings.Repeat("f'''\n{", 700_000),
		"holes in specifiers":             "f'''" + strings.Repeat("{a:", 1_000_000),
		"brackets in holes":               "f'{" + strings.Repeat("(", 1_000_000),
		"comments in brackets in a block": "def f():\n  x(\n" + strings.Repeat("#\n", 800_000) + "1)\n",
		"names of characters":             "'''" + strings.Repeat(`\N{`, 1_000_000),
	} {
		began := time.Now()
		quickly(p, []byte(text))
		if took := time.Since(began); took > 10*time.Second { // milliseconds; in time that grows with the square minutes
			t.Errorf("%s: %v", name, took)
		}
	}
}

// mistyped is a text with one or two changes.
func mistyped(r *rand.Rand, text []byte) []byte {
	typed := []string{"(", ")", "[", "]", "{", "}", ",", ":", "=", "*", "**", ".", "\n", "\n    ", "\n\n", "#x\n", "# y\n", " ", "if ", "else ", "for ",
		"in ", "not ", "is ", "lambda ", "lambda: ", "yield ", "await ", "async ", "and ", "or ", "as ", "with ", "def ", "class ", "x", "1", "'", "\"",
		"'''", "\\\n", ":=", "->", "...", "@", "-", "~", "<", "==", "!=", "%", ";", "f'{x}'", "'a'", "return ", "import ", "from ", "del ", "print ", "print",
		"match ", "type ", "\t", "  ", "|", "*a", "**k", "a=1", "a, b", "(a, b)", "try:", "except ", "None", "global ", "a:b", "[a:b]", "{a:b}", "<>", "?", "é", "+="}
	text = slices.Clone(text)
	for range 1 + r.IntN(2) {
		at := r.IntN(len(text) + 1)
		switch r.IntN(4) {
		case 0:
			text = slices.Delete(text, at, min(len(text), at+1+r.IntN(8)))
		case 1:
			from := r.IntN(len(text) + 1)
			text = slices.Insert(text, at, slices.Clone(text[from:min(len(text), from+r.IntN(20))])...)
		default:
			text = slices.Insert(text, at, []byte(typed[r.IntN(len(typed))])...)
		}
	}
	return text
}
