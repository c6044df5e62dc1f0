package analyzer

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

// ReplaceFacts passes the facts that the session remembers through a function.
func (s *Session) ReplaceFacts(through func(*facts.File) *facts.File) {
	for _, e := range s.store {
		for i, x := range e.facts {
			e.facts[i] = threads.NewIndex(through(x.Facts()))
		}
	}
}
