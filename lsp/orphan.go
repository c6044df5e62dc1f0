package lsp

import (
	"context"
	"os"
	"time"
)

// orphanInterval is how often the client's process is looked for.
const orphanInterval = 2 * time.Second

// orphaned is closed when the client's process has gone although the pipe is
// still open, as it is when a child of the client holds it. pid returns 0 as
// long as the client has not named itself.
func orphaned(ctx context.Context, pid func() int) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		tick := time.NewTicker(orphanInterval)
		defer tick.Stop()
		parent := os.Getppid()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			p := pid()
			// A killed client whose own parent does not wait for it stays as a
			// zombie with its id; that this process has another parent shows it.
			if p > 0 && (!processExists(p) || p == parent && os.Getppid() != parent) {
				close(gone)
				return
			}
		}
	}()
	return gone
}
