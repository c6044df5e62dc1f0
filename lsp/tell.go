package lsp

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// What the client is told of the server's own doings: window/logMessage and
// $/logTrace. Both wait in one bounded queue with one sender, so that a client
// that does not read costs nobody anything but the oldest lines.

// maxWaiting is how many lines may wait to be sent.
const maxWaiting = 100

// maxParams is how much of a message's parameters a verbose trace shows.
const maxParams = 1000

// A line is one thing to tell; exactly one of the two is there.
type line struct {
	log   *protocol.LogMessageParams
	trace *protocol.LogTraceParams
}

// talk is the queue. mu guards waiting and dropped.
type talk struct {
	mu      sync.Mutex
	waiting []line
	dropped int
	ready   bell
}

func newTalk() *talk { return &talk{ready: make(bell, 1)} }

// say queues a line; when too many wait the oldest goes.
func (t *talk) say(l line) {
	t.mu.Lock()
	if len(t.waiting) == maxWaiting {
		t.waiting = append(t.waiting[:0], t.waiting[1:]...)
		t.dropped++
	}
	t.waiting = append(t.waiting, l)
	t.mu.Unlock()
	t.ready.poke()
}

func (t *talk) take() (l line, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dropped > 0 {
		text := fmt.Sprintf("%d earlier messages were dropped: the client does not keep up", t.dropped)
		t.dropped = 0
		return line{log: &protocol.LogMessageParams{Type: protocol.MessageTypeWarning, Message: text}}, true
	}
	if len(t.waiting) == 0 {
		return l, false
	}
	l = t.waiting[0]
	t.waiting = t.waiting[1:]
	return l, true
}

// run sends, each line when the one before has left, until ctx ends or the
// connection is gone.
func (t *talk) run(ctx context.Context, c protocol.Client, out *outbox) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.ready:
		}
		for l, ok := t.take(); ok; l, ok = t.take() {
			var err error
			if l.log != nil {
				err = c.LogMessage(ctx, l.log)
			} else {
				err = c.LogTrace(ctx, l.trace)
			}
			if err != nil {
				return
			}
			out.drain()
		}
	}
}

// clientCore is the part of the log that the client shows.
type clientCore struct {
	zapcore.LevelEnabler
	talk *talk
	with []zapcore.Field
}

// withClient is a log that also goes to the client, from info up.
func withClient(log *zap.Logger, t *talk) *zap.Logger {
	return log.WithOptions(zap.WrapCore(func(core zapcore.Core) zapcore.Core {
		level := zap.LevelEnablerFunc(func(l zapcore.Level) bool { return l >= zap.InfoLevel && core.Enabled(l) })
		return zapcore.NewTee(core, &clientCore{LevelEnabler: level, talk: t})
	}))
}

// With adds fields.
func (c *clientCore) With(fields []zapcore.Field) zapcore.Core {
	return &clientCore{c.LevelEnabler, c.talk, append(c.with[:len(c.with):len(c.with)], fields...)}
}

// Check adds the core to those that write an entry.
func (c *clientCore) Check(e zapcore.Entry, to *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return to.AddCore(e, c)
	}
	return to
}

// Write queues an entry.
func (c *clientCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	kind := protocol.MessageTypeInfo
	switch {
	case e.Level >= zap.ErrorLevel:
		kind = protocol.MessageTypeError
	case e.Level == zap.WarnLevel:
		kind = protocol.MessageTypeWarning
	}
	c.talk.say(line{log: &protocol.LogMessageParams{Type: kind, Message: textOf(e.Message, c.with, fields)}})
	return nil
}

// Sync has nothing to do.
func (c *clientCore) Sync() error { return nil }

// textOf is an entry as one line: the message, then "key: value" of each field.
func textOf(message string, all ...[]zapcore.Field) string {
	var b strings.Builder
	b.WriteString(message)
	for _, fields := range all {
		for _, f := range fields {
			m := zapcore.NewMapObjectEncoder()
			f.AddTo(m)
			if v, ok := m.Fields[f.Key]; ok {
				if raw, isBytes := v.([]byte); isBytes {
					v = string(raw)
				}
				fmt.Fprintf(&b, ", %s: %v", f.Key, v)
			}
		}
	}
	return b.String()
}

// tracing is what $/setTrace has asked for.
type tracing struct {
	value atomic.Pointer[protocol.TraceValue]
	talk  *talk
}

func (t *tracing) set(v protocol.TraceValue) {
	v = protocol.TraceValue(strings.Clone(string(v)))
	t.value.Store(&v)
}

// received tells of a message that has been handled.
func (t *tracing) received(method string, took time.Duration, params []byte) {
	v := t.value.Load()
	if v == nil || *v != protocol.TraceValueMessages && *v != protocol.TraceValueVerbose {
		return
	}
	p := &protocol.LogTraceParams{Message: fmt.Sprintf("%s: %s", method, took.Round(time.Microsecond))}
	if *v == protocol.TraceValueVerbose {
		text := string(params[:min(len(params), maxParams)])
		if len(params) > maxParams {
			text = strings.ToValidUTF8(text, "") + fmt.Sprintf("... (%d bytes)", len(params))
		}
		p.Verbose = &text
	}
	t.talk.say(line{trace: p})
}

// SetTrace says how much the client wants to be told of messages.
func (s *server) SetTrace(_ context.Context, p *protocol.SetTraceParams) error {
	s.tracing.set(p.Value)
	return nil
}
