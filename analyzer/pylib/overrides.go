package pylib

// threadOverrides is the names in threading.Thread that its own methods use,
// each checked in CPython 3.8 to 3.13.
var threadOverrides = []Override{
	{Name: "_args"}, {Name: "_daemonic"}, {Name: "_ident"}, {Name: "_initialized"}, {Name: "_kwargs"}, {Name: "_name"},
	{Name: "_started"}, {Name: "_stderr"}, {Name: "_target"},
	{Name: "_is_stopped", Until: "3.13"}, {Name: "_tstate_lock", Until: "3.13"},
	{Name: "_handle", From: "3.13"}, {Name: "_context", From: "3.14"},
	{Name: "_after_fork", From: "3.13", Method: true},
	{Name: "_bootstrap", Method: true}, {Name: "_bootstrap_inner", Method: true}, {Name: "_delete", Method: true},
	{Name: "_invoke_excepthook", From: "3.8"}, // a method's name, but it is stored on the instance
	{Name: "_set_ident", Method: true}, {Name: "_set_native_id", From: "3.8", Method: true},
	{Name: "_set_tstate_lock", Until: "3.13", Method: true},
	{Name: "_stop", Until: "3.13", Method: true},
	{Name: "_wait_for_tstate_lock", Until: "3.13", Method: true},
	{Name: "_reset_internal_locks", Until: "3.13", Method: true},
	{Name: "_set_daemon", Until: "3.3", Method: true},
	{Name: "daemon", Property: true, Settable: true}, {Name: "ident", Property: true}, {Name: "name", Property: true, Settable: true}, {Name: "native_id", From: "3.8", Property: true},
	{Name: "is_alive", Method: true}, {Name: "join", Method: true}, {Name: "start", Method: true},
}

// processOverrides is the same for multiprocessing.Process.
var processOverrides = []Override{
	{Name: "_args"}, {Name: "_closed", From: "3.7"}, {Name: "_config"}, {Name: "_identity"}, {Name: "_kwargs"}, {Name: "_name"},
	{Name: "_parent_name", From: "3.8"}, {Name: "_parent_pid"}, {Name: "_popen"}, {Name: "_target"},
	{Name: "_bootstrap", Method: true}, {Name: "_check_closed", From: "3.7", Method: true}, {Name: "_Popen", Method: true},
	{Name: "authkey", Property: true, Settable: true}, {Name: "daemon", Property: true, Settable: true}, {Name: "exitcode", Property: true}, {Name: "ident", Property: true}, {Name: "name", Property: true, Settable: true}, {Name: "pid", Property: true}, {Name: "sentinel", Property: true},
	{Name: "is_alive", Method: true}, {Name: "join", Method: true}, {Name: "start", Method: true},
	{Name: "terminate", Method: true},
}

// timerOverrides is what threading.Timer adds.
var timerOverrides = []Override{
	{Name: "args"}, {Name: "finished"}, {Name: "function"}, {Name: "interval"}, {Name: "kwargs"}, {Name: "cancel", Method: true},
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
