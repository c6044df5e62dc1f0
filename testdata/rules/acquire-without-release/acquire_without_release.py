# Locks that an exception or a return leaves locked.
import threading
import time

lock = threading.Lock()
again = threading.RLock()
cond = threading.Condition()
slots = threading.Semaphore(2)
lost = threading.Lock()
once = threading.Lock()
prices = {}
names = []


def raises_bad(name, text):
    lock.acquire()  # want acquire-without-release "^`lock` stays locked if `int\(\)` raises: every later acquire\(\) waits for ever$"
    prices[name] = int(text)  # want-note "an exception here skips the release\(\)"
    lock.release()  # want-note "released here on other ways"


def returns_bad(name):
    lock.acquire()  # want acquire-without-release "`lock` stays locked where the function returns"
    if name in prices:
        return prices[name]  # want-note "this way out skips the release\(\)"
    lock.release()
    return None


def raise_bad(name):
    again.acquire()  # want acquire-without-release "`again` stays locked when `raise KeyError` leaves: every other thread that takes it waits for ever"
    if name not in prices:
        raise KeyError(name)
    again.release()


def handler_bad(text):
    lock.acquire()  # want acquire-without-release "`lock` stays locked where the function returns"
    try:
        value = int(text)
    except ValueError:
        return None
    lock.release()
    return value


def end_bad(ready):
    lock.acquire()  # want acquire-without-release "`lock` stays locked at the end of `end_bad\(\)` on some way"
    if ready:
        lock.release()
        print("released")


def semaphore_bad(load):
    slots.acquire()  # want acquire-without-release "`slots` stays locked if `load\(\)` raises: its permit is lost for good"
    load()
    slots.release()


def condition_bad(load):
    cond.acquire()  # want acquire-without-release "`cond` stays locked if `load\(\)` raises"
    names.append(load())
    cond.notify()
    cond.release()


def tested_bad(load):
    if lock.acquire(timeout=1):  # want acquire-without-release "`lock` stays locked if `load\(\)` raises"
        load()
        lock.release()


def never_bad():
    lost.acquire()  # want acquire-without-release "^`lost` is acquired here and released nowhere: the next thread that acquires it waits for ever$"
    names.append(1)


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._rows = []

    def load_bad(self, source):
        self._lock.acquire()  # want acquire-without-release "`self._lock` stays locked if `source.read\(\)` raises"
        self._rows = source.read()
        self._lock.release()

    def load_ok(self, source):
        with self._lock:
            self._rows = source.read()

    def __enter__(self):
        self._lock.acquire()
        self._rows = list(self._rows)
        return self

    def __exit__(self, *exc):
        self._lock.release()

    def acquire_all_near(self, source):
        self._lock.acquire()
        if not source.read():
            self._lock.release()
            return False
        return True

    def lock_near(self, source):
        self._lock.acquire()
        if not source.read():
            self._lock.release()
            return False
        return True

    def wait_near(self, source):
        with self._lock:
            self._lock.release()
            try:
                source.read()
            finally:
                self._lock.acquire()


def finally_ok(load):
    lock.acquire()
    try:
        load()
    finally:
        lock.release()


def adjacent_ok():
    lock.acquire()
    lock.release()


def harmless_near(n):
    lock.acquire()
    names.append(n)
    prices["total"] = n + 1
    lock.release()


def prints_near(n):
    lock.acquire()
    print(n)
    time.sleep(0.1)
    lock.release()


def handler_ok(load):
    lock.acquire()
    try:
        load()
    except Exception:
        lock.release()
        raise
    lock.release()


def every_way_ok(name):
    lock.acquire()
    if name in prices:
        lock.release()
        return prices[name]
    lock.release()
    return None


def tried_near(load):
    if not lock.acquire(False):
        return
    try:
        load()
    finally:
        lock.release()


def flag_near(load, wait):
    got = False
    if wait:
        got = lock.acquire()
    names.append(1)
    if got:
        lock.release()


def hand_over_near(load):
    lock.acquire()
    try:
        return load()
    except ValueError:
        lock.release()
        raise


def once_near(load):
    if once.acquire(False):
        load()


def loop_near(jobs):
    while True:
        lock.acquire()
        if not jobs:
            lock.release()
            break
        jobs.pop()
        lock.release()


def twice_near(n):
    again.acquire()
    again.acquire()  # miss acquire-without-release taken twice and released once
    names.append(n)
    again.release()


def merged_near(load, wait):
    if wait:
        got = lock.acquire()
    else:
        got = lock.acquire(False)
    if not got:
        raise TimeoutError
    try:
        load()
    finally:
        lock.release()


def waits_near():
    cond.acquire()
    while not names:
        cond.wait()
    cond.release()


def baton_near(load):
    started = threading.Lock()
    started.acquire()

    def run():
        started.release()

    t = threading.Thread(target=run)
    t.start()
    load()
    started.acquire()
    started.release()
    t.join()


class Weighted:
    def __init__(self, value, weight):
        if weight <= 0:
            raise ValueError(weight)
        self.value = value
        self.weight = weight


class Loading(Weighted):
    def __init__(self):
        super().__init__(None, 1)  # the check cannot fail
        self.done = threading.Event()


class Cache:
    def __init__(self):
        self._lock = threading.RLock()
        self._values = {}

    def get_near(self, key):
        self._lock.acquire()
        value = self._values.get(key)
        if value is not None:
            self._lock.release()
            return value
        loading = Loading()
        self._values[key] = loading
        self._lock.release()
        return loading

    def put_bad(self, key, value, weight):
        self._lock.acquire()  # want acquire-without-release "`self._lock` stays locked if `Weighted\(\)` raises"
        self._values[key] = Weighted(value, weight)
        self._lock.release()


class Round_bad:
    def __init__(self):
        self.round_lock = threading.Lock()
        self.flag_lock = threading.Lock()

    def skip(self, names):
        for name in names:
            self.round_lock.acquire()  # want acquire-without-release "`self.round_lock` stays locked on one way round the loop: the next acquire\(\) waits for ever"
            if not name:
                continue
            self.names = name
            self.round_lock.release()

    def each_ok(self, names):
        for name in names:
            self.round_lock.acquire()
            if not name:
                self.round_lock.release()
                continue
            self.names = name
            self.round_lock.release()

    def tries_near(self, names):
        for name in names:
            if not self.round_lock.acquire(False):
                continue
            self.names = name
            self.round_lock.release()

    def flag_near(self, names):
        held = False
        while names:
            if not held:
                self.flag_lock.acquire()
                held = True
            if names.pop():
                continue
            self.flag_lock.release()
            held = False
