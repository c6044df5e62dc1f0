package syntax

// #include "flatten.h"
import "C"

import "unsafe"

// A copied tree is what a typing parser remembers of the tree it copied last.
type copied struct {
	tree  *C.TSTree        // our own reference: while it lives, the keys of its children mean something
	kids  []C.struct_child // of the root
	nodes []Node
}

// keep remembers a copy, whose nodes below the module nobody may change any
// more; tree is nil where there is none to remember.
func (c *copied) keep(tree *C.TSTree, kids []C.struct_child, nodes []Node) {
	old := c.tree
	*c = copied{}
	if tree != nil {
		*c = copied{C.ts_tree_copy(tree), kids, nodes}
	}
	if old != nil {
		deleteTree(old)
	}
}

// flattenAnew is flatten for a typing parser. Only what differs from the tree
// that was copied last is copied out of C; the statements of the module before
// and after that are taken from the older copy.
func (p *Parser) flattenAnew(from *parsed) *Tree {
	last := &p.typed.copied
	kids := make([]C.struct_child, C.children(from.tree, nil, 0))
	C.children(from.tree, unsafe.SliceData(kids), C.uint32_t(len(kids)))
	head, tail, common := 0, 0, min(len(kids), len(last.kids))
	for head < common && kids[head].key == last.kids[head].key {
		head++
	}
	for tail < common-head && kids[len(kids)-1-tail].key == last.kids[len(last.kids)-1-tail].key {
		tail++
	}
	middle, rest := kids[head:len(kids)-tail], kids[len(kids)-tail:]
	nodes := make([]Node, 1+size(kids))
	at := last.take(nodes, 1, kids[:head], 0)
	end := at + size(middle)
	res := C.flatten_some(from.tree, C.uint32_t(head), C.uint32_t(len(middle)), C.uint32_t(at),
		(*C.struct_node)(unsafe.Pointer(&nodes[0])), C.uint32_t(len(nodes)), C.uint32_t(p.limits.Depth))
	if bool(res.deep) || bool(res.full) || int(res.count) != end {
		last.keep(nil, nil, nil) // nodes are missing, so they cannot be counted
		return p.flattenWhole(from)
	}
	t := &Tree{Nodes: nodes, Text: from.text}
	t.translate(0, 1)
	t.translate(at, end)
	last.take(nodes, end, rest, len(last.kids)-tail)
	nodes[0].Next = int32(len(nodes))
	last.keep(from.tree, kids, nodes)
	return t
}

// take fills nodes from at on with children of the copied tree, from the one
// of index first on, as they stand in the new one. It returns the index behind them.
func (c *copied) take(nodes []Node, at int, kids []C.struct_child, first int) int {
	if len(kids) == 0 {
		return at
	}
	from := 1 + size(c.kids[:first])
	for i := range kids {
		n, moved, shift := int(kids[i].nodes), int32(at-from), uint32(kids[i].start-c.kids[first+i].start)
		for k := range n {
			x := c.nodes[from+k]
			x.Start, x.End, x.Next = x.Start+shift, x.End+shift, x.Next+moved
			if k > 0 {
				x.Parent += moved
			}
			nodes[at+k] = x
		}
		at, from = at+n, from+n
	}
	return at
}

// size is the number of nodes in some children.
func size(kids []C.struct_child) int {
	n := 0
	for i := range kids {
		n += int(kids[i].nodes)
	}
	return n
}
