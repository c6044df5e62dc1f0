# Locks combined by a boolean operator in a with statement.
import asyncio
import threading
from contextlib import nullcontext
from threading import Condition, Lock as L

a = threading.Lock()
b = L()
c = Condition()
s = threading.Semaphore(2)


def and_bad():
    with a and b:  # want with-boolean-locks "^`with a and b:` locks only `b`: another thread may hold `a` and run inside at the same time$"
        pass


def or_bad():
    with a or b:  # want with-boolean-locks "locks only `a`: another thread may hold `b`"
        pass


def three_bad():
    with a and c and s:  # want with-boolean-locks "locks only `s`: another thread may hold `a` or `c`"
        pass


def parens_bad():
    with (a and b) as x:  # want with-boolean-locks "locks only `b`"
        print(x)


class Pair:
    def __init__(self):
        self.left = threading.RLock()
        self.right = threading.RLock()

    def both_bad(self):
        with self.left and self.right:  # want with-boolean-locks "locks only `self.right`: another thread may hold `self.left`"
            pass


async def tasks_bad():
    x, y = asyncio.Lock(), asyncio.Lock()
    async with x and y:  # want with-boolean-locks "`async with x and y:` locks only `y`: another task may hold `x`"
        pass


def both_ok():
    with a, b:
        pass
    with a:
        with b:
            pass


def choice_near(lock=None, unknown=None):
    with lock or nullcontext():
        pass
    with a or nullcontext():
        pass
    with unknown and a:
        pass


def maybe_near(flag):
    own = threading.Lock() if flag else None
    with own or a:
        pass
