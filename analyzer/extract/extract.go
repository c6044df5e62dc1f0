// Package extract turns the flat syntax tree of one file into facts: scopes
// and symbols, symbolic expressions, statements, and one control-flow graph for
// each function.
//
// An expression is read in two steps. The first (expr.go) builds the facts.Expr
// from the tree; the second (eval.go) walks what was built in the order of
// evaluation and emits the events. Both recurse, which is safe here and only
// here: syntax cuts the tree at Limits.Depth, so the depth of the recursion is
// bounded whatever the input is.
//
// Invariants: no panic and no error on any tree; the same tree gives the same
// facts; what lies in a damaged region is marked or unknown, never invented.
package extract

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

const moduleScope facts.ScopeID = 1

// none is the child that does not exist.
const none int32 = -1

// An extractor holds what is known while one file is read.
type extractor struct {
	f     *facts.File
	t     *syntax.Tree
	nodes []syntax.Node

	strings map[string]facts.StrID
	symbols map[nameKey]facts.SymbolID
	moved   map[nameKey]declaration
	marks   []mark
	pending []pendingBind
	star    bool // has a star import

	seesClass []bool // by scope: type parameters of something in a class
	kids      []facts.ExprID
	extra     map[facts.ExprID][]facts.ExprID // elements of a display beyond MaxKids that may do something
	graphs    []*graph
	all       allState

	function
}

// A function is the place that is being read; it is saved and restored around
// nested functions.
type function struct {
	g      *graph
	fn     facts.FuncID
	class  facts.ClassID // the class whose body is read, directly; else -1
	scope  facts.ScopeID
	stmt   facts.StmtID // events and bindings belong to it
	parent facts.StmtID
	flow   int // conditions, loops, try and with around this place
	flags  facts.EventFlags
}

// A mark is a property of a symbol that is not known yet.
type mark struct {
	scope facts.ScopeID
	name  facts.StrID
	flag  facts.SymbolFlags
}

// File extracts the facts of one parsed file. It returns no error: bad Python
// is input. The tree must be that of src.Text.
func File(src *source.File, tree *syntax.Tree) *facts.File {
	x := read(src, tree)
	x.resolve()
	x.finishAll()
	return x.f
}

// read does all but what needs the whole file: resolving names.
func read(src *source.File, tree *syntax.Tree) *extractor {
	n := len(tree.Nodes)
	x := &extractor{
		f:       &facts.File{Path: src.Path},
		t:       tree,
		nodes:   tree.Nodes,
		strings: make(map[string]facts.StrID, n/24+16),
		symbols: make(map[nameKey]facts.SymbolID, n/16+16),
		moved:   map[nameKey]declaration{},
		extra:   map[facts.ExprID][]facts.ExprID{},
	}
	f := x.f
	x.reserve(n)
	x.strings[""] = 0
	f.Scopes = []facts.Scope{{Class: -1}}
	x.seesClass = []bool{false}
	x.trivia()
	x.module()
	return x
}

// reserve makes room for the facts of a tree of n nodes: what nine of ten files
// of CPython's library need, since growing copies it all.
func (x *extractor) reserve(n int) {
	f := x.f
	f.Strings = append(make([]string, 0, n/14+16), "")
	f.Exprs = append(make([]facts.Expr, 0, n*3/8+16), facts.Expr{})
	f.Kids = make([]facts.ExprID, 0, n/7+16)
	f.Stmts = append(make([]facts.Stmt, 0, n/11+16), facts.Stmt{})
	f.Symbols = append(make([]facts.Symbol, 0, n/16+16), facts.Symbol{})
	f.Blocks = append(make([]facts.Block, 0, n/12+16), facts.Block{})
	f.Edges = make([]facts.Edge, 0, n/10+16)
	f.Events = make([]facts.Event, 0, n*2/9+16)
	x.pending = make([]pendingBind, 0, n/16+16)
}

// module reads the whole file as the body of function 0.
func (x *extractor) module() {
	f := x.f
	x.scope, x.class, x.fn = 0, -1, 0
	x.open(facts.ModuleScope, 0, -1)
	end := source.Span{End: uint32(len(x.t.Text))}
	f.Funcs = append(f.Funcs, facts.Func{
		Name: x.intern("<module>"), Flags: facts.ModuleBody, Span: end, Parent: -1, Class: -1, Scope: moduleScope,
	})
	x.beginGraph()
	if len(x.nodes) > 0 {
		x.block(0)
	}
	x.endGraph(0)
}

// beginGraph opens a new graph in x.g, reusing one that is done with.
func (x *extractor) beginGraph() {
	if n := len(x.graphs); n > 0 {
		x.g = x.graphs[n-1]
		x.graphs = x.graphs[:n-1]
	} else {
		x.g = &graph{}
	}
	x.g.reset()
}

// endGraph ends the graph in x.g as that of function fn and copies it to the file.
func (x *extractor) endGraph(fn facts.FuncID) {
	f, g := x.f, x.g
	g.link(g.exit, facts.Always)
	events := facts.EventID(len(f.Events))
	for _, b := range g.binds {
		x.pending[b].Event += events
	}
	first := g.flatten(f)
	out := &f.Funcs[fn]
	out.Block, out.BlkEnd = first, facts.BlockID(len(f.Blocks))
	out.Entry, out.Exit, out.Raised = first, first+1, first+2
	x.graphs = append(x.graphs, g)
	x.g = nil
}

// intern is the id of a string.
func (x *extractor) intern(s string) facts.StrID {
	if id, ok := x.strings[s]; ok {
		return id
	}
	id := facts.StrID(len(x.f.Strings))
	x.f.Strings = append(x.f.Strings, s)
	x.strings[s] = id
	return id
}

// text is the id of the text of an identifier, keyword or number.
func (x *extractor) text(n int32) facts.StrID {
	b := x.t.Source(n)
	if id, ok := x.strings[string(b)]; ok {
		return id
	}
	return x.intern(identifier(b))
}

// identifier is the name that an identifier's text means: Python compares names
// in normal form NFKC.
func identifier(b []byte) string {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return norm.NFKC.String(string(b))
		}
	}
	return string(b)
}

func (x *extractor) span(n int32) source.Span {
	return source.Span{Start: x.nodes[n].Start, End: x.nodes[n].End}
}

// skip is the first child from c on that means something: no comment, no line
// continuation, no piece of an error. It is end where there is none.
func (x *extractor) skip(c, end int32) int32 {
	for c < end {
		switch x.nodes[c].Kind {
		case syntax.Comment, syntax.LineContinuation, syntax.KindError:
			c = x.nodes[c].Next
		default:
			return c
		}
	}
	return end
}

// named is the first child from c on that is no token and means something.
func (x *extractor) named(c, end int32) int32 {
	for c = x.skip(c, end); c < end && !x.nodes[c].Named; {
		c = x.skip(x.nodes[c].Next, end)
	}
	return c
}

// first is the first named child of n, or none.
func (x *extractor) first(n int32) int32 {
	if c := x.named(n+1, x.nodes[n].Next); c < x.nodes[n].Next {
		return c
	}
	return none
}

// after is the next named sibling of c within n, or none.
func (x *extractor) after(c, n int32) int32 {
	if s := x.named(x.nodes[c].Next, x.nodes[n].Next); s < x.nodes[n].Next {
		return s
	}
	return none
}

// token is the first direct child of n of that kind, or none.
func (x *extractor) token(n int32, k syntax.Kind) int32 {
	end := x.nodes[n].Next
	for c := n + 1; c < end; c = x.nodes[c].Next {
		if x.nodes[c].Kind == k {
			return c
		}
	}
	return none
}

// damaged says whether a span touches a region that did not parse.
func (x *extractor) damaged(s source.Span) bool {
	return len(x.f.Damaged) > 0 && x.f.IsDamaged(s)
}

// event emits an event of the current statement.
func (x *extractor) event(kind facts.EventKind, a, b facts.ExprID) int32 {
	return x.g.emit(facts.Event{Kind: kind, Flags: x.flags, X: a, Y: b, Stmt: x.stmt})
}

// bind records that a name gets a value. event is local to the graph; -1 for none.
func (x *extractor) bind(s facts.ScopeID, name facts.StrID, event int32, b facts.Binding) {
	x.declare(s, name)
	b.Func, b.Stmt, b.Event = x.fn, x.stmt, facts.EventID(event)
	b.Flow = x.flow > 0 || x.flags&(facts.Maybe|facts.InComp) != 0
	x.pending = append(x.pending, pendingBind{scope: s, name: name, Binding: b})
	if event >= 0 {
		x.g.binds = append(x.g.binds, int32(len(x.pending)-1))
	}
}
