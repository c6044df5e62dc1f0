package pylib

// hooksRows is callables that the interpreter runs at moments of its own.
func hooksRows() library {
	return library{
		calls: []Call{
			{Name: "weakref.finalize(obj,func)", Does: Pure, Returns: "weakref.finalize", Handoff: &Handoff{Param: "func", On: Finalizer, Many: One, Pass: PassStar}},
			{Name: "weakref.proxy(object,callback)", Does: Pure, Handoff: &Handoff{Param: "callback", On: Finalizer, Many: Several, Pass: PassFixed, Fixed: 1}},
			{Name: "contextvars.copy_context()", Does: Pure, Returns: "contextvars.Context"},
			{Name: "contextvars.Context.run(callable)", Does: UserCode},
			{Name: "contextvars.ContextVar(name,*,default)", Does: Pure, Returns: "contextvars.ContextVar"},
			{Name: "contextvars.ContextVar.get(default)", Does: Probe, Raises: true}, {Name: "contextvars.ContextVar.set(value)", Does: Mutates},
			{Name: "unittest.TestCase.addCleanup(function)", Does: Mutates},
			{Name: "contextlib.ExitStack.callback(callback)", Does: Mutates},
			{Name: "contextlib.ExitStack.enter_context(cm)", Does: UserCode}, {Name: "contextlib.ExitStack()", Does: Pure, Returns: "contextlib.ExitStack"},
			{Name: "code.interact(banner)", Does: Blocks | IO}, {Name: "cmd.Cmd.cmdloop(intro)", Does: Blocks | IO | UserCode},
		},
		types: []Type{
			{Name: "weakref.finalize", NoIter: true}, {Name: "contextvars.Context", Iterable: true, NoPickle: true}, {Name: "contextvars.ContextVar", Class: ContextVarClass, Share: SafeShared, NoIter: true, NoPickle: true},
			{Name: "unittest.TestCase", NoIter: true}, {Name: "contextlib.ExitStack", NoIter: true}, {Name: "cmd.Cmd", NoIter: true},
			{Name: "weakref.WeakKeyDictionary", Iterable: true}, {Name: "weakref.WeakValueDictionary", Iterable: true}, {Name: "weakref.WeakSet", Iterable: true},
		},
	}
}

// reactorRows is other loops and their ways into threads.
func reactorRows() library {
	pool := func(param string) *Handoff {
		return &Handoff{Param: param, On: Pool, Many: Several, Pass: PassStar}
	}
	onLoop := func(param string) *Handoff {
		return &Handoff{Param: param, On: Loop, Many: One, Pass: PassStar}
	}
	either := func(param string) *Handoff { // takes coroutine functions, some of these nothing else
		return &Handoff{Param: param, On: Loop, Many: One, Pass: PassStar, Coros: true}
	}
	const t, r = "twisted.internet.", "twisted.internet.reactor."
	return library{
		calls: []Call{
			{Name: t + "threads.deferToThread(f)", Does: Wakes, Handoff: pool("f"), Returns: t + "defer.Deferred"}, {Name: t + "threads.deferToThreadPool(reactor,threadpool,f)", Does: Wakes, Handoff: pool("f"), Returns: t + "defer.Deferred"},
			{Name: t + "threads.blockingCallFromThread(reactor,f)", Does: Blocks, GIL: GILReleased, Handoff: onLoop("f")},
			{Name: r + "callInThread(callable)", Does: Wakes, Handoff: pool("callable"), Returns: "None"}, {Name: r + "callFromThread(callable)", Does: Wakes, Handoff: onLoop("callable"), Returns: "None"},
			{Name: r + "callLater(delay,callable)", Does: Mutates, Handoff: onLoop("callable"), Affine: Loop}, {Name: r + "callWhenRunning(callable)", Does: Mutates, Handoff: onLoop("callable"), Affine: Loop},
			{Name: r + "run(installSignalHandlers)", Does: Blocks | NeverReturns | UserCode, GIL: GILReleased}, {Name: r + "stop()", Does: Closes, Affine: Loop},
			{Name: "anyio.to_thread.run_sync(func,*,abandon_on_cancel,cancellable,limiter)", Async: true, Does: Blocks, Handoff: pool("func")}, {Name: "trio.to_thread.run_sync(sync_fn,*,thread_name,abandon_on_cancel,cancellable,limiter)", Async: true, Does: Blocks, Handoff: pool("sync_fn")},
			{Name: "anyio.from_thread.run(func,*,token)", Does: Blocks, Handoff: either("func")}, {Name: "anyio.from_thread.run_sync(func,*,token)", Does: Blocks, Handoff: onLoop("func")},
			{Name: "trio.from_thread.run(afn,*,trio_token)", Does: Blocks, Handoff: either("afn")}, {Name: "trio.from_thread.run_sync(fn,*,trio_token)", Does: Blocks, Handoff: onLoop("fn")},
			{Name: "anyio.run(func,*,backend,backend_options)", Does: Blocks | UserCode, Handoff: either("func")}, {Name: "trio.run(async_fn,*,clock,instruments,restrict_keyboard_interrupt_to_checkpoints,strict_exception_groups)", Does: Blocks | UserCode, Handoff: either("async_fn")},
			{Name: "anyio.sleep(delay)", Async: true, Does: Blocks | Sleeps, Timeout: "delay"}, {Name: "trio.sleep(seconds)", Async: true, Does: Blocks | Sleeps, Timeout: "seconds"},
			{Name: "asgiref.sync.sync_to_async(func)", Does: Pure}, {Name: "starlette.concurrency.run_in_threadpool(func)", Async: true, Does: Blocks, Handoff: pool("func")},
			{Name: "homeassistant.core.HomeAssistant.async_add_executor_job(target)", Does: Wakes, Handoff: pool("target")},
			{Name: "homeassistant.core.HomeAssistant.add_job(target)", Does: Wakes, Handoff: either("target")},
			{Name: "tornado.ioloop.IOLoop.current()", Does: Probe, Returns: "tornado.ioloop.IOLoop"}, {Name: "tornado.ioloop.IOLoop.instance()", Does: Probe, Returns: "tornado.ioloop.IOLoop"},
			{Name: "tornado.ioloop.IOLoop.start()", Does: Blocks | UserCode | NeverReturns, GIL: GILReleased}, {Name: "tornado.ioloop.IOLoop.stop()", Does: Closes, Affine: Loop},
			{Name: "tornado.ioloop.IOLoop.add_callback(callback)", Does: Wakes, Handoff: either("callback")}, {Name: "tornado.ioloop.IOLoop.call_later(delay,callback)", Does: Mutates, Handoff: either("callback"), Affine: Loop},
			{Name: "tornado.ioloop.IOLoop.run_in_executor(executor,func)", Does: Wakes, Handoff: pool("func")},
			{Name: "gevent.sleep(seconds)", Does: Blocks | Sleeps, Timeout: "seconds"}, {Name: "gevent.spawn(function)", Does: Starts, Handoff: onLoop("function"), Returns: "gevent.Greenlet"},
			{Name: "gevent.joinall(greenlets,timeout)", Does: Blocks, Timeout: "timeout"}, {Name: "gevent.Greenlet.join(timeout)", Does: Blocks, Timeout: "timeout"}, {Name: "eventlet.sleep(seconds)", Does: Blocks | Sleeps, Timeout: "seconds"},
			{Name: "joblib.Parallel(n_jobs)", Does: Pure, Returns: "joblib.Parallel"}, {Name: "joblib.delayed(function)", Does: Pure},
		},
		types: []Type{
			{Name: t + "defer.Deferred", Share: ConfinedShared}, {Name: "tornado.ioloop.IOLoop", Class: LoopClass, Share: ConfinedShared, NoIter: true},
			{Name: "homeassistant.core.HomeAssistant", NoIter: true}, {Name: "gevent.Greenlet", NoIter: true}, {Name: "joblib.Parallel", NoIter: true},
		},
		aliases: map[string]string{"anyio.run_sync_in_worker_thread": "anyio.to_thread.run_sync", "fastapi.concurrency.run_in_threadpool": "starlette.concurrency.run_in_threadpool", "joblib.parallel": "joblib"},
	}
}

// callbackRows is libraries that call the program back from threads of their own.
func callbackRows() library {
	listener := func(name, slots string) Call {
		return Call{Name: name + slots, Does: Pure, Returns: name, Handoff: &Handoff{Param: "on_press", On: Library, Many: One, Pass: UnknownPassing}}
	}
	job := &Handoff{Param: "func", On: Pool, Many: Several, Pass: PassTuple, Args: "args", Kwargs: "kwargs", Coros: true}
	const paho, dog, aps = "paho.mqtt.client.Client", "watchdog.observers.Observer", "apscheduler.schedulers.base.BaseScheduler"
	library1 := func(method, after string) []Root {
		return []Root{{Method: method, On: Library, Many: One, Fixed: -1, Attr: true, After: after}}
	}
	thread := func(name string) Type {
		return Type{Name: name, Bases: []string{"threading.Thread"}, Class: ThreadClass, Share: SafeShared, NoIter: true, NoPickle: true,
			Attrs: []string{"name", "daemon", "ident", "native_id"}}
	}
	calls := []Call{
		{Name: paho + "(client_id)", Does: Pure, Returns: paho}, {Name: paho + ".loop_start()", Does: Starts}, {Name: paho + ".loop_stop(force)", Does: Joins | Blocks | Closes},
		{Name: paho + ".loop_forever(timeout)", Does: Blocks | IO | NeverReturns | UserCode, GIL: GILReleased}, {Name: paho + ".loop(timeout)", Does: Blocks | IO | UserCode, GIL: GILReleased, Timeout: "timeout"},
		{Name: paho + ".connect(host,port,keepalive)", Does: Blocks | IO, GIL: GILReleased, Raises: true}, {Name: paho + ".publish(topic,payload,qos,retain)", Does: IO | Wakes}, {Name: paho + ".subscribe(topic,qos)", Does: IO},
		{Name: paho + ".disconnect()", Does: IO | Closes},
		{Name: dog + "()", Does: Pure, Returns: dog}, {Name: dog + ".schedule(event_handler,path,recursive)", Does: Mutates}, {Name: dog + ".stop()", Does: Wakes | Closes},
		listener("pynput.keyboard.Listener", "(on_press,on_release)"),
		{Name: "pynput.mouse.Listener(on_move,on_click,on_scroll)", Does: Pure, Returns: "pynput.mouse.Listener", Handoff: &Handoff{Param: "on_click", On: Library, Many: One, Pass: UnknownPassing}},
		{Name: "pynput.keyboard.Listener.stop()", Does: Wakes | Closes}, {Name: "pynput.mouse.Listener.stop()", Does: Wakes | Closes},
		{Name: "keyboard.wait(hotkey)", Does: Blocks | IO}, {Name: "keyboard.is_pressed(hotkey)", Does: Probe, Returns: "bool"}, {Name: "keyboard.on_press(callback)", Does: Mutates, Handoff: &Handoff{Param: "callback", On: Library, Many: One, Pass: PassFixed, Fixed: 1}},
		{Name: "keyboard.add_hotkey(hotkey,callback,args)", Does: Mutates, Handoff: &Handoff{Param: "callback", On: Library, Many: One, Pass: PassTuple, Args: "args"}},
		{Name: aps + ".add_job(func,trigger,args,kwargs)", Does: Mutates | Wakes, Handoff: job}, {Name: aps + ".start(paused)", Does: Starts}, {Name: aps + ".shutdown(wait)", Does: Joins | Blocks | Closes, Block: "wait"},
		{Name: "apscheduler.schedulers.blocking.BlockingScheduler.start()", Does: Blocks | NeverReturns | UserCode, GIL: GILReleased},
		{Name: "schedule.run_pending()", Does: UserCode}, {Name: "websocket.WebSocketApp.run_forever()", Does: Blocks | IO | UserCode, GIL: GILReleased}, {Name: "websocket.create_connection(url,timeout)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Raises: true, Returns: "websocket.WebSocket"},
		{Name: "websocket.WebSocket.recv()", Does: Blocks | IO, GIL: GILReleased, Raises: true}, {Name: "websocket.WebSocket.send(payload)", Does: Blocks | IO, GIL: GILReleased, Raises: true},
		{Name: "kafka.KafkaConsumer.poll(timeout_ms)", Does: Blocks | IO, Timeout: "timeout_ms"}, {Name: "kafka.KafkaProducer.send(topic,value)", Does: IO | Wakes}, {Name: "kafka.KafkaProducer.flush(timeout)", Does: Blocks | IO, Timeout: "timeout"},
		{Name: "pika.BlockingConnection(parameters)", Does: Blocks | IO, GIL: GILReleased, Returns: "pika.BlockingConnection", Raises: true}, {Name: "pika.BlockingConnection.channel(channel_number)", Does: Blocks | IO, Returns: "pika.BlockingChannel"},
		{Name: "pika.BlockingConnection.add_callback_threadsafe(callback)", Does: Wakes, Handoff: &Handoff{Param: "callback", On: Loop, Many: One, Pass: PassFixed}},
		{Name: "pika.BlockingChannel.start_consuming()", Does: Blocks | IO | NeverReturns | UserCode, GIL: GILReleased}, {Name: "pika.BlockingChannel.basic_publish(exchange,routing_key,body)", Does: Blocks | IO},
		{Name: "RPi.GPIO.add_event_detect(channel,edge,callback,bouncetime)", Does: Mutates, Handoff: &Handoff{Param: "callback", On: Library, Many: One, Pass: PassFixed, Fixed: 1}}, {Name: "RPi.GPIO.*", Does: IO},
	}
	return library{
		calls: calls,
		types: []Type{
			{Name: paho, NoIter: true, NoPickle: true, Share: SafeShared, Roots: library1("on_*", "loop_start")},
			thread(dog), thread("pynput.keyboard.Listener"), thread("pynput.mouse.Listener"),
			{Name: "watchdog.events.FileSystemEventHandler", NoIter: true, Roots: []Root{{Method: "on_*", On: Library, Many: One, Fixed: 1}, {Method: "dispatch", On: Library, Many: One, Fixed: 1}}},
			{Name: "watchdog.events.PatternMatchingEventHandler", Bases: []string{"watchdog.events.FileSystemEventHandler"}, NoIter: true},
			{Name: aps, NoIter: true}, {Name: "apscheduler.schedulers.background.BackgroundScheduler", Bases: []string{aps}, NoIter: true}, {Name: "apscheduler.schedulers.blocking.BlockingScheduler", Bases: []string{aps}, NoIter: true},
			{Name: "websocket.WebSocketApp", NoIter: true, Roots: library1("on_*", "run_forever")}, {Name: "websocket.WebSocket", NoIter: true, NoPickle: true},
			{Name: "pika.BlockingConnection", Share: ConfinedShared, NoIter: true, NoPickle: true}, {Name: "pika.BlockingChannel", Share: ConfinedShared, NoIter: true, NoPickle: true},
			{Name: "kafka.KafkaConsumer", Share: ConfinedShared, Iterable: true}, {Name: "kafka.KafkaProducer", Share: SafeShared, NoIter: true},
		},
		aliases: map[string]string{"paho.mqtt.client.mqtt.Client": paho, "pynput.keyboard._base.Listener": "pynput.keyboard.Listener", "pika.adapters.blocking_connection.BlockingChannel": "pika.BlockingChannel",
			"watchdog.observers.polling.PollingObserver": dog, "watchdog.observers.api.BaseObserver": dog, "watchdog.events.LoggingEventHandler": "watchdog.events.FileSystemEventHandler",
			"watchdog.events.RegexMatchingEventHandler": "watchdog.events.PatternMatchingEventHandler"},
	}
}
