package extract

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer/facts"
)

var update = flag.Bool("update", false, "rewrite testdata/golden/*.facts; read the difference")

// TestGolden compares the printed facts of small sources, one for each kind of
// statement and way out.
func TestGolden(t *testing.T) {
	sources, err := filepath.Glob("testdata/golden/*.py")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	for _, path := range sources {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".py"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := factsOf(t, string(text))
			for _, problem := range unsound(f, uint32(len(text))) {
				t.Error(problem)
			}
			got, golden := facts.Dump(f), strings.TrimSuffix(path, ".py")+".facts"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("facts differ from %s; got\n%s", golden, got)
			}
		})
	}
}
