import multiprocessing
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

jobs = queue.Queue()
lock = threading.Lock()


def drain_bad():
    while not jobs.empty():  # want-note "this says only what was there then"
        time.sleep(0.01)
        print(jobs.get())  # want queue-empty-then-get "another `drain_bad` can take the last item between `empty\(\)` and `get\(\)`: this one then waits for ever"


def leave_bad():
    while True:
        if jobs.qsize() == 0:
            break
        print(jobs.get())  # want queue-empty-then-get "between `qsize\(\)` and `get\(\)`"


def size_bad():
    while jobs.qsize() > 0:
        item = jobs.get(True)  # want queue-empty-then-get "another `size_bad` can take"
        print(item)


def locked_ok():
    while True:
        with lock:
            if jobs.empty():
                return
            item = jobs.get()
        print(item)


def nowait_ok():
    while not jobs.empty():
        try:
            print(jobs.get_nowait())
        except queue.Empty:
            break


def timeout_ok():
    while not jobs.empty():
        print(jobs.get(timeout=1))


def stopped_near(stopped=threading.Event()):
    while not (stopped.is_set() and jobs.empty()):
        print(jobs.get())


def empty_near():
    if jobs.empty():
        print(jobs.get())


def start():
    for _ in range(4):
        threading.Thread(target=drain_bad).start()
        threading.Thread(target=size_bad).start()
        threading.Thread(target=locked_ok).start()
        threading.Thread(target=nowait_ok).start()
        threading.Thread(target=timeout_ok).start()
        threading.Thread(target=stopped_near).start()
        threading.Thread(target=empty_near).start()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(leave_bad)


def processes_bad():
    tasks = multiprocessing.Queue()

    def work():
        while not tasks.empty():
            print(tasks.get())  # want queue-empty-then-get "another `work` can take"

    for _ in range(2):
        multiprocessing.Process(target=work).start()


def single_near():
    own = queue.Queue()

    def work():
        while not own.empty():
            print(own.get())

    threading.Thread(target=work).start()


def close_near():
    left = queue.Queue()
    left.put(1)
    while not left.empty():
        print(left.get())


def variable_miss():
    own = queue.Queue()

    def work():
        more = not own.empty()
        while more:
            print(own.get())  # miss queue-empty-then-get the result of the test is kept in a name
            more = not own.empty()

    for _ in range(2):
        threading.Thread(target=work).start()
