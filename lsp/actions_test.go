package lsp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"threadlsp/analyzer"
)

func TestKindsOfActionAreHierarchical(t *testing.T) {
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open("untitled:a", "python", bad)
	for kind, want := range map[string]bool{"": true, "quickfix": true, "quickfix.threadlsp": false, "quick": false, "source": false, "refactor": false} {
		m := c.call("textDocument/codeAction", map[string]any{
			"textDocument": map[string]any{"uri": "untitled:a"}, "range": span{position{0, 0}, position{9, 0}},
			"context": map[string]any{"diagnostics": []any{}, "only": []string{kind}},
		})
		if got := strings.Contains(string(m.Result), "one-element"); got != want {
			t.Errorf("only %q: offered %v, want %v", kind, got, want)
		}
	}
}

// resolving is a client that asks for an edit when its action is chosen.
func resolving() map[string]any {
	caps := capabilities("utf-16")
	a := caps["textDocument"].(map[string]any)["codeAction"].(map[string]any)
	a["dataSupport"], a["resolveSupport"] = true, map[string]any{"properties": []string{"edit"}}
	return caps
}

// offered is the actions of certain kinds for a whole document.
func (c *client) offered(uri string, only ...string) []action {
	c.t.Helper()
	m := c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri}, "range": span{position{0, 0}, place(c.docs[uri].text, len(c.docs[uri].text))},
		"context": map[string]any{"diagnostics": []any{}, "only": only},
	})
	var out []action
	if err := json.Unmarshal(m.Result, &out); err != nil {
		c.t.Fatalf("%v: %+v", err, m)
	}
	return out
}

const twoBad = "Thread(args=(\"x\"))\nt.setDaemon(1)\nThread(args=(\"y\"))\n"

// TestFixAllDoesNotBreakWhatIsBrokenElsewhere has every fix make less of the
// document Python.
func TestFixAllDoesNotBreakWhatIsBrokenElsewhere(t *testing.T) {
	breaking := func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				out, err := fakeCheck(ctx, r)
				for i := 0; err == nil && i < len(out.Findings); i++ {
					if f := out.Findings[i].Fix; f != nil && f.Safe {
						f.Edits[0].New = ")"
					}
				}
				return out, err
			}
		}
	}
	c := start(t, fakeOpts, breaking, capabilities("utf-16"))
	for name, text := range map[string]string{"untitled:a": twoBad, "untitled:b": "def f(:\n    pass\n" + twoBad} {
		c.open(name, "python", text)
		for _, a := range c.offered(name, "source.fixAll") {
			c.apply(name, a)
		}
		same(t, name, c.docs[name].text, text)
	}
}

func TestFixAllMakesTheSafeFixesOnly(t *testing.T) {
	const want = "Thread(args=(\"x\",))\nt.setDaemon(1)\nThread(args=(\"y\",))\n"
	for name, caps := range map[string]map[string]any{"at once": capabilities("utf-16"), "resolved": resolving()} {
		t.Run(name, func(t *testing.T) {
			c := start(t, fakeOpts, withFake, caps)
			c.open("untitled:a", "python", twoBad)
			for _, only := range []string{"source", "source.fixAll", "source.fixAll.threadlsp", ""} {
				if n := len(c.offered("untitled:a", only)); n == 0 {
					t.Errorf("only %q: nothing offered", only)
				}
			}
			if got := c.offered("untitled:a", "source.fixAll.ruff", "source.organizeImports"); len(got) != 0 {
				t.Errorf("offered %v", titles(got))
			}
			all := c.offered("untitled:a", "source.fixAll")
			same(t, "titles", titles(all), []string{"Fix all safely fixable findings of threadlsp"})
			a := all[0]
			if name == "resolved" {
				if len(a.Edit.DocumentChanges) != 0 {
					t.Error("the edit came before it was asked for")
				}
				a = c.resolve(a)
			}
			same(t, "edits", len(a.Edit.DocumentChanges[0].Edits), 2)
			c.apply("untitled:a", a)
			same(t, "text", c.docs["untitled:a"].text, want)
			c.diagnostics("untitled:a", "only the unsafe one is left", func(d []diagnostic) bool { return len(d) == 1 })
			if got := c.offered("untitled:a", "source.fixAll"); len(got) != 0 {
				t.Errorf("nothing is left to fix, but %v is offered", titles(got))
			}
		})
	}
}

// resolve asks for an action's edit.
func (c *client) resolve(a action) action {
	c.t.Helper()
	m := c.call("codeAction/resolve", a)
	if m.Error != nil {
		c.t.Fatalf("resolve: %+v", *m.Error)
	}
	var out action
	if err := json.Unmarshal(m.Result, &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

func TestAnActionOfAnOlderVersionIsRefused(t *testing.T) {
	c := start(t, fakeOpts, withFake, resolving())
	c.open("untitled:a", "python", twoBad)
	stale := c.offered("untitled:a")
	c.replace("untitled:a", 0, 0, "# a line\n")
	for _, a := range stale {
		m := c.call("codeAction/resolve", a)
		if m.Error == nil || m.Error.Code != -32801 {
			t.Errorf("%s: %+v, want ContentModified", a.Title, m)
		}
	}
	for _, a := range c.offered("untitled:a") {
		if m := c.call("codeAction/resolve", a); m.Error != nil {
			t.Errorf("%s: %+v", a.Title, *m.Error)
		}
	}
	if m := c.call("codeAction/resolve", map[string]any{"title": "of another server"}); m.Error == nil || m.Error.Code != -32602 {
		t.Errorf("no data: %+v, want InvalidParams", m)
	}
}
