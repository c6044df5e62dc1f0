package lsp

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec is protocol's generated one, which the library does not export.
type codec struct{}

// Marshal encodes v; raw JSON passes through.
func (codec) Marshal(v any) ([]byte, error) {
	if m, ok := v.(jsonrpc2.RawMessage); ok {
		if m == nil {
			return []byte("null"), nil
		}
		return m, nil
	}
	return protocol.Marshal(v)
}

// Unmarshal decodes into v; raw JSON is copied, since b is reused.
func (codec) Unmarshal(b []byte, v any) error {
	if p, ok := v.(*jsonrpc2.RawMessage); ok {
		*p = append(jsonrpc2.RawMessage(nil), b...)
		return nil
	}
	return protocol.Unmarshal(b, v)
}

// framer is what jsonrpc2's stream offers beyond its interface.
type framer interface {
	ReadFrame(ctx context.Context) ([]byte, int64, error)
	WriteFrame(ctx context.Context, data []byte) (int64, error)
}

// tolerant answers a body that is no JSON, or no message, and reads on; the
// library's stream ends the connection there, and with it the user's session.
type tolerant struct {
	jsonrpc2.Stream
	f framer
}

// ReadFrame returns the next body that is a message or a batch of them.
func (t tolerant) ReadFrame(ctx context.Context) ([]byte, int64, error) {
	for {
		b, n, err := t.f.ReadFrame(ctx)
		if err != nil {
			return b, n, err
		}
		reply := ""
		if !jsontext.Value(b).IsValid(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)) {
			reply = `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}`
		} else if _, err := jsonrpc2.DecodeMessage(b); err != nil && b[0] != '[' {
			reply = `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}}`
		}
		if reply == "" {
			return b, n, nil
		}
		if _, err := t.f.WriteFrame(ctx, []byte(reply)); err != nil {
			return nil, 0, err
		}
	}
}

// WriteFrame frames and writes one body.
func (t tolerant) WriteFrame(ctx context.Context, d []byte) (int64, error) {
	return t.f.WriteFrame(ctx, d)
}
