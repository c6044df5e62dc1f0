package syntax

// #include "flatten.h"
import "C"

import (
	"bytes"
	"runtime"
)

// A typed text is the last text of a Typing parser, as the repairs left it, with its
// tree, which the next one is parsed against: tree-sitter reads only what differs.
type typed struct {
	c       *C.TSParser
	begun   bool // a text was parsed already
	text    []byte
	tree    *C.TSTree // of text; nil before the first
	repairs int       // in text
	left    damage    // in tree

	copied copied // the last tree that became Go's, of this text or of what repairs made of it
}

// NewTypingParser makes a parser for the successive texts of one document. It
// keeps the last tree in C memory until Close, or until nobody can reach the
// parser any more, as when a document's program is dropped. A tree with errors need not be
// the one that NewParser's parser finds: how the grammar recovers depends on what
// stood there before. Tree.Inexact says so.
func NewTypingParser(l Limits) *Parser {
	p := NewParser(l)
	p.typed = &typed{c: newRuntimeParser(), copied: copied{memo: C.memo_new()}}
	C.ts_parser_set_cancellation_flag(p.typed.c, &p.work.cancel)
	runtime.SetFinalizer(p, (*Parser).Close)
	return p
}

// before is the last tree as the edit to the next text leaves it, to be deleted; nil
// where there is none.
func (d *typed) before(text []byte) *C.TSTree {
	if d == nil || d.tree == nil {
		return nil
	}
	tree := C.ts_tree_copy(d.tree)
	s := shiftOf(d.text, text)
	in := C.TSInputEdit{
		start_byte: C.uint32_t(s.Start), old_end_byte: C.uint32_t(s.End), new_end_byte: C.uint32_t(s.NewEnd),
		start_point: pointAt(d.text, s.Start), old_end_point: pointAt(d.text, s.End), new_end_point: pointAt(text, s.NewEnd),
	}
	C.ts_tree_edit(tree, &in)
	return tree
}

// close frees the parser and the trees.
func (d *typed) close() {
	C.ts_parser_delete(d.c)
	if d.tree != nil {
		C.ts_tree_delete(d.tree)
	}
	d.copied.keep(nil, nil)
	C.memo_delete(d.copied.memo)
}

// hopeless says whether a text is broken as the last one was, and no repair
// helped there: then none is looked for.
func (d *typed) hopeless(left damage) bool { return d != nil && d.repairs == 0 && d.left == left }

// next makes a text the last one, with so many repairs and what they left; its tree
// becomes d's own.
func (d *typed) next(t *parsed, repairs int, left damage) {
	if d.tree != nil {
		C.ts_tree_delete(d.tree)
	}
	d.text, d.tree, d.repairs, d.left, t.kept = t.text, t.tree, repairs, left, true
}

// pointAt is an offset as tree-sitter's row and column, in bytes from 0.
func pointAt(text []byte, at uint32) C.TSPoint {
	return C.TSPoint{
		row:    C.uint32_t(bytes.Count(text[:at], []byte{'\n'})),
		column: C.uint32_t(int(at) - 1 - bytes.LastIndexByte(text[:at], '\n')),
	}
}
