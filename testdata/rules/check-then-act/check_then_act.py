# Places that are tested and then used, with a thread that changes them between.
import threading
import time
from concurrent.futures import ThreadPoolExecutor

jobs = {}
cache = {}
safe_cache = {}
waiting = []
free = 3
free_locked = 3
lock = threading.Lock()


def build(key):
    return key * 2


def cached_bad(key):
    if key not in cache:  # want check-then-act "^`key not in cache` is tested before the item is stored, and another thread can do both in between: it is made twice$"
        cache[key] = build(key)  # want-note "relies on the test"
    return cache[key]


def cached_ok(key):
    with lock:
        if key not in safe_cache:
            safe_cache[key] = build(key)
        return safe_cache[key]


def book_bad():
    global free
    if free > 0:  # want check-then-act "^`free > 0` is tested and then changed, and another thread can do the same in between: both pass the test$"
        free -= 1


def book_ok():
    global free_locked
    with lock:
        if free_locked > 0:
            free_locked -= 1


def sweep():
    jobs.clear()
    waiting.pop()


def run_bad(key):
    if key in jobs:  # want check-then-act "`jobs` is tested and used here, but `sweep\(\)` in thread `sweep` can take the item between: KeyError"
        return jobs[key]
    return None


def first_bad():
    if not waiting:  # want check-then-act "`waiting` is tested and used here, but `sweep\(\)` in thread `sweep` can take the item between: IndexError"
        return None
    return waiting[0]


def run_near(key):
    try:
        if key in jobs:
            return jobs[key]
    except KeyError:
        return None


def pop_near(key):
    if key in jobs:
        jobs.pop(key, None)


def start():
    with ThreadPoolExecutor(4) as pool:
        pool.map(cached_bad, "aabb")
        pool.map(cached_ok, "aabb")
    for _ in range(5):
        threading.Thread(target=book_bad).start()
        threading.Thread(target=book_ok).start()
    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    run_bad("a")
    first_bad()
    run_near("a")
    pop_near("a")


start()


class Link_bad:
    def __init__(self, sock):
        self.sock = sock
        self.peer = None
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        self.sock = None

    def send(self, data):
        if self.sock is not None:  # want check-then-act "`self.sock` is tested and used here, but `_read\(\)` in thread `_read` stores None between: AttributeError"
            self.sock.sendall(data)


class Link_ok:
    def __init__(self, sock):
        self.lock = threading.Lock()
        self.sock = sock
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        with self.lock:
            self.sock = None

    def send(self, data):
        with self.lock:
            if self.sock is not None:
                self.sock.sendall(data)

    def local(self, data):
        sock = self.sock
        if sock is not None:
            sock.sendall(data)

    def close(self):
        self.thread.join()
        if self.sock is not None:
            self.sock.close()


class Link_near:
    """The thread is started by a method, the place is set before."""

    def __init__(self, sock):
        self.sock = sock
        self.name = None
        if self.sock is not None:
            self.sock.settimeout(3)

    def start(self):
        if self.sock is not None:
            self.sock.connect(("localhost", 80))
        threading.Thread(target=self._read).start()

    def _read(self):
        assert self.lock.locked()
        self.sock = None

    def send(self, data):
        assert self.lock.locked()
        if self.sock is not None:
            self.sock.sendall(data)

    def rename(self):
        if self.name is not None:
            print(self.name.upper())


class Link_miss:
    def __init__(self, sock):
        self.sock = sock

    def close(self):
        if self.sock is not None:  # miss check-then-act nothing shows that two threads close the same link
            self.sock.close()
            self.sock = None


class Fleet_near:
    """Who updates waits for its threads, so that nobody else finds them running."""

    def __init__(self):
        self.map = {}

    def update(self, nodes):
        threads = [threading.Thread(target=self._work, args=(n,)) for n in nodes]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def _work(self, node):
        self.map.pop(node, None)

    def kill(self, node):
        if node in self.map:
            del self.map[node]


options = {}


def _unused_near(key):
    del options[key]


def option_near(key):
    if key in options:
        print(options[key])


threading.Thread(target=option_near, args=("a",)).start()


class PolledEnd_near:
    """Behind a loop that goes on as long as the thread lives, the thread is over."""

    def __init__(self):
        self.sink = open("log")
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        if self.sink is not None:
            self.sink.read()

    def close(self):
        while self.reader.is_alive():
            time.sleep(0.1)
        self.sink = None
