package docs

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestEveryConstructHasAPage(t *testing.T) {
	want := []string{"args", "daemon", "gil", "join", "lock", "start", "thread", "waiting"}
	if got := Concepts(); !slices.Equal(got, want) {
		t.Errorf("pages: %v, want %v", got, want)
	}
	if _, ok := Concept("nope"); ok {
		t.Error("a page that does not exist was found")
	}
}

func TestFirstParagraphFitsAHover(t *testing.T) {
	for _, name := range Concepts() {
		page, _ := Concept(name)
		title, rest, _ := strings.Cut(string(page), "\n\n")
		if title != "# "+name {
			t.Errorf("%s: the page begins with %q", name, title)
		}
		first, _, _ := strings.Cut(rest, "\n\n")
		if n := strings.Count(first, "\n") + 1; n > 6 {
			t.Errorf("%s: the hover has %d lines, 6 at most", name, n)
		}
	}
}

// TestExamplesRun runs every Python block: what the pages teach must work.
func TestExamplesRun(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on the path")
	}
	for _, name := range Concepts() {
		page, _ := Concept(name)
		blocks := pythonBlocks(string(page))
		if len(blocks) == 0 {
			t.Errorf("%s has no example", name)
		}
		for i, code := range blocks {
			out, err := exec.Command(python, "-W", "error", "-c", code).CombinedOutput()
			if err != nil || strings.Contains(string(out), "Traceback") {
				t.Errorf("%s, block %d: %v\n%s", name, i+1, err, out)
			}
		}
	}
}

func pythonBlocks(page string) []string {
	var out []string
	for _, part := range strings.Split(page, "```python\n")[1:] {
		code, _, _ := strings.Cut(part, "```")
		out = append(out, code)
	}
	return out
}
