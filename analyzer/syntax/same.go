package syntax

import (
	"bytes"

	"threadlsp/analyzer/source"
)

// A Shift is what an edit does to places: text from Start up to End was replaced by one
// that ends at NewEnd.
type Shift struct{ Start, End, NewEnd uint32 }

// shiftOf is the edit between two texts.
func shiftOf(from, to []byte) Shift {
	const stride = 256 // bytes that are compared at once, first
	start, limit := 0, min(len(from), len(to))
	for start+stride <= limit && bytes.Equal(from[start:start+stride], to[start:start+stride]) {
		start += stride
	}
	for start < limit && from[start] == to[start] {
		start++
	}
	end, newEnd := len(from), len(to)
	for end-stride >= start && newEnd-stride >= start && bytes.Equal(from[end-stride:end], to[newEnd-stride:newEnd]) {
		end, newEnd = end-stride, newEnd-stride
	}
	for end > start && newEnd > start && from[end-1] == to[newEnd-1] {
		end, newEnd = end-1, newEnd-1
	}
	return Shift{uint32(start), uint32(end), uint32(newEnd)}
}

// Span is where a stretch of the old text stands in the new one, if the edit
// was beside it, or within it and not over its edges. What is put in at its edge
// stays outside.
func (s Shift) Span(x source.Span) (source.Span, bool) {
	if x.Empty() && s.Start <= x.Start && x.Start <= s.End {
		return x, false // before it or behind?
	}
	start, ok1 := s.place(x.Start, s.Start == s.End)
	end, ok2 := s.place(x.End, false)
	return source.Span{Start: start, End: end}, ok1 && ok2
}

// place moves one place; behind says on which side of what is put in right there it is.
func (s Shift) place(at uint32, behind bool) (uint32, bool) {
	switch {
	case at < s.Start || at == s.Start && !behind:
		return at, true
	case at >= s.End:
		return at + s.NewEnd - s.End, true
	}
	return 0, false
}

// SameCode says whether the tree is of the same code as another one, on the same lines:
// they differ in blanks, in comments that do not speak, and in what long strings say
// behind their first bytes, which is no part of what is known of a string. The
// shift leads from the other text to this one.
func (t *Tree) SameCode(o *Tree, speaks func(comment []byte) bool, head int) (Shift, bool) {
	s := shiftOf(o.Text, t.Text)
	if t.Deep || o.Deep || s.Start < uint32(len("#!")) ||
		bytes.ContainsAny(o.Text[s.Start:s.End], "\r\n") || bytes.ContainsAny(t.Text[s.Start:s.NewEnd], "\r\n") ||
		!t.sameDamage(o, s) || o.spokenTo(s.Start, s.End, speaks) || t.spokenTo(s.Start, s.NewEnd, speaks) {
		return s, false
	}
	var ends, oldEnds []int32 // of the nodes around, in both trees
	i, k := int32(0), int32(0)
	for {
		for int(i) < len(t.Nodes) && t.Nodes[i].Kind == Comment {
			i++
		}
		for int(k) < len(o.Nodes) && o.Nodes[k].Kind == Comment {
			k++
		}
		if int(i) == len(t.Nodes) || int(k) == len(o.Nodes) {
			return s, int(i) == len(t.Nodes) && int(k) == len(o.Nodes)
		}
		ends, oldEnds = closed(ends, i), closed(oldEnds, k)
		n, m := &t.Nodes[i], &o.Nodes[k]
		if len(ends) != len(oldEnds) || n.Kind != m.Kind || n.Field != m.Field || n.Named != m.Named ||
			n.Missing != m.Missing || n.HasError != m.HasError {
			return s, false
		}
		if n.Next == i+1 || m.Next == k+1 || n.Kind == StringContent || n.Kind == KindError {
			if !t.sameText(n, o, m, s, head) {
				return s, false
			}
		}
		if n.Next > i+1 {
			ends = append(ends, n.Next)
		}
		if m.Next > k+1 {
			oldEnds = append(oldEnds, m.Next)
		}
		i, k = i+1, k+1
	}
}

// closed drops the ends of the nodes that are over before node i.
func closed(ends []int32, i int32) []int32 {
	for len(ends) > 0 && ends[len(ends)-1] <= i {
		ends = ends[:len(ends)-1]
	}
	return ends
}

// sameText says whether two nodes have the same text, as far as that is known of them.
func (t *Tree) sameText(n *Node, o *Tree, m *Node, s Shift, head int) bool {
	if n.End-n.Start == m.End-m.Start && (m.End <= s.Start || m.Start >= s.End && m.Start > s.Start) {
		return true // the edit is outside
	}
	a, b := t.Text[n.Start:n.End], o.Text[m.Start:m.End]
	if bytes.Equal(a, b) {
		return true
	}
	return n.Kind == StringContent && len(a) > head && len(b) > head &&
		bytes.Equal(a[:head], b[:head]) && !bytes.ContainsAny(a[:head], `\{}`)
}

// sameDamage says whether the same is unknown in both trees.
func (t *Tree) sameDamage(o *Tree, s Shift) bool {
	if len(t.Damaged) != len(o.Damaged) || len(t.Repairs) != len(o.Repairs) {
		return false
	}
	for i, d := range o.Damaged {
		if x, ok := s.Span(d); !ok || x != t.Damaged[i] {
			return false
		}
	}
	for i, r := range o.Repairs {
		x := t.Repairs[i]
		start, ok := s.place(r.Span.Start, false)
		if !ok || start != x.Span.Start || r.What != x.What || r.Valid != x.Valid {
			return false
		}
	}
	return true
}

// spokenTo says whether a comment that touches a stretch speaks.
func (t *Tree) spokenTo(start, end uint32, speaks func(comment []byte) bool) bool {
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Kind == Comment && n.Start <= end && n.End >= start && speaks(t.Text[n.Start:n.End]) {
			return true
		}
	}
	return false
}
