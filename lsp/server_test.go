package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

const bad = "import threading\nt = threading.Thread(target=print, args=(\"ab\"))\n"

// project makes a directory that is a project's root and returns the URI of a name in it.
func project(t *testing.T, files map[string]string) (dir string, uri func(name string) string) {
	t.Helper()
	dir = t.TempDir()
	files["pyproject.toml"] += ""
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return dir, func(name string) string { return fileURI(filepath.Join(dir, name), onWindows) }
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func count(n int) func([]diagnostic) bool {
	return func(d []diagnostic) bool { return len(d) == n }
}

func TestDiagnosticSaysWhereWhatAndHowToMend(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	d := c.diagnostics(uri("a.py"), "one", count(1))[0]
	same(t, "range", d.Range, span{position{1, 40}, position{1, 46}})
	same(t, "fields", []any{d.Severity, d.Code, d.Source, d.Message}, []any{1, "args-not-tuple", "threadlsp", "args is not a tuple"})
	same(t, "data", string(d.Data), `{"fix":{"title":"Make it a one-element tuple","safe":true,"edits":[{"range":{"start":{"line":1,"character":45},"end":{"line":1,"character":45}},"newText":","}]}}`)
}

func TestSeverityInfoIsInformationAndDeprecatedIsTagged(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "t.setDaemon(True)\n")
	d := c.diagnostics(uri("a.py"), "one", count(1))[0]
	same(t, "severity and tags", []any{d.Severity, d.Tags}, []any{3, []int{2}})
}

func TestFixIsAppliedToTheVersionItIsFor(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	u := uri("a.py")
	c.open(u, "python", bad)
	at := strings.Index(bad, `"ab"`)
	actions := c.actions(u, at, at)
	same(t, "titles", titles(actions), []string{"Make it a one-element tuple", "Disable args-not-tuple for this line", "Disable args-not-tuple for this file", "Fix all safely fixable findings of threadlsp"})
	same(t, "preferred", []bool{actions[0].IsPreferred, actions[1].IsPreferred}, []bool{true, false})
	c.apply(u, actions[0])
	same(t, "text", c.docs[u].text, strings.Replace(bad, `"ab"`, `"ab",`, 1))
	c.diagnostics(u, "none", count(0))
}

func titles(actions []action) []string {
	var out []string
	for _, a := range actions {
		out = append(out, a.Title)
	}
	return out
}

func TestUnsafeFixSaysSoAndIsNotPreferred(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "t.setDaemon(True)\n")
	a := c.actions(uri("a.py"), 3, 4)
	same(t, "title", a[0].Title, "Use the attribute (unsafe)")
	same(t, "preferred", a[0].IsPreferred, false)
}

func TestNoActionAwayFromTheFinding(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	same(t, "actions", titles(c.actions(uri("a.py"), 0, 5)), []string(nil))
}

func TestClientWithoutVersionedEditsGetsPlainChanges(t *testing.T) {
	_, uri := project(t, map[string]string{})
	caps := capabilities("utf-16")
	delete(caps, "workspace")
	c := start(t, fakeOpts, withFake, caps)
	c.open(uri("a.py"), "python", bad)
	a := c.actions(uri("a.py"), len(bad)-5, len(bad)-5)
	same(t, "changes", a[0].Edit.Changes, map[string][]edit{uri("a.py"): {{span{position{1, 45}, position{1, 45}}, ","}}})
}

func TestClientThatNamesNoKindsOfActionGetsThem(t *testing.T) {
	for _, x := range []struct {
		kinds any
		want  bool
	}{{[]string{}, true}, {nil, false}} {
		_, uri := project(t, map[string]string{})
		caps := capabilities("utf-16")
		caps["textDocument"].(map[string]any)["codeAction"] = map[string]any{"dynamicRegistration": false}
		if x.kinds != nil {
			caps["textDocument"].(map[string]any)["codeAction"] = map[string]any{
				"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": x.kinds}},
			}
		}
		c := start(t, fakeOpts, withFake, caps)
		c.open(uri("a.py"), "python", bad)
		same(t, "offered", len(c.actions(uri("a.py"), len(bad)-5, len(bad)-5)) > 0, x.want)
	}
}

func TestEditInOneFileChangesFindingsInAnother(t *testing.T) {
	_, uri := project(t, map[string]string{"b.py": "def work():\n    pass\n"})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	c.open(uri("b.py"), "python", "def work():\n    pass\n")
	c.replace(uri("b.py"), 4, 8, "play")
	d := c.diagnostics(uri("a.py"), "one", count(1))[0]
	same(t, "related", d.Related[0].Location.URI, uri("b.py"))
	c.close(uri("b.py")) // the disk's text counts again
	c.diagnostics(uri("a.py"), "none", count(0))
}

func TestFileChangedOnDiskIsReadAgain(t *testing.T) {
	dir, uri := project(t, map[string]string{"b.py": "def work():\n    pass\n"})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	c.until("watched files", func() bool { return len(c.watched) == 1 && strings.Contains(c.watched[0], "**/*.{py,pyw,pyi,ipynb}") })
	change := func(name string, kind int) {
		c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri(name), "type": kind}}})
	}
	write(t, filepath.Join(dir, "b.py"), "def play():\n    pass\n")
	change("b.py", 2)
	c.diagnostics(uri("a.py"), "one", count(1))
	if err := os.Remove(filepath.Join(dir, "b.py")); err != nil {
		t.Fatal(err)
	}
	change("b.py", 3)
	c.diagnostics(uri("a.py"), "none", count(0))
	write(t, filepath.Join(dir, "b.py"), "")
	change("b.py", 1)
	c.diagnostics(uri("a.py"), "one", count(1))
}

func TestSavingReadsTheDiskForAClientThatWatchesNothing(t *testing.T) {
	dir, uri := project(t, map[string]string{"b.py": "def work():\n    pass\n"})
	caps := capabilities("utf-16")
	delete(caps, "workspace")
	c := start(t, fakeOpts, withFake, caps)
	c.open(uri("a.py"), "python", "from b import work\n")
	c.diagnostics(uri("a.py"), "none", count(0))
	write(t, filepath.Join(dir, "b.py"), "")
	c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri("a.py")}})
	c.diagnostics(uri("a.py"), "one", count(1))
}

func TestNewRootMovesOpenDocuments(t *testing.T) {
	dir, uri := project(t, map[string]string{"b.py": "", "sub/b.py": "def work():\n    pass\n"})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("sub/a.py"), "python", "from b import work\n")
	c.diagnostics(uri("sub/a.py"), "one: the root's b.py has no work", count(1))
	write(t, filepath.Join(dir, "sub/pyproject.toml"), "")
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri("sub/pyproject.toml"), "type": 1}}})
	c.diagnostics(uri("sub/a.py"), "none: sub/b.py has it", count(0))
}

func TestMarkdownBlockIsUnderlinedWhereItStands(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	text := "# Notes\n\n```python\n" + bad + "```\n\n```sh\nargs=(\"x\")\n```\n"
	c.open(uri("notes.md"), "markdown", text)
	d := c.diagnostics(uri("notes.md"), "one", count(1))[0]
	same(t, "line", d.Range.Start.Line, 4)
	at := strings.Index(text, `"ab"`)
	c.apply(uri("notes.md"), c.actions(uri("notes.md"), at, at)[0])
	c.diagnostics(uri("notes.md"), "none", count(0))
}

func TestUntitledBuffersAreCheckedAlone(t *testing.T) {
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open("untitled:Untitled-1", "python", bad)
	c.open("untitled:b", "python", "")
	c.open("untitled:a", "python", "from b import work\n")
	c.open("untitled:Untitled-2", "markdown", "```python\n"+bad+"```\n")
	c.diagnostics("untitled:Untitled-1", "one", count(1))
	c.diagnostics("untitled:Untitled-2", "one", count(1))
	c.diagnostics("untitled:a", "none", count(0))
}

func TestOtherLanguagesAndSchemesAreLeftAlone(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	for _, u := range []string{"git:/a.py?x", "vscode-notebook-cell:/a#b", "notauri", uri("a.pyi")} {
		c.open(u, "python", bad)
	}
	c.open(uri("a.js"), "javascript", bad)
	c.open(uri("last.py"), "python", bad)
	c.diagnostics(uri("last.py"), "one", count(1))
	c.mu.Lock()
	defer c.mu.Unlock()
	same(t, "documents with diagnostics", len(c.shown), 1)
}

func TestClientsSpellingOfAURIIsKept(t *testing.T) {
	dir, _ := project(t, map[string]string{"b.py": ""})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	u := "file://" + dir + "/a(1)+é.py" // canonical: a%281%29%2B%C3%A9.py
	c.open(u, "python", bad)
	c.diagnostics(u, "one", count(1))
	at := strings.Index(bad, `"ab"`)
	c.apply(u, c.actions(u, at, at)[0])
	c.diagnostics(u, "none", count(0))
}

func TestClosingClearsDiagnostics(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	c.diagnostics(uri("a.py"), "one", count(1))
	c.close(uri("a.py"))
	c.until("no diagnostics and no version", func() bool {
		p := c.shown[uri("a.py")]
		return p.Version == nil && p.Diagnostics != nil && len(p.Diagnostics) == 0
	})
}

func TestPositionsAreInTheEncodingTheClientPrefers(t *testing.T) {
	line := "s = '\U0001f9f5é'; t(args=(\"ab\"))\n"
	for _, x := range []struct {
		offered []string
		want    string
		column  int
	}{
		{[]string{"utf-8", "utf-16"}, "utf-8", 21}, {[]string{"utf-16", "utf-8"}, "utf-16", 18}, {[]string{"utf-32"}, "utf-32", 17},
		{[]string{"utf-7"}, "utf-16", 18}, {nil, "utf-16", 18},
	} {
		_, uri := project(t, map[string]string{})
		c := connect(t, fakeOpts, withFake)
		m := c.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": capabilities(x.offered...)})
		var r struct {
			Capabilities struct{ PositionEncoding string }
		}
		if err := json.Unmarshal(m.Result, &r); err != nil {
			t.Fatal(err)
		}
		c.notify("initialized", map[string]any{})
		c.open(uri("a.py"), "python", line)
		d := c.diagnostics(uri("a.py"), "one", count(1))[0]
		same(t, fmt.Sprint(x.offered), []any{r.Capabilities.PositionEncoding, d.Range.Start.Character}, []any{x.want, x.column})
	}
}

func TestPanicInTheAnalysisCostsOneAnswer(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				if doc, err := r.Project.Read("a.py"); err == nil && strings.Contains(string(doc.Text), "boom") {
					panic("boom")
				}
				return fakeCheck(ctx, r)
			}
		}
	}, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad+"boom")
	c.diagnostics(uri("a.py"), "none", count(0))
	same(t, "actions while broken", len(c.actions(uri("a.py"), 0, len(bad))), 0)
	c.replace(uri("a.py"), len(bad), len(bad)+4, "")
	c.diagnostics(uri("a.py"), "one", count(1))
}

func TestPanicInARequestIsAnsweredAndTheServerGoesOn(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				res, err := fakeCheck(ctx, r)
				if res != nil { // the finding's file is missing: a broken invariant
					for i := range res.Findings {
						res.Findings[i].Because = []analyzer.Note{{Path: "a.py", Span: source.Span{Start: 1 << 30, End: 1<<30 + 1}}}
						res.Findings[i].Rule = nil
					}
				}
				return res, err
			}
		}
	}, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	m := c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri("a.py")}, "range": span{position{0, 0}, position{9, 0}}, "context": map[string]any{"diagnostics": []any{}},
	})
	if m.Error == nil || m.Error.Code != -32603 {
		t.Fatalf("got %+v, want an internal error", m)
	}
	c.open("untitled:b", "python", "")
	c.diagnostics("untitled:b", "none", count(0))
}

func TestCancelledRequestIsAnsweredSo(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				<-ctx.Done() // an analysis that never ends by itself
				return nil, ctx.Err()
			}
		}
	}, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	id := c.ask("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri("a.py")}, "position": position{}})
	c.notify("$/cancelRequest", map[string]any{"id": json.RawMessage(id)})
	if m := c.answer(id); m.Error == nil || m.Error.Code != -32800 {
		t.Errorf("got %+v, want RequestCancelled", m)
	}
}

// neverFinishing is an analysis that does not come to an end while a.py has that length.
func neverFinishing(length int) func() checkFunc {
	return func() checkFunc {
		return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
			if doc, err := r.Project.Read("a.py"); err == nil && len(doc.Text) == length {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return fakeCheck(ctx, r)
		}
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func TestRequestForAVersionThatIsGoneIsAnsweredEmpty(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, func(s *server) { s.newCheck = neverFinishing(len(bad)) }, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	id := c.ask("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri("a.py")}, "range": span{position{0, 0}, position{9, 0}}, "context": map[string]any{"diagnostics": []any{}},
	})
	c.replace(uri("a.py"), 0, 0, "\n")
	if m := c.answer(id); m.Error != nil || string(m.Result) != "null" && string(m.Result) != "[]" {
		t.Errorf("got %s, %+v", m.Result, m.Error)
	}
}

func TestRequestForADocumentThatClosesIsAnsweredEmpty(t *testing.T) {
	c := start(t, fakeOpts, func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				<-ctx.Done() // an analysis that never ends by itself
				return nil, ctx.Err()
			}
		}
	}, capabilities("utf-16"))
	c.open("untitled:a", "python", bad)
	id := c.ask("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": "untitled:a"}, "position": position{}})
	c.close("untitled:a")
	if m := c.answer(id); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("got %s, %+v", m.Result, m.Error)
	}
}

func TestLifecycle(t *testing.T) {
	c := connect(t, fakeOpts, withFake)
	hover := map[string]any{"textDocument": map[string]any{"uri": "untitled:a"}, "position": position{}}
	code := func(m message) int {
		if m.Error == nil {
			return 0
		}
		return m.Error.Code
	}
	same(t, "before initialize", code(c.call("textDocument/hover", hover)), -32002)
	c.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}})
	same(t, "initialize twice", code(c.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}})), -32600)
	same(t, "unknown method", code(c.call("foo/bar", map[string]any{})), -32601)
	same(t, "wrong parameters", code(c.call("textDocument/hover", map[string]any{"textDocument": 5})), -32602)
	c.raw("Content-Length: 5\r\n\r\n{oops")
	c.notify("$/foo", map[string]any{})
	c.notify("textDocument/didOpen", map[string]any{"x": 1})
	same(t, "hover on nothing", code(c.call("textDocument/hover", hover)), 0)
	same(t, "shutdown", code(c.call("shutdown", nil)), 0)
	same(t, "after shutdown", code(c.call("textDocument/hover", hover)), -32600)
	c.notify("exit", nil)
	same(t, "exit status", <-c.exit, 0)
}

func TestExitStatusIsOneWhenTheClientJustGoes(t *testing.T) {
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.conn.Close()
	same(t, "exit status at the end of input", <-c.exit, 1)
	c = start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.notify("exit", nil)
	same(t, "exit status without shutdown", <-c.exit, 1)
}

func TestEditsInABurstKeepTheirOrder(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	u := uri("a.py")
	c.open(u, "python", "")
	want := ""
	for i := range 500 {
		word := fmt.Sprintf("%d ", i)
		c.replace(u, len(want), len(want), word)
		want += word
	}
	c.replace(u, len(want), len(want), "\n"+bad)
	d := c.diagnostics(u, "one", count(1))[0]
	same(t, "line", d.Range.Start.Line, 2)
	c.apply(u, c.actions(u, len(want)+1, len(c.docs[u].text))[0])
	c.diagnostics(u, "none", count(0))
}

func TestHoverTextOfFindingAndConstruct(t *testing.T) {
	f := analyzer.Finding{Rule: fakeTuple, Timeline: []string{"main: start", "t:    └─ sleep"}}
	h := &analyzer.Hover{Findings: []analyzer.Finding{f}, Concept: "args", Lines: []string{"`work` waits: a good use of a thread"}, Timeline: []string{"not drawn twice"}}
	s := newServer(context.Background(), Options{Page: fakePage, Concept: fakeOpts.Concept}, nil)
	s.can.markdown = true
	same(t, "markdown", s.hoverText(h), "**args-not-tuple** (TH101)\n\n```text\nmain: start\nt:    └─ sleep\n```\n\n"+
		"The summary of args-not-tuple.\n\n`work` waits: a good use of a thread\n\nThe lead.")
	s.can.markdown = false
	h = &analyzer.Hover{Timeline: []string{"main: join"}}
	same(t, "plain", s.hoverText(h), "main: join")
}
