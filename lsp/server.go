package lsp

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/config"
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

	notify  func(ctx context.Context, method string, params any) error
	talk    *talk
	tracing tracing
	refresh bell             // rung when the client should ask for diagnostics again
	status  bell             // rung when the status may have changed
	lenses  bell             // rung when code lenses may have changed
	ticks   <-chan time.Time // of the poller; nil: its own

	keeping   sync.RWMutex  // read-locked by whoever writes to the cache
	keepPause time.Duration // of a program between two times of that

	can        abilities // set by initialize, read-only after
	clientName string

	// turn is held by whoever changes what follows it: the reader while it
	// handles a notification, and what comes back from a goroutine of its own.
	turn     sync.Mutex
	programs map[string]*program // by root
	folders  []folder
	editor   config.Editor // what counts outside of every folder
	asked    int           // questions for settings so far
	scoping  int           // searches for the folders' programs so far

	mu         sync.Mutex // orders publishing against the documents' changes; guards docs' replacement and what follows
	docs       atomic.Pointer[snapshot]
	sent       map[string]sentDiagnostics   // by URI
	told       map[string]string            // by URI: id of what the client got when it asked
	closedTold map[*program]map[string]bool // URIs of closed files with findings
	spellings  map[string]string            // by URI: the client's own, where it differs
	good       map[string]*config.Config    // by root: the last one that was right
	faults     map[string][]*config.Error   // by root
	busy       map[*program]time.Time       // since when a phase runs
}

// abilities is what the client can do.
type abilities struct {
	encoding        source.Encoding
	markdown        bool // in hovers
	related         bool
	tags            bool
	documentChanges bool
	literalActions  bool
	resolvesEdits   bool // asks for an action's edit when it is chosen
	watches         bool // tells of changed files when asked to

	pulls            bool // asks for diagnostics, and does so again when told to
	relatedDocuments bool
	configuration    bool // tells its settings when asked
	registersConfig  bool // tells of changed settings when asked to
	progress         bool
	status           bool
	refreshesLenses  bool
}

func newServer(ctx context.Context, opts Options, pub *publisher) *server {
	s := &server{
		opts: opts, ctx: ctx, pub: pub, exit: make(chan struct{}), pause: pause, keepPause: keepPause,
		notify: func(context.Context, string, any) error { return nil },
		talk:   newTalk(), refresh: make(bell, 1), status: make(bell, 1), lenses: make(bell, 1),
		programs: map[string]*program{}, sent: map[string]sentDiagnostics{}, told: map[string]string{},
		closedTold: map[*program]map[string]bool{}, spellings: map[string]string{}, good: map[string]*config.Config{},
		faults: map[string][]*config.Error{}, busy: map[*program]time.Time{},
	}
	if opts.Log == nil {
		opts.Log = zap.NewNop()
	}
	s.log = withClient(opts.Log, s.talk)
	s.tracing.talk = s.talk
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
	version, _ := p.ClientInfo.Version.Get()
	s.clientName = strings.TrimSpace(p.ClientInfo.Name + " " + version)
	s.tracing.set(p.Trace)
	s.openFolders(p)
	s.initialSettings(p.InitializationOptions)
	if p.ProcessID != nil {
		s.pid.Store(int64(*p.ProcessID))
	}
	encoding := [...]protocol.PositionEncodingKind{
		source.UTF8: protocol.PositionEncodingKindUTF8, source.UTF16: protocol.PositionEncodingKindUTF16, source.UTF32: protocol.PositionEncodingKindUTF32,
	}[s.can.encoding]
	r := &protocol.InitializeResult{
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: encoding,
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: ptr(true), Change: ptr(protocol.TextDocumentSyncKindIncremental), Save: protocol.Boolean(true),
			},
			NotebookDocumentSync: notebookSync(),
			HoverProvider:        protocol.Boolean(true),
			CodeActionProvider:   s.actionOptions(),
		},
		ServerInfo: protocol.ServerInfo{Name: "threadlsp", Version: protocol.NewOptional(s.opts.Version)},
	}
	s.offer(&r.Capabilities)
	return r, nil
}

// offer adds what concerns the workspace, and diagnostics that are asked for.
func (s *server) offer(c *protocol.ServerCapabilities) {
	if s.can.pulls {
		c.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: ptr(sourceName), InterFileDependencies: true, WorkspaceDiagnostics: true}
	}
	c.CodeLensProvider = &protocol.CodeLensOptions{ResolveProvider: ptr(false)} // they are cheap once the document is checked
	c.Workspace = &protocol.WorkspaceOptions{
		WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{Supported: ptr(true), ChangeNotifications: protocol.Boolean(true)},
		FileOperations:   fileOperations(),
	}
	c.ExecuteCommandProvider.Commands = append(c.ExecuteCommandProvider.Commands, commandDebug)
}

// wantsStatus says whether a client asks for our own notification of the status.
func wantsStatus(experimental protocol.LSPAny) bool {
	var e struct {
		Status bool `json:"statusNotification"`
	}
	return json.Unmarshal(experimental, &e) == nil && e.Status
}

func abilitiesOf(c *protocol.ClientCapabilities) abilities {
	a := abilities{encoding: source.UTF16, status: wantsStatus(c.Experimental)}
	if g := c.General; g != nil {
		a.encoding = chooseEncoding(g.PositionEncodings)
	}
	if w := c.Window; w != nil {
		a.progress = is(w.WorkDoneProgress)
	}
	if w := c.Workspace; w != nil {
		a.configuration = is(w.Configuration)
		a.refreshesLenses = w.CodeLens != nil && is(w.CodeLens.RefreshSupport)
		a.registersConfig = w.DidChangeConfiguration != nil && is(w.DidChangeConfiguration.DynamicRegistration)
		a.pulls = w.Diagnostics != nil && is(w.Diagnostics.RefreshSupport) && c.TextDocument != nil && c.TextDocument.Diagnostic != nil
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
		if d := t.Diagnostic; d != nil {
			a.relatedDocuments = is(d.RelatedDocumentSupport)
			if a.pulls { // VS Code says what a diagnostic may hold only where it speaks of pushed ones
				a.related, a.tags = a.related || is(d.RelatedInformation), a.tags || len(d.TagSupport.ValueSet) > 0
			}
		}
		if c := t.CodeAction; c != nil {
			a.literalActions = c.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil // ALE names no kinds
			a.resolvesEdits = is(c.DataSupport) && slices.Contains(c.ResolveSupport.Properties, "edit")
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

// Initialized begins what needs the client's help: its settings, the files that
// change, and what goes on without being asked for.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error {
	go s.talk.run(s.ctx, s.client, s.pub.out)
	if s.can.pulls {
		go s.refresher(s.ctx)
	}
	if s.can.refreshesLenses {
		go s.lensRefresher(s.ctx)
	}
	if s.can.status {
		go s.reporter(s.ctx)
		s.status.poke()
	}
	var wanted []protocol.Registration
	if s.can.watches {
		wanted = append(wanted, s.watchFiles())
	}
	go s.poll(s.ctx)
	if s.can.registersConfig {
		wanted = append(wanted, s.registration("configuration", protocol.MethodWorkspaceDidChangeConfiguration, map[string]string{"section": section}))
	}
	s.register(wanted)
	s.askSettings()
	s.rescope()
	return nil
}

// Shutdown answers; what follows is refused by the handler.
func (s *server) Shutdown(context.Context) error { return nil }

// Exit ends Serve.
func (s *server) Exit(context.Context) error {
	s.exitOnce.Do(func() { close(s.exit) })
	return nil
}
