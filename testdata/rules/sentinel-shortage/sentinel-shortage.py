import multiprocessing
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

STOP = object()
WORKERS = 4


def one_bad():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:  # want-note "each consumer ends on one of its own"
                break
            print(item)

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]  # want-note "`work` is started here"
    for t in threads:
        t.start()
    for i in range(6):
        q.put(i)
    q.put(None)  # want sentinel-shortage "4 workers wait for None on `q` but it is put once: 3 never end and join\(\) hangs"
    for t in threads:
        t.join()


def object_bad():
    q = multiprocessing.Queue()

    def work(jobs):
        while True:
            item = jobs.get()
            if item == "stop":
                return
            print(item)

    a = multiprocessing.Process(target=work, args=(q,))
    b = multiprocessing.Process(target=work, args=(q,))
    c = multiprocessing.Process(target=work, args=(q,))
    for p in (a, b, c):
        p.start()
    q.put("job")
    q.put("stop")
    q.put("stop")  # want sentinel-shortage "3 workers wait for \"stop\" on `q` but it is put 2 times: one never ends"


def pool_bad(jobs):
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is STOP:
                break
            print(item)

    with ThreadPoolExecutor(3) as pool:
        for _ in range(3):
            pool.submit(work)
        for job in jobs:
            q.put(job)
        q.put(STOP)  # want sentinel-shortage "3 workers wait for STOP on `q` but it is put once: 2 never end"


def data_bad():
    q = queue.Queue()

    def work():
        while True:
            n = q.get()
            print(n)
            if n == 20:
                break

    for i in range(21):
        q.put(i)  # want sentinel-shortage "2 workers end on item 20 of `q`, which only one of them takes: one never ends"
    for _ in range(2):
        threading.Thread(target=work).start()


def enough_ok():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    threads = [threading.Thread(target=work) for _ in range(3)]
    for t in threads:
        t.start()
    for _ in threads:
        q.put(None)


def counted_ok():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    for _ in range(3):
        threading.Thread(target=work).start()
    for _ in range(3):
        q.put(None)


def back_ok():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                q.put(item)
                break

    for _ in range(3):
        threading.Thread(target=work).start()
    q.put(None)


def daemon_near():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    for _ in range(3):
        threading.Thread(target=work, daemon=True).start()
    q.put(None)


def single_near():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    threading.Thread(target=work).start()
    q.put(None)


def other_end_near(stop):
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break
            if stop.is_set():
                return

    for _ in range(3):
        threading.Thread(target=work).start()
    q.put(None)


def shutdown_near():
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    for _ in range(3):
        threading.Thread(target=work).start()
    q.put(None)
    q.shutdown()


def unknown_near(n):
    q = queue.Queue()

    def work():
        while True:
            item = q.get()
            if item is None:
                break

    for _ in range(n):
        threading.Thread(target=work).start()
    q.put(None)  # miss sentinel-shortage how many workers there are is not known


def iter_miss():
    q = queue.Queue()

    def work():
        for item in iter(q.get, None):
            print(item)

    for _ in range(3):
        threading.Thread(target=work).start()
    q.put(None)  # miss sentinel-shortage a get that is handed to iter is not followed


class Crew_bad:
    def __init__(self):
        self.tasks = queue.Queue()
        self.crew = [threading.Thread(target=self.work) for _ in range(4)]
        for t in self.crew:
            t.start()

    def work(self):
        while True:
            item = self.tasks.get()
            if item is None:
                return
            print(item)

    def close(self):
        self.tasks.put(None)  # want sentinel-shortage "4 workers wait for None on `self.tasks` but it is put once: 3 never end and join\(\) hangs"
        for t in self.crew:
            t.join()


class Crew_near:
    def __init__(self):
        self.jobs = queue.Queue()
        self.crew = [threading.Thread(target=self.work) for _ in range(4)]
        for t in self.crew:
            t.start()

    def work(self):
        while True:
            item = self.jobs.get()
            if item is None:
                return
            print(item)

    def dismiss(self):
        self.jobs.put(None)  # one of them, whoever it is; called as often as is needed

    def wait(self):
        for t in self.crew:
            t.join()


class CrewAll_ok:
    def __init__(self):
        self.work_items = queue.Queue()
        self.crew = [threading.Thread(target=self.work) for _ in range(4)]
        for t in self.crew:
            t.start()

    def work(self):
        while True:
            item = self.work_items.get()
            if item is None:
                return
            print(item)

    def close(self):
        for _ in self.crew:
            self.work_items.put(None)
        for t in self.crew:
            t.join()
