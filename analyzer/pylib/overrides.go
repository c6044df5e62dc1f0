package pylib

import (
	"fmt"
	"strconv"
	"strings"
)

// What a thread raises whose __init__ was not run, as CPython 3.8 to 3.13 do.
const (
	uninitialised = `RuntimeError, "Thread.__init__() not called"`
	unasserted    = `AssertionError, "Thread.__init__() not called"`
	noClosed      = "AttributeError, no attribute '_closed'"
)

// threadOverrides is the names in threading.Thread that its own methods use,
// and what comes of redefining them, each checked in CPython 3.8 to 3.13.
// `_context` came with the parameter of 3.14 (What's New in Python 3.14); it was not run.
var threadOverrides = []Override{
	{Name: "_started", Init: true, Needs: "start() raises", Asked: "is_set", Type: "threading.Event", Else: "start() sets it as soon as the thread runs, and join() relies on it"},
	{Name: "_initialized", Init: true, False: `start() raises RuntimeError, "thread.__init__() not called"`},
	{Name: "_ident", Init: true, Else: "start() overwrites it with the thread's identifier"},
	{Name: "_target", Init: true, Param: "target", ByRun: true, Else: "run() calls it in place of the target that was passed"},
	{Name: "_args", Init: true, Param: "args", ByRun: true, Else: "the target gets it in place of the arguments that were passed"},
	{Name: "_kwargs", Init: true, Param: "kwargs", ByRun: true, Else: "the target gets it in place of the arguments that were passed"},
	{Name: "_daemonic", Init: true, Param: "daemon", Mild: true, Else: "it decides whether the interpreter waits for the thread at exit"},
	{Name: "_name", Init: true, Param: "name", Mild: true, Else: "it becomes the thread's name, in logs and tracebacks too"},
	{Name: "_stderr", Init: true, Mild: true, Else: "an exception in run() is printed to it where sys.stderr is None"},
	{Name: "_is_stopped", Init: true, Until: "3.13", True: "is_alive() is False while the thread runs", Else: "is_alive() is False once it is true, and the end of the thread sets it"},
	{Name: "_tstate_lock", Init: true, Until: "3.13", Else: "start() overwrites it with the lock that join() waits for"},
	{Name: "_handle", From: "3.13", Init: true, Else: "start() raises TypeError, 'handle' must be a _ThreadHandle"},
	{Name: "_context", From: "3.14", Init: true, Param: "context", Needs: "the thread dies with", Asked: "run", Type: "contextvars.Context", Start: true, NoneOK: true, Else: "the thread runs run() in it"},
	{Name: "_after_fork", From: "3.13", Method: true, Else: "threading calls it in a child process after fork()"},
	{Name: "_bootstrap", Method: true, Calls: "start() raises", Else: "start() waits for ever for a thread that runs only this"},
	{Name: "_bootstrap_inner", Method: true, Calls: "start() waits for ever, the new thread dies with", Else: "start() waits for ever for a thread that runs only this"},
	{Name: "_delete", Method: true, Calls: "the end of the thread raises", Else: "it runs when the thread ends, and threading.enumerate() keeps the dead thread"},
	{Name: "_invoke_excepthook", From: "3.8", Init: true, Needs: "an exception in run() raises", Asked: "__call__"}, // a method's name, but it is stored on the instance
	{Name: "_set_ident", Method: true, Calls: "start() waits for ever, the new thread dies with", Else: "`ident` stays None and threading.enumerate() keeps the dead thread"},
	{Name: "_set_native_id", From: "3.8", Method: true, Calls: "start() waits for ever, the new thread dies with", Else: "`native_id` stays None"},
	{Name: "_set_tstate_lock", Until: "3.13", Method: true, Calls: "start() waits for ever, the new thread dies with", Else: "join() raises AssertionError"},
	{Name: "_stop", Until: "3.13", Method: true, Calls: "join() raises", Else: "join() calls it, and is_alive() stays True after the thread has ended"},
	{Name: "_wait_for_tstate_lock", Until: "3.13", Method: true, Calls: "join() raises", Else: "join() calls it and does not wait for the thread"},
	{Name: "_reset_internal_locks", Until: "3.13", Method: true, Else: "threading calls it in a child process after fork()"},
	{Name: "_set_daemon", Until: "3.3", Method: true, Gone: true, Else: "nothing calls it since Python 3.3"},
	{Name: "daemon", Property: true, Settable: true, Early: uninitialised, EarlyRead: unasserted, OldNames: []string{"setDaemon", "isDaemon"}, Setter: "setDaemon",
		Else: "a method counts as true, so the interpreter does not wait for the thread at exit"},
	{Name: "ident", Property: true, EarlyRead: unasserted, Else: "the identifier of the thread is out of reach"},
	{Name: "name", Property: true, Settable: true, Early: unasserted, EarlyRead: unasserted, OldNames: []string{"setName", "getName"}, Setter: "setName",
		Else: "logs and tracebacks print a bound method in place of the name"},
	{Name: "native_id", From: "3.8", Property: true, EarlyRead: unasserted},
	{Name: "is_alive", Method: true, Calls: "is_alive() raises", Early: unasserted},
	{Name: "join", Method: true, Calls: "join() raises", Early: uninitialised},
	{Name: "start", Method: true, Calls: "start() raises", Early: `RuntimeError, "thread.__init__() not called"`},
}

// processOverrides is the same for multiprocessing.Process.
var processOverrides = []Override{
	{Name: "_args"}, {Name: "_closed", From: "3.7"}, {Name: "_config"}, {Name: "_identity"}, {Name: "_kwargs"}, {Name: "_name"},
	{Name: "_parent_name", From: "3.8"}, {Name: "_parent_pid"}, {Name: "_popen"}, {Name: "_target"},
	{Name: "_bootstrap", Method: true}, {Name: "_check_closed", From: "3.7", Method: true}, {Name: "_Popen", Method: true},
	{Name: "authkey", Property: true, Settable: true}, {Name: "exitcode", Property: true, EarlyRead: noClosed},
	{Name: "daemon", Property: true, Settable: true, Early: "AttributeError, no attribute '_popen'", EarlyRead: "AttributeError, no attribute '_config'"},
	{Name: "ident", Property: true, EarlyRead: noClosed}, {Name: "name", Property: true, Settable: true, EarlyRead: "AttributeError, no attribute '_name'"},
	{Name: "pid", Property: true, EarlyRead: noClosed}, {Name: "sentinel", Property: true, EarlyRead: noClosed},
	{Name: "is_alive", Method: true, Calls: "is_alive() raises", Early: noClosed}, {Name: "join", Method: true, Calls: "join() raises", Early: noClosed},
	{Name: "start", Method: true, Calls: "start() raises", Early: noClosed},
	{Name: "terminate", Method: true, Calls: "terminate() raises", Early: noClosed},
}

// timerOverrides is what threading.Timer adds.
var timerOverrides = []Override{
	{Name: "args", Init: true}, {Name: "finished", Init: true, Needs: "cancel() raises", Asked: "set", Type: "threading.Event"},
	{Name: "function", Init: true}, {Name: "interval", Init: true}, {Name: "kwargs", Init: true},
	{Name: "cancel", Method: true, Calls: "cancel() raises", Early: "AttributeError, no attribute 'finished'"},
}

// Overridden lists the names that a subclass of base must not redefine, or only
// compatibly (start, join, is_alive), because the library's own methods use
// them. The oldest and newest version of each are part of the row; nil for
// classes without rows. `run` is not listed: it is there to be overridden.
func Overridden(base string) []Override {
	switch Canonical(base) {
	case "threading.Thread":
		return threadOverrides
	case "threading.Timer":
		return append(append([]Override{}, threadOverrides...), timerOverrides...)
	case "multiprocessing.Process":
		return processOverrides
	}
	return nil
}

// FindOverride is the row of a name in Overridden, nil if there is none.
func FindOverride(base, name string) *Override {
	rows := Overridden(base)
	for i := range rows {
		if rows[i].Name == name {
			return &rows[i]
		}
	}
	return nil
}

// LowLevel is the function of the low-level module that a name on a thread
// class is mistaken for, "" if it is none or the class has the name.
func LowLevel(class, name string) string {
	t := FindType(class)
	if t == nil || t.Class != ThreadClass && t.Class != TimerClass {
		return ""
	}
	if full := "_thread." + name; FindOverride(t.Name, name) == nil && FindCall(class+"."+name) == nil && FindCall(full) != nil {
		return full
	}
	return ""
}

// Last is the last Python version that relies on the name, "" if there is none.
func (o *Override) Last() string {
	major, minor, ok := strings.Cut(o.Until, ".")
	n, err := strconv.Atoi(minor)
	if !ok || err != nil {
		return ""
	}
	return fmt.Sprintf("%s.%d", major, n-1)
}
