// Package lsp is the language server: the only place that knows the protocol's
// library and UTF-16.
//
// One goroutine reads the wire. It alone changes the open documents, message by
// message, into immutable snapshots; a request reads the snapshot of the moment
// it came, on a goroutine of its own. Each program (a project's root) has one
// goroutine that checks it, cancelled and restarted by newer edits. One
// goroutine writes, and of the diagnostics only the newest of each document.
//
// Much of the library's own wiring is not used, because it was measured to
// reorder edits, to die on an unknown notification and to rewrite URIs; each
// type here that stands in its place says which.
package lsp

import (
	"context"
	"io"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
)

// Options is what the server is made of.
type Options struct {
	Rules   []*analyzer.Rule
	Version string // told to the client
	Log     *zap.Logger
	// Page returns a rule's page of documentation.
	Page func(*analyzer.Rule) []byte
	// Concept returns the page that explains a construct ("thread", "join"); false if there is none.
	Concept func(name string) ([]byte, bool)
	// Cache opens what is kept from session to session; nil, or one that returns nil, is nothing.
	Cache func() Cache
}

// farewell is how long a client that has stopped reading may take for the last answers.
const farewell = time.Second

// Serve runs one connection to its end and returns the exit status: 0 after
// shutdown and exit, 1 where the client has gone without them.
func Serve(ctx context.Context, rwc io.ReadWriteCloser, opts Options) int {
	return serve(ctx, rwc, opts, func(*server) {})
}

// serve is Serve with a last word on the server before it reads, for tests.
func serve(ctx context.Context, rwc io.ReadWriteCloser, opts Options, adjust func(*server)) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := newOutbox(rwc)
	go out.run()
	defer out.stop()
	stream := jsonrpc2.NewStream(out)
	if f, ok := stream.(framer); ok {
		stream = tolerant{stream, f}
	}
	conn := jsonrpc2.NewConn(stream, jsonrpc2.WithCodec(codec{}))
	pub := newPublisher(out)
	s := newServer(ctx, opts, pub)
	s.client, s.notify = protocol.ClientDispatcher(conn), conn.Notify
	adjust(s)
	go pub.run(ctx, s.client)
	state := &life{}
	conn.Go(ctx, newOrdered(protocol.ServerHandler(s, nil), state, s).handle)
	select {
	case <-conn.Done():
		opts.Log.Info("the connection has ended", zap.Error(conn.Err()))
	case <-s.exit:
	case <-ctx.Done():
	case <-orphaned(ctx, func() int { return int(s.pid.Load()) }):
		opts.Log.Info("the client's process has gone")
	}
	drained := make(chan struct{})
	go func() {
		out.drain()
		s.keeping.Lock() // what is being written to the cache is soon written
		defer s.keeping.Unlock()
		close(drained)
	}()
	select {
	case <-drained:
	case <-time.After(farewell):
	}
	if state.shutdown.Load() {
		return 0
	}
	return 1
}
