package lsp

import (
	"sync"
	"time"

	"go.uber.org/zap"
	"threadlsp/analyzer"
)

// What a program's files say is kept from session to session, so that the first
// diagnostics of the next one wait for no parse. Nothing is written while somebody
// types: only a second phase stores, after a document was opened or saved, and not
// more often than once in keepPause. The first phase of a program only reads. What
// it is told there is not believed for longer than the pause between the phases:
// the second finds everything anew.

// A Cache keeps values from session to session.
type Cache interface {
	analyzer.Store
	Close() error // writes what is new
}

// keepPause is how long nothing is stored after something was.
const keepPause = time.Minute

// A keeper is what a program keeps. All but due is used by the program's
// goroutine alone; the program's mu guards due.
type keeper struct {
	open    func() Cache // nil where nothing is kept
	pause   time.Duration
	writing *sync.RWMutex // read-locked by whoever writes to the cache
	due     bool          // something was opened or saved since it was stored
	settled bool          // a second phase has ended: what the store knows is known
	last    time.Time
}

// keepIn is how long it takes until something may be stored; 0 if nothing is to be.
func (p *program) keepIn() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.keep.due || p.keep.open == nil {
		return 0
	}
	return max(p.keep.pause-time.Since(p.keep.last), p.pause)
}

// keepDueLocked says whether the second phase should store what it finds.
func (p *program) keepDueLocked() bool {
	return p.keep.due && p.keep.open != nil && time.Since(p.keep.last) >= p.keep.pause
}

// saved notes that there is something to be stored, once nobody types.
func (p *program) saved() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep.due = true
	p.wake.poke()
}

// remembering gives a check what was stored. What it returns is called after
// the check; what is new is then written beside all else that happens.
func (p *program) remembering(r *analyzer.Request, whole bool) (done func(*analyzer.Result)) {
	p.mu.Lock()
	writes := whole && p.keepDueLocked()
	if writes {
		p.keep.due, p.keep.last = false, time.Now()
	}
	p.mu.Unlock()
	if p.keep.open == nil || p.keep.settled && !writes {
		return func(*analyzer.Result) {}
	}
	store := p.keep.open()
	if store == nil {
		return func(*analyzer.Result) {}
	}
	r.Store, r.Peek = store, !writes
	return func(result *analyzer.Result) {
		p.keep.settled = p.keep.settled || result != nil && !result.Recalled
		if writes && result == nil { // the next one does
			p.mu.Lock()
			p.keep.due, p.keep.last = true, time.Time{}
			p.mu.Unlock()
		}
		p.keep.writing.RLock()
		go func() {
			defer p.keep.writing.RUnlock()
			if err := store.Close(); err != nil {
				p.log.Warn("keep facts", zap.Error(err))
			}
		}()
	}
}
