package syntax

import (
	"bytes"
	"cmp"
	"slices"

	"threadlsp/analyzer/source"
)

// damage measures how much of a tree is not known, to compare two of one text.
type damage struct {
	bytes  uint32 // within errors
	places int    // errors and missing nodes
}

// less says whether d is better than e.
func (d damage) less(e damage) bool {
	return d.bytes < e.bytes || d.bytes == e.bytes && d.places < e.places
}

// findDamage fills Damaged.
//
// An error that stands where a statement may stand makes its line unknown. An error or a missing node within a statement makes the whole of its
// statement uncertain, or of its header: who knows what was called, or with what?
func (t *Tree) findDamage() {
	repaired := slices.ContainsFunc(t.Repairs, func(r Repair) bool { return !r.Valid })
	if !t.Nodes[0].HasError && !t.Deep && !repaired {
		return
	}
	for i := int32(0); int(i) < len(t.Nodes); {
		n := &t.Nodes[i]
		if n.Kind == KindError || n.Missing || t.madeUp(i) {
			if k := len(t.Damaged); k == 0 || t.Damaged[k-1].End < n.End || n.Start < t.Damaged[k-1].Start {
				t.Damaged = append(t.Damaged, t.uncertain(i))
			}
			i = n.Next
			continue
		}
		if !n.HasError && !t.Deep && !repaired {
			i = n.Next
			continue
		}
		i++
	}
	t.Damaged = merged(t.Damaged)
}

// madeUp says whether node i is the placeholder of an operand.
func (t *Tree) madeUp(i int32) bool {
	n := &t.Nodes[i]
	return n.Kind == Identifier && n.Start == n.End
}

// merged is spans in order, those that touch made one.
func merged(spans []source.Span) []source.Span {
	slices.SortFunc(spans, func(a, b source.Span) int { return cmp.Compare(a.Start, b.Start) })
	out := spans[:0]
	for _, s := range spans {
		if k := len(out); k > 0 && s.Start <= out[k-1].End {
			out[k-1].End = max(out[k-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// uncertain is what an error in node i leaves unknown.
func (t *Tree) uncertain(i int32) source.Span {
	n := &t.Nodes[i]
	stmt := i
	for p := n.Parent; p >= 0 && t.Nodes[p].Kind != Block && t.Nodes[p].Kind != Module && t.Nodes[p].Kind != KindError; p = t.Nodes[p].Parent {
		stmt = p
	}
	if stmt == i {
		return t.onItsLine(i)
	}
	// Up to the blocks around: the bodies of the statement stay known.
	s := source.Span{Start: t.Nodes[stmt].Start, End: t.Nodes[stmt].End}
	for c := stmt + 1; c < t.Nodes[stmt].Next; {
		b := &t.Nodes[c]
		if b.Kind != Block {
			c++
			continue
		}
		if b.End <= n.Start {
			s.Start = max(s.Start, b.End)
		} else if b.Start >= n.End {
			s.End = min(s.End, b.Start)
			break
		}
		c = b.Next
	}
	return s
}

// onItsLine is node i and all that stands on its line.
func (t *Tree) onItsLine(i int32) source.Span {
	n := &t.Nodes[i]
	s := source.Span{Start: n.Start, End: n.End}
	line := t.Text[bytes.LastIndexAny(t.Text[:s.Start], "\r\n")+1 : s.Start]
	if code := bytes.TrimLeft(line, " \t\f"); len(code) > 0 {
		s.Start -= uint32(len(code))
	}
	end := int32(len(t.Nodes))
	if n.Parent >= 0 {
		end = t.Nodes[n.Parent].Next
	}
	for k := n.Next; k < end; k = t.Nodes[k].Next {
		next := &t.Nodes[k]
		if next.Start > s.End && bytes.ContainsAny(t.Text[s.End:next.Start], "\r\n") {
			break
		}
		s.End = max(s.End, next.End)
	}
	return s
}
