package lsp

import (
	"context"
	"io"
	"sync"

	"go.lsp.dev/protocol"
)

// outbox stands before the wire: writing to it never blocks, one goroutine owns
// the real writer. A client that stops reading stops that goroutine and never
// the reader, so that its edits and its exit are still heard.
//
// mu guards buf, busy and err.
type outbox struct {
	io.ReadWriteCloser
	mu   sync.Mutex
	cond *sync.Cond
	buf  []byte
	busy bool  // the goroutine is writing what it took
	err  error // the writer's first error; everything after it is dropped
}

func newOutbox(rwc io.ReadWriteCloser) *outbox {
	o := &outbox{ReadWriteCloser: rwc}
	o.cond = sync.NewCond(&o.mu)
	return o
}

// Write queues a copy of p. The stream above frames under a lock of its own, so
// frames stay whole.
func (o *outbox) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	o.buf = append(o.buf, p...)
	o.cond.Broadcast()
	return len(p), nil
}

// run writes until stop is called or the writer fails.
func (o *outbox) run() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.err == nil {
		if len(o.buf) == 0 {
			o.cond.Wait()
			continue
		}
		b := o.buf
		o.buf, o.busy = nil, true
		o.mu.Unlock()
		_, err := o.ReadWriteCloser.Write(b)
		o.mu.Lock()
		o.busy = false
		if err != nil && o.err == nil {
			o.err = err
		}
		o.cond.Broadcast()
	}
}

// stop ends run once what it is writing has gone out.
func (o *outbox) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = io.ErrClosedPipe
	}
	o.cond.Broadcast()
}

// drain returns when everything queued has gone out or nothing more will.
func (o *outbox) drain() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.err == nil && (o.busy || len(o.buf) > 0) {
		o.cond.Wait()
	}
}

// publisher is the one goroutine that sends diagnostics: the newest of each
// document. It hands the next one over only when the last has left, so a client
// that does not read costs one message a document, however long it edits.
//
// mu guards next and order.
type publisher struct {
	out   *outbox
	mu    sync.Mutex
	next  map[string]*protocol.PublishDiagnosticsParams // by URI
	order []string                                      // URIs in next, oldest request first
	wake  bell
}

func newPublisher(out *outbox) *publisher {
	return &publisher{out: out, next: map[string]*protocol.PublishDiagnosticsParams{}, wake: make(bell, 1)}
}

// put replaces what is still to be sent for the document.
func (p *publisher) put(d *protocol.PublishDiagnosticsParams) {
	p.mu.Lock()
	u := string(d.URI)
	if p.next[u] == nil {
		p.order = append(p.order, u)
	}
	p.next[u] = d
	p.mu.Unlock()
	p.wake.poke()
}

func (p *publisher) take() *protocol.PublishDiagnosticsParams {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.order) == 0 {
		return nil
	}
	u := p.order[0]
	d := p.next[u]
	p.order = p.order[1:]
	delete(p.next, u)
	return d
}

// run sends until ctx ends or the connection is gone.
func (p *publisher) run(ctx context.Context, c protocol.Client) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		for d := p.take(); d != nil; d = p.take() {
			if c.PublishDiagnostics(ctx, d) != nil {
				return
			}
			p.out.drain()
		}
	}
}
