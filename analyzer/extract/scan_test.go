package extract

import (
	"os"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer/facts"
)

func TestScanListsImports(t *testing.T) {
	text := "import os, a.b as c\n" +
		"from . import (g, # why\n  h as i,\n)\n" +
		"from ..j.k import l; import m\n" +
		"if x: import n\n" +
		"s = '''\nimport nothing\n'''\n" +
		"# import nothing\n" +
		"from o import *\n" +
		"raise E from cause\n" +
		"from p import \\\n    q\n" +
		"f(\nimport r\n"
	want := []string{
		".", "..j.k", "..j.k.l", ".g", ".h", "a.b", "m", "n", "o", "os", "p", "p.q", "r",
	}
	if got := Scan([]byte(text)).Imports; !slices.Equal(got, want) {
		t.Errorf("imports\n got %q\nwant %q", got, want)
	}
}

func TestScanListsIdentifiers(t *testing.T) {
	text := "def f(x): return x.attr + f'{hole!r}' + 'by_name' + 'not this' # nor this\n\"\"\"nor that\"\"\"\nｗide = 1\n"
	idents := Scan([]byte(text)).Idents
	if !slices.IsSorted(idents) {
		t.Error("hashes are not sorted")
	}
	for _, name := range []string{"f", "x", "attr", "hole", "by_name", "wide"} {
		if !slices.Contains(idents, IdentHash(name)) {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"not", "this", "nor", "that"} {
		if slices.Contains(idents, IdentHash(name)) {
			t.Errorf("%s stands in no code", name)
		}
	}
}

func TestScanSeesLoopsThatMaySpin(t *testing.T) {
	for _, text := range []string{
		"while True: pass\n",
		"while True:\n    pass\n",
		"while 1: continue\n",
		"while t.is_alive(): pass\n",
		"def check(): return flag\nwhile not done:\n    check()\n",
		"while True:\n    try:\n        x = q.get_nowait()\n    except Empty:\n        continue\n    print(x)\n",
		"while True:\n    if q.empty(): continue\n    return q.get()\n",
		"while x: time.sleep(0)\n",
		"def f():\n\twhile x:\n\t\ty = g.empty()\n\tprint(y)\n",
		"while x",
		"def f(self):\n    while not self.done:\n        self.seen = True\n",
		"def f(self):\n    n = 0\n    while n < 10 and not self.done:\n        n += 1\n",
		"def f(self, q):\n    while True:\n        try:\n            x = q.pop()\n        except IndexError:\n            continue\n        use(x)\n",
		"def f(self):\n    while True:\n        if self.ready:\n            work()\n        elif self.late:\n            more()\n",
		"def f(self):\n    while True:\n        with self.lock:\n            if self.done:\n                break\n",
		"def f(self):\n    while True:\n        for t in self.all:\n            if t.is_alive():\n                break\n        else:\n            n = 1\n",
		"def f(self):\n    while True:\n        for t in self.all:\n            t.join()\n        else:\n            n = 1\n        if self.done: break\n    while self.busy: pass\n",
		"class A:\n    def f(self):\n        while not self.check():\n            x = 1\n\n    def check(self):\n        return self.done\n",
		"def f(x):\n    while x:\n        pass\n",
		"def f(done):\n    def end():\n        nonlocal done\n        done = True\n    g(end)\n    while not done:\n        x = 1\n",
		"jobs = []\ndef add():\n    jobs.append(1)\ndef f():\n    while not jobs:\n        x = 1\n",
		"def f(self):\n    while True:\n        x = self.a and work()\n        if self.done: break\n",
		"def f(self):\n    while True:\n        if self.a or work(): pass\n        n = 1\n",
		"def f(self):\n    while self.a and self.b:\n        def g(): work()\n",
	} {
		if !Scan([]byte(text)).Loop {
			t.Errorf("cleared:\n%s", text)
		}
	}
}

func TestScanClearsLoopsThatCannotSpin(t *testing.T) {
	for _, text := range []string{
		"while i < 10 and not done:\n    i += 1\n",
		"while True:\n    if ready: break\n",
		"x = 1\n",
		"'''while True: pass'''\n",
		"while i < len(x):\n    if done:\n        f()\n    i += 1\n",
		"while node:\n    visit(node)\n    node = node.next\n",
		"while True:\n    await g()\n",
		"while not done:\n    elsewhere()\n",
		"while True:\n    x and print(x)\n",
		"while (\n    a\n): b = len(b)\n",
		"while x:\n    s = '''\n    empty()\n'''\n",
		"while n % 5 == 0 and d > 0:\n    n //= 5\n    d -= 1\n",
		"while name[:1] == '_':\n    name = name[1:]\n",
		"while stack:\n    top = stack.pop()\n    if top: continue\n",
		"while True:\n    # break?\n    line = f.readline()\n    if not line: break\n",
		"while True:\n    yield 1\n",
		"while x: print(\n    'y', end='')\n",
		"while 0: pass\n",
		"async def f(self):\n    while not self.done: pass\n",
		"def f(self):\n    while not self.done:\n        if self.a: yield 1\n",
		"def f(self):\n    try:\n        while True:\n            self.pop()\n    except KeyError:\n        pass\n\ndef pop(self):\n    del self.a[0]\n",
		"def f(self):\n    while self.pos < len(self.text):\n        if self.text[self.pos] in ' ':\n            self.pos += 1\n        elif self.a:\n            self.b.append(1)\n        else:\n            break\n",
		"def f(self, n):\n    i = 0\n    while i < n and self.a[i] == 1:\n        i += 1\n",
		"def f(self, i):\n    while (i and self.text[i-1] in 'x'):\n        i -= 1\n",
		"def f(a, b):\n    while a != b:\n        b, a = a, a - b\n",
		"def f(fp):\n    while True:\n        s = fp.read(1)\n        if not s: break\n\nclass A:\n    def read(self, n):\n        self.at += n\n        return self.a.read(n)\n",
		"def f(self):\n    while True:\n        while self.a:\n            self.b.append(1)\n",
		"def f(self):\n    while self.a:\n        for x in self.all:\n            self.n += 1\n",
		"def f(x, y):\n    while x < y:\n        x = max(x, y)\n",
		"END = 3\ndef f(x):\n    while x < END:\n        y = x\n        if y: z = 1\n",
		"def f(self):\n    while True:\n        if self.a:\n            return 1\n        else:\n            work(self)\n",
	} {
		if Scan([]byte(text)).Loop {
			t.Errorf("may spin:\n%s", text)
		}
	}
}

// TestScanMissesNothing compares the byte pass with the facts on the standard
// library: every import and every name of the facts is in the summary.
func TestScanMissesNothing(t *testing.T) {
	var files []string
	for i, path := range library(t) {
		if i%5 == 0 {
			files = append(files, path)
		}
	}
	for _, p := range parseAll(t, files) {
		if len(p.tree.Damaged) > 0 {
			continue
		}
		f, s := File(p.src, p.tree), Scan(p.src.Text)
		for i := range f.Imports {
			m := &f.Imports[i]
			name := strings.Repeat(".", int(m.Level)) + f.Text(m.Module)
			if _, ok := slices.BinarySearch(s.Imports, name); !ok {
				t.Errorf("%s: import of %q is missing", p.src.Path, name)
			}
		}
		for i := range f.Exprs {
			e := &f.Exprs[i]
			if e.Kind != facts.Name && e.Kind != facts.Attr && e.Kind != facts.Keyword {
				continue
			}
			if _, ok := slices.BinarySearch(s.Idents, IdentHash(f.Text(e.Str))); !ok {
				t.Errorf("%s: %q is missing", p.src.Path, f.Text(e.Str))
			}
		}
		for i := range f.Stmts {
			loop := &f.Stmts[i]
			if loop.Kind == facts.While && f.Stmts[i+1].Kind == facts.Pass && !s.Loop {
				t.Errorf("%s: a loop over pass is cleared", p.src.Path)
			}
		}
	}
}

func BenchmarkScan(b *testing.B) {
	var texts [][]byte
	size, loops := int64(0), 0
	for _, path := range library(b) {
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, text)
		size += int64(len(text))
		if Scan(text).Loop {
			loops++
		}
	}
	b.SetBytes(size)
	for b.Loop() {
		for _, text := range texts {
			Scan(text)
		}
	}
	b.ReportMetric(100*float64(loops)/float64(len(texts)), "%loops")
}
