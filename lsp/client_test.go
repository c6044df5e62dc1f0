package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// deadline is how long a test waits for a state that must come; it is never
// waited for in full unless the test fails.
const deadline = 20 * time.Second

// A position as on the wire.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type diagnostic struct {
	Range    span   `json:"range"`
	Severity int    `json:"severity"`
	Code     string `json:"code"`
	Source   string `json:"source"`
	Message  string `json:"message"`
	Tags     []int  `json:"tags"`
	Related  []struct {
		Location location `json:"location"`
		Message  string   `json:"message"`
	} `json:"relatedInformation"`
	Data json.RawMessage `json:"data"`
}

type published struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type edit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

type action struct {
	Title       string          `json:"title"`
	Kind        string          `json:"kind"`
	IsPreferred bool            `json:"isPreferred"`
	Data        json.RawMessage `json:"data,omitempty"`
	Edit        struct {
		Changes         map[string][]edit `json:"changes"`
		DocumentChanges []struct {
			TextDocument struct {
				URI     string `json:"uri"`
				Version *int   `json:"version"`
			} `json:"textDocument"`
			Edits []edit `json:"edits"`
		} `json:"documentChanges"`
	} `json:"edit"`
}

type message struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	} `json:"error,omitempty"`
}

// A client plays an editor: raw frames over a pipe, no library of ours, so that
// a fault in the library shows. mu guards all that the reader writes.
type client struct {
	t    *testing.T
	conn io.ReadWriteCloser
	exit chan int // the server's exit status

	mu            sync.Mutex
	changed       *sync.Cond
	gone          bool
	nextID        int
	answers       map[string]message
	shown         map[string]published   // newest diagnostics by URI
	messages      []string               // window/showMessage
	watched       []string               // globs the server asked to have watched
	lensRefreshes int                    // how often the server asked for that
	settings      func(scope string) any // answers workspace/configuration; nil: null
	heard         map[string][]string    // parameters of every other message, by method

	mute bool // it answers nothing; set before the handshake

	docs map[string]*openDoc // by URI; the test's goroutine alone
}

type openDoc struct {
	text    string
	version int
}

// capabilities of a client that can do everything, as VS Code; keys are removed by tests.
func capabilities(encodings ...string) map[string]any {
	return map[string]any{
		"general": map[string]any{"positionEncodings": encodings},
		"workspace": map[string]any{
			"workspaceEdit":         map[string]any{"documentChanges": true},
			"didChangeWatchedFiles": map[string]any{"dynamicRegistration": true},
		},
		"textDocument": map[string]any{
			"publishDiagnostics": map[string]any{"relatedInformation": true, "versionSupport": true, "tagSupport": map[string]any{"valueSet": []int{1, 2}}},
			"hover":              map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
			"codeAction":         map[string]any{"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}}},
		},
	}
}

// connect starts a server and does not initialize it.
func connect(t *testing.T, opts Options, adjust func(*server)) *client {
	t.Helper()
	ours, theirs := net.Pipe()
	c := &client{
		t: t, conn: ours, exit: make(chan int, 1), answers: map[string]message{}, heard: map[string][]string{}, shown: map[string]published{},
		docs: map[string]*openDoc{},
	}
	c.changed = sync.NewCond(&c.mu)
	if opts.Log == nil {
		opts.Log = zap.NewNop()
	}
	if adjust == nil {
		adjust = func(*server) {}
	}
	go func() { c.exit <- serve(context.Background(), theirs, opts, adjust) }()
	go c.read()
	t.Cleanup(func() { ours.Close() })
	return c
}

// start is connect, and the handshake.
func start(t *testing.T, opts Options, adjust func(*server), caps map[string]any) *client {
	t.Helper()
	c := connect(t, opts, adjust)
	c.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": caps})
	c.notify("initialized", map[string]any{})
	return c
}

func (c *client) read() {
	r := textproto.NewReader(bufio.NewReader(c.conn))
	for {
		head, err := r.ReadMIMEHeader()
		if err != nil {
			break
		}
		n, _ := strconv.Atoi(head.Get("Content-Length"))
		body := make([]byte, n)
		if _, err := io.ReadFull(r.R, body); err != nil {
			break
		}
		var m message
		if json.Unmarshal(body, &m) != nil {
			break
		}
		c.receive(m)
	}
	c.mu.Lock()
	c.gone = true
	c.changed.Broadcast()
	c.mu.Unlock()
}

func (c *client) receive(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch m.Method {
	case "":
		c.answers[string(m.ID)] = m
	case "textDocument/publishDiagnostics":
		var p published
		if json.Unmarshal(m.Params, &p) == nil {
			c.shown[p.URI] = p
		}
	case "window/showMessage":
		c.messages = append(c.messages, string(m.Params))
	case "client/registerCapability":
		c.watched = append(c.watched, string(m.Params))
		go c.send(map[string]any{"id": m.ID, "result": nil})
	case "workspace/codeLens/refresh":
		c.lensRefreshes++
		go c.send(map[string]any{"id": m.ID, "result": nil})
	case "workspace/configuration":
		go c.send(map[string]any{"id": m.ID, "result": c.configuration(m.Params)})
	default:
		c.heard[m.Method] = append(c.heard[m.Method], string(m.Params))
		if m.ID != nil {
			go c.send(map[string]any{"id": m.ID, "result": nil})
		}
	}
}

// configuration is the client's settings for each item that the server asks for.
func (c *client) configuration(params json.RawMessage) []any {
	var p struct {
		Items []struct {
			ScopeURI string `json:"scopeUri"`
		} `json:"items"`
	}
	if json.Unmarshal(params, &p) != nil {
		return nil
	}
	out := make([]any, len(p.Items))
	for i, item := range p.Items {
		if c.settings != nil {
			out[i] = c.settings(item.ScopeURI)
		}
	}
	return out
}

func (c *client) send(m map[string]any) {
	if _, answer := m["result"]; answer && c.mute {
		return
	}
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func (c *client) raw(data string) { _, _ = io.WriteString(c.conn, data) }

func (c *client) notify(method string, params any) {
	c.send(map[string]any{"method": method, "params": params})
}

// ask sends a request and returns its id.
func (c *client) ask(method string, params any) string {
	c.mu.Lock()
	c.nextID++
	id := strconv.Itoa(c.nextID)
	c.mu.Unlock()
	c.send(map[string]any{"id": json.RawMessage(id), "method": method, "params": params})
	return id
}

// answer waits for the answer to a request.
func (c *client) answer(id string) message {
	c.t.Helper()
	var m message
	c.until("answer to request "+id, func() bool {
		var ok bool
		m, ok = c.answers[id]
		return ok
	})
	return m
}

// call is ask and answer.
func (c *client) call(method string, params any) message {
	c.t.Helper()
	return c.answer(c.ask(method, params))
}

// until waits until met, which is called with mu held, and fails the test if
// the state does not come.
func (c *client) until(what string, met func() bool) {
	c.t.Helper()
	late := false
	alarm := time.AfterFunc(deadline, func() {
		c.mu.Lock()
		late = true
		c.changed.Broadcast()
		c.mu.Unlock()
	})
	defer alarm.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !met() {
		if late || c.gone {
			c.t.Fatalf("never came: %s (server gone: %v); shown: %+v", what, c.gone, c.shown)
		}
		c.changed.Wait()
	}
}

func (c *client) open(uri, language, text string) {
	c.docs[uri] = &openDoc{text, 1}
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": language, "version": 1, "text": text}})
}

func (c *client) close(uri string) {
	delete(c.docs, uri)
	c.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
}

// replace edits a document incrementally: bytes from to to become text.
func (c *client) replace(uri string, from, to int, text string) {
	d := c.docs[uri]
	change := map[string]any{"range": span{place(d.text, from), place(d.text, to)}, "text": text}
	d.text, d.version = d.text[:from]+text+d.text[to:], d.version+1
	c.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": d.version}, "contentChanges": []any{change},
	})
}

// diagnostics waits for those of the document's current version to fit.
func (c *client) diagnostics(uri, what string, fit func([]diagnostic) bool) []diagnostic {
	c.t.Helper()
	version := c.docs[uri].version
	var out []diagnostic
	c.until(fmt.Sprintf("diagnostics of %s version %d: %s", uri, version, what), func() bool {
		p, ok := c.shown[uri]
		out = p.Diagnostics
		return ok && p.Version != nil && *p.Version == version && fit(out)
	})
	return out
}

// hover is the text shown at a byte offset, "" for none.
func (c *client) hover(uri string, off int) string {
	c.t.Helper()
	m := c.call("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri}, "position": place(c.docs[uri].text, off)})
	if m.Error != nil {
		c.t.Fatalf("hover: %+v", *m.Error)
	}
	var h struct {
		Contents struct{ Kind, Value string } `json:"contents"`
	}
	if string(m.Result) != "null" {
		if err := json.Unmarshal(m.Result, &h); err != nil {
			c.t.Fatal(err)
		}
	}
	return h.Contents.Value
}

// actions are those offered between two byte offsets.
func (c *client) actions(uri string, from, to int) []action {
	c.t.Helper()
	text := c.docs[uri].text
	m := c.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri}, "range": span{place(text, from), place(text, to)}, "context": map[string]any{"diagnostics": []any{}},
	})
	if m.Error != nil {
		c.t.Fatalf("codeAction: %+v", *m.Error)
	}
	var out []action
	if err := json.Unmarshal(m.Result, &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

// apply makes an action's edits as an editor does: all ranges are those of the old text.
func (c *client) apply(uri string, a action) {
	c.t.Helper()
	if len(a.Edit.DocumentChanges) != 1 || a.Edit.DocumentChanges[0].TextDocument.URI != uri {
		c.t.Fatalf("%q: not one change of %s: %+v", a.Title, uri, a.Edit)
	}
	change, d := a.Edit.DocumentChanges[0], c.docs[uri]
	if change.TextDocument.Version == nil || *change.TextDocument.Version != d.version {
		c.t.Fatalf("%q: for version %v of %d", a.Title, change.TextDocument.Version, d.version)
	}
	text := d.text
	for i := len(change.Edits) - 1; i >= 0; i-- {
		e := change.Edits[i]
		text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
	}
	c.replace(uri, 0, len(d.text), text)
}

// place is a byte offset as a position in UTF-16, which most clients speak.
func place(text string, off int) position {
	line, col := source.New("a.py", text).LSP(uint32(off), source.UTF16)
	return position{int(line), int(col)}
}

func offset(text string, p position) int {
	off, _ := source.New("a.py", text).Offset(uint32(p.Line), uint32(p.Character), source.UTF16)
	return int(off)
}

// same compares what a test wants with what it got.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// fakePage is a page of documentation in the form that every rule's has.
func fakePage(r *analyzer.Rule) []byte {
	return []byte("# " + r.Name + " (" + r.Code + ")\n\nThe summary of " + r.Name + ".\n\n## Why it is wrong\n\nBecause.\n\n" +
		"## Wrong\n\n```python\npass\n```\n\n## Right\n\n```python\npass\n```\n\n## When it is not a bug\n\nNever.\n\n" +
		"## What it cannot see\n\nMuch.\n\n## References\n\n- none\n")
}
