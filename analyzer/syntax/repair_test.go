package syntax

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// Each text is broken, as people leave code while they type and as beginners
// write it. want is the repairs, "line:column what"; damaged the regions that
// stay unknown; names what is defined all the same.
var broken = []struct {
	name, text    string
	want          []string
	damaged       []string
	names, called string
}{
	{
		name:  "headers without colons",
		text:  "class A(B)\n    def f(self)\n        if x\n            a()\n        elif y\n            b()\n        else\n            c()\n        for i in r(3)\n            d()\n        while True # on and on\n            e()\n",
		want:  []string{"1:11 missing ':'", "2:16 missing ':'", "3:13 missing ':'", "5:15 missing ':'", "7:13 missing ':'", "9:22 missing ':'", "11:19 missing ':'"},
		names: "A f", called: "a b c r d e",
	},
	{
		name:  "try, with, match and async without colons",
		text:  "async def f()\n    try\n        a()\n    except E\n        b()\n    finally\n        c()\n    async with d()\n        pass\n    match e()\n        case 1\n            g()\n",
		want:  []string{"1:14 missing ':'", "2:8 missing ':'", "4:13 missing ':'", "6:12 missing ':'", "8:19 missing ':'", "10:14 missing ':'", "11:15 missing ':'"},
		names: "f", called: "a b c d e g",
	},
	{
		name:  "a lambda's colon is not the header's",
		text:  "if f(lambda: 1) or lambda: 2\n    a()\n",
		want:  []string{"1:29 missing ':'"},
		names: "", called: "f a",
	},
	{
		name:  "def without parentheses",
		text:  "def walk:\n    a()\ndef run\n    b()\n",
		want:  []string{"1:9 missing '()'", "3:8 missing '()'", "3:8 missing ':'"},
		names: "walk run", called: "a b",
	},
	{
		name:  "a call that is not closed",
		text:  "t = Thread(target=work, args=(\"John\",)\nt.start()\nt.join()\n",
		want:  []string{"1:39 missing ')'"},
		names: "", called: "Thread t.start t.join",
	},
	{
		name:  "brackets over several lines that are not closed",
		text:  "def f():\n    x = g(1,\n          [2, 3\n    h()\n\ndef k():\n    return {1: m(\n\nclass C:\n    pass\n",
		want:  []string{"3:16 missing '])'", "7:18 missing ')}'"},
		names: "f k C", called: "g h m",
	},
	{
		name:  "parameters that are not closed",
		text:  "def work(name:\n    print(name)\ndef walk(a,\n         b\n    run()\n",
		want:  []string{"1:14 missing ')'", "4:11 missing ')'", "4:11 missing ':'"},
		names: "work walk", called: "print run",
	},
	{
		name:  "strings that are not closed",
		text:  "def f():\n    print(\"hello)\n    x = 'abc\n    y = g(f\"{a}, {b)\n    h()\n",
		want:  []string{"2:17 unclosed string", "3:13 unclosed string", "4:20 unclosed string"},
		names: "f", called: "print g h",
	},
	{
		name:    "unfinished expressions",
		text:    "def f(self):\n    self.\ndef g():\n    x =\n    t = Thread(target=\n    h(a, b=)\n    return 1 +\n",
		want:    []string{"2:10 unfinished expression", "4:8 unfinished expression", "5:23 unfinished expression", "5:23 missing ')'", "6:12 unfinished expression", "7:15 unfinished expression"},
		damaged: []string{"self.", "x =", "t = Thread(target=", "h(a, b=)", "return 1 +"},
		names:   "f g", called: "Thread h",
	},
	{
		name:  "brackets that are wrong",
		text:  "def f():\n    a())\n    b(1]\n    c([1, (2])\n    d()\n",
		want:  []string{"2:8 unmatched ')'", "3:8 ']' in place of ')'", "4:13 missing ')'"},
		names: "f", called: "a b c d",
	},
	{
		name:    "what cannot be repaired",
		text:    "def f():\n    a()\n    x ? y\n    b()\n",
		damaged: []string{"x ? y"},
		names:   "f", called: "a b",
	},
}

func TestBrokenCodeKeepsItsMeaning(t *testing.T) {
	for _, tt := range broken {
		t.Run(tt.name, func(t *testing.T) {
			tree := parse(t, tt.text)
			f := source.New("a.py", tt.text)
			var got, damaged []string
			for _, r := range tree.Repairs {
				at := f.Position(r.Span.Start)
				got = append(got, fmt.Sprintf("%d:%d %s", at.Line, at.Column, r.What))
				if r.Valid {
					t.Errorf("%v is called valid", r)
				}
			}
			for _, s := range tree.Damaged {
				damaged = append(damaged, strings.TrimSpace(tt.text[s.Start:s.End]))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("repairs\n%q, want\n%q", got, tt.want)
			}
			if !slices.Equal(damaged, tt.damaged) {
				t.Errorf("damaged\n%q, want\n%q", damaged, tt.damaged)
			}
			if got := strings.Join(heads(tree, FieldName, FunctionDefinition, ClassDefinition), " "); got != tt.names {
				t.Errorf("defined %q, want %q", got, tt.names)
			}
			if got := strings.Join(heads(tree, FieldFunction, Call), " "); got != tt.called {
				t.Errorf("called %q, want %q", got, tt.called)
			}
		})
	}
}

// heads is the texts of a field of all nodes of some kinds, in order.
func heads(tree *Tree, field Field, kinds ...Kind) []string {
	var texts []string
	for i := range tree.Nodes {
		if slices.Contains(kinds, tree.Nodes[i].Kind) {
			texts = append(texts, string(tree.Source(tree.Child(int32(i), field))))
		}
	}
	return texts
}

func TestRepairsLeaveValidLinesAlone(t *testing.T) {
	// Each of these looks like a defect to a careless eye; the last line is one.
	text := "from a import *\nx: tuple[int, ...] = 1.\ndef f(a, /, *, b): ...\n" +
		"y = {\n1: '''\n(''', 2: f\"{x:>{y}}\"}  # (\nif (a and\n        b): c()\nz = x[1:]\nmatch = case = 1\nmatch (1)\n" +
		"f(\na=1,\n  )\nlambda *a: a\nw = a if b \\\nelse c\n" + "def g()\n    pass\n"
	tree := parse(t, text)
	if len(tree.Repairs) != 1 || tree.Repairs[0].What != "missing ':'" || len(tree.Damaged) > 0 {
		t.Errorf("repairs %v, damaged %v", tree.Repairs, tree.Damaged)
	}
}

func TestRepairedTreeIsTheTreeOfTheMendedText(t *testing.T) {
	for _, tt := range []struct{ broken, mended string }{
		{"def é()\n    f('é')\ng()\n", "def é():\n    f('é')\ng()\n"},
		{"f(a, (b, \"é\")\ng()\n", "f(a, (b, \"é\"))\ng()\n"},
		{"def f():\n    (a.\nb)\n", "def f():\n    (a.\n    b)\n"},
	} {
		got, want := parse(t, tt.broken), parse(t, tt.mended)
		if len(got.Nodes) != len(want.Nodes) {
			t.Errorf("%q: %d nodes, want %d", tt.broken, len(got.Nodes), len(want.Nodes))
			continue
		}
		for i := range got.Nodes {
			if g, w := got.Nodes[i], want.Nodes[i]; g.Kind != w.Kind || g.Next != w.Next {
				t.Errorf("%q: node %d is %v, want %v", tt.broken, i, g, w)
			}
			if g := string(got.Source(int32(i))); got.Nodes[i].Kind == Identifier && g != string(want.Source(int32(i))) {
				t.Errorf("%q: identifier %q, want %q", tt.broken, g, want.Source(int32(i)))
			}
		}
	}
}

// FuzzParse checks that any text gives a well-formed tree, valid or not.
func FuzzParse(f *testing.F) {
	for _, tt := range broken {
		f.Add([]byte(tt.text))
	}
	f.Add([]byte("f'{a!r:{'{'}>{b}}' rb\"\\\n\" '''\n"))
	f.Add([]byte("x\x00\r\xff(\f\\\r\n\ufeff t'{'"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p := NewParser(DefaultLimits())
		defer p.Close()
		tree, err := p.Parse(context.Background(), text)
		if err != nil {
			return
		}
		checkTree(t, tree)
		sameAsGrammar(t, p, "fuzz", text)
	})
}

// What is no Python anywhere is parsed once; what a repair may mend is tried, be
// all of it lost to one bracket.
func TestNoPythonIsParsedOnce(t *testing.T) {
	prose := "import threading\n" + strings.Repeat("It's a library of threads, which we use if it is there;\nit's the one that (as said\n\n", mendable)
	unclosed := "f((\n" + strings.Repeat("def g():\n    return [1, {2: 3}]\n", mendable)
	for _, test := range []struct {
		name, text string
		once       bool
	}{{"prose", prose, true}, {"unclosed", unclosed, false}} {
		p := NewParser(DefaultLimits())
		m := &mending{p: p}
		if err := m.compare(context.Background(), []byte(test.text), nil, nil, nil); err != nil {
			t.Fatal(err)
		}
		if n := len(m.all); n == 1 != test.once {
			t.Errorf("%s: %d parses", test.name, n)
		}
		m.release()
		p.Close()
	}
}
