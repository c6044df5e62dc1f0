package threadmap

import (
	"bufio"
	"fmt"
	"strings"

	"threadlsp/internal/report"
)

// dot is the picture for Graphviz.
func dot(w *bufio.Writer, all []Project, _ Style) {
	fmt.Fprintf(w, "digraph threads {\n  rankdir=LR;\n  node [fontname=\"Helvetica\", fontsize=11, style=\"rounded,filled\", fillcolor=\"#ffffff\"];\n  edge [fontname=\"Helvetica\", fontsize=9];\n")
	for i, p := range all {
		pic := p.picture().plain()
		fmt.Fprintf(w, "  subgraph cluster_%d {\n    label=%s;\n    color=\"#bbbbbb\";\n", i, dotString(p.Name))
		for _, n := range pic.Nodes {
			fmt.Fprintf(w, "    p%d_%s [%s];\n", i, n.ID, dotNode(n))
		}
		for _, l := range pic.Links {
			fmt.Fprintf(w, "    p%d_%s -> p%d_%s [%s];\n", i, l.From, i, l.To, dotLink(l))
		}
		w.WriteString("  }\n")
	}
	w.WriteString("}\n")
}

// dotNode is the attributes of a box.
func dotNode(n *node) string {
	lines := []string{dotText(n.Name), dotText(n.Note)}
	for _, r := range n.Rows {
		lines = append(lines, dotText(rowText(r)))
	}
	label := strings.Join(lines[:2], `\n`)
	if len(n.Rows) > 0 {
		label += `\n` + strings.Join(lines[2:], `\l`) + `\l`
	}
	colour := map[string]string{"code": "#f3f4f6", "root": "#dbeafe", "object": "#fef3c7"}[n.Kind]
	out := fmt.Sprintf("label=\"%s\", shape=box, fillcolor=\"%s\"", label, colour)
	if n.Kind == "root" && n.Many {
		out += ", peripheries=2"
	}
	return out
}

// dotLink is the attributes of a line. Data flows against the line where
// something is only read, taken out or waited for.
func dotLink(l *link) string {
	style := ""
	switch {
	case l.Does[0] == "starts":
		style = ", penwidth=1.6"
	case l.Does[0] == "before":
		style = ", style=dotted, constraint=false"
	case !l.flowsIn():
		style = ", style=dashed"
	}
	return fmt.Sprintf("label=%s%s", dotString(strings.Join(l.Does, ", ")), style)
}

// flowsIn says whether what is done along a link changes what it leads to.
func (l *link) flowsIn() bool {
	for _, d := range l.Does {
		switch d {
		case "puts", "wakes", "changes", "starts":
			return true
		}
	}
	return false
}

// rowText is a row in one line.
func rowText(r row) string {
	return strings.TrimSuffix(r.Name+": "+r.Note, ": ")
}

// dotText is text within a quoted string: nothing of it is an escape, an entity or an end.
func dotText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(short80(report.Printable(s)))
}

func dotString(s string) string { return `"` + dotText(s) + `"` }

// short80 leaves out the middle of what is too long for a box.
func short80(s string) string {
	r := []rune(s)
	if len(r) <= 80 {
		return s
	}
	return string(r[:40]) + "…" + string(r[len(r)-39:])
}
