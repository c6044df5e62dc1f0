package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// methodStatus is our own notification, for an item in the editor's status bar.
// It is sent to clients that ask for it: the experimental capability
// "statusNotification", or the initialization option of that name.
const methodStatus = "threadlsp/status"

// A serverStatus is what methodStatus says.
type serverStatus struct {
	State    string `json:"state"` // "busy", "ready" or "error"
	Message  string `json:"message"`
	Files    int    `json:"files"`    // in the programs that are checked
	Findings int    `json:"findings"` // in what is reported on
}

// patience is how long a check may take before the user is told that one runs:
// a state that comes with every key and goes at once says nothing.
const patience = 400 * time.Millisecond

// watchStage is told when a program begins and ends a phase.
func (s *server) watchStage(p *program, at stage) {
	s.mu.Lock()
	if at == begun {
		s.busy[p] = time.Now()
	} else {
		delete(s.busy, p)
	}
	s.mu.Unlock()
	if at == begun {
		s.indexing(p)
	}
	s.status.poke()
}

// reporter sends the status whenever it has changed.
func (s *server) reporter(ctx context.Context) {
	var last *serverStatus
	again := time.NewTimer(time.Hour)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.status:
		case <-again.C:
		}
		now, check := s.statusNow()
		if check > 0 {
			again.Reset(check)
		}
		if last != nil && *last == now {
			continue
		}
		last = &now
		if err := s.notify(ctx, methodStatus, now); err != nil {
			return
		}
	}
}

// statusNow is the status, and when it is to be looked at again; 0 when it
// changes only with what is done.
func (s *server) statusNow() (serverStatus, time.Duration) {
	out := serverStatus{State: "ready"}
	failed := 0
	for _, p := range s.allPrograms() {
		p.mu.Lock()
		d, listed := p.disk, p.checked > 0
		if p.failed {
			failed++
		}
		for _, v := range p.knownLocked() {
			out.Findings += len(v.findings)
		}
		p.mu.Unlock()
		if listed { // without the lock: this may walk the disk
			out.Files += len(d.files())
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var wait time.Duration
	for p, since := range s.busy {
		if left := patience - time.Since(since); left > 0 && p.hasChecked() {
			wait = max(wait, left)
			continue
		}
		out.State, out.Message = "busy", "checking "+filepath.Base(p.root)
	}
	switch {
	case out.State == "busy":
	case failed > 0:
		out.State, out.Message = "error", "the check has failed: see the log"
	case len(s.faults) > 0:
		out.State = "error"
		for _, faults := range s.faults {
			if m := fmt.Sprintf("%s: %s", filepath.Base(faults[0].Path), faults[0].Msg); out.Message == "" || m < out.Message {
				out.Message = m
			}
		}
	}
	return out, wait
}

// hasChecked says whether a first check has ended.
func (p *program) hasChecked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.checked > 0
}

// progressInterval is how often a work-done progress moves.
const progressInterval = 250 * time.Millisecond

// indexing shows the first check of a program, which reads all of its files, as
// work in progress until it has ended.
func (s *server) indexing(p *program) {
	p.mu.Lock()
	first := p.checked == 0 && !p.announced && p.root != ""
	p.announced = p.announced || first
	p.mu.Unlock()
	if !first || !s.can.progress {
		return
	}
	go s.showIndexing(p)
}

func (s *server) showIndexing(p *program) {
	token := protocol.String("threadlsp/index/" + p.root)
	if err := s.client.WorkDoneProgressCreate(s.ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
		return // the client does not want to show it
	}
	send := func(value any) {
		raw, err := protocol.Marshal(value)
		if err == nil {
			err = s.client.Progress(s.ctx, &protocol.ProgressParams{Token: token, Value: raw})
		}
		if err != nil && s.ctx.Err() == nil {
			s.log.Warn("progress", zap.Error(err))
		}
	}
	send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: "threadlsp: checking " + filepath.Base(p.root), Percentage: ptr(uint32(0))})
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		p.mu.Lock()
		done, progress, d := p.checked > 0 || p.gone, p.progress, p.disk
		p.mu.Unlock()
		if done {
			break
		}
		select {
		case <-s.ctx.Done():
			return
		case <-progress:
			continue
		case <-tick.C:
		}
		n, all := int(d.reads.Load()), len(d.files())
		if all > 0 {
			send(&protocol.WorkDoneProgressReport{
				Kind: "report", Message: ptr(fmt.Sprintf("%d of %d files", min(n, all), all)), Percentage: ptr(uint32(100 * min(n, all) / all)),
			})
		}
	}
	findings := 0
	for _, v := range p.known() {
		findings += len(v.findings)
	}
	send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: ptr(fmt.Sprintf("%d findings", findings))})
}
