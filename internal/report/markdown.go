package report

import (
	"bufio"
	"fmt"
	"strings"
)

// commentLimit is how many bytes of findings a Markdown report holds: GitHub
// refuses comments of more than 65,536 characters.
const commentLimit = 60_000

// markdown is a comment for a pull request: what was found in a table by file,
// each finding's reasons and fix folded below it.
func markdown(w *bufio.Writer, all *findings, _ Style) {
	if len(all.items) == 0 {
		w.WriteString("**threadlsp**: no findings.\n")
		return
	}
	fmt.Fprintf(w, "**threadlsp**: %s\n", tally(all.parts))
	size, path := 0, ""
	for i := range all.items {
		it := &all.items[i]
		text := markdownItem(it)
		if it.path != path {
			path = it.path
			text = fmt.Sprintf("\n**%s**\n\n", markdownText(Path(path))) + text
		}
		if size += len(text); size > commentLimit {
			fmt.Fprintf(w, "\n… and %s more.\n", Count(len(all.items)-i, "finding"))
			return
		}
		w.WriteString(text)
	}
}

// markdownItem is one finding.
func markdownItem(it *item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "- **%s** %s: %s (%s)\n", it.Level(), it.words(), markdownText(Sentence(it.Msg)), markdownText(it.Rule.Name))
	if it.file != nil {
		b.WriteString(markdownCode("  ", "python", string(it.file.Line(it.start.Line))))
	}
	for _, n := range it.because {
		fmt.Fprintf(&b, "  - %s%s:%d: %s\n", markdownText(Path(n.path)), n.in(), n.line(n.start.Line), markdownText(Sentence(n.msg)))
		if n.file != nil && (n.path != it.path || n.start.Line != it.start.Line) {
			b.WriteString(markdownCode("    ", "python", string(n.file.Line(n.start.Line))))
		}
	}
	if hunks := hunksOf(it); len(hunks) > 0 {
		var lines []string
		for _, h := range hunks {
			for _, l := range h.lines {
				lines = append(lines, string(l.Op)+l.Text)
			}
		}
		fmt.Fprintf(&b, "  <details><summary>%s: %s</summary>\n\n%s\n  </details>\n", fixKind(it.Fix), markdownText(Sentence(it.Fix.Title)), markdownCode("  ", "diff", lines...))
	}
	return b.String()
}

// markdownCode is a fenced block inside of a list item. Nothing in it can end it.
func markdownCode(indent, language string, lines ...string) string {
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s%s\n", indent, fence, language)
	for _, l := range lines {
		fmt.Fprintf(&b, "%s%s\n", indent, middle(Printable(strings.ReplaceAll(l, "\t", "    ")), frameWidth))
	}
	return b.String() + indent + fence + "\n"
}

// markdownText is text that Markdown shows as it is, `code` in messages apart:
// no link, image, HTML or mention comes out of a name.
func markdownText(s string) string {
	var b strings.Builder
	code := false
	for _, r := range s {
		switch {
		case r == '`':
			code = !code
			b.WriteRune(r)
		case !code && r == '@':
			b.WriteString("@<!-- -->") // mentions nobody
		case !code && strings.ContainsRune(`\*_[]<>|~&`, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	if code {
		return strings.ReplaceAll(b.String(), "`", "\\`")
	}
	return b.String()
}
