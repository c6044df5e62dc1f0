# Every form of an acquire() that may fail, as a statement.
import multiprocessing
import threading
import threading as th
from threading import Lock as L, Condition

lock = threading.Lock()
sem = th.BoundedSemaphore(2)
SHORT = 2.5


def timed_bad(items):
    lock.acquire(timeout=1)  # want acquire-result-ignored "^`lock.acquire\(timeout=1\)` may return False: the next lines then run without the lock and release\(\) raises$"
    items.append(1)
    lock.release()  # want-note "released here whether it was acquired or not"


def timed_constant_bad():
    lock.acquire(timeout=SHORT)  # want acquire-result-ignored "may return False: the next lines then run without the lock$"


def positional_bad():
    lock.acquire(True, 3)  # want acquire-result-ignored "`lock.acquire\(True, 3\)` may return False"


def not_blocking_bad():
    lock.acquire(False)  # want acquire-result-ignored "`lock.acquire\(False\)` may return False"
    print("busy?")


def not_blocking_keyword_bad():
    lock.acquire(blocking=False)  # want acquire-result-ignored "acquire\(blocking=False\)"


def old_zero_bad():
    lock.acquire(0)  # want acquire-result-ignored "acquire\(0\)"


def semaphore_bad():
    sem.acquire(timeout=0.5)  # want acquire-result-ignored "without a permit and release\(\) gives back one too many"
    try:
        print("in")
    finally:
        sem.release()


def process_lock_bad():
    guard = multiprocessing.Lock()
    guard.acquire(block=False)  # want acquire-result-ignored "guard.acquire\(block=False\)"
    return guard


class Account:
    def __init__(self):
        self._lock = L()
        self.ready = Condition()

    def attribute_bad(self):
        self._lock.acquire(timeout=1)  # want acquire-result-ignored "`self._lock.acquire\(timeout=1\)`"

    def unlock(self):
        self._lock.release()
        self.ready.release()

    def condition_bad(self):
        self.ready.acquire(timeout=1)  # want acquire-result-ignored "`self.ready.acquire\(timeout=1\)`"


def number_bad():
    lock.acquire(5)  # want acquire-result-ignored "^`lock.acquire\(5\)` is no timeout: 5 stands for `blocking`, so it waits for ever$"


def number_tested_bad():
    if lock.acquire(10):  # want acquire-result-ignored "10 stands for `blocking`"
        lock.release()


def number_float_bad():
    lock.acquire(0.5)  # want acquire-result-ignored "TypeError up to Python 3.11, later it waits for ever"


def number_keyword_bad():
    lock.acquire(blocking=SHORT)  # want acquire-result-ignored "SHORT stands for `blocking`"


def number_semaphore_bad():
    sem.acquire(0.5)  # want acquire-result-ignored "0.5 stands for `blocking`, so it waits for ever"


def plain_ok():
    lock.acquire()
    lock.release()


def tested_ok():
    if lock.acquire(timeout=1):
        lock.release()
    while not lock.acquire(False):
        pass
    lock.release()


def stored_ok():
    got = lock.acquire(timeout=1)
    try:
        return 1
    finally:
        if got:
            lock.release()


def asserted_ok():
    assert lock.acquire(timeout=1)
    return lock.acquire(False)


def old_one_near():
    lock.acquire(1)
    lock.acquire(True)


def for_ever_near():
    lock.acquire(timeout=-1)
    sem.acquire(timeout=None)


def freed_near():
    lock.acquire(False)
    lock.release()


def signal_near():
    sem.acquire(timeout=1)
    print("somebody may have called")


def parameter_near(timeout=-1):
    lock.acquire(timeout=timeout)  # miss acquire-result-ignored the value of the timeout is not known


class Gate:
    def acquire(self, blocking=True, timeout=None):
        return self


def own_class_near():
    Gate().acquire(False)


def unknown_near(thing):
    thing.acquire(False)
    thing.acquire(timeout=1)


def sleep_near():
    never = th.Lock()
    never.acquire()

    def pause():
        never.acquire(timeout=0.5)
        print("later")

    pause()


class Patient_near:
    """Ninety seconds are long: somebody died with the lock, so go on, and let release() fail."""

    _lock = threading.Lock()

    def enter(self):
        try:
            self._lock.acquire(timeout=90)
        except Exception:
            pass

    def leave(self):
        try:
            self._lock.release()
        except RuntimeError:
            pass


class Impatient_bad:
    _lock = threading.Lock()

    def enter(self):
        self._lock.acquire(timeout=90)  # want acquire-result-ignored "may return False"

    def leave(self):
        self._lock.release()
