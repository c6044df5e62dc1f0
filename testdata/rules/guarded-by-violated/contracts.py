# Declared guards, and what breaks them.
import threading

lock = threading.Lock()
total = 0  # guarded by: lock
# guarded by: lock
names = []
other = 0  # guarded by: no_such_lock  # want guarded-by-violated "^`other` is declared guarded by `no_such_lock`, which is no lock that is known here: nothing is checked$"


def add_bad(n):
    global total
    total += n  # want guarded-by-violated "^`total` is declared guarded by `lock` but is read here without it$"


def name_bad(name):
    names.append(name)  # want guarded-by-violated "`names` is declared guarded by `lock` but is read here without it"


def add_ok(n):
    global total
    with lock:
        total += n
        _note(n)


def _note(n):
    names.append(n)


def note_near(n):  # threadlsp: holds lock
    names.append(n)


class Base:
    def __init__(self):
        self._cond = threading.Condition()
        self._jobs = []  # guarded by: self._cond
        self._open = True
        self._jobs.append(1)


class Queue_bad(Base):
    def put(self, job):
        self._jobs.append(job)  # want guarded-by-violated "`_jobs` is declared guarded by `_cond`"

    def size(self):
        self._jobs = [j for j in self._jobs if j]  # want guarded-by-violated "`_jobs` is declared guarded by `_cond`"


class Queue_ok(Base):
    def put(self, job):
        with self._cond:
            self._jobs.append(job)
            self._cond.notify()

    def get(self):
        with self._cond:
            while not self._jobs:
                self._cond.wait()
            return self._take()

    def _take(self):
        return self._jobs.pop()

    def close(self):
        self._open = False


class Built_near:
    _lock: threading.Lock
    _built = 0  # guarded by: self._lock

    def __init__(self):
        self._lock = threading.Lock()

    def build(self):
        with self._lock:
            self._built += 1
