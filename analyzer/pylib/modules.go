package pylib

import (
	"slices"
	"strings"
	"sync"
)

// standardLibrary is sys.stdlib_module_names of CPython 3.10 to 3.13 with what
// 3.14 adds, and the names of older versions that code still imports.
const standardLibrary = `
BaseHTTPServer ConfigParser Queue SocketServer StringIO Tkinter __builtin__ __future__ _dummy_thread _thread
_threading_local abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
audioop base64 bdb binascii binhex bisect builtins bz2 cPickle cProfile calendar cgi cgitb chunk cmath cmd
code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars
copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
dummy_threading email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions
ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http
httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache
locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing
netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle
pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched
secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys
sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this thread threading time timeit
tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata
unittest urllib urllib2 uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml
xmlrpc zipapp zipfile zipimport zlib zoneinfo`

var standardModules = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(standardLibrary) {
		m[n] = true
	}
	return m
})

// KnownModule says whether a module belongs to the standard library or has
// rows here, so that a name it lacks is worth nothing rather than unknown. Of a
// dotted name the first part decides.
func KnownModule(name string) bool {
	top, _, _ := strings.Cut(name, ".")
	return standardModules()[top] || tables().modules[top]
}

// oldModules is the modules of the threading library that are gone.
var oldModules = []Module{
	{Name: "thread", Removed: "3.0", Instead: "threading"},
	{Name: "Queue", Removed: "3.0", Instead: "queue"},
	{Name: "dummy_threading", Old: "3.7", Removed: "3.9", Instead: "threading"},
	{Name: "_dummy_thread", Old: "3.7", Removed: "3.9", Instead: "threading"},
	{Name: "asyncore", Old: "3.6", Removed: "3.12", Instead: "asyncio"},
	{Name: "asynchat", Old: "3.6", Removed: "3.12", Instead: "asyncio"},
}

// OldModule is the row of a deprecated or removed module, nil for others.
func OldModule(name string) *Module {
	for i := range oldModules {
		if oldModules[i].Name == name {
			return &oldModules[i]
		}
	}
	return nil
}

// Exports lists the public names of a library module that `from m import *`
// binds, sorted, for the modules whose star import is resolved (threading,
// queue, ...); nil for others. The caller owns the slice.
func Exports(module string) []string {
	list, ok := exports[strings.Replace(module, "Tkinter", "tkinter", 1)]
	if !ok {
		return nil
	}
	names := strings.Fields(list)
	slices.Sort(names)
	return names
}
