package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/internal/doc"
)

// declared counts the rules that the package's files declare.
func declared(t *testing.T) int {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n2 ast.Node) bool {
			if c, ok := n2.(*ast.CompositeLit); ok {
				if s, ok := c.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Rule" {
					n++
				}
			}
			return true
		})
	}
	return n
}

// TestAll holds the list to the files: every declared rule is listed once, in
// the order of codes, and has a check, a page of the fixed form, and a fixture.
func TestAll(t *testing.T) {
	if n := declared(t); n != len(All) {
		t.Errorf("%d rules declared, %d listed in All", n, len(All))
	}
	if !slices.IsSortedFunc(All, func(a, b *analyzer.Rule) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("All is not in the order of codes")
	}
	seen := map[string]bool{}
	for _, r := range All {
		if seen[r.Code] || seen[r.Name] {
			t.Errorf("%s (%s): used twice", r.Name, r.Code)
		}
		seen[r.Code], seen[r.Name] = true, true
		if r.Check == nil || r.State == analyzer.RuleState || r.Severity == analyzer.RuleSeverity {
			t.Errorf("%s: a rule has a check, a state and a severity", r.Name)
		}
		raw, err := os.ReadFile(r.Name + ".md")
		if err != nil {
			t.Errorf("%s has no page: %v", r.Name, err)
			continue
		}
		p, err := doc.ParseRule(raw)
		if err != nil {
			t.Errorf("%s.md: %v", r.Name, err)
		} else if p.Name != r.Name || p.Code != r.Code {
			t.Errorf("%s.md: the title says %s (%s), the code %s (%s)", r.Name, p.Name, p.Code, r.Name, r.Code)
		}
		if string(Page(r)) != string(raw) {
			t.Errorf("%s.md: the compiled-in page differs", r.Name)
		}
		if fixtures(t, r.Name) == nil {
			t.Errorf("%s: no fixture in testdata/rules/%s", r.Name, r.Name)
		}
	}
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		if !seen[strings.TrimSuffix(name, ".md")] {
			t.Errorf("%s: no rule of that name is listed", name)
		}
	}
}
