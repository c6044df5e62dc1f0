// Package pylib is what Python's libraries mean for threads, as data tables by
// version and build. It is the one place that knows the names of library calls:
// a rule or the model that holds a string such as "threading.Lock" is wrong,
// it asks for a property of the row instead.
//
// Names are canonical dotted names: "threading.Thread", methods as
// "threading.Thread.join", builtins as "builtins.len" and "builtins.str.join".
// A name without a row is unknown, and unknown is not evidence.
//
// Only callables that something runs on another thread, in a pool, a loop or a
// process, later or at a moment of its own have a Handoff; a key function that
// sorted() calls at once has none.
package pylib

// Effects is what a call does, as a set.
type Effects uint32

const (
	Blocks       Effects = 1 << iota // may wait for another thread or the outside world
	Probe                            // never waits and changes nothing another thread could see
	IO                               // talks to the outside world
	CPU                              // computes for long in C
	Pure                             // computes from its arguments only; short
	Joins                            // waits for the receiver (thread, process, future, pool) to end
	Acquires                         // takes the receiver (a lock)
	Releases                         // gives the receiver (a lock) back
	Starts                           // starts the receiver
	Wakes                            // lets another thread go on
	Waits                            // waits until another thread wakes the receiver (Event, Condition, Barrier, Queue)
	UserCode                         // may call code of the program
	ProcessState                     // changes state of the whole process
	Exits                            // raises SystemExit or ends the process
	Forks                            // copies the process
	Output                           // for a reader's eyes: print, logging
	Clock                            // reads a clock
	Mutates                          // changes its receiver (list.append, dict.update)
	Takes                            // takes an item out of the receiver without waiting (get_nowait, popleft)
	NeverReturns                     // serve_forever, mainloop, os._exit
	Runs                             // runs the callable in the current thread (Thread.run)
	Sleeps                           // time.sleep and its like
	Closes                           // ends the use of the receiver (close, shutdown, terminate, cancel)
	Finishes                         // says that an item taken from the receiver is done (Queue.task_done)
	Advances                         // takes the next item of the iterator that is its first argument
	Removes                          // what was in the receiver may be gone afterwards (list.remove, dict.clear)
)

// GIL says what a call does to the global interpreter lock.
type GIL uint8

const (
	GILUnknown GIL = iota
	GILReleased
	GILHeld
	GILMixed
)

// Place is where a callable that a call is given runs.
type Place uint8

const (
	UnknownPlace Place = iota
	NewThread          // a thread of its own
	Pool               // a thread of a pool
	Loop               // asyncio's loop
	Main               // the main thread
	Same               // the caller's thread
	Finalizer          // any thread, inside any code
	Signal             // the main thread, between any two bytecodes
	Process            // another process: shares nothing
	Library            // a thread of the library
)

// Passing is how the arguments of a callable travel.
type Passing uint8

const (
	UnknownPassing Passing = iota
	PassTuple              // in one sequence (Args) and one mapping (Kwargs)
	PassStar               // the remaining positional and keyword arguments
	PassIter               // one argument from the iterable in Args or, if that is "", from each remaining positional one (map)
	PassStarIter           // each item of the iterable in Args is the arguments (starmap)
	PassFixed              // Fixed arguments that the library makes
)

// Many says whether the callable can run beside itself.
type Many uint8

const (
	UnknownMany Many = iota
	One              // at most once for each call
	Several          // several at a time
	ByWorkers        // several unless the pool has one worker (Workers parameter of its constructor)
)

// A Handoff is a callable slot: a call takes a callable and runs it elsewhere.
type Handoff struct {
	Param   string // the parameter that takes the callable: "target", "fn"
	On      Place
	Many    Many
	In      string // ByWorkers: the parameter that is the pool; "" where that is the receiver
	Pass    Passing
	Args    string // PassTuple: the parameter with the sequence: "args"; PassIter, PassStarIter: with the iterable
	Kwargs  string // PassTuple: the parameter with the mapping: "kwargs"
	Strict  bool   // Args must be a tuple: a list raises TypeError
	NoneOK  bool   // Args may be None (Timer)
	Fixed   int    // PassFixed: how many positional arguments the library passes
	Pickles bool   // callable and arguments are pickled

	Reserved string // the parameter that must be None, before the callable's: "group"
	Coros    bool   // a coroutine function may be given as well: the library runs what it returns
}

// Items says where the items of an iterable result come from, when they are not
// of one fixed type (Yields).
type Items uint8

const (
	UnknownItems   Items = iota
	ItemsOfFirst         // the items of the first argument: list, sorted, reversed, iter
	ItemsOfLast          // the items of the last argument: filter
	ItemsNumbered        // pairs of an int and an item of the first argument: enumerate
	ItemsZipped          // tuples with one item of each argument: zip
	ResultsOfFirst       // what the callable in the first argument returns: map, starmap
)

// Which says which thread a call gives or identifies.
type Which uint8

const (
	UnknownThread Which = iota
	CurrentThread       // the one that makes the call
	MainThread
	EveryThread // a list of all that run, the caller's too
)

// A Call is a row: what a function, constructor or method means for threads.
//
// Does == 0 means that the effects are unknown, as they are without a row; such
// a row tells only about parameters and results. Slots == nil means that the
// parameters are unknown, an empty Slots that there are none to pass by position.
type Call struct {
	Name    string // canonical
	Does    Effects
	GIL     GIL
	Slots   []string // names of the parameters in order (without self), as far as they can be passed by position; "*" before the rest is keyword-only
	Timeout string   // the parameter that bounds the wait; "" if nothing does
	Block   string   // the boolean parameter that switches waiting off: "block", "blocking", "wait"
	Handoff *Handoff
	Returns string // canonical type of the result; "" unknown; "None"
	Raises  bool   // known to raise in ordinary use (get_nowait, int(), network calls)
	NoRaise bool   // known not to raise in ordinary use
	Vain    string // canonical exception of a call that does not wait and finds nothing to take, or no room ("queue.Empty")
	Modes   string // the parameter that decides whether calls of the receiver wait: setblocking's flag, settimeout's value
	Since   string // first Python version with it, for those newer than 3.8
	Removed string // first Python version without it: "3.9"
	Old     string // first Python version that deprecates it: "3.10"
	Instead string // the new name: "is_alive"; "daemon" for setDaemon

	Which     Which      // which thread the result is, or identifies
	Yields    string     // canonical type of the items of the result
	Parts     []string   // canonical types of the parts of a tuple result, "" for those that are unknown
	Items     Items      // where the items of the result come from instead
	Async     bool       // a coroutine function: the effects happen when the result is awaited
	Awaited   string     // Async: canonical type of the awaited result
	Holding   bool       // raises RuntimeError unless the receiver is held (Condition.wait, notify)
	BoundedBy string     // Blocks only if the receiver was built with this parameter above 0 ("maxsize")
	Workers   string     // constructor of a pool: the parameter with the number of workers
	Affine    Place      // Main or Loop: must be called there; 0 anywhere
	Elsewhere string     // Affine: the exception that a call elsewhere raises; "" if it only misbehaves
	EndedBy   string     // the method of the same object that ends this call, which else goes on for ever; "" if none does
	AfterFork string     // the parameter whose callable runs between fork and exec ("preexec_fn")
	Spawned   Spawned    // given for AfterFork: the argument that does the same without running Python code
	Method    string     // the parameter that names how processes are started ("spawn", "fork")
	Level     bool       // tells how much there is to take: empty(), qsize()
	EmptyEnd  bool       // an empty result means that the other side has left (stream socket, pipe)
	Partial   bool       // makes a callable of the first argument with the others bound (functools.partial)
	Keeps     bool       // as a decorator it keeps the signature and the behaviour of the function
	Decorates *Handoff   // as a decorator it hands the function under it over; Param is ""
	OldParams []OldParam // parameters that are deprecated or gone
}

// A Spawned is an argument of subprocess's calls.
type Spawned struct {
	Argument string // as written: "start_new_session=True"; "" none
	Since    string // first Python version with it
}

// An OldParam is a deprecated or removed parameter of a call.
type OldParam struct {
	Name    string
	Old     string // first Python version that deprecates it
	Removed string // first Python version without it
}

// Sharing says whether an object may be used by several threads.
type Sharing uint8

const (
	UnknownSharing Sharing = iota
	SafeShared
	UnsafeShared
	ConfinedShared // one thread only
	LockShared     // a lock
)

// Class is what a type is to the model.
type Class uint8

const (
	UnknownClass Class = iota
	ThreadClass        // Thread and its kin: start, join
	TimerClass         // a Thread that fires once
	ProcessClass
	LockClass      // Lock: not reentrant
	RLockClass     // RLock
	SemaphoreClass // Semaphore, BoundedSemaphore
	ConditionClass
	EventClass
	BarrierClass
	QueueClass // queue.Queue and its kin
	ThreadPoolClass
	ProcessPoolClass
	InterpreterPoolClass
	FutureClass // and AsyncResult
	LocalClass  // threading.local
	LoopClass   // asyncio's event loop
	SocketClass
	ServerClass
	AsyncLockClass // asyncio.Lock and its kin
	AsyncQueueClass
	PopenClass
	FileClass
	ContextVarClass // a variable with a value of its own in each context
)

// A Type is a row: what a library class is.
type Type struct {
	Name      string // canonical
	Bases     []string
	Class     Class
	Share     Sharing
	Iterable  bool     // known to be iterable
	NoIter    bool     // known not to be iterable
	Process   bool     // belongs to multiprocessing: can cross a process border
	NoPickle  bool     // cannot be pickled
	Feeds     bool     // a process that put something in ends only when all of it is read
	InProcess string   // the type that does for processes what this one does for threads; "" none
	Again     string   // the type that does the same and that its holder may take again; "" none
	Told      string   // the type of an object by which such a thread can be told to end; "" none
	InLoop    string   // the type that does for coroutines what this one does for threads; "" none
	Attrs     []string // data attributes and properties, so that a misspelt one is known
	AttrTypes map[string]string
	Item      string   // canonical type of the items of an instance; "" unknown
	Atomic    []string // methods that other threads see as one step on a build with the GIL
	Reentrant bool     // LockShared: the holder may take it again
	Bounded   bool     // a semaphore that raises when it is released too often
	Safer     string   // the constructor's parameter that lifts the confinement when False ("check_same_thread")
	Roots     []Root   // methods and attributes of instances that something runs elsewhere
}

// A Root is a method, or an attribute that holds a callable, that a library runs.
type Root struct {
	Method string // its name; a trailing * stands for any rest ("do_*")
	On     Place
	Many   Many
	Fixed  int    // how many positional arguments it is given besides self; -1 unknown
	When   string // the class whose presence makes it so ("socketserver.ThreadingMixIn"); "" always
	Attr   bool   // also if stored as an attribute of the instance (client.on_message = f)
	After  string // only once this method was called ("loop_start"); "" from the beginning
}

// An Override is a name that a subclass must not redefine, because methods of
// the base rely on it.
type Override struct {
	Name   string
	From   string // first Python version that relies on it; "" all
	Until  string // first Python version that does not any more; "" all
	Method bool   // the base has a method of that name; otherwise data or a property

	Property bool // the base has a property of that name: only a method or class attribute hides it
	Settable bool // Property: storing it in an instance is its ordinary use

	Init   bool   // the base's __init__ stores it in each instance
	Param  string // Init: the parameter of the constructor that it comes from
	Gone   bool   // with Until: a method that is never called any more
	ByRun  bool   // only the base's own run() uses it
	Start  bool   // only start() uses it: what is stored later does no harm
	NoneOK bool   // None stands for what the base makes itself
	Mild   bool   // what Else says is worth knowing, but breaks nothing

	// What comes of a redefinition, as half a sentence that begins with the
	// method in which it shows. "" where nothing does.
	Calls string // Method: "join() raises", where it is no callable
	Needs string // data: "start() raises", where it lacks what is asked of it
	Asked string // Needs: the attribute that is asked for ("is_set")
	Type  string // Needs: canonical type of what the base keeps there
	False string // where it is false
	True  string // where it is true
	Else  string // otherwise, and where it is not known

	// What a use raises before the base's __init__ was run; "" nothing.
	Early     string   // a call, or a store
	EarlyRead string   // a read
	OldNames  []string // old methods that do the same
	Setter    string   // of OldNames, the one that stores
}

// A Module is a library module that is deprecated or gone.
type Module struct {
	Name    string
	Old     string // first Python version that deprecates it
	Removed string // first Python version without it
	Instead string // the module to import in its place; "" none
}

// A Value is a module-level variable of a library.
type Value struct {
	Name         string // canonical: "sys.argv"
	Type         string // canonical type of the value
	Item         string // canonical type of its items; "" unknown
	ProcessState bool   // storing it, or into it, changes state of the whole process
}
