package analyzer_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/internal/load"
	"threadlsp/rules"
)

// realPrograms is the rules' fixtures, which have findings of every rule, and
// directories with real Python that python3 brings along: parts of the standard
// library, and pip with the packages it carries.
func realPrograms(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("python3", "-c", "import sys, sysconfig; print(sysconfig.get_path('stdlib')); print(sysconfig.get_path('purelib')); print(sys.version.split()[0], file=sys.stderr)").Output()
	if err != nil {
		t.Skip("no python3")
	}
	lines := strings.Fields(string(out))
	dirs := []string{filepath.Join("..", "testdata", "rules")}
	for _, d := range []string{
		filepath.Join(lines[0], "concurrent"), filepath.Join(lines[0], "multiprocessing"), filepath.Join(lines[0], "logging"),
		filepath.Join(lines[0], "asyncio"), filepath.Join(lines[0], "idlelib"), filepath.Join(lines[1], "pip"),
	} {
		if _, err := os.Stat(d); err == nil {
			dirs = append(dirs, d)
		}
	}
	t.Logf("programs: %s", strings.Join(dirs, " "))
	return dirs
}

// everything is the settings that show whatever any rule has to say.
var everything = analyzer.Settings{Select: []string{"ALL"}, Preview: true}

// said is the findings as lines, with all that a user sees of them.
func said(res *analyzer.Result) string {
	var b strings.Builder
	for _, f := range res.Findings {
		fmt.Fprintf(&b, "%s:%d-%d %s %s %q", f.Path, f.Span.Start, f.Span.End, f.Rule.Name, f.Severity, f.Msg)
		for _, n := range f.Because {
			fmt.Fprintf(&b, " because %s:%d-%d %q", n.Path, n.Span.Start, n.Span.End, n.Msg)
		}
		if f.Fix != nil {
			fmt.Fprintf(&b, " fix %q %v %v", f.Fix.Title, f.Fix.Safe, f.Fix.Edits)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// same reports the lines in which two results differ.
func same(t *testing.T, dir, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	t.Errorf("%s: other findings", dir)
	for line := range strings.Lines(got) {
		if !strings.Contains(want, line) {
			t.Logf("not wanted: %s", line)
		}
	}
	for line := range strings.Lines(want) {
		if !strings.Contains(got, line) {
			t.Logf("missing: %s", line)
		}
	}
}

func checkAll(t *testing.T, s *analyzer.Session, p *load.Project, settings analyzer.Settings) *analyzer.Result {
	t.Helper()
	res, err := s.Check(context.Background(), analyzer.Request{Project: p, Report: p.Files(), Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range res.Panics {
		t.Errorf("%s on %s: %s\n%s", x.Rule, x.Path, x.Value, x.Stack)
	}
	return res
}

func TestReadingEveryFileChangesNoFinding(t *testing.T) {
	for _, dir := range realPrograms(t) {
		p := load.New(dir, load.Options{})
		needed := checkAll(t, analyzer.NewSession(rules.All, 2), p, everything)
		all := everything
		all.AllFiles = true
		whole := checkAll(t, analyzer.NewSession(rules.All, 2), p, all)
		if whole.Parsed < needed.Parsed {
			t.Errorf("%s: fewer bytes parsed with all files", dir)
		}
		same(t, dir, said(needed), said(whole))
	}
}

func TestFindingsSurviveTheEncodingOfFacts(t *testing.T) {
	for _, dir := range realPrograms(t) {
		p := load.New(dir, load.Options{})
		s := analyzer.NewSession(rules.All, 2)
		want := said(checkAll(t, s, p, everything))
		s.ReplaceFacts(func(f *facts.File) *facts.File {
			g, err := facts.Decode(facts.Encode(f))
			if err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			g.Path, g.FirstLine = f.Path, f.FirstLine
			return g
		})
		same(t, dir, said(checkAll(t, s, p, everything)), want)
	}
}

func TestFindingsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	for _, dir := range realPrograms(t)[:2] {
		p := load.New(dir, load.Options{})
		want := said(checkAll(t, analyzer.NewSession(rules.All, 1), p, everything))
		for range 3 {
			same(t, dir, said(checkAll(t, analyzer.NewSession(rules.All, 8), p, everything)), want)
		}
	}
}
