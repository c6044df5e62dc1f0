// Package syntax parses Python. It is the only room that knows tree-sitter:
// it parses, repairs what is broken, and copies the tree once into a flat Go array.
//
// Invariants: a Tree holds no C memory, may be read by any number of
// goroutines, and its spans lie within the text given to Parse. Bad Python is
// input, never an error. Nothing here recurses on the depth of the input.
package syntax

import "threadlsp/analyzer/source"

//go:generate go run ./genkinds

// A Kind is a node type of the grammar. The zero value is no node type.
type Kind uint16

const (
	KindUnknown Kind = iota
	KindError        // a stretch that fits nowhere in the grammar, or is nested too deeply
)

// String is the grammar's name: "function_definition", "+=", "ERROR".
func (k Kind) String() string {
	if int(k) < len(kindNames) && k != KindUnknown {
		return kindNames[k]
	}
	return "unknown"
}

// A Field is the role of a node in its parent.
type Field uint8

// FieldNone is the field of a node without a role.
const FieldNone Field = 0

// String is the grammar's name, "" for FieldNone.
func (f Field) String() string {
	if int(f) < len(fieldNames) {
		return fieldNames[f]
	}
	return ""
}

// A Node is one node of the tree, in 24 bytes.
//
// The layout is that of struct node in flatten.h, which fills the array.
type Node struct {
	Kind     Kind
	Field    Field  // its role in its parent
	Named    bool   // false for operators, keywords and punctuation
	Missing  bool   // the parser made it up; it is empty
	HasError bool   // it is or holds an ERROR or a missing node
	Start    uint32 // byte offsets into Tree.Text
	End      uint32
	Parent   int32 // index in Tree.Nodes; -1 for the module
	// Next is the index just past the subtree: the children of n are n+1,
	// Next(n+1), ... while smaller than Next(n).
	Next int32
}

// A Tree is one parsed text. It is immutable.
type Tree struct {
	Nodes []Node // in preorder; 0 is the module
	Text  []byte // the text given to Parse

	// Damaged is the stretches that stay unknown, in order, apart from each
	// other: what the grammar cannot read after all repairs, and what is
	// nested deeper than Limits.Depth.
	Damaged []source.Span
	Deep    bool // something was nested too deeply and is missing from Nodes
	Repairs []Repair
	Inexact bool // broken, and parsed against an older tree: a parser that sees the text alone may find another tree

	aliases []uint32 // offsets of statements that are no type alias, while parsing
}

// A Repair is a place at which the text was read as if it were written otherwise.
type Repair struct {
	Span  source.Span // what was replaced; empty where something was missing
	What  string      // "missing ':'": for people, when not Valid
	Valid bool        // correct Python that the grammar is too old for
}

// Child is the first child of n in that role, or -1.
func (t *Tree) Child(n int32, f Field) int32 {
	end := t.Nodes[n].Next
	for c := n + 1; c < end; c = t.Nodes[c].Next {
		if t.Nodes[c].Field == f {
			return c
		}
	}
	return -1
}

// Source is the text of n. The slice must not be changed.
func (t *Tree) Source(n int32) []byte {
	return t.Text[t.Nodes[n].Start:t.Nodes[n].End]
}
