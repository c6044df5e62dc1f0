package lsp

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"
	"threadlsp/analyzer"
)

// pause is how long no edit may come before the whole program is checked again.
const pause = 250 * time.Millisecond

// checkFunc is one analysis: a Session's Check, or what a test puts in its place.
type checkFunc func(context.Context, analyzer.Request) (*analyzer.Result, error)

// A program is one project and the goroutine that checks it, in two phases. An
// edit starts the first at once: the edited documents against the program as it
// now stands. When no edit has come for a while the second checks all open
// documents, since an edit here may make or mend a fault there. A newer edit
// cancels either.
//
// mu guards everything below it.
type program struct {
	root     string // absolute directory; "" for a buffer that has no file
	log      *zap.Logger
	newCheck func() checkFunc
	check    checkFunc // used by run's goroutine alone
	report   func(p *program, made []*view, whole bool)
	watch    func(p *program, stage stage)
	pause    time.Duration
	wake     bell        // rung when something is to be done
	jobs     chan func() // what else run's goroutine is to do, in between
	ended    <-chan struct{}
	stop     context.CancelFunc
	keep     keeper
	dropped  bool // the server has taken back what it told of it; guarded by the server's mu

	mu        sync.Mutex
	disk      *disk // replaced when the project's files or settings changed
	docs      []*buffer
	scope     []string        // directories of which closed files are reported, too, relative to root
	edited    map[string]bool // URIs of documents that no phase has seen as they are
	stale     bool            // the second phase is due
	failed    bool            // the last check was
	checked   int             // how many checks have ended
	announced bool            // the first check was shown as work in progress
	gone      bool            // the program has ended
	cancel    context.CancelFunc
	views     map[string]*view // of open documents, by URI
	beyond    map[string]*view // of closed files in scope, by path
	progress  chan struct{}    // closed when docs or views have changed
}

// A view is what is known of one version of a document. Result is nil where the
// analysis failed.
type view struct {
	buf      *buffer
	result   *analyzer.Result
	findings []*analyzer.Finding // those in the document

	once sync.Once
	wire wire
}

// startProgram makes a program and its goroutine, which ends with the server or
// with stop.
func (s *server) startProgram(root string, d *disk) *program {
	ctx, stop := context.WithCancel(s.ctx)
	p := &program{
		root: root, disk: d, log: s.log, newCheck: s.newCheck, report: s.report, watch: s.watchStage, stop: stop, pause: s.pause,
		wake: make(bell, 1), jobs: make(chan func()), ended: ctx.Done(), edited: map[string]bool{}, views: map[string]*view{}, progress: make(chan struct{}),
	}
	if root != "" {
		p.keep = keeper{open: s.opts.Cache, pause: s.keepPause, writing: &s.keeping, due: true}
	}
	s.setFaults(root, d.faults)
	go p.run(ctx)
	return p
}

// update gives the program its open documents; edited names the one that
// changed, "" where something else did. It does not wait.
func (p *program) update(docs []*buffer, edited string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.docs, p.stale = docs, true
	for _, b := range docs { // what is open is reported as a document
		delete(p.beyond, b.path)
	}
	if edited != "" {
		p.edited[edited] = true
	}
	closed := func(uri string) bool {
		return !slices.ContainsFunc(docs, func(b *buffer) bool { return b.uri == uri })
	}
	maps.DeleteFunc(p.views, func(uri string, _ *view) bool { return closed(uri) })
	maps.DeleteFunc(p.edited, func(uri string, _ bool) bool { return closed(uri) })
	p.tellLocked() // whoever awaits a version that is gone waits in vain
	p.interruptLocked()
}

// replaceDisk gives the program another view of its files. What was read of
// files that have not changed is kept; a nil changed is all of them.
func (p *program) replaceDisk(d *disk, changed func(path string) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if changed != nil {
		d.keep(p.disk, changed)
	}
	p.disk, p.stale = d, true
	p.tellLocked()
	p.interruptLocked()
}

// widen says of which directories closed files are reported, too; nil for none.
func (p *program) widen(scope []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Equal(p.scope, scope) {
		return
	}
	p.scope, p.stale = scope, true
	p.tellLocked()
	p.interruptLocked()
}

// covers says whether a closed file of that path would be in scope.
func (p *program) covers(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.scope, func(dir string) bool { return within(path, dir) })
}

// within says whether a relative path is dir or below it.
func within(path, dir string) bool {
	return dir == "." || path == dir || strings.HasPrefix(path, dir+"/")
}

// refresh makes the next check read some files again.
func (p *program) refresh(paths []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, path := range paths {
		p.disk.forget(path)
	}
	p.stale = true
	p.tellLocked()
	p.interruptLocked()
}

// tellLocked wakes all that await a view.
func (p *program) tellLocked() {
	close(p.progress)
	p.progress = make(chan struct{})
}

func (p *program) interruptLocked() {
	if p.cancel != nil {
		p.cancel()
	}
	p.wake.poke()
}

func (p *program) run(ctx context.Context) {
	defer p.leave()
	idle := time.NewTimer(p.pause)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
			p.phase(ctx, false)
			idle.Reset(p.pause)
		case job := <-p.jobs:
			job()
		case <-idle.C:
			p.phase(ctx, true)
			if wait := p.keepIn(); wait > 0 {
				idle.Reset(wait)
			}
		}
	}
}

// leave wakes all that await something of a program that has ended.
func (p *program) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
	p.docs, p.scope, p.beyond, p.stale = nil, nil, nil, false
	p.tellLocked()
}

// A stage is what a program is doing, for those who show it.
type stage uint8

const (
	begun stage = iota
	ended
)

// phase checks the edited documents, or all of them. It gives up when a newer
// edit comes; what is due stays due.
func (p *program) phase(ctx context.Context, whole bool) {
	p.mu.Lock()
	report := p.dueLocked(whole)
	if len(report) == 0 && !(whole && p.stale) {
		p.mu.Unlock()
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.cancel = cancel
	files, scope := &overlay{disk: p.disk, open: p.docs}, p.scope
	p.mu.Unlock()

	p.watch(p, begun)
	defer p.watch(p, ended)
	if whole {
		report = slices.Concat(report, p.closedFiles(files, scope))
	}
	var result *analyzer.Result
	var err error
	if len(report) > 0 {
		r := request(files, report)
		r.Exact = whole
		done := p.remembering(&r, whole)
		result, err = p.safely(ctx, r)
		done(result)
	}
	made := p.store(ctx, files, report, result, err, whole)
	if made != nil {
		p.report(p, made, whole)
	}
}

// dueLocked is the open documents that a phase has to check.
func (p *program) dueLocked(whole bool) []*buffer {
	if len(p.docs) == 0 && p.scope == nil && len(p.beyond) == 0 {
		p.stale = false
	}
	if whole {
		p.stale = p.stale || p.keepDueLocked()
		if !p.stale {
			return nil
		}
		return slices.Clone(p.docs)
	}
	var due []*buffer
	for _, b := range p.docs {
		if p.edited[b.uri] {
			due = append(due, b)
		}
	}
	return due
}

// closedFiles stand for the files in scope that nobody has open. The first time,
// this walks the project.
func (p *program) closedFiles(files *overlay, scope []string) []*buffer {
	var out []*buffer
	seen := map[string]bool{}
	add := func(path string) {
		if seen[path] || files.find(path) != nil {
			return
		}
		seen[path] = true
		uri := fileURI(files.disk.project.Abs(path), onWindows)
		out = append(out, &buffer{uri: uri, shown: uri, program: p, path: path, closed: true})
	}
	for _, dir := range scope {
		for _, path := range files.disk.project.Own(dir) {
			add(path)
		}
		for _, path := range files.disk.project.Markdown() { // none unless the settings want them
			if within(path, dir) {
				add(path)
			}
		}
	}
	return out
}

// store keeps what a phase has found, unless something has changed meanwhile:
// then it returns nil.
func (p *program) store(ctx context.Context, files *overlay, report []*buffer, result *analyzer.Result, err error, whole bool) []*view {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	p.cancel, p.failed = nil, err != nil
	p.checked++
	if err != nil {
		p.log.Error("check", zap.String("root", p.root), zap.Error(err))
		result = nil
	}
	made := viewsOf(files, report, result)
	if whole {
		p.beyond = map[string]*view{}
	}
	for _, v := range made {
		if v.buf.closed {
			p.beyond[v.buf.path] = v
			continue
		}
		p.views[v.buf.uri] = v
		delete(p.edited, v.buf.uri)
	}
	alone := p.scope == nil && len(p.beyond) == 0 && len(report) == len(p.docs) && (result == nil || !result.Inexact && !result.Recalled)
	if whole || alone { // then the second phase would say the same again
		p.stale = false
	}
	p.tellLocked()
	return made
}

func request(files *overlay, report []*buffer) analyzer.Request {
	r := analyzer.Request{Project: files, Settings: files.disk.settings, Typing: map[string]bool{}}
	for _, b := range files.open {
		r.Typing[b.path] = true
	}
	for _, b := range report {
		r.Report = append(r.Report, b.path)
	}
	return r
}

// safely runs one check. A panic costs its answer and the facts kept so far,
// which may be half made, never the server.
func (p *program) safely(ctx context.Context, r analyzer.Request) (result *analyzer.Result, err error) {
	defer func() {
		if x := recover(); x != nil {
			p.check = nil
			result, err = nil, fmt.Errorf("panic: %v\n%s", x, debug.Stack())
		}
	}()
	if p.check == nil {
		p.check = p.newCheck()
	}
	result, err = p.check(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, x := range result.Skipped {
		if slices.Contains(r.Report, x.Path) {
			p.log.Info("skipped", zap.String("path", x.Path), zap.String("reason", x.Reason))
		}
	}
	for _, x := range result.Panics {
		p.log.Error("internal error", zap.String("rule", x.Rule), zap.String("path", x.Path), zap.String("panic", x.Value), zap.String("stack", x.Stack))
	}
	return result, nil
}

// viewsOf deals the findings of a result out to the documents: those that the
// settings want shown. A file may be open under several URIs, as where a folder of the
// workspace is a symbolic link; of a document that has another text than the
// file's, which is that of the one that changed last, nothing is known.
func viewsOf(files *overlay, report []*buffer, result *analyzer.Result) []*view {
	out := make([]*view, len(report))
	byPath := make(map[string][]*view, len(report))
	for i, b := range report {
		out[i] = &view{buf: b}
		if now := files.find(b.path); now == nil || now == b || now.text == b.text && now.cells == nil && b.cells == nil {
			out[i].result = result
			byPath[b.path] = append(byPath[b.path], out[i])
		}
	}
	if result == nil {
		return out
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		file := result.Files[f.Path]
		if file == nil || f.Level() < files.disk.least {
			continue
		}
		for _, v := range byPath[file.Doc.Path] {
			v.findings = append(v.findings, f)
		}
	}
	return out
}

// await returns what is known of exactly this version of a document, once it
// is; nil where a newer version has come meanwhile, so that nothing can be said
// of the old one. The error is ctx's.
func (p *program) await(ctx context.Context, b *buffer) (*view, error) {
	for {
		p.mu.Lock()
		v, progress := p.views[b.uri], p.progress
		current := slices.Contains(p.docs, b)
		p.mu.Unlock()
		if v != nil && v.buf == b {
			return v, ctx.Err()
		}
		if !current {
			return nil, ctx.Err()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-progress:
		}
	}
}

// settled waits until the program has nothing left to do, and returns what is
// known of its documents and files. The error is ctx's.
func (p *program) settled(ctx context.Context) ([]*view, error) {
	for {
		p.mu.Lock()
		done, progress := p.idleLocked(), p.progress
		var all []*view
		if done {
			all = p.knownLocked()
		}
		p.mu.Unlock()
		if done {
			return all, ctx.Err()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-progress:
		}
	}
}

func (p *program) idleLocked() bool {
	if len(p.docs) == 0 && p.scope == nil && len(p.beyond) == 0 {
		return true
	}
	return !p.stale && len(p.edited) == 0
}

// knownLocked is the views of what is open, then of the closed files, in order.
func (p *program) knownLocked() []*view {
	var out []*view
	for _, b := range p.docs {
		if v := p.views[b.uri]; v != nil {
			out = append(out, v)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(p.beyond)) {
		out = append(out, p.beyond[path])
	}
	return out
}

// known is what is known at the moment, settled or not.
func (p *program) known() []*view {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.knownLocked()
}

// recheck is what would be known of a document if it were another. It is
// worked out on the program's goroutine, and given up with errModified when
// the document, or another one, is edited meanwhile.
func (p *program) recheck(ctx context.Context, b, other *buffer) (v *view, err error) {
	done := make(chan struct{})
	job := func() {
		defer close(done)
		v, err = p.supposing(ctx, b, other)
	}
	select {
	case p.jobs <- job:
		<-done
		return v, err
	case <-p.ended:
		return nil, errModified
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *program) supposing(ctx context.Context, b, other *buffer) (*view, error) {
	p.mu.Lock()
	i := slices.Index(p.docs, b)
	if i < 0 {
		p.mu.Unlock()
		return nil, errModified
	}
	docs := slices.Clone(p.docs)
	docs[i] = other
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	p.cancel = cancel
	files := &overlay{disk: p.disk, open: docs}
	p.mu.Unlock()

	r := request(files, docs[i:i+1])
	r.Exact = true
	result, err := p.safely(work, r)

	p.mu.Lock()
	p.cancel = nil
	p.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case work.Err() != nil:
		return nil, errModified
	case err != nil:
		return nil, err
	}
	return viewsOf(files, docs[i:i+1], result)[0], nil
}
