# Threads that wait for a lock they hold themselves.
import functools
import queue
import threading
from contextlib import contextmanager

lock = threading.Lock()
again = threading.RLock()
plain = threading.Condition(threading.Lock())
cond = threading.Condition()
slots = threading.Semaphore(2)
GUARD = threading.Lock()


def direct_bad():
    with lock:  # want-note "taken here first"
        with lock:  # want self-deadlock "^`lock` is taken here although this thread holds it: the thread waits for itself for ever$"
            print("never")


def statement_bad():
    lock.acquire()
    lock.acquire()  # want self-deadlock "`lock` is taken here although"
    lock.release()
    lock.release()


def condition_bad():
    with plain:
        plain.acquire()  # want self-deadlock "`plain` is taken here although"
        plain.release()


def synchronized(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        with GUARD:
            return fn(*args)
    return wrapper


@synchronized
def inner(n):
    return n


@synchronized
def outer_bad(n):
    return inner(n)  # want self-deadlock "`outer_bad\(\)` holds `GUARD` and calls `inner\(\)`, which takes `GUARD` again"


class Store:
    shared = threading.Lock()

    def __init__(self):
        self._lock = threading.Lock()
        self._again = threading.RLock()
        self._cond = threading.Condition(self._lock)
        self._rows = {}

    def size(self):
        with self._lock:  # want-note "taken again here"
            return len(self._rows)

    @property
    def full(self):
        with self._lock:
            return len(self._rows) > 9

    @contextmanager
    def changing(self):
        with self._lock:
            yield

    def add_bad(self, key):
        with self._lock:  # want-note "taken here first"
            print(self.size())  # want self-deadlock "^`add_bad\(\)` holds `_lock` and calls `size\(\)`, which takes `_lock` again: the thread waits for itself for ever$"
            self._rows[key] = 1

    def deep_bad(self):
        with self._lock:
            self.middle()  # want self-deadlock "holds `_lock` and calls `middle\(\)`"

    def middle(self):
        return self.size()  # want-note "`middle\(\)` goes on to here"

    def property_bad(self):
        with self._lock:
            return self.full  # want self-deadlock "holds `_lock` and reads `full`, which takes `_lock` again"

    def manager_bad(self):
        with self._lock:
            with self.changing():  # want self-deadlock "holds `_lock` and enters `changing\(\)`"
                self._rows.clear()

    def notify_bad(self):
        with self._lock:
            with self._cond:  # want self-deadlock "`_lock` is taken here although this thread holds it"
                self._cond.notify()

    def shared_bad(self):
        with self.shared:
            with Store.shared:  # want self-deadlock "`shared` is taken here"
                print(1)

    def some_way_bad(self, key):
        with self._lock:
            if key in self._rows:
                return self.size()  # want self-deadlock "`some_way_bad\(\)` holds `_lock` and calls `size\(\)`"
        return 0

    def handler_bad(self, key):
        self._lock.acquire()
        try:
            return self._rows[key]
        except KeyError:
            return self.size()  # want self-deadlock "`handler_bad\(\)` holds `_lock` and calls `size\(\)`"
        finally:
            self._lock.release()

    def reentrant_ok(self):
        with self._again:
            with self._again:
                print(1)

    def before_ok(self, key):
        n = self.size()
        with self._lock:
            self._rows[key] = n

    def after_ok(self, key):
        with self._lock:
            self._rows[key] = 1
        return self.size()

    def other_near(self, other):
        with self._lock:
            return other.size()

    def made_near(self):
        with self._lock:
            return Store().size()

    def freed_near(self):
        with self._lock:
            self._lock.release()
            try:
                return self.size()
            finally:
                self._lock.acquire()

    def helper_frees(self):
        self._lock.release()
        n = self.size()
        self._lock.acquire()
        return n

    def helper_near(self):
        with self._lock:
            return self.helper_frees()

    def tried_near(self):
        with self._lock:
            if self._lock.acquire(False):
                print("no")
            return self._lock.acquire(timeout=1)

    def thread_near(self):
        with self._lock:
            threading.Thread(target=self.size).start()

    def rebound_near(self):
        with self._lock:
            self._lock = threading.Lock()
            with self._lock:
                print(1)


def each_near(stores):
    for store in stores:
        store._lock.acquire()
    for store in stores:
        store._lock.release()


def condition_near():
    with cond:
        with cond:
            cond.notify()


def semaphore_near():
    with slots:
        with slots:
            print("two")


def passed_bad():
    with lock:
        takes(lock)  # want self-deadlock "`passed_bad\(\)` holds `lock` and calls `takes\(\)`"


def takes(what):
    with what:
        print(1)


def either_near(a, b):
    with a:
        with b:
            print(1)


def listed_bad(locks):
    with locks[0]:
        with locks[0]:  # miss self-deadlock locks in containers have no name
            print(1)


def baton_near():
    done = threading.Lock()
    done.acquire()

    def run():
        done.release()

    threading.Thread(target=run).start()
    done.acquire()


def baton_with_near():
    go = threading.Lock()

    def run():
        go.release()

    go.acquire()
    threading.Thread(target=run).start()
    with go:
        print(1)


def handed_near(waiters):
    waiter = threading.Lock()
    waiter.acquire()
    waiters.append(waiter)
    waiter.acquire()


class Agent:
    _lock = threading.Lock()
    _instance = None

    @staticmethod
    def get():
        if Agent._instance:
            return Agent._instance
        with Agent._lock:
            Agent._instance = Agent()
        return Agent._instance

    @staticmethod
    def drop_near():
        with Agent._lock:
            if Agent._instance:
                Agent.get()

    @staticmethod
    def drop_bad():
        with Agent._lock:
            Agent.get()  # want self-deadlock "`drop_bad\(\)` holds `_lock` and calls `get\(\)`"


class Client:
    def __init__(self):
        self._callback = threading.Lock()

    def queue(self, packet):
        self.packets.append(packet)
        if self.inline and self._callback.acquire(False):
            self._callback.release()
            self.write()

    def write(self):
        with self._callback:
            self.handler(self.packets.pop())

    def connected_near(self):
        with self._callback:
            self.queue("hello")  # queue() writes only if it could have the lock, and here it cannot

    def tried_bad(self):
        if self._callback.acquire(False):
            self.write()  # want self-deadlock "`tried_bad\(\)` holds `_callback` and calls `write\(\)`"
            self._callback.release()


class Microphone:
    def __init__(self):
        self._polling = threading.Lock()
        self._started = False

    def locked_near(self):
        with self._polling:
            self.poll()

    def poll(self):
        if self.asleep():
            self._started = False  # stop() then does nothing
            self.stop()

    def stop(self):
        if not self._started:
            return
        self.locked_near()
        self._started = False


class Special_bad:
    def __init__(self):
        self._lock = threading.Lock()
        self._items = []

    def __len__(self):
        with self._lock:
            return len(self._items)

    def __contains__(self, item):
        with self._lock:
            return item in self._items

    def __getitem__(self, i):
        with self._lock:
            return self._items[i]

    def __iter__(self):
        with self._lock:
            return iter(list(self._items))

    def add(self, item):
        with self._lock:  # want-note "taken here first"
            self._items.append(item)
            return len(self)  # want self-deadlock "`add\(\)` holds `_lock` and runs `__len__\(\)`, which takes `_lock` again: the thread waits for itself for ever"

    def once(self, item):
        with self._lock:
            if item not in self:  # want self-deadlock "`once\(\)` holds `_lock` and runs `__contains__\(\)`"
                self._items.append(item)

    def first(self):
        with self._lock:
            return self[0]  # want self-deadlock "`first\(\)` holds `_lock` and runs `__getitem__\(\)`"

    def show(self):
        with self._lock:
            for item in self:  # want self-deadlock "`show\(\)` holds `_lock` and runs `__iter__\(\)`"
                print(item)


class Special_near:
    def __init__(self, other):
        self._lock = threading.Lock()
        self._items = []
        self.other = other

    def __len__(self):
        with self._lock:
            return len(self._items)

    def __iter__(self):
        with self._lock:
            yield from self._items

    def merge(self, other: "Special_near"):
        with self._lock:
            print(len(other), len(self.other), len(self._items))
            items = iter(self)
        return list(items)

    def size(self):
        with self._lock:
            self._items.append(1)
        return len(self)


def synchronized(method):
    def wrapper(self, *args, **kwargs):
        with self.mutex:
            return method(self, *args, **kwargs)

    return wrapper


class Decorated_bad:
    def __init__(self):
        self.mutex = threading.Lock()

    @synchronized
    def get(self):
        return self.refresh()  # want self-deadlock "`get\(\)` holds `mutex` and calls `refresh\(\)`, which takes `mutex` again"

    @synchronized
    def refresh(self):
        return 1


class Decorated_near:
    def __init__(self):
        self.mutex = threading.RLock()

    @synchronized
    def get(self):
        return self.refresh()

    @synchronized
    def refresh(self):
        return 1


def drain(q: queue.Queue, sync=True, quiet=False):
    """Whoever holds the mutex says so."""
    if sync:
        q.mutex.acquire()
    try:
        q.queue.clear()
    finally:
        if sync:
            q.mutex.release()


class Drained(queue.Queue):
    def finish_near(self):
        with self.mutex:
            drain(self, False)

    def finish_by_name_near(self):
        with self.mutex:
            drain(self, sync=False, quiet=True)

    def finish_bad(self):
        with self.mutex:
            drain(self, quiet=True)  # want self-deadlock "`finish_bad\(\)` holds `mutex` and calls `drain\(\)`, which takes `mutex` again"


class Told:
    def __init__(self):
        self.mutex = threading.Lock()
        self.queue = []

    def drain(self, held, deep=None):
        if not held:
            with self.mutex:
                self.queue.clear()
        elif deep is None:
            self.queue.clear()

    def finish_near(self):
        with self.mutex:
            self.drain(True)

    def finish_bad(self):
        with self.mutex:
            self.drain(None)  # want self-deadlock "`finish_bad\(\)` holds `mutex` and calls `drain\(\)`, which takes `mutex` again"

    def redecided(self, sync=False):
        sync = sync or len(self.queue) > 0
        if sync:
            with self.mutex:
                self.queue.clear()

    def redecided_bad(self):
        with self.mutex:
            self.redecided()  # want self-deadlock "`redecided_bad\(\)` holds `mutex` and calls `redecided\(\)`"

    def other(self, sync=True):
        if sync:
            self.queue.clear()
        else:
            with self.mutex:
                self.queue.clear()

    def other_near(self):
        with self.mutex:
            self.other()
