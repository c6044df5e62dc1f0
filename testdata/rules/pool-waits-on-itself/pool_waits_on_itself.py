# Tasks that wait for tasks of their own pool.
import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

single = ThreadPoolExecutor(max_workers=1)


def inner():
    return 1


def outer_bad():
    return single.submit(inner).result() + 1  # want pool-waits-on-itself "^`outer_bad` runs in `single` and waits for another task of it: with all workers waiting, none is left to run it$"


single.submit(outer_bad)  # want-note "`outer_bad` is handed to the pool here"

walkers = ThreadPoolExecutor(4)


def walk_bad(path):
    futures = []
    for entry in os.scandir(path):
        f = walkers.submit(walk_bad, entry.path)
        futures.append(f.result())  # want pool-waits-on-itself "`walk_bad` runs in `walkers` and waits for another task of it"
    return futures


walkers.submit(walk_bad, "/")

several = ThreadPoolExecutor(4)


def part():
    return helper_bad()


def helper_bad():
    f = several.submit(inner)  # want-note "the task that is waited for"
    return f.result()  # want pool-waits-on-itself "`helper_bad` runs in `several`"


for _ in range(10):
    several.submit(part)  # want-note "`part` is handed to the pool here"

pool = ThreadPool(2)


def mapped_bad(n):
    return pool.map(inner, range(n))  # want pool-waits-on-itself "`mapped_bad` runs in `pool`"


pool.map(mapped_bad, range(8))


class Service:
    def __init__(self):
        self._pool = ThreadPoolExecutor(2)

    def handle_all(self, requests):
        for r in requests:
            self._pool.submit(self.handle_bad, r)

    def handle_bad(self, r):
        rows = self._pool.submit(self.load, r)
        return rows.result()  # want pool-waits-on-itself "`handle_bad` runs in `_pool`"

    def load(self, r):
        return r


# One task that waits leaves three workers.
once = ThreadPoolExecutor(4)


def once_near():
    return once.submit(inner).result()


once.submit(once_near)

# Another pool.
front = ThreadPoolExecutor(1)
back = ThreadPoolExecutor(1)


def front_ok():
    return back.submit(inner).result()


front.submit(front_ok)

# Nobody waits on a worker.
feed = ThreadPoolExecutor(1)


def feed_near():
    feed.submit(inner)


feed.submit(feed_near).result()

timed = ThreadPoolExecutor(1)


def timed_near():
    return timed.submit(inner).result(timeout=1)


timed.submit(timed_near)


def given_near(p: ThreadPoolExecutor):
    return p.submit(inner).result()


listed = ThreadPoolExecutor(1)


def listed_bad():
    futures = [listed.submit(inner) for _ in range(3)]
    return [f.result() for f in futures]  # want pool-waits-on-itself "`listed_bad` runs in `listed`"


listed.submit(listed_bad)
passed = ThreadPoolExecutor(1)


def passed_bad(p):
    return p.submit(inner).result()  # want pool-waits-on-itself "`passed_bad` runs in `passed` and waits"


passed.submit(passed_bad, passed)
