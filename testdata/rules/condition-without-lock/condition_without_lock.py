# Conditions that are used without being held.
import threading
from contextlib import contextmanager

cond = threading.Condition()  # want-note "the condition is made here"
lock = threading.Lock()
built = threading.Condition(lock)
items = []


def wait_bad():
    while not items:
        cond.wait(timeout=1)  # want condition-without-lock "^`cond.wait\(\)` outside `with cond:` raises RuntimeError, \"cannot wait on un-acquired lock\"$"


def notify_bad():
    with cond:
        items.append(1)
    cond.notify_all()  # want condition-without-lock "^`cond.notify_all\(\)` outside `with cond:` raises RuntimeError, \"cannot notify on un-acquired lock\"$"


def released_bad():
    cond.acquire()
    items.append(1)
    cond.release()
    cond.notify()  # want condition-without-lock "`cond.notify\(\)` outside `with cond:`"


def other_bad():
    with lock:
        cond.notify()  # want condition-without-lock "`cond.notify\(\)` outside"


def local_bad():
    ready = threading.Condition()

    def run():
        ready.notify()  # want condition-without-lock "`ready.notify\(\)` outside"

    t = threading.Thread(target=run)
    t.start()
    with ready:
        ready.wait()
    t.join()


class Box:
    def __init__(self):
        self._lock = threading.Lock()
        self._cond = threading.Condition(self._lock)
        self._own = threading.Condition()
        self._items = []

    def put_bad(self, item):
        self._items.append(item)
        self._cond.notify()  # want condition-without-lock "`self._cond.notify\(\)` outside `with self._cond:`"

    def helper(self):
        self._own.notify()  # want condition-without-lock "`self._own.notify\(\)` outside"

    def calls_bad(self):
        self._items.clear()
        self.helper()

    def put_ok(self, item):
        with self._cond:
            self._items.append(item)
            self._cond.notify()

    def built_near(self, item):
        with self._lock:
            self._items.append(item)
            self._cond.notify()

    def below(self):
        self._own.notify()

    def calls_ok(self):
        with self._own:
            self.below()

    def wake_locked(self):
        self._own.notify()

    # threadlsp: holds self._own
    def contract_near(self):
        self._own.notify()

    def described_near(self):
        """The caller must hold the condition."""
        self._own.notify()

    @contextmanager
    def changing(self):
        with self._own:
            yield self._items

    def manager_near(self):
        with self.changing() as all:
            all.append(1)
            self._own.notify()

    def take(self):
        self._own.acquire()

    def wrapper_near(self):
        self.take()
        self._own.notify()
        self._own.release()

    def some_caller(self):
        self._own.notify()

    def with_near(self):
        with self._own:
            self.some_caller()

    def without_near(self):
        self.some_caller()  # miss condition-without-lock another caller of it holds the condition

    def handed(self):
        self._own.notify()

    def register_near(self, hub):
        hub.listen(self.handed)


def global_near():
    with built:
        built.notify()
    with lock:
        built.notify()


def caught_near():
    try:
        cond.notify()
    except RuntimeError:
        pass


def unknown_near(hub):
    with hub.everything():
        cond.notify()
