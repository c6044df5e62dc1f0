package pylib

// loggingRows is logging: every call may run handlers of the program, under the
// handler's lock.
func loggingRows() library {
	const m = "logging."
	log := Call{Does: IO | Output | UserCode, GIL: GILReleased, Returns: "None", NoRaise: true}
	set := Call{Does: Mutates, Returns: "None"}
	every := []Root{{Method: "emit", On: Same, Many: Several, Fixed: 1}, {Method: "format", On: Same, Many: Several, Fixed: 1}}
	handler := func(name string, bases ...string) Type {
		return Type{Name: name, Bases: bases, Share: SafeShared, NoIter: true, NoPickle: true}
	}
	return library{
		calls: []Call{
			{Name: m + "getLogger(name)", Does: Probe, Returns: m + "Logger", NoRaise: true},
			{Name: m + "basicConfig()", Does: ProcessState | IO, Returns: "None"},
			{Name: m + "disable(level)", Does: ProcessState, Returns: "None"},
			{Name: m + "shutdown()", Does: IO | Closes, Returns: "None"},
			{Name: m + "Logger.isEnabledFor(level)", Does: Probe, Returns: "bool"},
			{Name: m + "Logger.getEffectiveLevel()", Does: Probe, Returns: "int"},
			{Name: m + "Logger.getChild(suffix)", Does: Probe, Returns: m + "Logger"},
			{Name: m + "Logger.hasHandlers()", Does: Probe, Returns: "bool"},
			{Name: m + "Handler.acquire()", Does: Acquires | Blocks, GIL: GILReleased, Returns: "None"},
			{Name: m + "Handler.release()", Does: Releases, Returns: "None"},
			{Name: m + "Handler.handle(record)", Does: IO | UserCode},
			{Name: m + "Handler.emit(record)", Does: IO | UserCode}, {Name: m + "Handler.flush()", Does: IO}, {Name: m + "Handler.close()", Does: IO | Closes},
			{Name: m + "Handler.format(record)", Does: UserCode, Returns: "str"},
			{Name: m + "FileHandler(filename,mode,encoding,delay,errors)", Does: IO, Returns: m + "FileHandler"}, {Name: m + "StreamHandler(stream)", Does: Pure, Returns: m + "StreamHandler"},
			{Name: m + "Formatter(fmt,datefmt,style,validate,*,defaults)", Does: Pure, Returns: m + "Formatter"}, {Name: m + "NullHandler(level)", Does: Pure, Returns: m + "NullHandler"},
			{Name: m + "handlers.RotatingFileHandler(filename,mode,maxBytes,backupCount,encoding,delay,errors)", Does: IO, Returns: m + "handlers.RotatingFileHandler"},
			{Name: m + "handlers.QueueHandler(queue)", Does: Pure, Returns: m + "handlers.QueueHandler"},
			{Name: m + "handlers.QueueListener(queue)", Does: Pure, Returns: m + "handlers.QueueListener"},
			{Name: m + "handlers.QueueListener.start()", Does: Starts, Returns: "None"},
			{Name: m + "handlers.QueueListener.stop()", Does: Joins | Blocks | Closes, GIL: GILReleased, Returns: "None"},
			{Name: m + "config.dictConfig(config)", Does: ProcessState | IO}, {Name: m + "config.fileConfig(fname)", Does: ProcessState | IO},
			{Name: "traceback.print_exc(limit,file,chain)", Does: IO | Output, Returns: "None"},
			{Name: "traceback.format_exc(limit,chain)", Does: Pure | IO, Returns: "str"},
			{Name: "traceback.print_stack(f,limit,file)", Does: IO | Output, Returns: "None"},
			{Name: "pprint.pprint(object,stream)", Does: IO | Output, Returns: "None"}, {Name: "pprint.pformat(object)", Does: Pure, Returns: "str"},
			{Name: "warnings.warn(message,category,stacklevel,source)", Does: IO | Output, Returns: "None"},
		},
		families: []family{
			{m, "debug(msg) info(msg) warning(msg) warn(msg) error(msg) critical(msg) fatal(msg) exception(msg) log(level,msg)", log},
			{m + "Logger.", "debug(msg) info(msg) warning(msg) warn(msg) error(msg) critical(msg) fatal(msg) exception(msg) log(level,msg) handle(record)", log},
			{m + "Logger.", "setLevel(level) addHandler(hdlr) removeHandler(hdlr) addFilter(filter) removeFilter(filter)", set},
			{m + "Handler.", "setLevel(level) setFormatter(fmt) addFilter(filter)", set},
			{"sys.stdout.", "write(s) flush()", Call{Does: IO | Output, GIL: GILReleased, NoRaise: true}},
			{"sys.stderr.", "write(s) flush()", Call{Does: IO | Output, GIL: GILReleased, NoRaise: true}},
			{"sys.stdin.", "read(size) readline(size)", Call{Does: Blocks | IO, GIL: GILReleased, Returns: "str", EmptyEnd: true}},
			{"sys.stdin.", "readlines(hint)", Call{Does: Blocks | IO, GIL: GILReleased, Returns: "list", Yields: "str"}},
		},
		types: []Type{
			{Name: "sys.stdin", Bases: []string{"io.TextIOWrapper"}, Class: FileClass, Iterable: true, Item: "str", NoPickle: true},
			{Name: "sys.stdout", Bases: []string{"io.TextIOWrapper"}, Class: FileClass, NoPickle: true}, {Name: "sys.stderr", Bases: []string{"io.TextIOWrapper"}, Class: FileClass, NoPickle: true},
			handler(m + "Logger"), {Name: m + "Handler", Share: SafeShared, NoIter: true, NoPickle: true, Roots: every},
			handler(m+"StreamHandler", m+"Handler"), handler(m+"FileHandler", m+"StreamHandler"), handler(m+"NullHandler", m+"Handler"),
			{Name: m + "Filter", NoIter: true, Roots: []Root{{Method: "filter", On: Same, Many: Several, Fixed: 1}}},
			{Name: m + "Formatter", NoIter: true, Roots: []Root{{Method: "format", On: Same, Many: Several, Fixed: 1}}},
			handler(m+"handlers.RotatingFileHandler", m+"FileHandler"), handler(m+"handlers.TimedRotatingFileHandler", m+"FileHandler"),
			handler(m+"handlers.QueueHandler", m+"Handler"), handler(m+"handlers.SocketHandler", m+"Handler"), handler(m+"handlers.MemoryHandler", m+"Handler"),
			{Name: m + "handlers.QueueListener", NoIter: true, Roots: []Root{{Method: "handle", On: NewThread, Many: One, Fixed: 1, After: "start"}}},
		},
		aliases: map[string]string{m + "RootLogger": m + "Logger", m + "root": m + "Logger", m + "LoggerAdapter": m + "Logger"},
	}
}
