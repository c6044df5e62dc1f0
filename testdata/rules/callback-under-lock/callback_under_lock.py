# Other people's code that runs with a lock held.
import threading
from contextlib import contextmanager


class Registry:
    def __init__(self, on_change):
        self._lock = threading.Lock()
        self._again = threading.RLock()
        self._rows = {}
        self._listeners = []
        self.on_change = on_change

    def size(self):
        with self._lock:  # want-note "`size\(\)` needs `_lock` here"
            return len(self._rows)

    def put_bad(self, key, row):
        with self._lock:  # want-note "`put_bad\(\)` takes `_lock` here"
            self._rows[key] = row
            for listener in self._listeners:
                listener(key, row)  # want callback-under-lock "^`listener\(key, row\)` runs with `_lock` held: if it calls `size\(\)`, it waits for ever$"

    def drop_bad(self, key):
        with self._lock:
            del self._rows[key]
            self.on_change(key)  # want callback-under-lock "`self.on_change\(key\)` runs with `_lock` held"

    def each_bad(self, callback):
        with self._lock:
            for row in self._rows.values():
                callback(row)  # want callback-under-lock "`callback\(row\)` runs with `_lock` held"

    def rows_bad(self):
        with self._lock:
            for row in self._rows.values():
                yield row  # want callback-under-lock "`rows_bad\(\)` yields with `_lock` held: whoever iterates decides when `size\(\)` can go on"

    def put_ok(self, key, row):
        with self._lock:
            self._rows[key] = row
            listeners = list(self._listeners)
        for listener in listeners:
            listener(key, row)

    def rows_ok(self):
        with self._lock:
            rows = list(self._rows.values())
        yield from rows

    def reset(self):
        with self._again:
            self._rows = {}

    def reentrant_near(self, key):
        with self._again:
            self.on_change(key)

    # To run it there is what the method is for.
    def locked_near(self, callback):
        with self._lock:
            return callback()

    @contextmanager
    def changing_near(self):
        with self._lock:
            yield self._rows

    def sorted_near(self, key):
        with self._lock:
            return sorted(self._rows, key=lambda r: key(r))

    def known_near(self):
        with self._lock:
            show(self._rows)

    def plain_bad(self, fn):
        with self._lock:
            fn(self._rows)  # miss callback-under-lock what is not named a callback may be a part of the method's own work


def show(rows):
    print(rows)


class Private_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._hooks = []

    def run(self):
        with self._lock:
            for hook in self._hooks:
                hook()
