package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/rules"
)

// TestTable holds the committed table to its form: each rule exists, and no
// finding has two verdicts.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/evidence/verdicts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range rules.All {
		names[r.Name] = true
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
		if !names[v.rule] {
			t.Errorf("no such rule: %s %s", v.pkg, v.place)
		}
	}
}

func TestRun(t *testing.T) {
	table := filepath.Join(t.TempDir(), "verdicts.tsv")
	rows := []string{
		header,
		"p\t1\ta.py\t1\tbusy-wait\ttrue\tIt spins.",
		"p\t1\ta.py\t2\tbusy-wait\ttrue\tIt spins, too.",
		"p\t1\ta.py\t3\tbusy-wait\tfalse\tIt sleeps.",
		"p\t1\ta.py\t4\tbusy-wait\tfalse\tIt slept.",
		"q\t1\ta.py\t5\tbusy-wait\ttrue\tAnother package.",
	}
	if err := os.WriteFile(table, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := `{"rule":"busy-wait","severity":"warning","path":"a.py","line":1,"message":"m"}
{"rule":"busy-wait","severity":"warning","path":"a.py","line":3,"message":"m"}
{"rule":"busy-wait","severity":"info","path":"a.py","line":5,"message":"m"}
`
	var out strings.Builder
	if n, err := run(table, "p", strings.NewReader(in), &out); n != 3 || err != nil {
		t.Errorf("run: %d lines, error %v", n, err)
	}
	want := `false a.py:3: busy-wait: It sleeps.
new   a.py:5: busy-wait: info: m
gone  a.py:2: busy-wait: It spins, too.
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
	for _, bad := range []string{"", header + "\nonly two\tcolumns\n", header + "\np\t1\ta.py\tx\tr\ttrue\tw\n", header + "\np\t1\ta.py\t1\tr\tmaybe\tw\n"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
