package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"threadlsp/rules"
)

// fake writes a program that prints for `check` in a folder what stands in said.
func fake(t *testing.T, name string, said ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	text := "#!/bin/sh\ncat <<'END'\n" + strings.Join(said, "\n") + "\nEND\n"
	if err := os.WriteFile(file, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

func line(n int, rule, message string) string {
	return fmt.Sprintf(`{"rule":%q,"severity":"warning","path":"a.py","line":%d,"message":%q}`, rule, n, message)
}

// setting is a folder with one package, p, and verdicts on it.
func setting(t *testing.T, rows ...string) options {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "p"), 0o700); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(dir, "verdicts.tsv")
	if err := os.WriteFile(table, []byte(header+"\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return options{packages: dir, verdicts: table}
}

func TestCompare(t *testing.T) {
	o := setting(t, "p\t1\ta.py\t4\tbusy-wait\tfalse\tIt sleeps.")
	o.old = fake(t, "old", line(1, "busy-wait", "it spins"), line(2, "lost-update", "gone"), line(3, "self-deadlock", "it waits"))
	o.new = fake(t, "new", line(1, "busy-wait", "it spins"), line(3, "self-deadlock", "it waits for ever"), line(4, "busy-wait", "it spins, too"))
	var out strings.Builder
	if err := run(&out, o); err != nil {
		t.Fatal(err)
	}
	want := `p
  - a.py:2: lost-update: warning: gone
  ~ a.py:3: self-deadlock: warning: it waits
    now: warning: it waits for ever
  + a.py:4: busy-wait: warning: it spins, too
    judged false: It sleeps.
busy-wait                           1 -> 2 (+1)
lost-update                         1 -> 0 (-1)
self-deadlock                       1 -> 1
3 findings in 1 packages before, 3 after: 1 added, 1 removed, 1 changed
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

func TestUnjudged(t *testing.T) {
	o := setting(t,
		"p\t1\ta.py\t1\tbusy-wait\ttrue\tIt spins.",
		"p\t1\ta.py\t2\tbusy-wait\ttrue\tIt spins, too.",
		"p\t1\ta.py\t3\tbusy-wait\tfalse\tIt sleeps.",
		"p\t1\ta.py\t4\tbusy-wait\tfalse\tIt slept.",
		"q\t1\ta.py\t5\tbusy-wait\ttrue\tAnother package.")
	o.new = fake(t, "new", line(1, "busy-wait", "m"), line(3, "busy-wait", "m"), line(5, "busy-wait", "m"))
	var out strings.Builder
	if err := run(&out, o); err != nil {
		t.Fatal(err)
	}
	want := `p
  false a.py:3: busy-wait: It sleeps.
  new   a.py:5: busy-wait: warning: m
  gone  a.py:2: busy-wait: It spins, too.
3 findings in 1 packages: 1 without a verdict, 1 judged false; 1 true ones are gone
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

func TestPasses(t *testing.T) {
	for _, c := range []struct {
		t    tally
		sev  string
		want bool
	}{
		{tally{}, "warning", false},
		{tally{found: 1, right: 1}, "warning", true},
		{tally{found: 2, right: 1}, "warning", false}, // one was not read
		{tally{found: 90, right: 27, wrong: 3}, "warning", true},
		{tally{found: 90, right: 25, wrong: 5}, "warning", false},
		{tally{found: 10, right: 7, wrong: 3}, "info", true},
		{tally{found: 30, right: 29, wrong: 1}, "error", false},
	} {
		if got := (record{map[string]*tally{c.sev: &c.t}}).passes(); got != c.want {
			t.Errorf("%+v %s: %t", c.t, c.sev, got)
		}
	}
}

// TestTables holds the committed files to their form: each rule exists, no
// finding has two verdicts, each package judged is on the list, and the gate's
// table knows every rule by its state and leaves none behind that passed.
func TestTables(t *testing.T) {
	all, err := readVerdicts("../../docs/evidence/verdicts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := list("../../docs/evidence/ecosystem.txt")
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, r := range rules.All {
		states[r.Name] = r.State.String()
	}
	type key struct {
		pkg string
		place
	}
	seen := map[key]bool{}
	for _, v := range all {
		if k := (key{v.pkg, v.place}); seen[k] {
			t.Errorf("two verdicts: %s %s", v.pkg, v.place)
		} else {
			seen[k] = true
		}
		if states[v.rule] == "" {
			t.Errorf("no such rule: %s %s", v.pkg, v.place)
		}
		if !slices.ContainsFunc(pkgs, func(p pack) bool { return p.name == v.pkg && p.version == v.version }) {
			t.Errorf("not on the list: %s %s", v.pkg, v.version)
		}
	}
	text, err := os.ReadFile("../../docs/evidence/gate.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z-]+) \| (on|preview|off|free-threaded) \|.*\| *([a-z]*) \|$`).FindAllStringSubmatch(string(text), -1) {
		listed[m[1]] = true
		if states[m[1]] != m[2] {
			t.Errorf("gate.md: %s is %s, not %s", m[1], states[m[1]], m[2])
		}
		if m[2] == "preview" && m[3] == "passes" {
			t.Errorf("gate.md: %s has passed and is in preview", m[1])
		}
		if m[2] == "on" && m[3] == "falls" {
			t.Errorf("gate.md: %s has fallen and is on", m[1])
		}
	}
	for _, r := range rules.All {
		if !listed[r.Name] && !r.Late {
			t.Errorf("gate.md: no %s", r.Name)
		}
	}
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"", header + "\nonly two\tcolumns\n", header + "\np\t1\ta.py\tx\tr\ttrue\tw\n", header + "\np\t1\ta.py\t1\tr\tmaybe\tw\n"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
