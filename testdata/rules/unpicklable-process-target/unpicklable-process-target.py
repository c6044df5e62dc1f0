import functools
import multiprocessing
import socket
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool, Process

double = lambda n: n * 2


def square(n):
    return n * n


class Locked(object):
    def __init__(self):
        self._lock = threading.Lock()  # want-note "`_lock` is stored here"
        self.results = []

    def work(self, n=0):
        return n

    def start_bad(self):
        with ProcessPoolExecutor() as pool:
            pool.submit(self.work, 1)  # want unpicklable-process-target "`self.work`, whose object holds the Lock `_lock`, cannot be pickled: `submit` stores the error in its future and runs nothing"


class Pickled:
    def __init__(self):
        self.lock = threading.Lock()

    def __getstate__(self):
        return {}

    def work(self):
        return 1

    def start_ok(self):
        with ProcessPoolExecutor() as pool:
            pool.submit(self.work)


class Cleared:
    def __init__(self, host):
        self.sock = None
        if host:
            self.sock = socket.create_connection(host)

    def work(self):
        return 1

    def start_near(self):
        with ProcessPoolExecutor() as pool:
            pool.submit(self.work)


class Plain:
    def work(self):
        return 1

    def start_ok(self):
        with ProcessPoolExecutor() as pool:
            pool.submit(self.work)


def lambda_bad():
    with ProcessPoolExecutor() as pool:
        pool.submit(lambda: 1)  # want unpicklable-process-target "a lambda cannot be pickled: `submit` stores the error in its future and runs nothing"
        print(list(pool.map(lambda n: n * 2, range(3))))  # want unpicklable-process-target "a lambda cannot be pickled: reading what `map` returns raises, and nothing is run"
        pool.submit(double, 1)  # want unpicklable-process-target "`double`, a lambda, cannot be pickled"


def nested_bad(items):
    def work(n):  # want-note "it is defined here"
        return n

    with Pool() as pool:
        pool.map(work, items)  # want unpicklable-process-target "`work`, defined inside `nested_bad`, cannot be pickled: `map` raises and runs nothing"
        pool.apply_async(work, (1,))  # want unpicklable-process-target "`apply_async` stores the error in its result"
        pool.map(functools.partial(work), items)  # want unpicklable-process-target "cannot be pickled: `map` raises"


def argument_bad():
    with ProcessPoolExecutor() as pool:
        pool.submit(square, lambda n: n)  # want unpicklable-process-target "a lambda cannot be pickled"


def local_class_bad():
    class Task:
        def run(self):
            return 1

    with ProcessPoolExecutor() as pool:
        pool.submit(square, Task())  # want unpicklable-process-target "whose class `Task` is inside `local_class_bad`, cannot be pickled"
        pool.submit(Task().run)  # want unpicklable-process-target "of class `Task` inside `local_class_bad` cannot be pickled"


def process_bad():
    def work():
        return 1

    Process(target=work).start()  # want unpicklable-process-target "`work`, defined inside `process_bad`, cannot be pickled: start\(\) raises where processes are not forked"
    multiprocessing.Process(target=lambda: 1).start()  # want unpicklable-process-target "a lambda cannot be pickled: start\(\) raises where"


def module_ok(items):
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(square, items)))
        pool.submit(functools.partial(square, 2))
    Process(target=square, args=(1,)).start()


def threads_ok():
    with ThreadPoolExecutor() as pool:
        pool.submit(lambda: 1)


def global_near():
    global shared

    def shared(n):
        return n

    with Pool() as pool:
        pool.map(shared, [1])


def factory():
    def work(n):
        return n

    return work


def made_bad():
    with ProcessPoolExecutor() as pool:
        pool.submit(factory(), 1)  # want unpicklable-process-target "`factory\(\)`, defined inside `factory`, cannot be pickled"


def foreign_near(pool):
    pool.submit(lambda: 1)


def closure_miss(work):
    with ProcessPoolExecutor() as pool:
        pool.submit(work)  # miss unpicklable-process-target what a parameter holds is for its callers to say


def dummy_near(items):
    import multiprocessing.dummy

    def work(n):
        return n

    pool = multiprocessing.dummy.Pool(4)
    pool.map(work, items)
    multiprocessing.dummy.Process(target=lambda: 1).start()


class OtherLock_near:
    def __init__(self):
        self.shared_name = threading.Lock()

    def __getstate__(self):
        return {}


class SameName_bad:
    def __init__(self):
        self.shared_name = threading.Lock()

    def go(self):
        with ProcessPoolExecutor() as pool:
            pool.submit(self.run)  # want unpicklable-process-target "whose object holds the Lock `shared_name`"

    def run(self):
        print("run")
