package pylib

// RunCoroutine is the function that runs a coroutine in a loop of its own.
const RunCoroutine = "asyncio.run"

// asyncioRows is asyncio: its loop, which only its own thread may touch, and the
// calls that lead to threads.
func asyncioRows() library {
	const m = "asyncio."
	const loop = m + "AbstractEventLoop"
	const policy = m + "AbstractEventLoopPolicy"
	star := func(param string, on Place) *Handoff {
		return &Handoff{Param: param, On: on, Many: Several, Pass: PassStar}
	}
	once := func(param string, on Place) *Handoff {
		return &Handoff{Param: param, On: on, Many: One, Pass: PassStar}
	}
	oldLoop := []OldParam{{Name: "loop", Old: "3.8", Removed: "3.10"}}
	calls := []Call{
		{Name: m + "to_thread(func)", Since: "3.9", Async: true, Does: Blocks, Handoff: star("func", Pool)},
		{Name: loop + ".run_in_executor(executor,func)", Does: Wakes, Handoff: &Handoff{Param: "func", On: Pool, Many: ByWorkers, In: "executor", Pass: PassStar}, Returns: m + "Future"},
		{Name: loop + ".call_soon_threadsafe(callback,*,context)", Does: Wakes, Handoff: once("callback", Loop), Returns: m + "Handle"},
		{Name: loop + ".call_soon(callback,*,context)", Does: Mutates, Handoff: once("callback", Loop), Returns: m + "Handle", Affine: Loop},
		{Name: loop + ".call_later(delay,callback,*,context)", Does: Mutates, Handoff: once("callback", Loop), Returns: m + "TimerHandle", Affine: Loop},
		{Name: loop + ".call_at(when,callback,*,context)", Does: Mutates, Handoff: once("callback", Loop), Returns: m + "TimerHandle", Affine: Loop},
		{Name: loop + ".add_signal_handler(sig,callback)", Does: ProcessState, Handoff: once("callback", Loop), Returns: "None", Affine: Main, Elsewhere: "ValueError"},
		{Name: loop + ".add_reader(fd,callback)", Does: Mutates, Handoff: once("callback", Loop), Returns: "None", Affine: Loop},
		{Name: loop + ".add_writer(fd,callback)", Does: Mutates, Handoff: once("callback", Loop), Returns: "None", Affine: Loop},
		{Name: loop + ".create_task(coro,*,name,context)", Does: Mutates, Returns: m + "Task", Affine: Loop},
		{Name: loop + ".create_future()", Does: Pure, Returns: m + "Future"},
		{Name: loop + ".stop()", Does: Closes, Returns: "None", Affine: Loop},
		{Name: loop + ".close()", Does: Closes, Returns: "None"},
		{Name: loop + ".run_forever()", Does: Blocks | UserCode, EndedBy: "stop", GIL: GILReleased, Returns: "None"},
		{Name: loop + ".run_until_complete(future)", Does: Blocks | UserCode, GIL: GILReleased},
		{Name: loop + ".is_running()", Does: Probe, Returns: "bool"},
		{Name: loop + ".is_closed()", Does: Probe, Returns: "bool"},
		{Name: loop + ".time()", Does: Probe | Clock, Returns: "float"},
		{Name: loop + ".shutdown_default_executor", Since: "3.9", Async: true, Does: Joins | Blocks},
		{Name: loop + ".set_default_executor(executor)", Does: Mutates, Returns: "None"},
		{Name: m + "create_task(coro,*,name,context)", Does: Mutates, Returns: m + "Task", Affine: Loop, Elsewhere: "RuntimeError"},
		{Name: m + "ensure_future(coro_or_future,*,loop)", Does: Mutates, Returns: m + "Task", Affine: Loop, Elsewhere: "RuntimeError"},
		{Name: m + "get_running_loop()", Does: Probe, Returns: loop, Affine: Loop, Elsewhere: "RuntimeError"},
		{Name: m + "get_event_loop()", Does: Probe, Returns: loop, Affine: Loop, Elsewhere: "RuntimeError"},
		{Name: m + "new_event_loop()", Does: IO, Returns: loop},
		{Name: policy + "()", Does: Pure, Returns: policy},
		{Name: policy + ".new_event_loop()", Does: IO, Returns: loop},
		{Name: m + "set_event_loop(loop)", Does: Mutates, Returns: "None"},
		{Name: m + "run(main,*,debug,loop_factory)", Does: Blocks | UserCode, GIL: GILReleased},
		{Name: m + "run_coroutine_threadsafe(coro,loop)", Does: Wakes, Returns: "concurrent.futures.Future"},
		{Name: m + "wrap_future(future,*,loop)", Does: Pure, Returns: m + "Future"},
		{Name: m + "current_task(loop)", Does: Probe, Returns: m + "Task"},
		{Name: m + "all_tasks(loop)", Does: Probe, Returns: "set", Yields: m + "Task"},
		{Name: m + "sleep(delay,result)", Async: true, Does: Blocks | Sleeps, Timeout: "delay", OldParams: oldLoop},
		{Name: m + "gather(*,return_exceptions)", Does: Mutates, Returns: m + "Future", OldParams: oldLoop},
		{Name: m + "shield(arg)", Does: Mutates, Returns: m + "Future", OldParams: oldLoop},
		{Name: m + "wait(fs,*,timeout,return_when)", Async: true, Does: Joins | Blocks, Timeout: "timeout", Awaited: "tuple", OldParams: oldLoop},
		{Name: m + "wait_for(fut,timeout)", Async: true, Does: Joins | Blocks, Timeout: "timeout", Raises: true, OldParams: oldLoop},
		{Name: m + "as_completed(fs,*,timeout)", Does: Mutates, OldParams: oldLoop},
		{Name: m + "open_connection(host,port,*,limit)", Async: true, Does: Blocks | IO, Awaited: "tuple", OldParams: oldLoop},
		{Name: m + "start_server(client_connected_cb,host,port,*,limit)", Async: true, Does: Blocks | IO, OldParams: oldLoop,
			Handoff: &Handoff{Param: "client_connected_cb", On: Loop, Many: Several, Pass: PassFixed, Fixed: 2, Coros: true}},
		{Name: m + "create_subprocess_exec(program,*,stdin,stdout,stderr,limit)", Async: true, Does: Blocks | IO, AfterFork: "preexec_fn", OldParams: oldLoop},
		{Name: m + "create_subprocess_shell(cmd,stdin,stdout,stderr,limit)", Async: true, Does: Blocks | IO, AfterFork: "preexec_fn", OldParams: oldLoop},
		{Name: m + "timeout(delay)", Since: "3.11", Does: Pure},
		{Name: m + "TaskGroup()", Since: "3.11", Does: Pure, Returns: m + "TaskGroup"},
		{Name: m + "TaskGroup.create_task(coro,*,name,context)", Since: "3.11", Does: Mutates, Returns: m + "Task", Affine: Loop},
		{Name: m + "iscoroutinefunction(func)", Does: Pure, Returns: "bool"},
		{Name: m + "iscoroutine(obj)", Does: Pure, Returns: "bool"},

		{Name: m + "Future.set_result(result)", Does: Wakes, Returns: "None", Affine: Loop},
		{Name: m + "Future.set_exception(exception)", Does: Wakes, Returns: "None", Affine: Loop},
		{Name: m + "Future.add_done_callback(fn,*,context)", Does: Mutates, Returns: "None", Affine: Loop,
			Handoff: &Handoff{Param: "fn", On: Loop, Many: One, Pass: PassFixed, Fixed: 1}},
		{Name: m + "Future.result()", Does: Probe, Raises: true},
		{Name: m + "Future.exception()", Does: Probe, Raises: true},
		{Name: m + "Future.done()", Does: Probe, Returns: "bool"},
		{Name: m + "Future.cancelled()", Does: Probe, Returns: "bool"},
		{Name: m + "Future.cancel(msg)", Does: Closes, Returns: "bool", Affine: Loop},
		{Name: m + "Lock.acquire()", Async: true, Does: Acquires | Blocks, Awaited: "bool"},
		{Name: m + "Lock.release()", Does: Releases, Returns: "None", Affine: Loop},
		{Name: m + "Lock.locked()", Does: Probe, Returns: "bool"},
		{Name: m + "Semaphore.acquire()", Async: true, Does: Acquires | Blocks, Awaited: "bool"},
		{Name: m + "Semaphore.release()", Does: Releases | Wakes, Returns: "None", Affine: Loop},
		{Name: m + "Semaphore.locked()", Does: Probe, Returns: "bool"},
		{Name: m + "Condition.acquire()", Async: true, Does: Acquires | Blocks, Awaited: "bool"},
		{Name: m + "Condition.release()", Does: Releases, Returns: "None", Affine: Loop},
		{Name: m + "Condition.wait()", Async: true, Does: Blocks | Waits, Awaited: "bool", Holding: true},
		{Name: m + "Condition.wait_for(predicate)", Async: true, Does: Blocks | Waits | UserCode, Holding: true},
		{Name: m + "Condition.notify(n)", Does: Wakes, Returns: "None", Holding: true, Affine: Loop},
		{Name: m + "Condition.notify_all()", Does: Wakes, Returns: "None", Holding: true, Affine: Loop},
		{Name: m + "Event.set()", Does: Wakes, Returns: "None", Affine: Loop},
		{Name: m + "Event.clear()", Does: Mutates, Returns: "None", Affine: Loop},
		{Name: m + "Event.is_set()", Does: Probe, Returns: "bool"},
		{Name: m + "Event.wait()", Async: true, Does: Blocks | Waits, Awaited: "bool"},
		{Name: m + "Queue.put(item)", Async: true, Does: Wakes | Mutates | Blocks, BoundedBy: "maxsize"},
		{Name: m + "Queue.get()", Async: true, Does: Blocks | Waits | Mutates},
		{Name: m + "Queue.put_nowait(item)", Does: Wakes | Mutates, Returns: "None", Affine: Loop},
		{Name: m + "Queue.get_nowait()", Does: Takes | Mutates, Raises: true, Affine: Loop},
		{Name: m + "Queue.join()", Async: true, Does: Blocks | Waits},
		{Name: m + "Queue.task_done()", Does: Wakes | Finishes, Returns: "None", Affine: Loop},
		{Name: m + "Queue.empty()", Does: Probe, Returns: "bool"},
		{Name: m + "Queue.full()", Does: Probe, Returns: "bool"},
		{Name: m + "Queue.qsize()", Does: Probe, Returns: "int"},
		{Name: m + "Handle.cancel()", Does: Closes, Returns: "None", Affine: Loop},
	}
	for _, c := range []string{"Lock()", "Event()", "Condition(lock)", "Semaphore(value)", "BoundedSemaphore(value)", "Queue(maxsize)", "LifoQueue(maxsize)", "PriorityQueue(maxsize)"} {
		name, _ := splitSignature(c)
		calls = append(calls, Call{Name: m + c, Does: Pure, Returns: m + name, OldParams: oldLoop})
	}
	return library{calls: calls, types: asyncioTypes(), aliases: asyncioAliases()}
}

func asyncioTypes() []Type {
	const m = "asyncio."
	confined := func(name string, class Class, bases ...string) Type {
		return Type{Name: m + name, Bases: bases, Class: class, Share: ConfinedShared, NoIter: true, NoPickle: true}
	}
	return []Type{
		confined("AbstractEventLoop", LoopClass), {Name: m + "AbstractEventLoopPolicy"},
		{Name: m + "Future", Share: ConfinedShared, Iterable: true, NoPickle: true},
		{Name: m + "Task", Bases: []string{m + "Future"}, Share: ConfinedShared, Iterable: true, NoPickle: true},
		confined("Lock", AsyncLockClass), confined("Condition", AsyncLockClass), confined("Semaphore", AsyncLockClass),
		confined("BoundedSemaphore", AsyncLockClass, m+"Semaphore"), confined("Event", UnknownClass),
		confined("Queue", AsyncQueueClass), confined("LifoQueue", AsyncQueueClass, m+"Queue"), confined("PriorityQueue", AsyncQueueClass, m+"Queue"),
		confined("TaskGroup", UnknownClass), confined("Handle", UnknownClass), confined("TimerHandle", UnknownClass, m+"Handle"),
	}
}

func asyncioAliases() map[string]string {
	const m = "asyncio."
	a := map[string]string{m + "async": m + "ensure_future", m + "base_events.BaseEventLoop": m + "AbstractEventLoop", m + "BaseEventLoop": m + "AbstractEventLoop",
		m + "SelectorEventLoop": m + "AbstractEventLoop", m + "ProactorEventLoop": m + "AbstractEventLoop", m + "EventLoop": m + "AbstractEventLoop",
		m + "selector_events.BaseSelectorEventLoop": m + "AbstractEventLoop", m + "unix_events._UnixSelectorEventLoop": m + "AbstractEventLoop",
		m + "TimeoutError": "TimeoutError", "_asyncio.Future": m + "Future", "_asyncio.Task": m + "Task", "uvloop.Loop": m + "AbstractEventLoop",
		"uvloop.new_event_loop": m + "new_event_loop", "uvloop.run": m + "run",
		m + "DefaultEventLoopPolicy": m + "AbstractEventLoopPolicy", m + "WindowsProactorEventLoopPolicy": m + "AbstractEventLoopPolicy",
		m + "WindowsSelectorEventLoopPolicy": m + "AbstractEventLoopPolicy"}
	for _, module := range []string{"events", "futures", "tasks", "taskgroups", "timeouts", "locks", "queues", "runners", "threads", "coroutines", "streams", "subprocess", "base_events"} {
		if module == "subprocess" {
			a[m+module+".create_subprocess_exec"], a[m+module+".create_subprocess_shell"] = m+"create_subprocess_exec", m+"create_subprocess_shell"
			continue
		}
		if module != "base_events" {
			a[m+module] = "asyncio"
		}
	}
	return a
}
