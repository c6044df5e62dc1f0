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

// TestSilenceQuotesTheProgram asks about a thread whose target has a sign in it by
// which reasons name a place.
func TestSilenceQuotesTheProgram(t *testing.T) {
	text := `import threading


def serve(table, kind):
    t = threading.Thread(target=table["run_%s" % kind])
    t.start()
    print("started")


serve({}, "x")
`
	res := program{"script.py": text}.check(t, analyzer.Settings{Select: []string{"ALL"}})
	s, _ := res.WhySilent(All, "script.py", lineOf(text, "Thread(target="))
	said := false
	for _, x := range s.Reasons {
		if strings.Contains(x.Why, "internal error") {
			t.Errorf("%s: %s", x.Rule.Name, x.Why)
		}
		said = said || x.Rule.Name == "missing-join" && strings.Contains(x.Why, "`table[\"run_%s\" % kind]`")
	}
	if !said {
		t.Errorf("missing-join does not say what the target is: %v", s.Reasons)
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
