# A lock that is made by each call and leaves it in no way.
import asyncio
import threading
import threading as th
from threading import Lock as L, Condition, Thread

total = 0
shared = threading.Lock()


def named_bad():
    global total
    lock = threading.Lock()  # want lock-per-call "^`lock` is new in each call of `named_bad`: no two threads ever share it$"
    with lock:  # want-note "another call of the function takes another lock here"
        total += 1


def acquired_bad():
    guard = L()  # want lock-per-call "`guard` is new in each call of `acquired_bad`"
    guard.acquire()
    try:
        print(total)
    finally:
        guard.release()


def entered_bad():
    with threading.Lock():  # want lock-per-call "`threading.Lock\(\)` is new in each call of `entered_bad`"
        print(total)


def reentrant_bad(items):
    for item in items:
        lock = th.RLock()  # want lock-per-call "`lock` is new in each call of `reentrant_bad`"
        with lock:
            print(item)


def semaphore_bad(url):
    few = threading.Semaphore(3)  # want lock-per-call "`few` is new in each call"
    with few:
        return url.get()


async def task_bad():
    mutex = asyncio.Lock()  # want lock-per-call "`mutex` is new in each call of `task_bad`: no two tasks ever share it"
    async with mutex:
        print(total)


class Counter:
    def __init__(self):
        self._lock = threading.Lock()

    def add_bad(self):
        lock = threading.Lock()  # want lock-per-call "new in each call of `add_bad`"
        with lock:
            self.n = 1

    def add_ok(self):
        with self._lock:
            self.n = 1


def shared_ok():
    with shared:
        pass


def captured_near():
    lock = threading.Lock()

    def work():
        with lock:
            print(total)

    for _ in range(3):
        Thread(target=work).start()


def passed_near(work):
    lock = threading.Lock()
    Thread(target=work, args=(lock,)).start()
    with lock:
        work(lock)


def returned_near():
    lock = threading.Lock()
    with lock:
        pass
    return lock


def stored_near(box):
    lock = threading.Lock()
    box.lock = lock
    with lock:
        pass


def listed_near():
    locks = [threading.Lock() for _ in range(3)]
    with locks[0]:
        pass


def global_near():
    global made
    made = threading.Lock()
    with made:
        pass


def sleep_near():
    cond = Condition()
    with cond:
        cond.wait(1)


async def sleep_async_near():
    cond = asyncio.Condition()
    async with cond:
        await cond.wait()


def for_ever_near():
    never = threading.Semaphore(0)
    never.acquire()


def given_near(lock=None):
    if lock is None:
        lock = threading.Lock()
    with lock:
        print(total)


def lambda_near(run):
    lock = threading.Lock()
    with lock:
        run(lambda: lock.locked())


locks = {}


def missing_bad(key):
    with locks.get(key, threading.Lock()):  # want lock-per-call "^`threading.Lock\\(\\)` is new in each call of `missing_bad` that finds none: no two threads ever share it$"
        pass


def attribute_bad(request):
    lock = getattr(request, "lock", L())  # want lock-per-call "`L\\(\\)` is new in each call of `attribute_bad` that finds none"
    with lock:
        print(request)


def remembered_near(key):
    lock = locks.get(key, threading.Lock())
    locks[key] = lock
    with lock:
        pass


def set_default_near(key):
    with locks.setdefault(key, threading.Lock()):
        pass


made_here = threading.Lock()
with made_here:
    pass
