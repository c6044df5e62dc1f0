package pylib

// subprocessRows is subprocess.
func subprocessRows() library {
	const m = "subprocess."
	const wait = Blocks | IO
	popen := "(args,bufsize,executable,stdin,stdout,stderr,preexec_fn,close_fds,shell,cwd,env,universal_newlines,startupinfo,creationflags,restore_signals,start_new_session,pass_fds)"
	return library{
		calls: []Call{
			{Name: m + "Popen" + popen, Does: IO | Forks, Returns: m + "Popen", AfterFork: "preexec_fn", Raises: true},
			{Name: m + "run()", Does: wait, GIL: GILReleased, Timeout: "timeout", Returns: m + "CompletedProcess", AfterFork: "preexec_fn", Raises: true},
			{Name: m + "call()", Does: wait, GIL: GILReleased, Timeout: "timeout", Returns: "int", AfterFork: "preexec_fn", Raises: true},
			{Name: m + "check_call()", Does: wait, GIL: GILReleased, Timeout: "timeout", Returns: "int", AfterFork: "preexec_fn", Raises: true},
			{Name: m + "check_output()", Does: wait, GIL: GILReleased, Timeout: "timeout", AfterFork: "preexec_fn", Raises: true},
			{Name: m + "getoutput(cmd)", Does: wait, GIL: GILReleased, Returns: "str"},
			{Name: m + "getstatusoutput(cmd)", Does: wait, GIL: GILReleased, Returns: "tuple", Parts: []string{"int", "str"}},
			{Name: m + "Popen.wait(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "int"},
			{Name: m + "Popen.communicate(input,timeout)", Does: Joins | Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: "tuple"},
			{Name: m + "Popen.poll()", Does: Probe, Returns: "int"},
			{Name: m + "Popen.send_signal(sig)", Does: IO, Returns: "None"},
			{Name: m + "Popen.terminate()", Does: IO | Closes, Returns: "None"},
			{Name: m + "Popen.kill()", Does: IO | Closes, Returns: "None"},
			{Name: m + "Popen.__exit__", Does: Joins | Blocks, GIL: GILReleased},
			{Name: pipeFile + ".read(size)", Does: wait, GIL: GILReleased, EmptyEnd: true},
			{Name: pipeFile + ".readline(size)", Does: wait, GIL: GILReleased, EmptyEnd: true},
			{Name: pipeFile + ".readlines(hint)", Does: wait, GIL: GILReleased, Returns: "list"},
			{Name: pipeFile + ".write(s)", Does: wait, GIL: GILReleased},
			{Name: pipeFile + ".flush()", Does: wait, GIL: GILReleased, Returns: "None"},
			{Name: pipeFile + ".close()", Does: IO | Closes, Returns: "None"},
		},
		types: []Type{
			{Name: m + "Popen", Class: PopenClass, NoIter: true, NoPickle: true,
				Attrs:     []string{"args", "stdin", "stdout", "stderr", "pid", "returncode"},
				AttrTypes: map[string]string{"stdin": pipeFile, "stdout": pipeFile, "stderr": pipeFile, "pid": "int"}},
			{Name: m + "CompletedProcess", NoIter: true, Attrs: []string{"args", "returncode", "stdout", "stderr"}, AttrTypes: map[string]string{"returncode": "int"}},
			{Name: pipeFile, Class: FileClass, Iterable: true, NoPickle: true},
			{Name: m + "CalledProcessError", Bases: []string{"Exception"}, NoIter: true}, {Name: m + "TimeoutExpired", Bases: []string{"Exception"}, NoIter: true},
		},
	}
}

// pipeFile is the model's own name for one end of a child's pipe: a file whose
// reads wait for the child.
const pipeFile = "subprocess.PipeReader"
