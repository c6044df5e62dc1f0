package pylib

import (
	"slices"
	"strings"
	"testing"
)

func TestMethodsAreFoundAlongBases(t *testing.T) {
	for name, want := range map[string]string{
		"threading.Timer.join":                                "threading.Thread.join",
		"threading.BoundedSemaphore.acquire":                  "threading.Semaphore.acquire",
		"queue.PriorityQueue.get":                             "queue.Queue.get",
		"multiprocessing.queues.JoinableQueue.put":            "multiprocessing.queues.Queue.put",
		"multiprocessing.context.BaseContext.Queue":           "multiprocessing.Queue",
		"multiprocessing.context.SpawnContext.Process.start":  "multiprocessing.Process.start",
		"concurrent.futures.thread.ThreadPoolExecutor.submit": "concurrent.futures.ThreadPoolExecutor.submit",
		"concurrent.futures.ThreadPoolExecutor.shutdown":      "concurrent.futures.Executor.shutdown",
		"socketserver.ThreadingTCPServer.serve_forever":       "socketserver.BaseServer.serve_forever",
		"builtins.bool.bit_length":                            "builtins.int.bit_length",
		"builtins.str.join":                                   "builtins.str.join",
		"builtins.int":                                        "builtins.int", "tkinter.Frame.config": "tkinter.Misc.*", "os.environ.get": "builtins.dict.get",
		"numpy.linalg.norm":                "numpy.*",
		"re.fullmatch":                     "re.*",
		"re.compile":                       "re.compile",
		"tkinter.Label.config":             "tkinter.Misc.*",
		"tkinter.Label.after":              "tkinter.Misc.after",
		"PySide6.QtWidgets.QLabel.setText": "PyQt5.QtWidgets.QWidget.*",
		"thread.allocate_lock":             "threading.Lock",
		"multiprocessing.dummy.Process":    "threading.Thread",
		"posixpath.exists":                 "os.path.exists",
	} {
		c := FindCall(name)
		if c == nil || c.Name != want {
			t.Errorf("FindCall(%q) = %v, want the row %q", name, c, want)
		}
	}
}

func TestNamesWithoutRowAreUnknown(t *testing.T) {
	for _, name := range []string{"", "len", "threading.Lock.nope", "queue.Queue.nope", "myproject.Thread.join", "threading.nope", "str.nope", "requestsX.get", "tkinter.Frame.__init__"} {
		if c := FindCall(name); c != nil {
			t.Errorf("FindCall(%q) = %q, want no row", name, c.Name)
		}
	}
}

func TestCanonicalNamesAreFixedPoints(t *testing.T) {
	x := tables()
	for from := range x.aliases {
		to := Canonical(from)
		if again := Canonical(to); again != to {
			t.Errorf("Canonical(%q) = %q, and that is %q", from, to, again)
		}
	}
	for name := range x.calls {
		if !strings.HasSuffix(name, "*") && Canonical(name) != name {
			t.Errorf("row %q can never be found: its name is an alias of %q", name, Canonical(name))
		}
	}
	for name := range x.types {
		if Canonical(name) != name {
			t.Errorf("type %q can never be found: its name is an alias of %q", name, Canonical(name))
		}
	}
}

func TestEveryResultHasAType(t *testing.T) {
	x := tables()
	known := func(where, typ string) {
		if typ != "" && typ != "None" && x.types[typ] == nil {
			t.Errorf("%s names the type %q, which has no row", where, typ)
		}
	}
	for name, c := range x.calls {
		known(name, c.Returns)
		known(name, c.Yields)
		known(name, c.Awaited)
		for _, p := range c.Parts {
			known(name, p)
		}
	}
	for name, typ := range x.types {
		known(name, typ.Item)
		for _, b := range typ.Bases {
			known(name, b)
		}
		for _, a := range typ.AttrTypes {
			known(name, a)
		}
		for _, r := range typ.Roots {
			known(name, r.When)
		}
	}
	for name, v := range x.values {
		known(name, v.Type)
		known(name, v.Item)
	}
}

func TestOverridesKnowTheirVersions(t *testing.T) {
	find := func(base, name string) *Override {
		for _, o := range Overridden(base) {
			if o.Name == name {
				return &o
			}
		}
		return nil
	}
	if o := find("threading.Thread", "_stop"); o == nil || o.Until != "3.13" || !o.Method {
		t.Errorf("Thread._stop is a method up to 3.12: %+v", o)
	}
	if o := find("threading.Timer", "finished"); o == nil {
		t.Error("Timer uses finished")
	}
	if o := find("threading.Timer", "_handle"); o == nil || o.From != "3.13" {
		t.Errorf("a Timer is a Thread, which has _handle from 3.13 on: %+v", o)
	}
	if o := find("threading.Thread", "daemon"); o == nil || !o.Settable {
		t.Errorf("daemon is there to be set: %+v", o)
	}
	if find("threading.Thread", "run") != nil {
		t.Error("run is there to be overridden")
	}
	if Overridden("queue.Queue") != nil {
		t.Error("queue.Queue has no rows")
	}
}

func TestModulesAreKnown(t *testing.T) {
	for _, m := range []string{"threading", "os.path", "asyncore", "thread", "requests", "PySide6", "builtins"} {
		if !KnownModule(m) {
			t.Errorf("%s is not known", m)
		}
	}
	for _, m := range []string{"", "myproject", "str", "worker"} {
		if KnownModule(m) {
			t.Errorf("%s is known", m)
		}
	}
	if m := OldModule("Queue"); m == nil || m.Removed != "3.0" || m.Instead != "queue" {
		t.Errorf("Queue became queue: %+v", m)
	}
	if OldModule("queue") != nil {
		t.Error("queue is not deprecated")
	}
}

func TestStarImportsBindWhatTheyExport(t *testing.T) {
	for module, name := range map[string]string{"threading": "Thread", "queue": "Queue", "socket": "AF_INET", "time": "sleep", "tkinter": "Event", "Tkinter": "Label", "multiprocessing": "Pool"} {
		if !slices.Contains(Exports(module), name) {
			t.Errorf("from %s import * does not bind %s", module, name)
		}
	}
	if slices.Contains(Exports("socket"), "SO_DEBUG") || slices.Contains(Exports("threading"), "_start_new_thread") || Exports("nope") != nil {
		t.Error("names that are not exported, or a module without a list")
	}
}

func TestOldNamesHaveNewOnes(t *testing.T) {
	want := "activeCount currentThread getName isAlive isDaemon isSet notifyAll setDaemon setName"
	if got := strings.Join(OldNames(), " "); got != want {
		t.Errorf("the old names are %s, not %s", got, want)
	}
	for version, minor := range map[string]int{"3.9": 9, "3.13": 13, "3.0": 0, "2.7": 0, "": 0} {
		if Minor(version) != minor {
			t.Errorf("Minor(%q) = %d, not %d", version, Minor(version), minor)
		}
	}
	for name, tells := range map[string]bool{"PY2": true, "IS_PY3": true, "is_python_3": true, "pyside": false, "daemon": false} {
		if NamesVersion(name) != tells {
			t.Errorf("NamesVersion(%q) = %t", name, !tells)
		}
	}
}
