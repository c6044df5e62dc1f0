package threads

import (
	"bufio"
	"slices"
	"strings"

	"threadlsp/analyzer/source"
)

// writeShared prints each place that threads share: who touches it, on which
// side, and under which locks.
func (m *Model) writeShared(out *bufio.Writer, position func(string, source.Span) string) {
	for _, s := range m.Shared() {
		if !s.meets() {
			continue
		}
		out.WriteString("\nshared: " + s.Place.String() + "\n")
		var lines []string
		for i := range s.Touches {
			t := &s.Touches[i]
			line := "  " + t.Kind.String() + " in " + t.Func.QualName() + " by " + t.Side.Name() + t.under() + "  " + position(t.File.Path, t.File.Expr(t.Place).Span)
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
				out.WriteString(line + "\n")
			}
		}
	}
}

// meets says whether any change of the place may happen beside another touch.
func (s *Shared) meets() bool {
	for i := range s.Touches {
		for j := range s.Touches {
			if s.Touches[i].Kind.Changes() && s.Touches[i].Beside(&s.Touches[j]) {
				return true
			}
		}
	}
	return false
}

// under is the locks that are held, for people.
func (t *Touch) under() string {
	var names []string
	for _, l := range t.Held {
		names = append(names, l.String())
	}
	if t.Any {
		names = append(names, "a lock")
	}
	if len(names) == 0 {
		return ""
	}
	return " under " + strings.Join(names, ", ")
}

// Name is what messages call the side: the function that its threads run, or
// "others" for who uses the object.
func (s *Side) Name() string {
	if s.Root == nil {
		return "others"
	}
	if s.Many {
		return "threads of " + s.Root.Func.QualName()
	}
	return "thread " + s.Root.Func.QualName()
}

// String is what the map calls an access.
func (k AccessKind) String() string {
	return [...]string{"read", "looked into", "iterated", "advanced", "written", "updated", "added to", "taken from"}[k]
}
