package syntax

import (
	"bytes"
	"context"
	"runtime"
	"sync"
)

// A document that is opened is waited for. A long one is cut before definitions
// of the module and its parts are parsed at the same time; parts without any
// damage have the trees that they have in the whole.

// minPart is the bytes for which a goroutine more is worth it.
const minPart = 24 << 10

// maxParts bounds them: what follows the parse is done by one goroutine anyway.
const maxParts = 4

// inParts is the tree of a text whose parts are parsed at the same time; nil where
// it cannot be cut, or not without damage.
func (p *Parser) inParts(ctx context.Context, text []byte) *Tree {
	parts := cut(text, min(maxParts, runtime.GOMAXPROCS(0), len(text)/minPart))
	if len(parts) < 2 {
		return nil
	}
	trees := make([]*Tree, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Go(func() {
			q := NewParser(p.limits)
			defer q.Close()
			if t, err := q.Parse(ctx, part); err == nil && !t.Nodes[0].HasError && !t.Deep && len(t.Repairs) == 0 {
				trees[i] = t
			}
		})
	}
	wg.Wait()
	return joinedTree(text, trees)
}

// cut cuts a text to about n parts, each but the first beginning with a definition
// behind an empty line.
func cut(text []byte, n int) [][]byte {
	var parts [][]byte
	for ; n > 1; n-- {
		at := len(text) / n
		next := -1
		for _, word := range []string{"\n\nclass ", "\n\ndef "} {
			if i := bytes.Index(text[at:], []byte(word)); i >= 0 && (next < 0 || i < next) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		at += next + len("\n\n")
		parts, text = append(parts, text[:at]), text[at:]
	}
	return append(parts, text)
}

// joinedTree is the tree of a text made of the trees of its parts; nil where one is missing.
func joinedTree(text []byte, parts []*Tree) *Tree {
	size := 1
	for _, t := range parts {
		if t == nil {
			return nil
		}
		size += len(t.Nodes) - 1
	}
	nodes := make([]Node, 1, size)
	nodes[0] = parts[0].Nodes[0]
	shift := uint32(0)
	for _, t := range parts {
		moved := int32(len(nodes)) - 1
		for _, n := range t.Nodes[1:] {
			n.Start, n.End, n.Next = n.Start+shift, n.End+shift, n.Next+moved
			if n.Parent > 0 {
				n.Parent += moved
			}
			nodes = append(nodes, n)
		}
		shift += uint32(len(t.Text))
	}
	nodes[0].End, nodes[0].Next = uint32(len(text)), int32(size)
	return &Tree{Nodes: nodes, Text: text}
}
