package lsp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// linked is a project, with the URIs of its files by its own folder and by a symbolic link to that.
func linked(t *testing.T, files map[string]string) (link string, uriReal, uriLink func(string) string) {
	t.Helper()
	dir, uri := project(t, files)
	link = filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	return link, uri, func(name string) string { return fileURI(filepath.Join(link, name), onWindows) }
}

func sorted(all ...string) []string {
	slices.Sort(all)
	return all
}

func TestAFileThatIsEncodedInTwoWaysIsOneDocument(t *testing.T) {
	dir, uri := project(t, map[string]string{"a(1).py": bad, "b.py": bad})
	encoded := uri("a(1).py")
	plain := strings.NewReplacer("%28", "(", "%29", ")").Replace(encoded)
	if plain == encoded {
		t.Fatal(encoded)
	}
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.files(sorted(encoded, uri("b.py"))...)
	c.open(plain, "python", bad)
	c.files(sorted(plain, uri("b.py"))...)
	c.docs[encoded] = c.docs[plain]
	c.replace(encoded, 0, 0, "\n") // a client that is not sure of its spelling
	c.diagnostics(plain, "a line below", func(d []diagnostic) bool { return len(d) == 1 && d[0].Range.Start.Line == 2 })
	c.close(encoded)
	c.files(sorted(encoded, uri("b.py"))...)
}

func TestAFileBelowASymbolicLinkIsOneDocument(t *testing.T) {
	link, uriReal, uriLink := linked(t, map[string]string{"a.py": bad, "sub/b.py": bad, "inner/pyproject.toml": "", "inner/c.py": bad})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, link)
	a, b, inner := uriLink("a.py"), uriLink("sub/b.py"), uriLink("inner/c.py")
	c.files(sorted(a, b, inner)...)
	c.open(uriReal("a.py"), "python", bad) // under the URI that the client uses, and no other
	c.files(sorted(uriReal("a.py"), b, inner)...)
	c.open(uriReal("inner/c.py"), "python", bad)
	c.files(sorted(uriReal("a.py"), b, uriReal("inner/c.py"))...)
	c.close(uriReal("inner/c.py"))
	c.replace(uriReal("a.py"), 0, len(bad), "")
	c.files(sorted(b, inner)...)
	c.open(a, "python", bad) // a second editor of the same file: its text is the file's now
	c.files(sorted(a, b, inner)...)
	c.replace(uriReal("a.py"), 0, 0, bad)
	c.files(sorted(a, uriReal("a.py"), b, inner)...) // the same text in both: each shows what it holds
	c.close(a)
	c.files(sorted(uriReal("a.py"), b, inner)...)
	c.close(uriReal("a.py"))
	c.files(sorted(a, b, inner)...)
}

func TestAFolderThatIsThereTwiceIsReportedOnce(t *testing.T) {
	link, _, _ := linked(t, map[string]string{"a.py": bad})
	dir, err := filepath.EvalSymlinks(link)
	if err != nil {
		t.Fatal(err)
	}
	c := workspace(t, pulling(), "workspace", nil, dir, link)
	c.asked(1)
	all := c.pullAll(nil)
	if len(all) != 1 || len(all[fileURI(dir, onWindows)+"/a.py"].Items) != 1 {
		t.Errorf("%+v", all)
	}
}

// closedNotebook is a notebook with bad in the second of its cells.
func closedNotebook(t *testing.T) string {
	t.Helper()
	cells := []any{
		map[string]any{"cell_type": "markdown", "metadata": map[string]any{}, "source": []string{"# Title\n", "text"}},
		map[string]any{"cell_type": "code", "metadata": map[string]any{}, "outputs": []any{}, "source": strings.SplitAfter(bad, "\n")},
	}
	out, err := json.MarshalIndent(map[string]any{"cells": cells, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestClosedNotebooksAreReported has a notebook that nobody has open: its findings stand in its
// JSON and name their cells. Once it is open they stand in the cells alone.
func TestClosedNotebooksAreReported(t *testing.T) {
	text := closedNotebook(t)
	dir, uri := project(t, map[string]string{"n.ipynb": text, "clean.ipynb": strings.Replace(text, `(\"ab\")`, `(\"ab\",)`, 1)})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.files(uri("n.ipynb"))
	d := c.shown[uri("n.ipynb")].Diagnostics[0]
	line := strings.Split(text, "\n")[d.Range.Start.Line]
	if want := `(\"ab\")`; d.Message != "cell 2:2: args is not a tuple" || line[d.Range.Start.Character:d.Range.End.Character] != want || len(d.Data) > 0 {
		t.Errorf("%q at %q, %s", d.Message, line[d.Range.Start.Character:d.Range.End.Character], d.Data)
	}
	n := &fakeNotebook{c: c, uri: uri("n.ipynb")}
	c.notify("notebookDocument/didOpen", map[string]any{
		"notebookDocument":  map[string]any{"uri": n.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": []any{cellItem("a")}},
		"cellTextDocuments": []any{n.item("a", bad)},
	})
	c.files(cellURI("a"))
	c.notify("notebookDocument/didClose", map[string]any{
		"notebookDocument": map[string]any{"uri": n.uri}, "cellTextDocuments": []any{map[string]any{"uri": cellURI("a")}},
	})
	c.files(uri("n.ipynb"))
	write(t, filepath.Join(dir, "n.ipynb"), strings.Replace(text, `(\"ab\")`, `(\"ab\",)`, 1))
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri("n.ipynb"), "type": 2}}})
	c.files()
}
