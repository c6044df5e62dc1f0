package threads

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer/facts"
)

// lockPrograms are programs with what is certainly held at a line behind it:
// `# held: a, b` just before the first call, load or test of the line, `any`
// where a contract does not say which.
var lockPrograms = []struct{ name, text string }{
	{"with", `
import threading
a = threading.Lock()
b = threading.RLock()
def f(x):
    x.one()  # held:
    with a:
        x.two()  # held: a
        with b:
            x.three()  # held: a, b
        x.four()  # held: a
    x.five()  # held:
    with a, b:
        x.six()  # held: a, b
    try:
        with a:
            x.seven()
    except ValueError:
        x.eight()  # held:
`},
	{"acquire and release", `
import threading
a = threading.Lock()
def f(x):
    a.acquire()
    x.one()  # held: a
    a.release()
    x.two()  # held:
    a.acquire()
    try:
        x.three()  # held: a
        if x.four():
            return
    finally:
        x.five()  # held: a
        a.release()
    x.six()  # held:
def g(x):
    with a:
        a.release()
        x.one()  # held:
        a.acquire()
        x.two()  # held: a
def h(x):
    try:
        x.one()
        a.acquire()
    finally:
        x.two()  # held:
def some(x):
    if x.one():
        a.acquire()
    x.two()  # held:
`},
	{"tries", `
import threading
a = threading.Lock()
def f(x):
    if a.acquire(False):
        x.one()  # held: a
        a.release()
    else:
        x.two()  # held:
def g(x):
    got = a.acquire(timeout=1)
    if not got:
        x.one()  # held:
        return
    x.two()  # held: a
    a.release()
def h(x):
    if not a.acquire(blocking=False):
        return
    x.one()  # held: a
def walrus(x):
    if (got := a.acquire(timeout=2)):
        x.one()  # held: a
    x.two()  # held:
def loop(x):
    while not a.acquire(False):
        x.one()  # held:
    x.two()  # held: a
def dropped(x):
    a.acquire(timeout=2)
    x.one()  # held:
def both(x):
    if x.ready and a.acquire(False):
        x.one()  # held: a
def flag(x):
    got = False
    try:
        got = a.acquire(timeout=1)
        x.one()
    finally:
        if got:
            a.release()
    x.two()  # held:
def certain(x):
    a.acquire(True)
    x.one()  # held: a
`},
	{"identity", `
import threading
class Base:
    shared = threading.Lock()
    def __init__(self, lock):
        self._lock = threading.Lock()
        self._cond = threading.Condition(self._lock)
        self._own = threading.Condition()
        self._sem = threading.Semaphore(3)
        self._one = threading.Semaphore(1)
        self._given = lock
    @property
    def lock(self):
        return self._lock
    def get(self):
        return self._lock
class Store(Base):
    def f(self, x):
        with self._cond:
            x.one()  # held: self._lock
        with self._own:
            x.two()  # held: self._own
        with self._sem:
            x.three()  # held:
        with self._one:
            x.four()  # held: self._one
        with self._given:
            x.five()  # held: self._given
        with self.shared:
            x.six()  # held: Base.shared
        with Store.shared:
            x.seven()  # held: Base.shared
        with self.lock:
            x.eight()  # held: self._lock
        with self.get():
            x.nine()  # held: self._lock
        lock = self._lock
        with lock:
            x.ten()  # held: self._lock
        def inner():
            with self._lock:
                x.eleven()  # held: self._lock
    @classmethod
    def g(cls, x):
        with cls.shared:
            x.one()  # held: Base.shared
def each(stores, x):
    for s in stores:
        s._lock.acquire()
        x.one()  # held: s._lock
    x.two()  # held:
    s = Store(x)
    with s._lock:
        x.three()  # held: s._lock
        s = stores.pop()
        x.four()  # held:
def made(x):
    lock = threading.Lock()
    def run():
        with lock:
            x.one()  # held: lock
`},
	{"functions that lock", `
import threading
from contextlib import contextmanager
class Store:
    def __init__(self):
        self._lock = threading.RLock()
    def lock(self):
        self._lock.acquire()
    def unlock(self):
        self._lock.release()
    def __enter__(self):
        self.lock()
        return self
    def __exit__(self, *a):
        self.unlock()
    @contextmanager
    def held(self):
        with self._lock:
            yield
    def f(self, x):
        self.lock()
        x.one()  # held: self._lock
        self.unlock()
        x.two()  # held:
        with self:
            x.three()  # held: self._lock
        x.four()  # held:
        with self.held():
            x.five()  # held: self._lock
        x.six()  # held:
def use(store: Store, x):
    with store:
        x.one()  # held: store._lock
    with store.held():
        x.two()  # held: store._lock
    store.lock()
    x.three()  # held: store._lock
@contextmanager
def both(a, b):
    with a:
        with b:
            yield
c = threading.Lock()
d = threading.Lock()
def g(x):
    with both(c, d):
        x.one()  # held: c, d
    x.two()  # held:
def take(lock):
    lock.acquire()
def h(x):
    take(c)
    x.one()  # held: c
`},
	{"decorators", `
import functools, threading
LOCK = threading.Lock()
def locked(fn):
    @functools.wraps(fn)
    def wrapper(*a, **k):
        with LOCK:
            return fn(*a, **k)
    return wrapper
def synchronized(lock):
    def deco(fn):
        @functools.wraps(fn)
        def wrapper(*a, **k):
            with lock:
                return fn(*a, **k)
        return wrapper
    return deco
def method(fn):
    def wrapper(self, *a):
        with self._lock:
            return fn(self, *a)
    return wrapper
other = threading.Lock()
@locked
def f(x):
    x.one()  # held: LOCK
@synchronized(other)
def g(x):
    x.one()  # held: other
class Store:
    _cls = threading.Lock()
    def __init__(self):
        self._lock = threading.Lock()
    @method
    def m(self, x):
        x.one()  # held: self._lock
        self.helper(x)
    @synchronized(_cls)
    def n(self, x):
        x.one()  # held: Store._cls
    def helper(self, x):
        x.one()  # held: self._lock
`},
	{"contracts", `
import threading
class Store:
    def __init__(self):
        self._lock = threading.Lock()
    def put_locked(self, x):
        x.one()  # held: any
    # threadlsp: holds self._lock
    def a(self, x):
        x.one()  # held: self._lock
    def b(self, x):  # threadlsp: holds _lock
        x.one()  # held: self._lock
    def c(self, x):
        """Caller must hold the lock."""
        x.one()  # held: any
    def d(self, x):
        # Must be called with self._lock held.
        x.one()  # held: any
    def e(self, x):
        x.one()  # held:
`},
	{"callers", `
import threading
lock = threading.Lock()
class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self.items = []
    def put(self, x):
        with self._lock:
            self._put(x)
            self.both(x)
    def get(self, x):
        self._lock.acquire()
        self._put(x)
        self._lock.release()
        self.both(x)
    def _put(self, x):
        x.one()  # held: self._lock
        self._deep(x)
    def _deep(self, x):
        x.one()  # held: self._lock
        if x.two():
            self._put(x)
    def both(self, x):
        x.one()  # held:
    def handed(self, x):
        x.one()  # held:
    def reg(self, x):
        with self._lock:
            self.handed(x)
            x.listen(self.handed)
    def run(self, x):
        x.one()  # held:
    def go(self, x):
        with self._lock:
            self.run(x)
            threading.Thread(target=self.run, args=(x,)).start()
def helper(x):
    x.one()  # held: lock
def caller(x):
    with lock:
        helper(x)
def given(store, x):
    x.one()  # held: store._lock
def gives(x):
    s = Store()
    with s._lock:
        given(s, x)
`},
}

func TestLockSets(t *testing.T) {
	for _, p := range lockPrograms {
		t.Run(p.name, func(t *testing.T) {
			checkHeld(t, linkedFile(t, p.text), p.text)
		})
	}
}

func TestLocksThatCallersInOtherFilesHold(t *testing.T) {
	program := map[string]string{
		"store.py": `
import threading
class Store:
    def __init__(self):
        self._lock = threading.Lock()
    def put(self, x):
        x.one()  # held: self._lock
    def drop(self, x):
        x.one()  # held:
LOCK = threading.Lock()
def free(x):
    x.one()  # held: LOCK
`,
		"use.py": `
import store
from store import Store, free, LOCK
def f(x):
    s = Store()
    with s._lock:
        s.put(x)
    s.drop(x)
    with LOCK:
        free(x)
        x.one()  # held: LOCK
    with store.LOCK:
        store.free(x)
        x.two()  # held: LOCK
`,
	}
	m := linked(t, program)
	for path, text := range program {
		checkHeld(t, m.File(path), text)
	}
}

// checkHeld compares the lock set at each marked line with its mark.
func checkHeld(t *testing.T, f *File, text string) {
	t.Helper()
	marks := 0
	for i, line := range strings.Split(text, "\n") {
		_, want, marked := strings.Cut(line, "# held:")
		if !marked {
			continue
		}
		marks++
		at := firstOn(f, i)
		if at < 0 {
			t.Errorf("line %d: no event", i+1)
			continue
		}
		set := f.Held(at)
		var got []string
		for _, l := range set.Locks {
			got = append(got, l.String())
		}
		if set.Any {
			got = append(got, "any")
		}
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != strings.TrimSpace(want) {
			t.Errorf("%s line %d: held %q, want %q: %s", f.Path, i+1, g, strings.TrimSpace(want), strings.TrimSpace(line))
		}
	}
	if marks == 0 {
		t.Error("no marks")
	}
}

// firstOn is the first event about an expression on a line.
func firstOn(f *File, line int) facts.EventID {
	for id := range f.Events {
		if ev := &f.Events[id]; ev.X > 0 && f.Line(f.Expr(ev.X).Span.Start) == line {
			return facts.EventID(id)
		}
	}
	return -1
}

// A function of very many calls costs a few steps for each of them, however many
// locks they take.
func TestManyCallsInOneBlock(t *testing.T) {
	const locks, calls = 30, 400
	text := "import threading\n"
	for i := range locks {
		text += fmt.Sprintf("L%d = threading.Lock()\ndef f%d():\n    with L%d: g()\n", i, i, i)
	}
	text += "M = threading.Lock()\ndef g():\n    with M:\n"
	for i := range calls {
		text += fmt.Sprintf("        f%d()\n", i%locks)
	}
	f := linkedFile(t, text)
	f.Reentries()
	g := f.function(t, "g")
	k := f.m.locking()
	if n := k.flows[g].steps; n > 10*calls {
		t.Errorf("%d steps for %d calls", n, calls)
	}
}
