# A lock of threads held while a coroutine gives way to its loop.
import asyncio
import multiprocessing
import threading
import threading as th
from threading import Semaphore as S

lock = threading.Lock()
cond = th.Condition()
few = S(2)
across = multiprocessing.Lock()


async def refresh():
    await asyncio.sleep(0)


async def with_bad():
    with lock:  # want-note "taken here; a lock of threads blocks the whole loop"
        await refresh()  # want lock-across-await "^`lock` is held across `await refresh\(\)`: a second coroutine blocks the loop on it, and this one never resumes$"
        await refresh()


async def condition_bad():
    with cond:  # want-note "a thread may take a reentrant lock again"
        x = [await refresh()]  # want lock-across-await "^`cond` is held across `await refresh\\(\\)`: it belongs to the loop's thread, so a second coroutine enters as well$"
        return x


async def semaphore_bad():
    with few, open("x") as f:
        await refresh()  # want lock-across-await "`few` is held"
        f.read()


async def process_lock_bad():
    with across:
        await refresh()  # want lock-across-await "`across` is held"


async def branch_bad(flag):
    with lock:
        if flag:
            await refresh()  # want lock-across-await "`lock` is held"


async def async_with_bad(session):
    with lock:
        async with session:  # want lock-across-await "held across `async with session`"
            pass


async def async_for_bad(rows):
    with lock:
        async for row in rows:  # want lock-across-await "held across `async for ... in rows`"
            print(row)


async def generator_bad():
    with lock:
        yield 1  # want lock-across-await "held across `yield 1`"


async def acquired_bad():
    lock.acquire()  # want-note "taken here"
    try:
        await refresh()  # want lock-across-await "`lock` is held across"
    finally:
        lock.release()


class Cache:
    def __init__(self):
        self._lock = threading.RLock()
        self._mutex = asyncio.Lock()

    async def get_bad(self):
        with self._lock:
            return await refresh()  # want lock-across-await "`_lock` is held across .* a second coroutine enters as well"

    async def get_ok(self):
        async with self._mutex:
            return await refresh()


async def before_ok():
    with lock:
        n = 1
    await refresh()
    return n


async def released_near():
    lock.acquire()
    n = 1
    lock.release()
    await refresh()
    with lock:
        n += 1
        lock.release()
        await refresh()
        lock.acquire()
    return n


async def nested_near():
    with lock:
        async def later():
            await refresh()
        n = lambda: refresh()
    return later, n


def generator_near():
    with lock:
        yield 1


async def tried_near():
    if lock.acquire(blocking=False):
        await refresh()
        lock.release()


async def unknown_near(own):
    with own:
        await refresh()
