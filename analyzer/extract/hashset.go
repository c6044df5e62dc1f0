package extract

import "slices"

// A hashSet is a set of hashes with open addressing: the pass spends most of
// its time here, and a map would double it.
type hashSet struct {
	slots []uint32 // 0 is empty; a power of two of them, at most half full
	n     int
	zero  bool // holds the hash 0
}

func (s *hashSet) add(h uint32) {
	if h == 0 {
		s.zero = true
		return
	}
	if 2*s.n >= len(s.slots) {
		s.grow()
	}
	mask := uint32(len(s.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch s.slots[i] {
		case h:
			return
		case 0:
			s.slots[i] = h
			s.n++
			return
		}
	}
}

func (s *hashSet) grow() {
	old := s.slots
	s.slots, s.n = make([]uint32, max(512, 2*len(old))), 0
	for _, h := range old {
		if h != 0 {
			s.add(h)
		}
	}
}

func (s *hashSet) sorted() []uint32 {
	out := make([]uint32, 0, s.n+1)
	if s.zero {
		out = append(out, 0)
	}
	for _, h := range s.slots {
		if h != 0 {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return out
}
