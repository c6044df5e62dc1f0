package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer"
)

// TestSilenceIsExplained asks of every fixture why the rules are silent, on a line
// with a thread where it has one: no rule fails over it, and something is said.
func TestSilenceIsExplained(t *testing.T) {
	for _, r := range All {
		for _, name := range fixtures(t, r.Name) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p := example(filepath.Base(name), string(text))
			res := p.check(t, analyzer.Settings{Select: []string{"ALL"}})
			for path, text := range p {
				line := lineOf(text, "Thread(target=")
				s, ok := res.WhySilent(All, path, max(line, 1))
				if ok && line > 0 && len(s.Known)+len(s.Found)+len(s.Reasons) == 0 {
					t.Errorf("%s:%d: nothing is said of a thread", path, line)
				}
				for _, x := range s.Reasons {
					if strings.Contains(x.Why, "internal error") || strings.Contains(x.Why, "%") || x.Why == "" {
						t.Errorf("%s: %s: %s", path, x.Rule.Name, x.Why)
					}
				}
			}
		}
	}
}

// lineOf is the first line of code with a text in it, 0 for none.
func lineOf(text, part string) int {
	for i, l := range strings.Split(text, "\n") {
		if strings.Contains(l, part) && !strings.HasPrefix(strings.TrimSpace(l), "#") && !strings.Contains(l, `"""`) {
			return i + 1
		}
	}
	return 0
}
