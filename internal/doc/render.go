package doc

import (
	"regexp"
	"strings"
)

// link is `[text](address)`.
var link = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)

// Terminal is a page for reading in a terminal: headings stand out, code is
// indented, links show their address. With colour it uses bold and cyan, without
// it the same text.
func Terminal(markdown string, colour bool) string {
	bold, code, plain := "\x1b[1m", "\x1b[36m", "\x1b[0m"
	if !colour {
		bold, code, plain = "", "", ""
	}
	var b strings.Builder
	inCode := false
	for line := range strings.Lines(WithoutMarkers(markdown)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inCode = !inCode
		case inCode && line == "":
			b.WriteByte('\n')
		case inCode:
			b.WriteString("    " + code + line + plain + "\n")
		case strings.HasPrefix(line, "#"):
			b.WriteString(bold + strings.TrimLeft(line, "# ") + plain + "\n")
		default:
			line = link.ReplaceAllString(line, "$1 <$2>")
			b.WriteString(inline(line, code, plain) + "\n")
		}
	}
	return b.String()
}

// inline colours `code` and **bold** of one line. Without colour the backquotes
// stay, since they are all that sets the code apart.
func inline(line, code, plain string) string {
	if code == "" {
		return strings.ReplaceAll(line, "**", "")
	}
	parts := strings.Split(line, "`")
	if len(parts)%2 == 0 {
		return line // an odd backquote
	}
	for i := range parts {
		if i%2 == 1 {
			parts[i] = code + parts[i] + plain
		} else {
			parts[i] = strings.ReplaceAll(parts[i], "**", "")
		}
	}
	return strings.Join(parts, "")
}
