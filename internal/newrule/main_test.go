package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/internal/doc"
)

func TestScaffoldWritesThreeFilesThatFitTheRunner(t *testing.T) {
	root := t.TempDir()
	written, err := scaffold(root, "args-not-tuple", "TH101")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(written, " "), "rules/args_not_tuple.go rules/args-not-tuple.md testdata/rules/args-not-tuple/args_not_tuple.py"; got != want {
		t.Errorf("wrote %s, want %s", got, want)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "x.go", read(written[0]), 0); err != nil {
		t.Error(err)
	}
	if p, err := doc.ParseRule([]byte(read(written[1]))); err != nil || p.Name != "args-not-tuple" || p.Code != "TH101" {
		t.Errorf("%+v, %v", p, err)
	}
	for _, part := range []string{"def args_not_tuple_bad", "def args_not_tuple_ok", "def args_not_tuple_near", `# want args-not-tuple "`} {
		if !strings.Contains(read(written[2]), part) {
			t.Errorf("the fixture has no %s", part)
		}
	}
}

// TestScaffoldCompiles builds the rules with the new file laid over them.
func TestScaffoldCompiles(t *testing.T) {
	root := t.TempDir()
	written, err := scaffold(root, "brand-new", "TH999")
	if err != nil {
		t.Fatal(err)
	}
	place, err := filepath.Abs("../../rules/brand_new.go")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{place: filepath.Join(root, written[0])}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "vet", "-overlay", name, "threadlsp/rules").CombinedOutput(); err != nil {
		t.Errorf("%s", out)
	}
}

func TestScaffoldOverwritesNothing(t *testing.T) {
	root := t.TempDir()
	page := filepath.Join(root, "rules", "busy-wait.md")
	if err := os.MkdirAll(filepath.Dir(page), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := scaffold(root, "busy-wait", "TH302"); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(page); err != nil || string(b) != "mine" {
		t.Errorf("%s, %v", b, err)
	}
	if _, err := os.Stat(filepath.Join(root, "rules", "busy_wait.go")); err == nil {
		t.Error("a part of the scaffold was written")
	}
}

func TestScaffoldRefusesBadNames(t *testing.T) {
	for _, c := range [][2]string{{"ArgsNotTuple", "TH101"}, {"../x", "TH101"}, {"a-b", ""}, {"a-b", "XX101"}} {
		if _, err := scaffold(t.TempDir(), c[0], c[1]); err == nil {
			t.Errorf("%v is accepted", c)
		}
	}
}
