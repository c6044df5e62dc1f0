import _thread
import asyncio
import atexit
import functools
import multiprocessing
import signal
import socketserver
import threading
import threading as th
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from threading import Thread as T
from threading import Timer


def work(name="x"):  # want-note "`work` is defined here"
    print(name)


def number(n):
    if n > 1:
        return n * 2
    return 0


def sometimes(n):
    if n:
        return [n]


def text():
    return "done"


def serve():
    server = socketserver.TCPServer(("", 0), socketserver.BaseRequestHandler)
    server.serve_forever()


def forever():
    while True:
        time.sleep(1)


def none_bad():
    th.Thread(target=work()).start()  # want target-called "^`target=work\(\)` runs `work` now, in this thread, and passes its result None: the new thread has nothing to do$"
    T(None, work("x"), "name").start()  # want target-called "^`work\(\"x\"\)` runs `work` now"
    T(target=work("x"), daemon=True).start()  # want target-called "passes its result None"
    T(target=time.sleep(5)).start()  # want target-called "`target=time.sleep\(5\)` runs `time.sleep` now"
    T(target=print("x")).start()  # want target-called "runs `print` now"


def results_bad():
    T(target=number(4)).start()  # want target-called "passes its result an int: the new thread"
    T(target=sometimes(1)).start()  # want target-called "passes its result a list or None"
    T(target=text()).start()  # want target-called "passes its result a str"


def endless_bad():
    T(target=forever()).start()  # want target-called "^`target=forever\(\)` runs `forever` now, in this thread, and never comes back: the thread is never made$"
    T(target=serve()).start()  # want target-called "never comes back"
    server = socketserver.TCPServer(("", 0), socketserver.BaseRequestHandler)
    T(target=server.serve_forever()).start()  # want target-called "runs `server.serve_forever` now, in this thread, and never comes back"


def other_calls_bad(loop: asyncio.AbstractEventLoop):
    Timer(5, work("x")).start()  # want target-called "`work\(\"x\"\)` runs `work` now"
    _thread.start_new_thread(work("x"), ())  # want target-called "new thread has nothing to do"
    multiprocessing.Process(target=work()).start()  # want target-called "the new process has nothing to do"
    loop.call_soon(work())  # want target-called "there is nothing to call back"
    loop.call_later(5, work("x"))  # want target-called "there is nothing to call back"
    signal.signal(signal.SIGINT, work())  # want target-called "there is nothing to call back"
    atexit.register(work("x"))  # want target-called "there is nothing to call back"
    with ThreadPoolExecutor(2, initializer=work()) as pool:  # want target-called "`initializer=work\(\)` runs `work` now.*the workers are not initialized"
        pool.submit(work("x"))  # want target-called "the workers have nothing to do"
        pool.submit(work, 1).add_done_callback(work())  # want target-called "nothing to call back"
        pool.map(work("x"), [1, 2])  # want target-called "the workers have nothing to do"
    ThreadPool(2).apply_async(work("x"))  # want target-called "the workers have nothing to do"


class Job:
    def run(self, n=0):
        print(n)

    @staticmethod
    def alone():
        print("alone")

    def start_bad(self):
        T(target=self.run()).start()  # want target-called "`target=self.run\(\)` runs `self.run` now"
        T(target=self.alone()).start()  # want target-called "runs `self.alone` now"
        T(target=Job.run(self, 1)).start()  # want target-called "runs `Job.run` now"


def object_bad():
    job = Job()
    T(target=job.run(1)).start()  # want target-called "runs `job.run` now"


class Worker(T):
    def __init__(self, target):
        super().__init__(target=target)


def subclass_bad():
    Worker(work()).start()  # want target-called "`work\(\)` runs `work` now"
    Worker(target=work()).start()  # want target-called "`target=work\(\)` runs `work` now"


def factory(name):
    def inner():
        print(name)
    return inner


def perhaps(name):
    if name:
        return factory(name)
    return None


def given(f):
    return f


def async_factory_ok():
    T(target=factory("x")).start()
    T(target=perhaps("x")).start()
    T(target=given(work)).start()
    T(target=functools.partial(work, "x")).start()
    T(target=lambda: work("x")).start()
    T(target=work).start()
    with ThreadPoolExecutor() as pool:
        pool.submit(factory("x"))


async def coroutine():
    print("x")


def generator():
    yield 1


def deco(f):
    return lambda *a: f


@deco
def decorated():
    print("x")


class Callable:
    def __call__(self):
        print("x")


def calls_near(unknown, loop: asyncio.AbstractEventLoop):
    T(target=unknown()).start()
    T(target=unknown.work()).start()
    T(target=decorated()).start()
    T(target=Callable()).start()
    T(target=Job()).start()
    asyncio.run_coroutine_threadsafe(coroutine(), loop)
    loop.call_soon(generator())


class Base:
    def go(self):
        T(target=self.make()).start()
        T(target=self.hook()).start()
        T(target=self.patched()).start()

    def make(self):
        raise NotImplementedError

    def hook(self):
        return None

    def patched(self):
        return None


class Concrete(Base):
    def hook(self):
        return work


def patch(base: Base):
    base.patched = factory
