# A with statement around acquire(), or around the class of a lock.
import asyncio
import threading
from contextlib import contextmanager
from threading import Condition, Lock, Semaphore as S

lock = threading.Lock()
pool = S(3)
ready = Condition()


def lock_bad():
    with lock.acquire():  # want with-acquire "^`with lock.acquire\(\):` takes the lock and then raises TypeError \(AttributeError before 3.11\), 'bool' is no context manager: it stays locked$"
        pass


def timed_bad():
    with lock.acquire(timeout=1) as got:  # want with-acquire "`with lock.acquire\(timeout=1\):` takes"
        print(got)


def second_bad():
    with open("x") as out, pool.acquire():  # want with-acquire "`with pool.acquire\(\):`"
        out.read()


def condition_bad():
    with ready.acquire():  # want with-acquire "ready.acquire"
        ready.notify()


class Store:
    def __init__(self):
        self._lock = Lock()

    def put_bad(self):
        with self._lock.acquire():  # want with-acquire "`with self._lock.acquire\(\):`"
            pass


async def coroutine_bad():
    mutex = asyncio.Lock()
    async with mutex.acquire():  # want with-acquire "raises TypeError \(AttributeError before 3.11\), a coroutine is no context manager: the lock is never taken"
        pass


async def awaited_bad():
    mutex = asyncio.Lock()
    async with await mutex.acquire():  # want with-acquire "`async with await mutex.acquire\(\):` takes the lock and then raises"
        pass


def class_bad():
    with Lock:  # want with-acquire "^`with Lock:` enters the class, not a lock made by it: TypeError \(AttributeError before 3.11\)$"
        pass


def class_attribute_bad():
    with threading.RLock:  # want with-acquire "`with threading.RLock:`"
        pass


def lock_ok():
    with lock:
        pass
    with pool, ready:
        pass


async def coroutine_ok():
    async with asyncio.Lock():
        pass


class Wrapped:
    @contextmanager
    def acquire(self):
        yield self


def wrapper_near(unknown):
    with Wrapped().acquire():
        pass
    with unknown.acquire():
        pass
    with unknown.Lock:
        pass
