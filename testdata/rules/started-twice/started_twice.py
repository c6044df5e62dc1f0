import contextlib
import multiprocessing
import threading
import threading as th
import time
from threading import Thread as T


def work():
    print("tick")


class Own(T):
    def start(self):
        print("again and again")

    def run(self):
        print("x")


class Worker(T):
    def run(self):
        print("works")


def straight_bad():
    t = th.Thread(target=work)  # want-note "the thread is made here, once"
    t.start()  # want-note "it is started here first"
    t.join()
    t.start()  # want started-twice "^thread `t` is started again on line 30: RuntimeError, \"threads can only be started once\"$"
    t.join()


def process_bad():
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    p.start()  # want started-twice "process `p` is started again on line 38: AssertionError"


def subclass_bad():
    w = Worker()
    w.start()
    w.start()  # want started-twice "thread `w`"
    w.join()


def restart_bad():
    t = T(target=work)
    t.start()
    time.sleep(1)
    if not t.is_alive():
        t.start()  # want started-twice "`t` is started again"
    t.join()


def watch_bad():
    t = T(target=work)
    t.start()
    while True:
        time.sleep(1)
        if not t.is_alive():
            t.start()  # want started-twice "`t` is started again on line"


def loop_bad():
    t = T(target=work)
    for _ in range(3):
        t.start()  # want started-twice "started again in the next round of this loop"
        t.join()


def endless_bad():
    t = T(target=work)
    while True:
        t.start()  # want started-twice "in the next round"
        t.join()


def parameter_bad(t: T):
    t.start()
    t.join()
    t.start()  # want started-twice "`t` is started again"


def some_way_bad(more):
    t = T(target=work)
    t.start()
    t.join()
    if more:
        t.start()  # want started-twice "`t` is started again"


def finally_bad(f):
    t = T(target=work)
    t.start()
    try:
        f()
    finally:
        t.start()  # want started-twice "`t` is started again"


class Service:
    def __init__(self):
        self._t = T(target=work)
        self._t.start()  # want-note "it is started here first"

    def ensure_bad(self):
        if not self._t.is_alive():
            self._t.start()  # want started-twice "thread `self._t` is started again on line 110"


class Lazy:
    def __init__(self):
        self._t = T(target=work)

    def ensure_near(self):
        if not self._t.is_alive():
            self._t.start()


class Renewed:
    def __init__(self):
        self._make()
        self._t.start()

    def _make(self):
        self._t = T(target=work)

    def again_near(self):
        self._t.start()
        self._t.join()
        self._make()
        self._t.start()


class Stopped:
    def __init__(self):
        self._t = T(target=work)
        self._t.start()

    def restart_ok(self):
        if not self._t.is_alive():
            self._t = T(target=work)
            self._t.start()


def once_ok():
    t = T(target=work)
    t.start()
    t.join()


def bound_anew_ok():
    t = T(target=work)
    t.start()
    t.join()
    t = T(target=work)
    t.start()
    t.join()


def made_in_loop_ok():
    for _ in range(3):
        t = T(target=work)
        t.start()
        t.join()


def several_ok():
    threads = [T(target=work) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def caught_near():
    t = T(target=work)
    t.start()
    try:
        t.start()
    except RuntimeError:
        t = None
    with contextlib.suppress(RuntimeError):
        t.start()


def own_start_near():
    w = Own()
    w.start()
    w.start()


def either_near(first):
    t = T(target=work)
    if first:
        t.start()
    if not first:
        t.start()
    t.join()


def asked_near():
    t = T(target=work)
    t.start()
    if t.ident is None:
        t.start()
    t.join()


def first_round_near():
    t = T(target=work)
    begun = False
    while True:
        if not begun:
            t.start()
            begun = True
        time.sleep(1)


def skipped_round_near(items):
    t = T(target=work)
    begun = False
    for _ in items:
        if begun:
            continue
        t.start()
        begun = True
    t.join()


def left_at_once_ok(items):
    t = T(target=work)
    for _ in items:
        t.start()
        break


def flag_in_condition_near():
    t = T(target=work)
    while not t.is_alive():
        t.start()  # miss started-twice the condition of a loop other than `while True` is not judged


def two_loops_near():
    threads = [T(target=work) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.start()  # miss started-twice items of a container are not told apart


def closure_near():
    t = threading.Thread(target=work)

    def renew():
        nonlocal t
        t = threading.Thread(target=work)

    t.start()
    t.join()
    renew()
    t.start()
    t.join()
