package pylib

import (
	"strings"
	"sync"
)

// builtinTypes is the builtin classes, which the tables name without their module.
var builtinTypes = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(builtinClassNames + builtinExceptions) {
		m[n] = true
	}
	return m
})

const builtinClassNames = `str bytes bytearray int float bool complex list tuple dict set frozenset range object type
	enumerate zip map filter reversed slice memoryview super property staticmethod classmethod `

const builtinExceptions = `BaseException Exception ArithmeticError AssertionError AttributeError BlockingIOError BrokenPipeError BufferError
	ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError EOFError FileExistsError
	FileNotFoundError FloatingPointError GeneratorExit ImportError IndexError InterruptedError IsADirectoryError KeyError
	KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError
	OverflowError PermissionError ProcessLookupError RecursionError ReferenceError RuntimeError StopAsyncIteration StopIteration
	SyntaxError SystemError SystemExit TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
	ValueError ZeroDivisionError Warning DeprecationWarning ResourceWarning RuntimeWarning UserWarning`

// builtinFunctionRows is the functions and constructors that need no import.
// Those that call methods of their arguments are rows for arguments of builtin
// types; a project class with such a method is the linker's to see.
func builtinFunctionRows() library {
	const b = "builtins."
	short := func(returns string) Call { return Call{Does: Pure, GIL: GILHeld, Returns: returns} }
	calls := []Call{
		{Name: b + "print(*,sep,end,file,flush)", Does: IO | Output, GIL: GILReleased, Returns: "None", NoRaise: true},
		{Name: b + "input(prompt)", Does: Blocks | IO, GIL: GILReleased, Returns: "str"},
		{Name: b + "open(file,mode,buffering,encoding,errors,newline,closefd,opener)", Does: IO, GIL: GILReleased, Returns: "io.TextIOWrapper", Raises: true},
		{Name: b + "len(obj)", Does: Pure | Probe, GIL: GILHeld, Returns: "int", NoRaise: true},
		{Name: b + "exit(code)", Does: Exits}, {Name: b + "quit(code)", Does: Exits},
		{Name: b + "exec(source,globals,locals)", Does: UserCode, Returns: "None"},
		{Name: b + "eval(source,globals,locals)", Does: UserCode},
		{Name: b + "compile(source,filename,mode,flags,dont_inherit,optimize)", Does: CPU, GIL: GILHeld},
		{Name: b + "__import__(name,globals,locals,fromlist,level)", Does: UserCode | IO},
		{Name: b + "breakpoint()", Does: Blocks | IO | UserCode}, {Name: b + "help(request)", Does: IO | Output},
		{Name: b + "getattr(object,name,default)", Does: Probe | Pure}, {Name: b + "setattr(obj,name,value)", Does: Mutates, Returns: "None"}, {Name: b + "delattr(obj,name)", Does: Mutates, Returns: "None"},
		{Name: b + "next(iterator,default)", Does: UserCode | Advances, Raises: true},
		{Name: b + "iter(object,sentinel)", Does: Pure, Items: ItemsOfFirst},
		{Name: b + "globals()", Does: Probe, Returns: "dict"}, {Name: b + "locals()", Does: Probe, Returns: "dict"}, {Name: b + "vars(object)", Does: Probe, Returns: "dict"},
		{Name: "map(function)", Does: UserCode, Returns: "map", Items: ResultsOfFirst},
		{Name: "filter(function,iterable)", Does: UserCode, Returns: "filter", Items: ItemsOfLast},
		{Name: "enumerate(iterable,start)", Does: Pure, GIL: GILHeld, Returns: "enumerate", Items: ItemsNumbered},
		{Name: "zip()", Does: Pure, GIL: GILHeld, Returns: "zip", Items: ItemsZipped},
		{Name: "reversed(sequence)", Does: Pure, GIL: GILHeld, Returns: "reversed", Items: ItemsOfFirst},
		{Name: b + "sorted(iterable,*,key,reverse)", Does: Pure, GIL: GILHeld, Returns: "list", Items: ItemsOfFirst},
		{Name: b + "min()", Does: Pure, GIL: GILHeld}, {Name: b + "max()", Does: Pure, GIL: GILHeld}, {Name: b + "sum(iterable,start)", Does: Pure, GIL: GILHeld},
		{Name: b + "abs(x)", Does: Pure, GIL: GILHeld}, {Name: b + "pow(base,exp,mod)", Does: Pure, GIL: GILHeld}, {Name: b + "round(number,ndigits)", Does: Pure, GIL: GILHeld},
		{Name: "range(start,stop,step)", Does: Pure, GIL: GILHeld, Returns: "range", Yields: "int"},
		{Name: "list(iterable)", Does: Pure, GIL: GILHeld, Returns: "list", Items: ItemsOfFirst},
		{Name: "tuple(iterable)", Does: Pure, GIL: GILHeld, Returns: "tuple", Items: ItemsOfFirst},
		{Name: "set(iterable)", Does: Pure, GIL: GILHeld, Returns: "set", Items: ItemsOfFirst},
		{Name: "frozenset(iterable)", Does: Pure, GIL: GILHeld, Returns: "frozenset", Items: ItemsOfFirst},
		{Name: "dict()", Does: Pure, GIL: GILHeld, Returns: "dict"},
		{Name: "str(object,encoding,errors)", Does: Pure, GIL: GILHeld, Returns: "str", NoRaise: true},
		{Name: "bool(object)", Does: Pure, GIL: GILHeld, Returns: "bool", NoRaise: true},
		{Name: "int(x,base)", Does: Pure, GIL: GILHeld, Returns: "int", Raises: true},
		{Name: "float(x)", Does: Pure, GIL: GILHeld, Returns: "float", Raises: true},
		{Name: "complex(real,imag)", Does: Pure, GIL: GILHeld, Returns: "complex"},
		{Name: "bytes(source,encoding,errors)", Does: Pure, GIL: GILHeld, Returns: "bytes"},
		{Name: "bytearray(source,encoding,errors)", Does: Pure, GIL: GILHeld, Returns: "bytearray"},
		{Name: "object()", Does: Pure, GIL: GILHeld, Returns: "object", NoRaise: true},
		{Name: "type(object)", Does: Pure, GIL: GILHeld, Returns: "type", NoRaise: true},
		{Name: "staticmethod(function)", Does: Pure, Keeps: true}, {Name: "classmethod(function)", Does: Pure},
		{Name: "property(fget,fset,fdel,doc)", Does: Pure}, {Name: "super()", Does: Pure},
		{Name: "memoryview(object)", Does: Pure, Returns: "memoryview"}, {Name: "slice(start,stop,step)", Does: Pure, Returns: "slice"},
	}
	return library{
		calls: calls,
		families: []family{
			{b, "hash(obj) id(obj) ord(c)", Call{Does: Pure, GIL: GILHeld, Returns: "int", NoRaise: true}},
			{b, "chr(i) bin(number) hex(number) oct(number) repr(obj) ascii(obj) format(value,format_spec)", short("str")},
			{b, "isinstance(obj,class_or_tuple) issubclass(cls,class_or_tuple) callable(obj) hasattr(obj,name)", Call{Does: Pure | Probe, GIL: GILHeld, Returns: "bool", NoRaise: true}},
			{b, "any(iterable) all(iterable)", short("bool")},
			{b, "divmod(x,y)", short("tuple")},
			{b, "dir(object)", Call{Does: Probe, Returns: "list", Yields: "str"}},
			{"", builtinExceptions, Call{Does: Pure, NoRaise: true}},
		},
		types:   builtinClasses(),
		aliases: builtinAliases(),
	}
}

func builtinAliases() map[string]string {
	return map[string]string{"__builtin__": "builtins", "io.open": "builtins.open", "codecs.open": "builtins.open", "builtins.raw_input": "builtins.input",
		"builtins.unicode": "str", "builtins.IOError": "OSError", "builtins.EnvironmentError": "OSError", "socket.error": "OSError", "select.error": "OSError",
		"socket.timeout": "TimeoutError", "builtins.xrange": "range", "builtins.long": "int"}
}

func builtinClasses() []Type {
	types := []Type{
		{Name: "str", Share: SafeShared, Iterable: true, Item: "str"},
		{Name: "bytes", Share: SafeShared, Iterable: true, Item: "int"},
		{Name: "bytearray", Iterable: true, Item: "int"}, {Name: "memoryview", Iterable: true, NoPickle: true},
		{Name: "int", Share: SafeShared, NoIter: true}, {Name: "float", Share: SafeShared, NoIter: true}, {Name: "complex", Share: SafeShared, NoIter: true},
		{Name: "bool", Bases: []string{"int"}, Share: SafeShared, NoIter: true},
		{Name: "list", Iterable: true, Atomic: []string{"append", "pop", "copy", "extend", "insert", "sort", "reverse", "__getitem__", "__setitem__"}},
		{Name: "tuple", Share: SafeShared, Iterable: true},
		{Name: "dict", Iterable: true, Atomic: []string{"get", "pop", "setdefault", "copy", "__getitem__", "__setitem__"}},
		{Name: "set", Iterable: true, Atomic: []string{"add", "discard", "copy"}}, {Name: "frozenset", Share: SafeShared, Iterable: true},
		{Name: "range", Share: SafeShared, Iterable: true, Item: "int"},
		{Name: "enumerate", Iterable: true, Share: UnsafeShared}, {Name: "zip", Iterable: true, Share: UnsafeShared}, {Name: "map", Iterable: true, Share: UnsafeShared},
		{Name: "filter", Iterable: true, Share: UnsafeShared}, {Name: "reversed", Iterable: true, Share: UnsafeShared},
		{Name: "object", Roots: []Root{{Method: "__del__", On: Finalizer, Many: Several}}}, {Name: "type"}, {Name: "slice", NoIter: true},
		{Name: "types.GeneratorType", Iterable: true, Share: UnsafeShared, NoPickle: true},
		{Name: "types.CoroutineType", NoIter: true, NoPickle: true}, {Name: "types.ModuleType", NoIter: true, NoPickle: true},
		{Name: "types.FunctionType", NoIter: true}, {Name: "types.SimpleNamespace", NoIter: true},
	}
	for _, e := range strings.Fields(builtinExceptions) {
		types = append(types, Type{Name: e, Bases: exceptionBases(e), NoIter: true})
	}
	return types
}

// exceptionBases is the nearest base of a builtin exception.
func exceptionBases(name string) []string {
	for _, family := range []struct{ base, members string }{
		{"", "BaseException"},
		{"BaseException", "Exception GeneratorExit KeyboardInterrupt SystemExit"},
		{"ArithmeticError", "FloatingPointError OverflowError ZeroDivisionError"},
		{"ConnectionError", "BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError"},
		{"OSError", "BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError"},
		{"LookupError", "IndexError KeyError"}, {"ImportError", "ModuleNotFoundError"}, {"NameError", "UnboundLocalError"},
		{"RuntimeError", "NotImplementedError RecursionError"}, {"ValueError", "UnicodeError"}, {"UnicodeError", "UnicodeDecodeError UnicodeEncodeError"},
		{"Warning", "DeprecationWarning ResourceWarning RuntimeWarning UserWarning"},
	} {
		for _, m := range strings.Fields(family.members) {
			if m == name {
				if family.base == "" {
					return nil
				}
				return []string{family.base}
			}
		}
	}
	return []string{"Exception"}
}
