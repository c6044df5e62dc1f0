package syntax

// #include "flatten.h"
import "C"

import "unsafe"

// A copied tree is what a typing parser remembers of the tree it copied last.
type copied struct {
	tree  *C.TSTree // our own reference: while it lives, the keys in the memo mean something
	memo  *C.struct_memo
	nodes []Node
}

// keep remembers a copy, whose nodes below the module nobody may change any
// more; tree is nil where there is none to remember.
func (c *copied) keep(tree *C.TSTree, nodes []Node) {
	old := c.tree
	c.tree, c.nodes = nil, nil
	if tree != nil {
		c.tree, c.nodes = C.ts_tree_copy(tree), nodes
	} else {
		C.memo_forget(c.memo)
	}
	if old != nil {
		deleteTree(old)
	}
}

// flattenAnew is flatten for a typing parser. Only what differs from the tree
// that was copied last is copied out of C; subtrees that both trees hold, wherever
// they stand, are taken from the older copy.
func (p *Parser) flattenAnew(from *parsed) *Tree {
	last := &p.typed.copied
	nodes := make([]Node, C.tree_size(from.tree))
	var first *C.struct_run // C memory, which Go only reads
	var count C.uint32_t
	res := C.flatten_anew(from.tree, last.memo, (*C.struct_node)(unsafe.Pointer(&nodes[0])), C.uint32_t(len(nodes)),
		C.uint32_t(p.limits.Depth), &first, &count)
	if bool(res.deep) || bool(res.full) || int(res.count) != len(nodes) {
		last.keep(nil, nil) // nodes are missing, so they cannot be counted
		return p.flattenWhole(from)
	}
	t := &Tree{Nodes: nodes, Text: from.text}
	done := 0
	for _, r := range unsafe.Slice(first, count) {
		at, n := int(r.at), int(r.n)
		t.translate(done, at+1) // the root of a run has its role from what is around it
		move(nodes[at+1:at+n], last.nodes[r.from+1:], int32(at)-int32(r.from), uint32(r.shift))
		done = at + n
	}
	t.translate(done, len(nodes))
	last.keep(from.tree, nodes)
	return t
}

// move fills a run with nodes of the tree before, as they stand in the new one.
func move(to, from []Node, moved int32, shift uint32) {
	from = from[:len(to)]
	for k := range to {
		x := from[k]
		x.Start, x.End, x.Next, x.Parent = x.Start+shift, x.End+shift, x.Next+moved, x.Parent+moved
		to[k] = x
	}
}
