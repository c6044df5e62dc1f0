package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEffectsPageIsTrue checks the page's program with the page's rows: what it
// says is found, and nothing without them.
func TestEffectsPageIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/effects.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		_, rest, _ := strings.Cut(string(page), "```"+language+"\n")
		text, _, _ := strings.Cut(rest, "```")
		return text
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"pyproject.toml": block("toml"), "a.py": block("python")} {
		put(t, dir, name, text)
	}
	var want, got []string
	for i, line := range strings.Split(block("python"), "\n") {
		if _, rule, ok := strings.Cut(line, "# want "); ok {
			want = append(want, fmt.Sprintf("%d %s", i+1, rule))
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^a\.py:(\d+):.*\[(.*)\]$`).FindAllStringSubmatch(checked(t, dir, "--format", "concise"), -1) {
		got = append(got, m[1]+" "+m[2])
	}
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("found %q, the page says %q", got, want)
	}
	if out := checked(t, dir, "--no-config", "--format", "concise"); out != "" {
		t.Errorf("without the rows:\n%s", out)
	}
}
