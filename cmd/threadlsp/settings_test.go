package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/internal/config"
)

// TestEveryKeyHasARowAndAFlag fails when a key is added that no script shows as
// a user would write it, or that check has no flag for.
func TestEveryKeyHasARowAndAFlag(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	scripts, check := all.String(), (&app{}).checkCommand()
	for _, k := range config.Keys {
		flag := k.Name
		if flag == "extend" {
			flag = "config" // a file that is named counts in place of the project's
			if !strings.Contains(scripts, "\nextend = ") {
				t.Error("extend: no script shows it")
			}
		}
		if check.Flags().Lookup(flag) == nil {
			t.Errorf("%s: check has no such flag", k.Name)
		}
		if !strings.Contains(scripts, "--"+flag+" ") {
			t.Errorf("--%s: no script shows it", flag)
		}
	}
}
