package extract

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// library is every Python file of the running python3's standard library.
func library(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])").Output()
	if err != nil {
		t.Skip("no python3 to tell where its library is: ", err)
	}
	var files []string
	root := strings.TrimSpace(string(out))
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "site-packages" || d.Name() == "dist-packages") {
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() && strings.HasSuffix(path, ".py") {
			files = append(files, path)
		}
		return nil
	})
	if len(files) < 500 {
		t.Skipf("only %d files under %s", len(files), root)
	}
	return files
}

// parsed is one file of a corpus.
type parsed struct {
	src  *source.File
	tree *syntax.Tree
}

// parseAll parses what can be decoded.
func parseAll(t testing.TB, files []string) []parsed {
	t.Helper()
	p := syntax.NewParser(syntax.DefaultLimits())
	defer p.Close()
	var out []parsed
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := source.Decode(path, raw)
		if err != nil {
			continue // badsyntax files
		}
		for _, src := range doc.Files() {
			tree, err := p.Parse(context.Background(), src.Text)
			if err != nil || tree == nil {
				continue
			}
			tree.Nodes = slices.Clone(tree.Nodes) // the next text writes over them
			out = append(out, parsed{src, tree})
		}
	}
	return out
}

// TestLibraryFactsAreSound holds the invariants of facts on all of the standard library.
func TestLibraryFactsAreSound(t *testing.T) {
	files := library(t)
	if testing.Short() {
		files = files[:200]
	}
	for i, p := range parseAll(t, files) {
		f := File(p.src, p.tree)
		if i%10 == 0 && !reflect.DeepEqual(f, File(p.src, p.tree)) {
			t.Errorf("%s: two extractions differ", p.src.Path)
		}
		for _, problem := range unsound(f, uint32(len(p.src.Text))) {
			t.Errorf("%s: %s", p.src.Path, problem)
		}
	}
}

// unsound lists what breaks the invariants of facts, at most ten.
func unsound(f *facts.File, size uint32) []string {
	c := &checker{f: f, size: size}
	c.exprs()
	c.statements()
	c.symbols()
	for i := range f.Funcs {
		c.graph(facts.FuncID(i))
	}
	for _, d := range f.Directives {
		c.span("directive", d.Span)
		for _, n := range d.Names {
			c.span("directive name", n.Span)
			if got := n.Name; n.Span.End-n.Span.Start != uint32(len(got)) {
				c.say("directive name %q has a span of %d bytes", got, n.Span.End-n.Span.Start)
			}
		}
	}
	return c.problems
}

type checker struct {
	f        *facts.File
	size     uint32
	problems []string
}

func (c *checker) say(format string, args ...any) {
	if len(c.problems) < 10 {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

func (c *checker) span(what string, s source.Span) {
	if s.Start > s.End || s.End > c.size {
		c.say("%s: span %d-%d of %d bytes", what, s.Start, s.End, c.size)
	}
}

func (c *checker) expr(what string, id facts.ExprID) {
	if id < 0 || int(id) >= len(c.f.Exprs) {
		c.say("%s: expression %d of %d", what, id, len(c.f.Exprs))
	}
}

func (c *checker) exprs() {
	f := c.f
	for i := range f.Exprs {
		e := &f.Exprs[i]
		c.span("expression", e.Span)
		switch e.Kind {
		case facts.Name:
			if e.Sym <= 0 || int(e.Sym) >= len(f.Symbols) {
				c.say("name %q has symbol %d", f.Text(e.Str), e.Sym)
			} else if f.Symbols[e.Sym].Name != e.Str {
				c.say("name %q has the symbol of %q", f.Text(e.Str), f.SymbolName(e.Sym))
			}
		case facts.FuncRef:
			if int(e.Func()) >= len(f.Funcs) {
				c.say("function %d", e.Func())
			}
		case facts.ElemOf:
			c.expr("ElemOf", e.A)
		case facts.ClassRef, facts.ImportRef, facts.ParamRef:
		default:
			c.expr("A", e.A)
			c.expr("B", e.B)
		}
		for _, k := range f.KidsOf(facts.ExprID(i)) {
			c.expr("kid", k)
		}
		if e.Kind == facts.Str && len(f.Text(e.Str)) > facts.MaxLiteral {
			c.say("a literal of %d bytes", len(f.Text(e.Str)))
		}
	}
}

func (c *checker) statements() {
	f := c.f
	for i := 1; i < len(f.Stmts); i++ {
		s := &f.Stmts[i]
		id := facts.StmtID(i)
		c.span("statement", s.Span)
		c.span("header", s.Header)
		if s.End <= id || int(s.End) > len(f.Stmts) {
			c.say("statement %d ends at %d", i, s.End)
		}
		if s.Parent >= id || (s.Parent != 0 && f.Stmts[s.Parent].End < s.End) {
			c.say("statement %d is not inside its parent %d", i, s.Parent)
		}
		if i > 1 && s.Span.Start < f.Stmts[i-1].Span.Start {
			c.say("statement %d begins before the one before it", i)
		}
		for _, e := range [...]facts.ExprID{s.X, s.Y, s.Ann} {
			c.expr("statement", e)
		}
		if int(s.Func) >= len(f.Funcs) {
			c.say("statement %d is in function %d", i, s.Func)
		}
	}
}

func (c *checker) symbols() {
	f := c.f
	for i := 1; i < len(f.Symbols); i++ {
		for _, b := range f.BindingsOf(facts.SymbolID(i)) {
			c.expr("binding", b.Value)
			c.expr("binding", b.Ann)
			if b.Event >= 0 {
				if int(b.Event) >= len(f.Events) {
					c.say("binding of %s at event %d", f.SymbolName(facts.SymbolID(i)), b.Event)
					continue
				}
				ev := &f.Events[b.Event]
				if ev.Kind != facts.StoreEvent || f.Exprs[ev.X].Sym != facts.SymbolID(i) {
					c.say("binding of %s is not at its store", f.SymbolName(facts.SymbolID(i)))
				}
			}
		}
	}
	for i := range f.Funcs {
		for _, p := range f.ParamsOf(facts.FuncID(i)) {
			if p.Name != 0 && f.Symbols[p.Sym].Flags&facts.IsParam == 0 {
				c.say("parameter %s has no symbol of its own", f.Text(p.Name))
			}
		}
	}
}

func (c *checker) graph(id facts.FuncID) {
	f := c.f
	fn := &f.Funcs[id]
	for b := fn.Block; b < fn.BlkEnd; b++ {
		var kinds [6]int
		for _, e := range f.EdgesOf(b) {
			if e.To < fn.Block || e.To >= fn.BlkEnd {
				c.say("%s: an edge to block %d outside of [%d, %d)", f.FuncName(id), e.To, fn.Block, fn.BlkEnd)
				continue
			}
			kinds[e.Kind]++
			if e.Kind == facts.Back && !f.Blocks[e.To].Loop {
				c.say("%s: a back edge to no loop", f.FuncName(id))
			}
		}
		raises := kinds[facts.OnRaise] > 0
		events := f.EventsOf(b)
		for i, ev := range events {
			c.expr("event", ev.X)
			c.expr("event", ev.Y)
			last := i == len(events)-1
			switch ev.Kind {
			case facts.TestEvent, facts.IterateEvent:
				if !last || kinds[facts.IfTrue]+kinds[facts.IfFalse] == 0 || kinds[facts.IfTrue] > 1 || kinds[facts.IfFalse] > 1 {
					c.say("%s: a test that does not end its block", f.FuncName(id))
				}
			case facts.CallEvent, facts.RaiseEvent, facts.EnterEvent, facts.AwaitEvent, facts.YieldEvent:
				if !raises {
					c.say("%s: a block that may raise has no way for it", f.FuncName(id))
				}
			}
		}
		if n := len(events); kinds[facts.IfTrue]+kinds[facts.IfFalse] > 0 &&
			(n == 0 || (events[n-1].Kind != facts.TestEvent && events[n-1].Kind != facts.IterateEvent)) {
			c.say("%s: a branch without a test", f.FuncName(id))
		}
	}
	if f.Blocks[fn.Exit].NEdges+f.Blocks[fn.Raised].NEdges > 0 {
		c.say("%s: something follows its end", f.FuncName(id))
	}
}

// BenchmarkFile measures extraction alone, on the standard library without its tests.
func BenchmarkFile(b *testing.B) {
	var files []string
	for _, path := range library(b) {
		if !strings.Contains(path, "/test/") {
			files = append(files, path)
		}
	}
	all := parseAll(b, files)
	size := int64(0)
	for _, p := range all {
		size += int64(len(p.src.Text))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range all {
			File(p.src, p.tree)
		}
	}
}
