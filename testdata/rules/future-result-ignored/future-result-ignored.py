import asyncio
import concurrent.futures
import logging
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool


def download(url):
    return urllib.request.urlopen(url).read()  # want-note "this may raise"


def check(n):
    if n < 0:
        raise ValueError(n)
    return n


def both(n):
    return check(n) + 1


def show(n):
    time.sleep(1)
    print(n * 2)


def caught(url):
    try:
        return urllib.request.urlopen(url).read()
    except OSError:
        logging.exception("no %s", url)


def unknown(n):
    return n.load()


def parse(n):
    return float(3 * 4) + int(len(n))


async def fetch(n):
    if n:
        raise ValueError(n)


def submit_bad(urls):
    with ThreadPoolExecutor() as pool:
        for url in urls:
            pool.submit(download, url)  # want future-result-ignored "the future of `download` is dropped: an exception in it is never shown"


def named_bad():
    with ThreadPoolExecutor() as pool:
        future = pool.submit(both, 1)  # want future-result-ignored "the future of `both` is dropped"


def map_bad(urls):
    with ThreadPoolExecutor() as pool:
        pool.map(download, urls)  # want future-result-ignored "`pool.map\(download, urls\)` is never iterated: an exception in `download` is never shown"


def map_named_bad(urls):
    with ProcessPoolExecutor() as pool:
        results = pool.map(check, urls)  # want future-result-ignored "is never iterated: an exception in `check` is never shown"


def imap_bad(urls):
    with ThreadPool() as pool:
        pool.imap_unordered(check, urls)  # want future-result-ignored "is never iterated"


def async_bad():
    with ThreadPool() as pool:
        pool.apply_async(check, (1,))  # want future-result-ignored "the future of `check` is dropped"
        pool.close()
        pool.join()


def waited_bad(urls):
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(download, url) for url in urls]  # want future-result-ignored "the futures of `download` are waited for but never asked"
        concurrent.futures.wait(futures)  # want-note "this waits and shows no exception"


def appended_bad(urls):
    futures = []
    with ThreadPoolExecutor() as pool:
        for url in urls:
            futures.append(pool.submit(download, url))  # want future-result-ignored "the futures of `download` are waited for"
        concurrent.futures.wait(futures)


def coroutine_bad(loop):
    asyncio.run_coroutine_threadsafe(fetch(1), loop)  # want future-result-ignored "the future of `fetch` is dropped"


def asked_ok(urls):
    with ThreadPoolExecutor() as pool:
        futures = [pool.submit(download, url) for url in urls]
        concurrent.futures.wait(futures)
        for future in futures:
            print(future.result())


def iterated_ok(urls):
    with ThreadPoolExecutor() as pool:
        for text in pool.map(download, urls):
            print(text)


def blocking_ok(urls):
    with ThreadPool() as pool:
        pool.map(check, urls)


def callback_ok():
    with ThreadPoolExecutor() as pool:
        pool.submit(check, 1).add_done_callback(print)


def error_callback_ok():
    with ThreadPool() as pool:
        pool.apply_async(check, (1,), error_callback=print)


def harmless_near():
    with ThreadPoolExecutor() as pool:
        pool.submit(show, 1)
        pool.submit(parse, "1")


def caught_near(url):
    with ThreadPoolExecutor() as pool:
        pool.submit(caught, url)


def on_purpose_near():
    with ThreadPoolExecutor() as pool:
        _ = pool.submit(check, 1)


def kept_near(tasks):
    pool = ThreadPoolExecutor()
    tasks.append(pool.submit(check, 1))


def foreign_near(box):
    box.submit(check, 1)


async def loop_near():
    asyncio.get_running_loop().run_in_executor(None, check, 1)  # asyncio says when such an exception is lost


def unknown_miss():
    with ThreadPoolExecutor() as pool:
        pool.submit(unknown, 1)  # miss future-result-ignored what a call that does not resolve may raise is not known
