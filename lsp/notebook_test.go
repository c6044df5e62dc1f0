package lsp

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A fakeNotebook is an editor's notebook: the cells' names and texts. Markdown
// cells have a name that begins with m.
type fakeNotebook struct {
	c       *client
	uri     string
	version int
	cells   []string
}

// cellURI is spelled as VS Code does, which is not how the library would.
func cellURI(name string) string { return "vscode-notebook-cell:/w/a(1).ipynb#" + name + "=" }

func cellItem(name string) map[string]any {
	kind := 2
	if name[0] == 'm' {
		kind = 1
	}
	return map[string]any{"kind": kind, "document": cellURI(name)}
}

func (n *fakeNotebook) item(name, text string) map[string]any {
	n.c.docs[cellURI(name)] = &openDoc{text, 1}
	language := "python"
	if name[0] == 'm' {
		language = "markdown"
	}
	return map[string]any{"uri": cellURI(name), "languageId": language, "version": 1, "text": text}
}

// openNotebook opens a notebook of cells, each a name and a text.
func (c *client) openNotebook(cells ...string) *fakeNotebook {
	n := &fakeNotebook{c: c, uri: "untitled:a(1).ipynb", version: 1}
	var listed, texts []any
	for i := 0; i < len(cells); i += 2 {
		n.cells = append(n.cells, cells[i])
		listed = append(listed, cellItem(cells[i]))
		texts = append(texts, n.item(cells[i], cells[i+1]))
	}
	c.notify("notebookDocument/didOpen", map[string]any{
		"notebookDocument":  map[string]any{"uri": n.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": listed},
		"cellTextDocuments": texts,
	})
	return n
}

func (n *fakeNotebook) change(cells map[string]any) {
	n.version++
	n.c.notify("notebookDocument/didChange", map[string]any{
		"notebookDocument": map[string]any{"uri": n.uri, "version": n.version}, "change": map[string]any{"cells": cells},
	})
}

// splice replaces cells; what is opened has a text.
func (n *fakeNotebook) splice(at, gone int, cells []string, opened map[string]string, closed ...string) {
	listed, open, shut := []any{}, []any{}, []any{}
	for _, name := range cells {
		listed = append(listed, cellItem(name))
	}
	for name, text := range opened {
		open = append(open, n.item(name, text))
	}
	for _, name := range closed {
		shut = append(shut, map[string]any{"uri": cellURI(name)})
	}
	n.change(map[string]any{"structure": map[string]any{
		"array": map[string]any{"start": at, "deleteCount": gone, "cells": listed}, "didOpen": open, "didClose": shut,
	}})
}

// edit replaces the first occurrence of a text in a cell.
func (n *fakeNotebook) edit(name, old, text string) {
	d := n.c.docs[cellURI(name)]
	at := strings.Index(d.text, old)
	change := map[string]any{"range": span{place(d.text, at), place(d.text, at+len(old))}, "text": text}
	d.text, d.version = d.text[:at]+text+d.text[at+len(old):], d.version+1
	n.change(map[string]any{"textContent": []any{map[string]any{
		"document": map[string]any{"uri": cellURI(name), "version": d.version}, "changes": []any{change},
	}}})
}

// found waits until a cell has exactly these findings, as rule@line.
func (n *fakeNotebook) found(name string, want ...string) {
	n.c.t.Helper()
	n.c.diagnostics(cellURI(name), fmt.Sprint(want), func(all []diagnostic) bool {
		var got []string
		for _, d := range all {
			got = append(got, fmt.Sprintf("%s@%d", d.Code, d.Range.Start.Line+1))
		}
		return strings.Join(got, " ") == strings.Join(want, " ")
	})
}

const (
	importCell = "%load_ext x\nfrom threading import Thread\n"
	workCell   = "def work(name):\n    print(name)"
	startCell  = "%%time\nt = Thread(target=work, args=(\"John\"))\nt.start()\nt.join()\n!ls"
)

func TestCellsShareAScope(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	n := c.openNotebook("a", importCell, "m", "# args=(\"x\")", "b", workCell, "c", startCell)
	n.found("a")
	n.found("b")
	n.found("c", "args-not-tuple@2")
	d := c.shown[cellURI("c")].Diagnostics[0]
	if d.Related[0].Location.URI != cellURI("b") || d.Related[0].Location.Range.Start.Line != 0 {
		t.Errorf("the target is in the cell before: %+v", d.Related)
	}
	if got := c.hover(cellURI("c"), strings.Index(startCell, "\"John\"")); !strings.Contains(got, "args-not-tuple") {
		t.Errorf("hover: %s", got)
	}
	if got := c.hover(cellURI("b"), 4); !strings.Contains(got, "`work` runs on thread `t` (work, line 2)") {
		t.Errorf("hover: %s", got)
	}
	same(t, "lenses", []int{len(c.lenses(cellURI("a"))), len(c.lenses(cellURI("b"))), len(c.lenses(cellURI("c")))}, []int{0, 1, 1})
}

func TestActionsInCells(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	n := c.openNotebook("a", importCell, "b", workCell, "c", startCell)
	n.found("c", "args-not-tuple@2")
	at := strings.Index(startCell, "\"John\"")
	actions := c.actions(cellURI("c"), at, at)
	want := map[string]string{"tuple": "(\"John\",)", "this line": "  # threadlsp: ignore[args-not-tuple] reason\nt.start", "this file": "%%time\n# threadlsp: ignore-file[args-not-tuple] reason\nt =", "Fix all": "(\"John\",)"}
	for _, a := range actions {
		for title, text := range want {
			if strings.Contains(a.Title, title) {
				change := a.Edit.DocumentChanges[0]
				same(t, "cell", change.TextDocument.URI, cellURI("c"))
				same(t, "version", *change.TextDocument.Version, 1)
				got := startCell
				for i := len(change.Edits) - 1; i >= 0; i-- {
					e := change.Edits[i]
					got = got[:offset(got, e.Range.Start)] + e.NewText + got[offset(got, e.Range.End):]
				}
				if !strings.Contains(got, text) {
					t.Errorf("%s: %q", a.Title, got)
				}
				delete(want, title)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not offered: %v of %v", want, titles(actions))
	}
	same(t, "in another cell", len(c.actions(cellURI("b"), 0, 0)), 0)
	n.edit("c", "\"John\"", "\"John\",")
	n.found("c")
}

// applied is the texts of cells after an action's edits.
func (n *fakeNotebook) applied(a action) map[string]string {
	n.c.t.Helper()
	out := map[string]string{}
	for _, name := range n.cells {
		out[name] = n.c.docs[cellURI(name)].text
	}
	for _, change := range a.Edit.DocumentChanges {
		name := ""
		for _, cell := range n.cells {
			if cellURI(cell) == change.TextDocument.URI {
				name = cell
			}
		}
		same(n.c.t, "version", *change.TextDocument.Version, n.c.docs[cellURI(name)].version)
		for i := len(change.Edits) - 1; i >= 0; i-- {
			e := change.Edits[i]
			out[name] = out[name][:offset(out[name], e.Range.Start)] + e.NewText + out[name][offset(out[name], e.Range.End):]
		}
	}
	return out
}

// abCheck finds "ab" and "bb", and mends each with a "c".
func abCheck(_ context.Context, r analyzer.Request) (*analyzer.Result, error) {
	out := &analyzer.Result{Model: new(threads.Model), Files: map[string]*source.File{}}
	for _, path := range r.Report {
		doc, err := r.Project.Read(path)
		if err != nil {
			return nil, err
		}
		f := doc.Files()[0]
		out.Files[f.Path] = f
		for _, m := range regexp.MustCompile("ab|bb").FindAllIndex(f.Text, -1) {
			at := source.Span{Start: uint32(m[0]), End: uint32(m[1])}
			out.Findings = append(out.Findings, analyzer.Finding{Rule: fakeTuple, Path: f.Path, Span: at, Msg: "ab",
				Fix: &analyzer.Fix{Title: "c", Safe: true, Edits: []analyzer.Edit{{Span: at, New: "c"}}}})
		}
	}
	return out, nil
}

// VS Code asks every cell for source.fixAll at the same time when a notebook is
// saved, refuses what edits another cell, and asks one for notebook.source.fixAll.
func TestFixAllOfACellAndOfANotebook(t *testing.T) {
	before := []string{"a", "abab\n", "b", "x = 'é😀'; abbb", "c", "ok", "m", "ab", "d", "ab\r\nab\r\n"}
	for name, caps := range map[string]map[string]any{"at once": capabilities("utf-16"), "resolved": resolving()} {
		t.Run(name, func(t *testing.T) {
			c := start(t, fakeOpts, func(s *server) { s.newCheck = func() checkFunc { return abCheck } }, caps)
			n := c.openNotebook(before...)
			get := func(cell, only string) action {
				all := c.offered(cellURI(cell), only)
				if len(all) != 1 {
					t.Fatalf("%s in %s: offered %v", only, cell, titles(all))
				}
				if name == "resolved" {
					return c.resolve(all[0])
				}
				return all[0]
			}
			same(t, "one cell", n.applied(get("a", "source.fixAll")), map[string]string{"a": "cc\n", "b": "x = 'é😀'; abbb", "c": "ok", "m": "ab", "d": "ab\r\nab\r\n"})
			same(t, "nothing in the cell", titles(c.offered(cellURI("c"), "source.fixAll.threadlsp")), []string(nil))
			all := map[string]string{"a": "cc\n", "b": "x = 'é😀'; cc", "c": "ok", "m": "ab", "d": "c\r\nc\r\n"}
			same(t, "all cells", n.applied(get("c", "notebook.source.fixAll.threadlsp")), all)
			same(t, "a single round", n.applied(get("d", "source.fixAll")), map[string]string{"a": "abab\n", "b": "x = 'é😀'; abbb", "c": "ok", "m": "ab", "d": "c\r\nc\r\n"})
			same(t, "kinds in the menu", titles(c.offered(cellURI("d"), "source", "notebook")), []string{
				"Fix all safely fixable findings of threadlsp in this cell", "Fix all safely fixable findings of threadlsp in this notebook"})
		})
	}
}

// VS Code does not count a notebook's version on when the text of a cell changes.
func TestAnActionOfAnOlderCellIsRefused(t *testing.T) {
	c := start(t, realOptions(), nil, resolving())
	n := c.openNotebook("a", importCell, "b", workCell, "c", startCell)
	n.found("c", "args-not-tuple@2")
	stale := c.offered(cellURI("c"))
	n.version--
	n.edit("c", "%%time", "# one line more\n")
	n.found("c", "args-not-tuple@3")
	if len(stale) == 0 {
		t.Fatal("nothing is offered")
	}
	for _, a := range stale {
		if m := c.call("codeAction/resolve", a); m.Error == nil || m.Error.Code != -32801 {
			t.Errorf("%s: %+v, want ContentModified", a.Title, m)
		}
	}
}

func TestCellsComeAndGoAndMove(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	n := c.openNotebook("a", importCell, "b", workCell, "c", startCell)
	n.found("c", "args-not-tuple@2")
	n.splice(0, 0, []string{"d"}, map[string]string{"d": "x = 1\ny = 2"}) // a cell before: lines stay the cell's
	n.found("d")
	n.edit("c", "%%time\n", "")
	n.found("c", "args-not-tuple@1")
	n.splice(1, 1, nil, nil, "a") // without the import nothing is known of Thread
	n.found("c")
	n.splice(1, 0, []string{"a"}, map[string]string{"a": importCell})
	n.found("c", "args-not-tuple@1")
	n.splice(0, 4, []string{"c", "a", "b", "d"}, nil) // moved before the import: the text is still known
	n.edit("c", "\"John\"", "\"Jo\"")
	n.edit("b", "name", "names")
	n.splice(0, 1, nil, nil, "c")
	c.until("the closed cell is cleared", func() bool { return len(c.shown[cellURI("c")].Diagnostics) == 0 })
	n.splice(3, 0, []string{"c"}, map[string]string{"c": startCell})
	n.found("c", "args-not-tuple@2")
	c.notify("notebookDocument/didSave", map[string]any{"notebookDocument": map[string]any{"uri": n.uri}})
	c.notify("notebookDocument/didClose", map[string]any{"notebookDocument": map[string]any{"uri": n.uri}, "cellTextDocuments": []any{}})
	c.until("all is cleared", func() bool { return len(c.shown[cellURI("c")].Diagnostics) == 0 })
}

func TestBrokenCellDoesNotHideTheOthers(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	n := c.openNotebook("a", importCell, "e", "f(\n", "b", workCell, "c", startCell)
	n.found("c", "args-not-tuple@2")
	n.edit("e", "f(", "x = '''")
	n.edit("e", "'''", "1")
	n.found("c", "args-not-tuple@2")
}

// VS Code's library pulls documents, but never the cells of a notebook.
func TestCellsArePushedToAClientThatPulls(t *testing.T) {
	c := start(t, realOptions(), nil, pulling())
	n := c.openNotebook("a", importCell, "b", workCell, "c", startCell)
	n.found("c", "args-not-tuple@2")
	same(t, "of a cell that is asked for", len(c.pull(cellURI("c"), "").Items), 0)
	n.edit("c", "\"John\"", "\"John\",")
	n.found("c")
	same(t, "of the workspace", len(c.pullAll(nil)), 0)
}

func TestNotebookIsPartOfItsProject(t *testing.T) {
	_, uri := project(t, map[string]string{"threadlsp.toml": "", "work.py": "def work(a, b):\n    print(a, b)\n"})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	n := &fakeNotebook{c: c, uri: uri("nb.ipynb")}
	text := "from threading import Thread\nfrom work import work\nt = Thread(target=work, args=(1,))\nt.start()\nt.join()"
	c.notify("notebookDocument/didOpen", map[string]any{
		"notebookDocument":  map[string]any{"uri": n.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": []any{cellItem("a")}},
		"cellTextDocuments": []any{n.item("a", text)},
	})
	n.found("a", "arguments-mismatch@3")
	same(t, "the other end", c.shown[cellURI("a")].Diagnostics[0].Related[0].Location.URI, uri("work.py"))
	c.open(uri("work.py"), "python", "def work(a):\n    print(a)\n")
	n.found("a")
	c.open(uri("other.py"), "python", "import nb\n")
	c.diagnostics(uri("other.py"), "none", func(d []diagnostic) bool { return len(d) == 0 })
	if got := c.lenses(uri("work.py")); len(got) != 1 || !strings.Contains(string(got[0].Command.Arguments[2]), cellURI("a")) {
		t.Errorf("%+v", got)
	}
}
