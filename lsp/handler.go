package lsp

import (
	"context"
	"errors"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// cancels maps running requests to their cancel functions. mu guards m.
type cancels struct {
	mu sync.Mutex
	m  map[jsonrpc2.ID]context.CancelFunc
}

func (c *cancels) add(id jsonrpc2.ID, f context.CancelFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[id] = f
}

func (c *cancels) done(id jsonrpc2.ID) {
	c.mu.Lock()
	f := c.m[id]
	delete(c.m, id)
	c.mu.Unlock()
	if f != nil {
		f()
	}
}

// fire cancels what the parameters of $/cancelRequest name. An id that is no
// number and no string, or is not running, is not an error.
func (c *cancels) fire(params []byte) {
	var p struct {
		ID jsontext.Value `json:"id"`
	}
	if json.Unmarshal(params, &p) != nil {
		return
	}
	var id jsonrpc2.ID
	var s string
	if n, err := strconv.ParseInt(string(p.ID), 10, 64); err == nil {
		id = jsonrpc2.NewNumberID(n)
	} else if json.Unmarshal(p.ID, &s) == nil {
		id = jsonrpc2.NewStringID(s)
	} else {
		return
	}
	c.mu.Lock()
	f := c.m[id]
	c.mu.Unlock()
	if f != nil {
		f()
	}
}

// life is how far a connection has come.
type life struct {
	initialized, shutdown atomic.Bool
}

// ordered is the handler of one connection: it decides what runs when, and what
// becomes of errors and panics.
type ordered struct {
	base     jsonrpc2.Handler
	life     *life
	log      *zap.Logger
	running  cancels
	snapshot func(context.Context) context.Context
	turn     sync.Locker // held while a notification changes what is known
	trace    func(method string, took time.Duration, params []byte)
}

// newOrdered makes a handler that runs notifications inline, so that edits keep
// their order, and requests on goroutines of their own. The snapshot is taken in
// the reader, before the request is let go: what it puts into the context is
// what the request sees, whatever is edited meanwhile.
func newOrdered(base jsonrpc2.Handler, l *life, s *server) *ordered {
	return &ordered{
		base: base, life: l, log: s.log, running: cancels{m: map[jsonrpc2.ID]context.CancelFunc{}},
		snapshot: s.freeze, turn: &s.turn, trace: s.tracing.received,
	}
}

// handle is the jsonrpc2.Handler. No context may be derived from the request's
// own: the library recycles it, and a watcher on it kills the process.
func (o *ordered) handle(rctx context.Context, req *jsonrpc2.Request) (res any, err error) {
	ctx := jsonrpc2.DetachContext(rctx)
	method, begin := strings.Clone(req.Method()), time.Now()
	defer func() {
		took := time.Since(begin)
		o.log.Debug("handled", zap.String("method", method), zap.Duration("took", took))
		o.trace(method, took, req.Params())
	}()
	if req.IsCall() {
		defer func() { res, err = o.settle(method, recover(), res, err) }()
		return o.call(ctx, rctx, method, req)
	}
	defer func() {
		if _, err := o.settle(method, recover(), nil, err); err != nil {
			o.log.Warn("notification", zap.String("method", method), zap.Error(err))
		}
		res, err = nil, nil // an error would close the connection
	}()
	switch {
	case method == protocol.MethodCancelRequest:
		o.running.fire(req.Params())
		return nil, nil
	case method == protocol.MethodTextDocumentDidOpen:
		ctx = withSpelling(ctx, req.Params())
	case method == protocol.MethodNotebookDocumentDidOpen || method == protocol.MethodNotebookDocumentDidChange:
		ctx = withCellSpelling(ctx, req.Params())
	}
	if !o.life.initialized.Load() && method != protocol.MethodExit {
		return nil, nil
	}
	o.turn.Lock()
	defer o.turn.Unlock()
	return o.base(ctx, req)
}

// settle turns what a handler did into what the client is told.
func (o *ordered) settle(method string, panicked, res any, err error) (any, error) {
	switch {
	case panicked != nil:
		o.log.Error("panic", zap.String("method", method), zap.Any("panic", panicked), zap.ByteString("stack", debug.Stack()))
		return nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "internal error in %s", method)
	case errors.Is(err, context.Canceled):
		return nil, protocol.ErrRequestCancelled
	case errors.Is(err, jsonrpc2.ErrParse):
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%v", err)
	}
	return res, err
}

func (o *ordered) call(ctx, rctx context.Context, method string, req *jsonrpc2.Request) (any, error) {
	switch {
	case o.life.shutdown.Load():
		return nil, jsonrpc2.ErrInvalidRequest
	case method == protocol.MethodInitialize:
		if o.life.initialized.Load() {
			return nil, jsonrpc2.ErrInvalidRequest
		}
		o.turn.Lock()
		defer o.turn.Unlock()
		res, err := o.base(ctx, req)
		if err == nil {
			o.life.initialized.Store(true)
		}
		return res, err
	case !o.life.initialized.Load():
		return nil, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "not initialized")
	case method == protocol.MethodShutdown:
		o.life.shutdown.Store(true)
		return o.base(ctx, req)
	}
	ctx, cancel := context.WithCancel(o.snapshot(ctx))
	id := req.ID()
	o.running.add(id, cancel)
	defer o.running.done(id)
	jsonrpc2.Async(rctx) // from here on the reader reads the next message
	return o.base(ctx, req)
}
