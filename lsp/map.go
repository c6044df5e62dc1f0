package lsp

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/jsonrpc2"
	"threadlsp/internal/threadmap"
)

// methodMap is our own request: the page of the threads of the program that an
// open document belongs to, unsaved changes included.
const methodMap = "threadlsp/threadMap"

type mapParams struct {
	TextDocument struct {
		URI string `json:"uri"`
	} `json:"textDocument"`
	Nonce string `json:"nonce"` // of the content security policy under which the client shows the page
}

// A mapPage is the answer. In the client the page posts {open: place} when a place
// is to be opened (page/src/main.ts).
type mapPage struct {
	Name string            `json:"name"` // of the program
	HTML string            `json:"html"`
	URIs map[string]string `json:"uris"` // of the documents, by the path that places have
}

// aNonce is what may stand in a policy.
var aNonce = regexp.MustCompile(`^[A-Za-z0-9+/_=-]{16,128}$`)

// Request answers what is no request of the protocol.
func (s *server) Request(ctx context.Context, method string, params any) (any, error) {
	if method != methodMap {
		return s.UnimplementedServer.Request(ctx, method, params)
	}
	raw, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	var p mapParams
	if err := json.Unmarshal(raw, &p); err != nil || !aNonce.MatchString(p.Nonce) {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s wants textDocument.uri, and a nonce of 16 to 128 characters of Base64", methodMap)
	}
	page, err := s.mapPage(ctx, p)
	if page == nil || err != nil {
		return nil, err
	}
	return page, nil
}

// mapPage is the page; nil for a document that is not open or not Python.
func (s *server) mapPage(ctx context.Context, p mapParams) (*mapPage, error) {
	v, err := s.viewOf(ctx, p.TextDocument.URI)
	if v == nil || err != nil {
		return nil, err
	}
	if v.result.Recalled { // it knows the files of its findings alone; the second phase reads them all
		if _, err := v.buf.program.settled(ctx); err != nil {
			return nil, err
		}
		if v, err = s.viewOf(ctx, p.TextDocument.URI); v == nil || err != nil {
			return nil, err
		}
	}
	out := &mapPage{Name: filepath.Base(v.buf.program.root), URIs: map[string]string{}}
	if v.buf.program.root == "" {
		out.Name = filepath.Base(v.buf.path)
	}
	m := threadmap.Of(out.Name, v.result.Linked(), v.result.Files, func(path string) string {
		out.URIs[path] = string(s.uriOf(v.buf, path))
		return path
	})
	print, _ := threadmap.ByName("html")
	var b bytes.Buffer
	if err := print(&b, []threadmap.Project{m}, threadmap.Style{Version: s.opts.Version, Nonce: p.Nonce}); err != nil {
		return nil, err
	}
	out.HTML = b.String()
	return out, nil
}
