import multiprocessing
import threading
from concurrent import futures
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from threading import Thread as T


def fetch(u=None):  # want-note "`fetch` is defined here"
    return u


def one_expression_bad(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            print(pool.submit(fetch, u).result())  # want serial-submit "^`pool.submit\(fetch, u\).result\(\)` waits inside the loop: the calls run one after another$"


def processes_bad(urls):
    with ProcessPoolExecutor(4) as pool:
        for u in urls:
            pool.submit(fetch, u).result()  # want serial-submit "waits inside the loop"


def comprehension_bad(urls):
    pool = futures.ThreadPoolExecutor(max_workers=8)
    return [pool.submit(fetch, u).result() for u in urls]  # want serial-submit "waits inside the loop"


def two_statements_bad(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            future = pool.submit(fetch, u)  # want-note "handed over here"
            print(future.result())  # want serial-submit "`future.result\(\)` waits inside the loop"


def in_a_try_bad(urls):
    with ThreadPoolExecutor() as pool:
        while urls:
            future = pool.submit(fetch, urls.pop())
            try:
                print(future.result())  # want serial-submit "`future.result\(\)` waits"
            except OSError:
                pass


def thread_bad(urls):
    for u in urls:
        t = threading.Thread(target=fetch, args=(u,))
        t.start()  # want-note "started just before"
        t.join()  # want serial-submit "^`t.join\(\)` waits inside the loop: the calls run one after another$"


def process_bad():
    for _ in range(3):
        p = multiprocessing.Process(target=fetch)
        p.start()
        p.join()  # want serial-submit "`p.join\(\)` waits"


def apply_bad(urls):
    with ThreadPool(4) as pool:
        for u in urls:
            pool.apply(fetch, (u,))  # want serial-submit "`pool.apply\(fetch, \(u,\)\)` waits"


def collected_ok(urls):
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(fetch, u) for u in urls]
        return [f.result() for f in futures]


def threads_ok(urls):
    threads = []
    for u in urls:
        t = T(target=fetch, args=(u,))
        t.start()
        threads.append(t)
    for t in threads:
        t.join()


def mapped_ok(urls):
    with ThreadPool(4) as pool:
        return pool.map(fetch, urls)


def no_loop_near(u):
    with ThreadPoolExecutor() as pool:
        return pool.submit(fetch, u).result()


def timeout_near(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            pool.submit(fetch, u).result(timeout=5)


def work_between_near(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            future = pool.submit(fetch, u)
            print("meanwhile")
            future.result()


def two_at_a_time_near(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            a = pool.submit(fetch, u)
            b = pool.submit(fetch, u + "/b")
            a.result()
            b.result()


def one_worker_near(urls):
    with ThreadPoolExecutor(max_workers=1) as pool:
        for u in urls:
            pool.submit(fetch, u).result()


def join_timeout_near(urls):
    for u in urls:
        t = T(target=fetch, args=(u,))
        t.start()
        t.join(1)


def busy_between_near(urls):
    for u in urls:
        t = T(target=fetch, args=(u,))
        t.start()
        fetch(u)
        t.join()


async def coroutine_near(urls):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            pool.submit(fetch, u).result()


def not_in_this_loop_near(urls):
    t = T(target=fetch)
    t.start()
    t.join()
    for u in urls:
        print(u)
