package pylib

// osRows is os, os.path, sys, signal, atexit and gc.
func osRows() library {
	io := func(returns string) Call { return Call{Does: IO, GIL: GILReleased, Returns: returns, Raises: true} }
	look := func(returns string) Call { return Call{Does: Probe | IO, GIL: GILReleased, Returns: returns} }
	pure := func(returns string) Call { return Call{Does: Pure, GIL: GILHeld, Returns: returns} }
	probe := func(returns string) Call {
		return Call{Does: Probe, GIL: GILHeld, Returns: returns, NoRaise: true}
	}
	return library{
		calls: []Call{
			{Name: "os.setsid()", Does: ProcessState | IO, Spawned: Spawned{Argument: "start_new_session=True"}},
			{Name: "os.setpgrp()", Does: ProcessState | IO, Spawned: Spawned{Argument: "process_group=0", Since: "3.11"}},
			{Name: "os.fork()", Does: Forks, Returns: "int"}, {Name: "os.forkpty()", Does: Forks, Returns: "tuple"}, {Name: "pty.fork()", Does: Forks, Returns: "tuple"},
			{Name: "os.register_at_fork(*,before,after_in_child,after_in_parent)", Does: ProcessState, Returns: "None",
				Handoff: &Handoff{Param: "after_in_child", On: Main, Many: One, Pass: PassFixed}},
			{Name: "os._exit(status)", Does: Exits | NeverReturns}, {Name: "os.abort()", Does: Exits | NeverReturns},
			{Name: "os.system(command)", Does: Blocks | IO, GIL: GILReleased, Returns: "int"},
			{Name: "os.popen(cmd,mode,buffering)", Does: IO | Forks, Returns: pipeFile},
			{Name: "os.wait()", Does: Blocks, GIL: GILReleased, Returns: "tuple"}, {Name: "os.waitpid(pid,options)", Does: Blocks, GIL: GILReleased, Returns: "tuple"},
			{Name: "os.kill(pid,signal)", Does: IO, Returns: "None", Raises: true}, {Name: "os.killpg(pgid,signal)", Does: IO, Returns: "None", Raises: true},
			{Name: "os.read(fd,length)", Does: Blocks | IO, GIL: GILReleased, Returns: "bytes", EmptyEnd: true},
			{Name: "os.write(fd,data)", Does: IO, GIL: GILReleased, Returns: "int"},
			{Name: "os.pipe()", Does: IO, Returns: "tuple", Parts: []string{"int", "int"}},
			{Name: "os.listdir(path)", Does: IO, GIL: GILReleased, Returns: "list", Yields: "str", Raises: true},
			{Name: "os.scandir(path)", Does: IO, GIL: GILReleased, Raises: true}, {Name: "os.walk(top,topdown,onerror,followlinks)", Does: IO, GIL: GILReleased, Returns: "types.GeneratorType", Yields: "tuple"},
			{Name: "os.getenv(key,default)", Does: Probe, NoRaise: true},
			{Name: "os.cpu_count()", Does: Probe | Pure, Returns: "int"},
			{Name: "os.urandom(size)", Does: IO, GIL: GILReleased, Returns: "bytes"},
			{Name: "os.path.split(p)", Does: Pure, Returns: "tuple", Parts: []string{"str", "str"}}, {Name: "os.path.splitext(p)", Does: Pure, Returns: "tuple", Parts: []string{"str", "str"}},
			{Name: "sys.exit(status)", Does: Exits},
			{Name: "sys.getswitchinterval()", Does: Probe, Returns: "float"},
			{Name: "sys.getsizeof(object,default)", Does: Pure, Returns: "int"},
			{Name: "sys._is_gil_enabled()", Since: "3.13", Does: Probe, Returns: "bool"},
			{Name: "signal.signal(signalnum,handler)", Does: ProcessState, Affine: Main, Elsewhere: "ValueError",
				Handoff: &Handoff{Param: "handler", On: Signal, Many: Several, Pass: PassFixed, Fixed: 2}},
			{Name: "signal.set_wakeup_fd(fd,*,warn_on_full_buffer)", Does: ProcessState, Affine: Main, Elsewhere: "ValueError", Returns: "int"},
			{Name: "signal.pause()", Does: Blocks, GIL: GILReleased, Returns: "None"},
			{Name: "signal.sigwait(sigset)", Does: Blocks, GIL: GILReleased, Returns: "int"},
			{Name: "signal.alarm(seconds)", Does: ProcessState, Returns: "int"}, {Name: "signal.setitimer(which,seconds,interval)", Does: ProcessState, Returns: "tuple"},
			{Name: "signal.getsignal(signalnum)", Does: Probe}, {Name: "signal.raise_signal(signalnum)", Does: UserCode, Returns: "None"},
			{Name: "atexit.register(func)", Does: ProcessState, Handoff: &Handoff{Param: "func", On: Main, Many: One, Pass: PassStar}, Keeps: true},
			{Name: "atexit.unregister(func)", Does: ProcessState, Returns: "None"},
			{Name: "gc.collect(generation)", Does: CPU | UserCode, GIL: GILHeld, Returns: "int"},
			{Name: "platform.system()", Does: Probe, Returns: "str"}, {Name: "platform.python_version()", Does: Probe, Returns: "str"},
		},
		families: []family{
			{"os.", "mkdir(path,mode) makedirs(name,mode,exist_ok) remove(path) unlink(path) rmdir(path) removedirs(name) rename(src,dst) replace(src,dst) symlink(src,dst) link(src,dst) chmod(path,mode) chown(path,uid,gid) close(fd) fsync(fd) truncate(path,length) utime(path,times)", io("None")},
			{"os.", "open(path,flags,mode)", io("int")},
			{"os.", "chdir(path) fchdir(fd) umask(mask) putenv(name,value) unsetenv(name) setuid(uid) setgid(gid) nice(increment) chroot(path)", Call{Does: ProcessState | IO}},
			{"os.", "execv(path,argv) execve(path,argv,env) execvp(file,args) execl(file) execlp(file)", Call{Does: NeverReturns | ProcessState | IO}},
			{"os.", "getpid() getppid() getuid() getgid()", probe("int")},
			{"os.", "getcwd() getlogin()", look("str")}, {"os.", "strerror(code) fspath(path) fsdecode(filename)", pure("str")},
			{"os.", "stat(path) lstat(path) fstat(fd)", Call{Does: Probe | IO, GIL: GILReleased, Returns: "os.stat_result", Raises: true}},
			{"os.", "access(path,mode) isatty(fd)", look("bool")},
			{"os.path.", "exists(path) lexists(path) isfile(path) isdir(s) islink(path) ismount(path) samefile(f1,f2)", look("bool")},
			{"os.path.", "getsize(filename) getmtime(filename) getctime(filename) getatime(filename)", Call{Does: Probe | IO, GIL: GILReleased, Raises: true}},
			{"os.path.", "join(a) basename(p) dirname(p) normpath(path) normcase(s) abspath(path) expanduser(path) expandvars(path) relpath(path,start) realpath(filename) commonprefix(m) commonpath(paths)", pure("str")},
			{"os.path.", "isabs(s)", pure("bool")},
			{"sys.", "getrecursionlimit() getrefcount(object)", probe("int")},
			{"sys.", "getdefaultencoding() getfilesystemencoding()", probe("str")},
			{"sys.", "exc_info()", probe("tuple")},
		},
		types: []Type{{Name: "os.stat_result", Share: SafeShared, Iterable: true}, {Name: "os._Environ", Iterable: true, Bases: []string{"dict"}}},
		values: []Value{
			{Name: "sys.argv", Type: "list", Item: "str"}, {Name: "sys.path", Type: "list", Item: "str", ProcessState: true}, {Name: "sys.modules", Type: "dict", ProcessState: true},
			{Name: "sys.stdin", Type: "sys.stdin", Item: "str", ProcessState: true}, {Name: "sys.stdout", Type: "sys.stdout", ProcessState: true},
			{Name: "sys.stderr", Type: "sys.stderr", ProcessState: true}, {Name: "sys.excepthook", ProcessState: true},
			{Name: "sys.platform", Type: "str"}, {Name: "sys.version", Type: "str"}, {Name: "sys.version_info", Type: "tuple"}, {Name: "sys.executable", Type: "str"},
			{Name: "sys.maxsize", Type: "int"}, {Name: "os.environ", Type: "os._Environ", ProcessState: true}, {Name: "os.name", Type: "str"}, {Name: "os.sep", Type: "str"}, {Name: "os.linesep", Type: "str"},
			{Name: "threading.TIMEOUT_MAX", Type: "float"}, {Name: "math.pi", Type: "float"}, {Name: "math.e", Type: "float"}, {Name: "math.inf", Type: "float"}, {Name: "math.nan", Type: "float"},
			{Name: "string.ascii_letters", Type: "str"}, {Name: "string.ascii_lowercase", Type: "str"}, {Name: "string.ascii_uppercase", Type: "str"}, {Name: "string.digits", Type: "str"},
			{Name: "string.punctuation", Type: "str"}, {Name: "decimal.DefaultContext", ProcessState: true}, {Name: "gc.callbacks", Type: "list", ProcessState: true},
		},
		aliases: map[string]string{"posixpath": "os.path", "ntpath": "os.path", "posix": "os", "nt": "os", "os.getcwdu": "os.getcwd", "_signal": "signal"},
	}
}

// processStateRows is what changes the whole process, in other modules.
func processStateRows() library {
	state := Call{Does: ProcessState}
	return library{
		families: []family{
			{"contextlib.", "chdir(path)", Call{Does: ProcessState, Since: "3.11"}},
			{"", `contextlib.redirect_stdout(new_target) contextlib.redirect_stderr(new_target) warnings.catch_warnings(*,record,module)
				warnings.simplefilter(action,category,lineno,append) warnings.filterwarnings(action,message,category,module,lineno,append) warnings.resetwarnings()
				locale.setlocale(category,locale) sys.setrecursionlimit(limit) sys.setswitchinterval(interval) sys.settrace(function) sys.setprofile(function)
				gc.disable() gc.enable() gc.freeze() gc.set_threshold(threshold0,threshold1,threshold2) faulthandler.enable(file,all_threads)
				random.seed(a,version) random.setstate(state) resource.setrlimit(resource,limits) mimetypes.init(files)`, state},
		},
	}
}
