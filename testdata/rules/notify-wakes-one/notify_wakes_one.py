# One is woken where all have to go on.
import threading


class Channel_bad:
    def __init__(self):
        self._cond = threading.Condition()
        self._items = []
        self._closed = False

    def get(self):
        with self._cond:
            while not self._items and not self._closed:
                self._cond.wait()  # want-note "`get\(\)` waits here"

    def drain(self):
        with self._cond:
            while self._items and not self._closed:
                self._cond.wait()

    def put(self, x):
        with self._cond:
            self._items.append(x)
            self._cond.notify()

    def abort(self):
        with self._cond:
            self._closed = True  # want-note "this is set for good"
            self._cond.notify()  # want notify-wakes-one "^`abort\(\)` wakes one waiter of `_cond`: the other threads in `get\(\)` sleep for ever$"


class Channel_ok:
    def __init__(self):
        self._cond = threading.Condition()
        self._closed = False

    def get(self):
        with self._cond:
            while not self._closed:
                self._cond.wait()

    def peek(self):
        with self._cond:
            while not self._closed:
                self._cond.wait()

    def abort(self):
        with self._cond:
            self._closed = True
            self._cond.notify_all()


class Single_near:
    def __init__(self):
        self._cond = threading.Condition()
        self._closed = False

    def get(self):
        with self._cond:
            while not self._closed:
                self._cond.wait()

    def abort(self):
        with self._cond:
            self._closed = True
            self._cond.notify()


# It may be set again, so that one after the other is woken.
class Again_near:
    def __init__(self):
        self._cond = threading.Condition()
        self._free = True

    def take(self):
        with self._cond:
            while not self._free:
                self._cond.wait()
            self._free = False

    def seize(self):
        with self._cond:
            while not self._free:
                self._cond.wait()
            self._free = False

    def give(self):
        with self._cond:
            self._free = True
            self._cond.notify()


class Passed_bad:
    def __init__(self):
        self._cond = threading.Condition()
        self._error = None

    def get(self):
        with self._cond:
            while not self._error:
                self._cond.wait()

    def peek(self):
        with self._cond:
            while not self._error:
                self._cond.wait()

    def fail(self, error):
        with self._cond:
            self._error = error
            self._cond.notify()  # miss notify-wakes-one only True counts as set for good
