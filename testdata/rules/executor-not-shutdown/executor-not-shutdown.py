import asyncio
import atexit
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing.pool import ThreadPool

shared_near = ThreadPoolExecutor(2)


def job(n):
    return n * 2


def submit_bad(items):
    pool = ThreadPoolExecutor(max_workers=4)  # want executor-not-shutdown "executor `pool` is never shut down: its worker threads stay until it is garbage-collected"
    futures = [pool.submit(job, n) for n in items]
    return [f.result() for f in as_completed(futures)]


def processes_bad(items):
    pool = ProcessPoolExecutor()  # want executor-not-shutdown "its worker processes stay"
    return list(pool.map(job, items))


def dropped_bad(items):
    return multiprocessing.Pool(4).map(job, items)  # want executor-not-shutdown "executor `multiprocessing.Pool\(4\)` is never shut down"


def give(pool, items):
    for n in items:
        pool.submit(job, n)


def helper_bad(items):
    pool = ThreadPoolExecutor()  # want executor-not-shutdown "executor `pool` is never shut down"
    give(pool, items)


def with_ok(items):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(job, items))


def later_with_ok(items):
    pool = ThreadPoolExecutor()
    with pool:
        return list(pool.map(job, items))


def finally_ok(items):
    pool = ThreadPool(3)
    try:
        return pool.map(job, items)
    finally:
        pool.close()


def registered_ok(items):
    pool = ThreadPoolExecutor()
    atexit.register(pool.shutdown)
    return list(pool.map(job, items))


def end(pool):
    pool.shutdown()


def helper_ok(items):
    pool = ThreadPoolExecutor()
    results = list(pool.map(job, items))
    end(pool)
    return results


def returned_near():
    pool = ThreadPoolExecutor()
    pool.submit(job, 1)
    return pool


def passed_near(server, items):
    pool = ThreadPoolExecutor()
    server.use(pool)
    return list(pool.map(job, items))


async def loop_near():
    pool = ThreadPoolExecutor()
    return await asyncio.get_running_loop().run_in_executor(pool, job, 1)


_pool = None


def singleton_near(n):
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor()
    return _pool.submit(job, n)


def closure_near():
    pool = ThreadPoolExecutor()

    def later(n):
        return pool.submit(job, n)

    return later


class Service:
    def __init__(self):
        self.pool_near = ThreadPoolExecutor()
        self.pool_near.submit(job, 1)  # miss executor-not-shutdown pools of objects, which a method of another program may end


def serve_near(get):
    pool = ThreadPoolExecutor()
    while True:
        pool.submit(job, get())


def main():
    pool = ThreadPoolExecutor()
    pool.submit(job, 1)


if __name__ == "__main__":
    main()
