package syntax

// #include "flatten.h"
import "C"

import (
	"bytes"
	"runtime"
	"slices"
)

// A typed text is the last text of a Typing parser, with its tree, which the
// next one is parsed against: tree-sitter reads only what differs.
type typed struct {
	c    *C.TSParser
	text []byte
	tree *C.TSTree // of text; nil before the first

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
	C.ts_parser_set_cancellation_flag(p.typed.c, p.cancel)
	runtime.SetFinalizer(p, (*Parser).Close)
	return p
}

// before is the last tree as the edits leave it, to be deleted; nil where there
// is none. Edits are of the last text, in order.
func (d *typed) before(edits []edit) *C.TSTree {
	if d == nil || d.tree == nil {
		return nil
	}
	tree := C.ts_tree_copy(d.tree)
	for _, e := range slices.Backward(edits) { // so that the offsets of the others stay what they are
		start, end := int(e.at), int(e.at+e.del)
		from := pointAt(d.text, start)
		in := C.TSInputEdit{
			start_byte: C.uint32_t(start), old_end_byte: C.uint32_t(end), new_end_byte: C.uint32_t(start + len(e.ins)),
			start_point: from, old_end_point: pointAt(d.text, end), new_end_point: advance(from, e.ins),
		}
		C.ts_tree_edit(tree, &in)
	}
	return tree
}

// close frees the parser and the trees.
func (d *typed) close() {
	C.ts_parser_delete(d.c)
	d.next(nil, nil)
	d.copied.keep(nil, nil)
	C.memo_delete(d.copied.memo)
}

// next makes a text the last one; tree becomes its own.
func (d *typed) next(text []byte, tree *C.TSTree) {
	if d.tree != nil {
		C.ts_tree_delete(d.tree)
	}
	d.text, d.tree = slices.Clone(text), tree
}

// difference is the one edit that makes the last text the next one.
func (d *typed) difference(text []byte) []edit {
	start := 0
	for limit := min(len(d.text), len(text)); start < limit && d.text[start] == text[start]; {
		start++
	}
	oldEnd, newEnd := len(d.text), len(text)
	for oldEnd > start && newEnd > start && d.text[oldEnd-1] == text[newEnd-1] {
		oldEnd, newEnd = oldEnd-1, newEnd-1
	}
	return []edit{{at: uint32(start), del: uint32(oldEnd - start), ins: string(text[start:newEnd])}}
}

// pointAt is an offset as tree-sitter's row and column, in bytes from 0.
func pointAt(text []byte, at int) C.TSPoint {
	return C.TSPoint{
		row:    C.uint32_t(bytes.Count(text[:at], []byte{'\n'})),
		column: C.uint32_t(at - 1 - bytes.LastIndexByte(text[:at], '\n')),
	}
}

// advance is the point behind a text that is put in at a point.
func advance(from C.TSPoint, ins string) C.TSPoint {
	at := pointAt([]byte(ins), len(ins))
	if at.row == 0 {
		at.column += from.column
	}
	at.row += from.row
	return at
}
