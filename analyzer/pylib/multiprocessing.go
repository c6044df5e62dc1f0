package pylib

// multiprocessingRows is multiprocessing, its pools (also of threads) and its
// synchronisation. A context has the members of the module itself.
func multiprocessingRows() library {
	const m = "multiprocessing."
	calls := []Call{
		{Name: m + "Process(group,target,name,args,kwargs,*,daemon)", Does: Pure, Returns: m + "Process",
			Handoff: &Handoff{Param: "target", On: Process, Many: One, Pass: PassTuple, Args: "args", Kwargs: "kwargs", Pickles: true, Reserved: "group"}},
		{Name: m + "Process.start()", Does: Starts | Forks, Returns: "None"},
		{Name: m + "Process.run()", Does: Runs | UserCode, Returns: "None"},
		{Name: m + "Process.join(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "None"},
		{Name: m + "Process.is_alive()", Does: Probe, Returns: "bool"},
		{Name: m + "Process.terminate()", Does: Closes, Returns: "None"},
		{Name: m + "Process.kill()", Does: Closes, Returns: "None"},
		{Name: m + "Process.close()", Does: Closes, Returns: "None"},
		{Name: m + "Pool(processes,initializer,initargs,maxtasksperchild)", Does: Forks, Returns: m + "pool.Pool", Workers: "processes", Handoff: poolInitializer(Process)},
		{Name: m + "pool.Pool(processes,initializer,initargs,maxtasksperchild,context)", Does: Forks, Returns: m + "pool.Pool", Workers: "processes", Handoff: poolInitializer(Process)},
		{Name: m + "pool.ThreadPool(processes,initializer,initargs)", Does: Starts, Returns: m + "pool.ThreadPool", Workers: "processes", Handoff: poolInitializer(Pool)},
		{Name: m + "pool.AsyncResult.get(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Raises: true},
		{Name: m + "pool.AsyncResult.wait(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "None"},
		{Name: m + "pool.IMapIterator.next(timeout)", Does: Blocks | Waits, GIL: GILReleased, Timeout: "timeout", Raises: true},

		{Name: m + "queues.Queue.put(obj,block,timeout)", Does: Wakes | Mutates | Blocks, GIL: GILReleased, Timeout: "timeout", Block: "block", BoundedBy: "maxsize", Returns: "None"},
		{Name: m + "queues.Queue.get(block,timeout)", Does: Blocks | Waits | Mutates, GIL: GILReleased, Timeout: "timeout", Block: "block"},
		{Name: m + "queues.Queue.put_nowait(obj)", Does: Wakes | Mutates, Returns: "None"},
		{Name: m + "queues.Queue.get_nowait()", Vain: "queue.Empty", Does: Takes | Mutates, Raises: true},
		{Name: m + "queues.Queue.close()", Does: Closes, Returns: "None"},
		{Name: m + "queues.Queue.join_thread()", Does: Blocks, GIL: GILReleased, Returns: "None"},
		{Name: m + "queues.Queue.cancel_join_thread()", Does: Mutates, Returns: "None"},
		{Name: m + "queues.JoinableQueue.task_done()", Does: Wakes | Finishes, Returns: "None"},
		{Name: m + "queues.JoinableQueue.join()", Does: Blocks | Waits, GIL: GILReleased, Returns: "None"},
		{Name: m + "queues.SimpleQueue.put(obj)", Does: Wakes | Mutates | Blocks, GIL: GILReleased, Returns: "None"},
		{Name: m + "queues.SimpleQueue.get()", Does: Blocks | Waits | Mutates, GIL: GILReleased},
		{Name: m + "queues.SimpleQueue.close()", Since: "3.9", Does: Closes, Returns: "None"},

		{Name: m + "Pipe(duplex)", Does: IO, Returns: "tuple", Yields: m + "connection.Connection"},
		{Name: m + "connection.Connection.recv()", Does: Blocks | IO, GIL: GILReleased, Raises: true},
		{Name: m + "connection.Connection.recv_bytes(maxlength)", Does: Blocks | IO, GIL: GILReleased, Raises: true, Returns: "bytes"},
		{Name: m + "connection.Connection.send(obj)", Does: Wakes | Blocks | IO, GIL: GILReleased, Returns: "None"},
		{Name: m + "connection.Connection.send_bytes(buf,offset,size)", Does: Wakes | Blocks | IO, GIL: GILReleased, Returns: "None"},
		{Name: m + "connection.Connection.poll(timeout)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: "bool"},
		{Name: m + "connection.Connection.close()", Does: Closes, Returns: "None"},
		{Name: m + "connection.wait(object_list,timeout)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: "list"},
		{Name: m + "connection.Client(address,family,authkey)", Does: Blocks | IO, GIL: GILReleased, Raises: true, Returns: m + "connection.Connection"},
		{Name: m + "connection.Listener.accept()", Does: Blocks | IO, GIL: GILReleased, Raises: true, Returns: m + "connection.Connection"},
		{Name: m + "connection.Listener.close()", Does: Closes, Returns: "None"},

		{Name: m + "Manager()", Does: Forks | Blocks, Returns: m + "managers.SyncManager"},
		{Name: m + "managers.SyncManager.shutdown()", Does: Closes | Blocks, Returns: "None"},
		{Name: m + "managers.SyncManager.Queue(maxsize)", Does: Blocks | IO, Returns: m + "managers.AutoProxy"},
		{Name: m + "managers.SyncManager.JoinableQueue(maxsize)", Does: Blocks | IO, Returns: m + "managers.AutoProxy"},
		{Name: m + "managers.SyncManager.dict(args)", Does: Blocks | IO, Returns: m + "managers.DictProxy"},
		{Name: m + "managers.SyncManager.list(args)", Does: Blocks | IO, Returns: m + "managers.ListProxy"},
		{Name: m + "managers.SyncManager.Lock()", Does: Blocks | IO, Returns: m + "synchronize.Lock"},
		{Name: m + "managers.SyncManager.RLock()", Does: Blocks | IO, Returns: m + "synchronize.RLock"},
		{Name: m + "managers.SyncManager.Event()", Does: Blocks | IO, Returns: m + "synchronize.Event"},

		{Name: m + "Value(typecode_or_type,*,lock)", Does: Pure, Returns: m + "sharedctypes.Synchronized"},
		{Name: m + "Array(typecode_or_type,size_or_initializer,*,lock)", Does: Pure, Returns: m + "sharedctypes.SynchronizedArray"},
		{Name: m + "sharedctypes.Synchronized.get_lock()", Does: Probe, Returns: m + "synchronize.RLock"},
		{Name: m + "sharedctypes.SynchronizedArray.get_lock()", Does: Probe, Returns: m + "synchronize.RLock"},
		{Name: m + "get_context(method)", Does: Pure, Method: "method", Returns: m + "context.BaseContext"},
		{Name: m + "set_start_method(method,force)", Does: ProcessState, Method: "method", Returns: "None"},
		{Name: m + "get_start_method(allow_none)", Does: Probe, Returns: "str"},
		{Name: m + "cpu_count()", Does: Probe | Pure, Returns: "int"},
		{Name: m + "current_process()", Does: Probe, Returns: m + "Process"},
		{Name: m + "parent_process()", Does: Probe, Returns: m + "Process"},
		{Name: m + "active_children()", Does: Probe, Returns: "list", Yields: m + "Process"},
		{Name: m + "freeze_support()", Does: Pure, Returns: "None"},
		{Name: m + "log_to_stderr(level)", Does: ProcessState, Returns: "logging.Logger"},
		{Name: m + "get_logger()", Does: Probe, Returns: "logging.Logger"},
		{Name: m + "shared_memory.SharedMemory(name,create,size,*,track)", Does: IO, Returns: m + "shared_memory.SharedMemory"},
	}
	calls = append(calls, poolMethods(m+"pool.Pool", Process)...)
	calls = append(calls, poolMethods(m+"pool.ThreadPool", Pool)...)
	return library{calls: calls, families: multiprocessingFamilies(), types: multiprocessingTypes(), aliases: multiprocessingAliases()}
}

func poolInitializer(on Place) *Handoff {
	return &Handoff{Param: "initializer", On: on, Many: ByWorkers, Pass: PassTuple, Args: "initargs", Pickles: on == Process}
}

// poolMethods is the methods of a Pool whose workers are in place on.
func poolMethods(class string, on Place) []Call {
	slot := func(pass Passing) *Handoff {
		h := &Handoff{Param: "func", On: on, Many: ByWorkers, Pass: pass, Pickles: on == Process}
		if h.Args = "iterable"; pass == PassTuple {
			h.Args, h.Kwargs = "args", "kwds"
		}
		return h
	}
	const result = "multiprocessing.pool.AsyncResult"
	const wait = Joins | Blocks
	return []Call{
		{Name: class + ".apply(func,args,kwds)", Does: wait, GIL: GILReleased, Handoff: slot(PassTuple), Raises: true},
		{Name: class + ".apply_async(func,args,kwds,callback,error_callback)", Does: Wakes, Handoff: slot(PassTuple), Returns: result},
		{Name: class + ".map(func,iterable,chunksize)", Does: wait, GIL: GILReleased, Handoff: slot(PassIter), Returns: "list", Items: ResultsOfFirst, Raises: true},
		{Name: class + ".map_async(func,iterable,chunksize,callback,error_callback)", Does: Wakes, Handoff: slot(PassIter), Returns: result},
		{Name: class + ".imap(func,iterable,chunksize)", Does: Wakes, Handoff: slot(PassIter), Items: ResultsOfFirst, Returns: "multiprocessing.pool.IMapIterator"},
		{Name: class + ".imap_unordered(func,iterable,chunksize)", Does: Wakes, Handoff: slot(PassIter), Items: ResultsOfFirst, Returns: "multiprocessing.pool.IMapIterator"},
		{Name: class + ".starmap(func,iterable,chunksize)", Does: wait, GIL: GILReleased, Handoff: slot(PassStarIter), Returns: "list", Items: ResultsOfFirst, Raises: true},
		{Name: class + ".starmap_async(func,iterable,chunksize,callback,error_callback)", Does: Wakes, Handoff: slot(PassStarIter), Returns: result},
		{Name: class + ".close()", Does: Closes, Returns: "None"},
		{Name: class + ".terminate()", Does: Closes | Blocks, GIL: GILReleased, Returns: "None"},
		{Name: class + ".join()", Does: wait, GIL: GILReleased, Returns: "None"},
		{Name: class + ".__exit__", Does: Closes | Blocks, GIL: GILReleased},
	}
}

func multiprocessingFamilies() []family {
	const m = "multiprocessing."
	return []family{
		{m + "queues.", "Queue.empty() SimpleQueue.empty()", Call{Does: Probe, Returns: "bool", Level: true}},
		{m + "queues.", "Queue.full()", Call{Does: Probe, Returns: "bool"}},
		{m + "queues.", "Queue.qsize()", Call{Does: Probe, Returns: "int", Level: true}},
		{m + "pool.AsyncResult.", "ready() successful()", Call{Does: Probe, Returns: "bool"}},
		{m + "synchronize.", "Lock.acquire(block,timeout) RLock.acquire(block,timeout) Semaphore.acquire(block,timeout) Condition.acquire(block,timeout)",
			Call{Does: Acquires | Blocks, GIL: GILReleased, Timeout: "timeout", Block: "block", Returns: "bool"}},
		{m + "synchronize.", "Lock.release() RLock.release() Condition.release()", Call{Does: Releases, Returns: "None"}},
		{m + "synchronize.", "Semaphore.release()", Call{Does: Releases | Wakes, Returns: "None"}},
		{m + "synchronize.", "Lock.__enter__ RLock.__enter__ Semaphore.__enter__ Condition.__enter__", Call{Does: Acquires | Blocks, GIL: GILReleased, Returns: "bool"}},
		{m + "synchronize.", "Lock.__exit__ RLock.__exit__ Semaphore.__exit__ Condition.__exit__", Call{Does: Releases, Returns: "None"}},
		{m + "synchronize.", "Condition.wait(timeout) Event.wait(timeout)", Call{Does: Blocks | Waits, GIL: GILReleased, Timeout: "timeout", Returns: "bool"}},
		{m + "synchronize.", "Condition.wait_for(predicate,timeout)", Call{Does: Blocks | Waits | UserCode, GIL: GILReleased, Timeout: "timeout", Holding: true}},
		{m + "synchronize.", "Condition.notify(n) Condition.notify_all()", Call{Does: Wakes, Returns: "None", Holding: true}},
		{m + "synchronize.", "Event.set()", Call{Does: Wakes, Returns: "None"}},
		{m + "synchronize.", "Event.clear()", Call{Does: Mutates, Returns: "None"}},
		{m + "synchronize.", "Event.is_set()", Call{Does: Probe, Returns: "bool"}},
		{m, "Queue(maxsize)", Call{Does: Pure, Returns: m + "queues.Queue"}},
		{m, "JoinableQueue(maxsize)", Call{Does: Pure, Returns: m + "queues.JoinableQueue"}},
		{m, "SimpleQueue()", Call{Does: Pure, Returns: m + "queues.SimpleQueue"}},
		{m, "Lock()", Call{Does: Pure, Returns: m + "synchronize.Lock"}},
		{m, "RLock()", Call{Does: Pure, Returns: m + "synchronize.RLock"}},
		{m, "Semaphore(value)", Call{Does: Pure, Returns: m + "synchronize.Semaphore"}},
		{m, "BoundedSemaphore(value)", Call{Does: Pure, Returns: m + "synchronize.BoundedSemaphore"}},
		{m, "Condition(lock)", Call{Does: Pure, Returns: m + "synchronize.Condition"}},
		{m, "Event()", Call{Does: Pure, Returns: m + "synchronize.Event"}},
		{m, "Barrier(parties,action,timeout)", Call{Does: Pure, Returns: m + "synchronize.Barrier"}},
	}
}

func multiprocessingTypes() []Type {
	const m = "multiprocessing."
	types := []Type{
		{Name: m + "Process", Class: ProcessClass, Share: SafeShared, NoIter: true, Process: true, NoPickle: true,
			Attrs:     []string{"name", "daemon", "pid", "ident", "exitcode", "authkey", "sentinel"},
			AttrTypes: map[string]string{"name": "str", "daemon": "bool", "pid": "int", "ident": "int", "exitcode": "int", "sentinel": "int"},
			Roots:     []Root{{Method: "run", On: Process, Many: One}}},
		{Name: m + "pool.Pool", Class: ProcessPoolClass, Share: SafeShared, NoIter: true, NoPickle: true},
		{Name: m + "pool.ThreadPool", Bases: []string{m + "pool.Pool"}, Class: ThreadPoolClass, Share: SafeShared, NoIter: true, NoPickle: true},
		{Name: m + "pool.AsyncResult", Class: FutureClass, Share: SafeShared, NoIter: true, NoPickle: true},
		{Name: m + "pool.MapResult", Bases: []string{m + "pool.AsyncResult"}, Class: FutureClass, Share: SafeShared, NoIter: true, NoPickle: true},
		{Name: m + "pool.IMapIterator", Share: UnknownSharing, Iterable: true, NoPickle: true},
		{Name: m + "queues.Queue", Class: QueueClass, Share: SafeShared, NoIter: true, Process: true, Feeds: true},
		{Name: m + "queues.JoinableQueue", Bases: []string{m + "queues.Queue"}, Class: QueueClass, Share: SafeShared, NoIter: true, Process: true, Feeds: true},
		{Name: m + "queues.SimpleQueue", Class: QueueClass, Share: SafeShared, NoIter: true, Process: true, Feeds: true},
		{Name: m + "synchronize.Lock", Class: LockClass, Share: LockShared, NoIter: true, Process: true},
		{Name: m + "synchronize.RLock", Class: RLockClass, Share: LockShared, Reentrant: true, NoIter: true, Process: true},
		{Name: m + "synchronize.Semaphore", Class: SemaphoreClass, Share: LockShared, NoIter: true, Process: true},
		{Name: m + "synchronize.BoundedSemaphore", Bases: []string{m + "synchronize.Semaphore"}, Class: SemaphoreClass, Share: LockShared, NoIter: true, Process: true},
		{Name: m + "synchronize.Condition", Class: ConditionClass, Share: LockShared, Reentrant: true, NoIter: true, Process: true},
		{Name: m + "synchronize.Event", Class: EventClass, Share: SafeShared, NoIter: true, Process: true},
		{Name: m + "synchronize.Barrier", Bases: []string{"threading.Barrier"}, Class: BarrierClass, Share: SafeShared, NoIter: true, Process: true},
		{Name: m + "connection.Connection", Share: UnsafeShared, NoIter: true, Process: true},
		{Name: m + "connection.Listener", NoIter: true, NoPickle: true},
		{Name: m + "managers.SyncManager", NoIter: true},
		{Name: m + "managers.AutoProxy", Bases: []string{m + "queues.JoinableQueue"}, Class: QueueClass, Share: SafeShared, NoIter: true, Process: true},
		{Name: m + "managers.DictProxy", Iterable: true, Process: true},
		{Name: m + "managers.ListProxy", Iterable: true, Process: true},
		{Name: m + "sharedctypes.Synchronized", NoIter: true, Process: true, Attrs: []string{"value"}},
		{Name: m + "sharedctypes.SynchronizedArray", Iterable: true, Process: true},
		{Name: m + "context.BaseContext", NoIter: true},
		{Name: m + "shared_memory.SharedMemory", NoIter: true, Process: true, Attrs: []string{"buf", "name", "size"}},
	}
	return types
}

func multiprocessingAliases() map[string]string {
	const m, t = "multiprocessing.", "threading."
	a := map[string]string{
		m + "process.BaseProcess": m + "Process", m + "process.current_process": m + "current_process",
		m + "process.active_children": m + "active_children", m + "process.parent_process": m + "parent_process",
		m + "pool.ApplyResult": m + "pool.AsyncResult", m + "pool.IMapUnorderedIterator": m + "pool.IMapIterator",
		m + "connection.Pipe": m + "Pipe", m + "connection._ConnectionBase": m + "connection.Connection",
		m + "connection.PipeConnection": m + "connection.Connection", m + "sharedctypes.Value": m + "Value", m + "sharedctypes.Array": m + "Array",
		m + "sharedctypes.SynchronizedString": m + "sharedctypes.SynchronizedArray", m + "managers.ListProxyBase": m + "managers.ListProxy",
		m + "TimeoutError": m + "context.TimeoutError",
	}
	for _, c := range []string{"Process", "SpawnProcess", "ForkProcess", "ForkServerProcess"} {
		a[m+"context."+c] = m + "Process"
	}
	for _, c := range []string{"BaseContext", "DefaultContext", "SpawnContext", "ForkContext", "ForkServerContext"} {
		if c != "BaseContext" {
			a[m+"context."+c] = m + "context.BaseContext"
		}
		for _, member := range contextMembers {
			a[m+"context."+c+"."+member] = m + member
		}
	}
	for _, c := range []string{"Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier"} {
		a[m+"dummy."+c] = t + c
	}
	a[m+"dummy.Process"], a[m+"dummy.DummyProcess"], a[m+"dummy.current_process"] = t+"Thread", t+"Thread", t+"current_thread"
	a[m+"dummy.Pool"], a[m+"dummy.Queue"], a[m+"dummy.JoinableQueue"] = m+"pool.ThreadPool", "queue.Queue", "queue.Queue"
	return a
}

// contextMembers is what a start method's context has in common with the module.
var contextMembers = []string{"Process", "Pool", "Queue", "JoinableQueue", "SimpleQueue", "Lock", "RLock", "Semaphore", "BoundedSemaphore",
	"Condition", "Event", "Barrier", "Pipe", "Manager", "Value", "Array", "cpu_count", "get_context", "get_start_method",
	"set_start_method", "active_children", "current_process", "parent_process", "freeze_support", "get_logger", "log_to_stderr"}
