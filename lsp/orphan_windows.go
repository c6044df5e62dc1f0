package lsp

import "golang.org/x/sys/windows"

// processExists says whether a process with that id still runs. Where the
// system does not tell, it does: a server that leaves by mistake is worse than
// one that stays.
func processExists(pid int) bool {
	h, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return err != windows.ERROR_INVALID_PARAMETER // there is no such id
	}
	defer windows.CloseHandle(h)
	event, err := windows.WaitForSingleObject(h, 0)
	return err != nil || event != windows.WAIT_OBJECT_0
}
