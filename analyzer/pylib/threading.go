package pylib

// newThread is the callable slot of a thread's constructor.
func newThread(param string) *Handoff {
	return &Handoff{Param: param, On: NewThread, Many: One, Pass: PassTuple, Args: "args", Kwargs: "kwargs"}
}

// threadingRows is threading and _thread, by the documentation and source of
// CPython 3.8 to 3.13.
func threadingRows() library {
	thread := newThread("target")
	thread.Reserved = "group"
	timer := newThread("function")
	timer.NoneOK = true
	raw := newThread("function")
	raw.Strict = true
	return library{
		calls: []Call{
			{Name: "threading.Thread(group,target,name,args,kwargs,*,daemon,context)", Does: Pure, Handoff: thread, Returns: "threading.Thread"},
			{Name: "threading.Thread.start()", Does: Starts, Returns: "None"},
			{Name: "threading.Thread.run()", Does: Runs | UserCode, Returns: "None"},
			{Name: "threading.Thread.join(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "None"},
			{Name: "threading.Thread.is_alive()", Does: Probe, Returns: "bool", NoRaise: true},
			{Name: "threading.Thread.isAlive()", Does: Probe, Returns: "bool", Old: "3.8", Removed: "3.9", Instead: "is_alive"},
			{Name: "threading.Thread.isDaemon()", Does: Probe, Returns: "bool", Old: "3.10", Instead: "daemon"},
			{Name: "threading.Thread.setDaemon(daemonic)", Does: Mutates, Returns: "None", Old: "3.10", Instead: "daemon"},
			{Name: "threading.Thread.getName()", Does: Probe, Returns: "str", Old: "3.10", Instead: "name"},
			{Name: "threading.Thread.setName(name)", Does: Mutates, Returns: "None", Old: "3.10", Instead: "name"},
			{Name: "threading.Timer(interval,function,args,kwargs)", Does: Pure, Handoff: timer, Returns: "threading.Timer"},
			{Name: "threading.Timer.cancel()", Does: Wakes | Closes, Returns: "None", NoRaise: true},
			{Name: "_thread.start_new_thread(function,args,kwargs)", Does: Starts, Handoff: raw, Returns: "int"},
			{Name: "_thread.exit()", Does: Exits},
			{Name: "_thread.interrupt_main(signum)", Does: Wakes, Returns: "None"},
			{Name: "_thread.stack_size(size)", Does: ProcessState, Returns: "int"},

			{Name: "threading.Lock()", Does: Pure, Returns: "threading.Lock"},
			{Name: "threading.RLock()", Does: Pure, Returns: "threading.RLock"},
			{Name: "threading.Condition(lock)", Does: Pure, Returns: "threading.Condition"},
			{Name: "threading.Semaphore(value)", Does: Pure, Returns: "threading.Semaphore"},
			{Name: "threading.BoundedSemaphore(value)", Does: Pure, Returns: "threading.BoundedSemaphore"},
			{Name: "threading.Event()", Does: Pure, Returns: "threading.Event"},
			{Name: "threading.Barrier(parties,action,timeout)", Does: Pure, Returns: "threading.Barrier"},
			{Name: "threading.local()", Does: Pure, Returns: "threading.local"},
			{Name: "threading.Lock.locked()", Does: Probe, Returns: "bool", NoRaise: true},
			{Name: "threading.Semaphore.release(n)", Does: Releases | Wakes, Returns: "None"},

			{Name: "threading.Condition.wait(timeout)", Does: Blocks | Waits, GIL: GILReleased, Timeout: "timeout", Returns: "bool", Holding: true},
			{Name: "threading.Condition.wait_for(predicate,timeout)", Does: Blocks | Waits | UserCode, GIL: GILReleased, Timeout: "timeout", Holding: true},
			{Name: "threading.Condition.notify(n)", Does: Wakes, Returns: "None", Holding: true},
			{Name: "threading.Condition.notify_all()", Does: Wakes, Returns: "None", Holding: true},
			{Name: "threading.Condition.notifyAll()", Does: Wakes, Returns: "None", Holding: true, Old: "3.10", Instead: "notify_all"},

			{Name: "threading.Event.wait(timeout)", Does: Blocks | Waits, GIL: GILReleased, Timeout: "timeout", Returns: "bool"},
			{Name: "threading.Event.is_set()", Does: Probe, Returns: "bool", NoRaise: true},
			{Name: "threading.Event.isSet()", Does: Probe, Returns: "bool", NoRaise: true, Old: "3.10", Instead: "is_set"},
			{Name: "threading.Event.set()", Does: Wakes, Returns: "None", NoRaise: true},
			{Name: "threading.Event.clear()", Does: Mutates, Returns: "None", NoRaise: true},

			{Name: "threading.Barrier.wait(timeout)", Does: Blocks | Waits | Wakes, GIL: GILReleased, Timeout: "timeout", Returns: "int", Raises: true},
			{Name: "threading.Barrier.reset()", Does: Wakes, Returns: "None"},
			{Name: "threading.Barrier.abort()", Does: Wakes | Closes, Returns: "None"},

			{Name: "threading.current_thread()", Which: CurrentThread, Does: Probe, Returns: "threading.Thread", NoRaise: true},
			{Name: "threading.currentThread()", Which: CurrentThread, Does: Probe, Returns: "threading.Thread", Old: "3.10", Instead: "current_thread"},
			{Name: "threading.main_thread()", Which: MainThread, Does: Probe, Returns: "threading.Thread", NoRaise: true},
			{Name: "threading.active_count()", Does: Probe, Returns: "int", NoRaise: true},
			{Name: "threading.activeCount()", Does: Probe, Returns: "int", Old: "3.10", Instead: "active_count"},
			{Name: "threading.enumerate()", Which: EveryThread, Does: Probe, Returns: "list", Yields: "threading.Thread", NoRaise: true},
			{Name: "threading.get_ident()", Which: CurrentThread, Does: Probe, Returns: "int", NoRaise: true},
			{Name: "threading.get_native_id()", Which: CurrentThread, Does: Probe, Returns: "int", NoRaise: true},
			{Name: "threading.stack_size(size)", Does: ProcessState, Returns: "int"},
			{Name: "threading.excepthook(args)", Does: IO | Output, Returns: "None"},
			{Name: "threading.settrace(func)", Does: ProcessState, Returns: "None"},
			{Name: "threading.setprofile(func)", Does: ProcessState, Returns: "None"},
		},
		families: []family{
			{"threading.", "Lock.acquire(blocking,timeout) RLock.acquire(blocking,timeout) Condition.acquire(blocking,timeout) Semaphore.acquire(blocking,timeout)",
				Call{Does: Acquires | Blocks, GIL: GILReleased, Timeout: "timeout", Block: "blocking", Returns: "bool"}},
			{"threading.", "Lock.release() RLock.release() Condition.release()", Call{Does: Releases, Returns: "None"}},
			{"threading.", "Lock.__enter__ RLock.__enter__ Condition.__enter__ Semaphore.__enter__",
				Call{Does: Acquires | Blocks, GIL: GILReleased, Returns: "bool"}},
			{"threading.", "Lock.__exit__ RLock.__exit__ Condition.__exit__ Semaphore.__exit__", Call{Does: Releases, Returns: "None"}},
		},
		types: threadingTypes(),
		aliases: map[string]string{
			"thread": "_thread", "threading.Lock.acquire_lock": "threading.Lock.acquire", "threading.Lock.release_lock": "threading.Lock.release", "threading.Lock.locked_lock": "threading.Lock.locked",
			"_dummy_thread": "_thread", "dummy_threading": "threading",
			"_thread.allocate_lock": "threading.Lock", "_thread.allocate": "threading.Lock", "_thread.LockType": "threading.Lock",
			"_thread.lock": "threading.Lock", "_thread.RLock": "threading.RLock", "_thread.start_new": "_thread.start_new_thread",
			"_thread.get_ident": "threading.get_ident", "_thread.get_native_id": "threading.get_native_id", "_thread._local": "threading.local",
			"threading._start_new_thread": "_thread.start_new_thread", "threading._allocate_lock": "threading.Lock", "threading._RLock": "threading.RLock",
			"threading._CRLock": "threading.RLock", "threading._PyRLock": "threading.RLock", "threading._Event": "threading.Event",
			"threading._Timer": "threading.Timer", "threading._Condition": "threading.Condition", "threading._Semaphore": "threading.Semaphore",
			"threading._get_ident": "threading.get_ident", "_threading_local.local": "threading.local", "_thread.exit_thread": "_thread.exit",
			"threading.ThreadError": "RuntimeError", "_thread.error": "RuntimeError",
		},
	}
}

func threadingTypes() []Type {
	run := []Root{{Method: "run", On: NewThread, Many: One}}
	attrs := []string{"name", "daemon", "ident", "native_id"}
	attrTypes := map[string]string{"name": "str", "daemon": "bool", "ident": "int", "native_id": "int"}
	return []Type{
		{Name: "threading.Thread", Class: ThreadClass, Told: "threading.Event", Share: SafeShared, NoIter: true, NoPickle: true, Attrs: attrs, AttrTypes: attrTypes, Roots: run},
		{Name: "threading.Timer", Bases: []string{"threading.Thread"}, Class: TimerClass, Share: SafeShared, NoIter: true, NoPickle: true,
			Attrs:     []string{"name", "daemon", "ident", "native_id", "interval", "function", "args", "kwargs", "finished"},
			AttrTypes: map[string]string{"name": "str", "daemon": "bool", "ident": "int", "native_id": "int", "finished": "threading.Event"}},
		{Name: "threading._MainThread", Bases: []string{"threading.Thread"}, Class: ThreadClass, Share: SafeShared, NoIter: true, NoPickle: true, Attrs: attrs, AttrTypes: attrTypes},
		{Name: "threading._DummyThread", Bases: []string{"threading.Thread"}, Class: ThreadClass, Share: SafeShared, NoIter: true, NoPickle: true, Attrs: attrs, AttrTypes: attrTypes},
		{Name: "threading.Lock", Class: LockClass, Share: LockShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Lock", InLoop: "asyncio.Lock", Again: "threading.RLock"},
		{Name: "threading.RLock", Class: RLockClass, Share: LockShared, Reentrant: true, NoIter: true, NoPickle: true, InProcess: "multiprocessing.RLock"},
		{Name: "threading.Condition", Class: ConditionClass, Share: LockShared, Reentrant: true, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Condition", InLoop: "asyncio.Condition"},
		{Name: "threading.Semaphore", Class: SemaphoreClass, Share: LockShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Semaphore", InLoop: "asyncio.Semaphore"},
		{Name: "threading.BoundedSemaphore", Bases: []string{"threading.Semaphore"}, Class: SemaphoreClass, Bounded: true, Share: LockShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.BoundedSemaphore", InLoop: "asyncio.BoundedSemaphore"},
		{Name: "threading.Event", Class: EventClass, Share: SafeShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Event", InLoop: "asyncio.Event"},
		{Name: "threading.Barrier", Class: BarrierClass, Share: SafeShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Barrier", InLoop: "asyncio.Barrier",
			Attrs: []string{"parties", "n_waiting", "broken"}, AttrTypes: map[string]string{"parties": "int", "n_waiting": "int", "broken": "bool"}},
		{Name: "threading.local", Class: LocalClass, Share: SafeShared, NoIter: true, NoPickle: true},
		{Name: "threading.BrokenBarrierError", Bases: []string{"RuntimeError"}, NoIter: true},
	}
}
