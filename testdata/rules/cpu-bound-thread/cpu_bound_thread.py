import asyncio
import hashlib
import queue
import socket
import threading as th
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Process
from threading import Thread as T

lock = th.Lock()
results = []
total = 0


def countdown(n):
    while n > 0:  # want-note "this loop holds the GIL all the time"
        n -= 1


def countdown_bad():
    a = T(target=countdown, args=(5_000_000,))  # want cpu-bound-thread "^2 threads run `countdown`, a pure Python loop: the GIL lets one compute at a time, so they are no faster than one$"
    b = T(target=countdown, args=(5_000_000,))  # want-note "the second thread is made here"
    a.start()
    b.start()
    a.join()
    b.join()


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)  # want-note "this recursion holds the GIL all the time"


def fib_bad():
    threads = [th.Thread(None, fib, None, (30,)) for _ in range(3)]  # want cpu-bound-thread "3 threads run `fib`, a pure Python recursion"
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def squares(n):
    return sum(i * i for i in range(n))


def pool_bad(sizes):
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(squares, sizes))  # want cpu-bound-thread "4 threads run `squares`"


def primes(limit, out):
    found = 0
    for n in range(2, limit):
        if all(n % d for d in range(2, int(n**0.5) + 1)):
            found += 1
    out.append(found)
    print(found)


def loop_bad(limits):
    for limit in limits:
        T(target=primes, args=(limit, results)).start()  # want cpu-bound-thread "several threads run `primes`"


class Cruncher(T):
    def run(self):
        x = 0
        for i in range(10_000_000):
            x += i


def subclass_bad():
    for _ in range(2):
        Cruncher().start()  # want cpu-bound-thread "2 threads run `Cruncher.run`"


def lambda_bad():
    def spin(n):
        for i in range(n):
            i * i

    for _ in range(4):
        T(target=lambda: spin(10_000_000)).start()  # want cpu-bound-thread "4 threads run"


def matrix(rows):
    acc = 0
    for i in range(len(rows)):
        for j in range(len(rows)):
            acc += i * j
    return acc


def nested_bad(rows):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(matrix, rows))  # want cpu-bound-thread "several threads run `matrix`"


def factorize(n):
    for i in range(1, n + 1):
        if n % i == 0:
            yield i


def factors(n):
    return list(factorize(n))


def generator_bad(numbers):
    for n in numbers:
        T(target=factors, args=(n,)).start()  # want cpu-bound-thread "several threads run `factors`"


def alone(n):
    for i in range(n):
        i += 1


def alone_bad(n):
    t = T(target=alone, args=(n,))  # want cpu-bound-thread "one thread runs `alone`, a pure Python loop"
    t.start()
    t.join()


def naps(n):
    for _ in range(n):
        time.sleep(1)


def waits_ok():
    for _ in range(4):
        T(target=naps, args=(9,)).start()


def prints(n):
    for i in range(n):
        print(i * i)


def output_ok():
    for _ in range(4):
        T(target=prints, args=(1_000_000,)).start()


def unknown(f, n):
    for i in range(n):
        f(i * i)


def unknown_ok():
    for _ in range(4):
        T(target=unknown, args=(naps, 1_000_000)).start()


def hashes(blocks):
    for b in blocks:
        for _ in range(1000):
            hashlib.sha256(b)


def releases_ok(blocks):
    for _ in range(4):
        T(target=hashes, args=(blocks,)).start()


def adds():
    global total
    for _ in range(1_000_000):
        total += 1


def shared_ok():
    for _ in range(4):
        T(target=adds).start()


def locked(n):
    with lock:
        for i in range(n):
            i * i


def locked_ok():
    for _ in range(4):
        T(target=locked, args=(1_000_000,)).start()


def processes_ok(sizes):
    for n in sizes:
        Process(target=squares, args=(n,)).start()
    with ProcessPoolExecutor() as pool:
        return list(pool.map(fib, sizes))


def tiny(n):
    acc = 0
    for i in range(n):
        for j in range(n):
            acc += i * j
    return acc


def tiny_ok():
    for _ in range(4):
        T(target=tiny, args=(20,)).start()


def tree(n):
    if n < 2:
        return 1
    return tree(n - 1) + tree(n - 2)


def small_recursion_ok():
    for _ in range(4):
        T(target=tree, args=(10,)).start()


def one_worker_near(sizes):
    with ThreadPoolExecutor(1) as pool:
        return list(pool.map(matrix_of_one, sizes))  # want cpu-bound-thread "one thread runs `matrix_of_one`"


def matrix_of_one(n):
    acc = 0
    for i in range(n):
        acc += i
    return acc


def bench_near(n):
    for _ in range(4):
        T(target=countdown_again, args=(n,)).start()


def countdown_again(n):
    while n > 0:
        n -= 1


def fed(q):
    while True:
        n = q.get()
        for i in range(n):
            i * i


def queue_near(q: queue.Queue):
    for _ in range(4):
        T(target=fed, args=(q,)).start()  # miss cpu-bound-thread the count comes from a queue


def up(n):
    for i in range(n):
        i * 2


def down(n):
    while n > 0:
        n -= 1


def two_targets_bad(n):
    T(target=up, args=(n,)).start()  # want cpu-bound-thread "2 threads compute in Python \(`up`, `down`\): the GIL lets one compute at a time"
    T(target=down, args=(n,)).start()  # want-note "the second thread is made here"


def chunks(members, most):
    batch, size = [], 0
    for member in members:
        pending = []
        for offset, length in member:
            if size + length > most:
                yield batch
                batch, size = [], 0
            pending.append((offset, length))
            size += length
        batch.append(pending)
    yield batch


def fetch(members, sink):
    for batch in chunks(members, 1000):
        sink.write(batch)


def reader_near(sources, sink):
    # A generator runs as slowly as its reader.
    with ThreadPoolExecutor(4) as pool:
        for members in sources:
            pool.submit(fetch, members, sink)


def play(env, port):
    s = socket.create_connection(("localhost", port))
    while True:
        state = s.recv(100)
        action = env.choose(list(range(env.actions)))
        s.send(state + action)


def client_near(env):
    # Between two sums it waits for its server.
    T(target=play, args=(env, 5000)).start()


class Terminal:
    def __init__(self):
        self.lines = {}
        self.height = 0
        self.queue = queue.Queue()

    def erase(self):
        for i in range(self.height):
            for j in range(self.height):
                if i * j in self.lines:
                    del self.lines[i * j]

    def write(self):
        while True:
            if self.queue.empty():
                time.sleep(0.5)
                continue
            if self.queue.get():
                self.erase()

    def service_near(self):
        # It sleeps until there is something to do.
        T(target=self.write).start()


def unpaced(n):
    for part in range(9):
        print(part)
        countdown_by_two(n)


def countdown_by_two(n):
    while n > 0:
        n -= 2


def outer_output_bad(n):
    for _ in range(3):
        T(target=unpaced, args=(n,)).start()  # want cpu-bound-thread "3 threads run `unpaced`"


def from_queue(jobs: queue.Queue):
    while True:
        squares(jobs.get())
        jobs.task_done()


def from_queue_bad(jobs: queue.Queue):
    for _ in range(3):
        T(target=from_queue, args=(jobs,)).start()  # want cpu-bound-thread "3 threads run `from_queue`"


def fetch_and_index_near(urls):
    """What takes how long is not known: the table is small, the network slow."""
    def task():
        pages = [urllib.request.urlopen(url).read() for url in urls]
        table = {}
        for page in pages:
            for other in pages:
                if page != other and len(page) > len(other):
                    table[len(page)] = page[0] + other[0]
        return table

    th.Thread(target=task).start()


def unique_near(taken):
    def task(name):
        while name in taken:
            name += "_"
        return name

    th.Thread(target=task, args=("a",)).start()


def distance(a, b):
    best = 0
    for i in range(len(a)):  # want-note "this loop holds the GIL all the time"
        for j in range(len(b)):
            if a[i] == b[j] and i - j < best:
                best = i - j
    return best


def search_bad(url, word):
    """However slow the network, the loop in the loop goes over all that it brought."""
    def task():
        names = urllib.request.urlopen(url).read().decode().split()
        found = {}
        for name in names:
            found[name] = distance(name, word)
        return found

    th.Thread(target=task).start()  # want cpu-bound-thread "one thread runs `task`, a pure Python loop"
