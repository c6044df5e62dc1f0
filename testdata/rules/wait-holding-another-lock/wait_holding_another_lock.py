# Waiting for a condition with another lock held.
import threading

state_lock = threading.Lock()
cond = threading.Condition()
items = []


def take_bad():
    with state_lock:  # want-note "`take_bad\(\)` takes `state_lock` here"
        with cond:
            while not items:
                cond.wait()  # want wait-holding-another-lock "^`wait\(\)` frees `cond` but keeps `state_lock`, which `put\(\)` needs before it can notify: both wait for ever$"
            return items.pop()


def put(x):
    with state_lock:
        with cond:
            items.append(x)
            cond.notify()  # want-note "`put\(\)` notifies here, with `state_lock` held"


class Box:
    def __init__(self):
        self._lock = threading.RLock()
        self._ready = threading.Condition()
        self._value = None

    def get(self):
        with self._lock:  # want-note "`get\(\)` takes `_lock` here"
            self.await_bad()  # want-note "`await_bad\(\)` comes from here"
            return self._value

    def await_bad(self):
        with self._ready:
            self._ready.wait_for(lambda: self._value)  # want wait-holding-another-lock "`wait_for\(\)` frees `_ready` but keeps `_lock`, which `_wake\(\)` needs before it can notify"

    def set(self, value):
        with self._lock:
            self._value = value
            self._wake()

    def _wake(self):
        with self._ready:
            self._ready.notify_all()


# One lock under two names: the wait frees it.
class Shared_ok:
    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Condition(self._lock)
        self._value = None

    def get(self):
        with self._lock:
            while self._value is None:
                self._ready.wait()
            return self._value

    def set(self, value):
        with self._lock:
            self._value = value
            self._ready.notify()


class Timed_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Condition()
        self._value = None

    def get(self):
        with self._lock, self._ready:
            while self._value is None:
                self._ready.wait(1)
            return self._value

    def set(self, value):
        with self._lock, self._ready:
            self._value = value
            self._ready.notify()


# close() notifies without the lock.
class Other_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Condition()
        self._value = None

    def get(self):
        with self._lock, self._ready:
            while self._value is None:
                self._ready.wait()
            return self._value

    def set(self, value):
        with self._lock, self._ready:
            self._value = value
            self._ready.notify()

    def close(self):
        with self._ready:
            self._value = ""
            self._ready.notify()


class Nobody_near:
    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Condition()

    def get(self):
        with self._lock, self._ready:
            self._ready.wait()


def passed_bad(c: threading.Condition):
    with state_lock, c:
        c.wait()  # miss wait-holding-another-lock whose condition it is is not known
