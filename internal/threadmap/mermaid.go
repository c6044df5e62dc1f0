package threadmap

import (
	"bufio"
	"fmt"
	"strings"

	"threadlsp/internal/report"
)

// mermaid is the picture as Markdown renderers draw it. All projects are in one
// chart, each in a box of its own where there are several.
func mermaid(w *bufio.Writer, all []Project, _ Style) {
	w.WriteString("flowchart LR\n")
	for i, p := range all {
		pic := p.picture().plain()
		if len(all) > 1 {
			fmt.Fprintf(w, "  subgraph p%d[%s]\n", i, mermaidString(p.Name))
		}
		for _, n := range pic.Nodes {
			fmt.Fprintf(w, "  p%d_%s%s\n", i, n.ID, mermaidNode(n))
		}
		if len(all) > 1 {
			w.WriteString("  end\n")
		}
		for _, l := range pic.Links {
			fmt.Fprintf(w, "  p%d_%s %s|%s| p%d_%s\n", i, l.From, mermaidArrow(l), strings.Join(l.Does, ", "), i, l.To)
		}
	}
	w.WriteString("  classDef root fill:#dbeafe,stroke:#2563eb,color:#111827\n  classDef object fill:#fef3c7,stroke:#b45309,color:#111827\n  classDef code fill:#f3f4f6,stroke:#6b7280,color:#111827\n")
}

// mermaidNode is a box with its class.
func mermaidNode(n *node) string {
	lines := []string{"<b>" + mermaidText(n.Name) + "</b>", "<i>" + mermaidText(n.Note) + "</i>"}
	for _, r := range n.Rows {
		lines = append(lines, mermaidText(rowText(r)))
	}
	left, right := "[", "]"
	switch {
	case n.Kind == "root" && n.Many:
		left, right = "[[", "]]"
	case n.Kind == "root":
		left, right = "(", ")"
	}
	return left + `"` + strings.Join(lines, "<br/>") + `"` + right + ":::" + n.Kind
}

func mermaidArrow(l *link) string {
	switch {
	case l.Does[0] == "starts":
		return "==>"
	case l.flowsIn():
		return "-->"
	}
	return "-.->"
}

// mermaidText is text within quotes: what markup is made of is written by
// number, which the renderer shows as the character.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range short80(report.Printable(s)) {
		if strings.ContainsRune("\"#;<>&`\\[]{}|%*", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func mermaidString(s string) string { return `"` + mermaidText(s) + `"` }
