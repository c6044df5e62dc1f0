package pylib

// exports is what a star import binds, by CPython 3.11. Constants in capitals
// are left out but for those that matter to threads and sockets.
var exports = map[string]string{
	"threading": `Barrier BoundedSemaphore BrokenBarrierError Condition Event ExceptHookArgs Lock RLock Semaphore TIMEOUT_MAX Thread ThreadError Timer active_count
current_thread enumerate excepthook get_ident get_native_id getprofile gettrace local main_thread setprofile settrace stack_size`,
	"queue": `Empty Full LifoQueue PriorityQueue Queue SimpleQueue`,
	"time": `altzone asctime clock_getres clock_gettime clock_gettime_ns clock_settime clock_settime_ns ctime daylight get_clock_info gmtime localtime mktime
monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns pthread_getcpuclockid sleep strftime strptime struct_time thread_time
thread_time_ns time time_ns timezone tzname tzset`,
	"socket": `AF_DECnet AF_INET AF_INET6 AF_UNIX AddressFamily INADDR_ANY IPPROTO_TCP IPPROTO_UDP SHUT_RD SHUT_RDWR SHUT_WR SOCK_DGRAM SOCK_STREAM SOL_SOCKET
SO_BROADCAST SO_KEEPALIVE SO_REUSEADDR SocketKind SocketType TCP_NODELAY close create_connection create_server dup error fromfd gaierror getaddrinfo
getdefaulttimeout getfqdn gethostbyaddr gethostbyname gethostbyname_ex gethostname getnameinfo getprotobyname getservbyname getservbyport
has_dualstack_ipv6 has_ipv6 herror htonl htons if_indextoname if_nameindex if_nametoindex inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs recv_fds
send_fds setdefaulttimeout sethostname socket socketpair timeout`,
	"concurrent.futures": `ALL_COMPLETED BrokenExecutor CancelledError Executor FIRST_COMPLETED FIRST_EXCEPTION Future ProcessPoolExecutor ThreadPoolExecutor TimeoutError
as_completed wait`,
	"multiprocessing": `Array AuthenticationError Barrier BoundedSemaphore BufferTooShort Condition Event JoinableQueue Lock Manager Pipe Pool Process ProcessError Queue
RLock RawArray RawValue Semaphore SimpleQueue TimeoutError Value active_children allow_connection_pickling cpu_count current_process freeze_support
get_all_start_methods get_context get_logger get_start_method log_to_stderr parent_process reducer set_executable set_forkserver_preload
set_start_method`,
	"multiprocessing.pool": `Pool ThreadPool`,
	"_thread":              `LockType RLock TIMEOUT_MAX allocate allocate_lock error exit exit_thread get_ident get_native_id interrupt_main stack_size start_new start_new_thread`,
	"asyncio": `ALL_COMPLETED AbstractChildWatcher AbstractEventLoop AbstractEventLoopPolicy AbstractServer Barrier BaseEventLoop BaseProtocol BaseTransport
BoundedSemaphore BrokenBarrierError BufferedProtocol CancelledError Condition DatagramProtocol DatagramTransport DefaultEventLoopPolicy Event
FIRST_COMPLETED FIRST_EXCEPTION FastChildWatcher Future Handle IncompleteReadError InvalidStateError LifoQueue LimitOverrunError Lock
MultiLoopChildWatcher PidfdChildWatcher PriorityQueue Protocol Queue QueueEmpty QueueFull ReadTransport Runner SafeChildWatcher SelectorEventLoop
Semaphore SendfileNotAvailableError Server StreamReader StreamReaderProtocol StreamWriter SubprocessProtocol SubprocessTransport Task
ThreadedChildWatcher Timeout TimeoutError TimerHandle Transport WriteTransport _enter_task _get_running_loop _leave_task _register_task
_set_running_loop _unregister_task all_tasks as_completed create_subprocess_exec create_subprocess_shell create_task current_task ensure_future gather
get_child_watcher get_event_loop get_event_loop_policy get_running_loop iscoroutine iscoroutinefunction isfuture new_event_loop open_connection
open_unix_connection run run_coroutine_threadsafe set_child_watcher set_event_loop set_event_loop_policy shield sleep start_server start_unix_server
timeout timeout_at to_thread wait wait_for wrap_future`,
	"random": `Random SystemRandom betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate paretovariate
randbytes randint random randrange sample seed setstate shuffle triangular uniform vonmisesvariate weibullvariate`,
	"math": `acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 fabs factorial floor fmod frexp fsum
gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin
sinh sqrt tan tanh tau trunc ulp`,
	"subprocess": `CalledProcessError CompletedProcess DEVNULL PIPE Popen STDOUT SubprocessError TimeoutExpired call check_call check_output getoutput getstatusoutput
run`,
	"os.path": `abspath altsep basename commonpath commonprefix curdir defpath devnull dirname exists expanduser expandvars extsep getatime getctime getmtime getsize
isabs isdir isfile islink ismount join lexists normcase normpath pardir pathsep realpath relpath samefile sameopenfile samestat sep split splitdrive
splitext supports_unicode_filenames`,
	"datetime":    `MAXYEAR MINYEAR UTC date datetime time timedelta timezone tzinfo`,
	"collections": `ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque namedtuple`,
	"itertools": `accumulate chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice pairwise permutations product
repeat starmap takewhile tee zip_longest`,
	"functools": `cache cached_property cmp_to_key lru_cache partial partialmethod reduce singledispatch singledispatchmethod total_ordering update_wrapper wraps`,
	"json":      `JSONDecodeError JSONDecoder JSONEncoder dump dumps load loads`,
	"signal": `Handlers ITIMER_REAL ItimerError SIGALRM SIGCHLD SIGHUP SIGINT SIGTERM SIGUSR1 SIG_DFL SIG_IGN Sigmasks Signals alarm default_int_handler getitimer
getsignal pause pidfd_send_signal pthread_kill pthread_sigmask raise_signal set_wakeup_fd setitimer siginterrupt signal sigpending sigtimedwait
sigwait sigwaitinfo strsignal struct_siginfo valid_signals`,
	"select": `epoll error poll select`,
	"socketserver": `BaseRequestHandler BaseServer DatagramRequestHandler ForkingMixIn ForkingTCPServer ForkingUDPServer StreamRequestHandler TCPServer ThreadingMixIn
ThreadingTCPServer ThreadingUDPServer ThreadingUnixDatagramServer ThreadingUnixStreamServer UDPServer UnixDatagramServer UnixStreamServer`,
	"http.server": `BaseHTTPRequestHandler CGIHTTPRequestHandler HTTPServer SimpleHTTPRequestHandler ThreadingHTTPServer`,
	"urllib.request": `AbstractBasicAuthHandler AbstractDigestAuthHandler BaseHandler CacheFTPHandler DataHandler FTPHandler FancyURLopener FileHandler HTTPBasicAuthHandler
HTTPCookieProcessor HTTPDefaultErrorHandler HTTPDigestAuthHandler HTTPErrorProcessor HTTPHandler HTTPPasswordMgr HTTPPasswordMgrWithDefaultRealm
HTTPPasswordMgrWithPriorAuth HTTPRedirectHandler HTTPSHandler OpenerDirector ProxyBasicAuthHandler ProxyDigestAuthHandler ProxyHandler Request
URLopener UnknownHandler build_opener getproxies install_opener pathname2url url2pathname urlcleanup urlopen urlretrieve`,
	"tkinter": `BOTH BOTTOM BaseWidget BitmapImage BooleanVar Button CallWrapper Canvas Checkbutton DISABLED DoubleVar E END Entry Event EventType Frame Grid INSERT
Image IntVar LEFT Label LabelFrame Listbox Menu Menubutton Message Misc N NORMAL NoDefaultRoot OptionMenu Pack PanedWindow PhotoImage Place RIGHT
Radiobutton S Scale Scrollbar Spinbox StringVar TOP Tcl TclError TclVersion Text Tk TkVersion Toplevel Variable W Widget Wm X XView Y YView getboolean
getdouble getint image_names image_types mainloop`,
	"tkinter.ttk": `Button Checkbutton Combobox Entry Frame Label LabelFrame LabeledScale Labelframe Menubutton Notebook OptionMenu PanedWindow Panedwindow Progressbar
Radiobutton Scale Scrollbar Separator Sizegrip Spinbox Style Treeview setup_master tclobjs_to_py`,
	"selectors": `ABCMeta BaseSelector DefaultSelector EpollSelector Mapping PollSelector SelectSelector SelectorKey abstractmethod math namedtuple select sys`,
	"contextlib": `AbstractAsyncContextManager AbstractContextManager AsyncExitStack ContextDecorator ExitStack aclosing asynccontextmanager chdir closing contextmanager
nullcontext redirect_stderr redirect_stdout suppress`,
	"ssl": `AlertDescription CertificateError DER_cert_to_PEM_cert DefaultVerifyPaths HAS_SSLv2 HAS_SSLv3 HAS_TLSv1 HAS_TLSv1_1 HAS_TLSv1_2 HAS_TLSv1_3 MemoryBIO
OP_NO_SSLv2 OP_NO_SSLv3 OP_NO_TLSv1 OP_NO_TLSv1_1 OP_NO_TLSv1_2 OP_NO_TLSv1_3 Options PEM_cert_to_DER_cert PROTOCOL_SSLv23 PROTOCOL_TLSv1
PROTOCOL_TLSv1_1 PROTOCOL_TLSv1_2 Purpose RAND_add RAND_bytes RAND_pseudo_bytes RAND_status SOCK_STREAM SOL_SOCKET SSLCertVerificationError SSLContext
SSLEOFError SSLError SSLErrorNumber SSLObject SSLSession SSLSocket SSLSyscallError SSLWantReadError SSLWantWriteError SSLZeroReturnError TLSVersion
VerifyFlags VerifyMode base64 cert_time_to_seconds create_connection create_default_context errno get_default_verify_paths get_protocol_name
get_server_certificate match_hostname namedtuple os socket socket_error sys warnings wrap_socket`,
	"sched": `scheduler`,
	"logging": `BufferingFormatter CRITICAL DEBUG ERROR FileHandler Filter Formatter Handler INFO LogRecord Logger LoggerAdapter NullHandler StreamHandler WARNING
addLevelName basicConfig captureWarnings critical debug disable error exception fatal getLevelName getLevelNamesMapping getLogRecordFactory getLogger
getLoggerClass info lastResort log makeLogRecord raiseExceptions setLogRecordFactory setLoggerClass shutdown warn warning`,
	"ctypes": `ArgumentError Array BigEndianStructure BigEndianUnion LibraryLoader LittleEndianStructure LittleEndianUnion PyDLL SetPointerType Structure Union
addressof alignment byref c_bool c_buffer c_byte c_char c_char_p c_double c_float c_int c_int16 c_int32 c_int64 c_int8 c_long c_longdouble c_longlong
c_short c_size_t c_ssize_t c_ubyte c_uint c_uint16 c_uint32 c_uint64 c_uint8 c_ulong c_ulonglong c_ushort c_void_p c_voidp c_wchar c_wchar_p cast cdll
create_string_buffer create_unicode_buffer get_errno memmove memset pointer py_object pydll pythonapi resize set_errno sizeof string_at wstring_at`,
	"tkinter.messagebox": `askokcancel askquestion askretrycancel askyesno askyesnocancel showerror showinfo showwarning`,
	"turtle": `Pen RawPen RawTurtle Screen ScrolledCanvas Shape Terminator Turtle TurtleScreen Vec2D addshape back backward begin_fill begin_poly bgcolor bgpic bk
bye circle clear clearscreen clearstamp clearstamps clone color colormode degrees delay distance done dot down end_fill end_poly exitonclick fd
fillcolor filling forward get_poly get_shapepoly getcanvas getpen getscreen getshapes getturtle goto heading hideturtle home ht isdown isvisible left
listen lt mainloop mode numinput onclick ondrag onkey onkeypress onkeyrelease onrelease onscreenclick ontimer pd pen pencolor pendown pensize penup
pos position pu radians register_shape reset resetscreen resizemode right rt screensize seth setheading setpos setposition settiltangle setundobuffer
setup setworldcoordinates setx sety shape shapesize shapetransform shearfactor showturtle speed st stamp textinput tilt tiltangle title towards tracer
turtles turtlesize undo undobufferentries up update width window_height window_width write write_docstringdict xcor ycor`,
	"struct": `Struct calcsize error iter_unpack pack pack_into unpack unpack_from`,
	"os": `DirEntry _exit abort access altsep chdir chmod chown chroot close closerange confstr confstr_names copy_file_range cpu_count ctermid curdir defpath
device_encoding devnull dup dup2 environ environb error eventfd eventfd_read eventfd_write execl execle execlp execlpe execv execve execvp execvpe
extsep fchdir fchmod fchown fdatasync fdopen fork forkpty fpathconf fsdecode fsencode fspath fstat fstatvfs fsync ftruncate fwalk get_blocking
get_exec_path get_inheritable get_terminal_size getcwd getcwdb getegid getenv getenvb geteuid getgid getgrouplist getgroups getloadavg getlogin
getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getsid getuid getxattr initgroups isatty kill killpg lchown linesep link
listdir listxattr lockf login_tty lseek lstat major makedev makedirs memfd_create minor mkdir mkfifo mknod name nice open openpty pardir path pathconf
pathconf_names pathsep pidfd_open pipe pipe2 popen posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv putenv pwrite pwritev read
readlink readv register_at_fork remove removedirs removexattr rename renames replace rmdir scandir sched_get_priority_max sched_get_priority_min
sched_getaffinity sched_getparam sched_getscheduler sched_param sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler sched_yield
sendfile sep set_blocking set_inheritable setegid seteuid setgid setgroups setpgid setpgrp setpriority setregid setresgid setresuid setreuid setsid
setuid setxattr spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe splice stat stat_result statvfs statvfs_result strerror
supports_bytes_environ symlink sync sysconf sysconf_names system tcgetpgrp tcsetpgrp terminal_size times times_result truncate ttyname umask uname
uname_result unlink unsetenv urandom utime wait wait3 wait4 waitid waitid_result waitpid waitstatus_to_exitcode walk write writev`,
	"sys": `abiflags addaudithook api_version argv audit base_exec_prefix base_prefix breakpointhook builtin_module_names byteorder call_tracing copyright
displayhook dont_write_bytecode exc_info excepthook exception exec_prefix executable exit flags float_info float_repr_style get_asyncgen_hooks
get_coroutine_origin_tracking_depth get_int_max_str_digits getallocatedblocks getdefaultencoding getdlopenflags getfilesystemencodeerrors
getfilesystemencoding getprofile getrecursionlimit getrefcount getsizeof getswitchinterval gettrace hash_info hexversion implementation int_info
intern is_finalizing maxsize maxunicode meta_path modules orig_argv path path_hooks path_importer_cache platform platlibdir prefix pycache_prefix
set_asyncgen_hooks set_coroutine_origin_tracking_depth set_int_max_str_digits setdlopenflags setprofile setrecursionlimit setswitchinterval settrace
stderr stdin stdlib_module_names stdout thread_info unraisablehook version version_info warnoptions`,
	"typing": `AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable BinaryIO ByteString Callable ChainMap
ClassVar Collection Concatenate Container ContextManager Coroutine Counter DefaultDict Deque Dict Final ForwardRef FrozenSet Generator Generic
Hashable ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping MutableSequence MutableSet
NamedTuple Never NewType NoReturn NotRequired Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs Pattern Protocol Required Reversible Self
Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt SupportsRound TYPE_CHECKING Text TextIO Tuple
Type TypeAlias TypeGuard TypeVar TypeVarTuple TypedDict Union Unpack ValuesView assert_never assert_type cast clear_overloads dataclass_transform
final get_args get_origin get_overloads get_type_hints is_typeddict no_type_check no_type_check_decorator overload reveal_type runtime_checkable`,
	"abc":    `ABC ABCMeta abstractclassmethod abstractmethod abstractproperty abstractstaticmethod get_cache_token update_abstractmethods`,
	"re":     `Match Pattern RegexFlag S X compile error escape findall finditer fullmatch match purge search split sub subn template`,
	"string": `Formatter Template ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable punctuation whitespace`,
	"copy":   `Error copy deepcopy`,
	"traceback": `FrameSummary StackSummary TracebackException clear_frames extract_stack extract_tb format_exc format_exception format_exception_only format_list
format_stack format_tb print_exc print_exception print_last print_stack print_tb walk_stack walk_tb`,
	"pickle": `PickleBuffer PickleError Pickler PicklingError Unpickler UnpicklingError dump dumps load loads`,
	"hashlib": `algorithms_available algorithms_guaranteed blake2b blake2s file_digest md5 new pbkdf2_hmac sha1 sha224 sha256 sha384 sha3_224 sha3_256 sha3_384
sha3_512 sha512 shake_128 shake_256`,
	"statistics": `NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean linear_regression mean median median_grouped median_high
median_low mode multimode pstdev pvariance quantiles stdev variance`,
	"fractions": `Fraction`,
	"decimal": `BasicContext Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DefaultContext DivisionByZero DivisionImpossible DivisionUndefined
ExtendedContext FloatOperation Inexact InvalidContext InvalidOperation Overflow Rounded Subnormal Underflow getcontext localcontext setcontext`,
	"operator": `abs add and_ attrgetter call concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv ilshift imatmul imod imul index
indexOf inv invert ior ipow irshift is_ is_not isub itemgetter itruediv ixor le length_hint lshift lt matmul methodcaller mod mul ne neg not_ or_ pos
pow rshift setitem sub truediv truth xor`,
	"heapq":   `heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest`,
	"bisect":  `bisect bisect_left bisect_right insort insort_left insort_right`,
	"pathlib": `Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath`,
	"shutil": `Error ExecError SameFileError SpecialFileError chown copy copy2 copyfile copyfileobj copymode copystat copytree disk_usage get_archive_formats
get_terminal_size get_unpack_formats ignore_patterns make_archive move register_archive_format register_unpack_format rmtree unpack_archive
unregister_archive_format unregister_unpack_format which`,
	"glob": `escape glob iglob`,
	"tempfile": `NamedTemporaryFile SpooledTemporaryFile TemporaryDirectory TemporaryFile gettempdir gettempdirb gettempprefix gettempprefixb mkdtemp mkstemp mktemp
tempdir`,
	"enum": `Enum EnumCheck EnumMeta EnumType Flag FlagBoundary IntEnum IntFlag ReprEnum StrEnum auto global_enum global_enum_repr global_flag_repr global_str
member nonmember pickle_by_enum_name pickle_by_global_name property unique verify`,
	"dataclasses": `Field FrozenInstanceError InitVar asdict astuple dataclass field fields is_dataclass make_dataclass replace`,
	"types": `AsyncGeneratorType BuiltinFunctionType BuiltinMethodType CellType ClassMethodDescriptorType CodeType CoroutineType DynamicClassAttribute EllipsisType
FrameType FunctionType GeneratorType GenericAlias GetSetDescriptorType LambdaType MappingProxyType MemberDescriptorType MethodDescriptorType
MethodType MethodWrapperType ModuleType NoneType NotImplementedType SimpleNamespace TracebackType UnionType WrapperDescriptorType coroutine new_class
prepare_class resolve_bases`,
	"weakref": `CallableProxyType ProxyType ProxyTypes ReferenceType WeakKeyDictionary WeakMethod WeakSet WeakValueDictionary finalize getweakrefcount getweakrefs
proxy ref`,
	"codecs": `Codec CodecInfo EncodedFile IncrementalDecoder IncrementalEncoder StreamReader StreamReaderWriter StreamRecoder StreamWriter backslashreplace_errors
decode encode getdecoder getencoder getincrementaldecoder getincrementalencoder getreader getwriter ignore_errors iterdecode iterencode lookup
lookup_error namereplace_errors open register register_error replace_errors strict_errors xmlcharrefreplace_errors`,
	"io": `BlockingIOError BufferedIOBase BufferedRWPair BufferedRandom BufferedReader BufferedWriter BytesIO FileIO IOBase IncrementalNewlineDecoder RawIOBase
StringIO TextIOBase TextIOWrapper UnsupportedOperation open open_code text_encoding`,
	"zlib": `adler32 compress compressobj crc32 decompress decompressobj error`,
	"base64": `a85decode a85encode b16decode b16encode b32decode b32encode b32hexdecode b32hexencode b64decode b64encode b85decode b85encode decode decodebytes
encode encodebytes standard_b64decode standard_b64encode urlsafe_b64decode urlsafe_b64encode`,
	"uuid":    `Enum SafeUUID bytes_ getnode int_ os platform sys uuid1 uuid3 uuid4 uuid5`,
	"secrets": `SystemRandom choice compare_digest randbelow randbits token_bytes token_hex token_urlsafe`,
	"http.client": `BadStatusLine CannotSendHeader CannotSendRequest HTTPConnection HTTPException HTTPResponse HTTPSConnection ImproperConnectionState IncompleteRead
InvalidURL LineTooLong NotConnected RemoteDisconnected ResponseNotReady UnimplementedFileMode UnknownProtocol UnknownTransferEncoding error responses`,
	"urllib.parse": `DefragResult DefragResultBytes ParseResult ParseResultBytes SplitResult SplitResultBytes parse_qs parse_qsl quote quote_from_bytes quote_plus unquote
unquote_plus unquote_to_bytes urldefrag urlencode urljoin urlparse urlsplit urlunparse urlunsplit`,
	"smtplib": `SMTPAuthenticationError SMTPConnectError SMTPDataError SMTPException SMTPHeloError SMTPNotSupportedError SMTPRecipientsRefused SMTPResponseException
SMTPSenderRefused SMTPServerDisconnected quoteaddr quotedata`,
	"ftplib": `all_errors error_perm error_proto error_reply error_temp`,
	"cmd":    `Cmd`,
	"argparse": `Action ArgumentDefaultsHelpFormatter ArgumentError ArgumentParser ArgumentTypeError BooleanOptionalAction FileType HelpFormatter
MetavarTypeHelpFormatter Namespace RawDescriptionHelpFormatter RawTextHelpFormatter`,
	"getpass": `GetPassWarning getpass getuser`,
	"platform": `architecture collections freedesktop_os_release functools itertools java_ver libc_ver mac_ver machine node os platform processor python_branch
python_build python_compiler python_implementation python_revision python_version python_version_tuple re release sys system system_alias uname
uname_result version win32_edition win32_is_iot win32_ver`,
	"inspect": `ArgInfo Arguments Attribute BlockFinder BoundArguments ClassFoundException ClosureVars EndOfBlock FrameInfo FullArgSpec Parameter Signature Traceback
classify_class_attrs cleandoc currentframe findsource formatannotation formatannotationrelativeto formatargvalues get_annotations getabsfile getargs
getargvalues getattr_static getblock getcallargs getclasstree getclosurevars getcomments getcoroutinelocals getcoroutinestate getdoc getfile
getframeinfo getfullargspec getgeneratorlocals getgeneratorstate getinnerframes getlineno getmembers getmembers_static getmodule getmodulename getmro
getouterframes getsource getsourcefile getsourcelines indentsize isabstract isasyncgen isasyncgenfunction isawaitable isbuiltin isclass iscode
iscoroutine iscoroutinefunction isdatadescriptor isframe isfunction isgenerator isgeneratorfunction isgetsetdescriptor ismemberdescriptor ismethod
ismethoddescriptor ismethodwrapper ismodule isroutine istraceback signature stack trace unwrap walktree`,
	"warnings": `catch_warnings filterwarnings formatwarning resetwarnings showwarning simplefilter warn warn_explicit`,
	"errno":    `errorcode`,
	"fcntl":    `fcntl flock ioctl lockf`,
	"array":    `ArrayType array typecodes`,
	"csv": `Dialect DictReader DictWriter Error Sniffer __doc__ __version__ excel excel_tab field_size_limit get_dialect list_dialects reader register_dialect
unix_dialect unregister_dialect writer`,
	"calendar": `Calendar HTMLCalendar IllegalMonthError IllegalWeekdayError LocaleHTMLCalendar LocaleTextCalendar TextCalendar calendar day_abbr day_name firstweekday
isleap leapdays month month_abbr month_name monthcalendar monthrange prcal prmonth setfirstweekday timegm weekday weekheader`,
	"locale": `Error atof atoi currency format format_string getdefaultlocale getencoding getlocale getpreferredencoding localeconv normalize resetlocale setlocale
str strcoll strxfrm`,
	"gc": `callbacks collect disable enable freeze garbage get_count get_debug get_freeze_count get_objects get_referents get_referrers get_stats get_threshold
is_finalized is_tracked isenabled set_debug set_threshold unfreeze`,
	"atexit":   `register unregister`,
	"timeit":   `Timer default_timer repeat timeit`,
	"pprint":   `PrettyPrinter isreadable isrecursive pformat pp pprint saferepr`,
	"textwrap": `TextWrapper dedent fill indent shorten wrap`,
	"unittest": `FunctionTestCase IsolatedAsyncioTestCase SkipTest TestCase TestLoader TestResult TestSuite TextTestResult TextTestRunner addModuleCleanup
defaultTestLoader doModuleCleanups enterModuleContext expectedFailure findTestCases getTestCaseNames installHandler main makeSuite registerResult
removeHandler removeResult skip skipIf skipUnless`,
	"unittest.mock": `AsyncMock MagicMock Mock NonCallableMagicMock NonCallableMock PropertyMock call create_autospec mock_open patch seal sentinel`,
	"xmlrpc.client": `Binary Boolean BytesIO DateTime Decimal Error ExpatParser FastMarshaller FastParser FastUnmarshaller Fault GzipDecodedResponse Marshaller MultiCall
MultiCallIterator ProtocolError ResponseError SafeTransport Server ServerProxy Transport Unmarshaller base64 boolean datetime dumps errno escape expat
getparser gzip gzip_decode gzip_encode http loads sys time urllib`,
	"xmlrpc.server": `BaseHTTPRequestHandler CGIXMLRPCRequestHandler DocCGIXMLRPCRequestHandler DocXMLRPCRequestHandler DocXMLRPCServer Fault MultiPathXMLRPCServer
ServerHTMLDoc SimpleXMLRPCDispatcher SimpleXMLRPCRequestHandler SimpleXMLRPCServer XMLRPCDocGenerator dumps fcntl gzip_decode gzip_encode html http
list_public_methods loads os partial pydoc re resolve_dotted_attribute signature socketserver sys traceback`,
	"tkinter.filedialog": `Directory FileDialog LoadFileDialog Open SaveAs SaveFileDialog askdirectory askopenfile askopenfilename askopenfilenames askopenfiles asksaveasfile
asksaveasfilename`,
	"tkinter.constants": `BOTH BOTTOM DISABLED E END INSERT LEFT N NORMAL RIGHT S TOP W X Y`,
}
