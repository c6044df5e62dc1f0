# Locks that are released once too often on every path.
import threading
from threading import Condition, RLock

lock = threading.Lock()
again = RLock()
cond = Condition()
sem = threading.Semaphore(1)


def with_bad(items):
    with lock:  # want-note "this `with` releases the lock when its body ends"
        item = items.pop()
        lock.release()  # want release-unheld "^`lock` is released here and again by `with`: RuntimeError, \"release unlocked lock\"$"
    return item


def with_return_bad(items):
    with lock:
        if not items:
            lock.release()  # want release-unheld "released here and again by `with`"
            return None
        return items.pop()


def reentrant_bad():
    with again:
        again.release()  # want release-unheld "\"cannot release un-acquired lock\""


def condition_bad():
    with cond:
        cond.notify()
        cond.release()  # want release-unheld "`cond` is released here and again"


def twice_bad(n):
    lock.acquire()
    n += 1
    lock.release()  # want-note "it is released here first"
    print(n)
    lock.release()  # want release-unheld "^`lock` is released a second time here: RuntimeError, \"release unlocked lock\"$"


def finally_bad(n):
    lock.acquire()
    try:
        print(n)
        lock.release()
    finally:
        lock.release()  # want release-unheld "released a second time"


def handler_bad(n):
    lock.acquire()
    try:
        print(n)
    except ValueError:
        print("no")
        lock.release()
    lock.release()  # want release-unheld "`lock` is released a second time here"


class Store:
    def __init__(self):
        self._lock = threading.Lock()

    def get_bad(self, key):
        with self._lock:
            self._lock.release()  # want release-unheld "`_lock` is released here and again by `with`"
            return key

    def get_ok(self, key):
        with self._lock:
            return key

    def wait_ok(self, key):
        with self._lock:
            self._lock.release()
            try:
                print(key)
            finally:
                self._lock.acquire()

    def helper_near(self):
        with self._lock:
            self._lock.release()
            self._retake()

    def _retake(self):
        self._lock.acquire()


def plain_ok():
    lock.acquire()
    try:
        print("in")
    finally:
        lock.release()


def branches_ok(flag):
    lock.acquire()
    if flag:
        lock.release()
        return
    lock.release()


def baton_near():
    lock.release()
    lock.release()


def semaphore_near():
    sem.acquire()
    sem.release()
    sem.release()


def some_path_near(flag):
    lock.acquire()
    lock.release()
    if flag:
        lock.release()  # miss release-unheld on one path only


def caught_near():
    lock.acquire()
    lock.release()
    try:
        lock.release()
    except RuntimeError:
        pass


def tested_near():
    lock.acquire()
    lock.release()
    if lock.locked():
        lock.release()


def loop_near(locks):
    for one in locks:
        one.acquire()
    for one in locks:
        one.release()
    while True:
        lock.acquire()
        lock.release()


def nested_near():
    again.acquire()
    again.acquire()
    again.release()
    again.release()


def deadlock_near():
    lock.acquire()
    lock.acquire()
    lock.release()
    lock.release()


def rebound_near():
    one = threading.Lock()
    one.acquire()
    one.release()
    one = lock
    one.release()


def unknown_near(thing):
    with thing:
        thing.release()
