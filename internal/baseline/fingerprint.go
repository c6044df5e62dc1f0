package baseline

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// A Fingerprint is what stays of a finding while lines, functions and files
// move around it.
type Fingerprint struct {
	Rule string `json:"rule"`
	Path string `json:"path"` // slash-separated
	In   string `json:"in"`   // the functions and classes around it: "Worker.run"
	Text string `json:"text"` // its first line, with single blanks
}

// maxText is how many bytes of a line count.
const maxText = 200

// Of is the fingerprint of a finding in a file that is known under a path.
func Of(f *analyzer.Finding, file *source.File, path string) Fingerprint {
	p := Fingerprint{Rule: f.Rule.Name, Path: path}
	if file == nil {
		return p
	}
	line := file.Position(f.Span.Start).Line
	p.Text = strings.Join(strings.Fields(string(file.Line(line))), " ")
	if len(p.Text) > maxText {
		p.Text = strings.ToValidUTF8(p.Text[:maxText], "")
	}
	p.In = around(file, line)
	return p
}

// around is the names of the functions and classes around a line, by their
// indentation: no syntax is needed, and a broken file still has them.
func around(file *source.File, line int) string {
	var names []string
	depth := indentation(file.Line(line))
	for n := line - 1; n > 0 && depth > 0; n-- {
		text := file.Line(n)
		d := indentation(text)
		if d >= depth || d < 0 {
			continue
		}
		words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(string(text)), "async "))
		if len(words) > 1 && (words[0] == "def" || words[0] == "class") {
			name, _, _ := strings.Cut(words[1], "(")
			names = append([]string{strings.TrimSuffix(name, ":")}, names...)
		}
		depth = d
	}
	return strings.Join(names, ".")
}

// indentation is the blanks before a line's text, -1 for a line without code.
func indentation(line []byte) int {
	s := strings.TrimLeft(string(line), " \t")
	if s == "" || s[0] == '#' {
		return -1
	}
	return len(line) - len(s)
}

// IDs is a name for each fingerprint, of those alike a different one each.
func IDs(all []Fingerprint) []string {
	out, seen := make([]string, len(all)), map[Fingerprint]int{}
	for i, p := range all {
		seen[p]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00%d", p.Rule, p.Path, p.In, p.Text, seen[p]))
		out[i] = fmt.Sprintf("%x", sum[:16])
	}
	return out
}
