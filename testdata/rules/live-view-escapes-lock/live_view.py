# Views that leave the lock of their container.
import threading
from collections import OrderedDict

lock = threading.Lock()
table = {}
fixed = {"a": 1}


def put(key):
    with lock:
        table[key] = 1  # want-note "`put\(\)` changes it under the lock"


def views_bad():
    with lock:  # want-note "the lock is held from here"
        return table.values()  # want live-view-escapes-lock "^`values\(\)` is a live view of `table`: the caller iterates it after `lock` is released$"


def later_bad():
    with lock:
        pairs = table.items()  # want live-view-escapes-lock "^`items\(\)` is a live view of `table`: it is iterated after `lock` is released$"
    for key, value in pairs:  # want-note "iterated here, without the lock"
        print(key, value)


def acquired_bad():
    lock.acquire()
    try:
        return table.keys()  # want live-view-escapes-lock "`keys\(\)` is a live view of `table`"
    finally:
        lock.release()


class Cache:
    def __init__(self):
        self._lock = threading.RLock()
        self._rows = OrderedDict()
        self._names = set()
        self._rows["first"] = 0

    def put(self, key, row):
        with self._lock:
            self._rows[key] = row
            self._names.add(key)

    def generator_bad(self):
        with self._lock:
            return (k for k in self._rows)  # want live-view-escapes-lock "^A generator over `_rows` is lazy: the caller iterates it after `_lock` is released$"

    def map_bad(self):
        with self._lock:
            return map(str, self._names)  # want live-view-escapes-lock "`map\(\)` goes over `_names` lazily"

    def __iter__(self):
        with self._lock:
            return iter(self._rows)  # want live-view-escapes-lock "`iter\(\)` goes over `_rows` lazily"

    def list_ok(self):
        with self._lock:
            return list(self._rows.values())

    def sorted_ok(self):
        with self._lock:
            return sorted(self._rows)

    def inside_ok(self):
        with self._lock:
            rows = self._rows.values()
            for row in rows:
                print(row)

    def _below_near(self):
        with self._lock:
            return self._rows.keys()

    def above(self):
        with self._lock:
            for key in self._below_near():
                print(key)

    def rows_locked(self):
        return self._rows.items()


def fixed_near():
    with lock:
        return fixed.keys()


def own_near():
    mine = {}
    with lock:
        mine["a"] = 1
        return mine.keys()


def unguarded_near():
    return table.keys()


class Named:
    def __init__(self):
        self._lock = threading.Lock()
        self._rows = {}

    def put(self, key, row):
        with self._lock:
            self._rows[key] = row

    def named_bad(self):
        with self._lock:
            rows = self._rows.values()  # want live-view-escapes-lock "`values\(\)` is a live view of `_rows`: the caller iterates it after"
        return rows

    def named_ok(self):
        with self._lock:
            rows = list(self._rows.values())
        return rows

    def read_near(self):
        with self._lock:
            rows = self._rows.values()
            total = sum(rows)
        return total
