import asyncio
import queue
import threading
import threading as th
from concurrent.futures import ThreadPoolExecutor
from threading import Event


def work():
    print("tick")


class Worker(th.Thread):
    def run(self):
        print("works")

    def ready(self):
        return True

    @property
    def busy(self):
        return False

    def join(self, timeout=None):
        super().join(timeout)


def statements_bad():
    t = th.Thread(target=work)
    t.start  # want method-not-called "^`t.start` names the method and does not call it: this line starts nothing$"
    t.start()
    t.join  # want method-not-called "`t.join` names .* this line waits for nothing"
    lock = threading.Lock()
    lock.acquire  # want method-not-called "this line acquires nothing"
    with lock:
        print("held")
    (lock.release)  # want method-not-called "this line releases nothing"
    e = Event()
    e.set  # want method-not-called "this line wakes nobody"
    e.clear  # want method-not-called "this line does nothing"
    pool = ThreadPoolExecutor()
    pool.shutdown  # want method-not-called "`pool.shutdown` names"


class Service:
    def __init__(self):
        self.stopped = Event()
        self.worker = Worker()
        self.jobs = queue.Queue()

    def stop_bad(self):
        self.stopped.set  # want method-not-called "`self.stopped.set` names the method"
        self.worker.join  # want method-not-called "`self.worker.join` names .* this line does nothing"

    def loop_bad(self):
        while not self.stopped.is_set:  # want method-not-called "^`while not self.stopped.is_set:` tests the method, which is always true: the loop never runs$"
            print("round")

    def drain_bad(self):
        while self.jobs.empty:  # want method-not-called "`while self.jobs.empty:` .*: this condition never ends the loop"
            if self.jobs.get() is None:
                break

    def ready_bad(self):
        return 1 if self.worker.ready else 2  # want method-not-called "^`self.worker.ready` is tested, not called: the method itself is always true$"


def conditions_bad(e: threading.Event, lock: threading.Lock):
    t = threading.Thread(target=work)
    t.start()
    while t.is_alive:  # want method-not-called "^`while t.is_alive:` tests the method, which is always true: the loop never ends$"
        print("waits")
    if e.is_set:  # want method-not-called "`if e.is_set:` .*: this branch is always taken"
        print("set")
    elif not lock.locked:  # want method-not-called "`elif not lock.locked:` .*: this branch is never taken"
        print("free")
    if e and not e.is_set:  # want method-not-called "`e.is_set` is tested, not called"
        print("not set")
    assert e.is_set  # want method-not-called "`assert e.is_set` .*: this never fails"
    assert not e.is_set  # want method-not-called "this always fails"


def several_bad():
    threads = [threading.Thread(target=work) for _ in range(3)]
    return [t for t in threads if t.is_alive]  # want method-not-called "`t.is_alive` is tested"


async def tasks_bad():
    lock = asyncio.Lock()
    if lock.locked:  # want method-not-called "this branch is always taken"
        print("locked")
    e = asyncio.Event()
    e.set  # miss method-not-called an asyncio.Event is no class of its own to the tables


def spin_bad():
    t = threading.Thread(target=work)
    t.start()
    while t.is_alive:  # want method-not-called "the loop never ends"
        pass


def long_bad():
    the_thread_with_a_name_that_is_much_longer_than_anybody_would_like_to_read = threading.Thread(target=work)
    while the_thread_with_a_name_that_is_much_longer_than_anybody_would_like_to_read.is_alive:  # want method-not-called "`while the_thread_with_a_name_.*\.\.\.:` tests the method"
        print("waits")


def references_ok(register):
    t = threading.Thread(target=work)
    register(t.start)
    stop = t.join
    t.start()
    stop()
    handlers = [t.is_alive, t.join]
    return handlers


def called_ok():
    t = threading.Thread(target=work)
    t.start()
    while t.is_alive():
        print("waits")


def attributes_near(w: Worker):
    if w.daemon:
        print("daemon")
    w.name
    while w.busy:
        print("a property is no method")
    if w.ident and not w.native_id:
        print("started")


def unknown_near(t, e):
    t.start
    if e.is_set:
        print("what is not proven is not judged")


def stored_near():
    t = threading.Thread(target=work)
    t.start = None
    if t.start:
        print("hidden")
    w = Renamed()
    w.ready = False
    if w.ready:
        print("hidden")


class Renamed(threading.Thread):
    def ready(self):
        return True


class Hidden(threading.Thread):
    callback = None

    def __init__(self):
        super().__init__()
        self.callback = self.join

    def ask_near(self):
        if self.callback:
            self.callback()


def asked_near(e: threading.Event):
    try:
        e.isSet
    except AttributeError:
        print("a Python without it")


def gone_near(t: threading.Thread):
    if t.isAlive:
        print("AttributeError: that is another rule's")


def compared_near(e: threading.Event):
    if e.is_set == True:  # miss method-not-called a comparison is not looked at
        print("never")
