package rules

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
	"threadlsp/internal/doc"
)

var update = flag.Bool("update", false, "rewrite testdata/ledger.txt")

// testdata is the project's, not the package's: other rooms use it too.
const testdata = "../testdata"

// fixtures lists a rule's files.
func fixtures(t *testing.T, rule string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testdata, "rules", rule, "*.py"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFixtures checks each rule alone on its own files, and with every rule
// where the first line says `# all-rules`.
func TestFixtures(t *testing.T) {
	for _, r := range All {
		t.Run(r.Name, func(t *testing.T) {
			all := ""
			for _, name := range fixtures(t, r.Name) {
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				all += filepath.Base(name) + "\n" + string(text)
				p := example(filepath.Base(name), string(text))
				res := of(r, p.check(t, alone(r)))
				p.compare(t, res, r.Name)
				for _, x := range res.Findings {
					if x.State == analyzer.On && r.State != analyzer.On && !r.FormsOn {
						t.Errorf("a form is on by itself: say so (FormsOn), else the rule does not run")
					}
				}
				if first, _, _ := strings.Cut(string(text), "\n"); strings.Contains(first, "# all-rules") {
					p.compare(t, p.check(t, analyzer.Settings{Select: []string{"ALL"}}), "")
				}
			}
			if !strings.Contains(all, "# want "+r.Name+" ") {
				t.Errorf("no fixture wants a finding of %s", r.Name)
			}
			for _, part := range []string{"_bad", "_ok", "_near"} {
				if !strings.Contains(all, part) {
					t.Errorf("no function or file *%s", part)
				}
			}
		})
	}
}

// alone is the settings that run one rule; one that looks at what the others
// did needs them.
func alone(r *analyzer.Rule) analyzer.Settings {
	if r.Late {
		return analyzer.Settings{Select: []string{"ALL"}}
	}
	return analyzer.Settings{Select: []string{r.Name}}
}

// of keeps one rule's findings of a result.
func of(r *analyzer.Rule, res *analyzer.Result) *analyzer.Result {
	out := *res
	out.Findings = slices.DeleteFunc(slices.Clone(res.Findings), func(f analyzer.Finding) bool { return f.Rule != r })
	return &out
}

// TestFixturesCompile asks CPython whether the fixtures are Python.
func TestFixturesCompile(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	files, err := filepath.Glob(filepath.Join(testdata, "rules", "*", "*.py"))
	if err != nil || files == nil {
		t.Skip("no fixtures")
	}
	script := "import sys\nfor name in sys.argv[1:]:\n    compile(open(name, 'rb').read(), name, 'exec')\n"
	var said *exec.ExitError
	if out, err := exec.Command(python, append([]string{"-W", "ignore", "-c", script}, files...)...).CombinedOutput(); errors.As(err, &said) {
		t.Errorf("%s", out)
	} else if err != nil {
		t.Fatal(err)
	}
}

// TestPages runs each page's own examples: Wrong raises exactly what it says,
// Right nothing, and where Wrong says `# want-fixed` its fixes give Right.
func TestPages(t *testing.T) {
	for _, r := range All {
		t.Run(r.Name, func(t *testing.T) {
			page, err := doc.ParseRule(Page(r))
			if err != nil {
				t.Skip(err) // TestAll fails
			}
			wrong, right := doc.Blocks(page.Wrong), doc.Blocks(page.Right)
			if len(wrong) == 0 || len(right) == 0 {
				t.Fatal("the page needs a Python block under Wrong and one under Right")
			}
			select1 := alone(r)
			for i, text := range wrong {
				if !strings.Contains(text, "# want "+r.Name+" ") {
					t.Errorf("block %d of Wrong wants no finding of %s", i+1, r.Name)
				}
				p := example("example.py", text)
				res := of(r, p.check(t, select1))
				p.compare(t, res, r.Name)
				if !strings.Contains(text, "# want-fixed") || i >= len(right) {
					continue
				}
				got, err := p.fixed(res)
				if err != nil {
					t.Error(err)
				} else if got, want := doc.WithoutMarkers(got["example.py"]), doc.WithoutMarkers(right[i]); got != want {
					t.Errorf("the fix of Wrong gives\n%s\nnot Right:\n%s", got, want)
				}
			}
			for _, text := range right {
				p := example("example.py", text)
				p.compare(t, of(r, p.check(t, select1)), r.Name)
			}
		})
	}
}

var fileHeading = regexp.MustCompile(`(?m)^# (\w+\.py)\n`)

// example is the program of a page's block or a fixture: of several files where
// it begins with a file's name, `# main.py` on a line of its own.
func example(name, text string) program {
	at := fileHeading.FindAllStringSubmatchIndex(text, -1)
	if len(at) == 0 || at[0][0] != 0 {
		return program{name: text}
	}
	p := program{}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		p[text[m[2]:m[3]]] = text[m[1]:end]
	}
	return p
}

// TestPrograms checks programs of several files, testdata/programs/*.txtar, with
// the rules that threadlsp.toml in them selects. A section fixed/PATH is the
// text of PATH after all fixes.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata, "programs", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(archive.Comment)) == 0 {
				t.Error("prose first: why this case exists")
			}
			p, fixed, c := program{}, map[string]string{}, &config.Config{}
			for _, f := range archive.Files {
				if f.Name == "threadlsp.toml" {
					if c, _, err = config.Parse(f.Name, f.Data); err != nil {
						t.Fatal(err)
					}
				} else if path, ok := strings.CutPrefix(f.Name, "fixed/"); ok {
					fixed[path] = string(f.Data)
				} else {
					p[f.Name] = string(f.Data)
				}
			}
			res := p.check(t, analyzer.Settings{
				Select: c.Select, Ignore: c.Ignore, Preview: c.Preview, FreeThreaded: c.FreeThreaded,
				Target: c.TargetVersion, Learn: c.Profile == "learn",
			})
			p.compare(t, res, "")
			got, err := p.fixed(res)
			if err != nil && len(fixed) > 0 {
				t.Error(err)
			}
			for path, want := range fixed {
				if got := doc.WithoutMarkers(got[path]); got != want {
					t.Errorf("%s with all fixes is\n%s\nnot\n%s", path, got, want)
				}
			}
		})
	}
}

// TestLedger keeps the known misses and false alarms in one list, so that every
// new debt shows in review.
func TestLedger(t *testing.T) {
	count := map[string][2]int{}
	files, err := filepath.Glob(filepath.Join(testdata, "rules", "*", "*.py"))
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(testdata, "programs", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, programs...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range debtMarker.FindAllStringSubmatch(string(text), -1) {
			n := count[m[2]]
			if m[1] == "miss" {
				n[0]++
			} else {
				n[1]++
			}
			count[m[2]] = n
		}
	}
	var b strings.Builder
	b.WriteString("# Known misses (# miss) and false alarms (# noise) in the fixtures, by rule.\n# Derived: go test ./rules -run TestLedger -update\n")
	var names []string
	for name := range count {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %d missed, %d noise\n", name, count[name][0], count[name][1])
	}
	ledger := filepath.Join(testdata, "ledger.txt")
	if *update {
		if err := os.WriteFile(ledger, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(ledger)
	if err != nil || string(old) != b.String() {
		t.Errorf("testdata/ledger.txt is stale (-update rewrites it): %v\n%s", err, b.String())
	}
}
