package syntax

// #cgo CFLAGS: -std=c11
// #include <stdlib.h>
// #include "flatten.h"
import "C"

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"

	_ "github.com/smacker/go-tree-sitter" // the C runtime that flatten.h declares
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// Limits bounds what Parse takes on.
type Limits struct {
	Line    int           // longest line, in bytes
	Depth   int           // deepest node that is kept, the module being 1
	Timeout time.Duration // of one call of Parse, a last resort
}

// DefaultLimits is 1 MB a line, 1,000 levels, 30 seconds. The size of a file is
// the loader's to bound.
func DefaultLimits() Limits {
	return Limits{Line: 1 << 20, Depth: 1000, Timeout: 30 * time.Second}
}

// ErrTimeout is returned when the text took longer than Limits.Timeout.
var ErrTimeout = errors.New("parsing took too long")

// A LineError says that a line is longer than Limits.Line.
type LineError struct{ Line, Length, Limit int } // Line from 1; bytes

// Error is one line, fit for "skipped PATH: ".
func (e *LineError) Error() string {
	return fmt.Sprintf("line %d has %d bytes (limit %d)", e.Line, e.Length, e.Limit)
}

// A Parser parses one text after another; each goroutine needs its own.
type Parser struct {
	limits Limits
	c      *C.TSParser
	cancel *C.size_t // C memory: tree-sitter keeps the pointer
}

// NewParser makes a parser. It holds C memory until Close.
func NewParser(l Limits) *Parser {
	p := &Parser{limits: l, c: C.ts_parser_new(), cancel: (*C.size_t)(C.calloc(1, C.sizeof_size_t))}
	if !C.ts_parser_set_language(p.c, (*C.TSLanguage)(python.Language())) {
		panic("syntax: the grammar does not fit the tree-sitter runtime") // a wrong version in go.mod
	}
	C.ts_parser_set_cancellation_flag(p.c, p.cancel)
	return p
}

// Close frees the C memory. A second call does nothing.
func (p *Parser) Close() {
	if p.c == nil {
		return
	}
	C.ts_parser_delete(p.c)
	C.free(unsafe.Pointer(p.cancel))
	p.c, p.cancel = nil, nil
}

// Parse reads a text, repairs it where it can, and copies the tree. An error is
// a reason to skip the file: a *LineError, ErrTimeout, or ctx.Err(). Text that
// is no Python is no error: see Tree.Damaged.
func (p *Parser) Parse(ctx context.Context, text []byte) (*Tree, error) {
	if err := checkLines(text, p.limits.Line); err != nil {
		return nil, err
	}
	ctx, done := context.WithTimeoutCause(ctx, p.limits.Timeout, ErrTimeout)
	defer done()
	t, err := p.mended(ctx, plain(text))
	if err != nil {
		return nil, err
	}
	t.Text = text
	t.Nodes[0].Start, t.Nodes[0].End = 0, uint32(len(text))
	t.findDamage()
	return t, nil
}

// mended parses a text and, where the tree is broken, what the repairs make of
// it: at most four times in all. Text is overwritten. A repair stays where it makes the tree better.
func (p *Parser) mended(ctx context.Context, text []byte) (*Tree, error) {
	best, err := p.parse(ctx, text)
	if err == nil && len(best.aliases) > 0 {
		for _, at := range best.aliases {
			text[at] = 'T' // any name will do: readers see the original text
		}
		best, err = p.parse(ctx, text)
	}
	if err != nil || !best.Nodes[0].HasError {
		return best, err
	}
	var kept []edit
	left := best.damage()
	try := func(edits []edit) error {
		if len(edits) == 0 || left == (damage{}) {
			return nil
		}
		t, err := p.parse(ctx, apply(text, edits))
		if err != nil {
			return err
		}
		if d := t.damage(); d.less(left) {
			best, kept, left = t, edits, d
		}
		return nil
	}
	valid, invalid := proposals(text)
	if err := try(valid); err != nil {
		return nil, err
	}
	if len(invalid) > 0 {
		if err := try(ordered(slices.Concat(valid, invalid))); err != nil {
			return nil, err
		}
	}
	best.unmap(kept)
	best.Repairs = repairs(kept)
	return best, nil
}

// parse is one run of tree-sitter over text. The tree never leaves C: it is
// copied and deleted here, so no two goroutines can read it.
func (p *Parser) parse(ctx context.Context, text []byte) (*Tree, error) {
	if len(text) > math.MaxInt32 {
		return nil, errors.New("longer than 2 GB")
	}
	tree, err := p.run(ctx, text)
	if err != nil {
		return nil, err
	}
	defer deleteTree(tree)
	nodes, deep := p.flatten(tree)
	t := &Tree{Nodes: nodes, Text: text, Deep: deep}
	t.translate()
	return t, nil
}

// flatten copies a tree out of C. This is the unsafe step of the package: C
// writes into a Go array, through a pointer that it drops before the call
// returns, as struct node of flatten.h, which has the layout of Node (checked by
// TestNodeHasTheLayoutOfC). The array holds no pointers, so cgo's rules are
// kept; the runtime checks that, as GODEBUG=cgocheck=1 is the default.
func (p *Parser) flatten(tree *C.TSTree) (nodes []Node, deep bool) {
	nodes = make([]Node, C.tree_size(tree))
	res := C.flatten(tree, (*C.struct_node)(unsafe.Pointer(&nodes[0])), C.uint32_t(len(nodes)), C.uint32_t(p.limits.Depth))
	if res.full {
		panic("syntax: the tree has more nodes than it says") // a bug of the runtime or of flatten.c
	}
	return nodes[:res.count], bool(res.deep)
}

// deleteTree frees a tree of run.
func deleteTree(tree *C.TSTree) { C.ts_tree_delete(tree) }

// run parses with tree-sitter, until ctx ends.
func (p *Parser) run(ctx context.Context, text []byte) (*C.TSTree, error) {
	flag := (*uintptr)(unsafe.Pointer(p.cancel))
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		atomic.StoreUintptr(flag, 1)
		close(stopped)
	})
	// The spare byte gives an empty text an address too; C keeps none of them.
	tree := C.ts_parser_parse_string(p.c, nil, (*C.char)(unsafe.Pointer(unsafe.SliceData(append(text, 0)))), C.uint32_t(len(text)))
	if !stop() {
		<-stopped // a late store must not hit the next text
	}
	atomic.StoreUintptr(flag, 0)
	if tree == nil {
		C.ts_parser_reset(p.c)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		return nil, ErrTimeout
	}
	return tree, nil
}

// translate turns the grammar's symbols into kinds, and the grammar's reading
// of "except A, B:" as Python 2 wrote it, B being bound, into Python 3.14's. It
// notes where "type(a).b = c" was taken for a type alias.
func (t *Tree) translate() {
	for i := range t.Nodes {
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

// plain is a copy for tree-sitter, of the same length: a lone \r ends a line in
// Python, not in the grammar, and a NUL would end the text in its scanner.
func plain(text []byte) []byte {
	b := make([]byte, len(text), len(text)+1)
	copy(b, text)
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
