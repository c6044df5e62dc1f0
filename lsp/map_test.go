package lsp

import (
	"encoding/json"
	"strings"
	"testing"
)

const someNonce = "abcdefghijklmnop0123456789"

// threadMap asks for the page of a document's program.
func (c *client) threadMap(uri string) (page mapPage, there bool) {
	c.t.Helper()
	m := c.call(methodMap, map[string]any{"textDocument": map[string]any{"uri": uri}, "nonce": someNonce})
	if m.Error != nil {
		c.t.Fatalf("%+v", m.Error)
	}
	if string(m.Result) == "null" {
		return page, false
	}
	if err := json.Unmarshal(m.Result, &page); err != nil {
		c.t.Fatal(err)
	}
	return page, true
}

// TestMapIsThatOfTheProgram holds that the page shows what is typed, and files
// that nobody has open, and says where each is.
func TestMapIsThatOfTheProgram(t *testing.T) {
	_, uri := project(t, map[string]string{
		"a.py": startsOne, "worker.py": "import threading\ndef far(): print(2)\nthreading.Thread(target=far).start()\n",
	})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	c.open(uri("a.py"), "python", strings.NewReplacer("def f", "def typed", "target=f", "target=typed").Replace(startsOne))
	page, there := c.threadMap(uri("a.py"))
	if !there {
		t.Fatal("no page")
	}
	for _, part := range []string{`"name":"typed"`, `"name":"far"`, "def far(): print(2)", `nonce="` + someNonce + `"`} {
		if !strings.Contains(page.HTML, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	same(t, "open document", page.URIs["a.py"], uri("a.py"))
	same(t, "closed document", page.URIs["worker.py"], uri("worker.py"))
}

// TestMapOfARecalledProgram holds that a page is whole where the first answer of
// a session is what another session found.
func TestMapOfARecalledProgram(t *testing.T) {
	kept := newShelf()
	first := newEditingWith(t, 1, kept)
	first.settle()
	for kept.written() == 0 {
		<-kept.closed
	}
	want, _ := first.client.threadMap(first.uri("main.py"))
	opts := realOptions()
	opts.Cache = func() Cache { return kept }
	second := prepareEditing(t, 1)
	second.client = start(t, opts, nil, capabilities("utf-16"))
	second.open("main.py")
	got, _ := second.client.threadMap(second.uri("main.py"))
	sources := func(html string) string { return html[strings.Index(html, `"roots"`):] }
	if len(want.URIs) == 0 || sources(want.HTML) != sources(got.HTML) {
		t.Errorf("another page than the first session's:\n%s\n%s", want.HTML, got.HTML)
	}
}

func TestMapIsRefused(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	if _, there := c.threadMap("file:///nowhere/a.py"); there {
		t.Error("a page of a document that is not open")
	}
	m := c.call(methodMap, map[string]any{"textDocument": map[string]any{"uri": "untitled:a"}, "nonce": `x'; script-src *`})
	if m.Error == nil || m.Error.Code != -32602 {
		t.Errorf("a nonce that is none: %+v", m)
	}
	if m := c.call("threadlsp/nothing", map[string]any{}); m.Error == nil || m.Error.Code != -32601 {
		t.Errorf("an unknown request: %+v", m.Error)
	}
}
