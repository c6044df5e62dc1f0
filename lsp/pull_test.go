package lsp

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A report as on the wire.
type report struct {
	Kind     string            `json:"kind"`
	ResultID string            `json:"resultId"`
	Items    []diagnostic      `json:"items"`
	Related  map[string]report `json:"relatedDocuments"`
	URI      string            `json:"uri"`
	Version  *int              `json:"version"`
}

// pulling is the capabilities of a client that asks for diagnostics.
func pulling() map[string]any {
	caps := capabilities("utf-16")
	caps["workspace"].(map[string]any)["diagnostics"] = map[string]any{"refreshSupport": true}
	caps["textDocument"].(map[string]any)["diagnostic"] = map[string]any{"relatedDocumentSupport": true}
	return caps
}

// pull asks for one document's diagnostics.
func (c *client) pull(uri, previous string) report {
	c.t.Helper()
	p := map[string]any{"textDocument": map[string]any{"uri": uri}}
	if previous != "" {
		p["previousResultId"] = previous
	}
	return decoded[report](c.t, c.call("textDocument/diagnostic", p))
}

// pullAll asks for the workspace's; known is what the client believes to know.
func (c *client) pullAll(known map[string]string) map[string]report {
	c.t.Helper()
	ids := []any{}
	for uri, id := range known {
		ids = append(ids, map[string]any{"uri": uri, "value": id})
	}
	r := decoded[struct{ Items []report }](c.t, c.call("workspace/diagnostic", map[string]any{"previousResultIds": ids}))
	out := map[string]report{}
	for _, item := range r.Items {
		out[item.URI] = item
	}
	return out
}

func decoded[T any](t *testing.T, m message) T {
	t.Helper()
	var out T
	if m.Error != nil {
		t.Fatalf("%+v", *m.Error)
	}
	if err := json.Unmarshal(m.Result, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// asked waits until the client was told n times to ask again.
func (c *client) asked(n int) {
	c.t.Helper()
	c.until("a request to ask again", func() bool { return len(c.heard["workspace/diagnostic/refresh"]) >= n })
}

func TestPulledDiagnosticsHaveAnIDThatSaysWhetherTheyChanged(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, pulling())
	c.open(uri("a.py"), "python", bad)
	first := c.pull(uri("a.py"), "")
	same(t, "first", []any{first.Kind, len(first.Items), first.ResultID != ""}, []any{"full", 1, true})
	again := c.pull(uri("a.py"), first.ResultID)
	same(t, "again", []any{again.Kind, again.Items == nil, again.ResultID}, []any{"unchanged", true, first.ResultID})
	c.replace(uri("a.py"), len(bad), len(bad), "\n")
	same(t, "after an edit behind it", c.pull(uri("a.py"), first.ResultID).Kind, "unchanged")
	c.replace(uri("a.py"), 0, 0, "\n")
	moved := c.pull(uri("a.py"), first.ResultID)
	same(t, "after an edit before it", []any{moved.Kind, moved.Items[0].Range.Start.Line}, []any{"full", 2})
	c.replace(uri("a.py"), 0, len(c.docs[uri("a.py")].text), "")
	mended := c.pull(uri("a.py"), moved.ResultID)
	same(t, "mended", []any{mended.Kind, mended.Items != nil, len(mended.Items)}, []any{"full", true, 0})
	same(t, "not open", c.pull(uri("b.py"), "x"), report{Kind: "full", Items: []diagnostic{}})
	c.mu.Lock()
	defer c.mu.Unlock()
	same(t, "pushed", len(c.shown), 0)
}

func TestClientIsToldToAskAgainAndLearnsOfOtherDocuments(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, withFake, pulling())
	c.open(uri("a.py"), "python", "from b import work\n")
	c.open(uri("b.py"), "python", "def work():\n    pass\n")
	a, b := c.pull(uri("a.py"), ""), c.pull(uri("b.py"), "")
	same(t, "before", []int{len(a.Items), len(b.Items)}, []int{0, 0})
	c.replace(uri("b.py"), 4, 8, "play")
	c.pull(uri("b.py"), b.ResultID)
	c.asked(1)
	b = c.pull(uri("b.py"), b.ResultID)
	same(t, "b itself", b.Kind, "unchanged")
	other := b.Related[uri("a.py")]
	same(t, "a, told with b", []any{other.Kind, len(other.Items)}, []any{"full", 1})
	same(t, "a, when asked", c.pull(uri("a.py"), other.ResultID).Kind, "unchanged")
	same(t, "told once", len(c.pull(uri("b.py"), b.ResultID).Related), 0)
}

func TestClientThatCannotBeToldToAskAgainGetsThemPushed(t *testing.T) {
	_, uri := project(t, map[string]string{})
	caps := pulling()
	delete(caps["workspace"].(map[string]any), "diagnostics")
	c := start(t, fakeOpts, withFake, caps)
	c.open(uri("a.py"), "python", bad)
	c.diagnostics(uri("a.py"), "one", count(1))
	same(t, "asked all the same", len(c.pull(uri("a.py"), "").Items), 1)
}

func TestPullForAVersionThatIsGoneIsToBeAskedAgain(t *testing.T) {
	_, uri := project(t, map[string]string{})
	c := start(t, fakeOpts, func(s *server) { s.newCheck = neverFinishing(len(bad)) }, pulling())
	c.open(uri("a.py"), "python", bad)
	id := c.ask("textDocument/diagnostic", map[string]any{"textDocument": map[string]any{"uri": uri("a.py")}})
	c.replace(uri("a.py"), 0, 0, "\n")
	m := c.answer(id)
	if m.Error == nil || m.Error.Code != -32802 || string(m.Error.Data) != `{"retriggerRequest":true}` {
		t.Errorf("got %+v", m.Error)
	}
}

// workspace is a client that has folders open, in that mode.
func workspace(t *testing.T, caps map[string]any, mode string, adjust func(*server), dirs ...string) *client {
	t.Helper()
	c := connect(t, fakeOpts, func(s *server) {
		withFake(s)
		if adjust != nil {
			adjust(s)
		}
	})
	c.begin(caps, map[string]any{"diagnosticMode": mode}, dirs...)
	return c
}

// begin is the handshake with folders.
func (c *client) begin(caps map[string]any, options any, dirs ...string) {
	c.t.Helper()
	folders := []any{}
	for _, dir := range dirs {
		folders = append(folders, folderOf(dir))
	}
	c.call("initialize", map[string]any{
		"processId": nil, "rootUri": nil, "capabilities": caps, "initializationOptions": options, "workspaceFolders": folders,
	})
	c.notify("initialized", map[string]any{})
}

func folderOf(dir string) map[string]any {
	return map[string]any{"uri": fileURI(dir, onWindows), "name": filepath.Base(dir)}
}

func TestWorkspaceIsPulledAsAWhole(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad, "b(1).py": bad, "clean.py": "", "inner/pyproject.toml": "", "inner/c.py": bad})
	c := workspace(t, pulling(), "workspace", nil, dir)
	c.asked(1) // the projects were found and checked
	want := []string{uri("a.py"), uri("b(1).py"), uri("inner/c.py")}
	all := map[string]report{}
	for len(all) < len(want) { // the inner project is another program
		all = c.pullAll(nil)
	}
	same(t, "files", slices.Sorted(maps.Keys(all)), want)
	ids := map[string]string{}
	for uri, r := range all {
		same(t, uri, []any{r.Kind, len(r.Items), r.Version == nil}, []any{"full", 1, true})
		ids[uri] = r.ResultID
	}
	for uri, r := range c.pullAll(ids) {
		same(t, uri+" again", []any{r.Kind, r.ResultID}, []any{"unchanged", ids[uri]})
	}
	same(t, "a closed file by itself", c.pull(uri("a.py"), ids[uri("a.py")]).Kind, "unchanged")
	c.open(uri("a.py"), "python", "")
	r := c.pullAll(ids)[uri("a.py")]
	same(t, "open and mended", []any{r.Kind, len(r.Items), *r.Version}, []any{"full", 0, 1})
	c.close(uri("a.py"))
	same(t, "closed again", len(c.pullAll(nil)[uri("a.py")].Items), 1)
	write(t, filepath.Join(dir, "a.py"), "")
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri("a.py"), "type": 2}}})
	r = c.pullAll(ids)[uri("a.py")]
	same(t, "mended on disk", []any{r.Kind, len(r.Items)}, []any{"full", 0})
	if _, told := c.pullAll(nil)[uri("a.py")]; told {
		t.Error("a file without findings is reported to a client that knows of none")
	}
}

func TestOpenFilesOnlyReportsNoOther(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	c := workspace(t, pulling(), "openFilesOnly", nil, dir)
	c.open(uri("b.py"), "python", bad)
	all := c.pullAll(map[string]string{uri("old.py"): "x"})
	same(t, "files", slices.Sorted(maps.Keys(all)), []string{uri("b.py"), uri("old.py")})
	same(t, "what is gone", len(all[uri("old.py")].Items), 0)
}

// files waits until exactly these have pushed diagnostics.
func (c *client) files(want ...string) {
	c.t.Helper()
	c.until("diagnostics of exactly "+strings.Join(want, " "), func() bool {
		var got []string
		for uri, p := range c.shown {
			if len(p.Diagnostics) > 0 {
				got = append(got, uri)
			}
		}
		slices.Sort(got)
		return slices.Equal(got, want)
	})
}

func TestWorkspaceIsPushedAsAWhole(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad, "sub/b.py": bad, "clean.py": ""})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	a, b := uri("a.py"), uri("sub/b.py")
	c.files(a, b)
	c.until("no version", func() bool { return c.shown[a].Version == nil })
	c.open(a, "python", bad)
	c.diagnostics(a, "one", count(1))
	c.replace(a, 0, len(bad), "")
	c.files(b)
	c.close(a) // the disk's text counts again
	c.files(a, b)
	remove(t, filepath.Join(dir, "sub/b.py"))
	c.tellChanged(b, 3)
	c.files(a)
	write(t, filepath.Join(dir, "a.py"), "")
	c.tellChanged(a, 2)
	c.files()
}

// tellChanged tells of one file on disk: 1 created, 2 changed, 3 deleted.
func (c *client) tellChanged(uri string, kind int) {
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri, "type": kind}}})
}
