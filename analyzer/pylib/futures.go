package pylib

// ThreadExecutor is the class that a list of threads is rewritten to.
const ThreadExecutor = "concurrent.futures.ThreadPoolExecutor"

// futuresRows is concurrent.futures.
func futuresRows() library {
	const m = "concurrent.futures."
	submit := func(on Place, pickles bool) *Handoff {
		return &Handoff{Param: "fn", On: on, Many: ByWorkers, Pass: PassStar, Pickles: pickles}
	}
	mapped := func(on Place, pickles bool) *Handoff {
		return &Handoff{Param: "fn", On: on, Many: ByWorkers, Pass: PassIter, Pickles: pickles}
	}
	initializer := func(on Place) *Handoff {
		return &Handoff{Param: "initializer", On: on, Many: ByWorkers, Pass: PassTuple, Args: "initargs", Pickles: on == Process}
	}
	pools := []struct {
		class   string
		on      Place
		pickles bool
		init    string
		since   string
	}{
		{m + "ThreadPoolExecutor", Pool, false, "(max_workers,thread_name_prefix,initializer,initargs)", ""},
		{m + "ProcessPoolExecutor", Process, true, "(max_workers,mp_context,initializer,initargs,*,max_tasks_per_child)", ""},
		{m + "InterpreterPoolExecutor", Process, true, "(max_workers,thread_name_prefix,initializer,initargs)", "3.14"},
		{m + "Executor", UnknownPlace, false, "()", ""},
	}
	var calls []Call
	for _, p := range pools {
		c := Call{Name: p.class + p.init, Does: Pure, Returns: p.class, Workers: "max_workers", Handoff: initializer(p.on)}
		if p.on == UnknownPlace {
			c.Workers, c.Handoff = "", nil
		}
		c.Since = p.since
		calls = append(calls, c,
			Call{Name: p.class + ".submit(fn)", Since: p.since, Does: Wakes, Handoff: submit(p.on, p.pickles), Returns: m + "Future"},
			Call{Name: p.class + ".map(fn,*,timeout,chunksize,buffersize)", Since: p.since, Does: Wakes, Handoff: mapped(p.on, p.pickles), Items: ResultsOfFirst, Returns: "types.GeneratorType"})
	}
	calls = append(calls,
		Call{Name: m + "Executor.shutdown(wait,*,cancel_futures)", Does: Joins | Blocks | Closes, GIL: GILReleased, Block: "wait", Returns: "None"},
		Call{Name: m + "Executor.__exit__", Does: Joins | Blocks | Closes, GIL: GILReleased},
		Call{Name: m + "Future.result(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Raises: true},
		Call{Name: m + "Future.exception(timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout"},
		Call{Name: m + "Future.cancel()", Does: Closes, Returns: "bool"},
		Call{Name: m + "Future.set_result(result)", Does: Wakes, Returns: "None"},
		Call{Name: m + "Future.set_exception(exception)", Does: Wakes, Returns: "None"},
		Call{Name: m + "Future.set_running_or_notify_cancel()", Does: Wakes, Returns: "bool"},
		Call{Name: m + "Future.add_done_callback(fn)", Does: UserCode, Returns: "None",
			Handoff: &Handoff{Param: "fn", On: Pool, Many: Several, Pass: PassFixed, Fixed: 1}},
		Call{Name: m + "wait(fs,timeout,return_when)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "tuple", Parts: []string{"set", "set"}},
		Call{Name: m + "as_completed(fs,timeout)", Does: Joins | Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "types.GeneratorType", Yields: m + "Future"},
	)
	return library{
		calls: calls,
		families: []family{
			{m, "Future.done() Future.running() Future.cancelled()", Call{Does: Probe, Returns: "bool", NoRaise: true}},
		},
		types: []Type{
			{Name: m + "Executor", NoIter: true, NoPickle: true},
			{Name: m + "ThreadPoolExecutor", Bases: []string{m + "Executor"}, Class: ThreadPoolClass, Share: SafeShared, NoIter: true, NoPickle: true, InProcess: m + "ProcessPoolExecutor"},
			{Name: m + "ProcessPoolExecutor", Bases: []string{m + "Executor"}, Class: ProcessPoolClass, Share: SafeShared, NoIter: true, NoPickle: true},
			{Name: m + "InterpreterPoolExecutor", Bases: []string{m + "Executor"}, Class: InterpreterPoolClass, Share: SafeShared, NoIter: true, NoPickle: true},
			{Name: m + "Future", Class: FutureClass, Share: SafeShared, NoIter: true, NoPickle: true},
			{Name: m + "CancelledError", Bases: []string{"Exception"}, NoIter: true},
			{Name: m + "BrokenExecutor", Bases: []string{"RuntimeError"}, NoIter: true},
		},
		aliases: map[string]string{
			m + "thread.ThreadPoolExecutor": m + "ThreadPoolExecutor", m + "process.ProcessPoolExecutor": m + "ProcessPoolExecutor",
			m + "interpreter.InterpreterPoolExecutor": m + "InterpreterPoolExecutor",
			m + "_base.Future":                        m + "Future", m + "_base.Executor": m + "Executor", m + "_base.wait": m + "wait",
			m + "_base.as_completed": m + "as_completed", m + "_base.CancelledError": m + "CancelledError", m + "_base.BrokenExecutor": m + "BrokenExecutor",
			m + "TimeoutError": "TimeoutError", m + "_base.TimeoutError": "TimeoutError",
		},
	}
}
