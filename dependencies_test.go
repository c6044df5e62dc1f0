package threadlsp_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestEachDirectDependencyHasItsReason holds docs/dependencies.md equal to go.mod.
func TestEachDirectDependencyHasItsReason(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var direct []string
	for line := range strings.Lines(string(mod)) {
		if name, version, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "require "), " "); ok &&
			strings.HasPrefix(version, "v") && !strings.Contains(version, "// indirect") {
			direct = append(direct, name)
		}
	}
	page, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		name := strings.Trim(cells[1], " `")
		if len(strings.Fields(cells[3])) < 3 {
			t.Errorf("docs/dependencies.md: %s: no reason", name)
		}
		told = append(told, name)
	}
	slices.Sort(direct)
	if !slices.Equal(direct, told) {
		t.Errorf("docs/dependencies.md lists\n%s\ngo.mod requires directly\n%s", strings.Join(told, "\n"), strings.Join(direct, "\n"))
	}
}
