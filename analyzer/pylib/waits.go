package pylib

import "strings"

// JoinsThread says whether a method of that name, called on a thread, waits
// for its end. It is for receivers whose type nothing shows, such as the items
// of a list that is never filled.
func JoinsThread(method string) bool {
	c := FindCall("threading.Thread." + method)
	return c != nil && c.Does&Joins != 0
}

// PausesSeconds says whether a call lets the thread that makes it sleep for a
// number of seconds, as an Event's wait(timeout) would.
func (c *Call) PausesSeconds() bool {
	return c.Does&Sleeps != 0 && !c.Async && c.GIL == GILReleased && strings.HasPrefix(c.Timeout, "sec")
}

// CurrentThreadName is the canonical name of the call that gives the current thread.
const CurrentThreadName = "threading.current_thread"

// RaisesExit says whether a call raises SystemExit with a status of the
// caller's, as if to end the program.
func (c *Call) RaisesExit() bool {
	return c.Does&Exits != 0 && c.Does&NeverReturns == 0 && len(c.Slots) > 0
}

// ExitException is the canonical name of the exception that ends a program.
const ExitException = "builtins.SystemExit"
