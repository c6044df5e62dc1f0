package report

import (
	"bufio"
	"fmt"
)

// concise is one line a finding, in the form that every editor's error list reads.
func concise(w *bufio.Writer, all *findings, s Style) {
	p := palette(s)
	for _, it := range all.items {
		level := it.Level()
		fmt.Fprintf(w, "%s: %s: %s [%s]\n", s.linked(it.path, Path(it.path)+it.spot()),
			p.paint(p.level(level), level.String()), Sentence(it.Msg), it.Rule.Name)
	}
}
