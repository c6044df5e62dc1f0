# Places that a lock guards, and one access without it.
import threading


class Store_bad:
    def __init__(self):
        self._lock = threading.Lock()
        self._items = []
        self._total = 0
        self._last = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        with self._lock:
            self._items.append(1)  # want-note "`Store_bad._run` holds `_lock` here"
            self._total += 1
            self._last = object()

    def add(self, item):
        with self._lock:
            self._items.append(item)
            self._total += 1
            self._last = item

    def latest(self):
        with self._lock:
            return self._last

    def first(self):
        with self._lock:
            if self._items:
                return self._items[0]

    def drop(self, item):
        self._items.remove(item)  # want inconsistent-lock "^`_items` is changed without `_lock`, which guards it in `_run\(\)` and `add\(\)`: thread `_run` may be inside$"

    def discount(self):
        self._total -= 1  # want inconsistent-lock "`_total` is updated without `_lock`"

    def replace(self, item):
        self._last = item  # want inconsistent-lock "^`_last` is stored without `_lock`, which guards it in `_run\(\)` and `add\(\)`: thread `_run` may be inside$"


class Store_ok:
    def __init__(self, items):
        self._lock = threading.RLock()
        self._cond = threading.Condition(self._lock)
        self._items = []
        self._closed = False
        self._items.extend(items)
        self._load()

    def _load(self):
        self._items.append(0)

    def add(self, item):
        with self._cond:
            self._items.append(item)
            self._closed = bool(item)

    def pop(self):
        with self._lock:
            return self._pop()

    def _pop(self):
        return self._items.pop()

    def drop_locked(self, item):
        self._items.remove(item)

    def sweep(self):  # threadlsp: holds self._lock
        self._items.clear()

    def trim(self):
        assert self._lock._is_owned()
        self._items.clear()

    def closed(self):
        with self._lock:
            return self._closed

    def close(self):
        self._closed = True

    def size(self):
        return len(self._items)


class Store_near:
    """One statement under a lock is no guard, and reads need none."""

    def __init__(self):
        self._lock = threading.Lock()
        self._items = []
        self._seen = 0

    def add(self, item):
        with self._lock:
            self._items.append(item)

    def drop(self, item):
        self._items.remove(item)

    def both(self):
        with self._lock:
            print(self._seen)
            print(self._seen + 1)

    def see(self):
        self._seen += 1


class Inbox_near:
    """One step that falls between no two under the lock: what is there stays there."""

    def __init__(self):
        self._lock = threading.Lock()
        self._mails = []

    def put(self, mail):
        self._mails.append(mail)  # atomic

    def take(self):
        with self._lock:
            if self._mails:
                return self._mails.pop()

    def forget(self, mail):
        with self._lock:
            self._mails.remove(mail)


class Jobs_bad:
    """The lock keeps two steps together, and others come in between."""

    def __init__(self):
        self._lock = threading.Lock()
        self._mails = []
        self._jobs = {}

    def put(self, mail):
        self._mails.append(mail)  # want inconsistent-lock "^`_mails` is changed without `_lock`"

    def flush(self):
        with self._lock:
            mails = self._mails
            self._mails = []
        return mails

    def start(self, name):
        with self._lock:
            if name not in self._jobs:
                self._make(name)

    def _make(self, name):
        self._jobs[name] = object()

    def restart(self, name):
        with self._lock:
            self._jobs[name] = object()

    def end(self, name):
        self._jobs.pop(name, None)  # want inconsistent-lock "^`_jobs` is changed without `_lock`"


class Channel_bad:
    """What is read in passing comes first, what works on the items is to mend."""

    def __init__(self):
        self.buffers = []
        self.buffer_lock = threading.Lock()

    def has_data(self):
        return any(self.buffers)

    def write(self, data):
        with self.buffer_lock:
            if self.buffers and data:
                self.buffers.append(data)

    def flush(self):
        with self.buffer_lock:
            while self.buffers:
                self.buffers.pop(0).flush()

    def close(self):
        for buffer in self.buffers:  # want inconsistent-lock "^`buffers` is iterated without `buffer_lock`"
            buffer.close()


class Transport:
    def __init__(self):
        self.outgoing = []


class Plain_near(Transport):
    """Its sibling has another lock: no object is of both classes."""

    def __init__(self):
        super().__init__()
        self.guard = threading.Lock()

    def take(self):
        with self.guard:
            if self.outgoing:
                return self.outgoing.pop()

    def put(self, data):
        with self.guard:
            self.outgoing.append(data)


class Other_near(Transport):
    def __init__(self):
        super().__init__()
        self.mutex = threading.Lock()

    def take(self):
        with self.mutex:
            if self.outgoing:
                return self.outgoing.pop()

    def put(self, data):
        with self.mutex:
            self.outgoing.append(data)


class Metrics_near:
    """Adding does not wait for who takes away what is there, one by one."""

    def __init__(self):
        self.pending = []
        self.lock = threading.Lock()

    def flush(self):
        with self.lock:
            for item in self.pending[:]:
                self.pending.remove(item)

    def add(self, item):
        self.pending.append(item)
        if len(self.pending) > 100:
            self.flush()


class Tasks_near:
    """Taking what is left, whoever else takes it, asks no lock."""

    def __init__(self):
        self.pending = []
        self.lock = threading.Lock()

    def add(self, item, other):
        with self.lock:
            self.pending.append(item)
            self.pending.append(other)

    def drain(self):
        try:
            while self.pending:
                self.pending.pop()
        except IndexError:
            pass


def _level(name):
    def log(self, message):
        for handler in self.handlers.values():  # want inconsistent-lock "^`handlers` is iterated without `guard`, which guards it in `add\(\)` and `remove\(\)`: another thread may be inside$"
            handler(name, message)

    return log


class Logger_bad:
    """A class with a lock for all its objects, and methods that a function makes."""

    handlers = {}
    guard = threading.Lock()
    info = _level("INFO")
    debug = _level("DEBUG")

    def add(self, key, handler):
        with self.guard:
            self.handlers[key] = handler

    @classmethod
    def remove(cls, key):
        with cls.guard:
            if key in cls.handlers:
                del cls.handlers[key]


_usages = set()
_usages_guard = threading.Lock()


def record_bad(name):
    with _usages_guard:
        if name not in _usages:
            _usages.add(name)


def put_bad():
    for name in _usages:  # want inconsistent-lock "^`_usages` is iterated without `_usages_guard`, which guards it in `record_bad\(\)`"
        print(name)


def copy_ok():
    with _usages_guard:
        return sorted(_usages)


_version = [0]
_version_guard = threading.Lock()

if _version:

    def next_near():
        with _version_guard:
            before = _version[0]
            _version[0] = before + 1

else:

    def next_near():
        _version[0] += 1


class Wire:
    def __init__(self):
        self.state = "open"
        self.sent = []

    def feed(self, data):
        self.sent.append(data)
        self.state = data

    def end(self):
        self.state = None
        self.sent.clear()

    def break_off(self):
        self.state = "broken"  # want-note "changed here"


class Connection_bad:
    """What another object has, under a lock of this one: to mend is the call."""

    def __init__(self):
        self.wire = Wire()
        self.mutex = threading.Lock()

    def send(self, data):
        with self.mutex:
            self.wire.feed(data)

    def finish(self, data):
        with self.mutex:
            self.wire.feed(data)
            self.wire.end()

    def fail(self):
        self.wire.break_off()  # want inconsistent-lock "^`self.wire.break_off\(\)` stores `state` without `mutex`, which guards it in"
