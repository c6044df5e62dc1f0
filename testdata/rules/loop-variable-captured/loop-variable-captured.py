import asyncio
import atexit
import multiprocessing
import queue
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial


def fetch(url, *rest):
    return url


def thread_bad(urls):
    threads = []
    for url in urls:  # want-note "^each round binds `url` anew$"
        t = threading.Thread(target=lambda: fetch(url))  # want loop-variable-captured "^`lambda` reads `url` when its thread runs; by then the loop may have moved on: several threads get the same `url`$"
        threads.append(t)
        t.start()
    for t in threads:
        t.join()


def accept_bad():
    server = socket.create_server(("", 8000))
    while True:
        conn, addr = server.accept()
        threading.Thread(target=lambda: fetch(conn, addr)).start()  # want loop-variable-captured "reads `conn`"


def made_bad(urls):
    for url in urls:
        full = "https://" + url
        threading.Thread(target=lambda: fetch(full)).start()  # want loop-variable-captured "reads `full`"


def pool_bad(urls):
    with ThreadPoolExecutor() as pool:
        for url in urls:
            pool.submit(lambda: fetch(url))  # want loop-variable-captured "`lambda` reads `url` when its task runs; by then the loop may have moved on: several tasks get the same `url`"
        futures = [pool.submit(lambda: fetch(u)) for u in urls]  # want loop-variable-captured "reads `u` when its task runs"
    return futures


def stored_bad(urls):
    jobs = []
    for url in urls:
        def job():  # want loop-variable-captured "^`job` reads `url` when its thread runs, after the loop has moved on: several threads get the same `url`$"
            fetch(url)

        jobs.append(job)
    for j in jobs:
        threading.Thread(target=j).start()  # want-note "it is handed over here"


def helper(callback):
    threading.Thread(target=callback).start()


def helped_bad(urls):
    for url in urls:
        helper(lambda: fetch(url))  # want loop-variable-captured "reads `url` when its thread runs"


def exit_bad(files):
    for file in files:
        atexit.register(lambda: file.close())  # want loop-variable-captured "^`lambda` reads `file` when the callback runs, after the loop has moved on: every callback sees the last `file`$"


def signals_bad():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: print(number))  # want loop-variable-captured "reads `number` when the callback runs"


def itself_bad():
    timers = []
    for delay in range(3):
        timer = threading.Timer(delay, lambda: timers.remove(timer))  # want loop-variable-captured "reads `timer`"
        timers.append(timer)
        timer.start()


def inner_bad(urls):
    for url in urls:
        threading.Thread(target=lambda: [fetch(url, n) for n in range(3)]).start()  # want loop-variable-captured "reads `url`"
        threading.Thread(target=lambda: print((lambda: url)())).start()  # want loop-variable-captured "reads `url`"


def sometimes_bad(urls, debug):
    for url in urls:
        t = threading.Thread(target=lambda: fetch(url))  # want loop-variable-captured "reads `url`"
        t.start()
        if debug:
            t.join()


def sleeps_bad(urls):
    for url in urls:
        threading.Thread(target=lambda: fetch(url)).start()  # want loop-variable-captured "reads `url`"
        time.sleep(1)


def locked_bad(urls, lock: threading.Lock):
    for url in urls:
        with lock:
            threading.Thread(target=lambda: fetch(url)).start()  # want loop-variable-captured "reads `url`"


def long_bad(the_urls):
    for the_url_with_a_name_that_nobody_would_like_to_read_twice_in_one_message in the_urls:
        threading.Thread(target=lambda: fetch(the_url_with_a_name_that_nobody_would_like_to_read_twice_in_one_message)).start()  # want loop-variable-captured "reads `the_url_with_a_name_t...` when"


async def soon_bad(urls):
    loop = asyncio.get_running_loop()
    for url in urls:
        loop.call_soon(lambda: fetch(url))  # want loop-variable-captured "every callback sees the last `url`"


async def gathered_bad(urls):
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, lambda: fetch(u)) for u in urls))  # want loop-variable-captured "reads `u` when its task runs"


for place in range(3):
    threading.Thread(target=lambda: print(place)).start()  # want loop-variable-captured "reads `place`"


def default_ok(urls):
    for url in urls:
        threading.Thread(target=lambda url=url: fetch(url)).start()
        threading.Thread(target=partial(fetch, url)).start()
        threading.Thread(target=fetch, args=(url,)).start()

        def job(url=url):
            fetch(url)

        threading.Thread(target=job).start()


def joined_ok(urls):
    for url in urls:
        t = threading.Thread(target=lambda: fetch(url))
        t.start()
        t.join()


def result_ok(urls):
    with ThreadPoolExecutor() as pool:
        for url in urls:
            print(pool.submit(lambda: fetch(url)).result())
        for url in urls:
            future = pool.submit(lambda: fetch(url))
            wait([future])
        for url in urls:
            print(list(pool.map(lambda n: fetch(url, n), range(3))))
        return [pool.submit(lambda: fetch(u)).result() for u in urls]


def block_ok(urls):
    for url in urls:
        with ThreadPoolExecutor() as pool:
            pool.submit(lambda: fetch(url))


async def awaited_ok(urls):
    loop = asyncio.get_running_loop()
    for url in urls:
        await asyncio.to_thread(lambda: fetch(url))
        await loop.run_in_executor(None, lambda: fetch(url))
    async for url in urls:
        loop.call_soon(lambda: fetch(url))


def last_ok(urls):
    for url in urls:
        if url:
            threading.Thread(target=lambda: fetch(url)).start()
            break
    for url in urls:
        if url:
            threading.Thread(target=lambda: fetch(url)).start()
            return


def after_ok(urls):
    for url in urls:
        print(url)
    threading.Thread(target=lambda: fetch(url)).start()


def otherwise_ok(urls):
    for url in urls:
        print(url)
    else:
        threading.Thread(target=lambda: fetch(url)).start()


def fixed_ok(urls):
    prefix = "https://"
    for url in urls:
        suffix = prefix + "index"
        threading.Thread(target=lambda url=url: fetch(prefix + url + suffix)).start()


def asked_near(urls):
    results = queue.Queue()
    for url in urls:
        threading.Thread(target=lambda: results.put(fetch(url))).start()
        print(results.get())


def handshake_near(urls):
    for url in urls:
        ready = threading.Event()
        threading.Thread(target=lambda url=url, ready=ready: (fetch(url), ready.set())).start()
        ready.wait()


def told_near(urls):
    ready = threading.Event()
    for url in urls:
        threading.Thread(target=lambda: (fetch(url), ready.set())).start()
        ready.wait()


def passed_near(urls, unknown):
    for url in urls:
        t = threading.Thread(target=lambda: fetch(url))
        t.start()
        unknown(t)


def counted_near(urls):
    n = 0
    for url in urls:
        n += 1
        threading.Thread(target=lambda url=url: fetch(url, n)).start()


def flag_near(urls):
    last = None
    for url in urls:
        threading.Thread(target=lambda url=url: fetch(url, last)).start()
        last = url


def shared_near(urls):
    current = None

    def advance():
        nonlocal current
        current = urls.pop()

    for current in urls:
        threading.Thread(target=lambda: fetch(current)).start()
        advance()


def process_near(urls):
    for url in urls:
        multiprocessing.Process(target=lambda: fetch(url)).start()


def lazy_near(urls):
    threads = (threading.Thread(target=lambda: fetch(u)) for u in urls)
    for t in threads:
        t.start()
        t.join()


def direct_near(urls):
    for url in urls:
        print(sorted(urls, key=lambda u: u == url))


def outer_near(urls):
    def job():
        fetch(url)

    for url in urls:
        threading.Thread(target=job).start()  # miss loop-variable-captured a function that is made outside of the loop may mean to follow it


def next_near(lines):
    line = lines.readline()
    while line:
        threading.Thread(target=lambda: fetch(line)).start()  # miss loop-variable-captured a variable that is bound behind the function in the round may be meant to be followed
        line = lines.readline()
