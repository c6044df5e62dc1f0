import asyncio
import contextlib
import multiprocessing
import signal
import threading
import threading as th
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Thread as T
from threading import Timer


async def poll(n=0):  # want-note "`poll` is defined here"
    await asyncio.sleep(n)


def count(n=0):
    yield n


async def stream():
    yield 1


def targets_bad():
    threading.Thread(target=poll).start()  # want coroutine-target "^thread target `poll` is async: calling it only creates a coroutine, so its body never runs$"
    T(None, poll, "name", (1,)).start()  # want coroutine-target "`poll` is async"
    th.Thread(target=count, args=(1,)).start()  # want coroutine-target "^thread target `count` is a generator function: calling it only creates a generator, so its body never runs$"
    T(target=stream).start()  # want coroutine-target "`stream` is an async generator function: calling it only creates an async generator"
    Timer(5, poll).start()  # want coroutine-target "`poll` is async"
    multiprocessing.Process(target=count).start()  # want coroutine-target "^process target `count` is a generator function"


def callbacks_bad(loop: asyncio.AbstractEventLoop):
    loop.call_soon(poll)  # want coroutine-target "^callback `poll` is async"
    loop.call_soon_threadsafe(poll, 1)  # want coroutine-target "`poll` is async"
    loop.call_later(5, poll)  # want coroutine-target "`poll` is async"
    loop.add_signal_handler(signal.SIGINT, poll)  # want coroutine-target "`poll` is async"


def pools_bad(items):
    with ThreadPoolExecutor() as pool:
        pool.submit(poll)  # want coroutine-target "^task `poll` is async"
        pool.submit(count, 1)  # want coroutine-target "^task `count` is a generator function"
        pool.map(poll, items)  # want coroutine-target "`poll` is async"
        pool.submit(print).add_done_callback(poll)  # want coroutine-target "^callback `poll` is async"
    with ProcessPoolExecutor(initializer=poll) as workers:  # want coroutine-target "^initializer `poll` is async"
        result = workers.submit(count, 1)  # want coroutine-target "`count` is a generator function"
        print(result.result())


async def dropped_bad():
    await asyncio.to_thread(poll)  # want coroutine-target "`poll` is async"
    asyncio.get_running_loop().run_in_executor(None, poll)  # want coroutine-target "`poll` is async"


class Job:
    async def work(self):
        print(self)

    @staticmethod
    async def alone():
        print("alone")

    def start_bad(self):
        T(target=self.work).start()  # want coroutine-target "`work` is async"
        T(target=Job.alone).start()  # want coroutine-target "`alone` is async"


class Poller(T):
    async def run(self):  # want coroutine-target "^thread method `Poller.run` is async: calling it only creates a coroutine, so its body never runs$"
        await asyncio.sleep(1)


class Steps(multiprocessing.Process):
    def run(self):  # want coroutine-target "^process method `Steps.run` is a generator function"
        yield 1


def run_ok(loop: asyncio.AbstractEventLoop):
    T(target=asyncio.run, args=(poll(),)).start()
    T(target=lambda: asyncio.run(poll())).start()
    T(target=lambda: list(count())).start()
    T(target=loop.run_until_complete, args=(poll(),)).start()
    T(target=loop.run_forever).start()
    asyncio.run_coroutine_threadsafe(poll(), loop)
    loop.call_soon_threadsafe(loop.create_task, poll())


async def accepted(reader, writer):
    writer.close()


async def results_ok(items):
    await asyncio.start_server(accepted, "", 0)
    coroutine = await asyncio.to_thread(poll)
    await coroutine
    await (await asyncio.to_thread(poll))
    with ThreadPoolExecutor() as pool:
        for numbers in pool.map(count, items):
            print(list(numbers))
        future = pool.submit(count, 1)
        print(list(future.result()))


@contextlib.contextmanager
def decorated():
    yield


class Loop:
    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def call_soon(self, f):
        self.loop.create_task(f())

    def submit(self, f):
        self.loop.create_task(f())


class Base:
    async def hook(self):
        print("hook")

    def go(self):
        T(target=self.hook).start()


class Concrete(Base):
    def hook(self):
        print("runs")


class Mixin:
    async def run(self):
        print("no thread")


class Starts(T):
    def start(self):
        asyncio.run(self.run())

    async def run(self):
        print("its own start")


def others_near():
    T(target=decorated).start()
    Loop().call_soon(poll)
    Loop().submit(poll)
