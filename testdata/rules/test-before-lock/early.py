# Tests that stand before the lock.
import threading
from collections import deque

lock = threading.Lock()
registry = {}
jobs = deque()
client = None
ready = False


def forget_bad(uri):
    if uri in registry:  # want test-before-lock "^`if uri in registry` is tested before `with lock`: another thread may remove it first, then `del` raises KeyError$"
        with lock:  # want-note "the lock is taken here, after the test"
            del registry[uri]  # want-note "relies on the test"


def pop_bad(uri):
    if uri not in registry:  # want test-before-lock "then `registry.pop\(uri\)` raises KeyError"
        return None
    with lock:
        return registry.pop(uri)


def index_bad(uri):
    if uri in registry:  # want test-before-lock "then `registry\[uri\]` raises KeyError"
        with lock:
            return registry[uri]
    return None


def drain_bad():
    while jobs:  # want test-before-lock "^`while jobs` is tested before `with lock`: another thread may empty it first, then `jobs.popleft\(\)` raises IndexError$"
        with lock:
            job = jobs.popleft()
        print(job)


def connect_bad():
    global client
    if client is None:  # want test-before-lock "two threads can both find it so, and the second replaces what the first has made"
        with lock:
            client = dict()
    return client


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._free = []
        self._made = None
        if self._free:
            with self._lock:
                self._free.pop()

    def take_bad(self):
        if len(self._free) > 0:  # want test-before-lock "`if len\(self._free\) > 0` is tested before `with _lock`"
            with self._lock:
                return self._free.pop()
        return None

    def made_bad(self):
        if self._made:  # want test-before-lock "two threads can both find it so"
            return self._made
        with self._lock:
            self._made = object()
            return self._made

    def made_ok(self):
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = object()
        return self._made

    def take_ok(self):
        with self._lock:
            if self._free:
                return self._free.pop()
        return None

    def again_near(self):
        if self._free:
            with self._lock:
                return self._free.pop() if self._free else None
        return None

    def held_near(self):
        with self._lock:
            self._below()

    def _below(self):
        if self._free:
            with lock:
                self._free.pop()

    def below_locked(self):
        if self._free:
            with lock:
                self._free.pop()


def default_near(uri):
    if uri in registry:
        with lock:
            registry.pop(uri, None)


def caught_near(uri):
    if uri in registry:
        with lock:
            try:
                del registry[uri]
            except KeyError:
                pass


def other_near(uri, key):
    if uri in registry:
        with lock:
            registry.pop(key)


def local_near(mine, uri):
    if uri in mine:
        with lock:
            del mine[uri]


def inside_near(uri):
    with lock:
        if uri in registry:
            del registry[uri]


def helper_near(uri):
    if uri in registry:
        with lock:
            if still(uri):
                del registry[uri]


def still(uri):
    return uri in registry


def flag_bad():
    global ready
    if not ready:  # miss test-before-lock a flag, not a value that is made
        with lock:
            registry["x"] = object()
            ready = True


class Results:
    def __init__(self):
        self.queue = deque()
        self.pending = {}
        self.open = True
        self.paused = False
        self.seen = 0
        self.mutex = threading.Lock()
        self.changed = threading.Condition()

    def _tell(self):
        with self.changed:
            self.changed.notify()

    def put(self, item):
        with self.mutex:
            self.pending.pop(item, None)
            self.queue.append(item)
            self._tell()

    def close(self):
        self.open = False
        with self.changed:
            self.changed.notify_all()

    def pause(self, on):
        self.paused = on

    def get_bad(self):
        while not self.queue:  # want test-before-lock "^`while not self.queue` is tested before `with changed`: a notify in between is missed, and `self.changed.wait\(\)` may never return$"
            with self.changed:
                self.changed.wait()
        return self.queue.popleft()

    def closed_bad(self):
        while self.open:  # want test-before-lock "`while self.open` is tested before `with changed`: a notify"
            with self.changed:
                self.changed.wait()
                print(self.queue)

    def done_bad(self):
        if len(self.pending) > 0:  # want test-before-lock "`if len\(self.pending\) > 0` is tested"
            with self.changed:
                self.changed.wait()

    def get_ok(self):
        with self.changed:
            while not self.queue:
                self.changed.wait()
            return self.queue.popleft()

    def polled_near(self):
        while not self.queue:
            with self.changed:
                self.changed.wait(0.1)

    def again_near(self):
        while not self.queue:
            with self.changed:
                if not self.queue:
                    self.changed.wait()

    def locked_near(self):
        with self.changed:
            while not self.queue:
                with self.changed:
                    self.changed.wait()

    def silent_near(self):
        while self.paused:  # nobody notifies of it
            with self.changed:
                self.changed.wait()

    def own_near(self):
        while self.seen < 10:  # only this thread counts
            with self.changed:
                self.changed.wait()
            self.seen += 1

    def next_near(self):
        while True:
            with self.changed:
                self.changed.wait()


class Singleton_bad:
    _instance = None
    _lock = threading.Lock()

    def __new__(cls):
        if cls._instance is None:  # want test-before-lock "^`if cls._instance is None` is tested before `with _lock`: two threads"
            with cls._lock:
                cls._instance = super().__new__(cls)
        return cls._instance


class Singleton_ok:
    _instance = None
    _lock = threading.Lock()

    def __new__(cls):
        if cls._instance is None:
            with cls._lock:
                if cls._instance is None:
                    cls._instance = super().__new__(cls)
        return cls._instance


def first_bad():
    if jobs_list:  # want test-before-lock "then `jobs_list.pop\(0\)` raises IndexError"
        with lock:
            return jobs_list.pop(0)
    return None


jobs_list = []


class Empty_bad:
    def __init__(self):
        self.lock = threading.Lock()
        self.queue = []

    def put(self, item):
        with self.lock:
            self.queue.append(item)

    def take(self):
        if len(self.queue) == 0:  # want test-before-lock "tested before `with lock`"
            return None
        with self.lock:
            return self.queue.pop(0)

    def take_more(self):
        if len(self.queue) >= 1:  # want test-before-lock "tested before `with lock`"
            with self.lock:
                return self.queue.pop(0)

    def full_near(self):
        if len(self.queue) == 5:
            return None
        with self.lock:
            return self.queue.pop(0)
