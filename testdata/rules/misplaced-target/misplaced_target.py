import asyncio
import functools
import multiprocessing
import threading
import threading as th
from multiprocessing import Process
from threading import Thread as T
from threading import Timer


def work(*items):  # want-note "`work` is defined here"
    print(items)


def one(item):
    print(item)


def group_bad(url: str):
    threading.Thread(work).start()  # want misplaced-target "^threading.Thread\(work\) puts `work` in the `group` slot: AssertionError, \"group argument must be None\"$"
    T(work, ("x",)).start()  # want misplaced-target "puts `work` in the `group` slot"
    T(work, args=("x",)).start()  # want misplaced-target "in the `group` slot"
    th.Thread(lambda: work()).start()  # want misplaced-target "in the `group` slot"
    T(functools.partial(work, 1)).start()  # want misplaced-target "in the `group` slot"
    T(print).start()  # want misplaced-target "`print` in the `group` slot"
    Process(work).start()  # want misplaced-target "in the `group` slot"
    multiprocessing.Process(work, ("x",)).start()  # want misplaced-target "in the `group` slot"
    T("name", work).start()  # want misplaced-target "puts `\"name\"` in the `group` slot"
    T(url).start()  # want misplaced-target "`url` in the `group` slot"


class Job:
    def work(self):
        print("x")

    def start_bad(self):
        T(self.work).start()  # want misplaced-target "puts `self.work` in the `group` slot"


class Plain(T):
    pass


class Worker(T):
    def run(self):
        print("run")


class Own(T):
    def __init__(self, job):
        super().__init__()
        self.job = job


class Hands(T):
    def __init__(self, *args):
        super().__init__(*args)


class Calls(T):
    def __init__(self):
        super().__init__(self.loop)  # want misplaced-target "in the `group` slot"

    def loop(self):
        print("x")


def subclasses_bad():
    Plain(work).start()  # want misplaced-target "Plain\(work\) puts `work` in the `group` slot"
    Worker("http://x").start()  # want misplaced-target "Worker\(\"http://x\"\) puts `\"http://x\"` in the `group` slot"


def subclasses_near():
    Own(work).start()
    Hands(None, work).start()
    Calls().start()


def swapped_bad(loop: asyncio.AbstractEventLoop):
    Timer(work, 5).start()  # want misplaced-target "^Timer\(work, 5\) puts `work` in the `interval` slot and 5 in `function`: TypeError, the function is never called$"
    threading.Timer(work, 0.5, ("x",)).start()  # want misplaced-target "puts `work` in the `interval` slot"
    loop.call_later(work, 5)  # want misplaced-target "puts `work` in the `delay` slot and 5 in `callback`"


def arguments_bad():
    T(None, one, ("x",)).start()  # want misplaced-target "^T\(None, one, \(\"x\",\)\) puts the arguments in the `name` slot: `one` is called without any$"
    T(None, work, ["x"]).start()  # want misplaced-target "puts the arguments in the `name` slot"


def right_ok(group, interval):
    T(target=work).start()
    T(None, work).start()
    T(None, work, "name").start()
    T(None, work, "name", ("x",)).start()
    T(None, work, None, ("x",)).start()
    T().start()
    Timer(5, work).start()
    Timer(interval, work, ("x",)).start()
    Timer(function=work, interval=5).start()


def unknown_near(group, names):
    T(group, work).start()
    T(*names).start()
    T(names[0]).start()
    T(None, work, names).start()
    Timer(group, 5).start()
