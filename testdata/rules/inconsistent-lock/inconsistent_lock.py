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
