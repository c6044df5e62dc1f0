# Waiting for a thread with a lock held that it needs.
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
other = threading.Lock()


def work():
    with lock:
        print("working")


def plain_bad():
    t = threading.Thread(target=work)
    t.start()
    with lock:  # want-note "`plain_bad\(\)` takes `lock` here"
        t.join()  # want join-under-lock "^`t.join\(\)` waits while `lock` is held, which `work\(\)` in that thread needs: both wait for ever$"


def after_ok():
    t = threading.Thread(target=work)
    t.start()
    with lock:
        print("mine")
    t.join()


def timed_near():
    t = threading.Thread(target=work)
    t.start()
    with lock:
        t.join(1)


def other_near():
    t = threading.Thread(target=work)
    t.start()
    with other:
        t.join()


def future_bad(pool: ThreadPoolExecutor):
    with lock:
        f = pool.submit(work)
        print(f.result())  # want join-under-lock "`f.result\(\)` waits while `lock` is held, which `work\(\)` in that thread needs"


def executor_bad():
    with lock:
        with ThreadPoolExecutor() as pool:  # want join-under-lock "the end of `with .*` waits while `lock` is held, which `work\(\)`"
            pool.submit(work)


def executor_ok():
    with ThreadPoolExecutor() as pool:
        pool.submit(work)
        with lock:
            print(1)


class Poller:
    def __init__(self):
        self._lock = threading.RLock()
        self._state = threading.Lock()
        self._thread = None
        self._value = 0

    def start(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while self.refresh():
            print("again")

    def refresh(self):
        with self._lock:  # want-note "`_lock` is taken here, by way of _run → refresh"
            self._value += 1
            return self._value < 10

    def stop_bad(self):
        with self._lock:  # want-note "`stop_bad\(\)` takes `_lock` here"
            self._thread.join()  # want join-under-lock "`self._thread.join\(\)` waits while `_lock` is held, which `_run\(\)` in that thread needs"

    def stop_ok(self):
        with self._lock:
            self._value = 10
        self._thread.join()

    def stop_near(self):
        with self._state:
            self._thread.join()

    def freed_near(self):
        with self._lock:
            self._lock.release()
            self._thread.join()
            self._lock.acquire()

    def close_bad(self):
        with self._lock:  # want-note "`close_bad\(\)` takes `_lock` here"
            self.wait()  # want-note "`wait\(\)` comes from here"

    def wait(self):
        self._thread.join()  # want join-under-lock "`self._thread.join\(\)` waits while `_lock` is held"


# Another object's thread needs the other object's lock.
def several_near(pollers):
    for p in pollers:
        with p._lock:
            print(p)


class Pool_near:
    def __init__(self, poller: Poller):
        self._lock = threading.Lock()
        self._poller = poller

    def stop(self):
        with self._lock:
            self._poller._thread.join()


class Consumer:
    def __init__(self):
        self._lock = threading.Lock()
        self._jobs = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            job = self._jobs.get()
            with self._lock:
                print(job)
            self._jobs.task_done()

    def flush_bad(self):
        with self._lock:
            self._jobs.join()  # want join-under-lock "`self._jobs.join\(\)` waits while `_lock` is held, which `_run\(\)` in that thread needs"

    def flush_ok(self):
        self._jobs.join()


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.guard = threading.Lock()

    def run(self):
        with self.guard:
            print("run")


def subclass_bad():
    w = Worker()
    w.start()
    with w.guard:
        w.join()  # want join-under-lock "`w.join\(\)` waits while `guard` is held, which `run\(\)` in that thread needs"


def nested_bad():
    mine = threading.Lock()

    def run():
        with mine:
            print(1)

    t = threading.Thread(target=run)
    t.start()
    with mine:
        t.join()  # want join-under-lock "`t.join\(\)` waits while `mine` is held, which `run\(\)`"


def unknown_near(t: threading.Thread):
    with lock:
        t.join()


def process_bad(executors):
    with lock:
        for e in executors.values():
            e.shutdown(wait=True)  # miss join-under-lock what the pools run is not known
