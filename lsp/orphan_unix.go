//go:build unix

package lsp

import "syscall"

// processExists says whether a process has that id; one that belongs to another
// user exists too.
func processExists(pid int) bool {
	return syscall.Kill(pid, 0) != syscall.ESRCH
}
