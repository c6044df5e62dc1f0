import _thread
import asyncio
import atexit
import concurrent.futures
import functools
import multiprocessing as mp
import signal
import threading
import threading as th
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from threading import Thread as T
from threading import Timer
from typing import NamedTuple

from gi.repository import GLib


def fetch(url, out):  # want-note "`fetch` is defined here"
    out.append(url)


def once(url, *, out=None, retries=1):
    print(url, out, retries)


def needs_keyword(url, *, out):
    print(url, out)


def many(*urls):
    print(urls)


def anything(**options):
    print(options)


def nothing():
    print("nothing")


def positional(a, b, /, c=1):
    print(a, b, c)


def missing_bad():
    T(target=fetch, args=("u",)).start()  # want arguments-mismatch "^thread target `fetch` takes 2 arguments but is given 1 \(missing `out`\): the thread dies with TypeError$"
    th.Thread(None, fetch, "name", ["u"]).start()  # want arguments-mismatch "missing `out`"
    threading.Thread(target=fetch).start()  # want arguments-mismatch "takes 2 arguments but is given 0 \(missing `url`, `out`\)"
    t = threading.Thread(target=fetch, kwargs={"url": 1})  # want arguments-mismatch "missing `out`"
    t.start()


def too_many_bad(out):
    threading.Thread(target=fetch, args=("u", out, 1)).start()  # want arguments-mismatch "takes 2 arguments but is given 3"
    threading.Thread(target=nothing, args=("u",)).start()  # want arguments-mismatch "`nothing` takes no arguments but is given 1"
    threading.Thread(target=positional, args=(1, 2, 3, 4)).start()  # want arguments-mismatch "takes at most 3 arguments but is given 4"


def keywords_bad(out):
    threading.Thread(target=once, args=("u",), kwargs={"outs": out}).start()  # want arguments-mismatch "has no parameter `outs`"
    threading.Thread(target=fetch, args=("u",), kwargs={"url": "v", "out": out}).start()  # want arguments-mismatch "is given `url` twice"
    threading.Thread(target=needs_keyword, args=("u",)).start()  # want arguments-mismatch "`needs_keyword` takes 2 arguments but is given 1 \(missing `out`\)"
    threading.Thread(target=needs_keyword, args=("u", out)).start()  # want arguments-mismatch "takes 1 argument but is given 2"
    threading.Thread(target=positional, args=(1,), kwargs={"b": 2}).start()  # want arguments-mismatch "has no parameter `b`"
    threading.Thread(target=once).start()  # want arguments-mismatch "`once` is not given `url`"


def other_calls_bad(out, loop: asyncio.AbstractEventLoop):
    Timer(5, fetch, ("u",)).start()  # want arguments-mismatch "^thread target `fetch`"
    _thread.start_new_thread(fetch, ("u",))  # want arguments-mismatch "missing `out`"
    mp.Process(target=fetch, args=("u",)).start()  # want arguments-mismatch "^process target `fetch` .*the process dies with TypeError$"
    loop.call_soon(fetch, "u")  # want arguments-mismatch "^callback `fetch` .*: TypeError when it is called$"
    loop.call_soon_threadsafe(fetch, "u")  # want arguments-mismatch "missing `out`"
    loop.call_later(5, fetch, "u")  # want arguments-mismatch "missing `out`"
    loop.run_in_executor(None, fetch, "u")  # want arguments-mismatch "^task `fetch`"
    signal.signal(signal.SIGINT, nothing)  # want arguments-mismatch "^signal handler `nothing` takes no arguments but is given 2: TypeError when the signal comes$"
    atexit.register(fetch, "u")  # want arguments-mismatch "missing `out`"


async def to_thread_bad():
    await asyncio.to_thread(fetch, "u")  # want arguments-mismatch "^task `fetch` takes 2"


def pools_bad(urls, out):
    with ThreadPoolExecutor(4) as pool:
        f = pool.submit(fetch, ("u", out))  # want arguments-mismatch "^task `fetch` takes 2 arguments but is given 1 \(missing `out`\): it fails with TypeError$"
        f.add_done_callback(nothing)  # want arguments-mismatch "^callback `nothing` takes no arguments but is given 1"
        pool.map(fetch, urls)  # want arguments-mismatch "missing `out`"
        pool.map(once, urls, urls)  # want arguments-mismatch "takes 1 argument but is given 2"
    try:
        with ProcessPoolExecutor() as workers:
            workers.submit(fetch, "u")  # want arguments-mismatch "missing `out`"
    except:
        pass
    with ThreadPool(2, fetch, ("u",)) as pool:  # want arguments-mismatch "^initializer `fetch` .*every worker dies with TypeError$"
        pool.apply_async(fetch, ("u",))  # want arguments-mismatch "missing `out`"
        pool.apply(fetch, args=("u",), kwds={"in": out})  # want arguments-mismatch "has no parameter `in`"
        pool.map(fetch, [("u", out)])  # want arguments-mismatch "missing `out`"
        pool.imap_unordered(fetch, urls)  # want arguments-mismatch "missing `out`"
        pool.starmap(fetch, [("u", out), ("v",)])  # want arguments-mismatch "missing `out`"
        pool.starmap(fetch, ((u,) for u in urls))  # want arguments-mismatch "missing `out`"


class Job:
    def __init__(self, name):
        self.name = name
        self.reply = lambda: print(name)

    def work(self):
        print(self.name)

    def step(self, n):
        print(n)

    echo = lambda self, text: print(self, text)
    copy = step

    @staticmethod
    def alone(n):
        print(n)

    @classmethod
    def made(cls, n):
        print(cls, n)

    def on_signal(self):
        print("signal")

    def __call__(self, n):
        print(n)

    def go_bad(self):
        T(target=self.work, args=(self,)).start()  # want arguments-mismatch "`work` takes no arguments but is given 1"
        T(target=self.step).start()  # want arguments-mismatch "takes 1 argument but is given 0 \(missing `n`\)"
        T(target=Job.step, args=(1,)).start()  # want arguments-mismatch "takes 2 arguments but is given 1 \(missing `n`\)"
        T(target=self.alone).start()  # want arguments-mismatch "missing `n`"
        T(target=Job.made).start()  # want arguments-mismatch "missing `n`"
        T(target=self.echo).start()  # want arguments-mismatch "missing `text`"
        T(target=self).start()  # want arguments-mismatch "missing `n`"
        T(target=self.reply, args=(1,)).start()  # want arguments-mismatch "takes no arguments but is given 1"
        signal.signal(signal.SIGINT, self.on_signal)  # want arguments-mismatch "^signal handler `on_signal` takes no arguments but is given 2"

    def go_ok(self):
        T(target=self.work).start()
        T(target=self.step, args=(1,)).start()
        T(target=self.copy, args=(1,)).start()
        T(target=Job.step, args=(self, 1)).start()
        T(target=self.alone, args=(1,)).start()
        T(target=Job.made, args=(1,)).start()
        T(target=self.echo, args=("x",)).start()
        T(target=self, args=(1,)).start()
        T(target=self.reply).start()


class Plain:
    pass


class Noted(th.Thread):
    def __init__(self, work, *items, daemon=True):
        super().__init__(target=work, args=items, daemon=daemon)


class Handing(th.Thread):
    def __init__(self, label, target, args=(), **more):
        th.Thread.__init__(self, None, target, "h", args, **more)
        self.label = label


def classes_bad():
    T(target=Job).start()  # want arguments-mismatch "`Job` takes 1 argument but is given 0 \(missing `name`\)"
    T(target=Plain, args=(1,)).start()  # want arguments-mismatch "`Plain` takes no arguments but is given 1"
    T(target=functools.partial(fetch, "u")).start()  # want arguments-mismatch "takes 2 arguments but is given 1 \(missing `out`\)"
    T(target=functools.partial(fetch, "u"), args=(1, 2)).start()  # want arguments-mismatch "takes 2 arguments but is given 3"
    T(target=lambda a: a).start()  # want arguments-mismatch "missing `a`"
    Handing("x", fetch, ("u",)).start()  # want arguments-mismatch "missing `out`"
    Handing("x", target=fetch, kwargs={"url": 1}).start()  # want arguments-mismatch "missing `out`"


NAMES = ("u",)


def proven_bad():
    T(target=fetch, args=NAMES).start()  # want arguments-mismatch "missing `out`"


def right_ok(out, urls, loop: asyncio.AbstractEventLoop):
    T(target=fetch, args=("u", out)).start()
    T(target=fetch, args=("u",), kwargs={"out": out}).start()
    T(target=fetch, kwargs=dict(url="u", out=out)).start()
    T(target=once, args=("u",), kwargs={"retries": 2}).start()
    T(target=many, args=(1, 2, 3)).start()
    T(target=anything, kwargs={"a": 1}).start()
    T(target=positional, args=(1, 2)).start()
    T(target=functools.partial(fetch, "u", out=out)).start()
    T(target=functools.partial(once, "u", retries=3), kwargs={"retries": 2}).start()
    T(target=lambda a=1: a).start()
    T(None, nothing, "name").start()
    T(target=nothing, daemon=True, context=None).start()
    Handing("x", fetch, ("u", out), daemon=True).start()
    Noted(fetch, "u", out).start()
    Timer(5, nothing).start()
    Timer(5, fetch, None, {"url": "u", "out": out}).start()
    loop.call_soon(fetch, "u", out, context=None)
    loop.call_later(5, nothing)
    signal.signal(signal.SIGINT, lambda sig, frame: None)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    atexit.register(fetch, "u", out=out)
    with ThreadPoolExecutor(initializer=once, initargs=("u",)) as pool:
        pool.submit(fetch, "u", out=out).add_done_callback(lambda f: f.result())
        pool.map(fetch, urls, [out], timeout=5, chunksize=1)
    with mp.Pool() as pool:
        pool.starmap(fetch, [("u", out)])
        pool.starmap(fetch, zip(urls, [out]))
        pool.apply_async(once, ("u",), {"retries": 3}, callback=print)


def star_near(names, options):
    T(target=fetch, args=(*names,)).start()
    T(target=fetch, args=names).start()
    T(target=fetch, args=("u",) + names).start()
    T(target=fetch, args=("u",), kwargs=options).start()
    T(target=fetch, args=("u",), kwargs={**options}).start()
    T(**options, target=fetch).start()
    T(target=functools.partial(fetch, *names)).start()


def retry(n):
    def wrap(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            return f(*args, n, **kwargs)
        return inner
    return wrap


@retry(3)
def decorated(url, n):
    print(url, n)


def decorated_near():
    T(target=decorated, args=("u",)).start()


try:
    import fast

    def twice(a, b):
        return fast.run(a, b)
except ImportError:
    def twice(a):
        return a


def twice_near():
    T(target=twice, args=(1,)).start()


class Textbox:
    def submit(self, fn, inputs, outputs):
        self.fn = fn, inputs, outputs


def receivers_near(pool, box: Textbox):
    box.submit(fetch, [1], [2])
    pool.submit(fetch, 1)
    Textbox().submit(fetch, 1, 2)


@dataclass
class Point:
    x: int
    y: int


class Pair(NamedTuple):
    x: int
    y: int


class Meta(type):
    def __call__(cls, *args):
        return super().__call__(*args, 1)


class Made(metaclass=Meta):
    def __init__(self, a, b):
        self.a = a, b


class Other:
    def __new__(cls, *args):
        return object.__new__(cls)

    def __init__(self):
        print("init")


def classes_near():
    T(target=Point, args=(1, 2)).start()
    T(target=Pair, args=(1, 2)).start()
    T(target=Made, args=(1,)).start()
    T(target=Other, args=(1,)).start()


class Base:
    def run_all(self):
        T(target=self.handle, args=(1,)).start()
        T(target=self.hook, args=(1,)).start()

    def handle(self):
        raise NotImplementedError

    def hook(self):
        print("hook")


class Concrete(Base):
    def handle(self, n=0):
        print(n)


def patch_near(base: Base):
    base.hook = print


class Runs(th.Thread):
    def __init__(self):
        super().__init__(target=fetch, args=("u",))

    def run(self):
        print("my own")


class Loops(th.Thread):
    def __init__(self):
        super().__init__(target=self.loop, args=(1,))  # want arguments-mismatch "`loop` takes no arguments but is given 1"

    def loop(self):
        print("loop")


def executor_near():
    pool = concurrent.futures.ThreadPoolExecutor()
    concurrent.futures.ThreadPoolExecutor.submit(pool, fetch, "u", [])
    concurrent.futures.ThreadPoolExecutor.submit(pool, fetch, "u")  # want arguments-mismatch "missing `out`"


def either_near(deep):
    if deep:
        job = functools.partial(fetch, "u")
    else:
        job = functools.partial(fetch, "u", [])
    th.Thread(target=job, args=([],)).start()
    asyncio.get_event_loop().run_in_executor(None, job)


def supplied_near(first, out):
    """One of two partials: what it supplies is not known."""
    if first:
        fetch_one = functools.partial(fetch, "u")
    else:
        fetch_one = functools.partial(fetch, "v", out)
    T(target=fetch_one).start()


def priority_near(line):
    """GLib takes priority= for itself; what follows the callable goes to it."""
    GLib.idle_add(fetch, "u", [], priority=GLib.PRIORITY_HIGH_IDLE)
    GLib.timeout_add(100, line.poll, priority=GLib.PRIORITY_HIGH_IDLE)
    GLib.idle_add(lambda: line.poll() == -1, priority=GLib.PRIORITY_HIGH_IDLE)


def priority_bad():
    GLib.idle_add(fetch, "u", priority=GLib.PRIORITY_HIGH_IDLE)  # want arguments-mismatch "missing `out`"
