package lsp

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// server answers one client. Notifications run one after the other in the
// reader, which alone changes docs and programs; requests see the snapshot that
// the reader took for them.
type server struct {
	protocol.UnimplementedServer
	opts     Options
	log      *zap.Logger
	ctx      context.Context // the server's lifetime: a request's own ends with its handler
	client   protocol.Client
	pub      *publisher
	exit     chan struct{}
	exitOnce sync.Once
	pid      atomic.Int64 // of the client's process; 0 until it is known
	newCheck func() checkFunc
	pause    time.Duration // of a program between its phases

	can      abilities           // set by initialize, read-only after
	programs map[string]*program // by root

	mu   sync.Mutex // orders publishing against the documents' changes; guards docs' replacement
	docs atomic.Pointer[snapshot]
	sent map[string]sentDiagnostics // by URI; guarded by mu
}

// abilities is what the client can do.
type abilities struct {
	encoding        source.Encoding
	markdown        bool // in hovers
	related         bool
	tags            bool
	documentChanges bool
	literalActions  bool
	watches         bool // tells of changed files when asked to
}

func newServer(ctx context.Context, opts Options, pub *publisher) *server {
	s := &server{
		opts: opts, log: opts.Log, ctx: ctx, pub: pub, exit: make(chan struct{}), pause: pause,
		programs: map[string]*program{}, sent: map[string]sentDiagnostics{},
	}
	s.docs.Store(&snapshot{})
	s.newCheck = func() checkFunc {
		return analyzer.NewSession(opts.Rules, runtime.GOMAXPROCS(0)).Check
	}
	return s
}

type snapshotKey struct{}

// freeze puts the documents as they are now into a request's context.
func (s *server) freeze(ctx context.Context) context.Context {
	return context.WithValue(ctx, snapshotKey{}, *s.docs.Load())
}

// frozen is the snapshot that freeze took.
func frozen(ctx context.Context) snapshot {
	snap, _ := ctx.Value(snapshotKey{}).(snapshot)
	return snap
}

func ptr[T any](v T) *T { return &v }

func is(b *bool) bool { return b != nil && *b }

// Initialize learns what the client can do and says what the server can.
func (s *server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.can = abilitiesOf(&p.Capabilities)
	if p.ProcessID != nil {
		s.pid.Store(int64(*p.ProcessID))
	}
	encoding := [...]protocol.PositionEncodingKind{
		source.UTF8: protocol.PositionEncodingKindUTF8, source.UTF16: protocol.PositionEncodingKindUTF16, source.UTF32: protocol.PositionEncodingKindUTF32,
	}[s.can.encoding]
	return &protocol.InitializeResult{
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: encoding,
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: ptr(true), Change: ptr(protocol.TextDocumentSyncKindIncremental), Save: protocol.Boolean(true),
			},
			HoverProvider:      protocol.Boolean(true),
			CodeActionProvider: &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}},
		},
		ServerInfo: protocol.ServerInfo{Name: "threadlsp", Version: protocol.NewOptional(s.opts.Version)},
	}, nil
}

func abilitiesOf(c *protocol.ClientCapabilities) abilities {
	a := abilities{encoding: source.UTF16}
	if g := c.General; g != nil {
		a.encoding = chooseEncoding(g.PositionEncodings)
	}
	if w := c.Workspace; w != nil {
		a.documentChanges = w.WorkspaceEdit != nil && is(w.WorkspaceEdit.DocumentChanges)
		a.watches = w.DidChangeWatchedFiles != nil && is(w.DidChangeWatchedFiles.DynamicRegistration)
	}
	if t := c.TextDocument; t != nil {
		if h := t.Hover; h != nil {
			a.markdown = len(h.ContentFormat) > 0 && h.ContentFormat[0] == protocol.MarkupKindMarkdown
		}
		if d := t.PublishDiagnostics; d != nil {
			a.related, a.tags = is(d.RelatedInformation), len(d.TagSupport.ValueSet) > 0
		}
		if c := t.CodeAction; c != nil {
			// ALE names no kinds and takes actions all the same.
			a.literalActions = c.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil
		}
	}
	return a
}

// chooseEncoding takes the client's favourite of those we know; UTF-16 is what
// every client must understand.
func chooseEncoding(offered []protocol.PositionEncodingKind) source.Encoding {
	for _, e := range offered {
		switch e {
		case protocol.PositionEncodingKindUTF8:
			return source.UTF8
		case protocol.PositionEncodingKindUTF16:
			return source.UTF16
		case protocol.PositionEncodingKindUTF32:
			return source.UTF32
		}
	}
	return source.UTF16
}

// Initialized asks the client to tell of files that change on disk.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error {
	if !s.can.watches {
		return nil
	}
	var w protocol.DidChangeWatchedFilesRegistrationOptions
	for _, glob := range []string{"**/*.{py,pyw,pyi}", "**/{pyproject,threadlsp}.toml", "**/.gitignore"} {
		w.Watchers = append(w.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(glob)})
	}
	options, err := protocol.Marshal(&w)
	if err != nil {
		return err
	}
	r := &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "watched-files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: options,
	}}}
	go func() { // the reader must go on, or it would never read the answer
		if err := s.client.RegisterCapability(s.ctx, r); err != nil && s.ctx.Err() == nil {
			s.log.Warn("the client does not watch files", zap.Error(err))
		}
	}()
	return nil
}

// Shutdown answers; what follows is refused by the handler.
func (s *server) Shutdown(context.Context) error { return nil }

// Exit ends Serve.
func (s *server) Exit(context.Context) error {
	s.exitOnce.Do(func() { close(s.exit) })
	return nil
}

// SetTrace is accepted and means nothing: --log-level says what is logged.
func (s *server) SetTrace(context.Context, *protocol.SetTraceParams) error { return nil }
