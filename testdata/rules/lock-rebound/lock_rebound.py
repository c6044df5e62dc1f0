# Locks that are replaced while others may hold them.
import os
import threading
import weakref

import forksafe

lock = threading.Lock()  # want-note "the lock before is made here"
late = None
made = None
guard = threading.Lock()


def replace_bad():
    global lock
    lock = threading.Lock()  # want lock-rebound "^`replace_bad\(\)` replaces `lock`: a thread inside the old lock and one inside the new run together$"


def inside():
    with lock:  # want-note "a thread may be inside here"
        print(1)


def lazy_bad():
    global late
    if late is None:
        late = threading.Lock()  # want lock-rebound "^`late` is made when it is first needed: two threads can each make one, and both are inside$"
    with late:
        print(1)


def lazy_ok():
    global made
    with guard:
        if made is None:
            made = threading.Lock()
    with made:
        print(1)


class Store:
    def __init__(self):
        self._lock = threading.RLock()
        self._other = threading.Lock()
        self._forked = threading.Lock()
        self._given = threading.Lock()
        self._alone = threading.Lock()
        self._prepare()
        os.register_at_fork(after_in_child=self._after)

    def _prepare(self):
        self._other = threading.Lock()

    def reset_bad(self):
        self._lock = threading.RLock()  # want lock-rebound "`reset_bad\(\)` replaces `_lock`"

    def __setstate__(self, state):
        self._lock = threading.RLock()
        self._other = threading.Lock()

    def after_fork_near(self):
        self._forked = threading.Lock()

    def _after(self):
        self._given = threading.Lock()

    def alone_near(self):
        self._alone = threading.Lock()

    def use(self):
        with self._lock, self._other, self._forked, self._given:
            print(1)


class Batcher:
    def __init__(self):
        self._lock = threading.Lock()
        method = weakref.WeakMethod(self._reset_near)

        def in_child():
            if method() is not None:
                method()()

        os.register_at_fork(after_in_child=in_child)

    def _reset_near(self):
        self._lock = threading.Lock()

    def use(self):
        with self._lock:
            print(1)


class Once:
    def open_near(self):
        self._lock = threading.Lock()

    def use(self):
        with self._lock:
            print(1)


registered = threading.Lock()


@forksafe.register
def registered_near():
    global registered
    registered = threading.Lock()


def use_registered():
    with registered:
        print(1)


def local_near():
    one = threading.Lock()
    with one:
        print(1)
    one = threading.Lock()
    with one:
        print(2)
