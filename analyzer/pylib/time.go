package pylib

// timeRows is time, datetime and sched.
func timeRows() library {
	clock := func(returns string) Call {
		return Call{Does: Probe | Clock, GIL: GILHeld, Returns: returns, NoRaise: true}
	}
	pure := func(returns string) Call { return Call{Does: Pure, GIL: GILHeld, Returns: returns} }
	const d = "datetime."
	return library{
		calls: []Call{
			{Name: "time.sleep(secs)", Does: Blocks | Sleeps, GIL: GILReleased, Timeout: "secs", Returns: "None", NoRaise: true},
			{Name: "time.tzset()", Does: ProcessState, Returns: "None"},
			{Name: "time.localtime(secs)", Does: Probe | Clock, GIL: GILHeld, Returns: "time.struct_time"},
			{Name: "time.gmtime(secs)", Does: Probe | Clock, GIL: GILHeld, Returns: "time.struct_time"},
			{Name: "sched.scheduler(timefunc,delayfunc)", Does: Pure, Returns: "sched.scheduler"},
			{Name: "sched.scheduler.enter(delay,priority,action,argument,kwargs)", Does: Mutates},
			{Name: "sched.scheduler.enterabs(time,priority,action,argument,kwargs)", Does: Mutates},
			{Name: "sched.scheduler.run(blocking)", Does: Blocks | UserCode, GIL: GILReleased, Block: "blocking"},
			{Name: "sched.scheduler.empty()", Does: Probe, Returns: "bool"},
			{Name: "timeit.default_timer()", Does: Probe | Clock, Returns: "float"},
			{Name: "timeit.timeit(stmt,setup,timer,number,globals)", Does: UserCode, Returns: "float"},
		},
		families: []family{
			{"time.", "time() monotonic() perf_counter() process_time() thread_time()", clock("float")},
			{"time.", "time_ns() monotonic_ns() perf_counter_ns() process_time_ns() thread_time_ns()", clock("int")},
			{"time.", "ctime(secs) asctime(t) strftime(format,t)", clock("str")},
			{"time.", "mktime(t)", pure("float")},
			{"time.", "strptime(string,format)", Call{Does: Pure, GIL: GILHeld, Returns: "time.struct_time", Raises: true}},
			{d, "datetime.now(tz) datetime.utcnow() datetime.today()", clock("datetime.datetime")},
			{d, "date.today()", clock("datetime.date")},
			{d, "datetime(year,month,day,hour,minute,second,microsecond,tzinfo) datetime.fromtimestamp(timestamp,tz) datetime.replace(year,month,day,hour,minute,second,microsecond,tzinfo)", pure(d + "datetime")},
			{d, "datetime.strptime(date_string,format) datetime.fromisoformat(date_string)", Call{Does: Pure, GIL: GILHeld, Returns: d + "datetime", Raises: true}},
			{d, "timedelta(days,seconds,microseconds,milliseconds,minutes,hours,weeks)", pure(d + "timedelta")},
			{d, "date(year,month,day) datetime.date()", pure(d + "date")},
			{d, "time(hour,minute,second,microsecond,tzinfo) datetime.time()", pure(d + "time")},
			{d, "datetime.strftime(format) datetime.isoformat(sep,timespec) date.strftime(format) date.isoformat() datetime.ctime()", pure("str")},
			{d, "datetime.timestamp() timedelta.total_seconds()", pure("float")},
			{d, "datetime.weekday() date.weekday()", pure("int")},
		},
		types: []Type{
			{Name: "time.struct_time", Share: SafeShared, Iterable: true},
			{Name: d + "date", Share: SafeShared, NoIter: true}, {Name: d + "datetime", Bases: []string{d + "date"}, Share: SafeShared, NoIter: true},
			{Name: d + "timedelta", Share: SafeShared, NoIter: true}, {Name: d + "time", Share: SafeShared, NoIter: true},
			{Name: "sched.scheduler", Share: SafeShared, NoIter: true},
		},
		aliases: map[string]string{"time.clock": "time.process_time"},
	}
}
