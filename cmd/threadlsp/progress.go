package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// patience is how long a run takes before it tells how far it is.
const patience = 700 * time.Millisecond

// A progress is a line on a terminal about a run that takes long: how many files
// are read, and the seconds. The nil progress tells nothing.
type progress struct {
	w           io.Writer
	files, read atomic.Int64
	began       time.Time
	stopped     chan struct{}
	done        sync.WaitGroup
}

// newProgress begins to tell, unless nobody looks on or wants to know.
func (a *app) newProgress(quiet bool) *progress {
	if quiet || !a.watched || a.getenv("TERM") == "dumb" {
		return nil
	}
	p := &progress{w: a.stderr, began: time.Now(), stopped: make(chan struct{})}
	p.done.Go(func() { p.tell(a.patience) })
	return p
}

// tell writes the line again and again, and takes it back at the end.
func (p *progress) tell(after time.Duration) {
	wait := time.NewTimer(after)
	defer wait.Stop()
	shown := false
	for {
		select {
		case <-wait.C:
			shown = true
			io.WriteString(p.w, "\r\x1b[K"+p.line())
			wait.Reset(100 * time.Millisecond)
		case <-p.stopped:
			if shown {
				io.WriteString(p.w, "\r\x1b[K")
			}
			return
		}
	}
}

// line fits a narrow terminal: a line that wraps cannot be taken back.
func (p *progress) line() string {
	files, read, seconds := p.files.Load(), p.read.Load(), int(time.Since(p.began).Seconds())
	switch {
	case files == 0:
		return fmt.Sprintf("Looking for files, %d s", seconds)
	case read < files:
		return fmt.Sprintf("Reading file %d of %d, %d s", read+1, files, seconds)
	}
	return fmt.Sprintf("Checking %d files, %d s", files, seconds)
}

// stop takes the line back: what is written next begins where it stood.
func (p *progress) stop() {
	if p != nil {
		close(p.stopped)
		p.done.Wait()
	}
}

// of is a project whose reading is counted.
func (p *progress) of(project analyzer.Project) analyzer.Project {
	if p == nil {
		return project
	}
	c := &counted{Project: project, p: p}
	p.files.Add(int64(len(project.Files())))
	return c
}

// A counted project tells a progress which files are read.
type counted struct {
	analyzer.Project
	p    *progress
	seen sync.Map // path
}

// Read counts a file once.
func (c *counted) Read(path string) (*source.Document, error) {
	if _, again := c.seen.LoadOrStore(path, true); !again {
		c.p.read.Add(1)
	}
	return c.Project.Read(path)
}
