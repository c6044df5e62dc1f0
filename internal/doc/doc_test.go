package doc

import (
	"strings"
	"testing"

	"threadlsp/analyzer"
)

const page = "# args-not-tuple (TH101)\n\nThe `args` of a thread\nis not a tuple.\n\n## Why it is wrong\n\nParentheses group.\n\n" +
	"## Wrong\n\n```python\n# want args-not-tuple \"no\"\n## Right\nf(\"x\")  # want args-not-tuple \"not a tuple\"\n```\n\n## Right\n\n```python\nf((\"x\",))\n```\n\n" +
	"## When it is not a bug\n\nNever.\n\n## What it cannot see\n\nMuch; see [the book](book.html).\n"

func TestRulePageIsRead(t *testing.T) {
	p, err := ParseRule([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "args-not-tuple" || p.Code != "TH101" || p.Summary != "The `args` of a thread is not a tuple." ||
		p.Why != "Parentheses group." || p.NotABug != "Never." || !strings.HasPrefix(p.CannotSee, "Much") {
		t.Errorf("got %+v", p)
	}
	if got := Blocks(p.Wrong); len(got) != 1 || !strings.Contains(got[0], "## Right\n") {
		t.Errorf("blocks of Wrong: %q", got)
	}
	if got := p.Hover(true); strings.Contains(got, "want") || !strings.Contains(got, "```python\nf((\"x\",))\n```") {
		t.Errorf("hover: %s", got)
	}
	if got := p.Hover(false); got != p.Summary {
		t.Errorf("short hover: %s", got)
	}
}

func TestIncompletePageIsRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{" (TH101)", "", "`# name (CODE)`"},
		{"## Right\n\n", "## Correct\n\n", `"Correct" where "Right" belongs`},
		{"## What it cannot see\n\nMuch; see [the book](book.html).\n", "", `no heading "What it cannot see"`},
		{"## When it is not a bug\n\nNever.\n\n", "", `where "When it is not a bug" belongs`},
		{"Never.", "", `nothing below "When it is not a bug"`},
		{"## Why it is wrong", "## Extra\n\nx\n\n## Why it is wrong", `"Extra" where`},
		{"The `args` of a thread\nis not a tuple.\n", "", "no summary"},
		{"f((\"x\",))\n```", "", "not closed"},
	} {
		if _, err := ParseRule([]byte(strings.Replace(page, c.old, c.new, 1))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("without %q: %v", c.old, err)
		}
	}
}

func TestConceptLeadIsAHover(t *testing.T) {
	c, err := ParseConcept([]byte("# gil\n\nThreads take\nturns.\n\nMore.\n\n## What follows\n\nx\n"))
	if err != nil || c.Name != "gil" || c.Lead != "Threads take\nturns." {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := ParseConcept([]byte("# gil\n\n" + strings.Repeat("a\n", 7))); err == nil {
		t.Error("a lead of 7 lines is accepted")
	}
}

func TestTerminal(t *testing.T) {
	got := Terminal(page, false)
	want := "args-not-tuple (TH101)\n\nThe `args` of a thread\nis not a tuple.\n\nWhy it is wrong\n\nParentheses group.\n\n" +
		"Wrong\n\n    ## Right\n    f(\"x\")\n\nRight\n\n    f((\"x\",))\n\n" +
		"When it is not a bug\n\nNever.\n\nWhat it cannot see\n\nMuch; see the book <book.html>.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Terminal("# a `b`\n\nuse `c` **now**\n", true); got != "\x1b[1ma `b`\x1b[0m\n\nuse \x1b[36mc\x1b[0m now\n" {
		t.Errorf("%q", got)
	}
}

func TestTableAndInsert(t *testing.T) {
	rules := []*analyzer.Rule{{Name: "args-not-tuple", Code: "TH101", State: analyzer.On, Severity: analyzer.Error}}
	table, err := RuleTable(rules, func(*analyzer.Rule) []byte { return []byte(page) })
	if err != nil {
		t.Fatal(err)
	}
	row := "| [args-not-tuple](rules/args-not-tuple.md) | TH101 | error | on | The `args` of a thread is not a tuple. |\n"
	got, err := Insert([]byte("a\n<!-- begin rules -->\nold\n<!-- end rules -->\nb\n"), "rules", table)
	if err != nil || !strings.Contains(string(got), row) || strings.Contains(string(got), "old") || !strings.HasSuffix(string(got), "<!-- end rules -->\nb\n") {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := Insert([]byte("a\n"), "rules", table); err == nil {
		t.Error("a file without the markers is accepted")
	}
}

func TestSchemaKnowsEveryKey(t *testing.T) {
	got, err := Schema(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"target-version"`, `"free-threaded"`, `"learn"`, `"additionalProperties": false`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
