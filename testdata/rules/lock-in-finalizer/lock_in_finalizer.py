# Locks that are taken by code which may run at any moment.
import signal
import threading
import weakref

_lock = threading.Lock()
_again = threading.RLock()
_live = {}


def register(key, value):
    with _lock:  # want-note "`register\(\)` holds `_lock` from here on"
        _live[key] = str(value)
    with _again:
        _live[key] = str(value)


class Handle_bad:
    def __init__(self, key):
        self.key = key

    def __del__(self):
        with _lock:  # want lock-in-finalizer "^`__del__` takes `_lock`: if garbage collection runs it inside `_lock`, the thread waits for itself for ever$"
            _live.pop(self.key, None)


class Reentrant_ok:
    def __del__(self):
        with _again:
            _live.clear()


class Tried_near:
    def __del__(self):
        if _lock.acquire(blocking=False):
            _live.clear()
            _lock.release()


# Who holds the lock of an object keeps it alive.
class Own_near:
    def __init__(self):
        self._mine = threading.Lock()
        self._inner = Pool()

    def use(self):
        with self._mine:
            print("used")

    def close(self):
        with self._mine:
            print("closed")
        self._inner.drop(self)

    def __del__(self):
        self.close()


class Pool:
    def __init__(self):
        self._guard = threading.Lock()
        self._free = []

    def take(self):
        with self._guard:  # want-note "`take\(\)` holds `_guard` from here on"
            return self._free.pop()

    def drop(self, x):
        with self._guard:  # want-note "`_guard` is taken here, by way of __del__ → release → drop"
            self._free.remove(x)


class Lease_bad:
    def __init__(self, pool: Pool):
        self._pool = pool

    def release(self):
        self._pool.drop(self)

    def __del__(self):
        self.release()  # want lock-in-finalizer "`__del__` takes `_guard`: if garbage collection runs it inside `_guard`"


class Cache:
    def __init__(self):
        self._rows = threading.Lock()
        self._refs = {}

    def add(self, key, value):
        with self._rows:  # want-note "`add\(\)` holds `_rows` from here on"
            self._refs[key] = weakref.ref(value, self.gone_bad)  # want-note "`gone_bad` is registered here"

    def gone_bad(self, ref):
        with self._rows:  # want lock-in-finalizer "`gone_bad` takes `_rows`: if garbage collection runs it inside `_rows`"
            self._refs.clear()


_state = threading.Lock()


def reload_bad(signum, frame):
    with _state:  # want lock-in-finalizer "`reload_bad` takes `_state`: if a signal runs it inside `_state`, the thread waits for itself for ever"
        print("reload")


def serve():
    signal.signal(signal.SIGHUP, reload_bad)
    with _state:
        print("serving")


_worker_only = threading.Lock()


def work():
    with _worker_only:
        print("work")


# The handler runs in the main thread, which never holds the lock elsewhere.
def stop_near(signum, frame):
    with _worker_only:
        print("stop")


def main():
    signal.signal(signal.SIGTERM, stop_near)
    threading.Thread(target=work).start()


_quick = threading.Lock()
_count = 0


def bump():
    global _count
    with _quick:
        _count += 1


class Nothing_near:
    def __del__(self):
        with _quick:
            print("nothing is called under the lock elsewhere")


class Stored_bad:
    def __init__(self, lock):
        self._lock = lock

    def __del__(self):
        with self._lock:  # miss lock-in-finalizer whose lock it is is not known
            print("gone")


# A cursor may be used on after its connection died, and has its lock.
class Connection_bad:
    def __init__(self, rows):
        self._lock = threading.Lock()
        self._names = Names(self)
        self._rows = rows

    def cursor(self, names=None):
        return Cursor(self._rows, names or self._names, lock=self._lock)  # want-note "this `Cursor` has the lock too and may live longer"

    def close(self):
        with self._lock:  # want-note "`_lock` is taken here, by way of __del__ → close"
            self._rows.clear()

    def __del__(self):
        self.close()  # want lock-in-finalizer "^`__del__` takes `_lock`: if garbage collection runs it inside `_lock`, the thread waits for itself for ever$"


class Names:
    def __init__(self, connection):
        self._all = list(connection.names())


class Cursor:
    def __init__(self, rows, names, lock=None):
        self._rows = rows
        self._names = names
        if lock is None:
            lock = threading.Lock()
        self._guard = lock

    def fetch(self):
        with self._guard:  # want-note "`fetch\(\)` holds `_guard` from here on"
            return str(self._rows)


# The cursor knows its connection, which therefore lives as long.
class Kept_near:
    def __init__(self):
        self._lock = threading.Lock()

    def cursor(self):
        return Cursor(self.rows, [], self._lock)

    def view(self):
        return View(self, self._lock)

    def rows(self):
        return []

    def __del__(self):
        with self._lock:
            print("gone")


class View:
    def __init__(self, of, lock):
        self._of = of
        self._lock = lock

    def show(self):
        with self._lock:
            print(self._of)


# The names keep the connection.
class Through_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._view = View(self, None)

    def cursor(self):
        return Cursor([], self._view, self._lock)

    def __del__(self):
        with self._lock:
            print("gone")


# The cursor is a part of the connection.
class Part_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._cursor = Cursor([], [], self._lock)

    def __del__(self):
        with self._lock:
            print("gone")


class Again_near:
    def __init__(self):
        self._lock = threading.RLock()

    def cursor(self):
        return Cursor([], [], self._lock)

    def __del__(self):
        with self._lock:
            print("gone")


# An entry dies wherever the last name for it goes.
class Registry:
    def __init__(self):
        self._entries_lock = threading.Lock()
        self._entries = []

    def entry(self):
        return Entry_bad(self._entries_lock)  # want-note "this `Entry_bad` is given the lock"

    def clear(self):
        with self._entries_lock:  # want-note "`clear\(\)` holds `_entries_lock` from here on"
            self._entries.clear()


class Entry_bad:
    def __init__(self, lock):
        self._lock = lock

    def __del__(self):
        with self._lock:  # want lock-in-finalizer "`__del__` takes `_lock`: if garbage collection runs it inside `_lock`"
            print("gone")
