import asyncio
import logging
import sys
import threading
import threading as th
import unittest
import warnings
from threading import activeCount as count  # want deprecated-name "^`activeCount` is deprecated since Python 3.10$"
from threading import currentThread  # want deprecated-name "^`currentThread` is deprecated since Python 3.10$"

if sys.version_info < (3, 8):
    raise RuntimeError("Python 3.8 or newer is needed")

PY2 = sys.version_info[0] == 2


def work():
    print(threading.currentThread().name)  # want deprecated-name "^`currentThread\(\)` is deprecated since Python 3.10$"
    print(currentThread().name, count())


class Worker(th.Thread):
    def __init__(self):
        super().__init__()
        self.setName("worker")  # want deprecated-name "`setName\(\)` is deprecated since Python 3.10"
        super().setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated"

    def run(self):
        print(self.getName())  # want deprecated-name "`getName\(\)` is deprecated"


class Own(th.Thread):
    def getName(self):
        return "own"

    def setDaemon(self, daemonic):
        self.daemon = daemonic


class Named:
    def getName(self):
        return "no thread"

    def isSet(self):
        return True


def thread_bad():
    t = threading.Thread(target=work)
    t.setDaemon(True)  # want deprecated-name "^`setDaemon\(\)` is deprecated since Python 3.10$"
    print(t.isDaemon())  # want deprecated-name "`isDaemon\(\)` is deprecated"
    t.start()
    print(threading.activeCount())  # want deprecated-name "`activeCount\(\)` is deprecated"
    while t.isAlive():  # want deprecated-name "^`isAlive\(\)` was removed in Python 3.9: this line raises AttributeError$"
        t.join(1)
    asks = t.isAlive  # want deprecated-name "^`isAlive` was removed in Python 3.9"
    return asks


def event_bad(e: threading.Event, changed: threading.Condition):
    if not e.isSet():  # want deprecated-name "`isSet\(\)` is deprecated since Python 3.10"
        e.wait()
    with changed:
        changed.notifyAll()  # want deprecated-name "`notifyAll\(\)` is deprecated since Python 3.10"


async def loop_bad(loop):
    lock = asyncio.Lock(loop=loop)  # want deprecated-name "^argument `loop=` of `asyncio.Lock\(\)` is deprecated since Python 3.8: from 3.10 on this line raises TypeError$"
    await asyncio.sleep(1, loop=loop)  # want deprecated-name "argument `loop=` of `asyncio.sleep\(\)`"
    return lock


def caught_bad(t: threading.Thread):
    try:
        return t.isAlive()  # want deprecated-name "`isAlive\(\)` was removed"
    except Exception:
        logging.exception("no answer")


def new_ok():
    t = threading.Thread(target=work, name="worker", daemon=True)
    t.name = "other"
    t.start()
    print(t.is_alive(), threading.current_thread(), threading.active_count())


async def new_loop_ok(loop):
    return asyncio.ensure_future(asyncio.sleep(1), loop=loop)


def unknown_near(t, e):
    t.setName("x")
    print(t.getName(), t.isAlive())
    return e.isSet()


def other_near():
    n = Named()
    logger = logging.getLogger()
    o = Own()
    o.setDaemon(True)
    return n.getName(), n.isSet(), logger.name, o.getName()


def asked_near(t: threading.Thread):
    if hasattr(t, "is_alive"):
        alive = t.is_alive()
    else:
        alive = t.isAlive()
    alive = t.is_alive() if hasattr(t, "is_alive") else t.isAlive()
    return alive


def caught_near(t: threading.Thread, e: threading.Event):
    try:
        t.daemon = True
    except AttributeError:
        t.setDaemon(True)
    try:
        return e.is_set()
    except TypeError:
        return e.isSet()


def version_near(t: threading.Thread, e: threading.Event):
    if sys.version_info < (3, 10):
        t.setDaemon(True)
    else:
        t.daemon = True
    if PY2:
        return e.isSet()


async def version_loop_near(loop):
    if sys.version_info >= (3, 10):
        return asyncio.Queue()
    return asyncio.Queue(loop=loop)


class Tests(unittest.TestCase):
    def test_warns_near(self):
        t = threading.Thread(target=work)
        with self.assertWarns(DeprecationWarning):
            t.setDaemon(True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            t.setName("x")
        with self.assertRaises(AttributeError):
            t.isAlive()


def declared_bad(crew: "list", workers: list[threading.Thread], by_name: dict[str, threading.Thread], some: tuple[threading.Thread, ...]):
    for t in crew:
        t.setDaemon(True)  # nothing says what these are
    for t in workers:
        t.setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated since Python 3.10"
    by_name["a"].setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated since Python 3.10"
    some[0].setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated since Python 3.10"


class Declared_bad:
    def __init__(self):
        self.workers: list[threading.Thread] | None = None
        self.by_name: dict[str, threading.Thread] = {}

    def add(self, name, t):
        self.by_name[name] = t
        for t in self.workers:
            t.setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated since Python 3.10"
        for name, t in self.by_name.items():
            t.setDaemon(True)  # want deprecated-name "`setDaemon\(\)` is deprecated since Python 3.10"


def declared_near(pairs: tuple[str, threading.Thread], many: dict[threading.Thread, Countdown]):
    for p in pairs:
        p.setDaemon(True)
    for m in many.values():
        m.setDaemon(True)
