package syntax

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"

	"threadlsp/analyzer/source"
)

// parse parses text with the default limits and checks the tree's form.
func parse(t *testing.T, text string) *Tree {
	t.Helper()
	p := NewParser(DefaultLimits())
	defer p.Close()
	tree, err := p.Parse(context.Background(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	checkTree(t, tree)
	return tree
}

// checkTree checks what every reader of a tree relies on.
func checkTree(t *testing.T, tree *Tree) {
	t.Helper()
	bad := func(i int32, what string) {
		t.Helper()
		t.Fatalf("node %d %+v: %s, in %.300q", i, tree.Nodes[i], what, tree.Text)
	}
	edge := func(off uint32) bool {
		return off == uint32(len(tree.Text)) || off < uint32(len(tree.Text)) && (utf8.RuneStart(tree.Text[off]) || !utf8.Valid(tree.Text))
	}
	var open []int32
	for i := range int32(len(tree.Nodes)) {
		n := tree.Nodes[i]
		for len(open) > 0 && tree.Nodes[open[len(open)-1]].Next == i {
			open = open[:len(open)-1]
		}
		switch {
		case n.Kind == KindUnknown:
			bad(i, "has no kind")
		case n.Next <= i || int(n.Next) > len(tree.Nodes):
			bad(i, "Next is out of bounds")
		case i == 0 && (n.Parent != -1 || int(n.Next) != len(tree.Nodes)):
			bad(i, "is no root")
		case i > 0 && (len(open) == 0 || n.Parent != open[len(open)-1] || n.Next > tree.Nodes[n.Parent].Next):
			bad(i, "lies outside its parent")
		case n.Start > n.End || !edge(n.Start) || !edge(n.End):
			bad(i, "has a span out of bounds or within a character")
		case i > 0 && (n.Start < tree.Nodes[n.Parent].Start || n.End > tree.Nodes[n.Parent].End):
			bad(i, "has a span outside its parent's")
		}
		open = append(open, i)
	}
	for i, s := range tree.Damaged {
		if s.Start > s.End || !edge(s.Start) || !edge(s.End) || i > 0 && s.Start <= tree.Damaged[i-1].End {
			t.Fatalf("damaged regions %v are out of bounds or order", tree.Damaged)
		}
	}
	for _, r := range tree.Repairs {
		if !edge(r.Span.Start) || !edge(r.Span.End) {
			t.Fatalf("repair %v is out of bounds", r)
		}
	}
}

// find is the nodes of a kind.
func find(tree *Tree, kind Kind) []int32 {
	var found []int32
	for i := range tree.Nodes {
		if tree.Nodes[i].Kind == kind {
			found = append(found, int32(i))
		}
	}
	return found
}

// sources is the texts of the nodes of a kind.
func sources(tree *Tree, kind Kind) []string {
	var texts []string
	for _, i := range find(tree, kind) {
		texts = append(texts, string(tree.Source(i)))
	}
	return texts
}

func TestNodeHasTheLayoutOfC(t *testing.T) {
	var n Node
	got := []uintptr{unsafe.Sizeof(n), unsafe.Offsetof(n.Field), unsafe.Offsetof(n.Named), unsafe.Offsetof(n.Missing),
		unsafe.Offsetof(n.HasError), unsafe.Offsetof(n.Start), unsafe.Offsetof(n.End), unsafe.Offsetof(n.Parent), unsafe.Offsetof(n.Next)}
	if want := cLayout(); !slices.Equal(got, want) {
		t.Errorf("Go %v, C %v", got, want)
	}
}

func TestTreeOfAFunction(t *testing.T) {
	tree := parse(t, "def f(a):\n    return a not in b  # é\n")
	f := find(tree, FunctionDefinition)[0]
	if got := string(tree.Source(tree.Child(f, FieldName))); got != "f" {
		t.Errorf("name is %q", got)
	}
	if got := tree.Child(f, FieldReturnType); got != -1 {
		t.Errorf("return type is node %d", got)
	}
	body := tree.Child(f, FieldBody)
	if tree.Nodes[body].Kind != Block || tree.Nodes[body].Parent != f {
		t.Errorf("body is %+v", tree.Nodes[body])
	}
	if got := sources(tree, TokNotIn); !slices.Equal(got, []string{"not in"}) {
		t.Errorf("operators %q", got)
	}
	if got := sources(tree, Comment); !slices.Equal(got, []string{"# é"}) {
		t.Errorf("comments %q", got)
	}
	if got := []string{FunctionDefinition.String(), TokPlusEqual.String(), KindError.String(), KindUnknown.String(), FieldReturnType.String(), FieldNone.String()}; !slices.Equal(got, []string{"function_definition", "+=", "ERROR", "unknown", "return_type", ""}) {
		t.Errorf("names %q", got)
	}
}

func TestOddLineEndsAndControlCharactersParse(t *testing.T) {
	for _, text := range []string{
		"", "\n", "# only a comment", "if a:\r\n    b()\r\nc()\r\n", "if a:\r    b()\rc()\r", "\fdef f():\n    b()\n\f\nc()\n",
		"a = 'x\x00y'\nb()\n", "\ufeffa()\n", "if a:\n\tb()\n\tc()\n", "a = 1", "x = a \\\r\n  + b\r\n", "x = a \\\r  + b\r",
	} {
		if tree := parse(t, text); len(tree.Damaged) > 0 || len(tree.Repairs) > 0 {
			t.Errorf("%q: damaged %v, repairs %v", text, tree.Damaged, tree.Repairs)
		}
	}
}

func TestEveryPythonIsRead(t *testing.T) {
	files, err := filepath.Glob("testdata/pep/*.py")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree := parse(t, string(text))
		for _, s := range tree.Damaged {
			t.Errorf("%s: damaged: %q", file, text[s.Start:s.End])
		}
		for _, r := range tree.Repairs {
			if !r.Valid {
				t.Errorf("%s: valid Python, but repaired: %s at %q", file, r.What, text[:r.Span.Start])
			}
		}
	}
}

func TestNewSyntaxMeansWhatItSays(t *testing.T) {
	tree := parse(t, "try: pass\nexcept A, B: pass\nexcept C, D, E: pass\ny = t\"a{f(x)}\"\ndef g[T = int](a: T): pass\n")
	var values []string
	for _, i := range find(tree, ExceptClause) {
		for c := i + 1; c < tree.Nodes[i].Next; c = tree.Nodes[c].Next {
			if tree.Nodes[c].Field == FieldValue {
				values = append(values, tree.Nodes[c].Kind.String()+" "+string(tree.Source(c)))
			}
		}
	}
	if want := []string{"tuple A, B", "tuple C, D, E"}; !slices.Equal(values, want) {
		t.Errorf("excepts %q, want %q", values, want)
	}
	if got := sources(tree, String); !slices.Equal(got, []string{"t\"a{f(x)}\""}) {
		t.Errorf("strings %q", got)
	}
	if got := sources(tree, Call); !slices.Equal(got, []string{"f(x)"}) {
		t.Errorf("calls %q", got)
	}
	if got := sources(tree, FunctionDefinition); !slices.Equal(got, []string{"def g[T = int](a: T): pass"}) {
		t.Errorf("functions %q", got)
	}
}

func TestTwoExceptionsWithoutParenthesesBindNothing(t *testing.T) {
	tree := parse(t, "try: pass\nexcept A, B: pass\nexcept C as e: pass\n")
	var got []string
	for _, n := range tree.Nodes {
		if n.Parent >= 0 && tree.Nodes[n.Parent].Kind == ExceptClause && n.Field != FieldNone {
			got = append(got, n.Field.String()+" "+string(tree.Text[n.Start:n.End]))
		}
	}
	if want := []string{"value A", "value B", "value C as e"}; !slices.Equal(got, want) {
		t.Errorf("fields %q, want %q", got, want)
	}
}

func TestCallOfTypeIsNoTypeAlias(t *testing.T) {
	tree := parse(t, "type(a).b = f(c)\ntype (d)[0] = 1\ntype X = int\ntype Y[T] = T\n")
	if got := sources(tree, Call); !slices.Equal(got, []string{"type(a)", "f(c)", "type (d)"}) {
		t.Errorf("calls %q", got)
	}
	if got := sources(tree, TypeAliasStatement); !slices.Equal(got, []string{"type X = int", "type Y[T] = T"}) {
		t.Errorf("aliases %q", got)
	}
}

func TestChapterSnippets(t *testing.T) {
	raw, err := os.ReadFile("../source/testdata/chapter.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := source.Decode("chapter.md", raw)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range doc.Files() {
		tree := parse(t, string(f.Text))
		if len(tree.Damaged) > 0 {
			t.Errorf("%s: damaged %v", f.Path, tree.Damaged)
		}
		for _, i := range find(tree, FunctionDefinition) {
			got = append(got, string(tree.Source(tree.Child(i, FieldName))))
		}
		for _, r := range tree.Repairs {
			at := f.Position(r.Span.Start)
			got = append(got, fmt.Sprintf("%s on %q", r.What, f.Line(at.Line)))
		}
	}
	want := []string{"work", "work", "work", "walk", "missing ':' on \"def walk()\""}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDeepNestingIsCutAndSaid(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"brackets", strings.Repeat("[", 5000) + strings.Repeat("]", 5000)},
		{"brackets, 100,000", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)},
		{"calls", strings.Repeat("f(", 5000) + strings.Repeat(")", 5000)},
		{"chained calls", "f" + strings.Repeat("()", 5000)},
		{"not", strings.Repeat("not ", 5000) + "a"},
		{"sum", "a" + strings.Repeat(" + a", 5000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tree := parse(t, "before()\nx = "+tt.text+"\nafter()\n")
			if !tree.Deep && len(tree.Damaged) == 0 {
				t.Error("nothing is said of what is missing")
			}
			if calls := sources(tree, Call); len(calls) < 2 || calls[0] != "before()" || calls[len(calls)-1] != "after()" {
				t.Errorf("the lines around are lost: %.200q", calls)
			}
		})
	}
}

func TestUnclosedBracketsByTheThousandEnd(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("(", 100_000),
		strings.Repeat("f(\n", 20_000),
		strings.Repeat("x = f(a\n", 20_000),
		strings.Repeat("if a\n", 20_000),
		strings.Repeat(")", 100_000),
		strings.Repeat("f'{", 50_000),
		strings.Repeat("f'{", 5000) + "1" + strings.Repeat("}'", 5000),
		strings.Repeat("\"", 100_001),
	} {
		if tree := parse(t, text); len(tree.Nodes) == 0 {
			t.Errorf("no tree for %.20q...", text)
		}
	}
}

func TestDepthLimit(t *testing.T) {
	// module, statement, assignment, two lists and what is in them.
	for depth, deep := range map[int]bool{4: true, 5: true, 6: false} {
		p := NewParser(Limits{Line: 100, Depth: depth, Work: 1 << 30, Time: time.Minute})
		tree, err := p.Parse(context.Background(), []byte("pass\nx = [[1]]\n"))
		p.Close()
		if err != nil {
			t.Fatal(err)
		}
		if tree.Deep != deep || (len(tree.Damaged) == 1) != deep {
			t.Errorf("depth %d: deep %v, damaged %v", depth, tree.Deep, tree.Damaged)
		}
	}
}

func TestLongLinesAreRefused(t *testing.T) {
	for n, ok := range map[int]bool{99: true, 100: true, 101: false} {
		p := NewParser(Limits{Line: 100, Depth: 100, Work: 1 << 30, Time: time.Minute})
		_, err := p.Parse(context.Background(), []byte("a\r\n#"+strings.Repeat("x", n-1)+"\nb"))
		p.Close()
		var long *LineError
		if (err == nil) != ok || err != nil && (!errors.As(err, &long) || long.Line != 2 || long.Length != n) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func TestParserStopsAndWorksAgain(t *testing.T) {
	p := NewParser(Limits{Line: 1 << 20, Depth: 1000, Work: 1 << 20, Time: time.Minute})
	defer p.Close()
	text := bytes.Repeat([]byte("f(a, b)\n"), 100_000)
	if _, err := p.Parse(context.Background(), text); !errors.Is(err, ErrWork) {
		t.Errorf("past the limit: %v", err)
	}
	p.limits.Work = DefaultLimits().Work
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Parse(ctx, text); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	tree, err := p.Parse(context.Background(), text)
	if err != nil || len(find(tree, Call)) != 100_000 {
		t.Errorf("afterwards: %v", err)
	}
}

// quadratic is texts for which the parser needs time in the square of their length.
var quadratic = map[string]string{
	"memory":  "try:\n",
	"reading": "\\\n",  // each token looks to the end of the text
	"neither": "a\\\n", // each error visits all that came before
}

func TestTextsThatCostTooMuchAreGivenUp(t *testing.T) {
	for name, unit := range quadratic {
		p := NewParser(Limits{Line: 1 << 20, Depth: 1000, Work: 1 << 27, Time: time.Minute})
		if name == "neither" {
			p.limits.Time = 200 * time.Millisecond
		}
		text := []byte(strings.Repeat(unit, 100_000))
		if _, err := p.Parse(context.Background(), text); !errors.Is(err, ErrWork) {
			t.Errorf("%s: %v", name, err)
		}
		if byWork := p.work.bytes == 0; byWork != (name != "neither") {
			t.Errorf("%s: %d bytes and %d ns are left", name, p.work.bytes, p.work.nanoseconds)
		}
		p.Close()
	}
}

// TestABusyMachineChangesNothing parses a text that takes a third of the time it may, and
// has the processors do something else most of that time.
func TestABusyMachineChangesNothing(t *testing.T) {
	text := []byte(strings.Repeat(quadratic["neither"], 1500))
	p := NewParser(DefaultLimits())
	defer p.Close()
	if _, err := p.Parse(context.Background(), text); err != nil {
		t.Fatal(err)
	}
	took, work := p.limits.Time-time.Duration(p.work.nanoseconds), p.work.bytes
	p.limits.Time = 3*took + 20*time.Millisecond
	var stop atomic.Bool
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop.Store(true)
	before := runtime.GOMAXPROCS(6 * runtime.NumCPU())
	defer runtime.GOMAXPROCS(before)
	for range 5 * runtime.NumCPU() {
		wg.Go(func() {
			for !stop.Load() {
			}
		})
	}
	began := time.Now()
	if _, err := p.Parse(context.Background(), text); err != nil {
		t.Errorf("%v after %v, %v of the processor when it was idle", err, time.Since(began), took)
	}
	t.Logf("%v of %v, on the wall %v", p.limits.Time-time.Duration(p.work.nanoseconds), p.limits.Time, time.Since(began))
	if p.work.bytes != work {
		t.Errorf("it cost %d bytes more than before", work-p.work.bytes)
	}
}

func TestParsersWorkSideBySide(t *testing.T) {
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			p := NewParser(DefaultLimits())
			defer p.Close()
			for i := range 50 {
				tree, err := p.Parse(context.Background(), bytes.Repeat([]byte("def f(a):\n    return g(a\n"), i))
				if err != nil || len(find(tree, FunctionDefinition)) != i {
					t.Fatalf("%d functions: %v", i, err)
				}
			}
			p.Close()
		})
	}
}

// A quote that is never closed before megabytes of prose: the code before it stays
// known, and tree-sitter's recovery is spared the rest.
func TestStringWithoutItsEndBeforeALongTail(t *testing.T) {
	const code = "a()\nx = f(1, "
	text := code + "r'''" + strings.Repeat("abc def\n", 640_000)
	tree := parse(t, text)
	if len(tree.Damaged) == 0 || tree.Damaged[0].Start < 4 || int(tree.Damaged[0].Start) > len(code) {
		t.Errorf("damaged %v", tree.Damaged)
	}
	for _, whole := range []string{"# '''" + strings.Repeat("x", longTail), "# \"\"\"\n" + strings.Repeat("a()\n", longTail)} {
		if got := parse(t, whole); len(got.Damaged) > 0 {
			t.Errorf("%.20q: damaged %v", whole, got.Damaged)
		}
	}
}
