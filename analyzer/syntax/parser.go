package syntax

// #cgo CFLAGS: -std=c11
// #include <stdlib.h>
// #include "arena.h"
// #include "flatten.h"
import "C"

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	_ "github.com/smacker/go-tree-sitter" // the C runtime that flatten.h declares
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// Limits bounds what Parse takes on.
type Limits struct {
	Line  int // longest line, in bytes
	Depth int // deepest node that is kept, the module being 1

	// Of one call of Parse, last resorts: see struct work in arena.h.
	Work int64         // in bytes
	Time time.Duration // of the processor: on a busy machine the clock on the wall says nothing
}

// DefaultLimits is 1 MB a line, 1,000 levels, and some seconds' work. The size of a file is
// the loader's to bound.
func DefaultLimits() Limits {
	return Limits{Line: 1 << 20, Depth: 1000, Work: 4 << 30, Time: 20 * time.Second}
}

// ErrWork is returned when the text took more than Limits.Work or Limits.Time.
var ErrWork = errors.New("parsing takes too long")

// A LineError says that a line is longer than Limits.Line.
type LineError struct{ Line, Length, Limit int } // Line from 1; bytes

// Error is one line, fit for "skipped PATH: ".
func (e *LineError) Error() string {
	return fmt.Sprintf("line %d has %d bytes (limit %d)", e.Line, e.Length, e.Limit)
}

// A Parser parses one text after another; each goroutine needs its own.
type Parser struct {
	limits Limits
	work   *C.struct_work  // C memory: tree-sitter keeps the pointer
	arena  *C.struct_arena // of the trees of one text
	nodes  []Node          // of the last text
	typed  *typed          // of a typing parser, else nil
}

// setUp comes before any other use of the runtime.
var setUp = sync.OnceFunc(func() {
	C.use_arenas()
	p := newRuntimeParser()
	C.ts_parser_delete(p)
})

// newRuntimeParser makes a parser of Python.
func newRuntimeParser() *C.TSParser {
	p := C.ts_parser_new()
	if !C.ts_parser_set_language(p, language()) {
		panic("syntax: the grammar does not fit the tree-sitter runtime") // a wrong version in go.mod
	}
	return p
}

func language() *C.TSLanguage { return (*C.TSLanguage)(python.Language()) }

// NewParser makes a parser. It holds C memory until Close.
func NewParser(l Limits) *Parser {
	setUp()
	p := &Parser{limits: l, work: (*C.struct_work)(C.calloc(1, C.sizeof_struct_work)), arena: C.arena_new()}
	p.begin()
	return p
}

// begin lets the next text cost as much as the limits say.
func (p *Parser) begin() {
	p.work.bytes, p.work.nanoseconds = C.uint64_t(p.limits.Work), C.int64_t(p.limits.Time)
}

// Close frees the C memory. A second call does nothing.
func (p *Parser) Close() {
	if p.work == nil {
		return
	}
	if p.typed != nil {
		p.typed.close()
	}
	C.arena_delete(p.arena)
	C.free(unsafe.Pointer(p.work))
	p.arena, p.work = nil, nil
}

// Parse reads a text, repairs it where it can, and copies the tree, which the next
// call of a parser that is not a typing one writes over. An error is
// a reason to skip the file: a *LineError, ErrWork, or ctx.Err(). Text that
// is no Python is no error: see Tree.Damaged.
func (p *Parser) Parse(ctx context.Context, text []byte) (*Tree, error) {
	if err := checkLines(text, p.limits.Line); err != nil {
		return nil, err
	}
	p.begin()
	if p.typed != nil && !p.typed.begun {
		p.typed.begun = true
		if t := p.inParts(ctx, text); t != nil {
			return t, nil
		}
	}
	defer C.arena_reset(p.arena)
	t, err := p.mended(ctx, withoutTail(plain(text)))
	if err != nil {
		return nil, err
	}
	t.Text = text
	t.Nodes[0].Start, t.Nodes[0].End = 0, uint32(len(text))
	t.findDamage()
	return t, nil
}

// A mending is the search for what leaves the least of a text unknown.
type mending struct {
	p    *Parser
	all  []*parsed
	best *parsed
	kept []edit // that made best of the text
	left damage // in best
}

// mended parses a text and, where the tree is broken, what the repairs make of
// it: at most four times in all. Text is overwritten. A repair stays where it
// makes the tree better.
//
// A typing parser begins with the repaired text where the last one was repaired:
// what is broken is most likely still there, and the tree before, being repaired
// too, has nearly all of this one. Nothing but a tree that stays broken makes
// it look at the text as it is.
func (p *Parser) mended(ctx context.Context, text []byte) (*Tree, error) {
	m := &mending{p: p}
	defer m.release()
	var valid, invalid, both []edit
	var repaired *parsed
	if p.typed != nil && p.typed.repairs > 0 {
		if valid, invalid = proposals(text); len(invalid) > 0 {
			both = ordered(slices.Concat(valid, invalid))
			t, err := p.unaliased(ctx, apply(text, both))
			if err != nil {
				return nil, err
			}
			m.all, repaired = append(m.all, t), t
			if d := t.damage(); d == (damage{}) || len(both) == p.typed.repairs {
				m.best, m.kept, m.left = t, both, d
			}
		}
	}
	if m.best == nil {
		if err := m.compare(ctx, text, valid, both, repaired); err != nil {
			return nil, err
		}
	}
	t := p.flatten(m.best)
	if p.typed != nil {
		p.typed.next(m.best, len(m.kept), m.left)
		if len(m.kept) > 0 {
			t.Nodes = slices.Clone(t.Nodes) // the parser remembers them as they are
		}
	}
	t.unmap(m.kept)
	t.Repairs = repairs(m.kept)
	t.Inexact = p.typed != nil && (len(m.kept) > 0 || m.left != (damage{}))
	return t, nil
}

// mendable is how many defects a text may have of which nothing is known, for the
// repairs to be tried. One with more is no Python: each try costs seconds for a megabyte.
const mendable = 2000

// compare parses the text as it is and, if that is broken, what repairs make of it.
// A typing parser may know already what both kinds of them make of the text.
func (m *mending) compare(ctx context.Context, text []byte, valid, both []edit, repaired *parsed) error {
	base, err := m.p.unaliased(ctx, text)
	if err != nil {
		return err
	}
	m.all = append(m.all, base)
	m.best, m.left = base, base.damage()
	if m.left == (damage{}) || m.p.typed.hopeless(m.left) {
		return nil
	}
	if repaired == nil {
		var invalid []edit
		if valid, invalid = proposals(text); len(invalid) > 0 {
			both = ordered(slices.Concat(valid, invalid))
		}
		if len(invalid) > mendable && int(m.left.bytes) >= len(text)/10*9 {
			return nil
		}
	}
	if err := m.try(ctx, text, valid, nil); err != nil {
		return err
	}
	return m.try(ctx, text, both, repaired)
}

// try keeps some edits if what they make of the text, t if that is known, is better than what is best.
func (m *mending) try(ctx context.Context, text []byte, edits []edit, t *parsed) error {
	if len(edits) == 0 || m.left == (damage{}) {
		return nil
	}
	if t == nil {
		var err error
		switch t, err = m.p.parse(ctx, apply(text, edits)); {
		case errors.Is(err, ErrWork):
			return nil // what is best stays
		case err != nil:
			return err
		}
		m.all = append(m.all, t)
	}
	if d := t.damage(); d.less(m.left) {
		m.best, m.kept, m.left = t, edits, d
	}
	return nil
}

// release frees the trees, but for those that something else owns.
func (m *mending) release() {
	for _, t := range m.all {
		t.release()
	}
}

// unaliased parses a text in which nothing like "type(a).b = c" is taken for a
// type alias: any name in the place of type will do, readers see the original text.
func (p *Parser) unaliased(ctx context.Context, text []byte) (*parsed, error) {
	tree, err := p.parse(ctx, text)
	if err != nil || !aliasLike(text) {
		return tree, err
	}
	aliases := p.flatten(tree).aliases
	if len(aliases) == 0 {
		return tree, nil
	}
	tree.release()
	if p.typed != nil {
		p.typed.copied.keep(nil, nil) // it holds what is no alias as one, should the next parse be given up
	}
	for _, at := range aliases {
		text[at] = 'T'
	}
	return p.parse(ctx, text)
}

// aliasLike says whether a statement of the text may begin with "type(" or "type[".
func aliasLike(text []byte) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("type"))
		if i < 0 {
			return false
		}
		before := bytes.TrimRight(text[max(0, at+i-200):at+i], " \t\f")
		at += i + len("type")
		after := bytes.TrimLeft(text[at:min(len(text), at+200)], " \t")
		if len(after) > 0 && (after[0] == '(' || after[0] == '[') &&
			(len(before) == 0 || bytes.IndexByte([]byte("\n\r:;\\"), before[len(before)-1]) >= 0) {
			return true
		}
	}
}

// A parsed text is a tree in C memory. It never leaves the package, and one
// goroutine at a time reads it.
type parsed struct {
	tree *C.TSTree
	text []byte
	kept bool // a typing parser keeps the tree for the next text, or an arena until the text is done
}

// release frees the tree unless it is kept.
func (t *parsed) release() {
	if !t.kept {
		deleteTree(t.tree)
	}
}

// damage measures the tree, in the offsets of its own text.
func (t *parsed) damage() damage {
	d := C.measure(t.tree)
	return damage{uint32(d.bytes), int(d.places)}
}

// parse is one run of tree-sitter over text, against the last one of a typing parser.
func (p *Parser) parse(ctx context.Context, text []byte) (*parsed, error) {
	if len(text) > math.MaxInt32 {
		return nil, errors.New("longer than 2 GB")
	}
	before := p.typed.before(text)
	if before != nil {
		defer deleteTree(before)
	}
	tree, err := p.run(ctx, text, before)
	if err != nil {
		return nil, err
	}
	return &parsed{tree: tree, text: text, kept: p.typed == nil}, nil
}

// flatten copies a tree out of C.
func (p *Parser) flatten(from *parsed) *Tree {
	if p.typed != nil {
		return p.flattenAnew(from)
	}
	return p.flattenWhole(from)
}

// flattenWhole copies all of a tree. This and flattenAnew are the unsafe steps of
// the package: C writes into a Go array, through a pointer that it drops before the call
// returns, as struct node of flatten.h, which has the layout of Node (checked by
// TestNodeHasTheLayoutOfC). The array holds no pointers, so cgo's rules are
// kept; the runtime checks that, as GODEBUG=cgocheck=1 is the default.
func (p *Parser) flattenWhole(from *parsed) *Tree {
	nodes := p.room(int(C.tree_size(from.tree)))
	res := C.flatten(from.tree, (*C.struct_node)(unsafe.Pointer(&nodes[0])), C.uint32_t(len(nodes)), C.uint32_t(p.limits.Depth))
	if res.full {
		panic("syntax: the tree has more nodes than it says") // a bug of the runtime or of flatten.c
	}
	t := &Tree{Nodes: nodes[:res.count], Text: from.text, Deep: bool(res.deep)}
	t.translate(0, len(t.Nodes))
	return t
}

// room is an array for the nodes of a tree: the one of the text before, unless
// somebody keeps that.
func (p *Parser) room(n int) []Node {
	if p.typed != nil {
		return make([]Node, n)
	}
	if cap(p.nodes) < n {
		p.nodes = make([]Node, n+n/2)
	}
	return p.nodes[:n]
}

// deleteTree frees a tree of run.
func deleteTree(tree *C.TSTree) { C.ts_tree_delete(tree) }

// run parses with tree-sitter, until ctx ends; before is an older tree, edited, or nil.
func (p *Parser) run(ctx context.Context, text []byte, before *C.TSTree) (*C.TSTree, error) {
	flag := (*uintptr)(unsafe.Pointer(&p.work.cancel))
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		atomic.StoreUintptr(flag, 1)
		close(stopped)
	})
	// The spare byte gives an empty text an address too; C keeps none of them.
	from, n := (*C.char)(unsafe.Pointer(unsafe.SliceData(append(text, 0)))), C.uint32_t(len(text))
	var tree *C.TSTree
	if p.typed != nil {
		tree = C.typed_parse(p.typed.c, before, p.work, from, n)
	} else {
		tree = C.arena_parse(p.arena, language(), p.work, from, n)
	}
	if !stop() {
		<-stopped // a late store must not hit the next text
	}
	atomic.StoreUintptr(flag, 0)
	if tree == nil {
		if p.typed != nil {
			C.ts_parser_reset(p.typed.c)
		}
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		return nil, ErrWork
	}
	return tree, nil
}

// translate turns the grammar's symbols into kinds, and the grammar's reading
// of "except A, B:" as Python 2 wrote it, B being bound, into Python 3.14's. It
// notes where "type(a).b = c" was taken for a type alias. The nodes from index
// from up to end are as C wrote them.
func (t *Tree) translate(from, end int) {
	for i := from; i < end; i++ {
		n := &t.Nodes[i]
		if n.Kind == math.MaxUint16 {
			n.Kind = KindError
			continue
		}
		n.Kind = kindOf[n.Kind]
		if n.Field == FieldAlias && t.Nodes[i-1].Kind == TokComma && t.Nodes[n.Parent].Kind == ExceptClause {
			n.Field = FieldValue
		}
		if n.Kind == TypeAliasStatement {
			rest := bytes.TrimLeft(t.Text[n.Start+uint32(len("type")):], " \t")
			if len(rest) > 0 && (rest[0] == '(' || rest[0] == '[') {
				t.aliases = append(t.aliases, n.Start)
			}
		}
	}
}

// checkLines returns a *LineError for the first line over the limit.
func checkLines(text []byte, limit int) error {
	if shorter(text, limit) {
		return nil
	}
	line := 1
	for start := 0; start < len(text); line++ {
		n := bytes.IndexAny(text[start:], "\r\n")
		if n < 0 {
			n = len(text) - start
		}
		if n > limit {
			return &LineError{Line: line, Length: n, Limit: limit}
		}
		if start += n + 1; start < len(text) && text[start-1] == '\r' && text[start] == '\n' {
			start++
		}
	}
	return nil
}

// shorter says whether no line is over the limit, whatever lone \r may end.
func shorter(text []byte, limit int) bool {
	for {
		n := bytes.IndexByte(text, '\n')
		if n < 0 {
			return len(text) <= limit
		}
		if n > limit {
			return false
		}
		text = text[n+1:]
	}
}

// plain is a copy for tree-sitter, of the same length: a lone \r ends a line in
// Python, not in the grammar, and a NUL would end the text in its scanner.
func plain(text []byte) []byte {
	b := make([]byte, len(text), len(text)+1)
	copy(b, text)
	if bytes.IndexByte(b, '\r') < 0 && bytes.IndexByte(b, 0) < 0 {
		return b
	}
	for i, c := range b {
		switch {
		case c == 0:
			b[i] = ' '
		case c == '\r' && (i+1 == len(b) || b[i+1] != '\n'):
			b[i] = '\n'
		}
	}
	return b
}

// cLayout is the size of struct node and the offsets of its fields, for the
// test that holds Node to it: cgo is not available in test files.
func cLayout() []uintptr {
	var n C.struct_node
	return []uintptr{unsafe.Sizeof(n), unsafe.Offsetof(n.field), unsafe.Offsetof(n.named), unsafe.Offsetof(n.missing),
		unsafe.Offsetof(n.has_error), unsafe.Offsetof(n.start), unsafe.Offsetof(n.end), unsafe.Offsetof(n.parent), unsafe.Offsetof(n.next)}
}
