import functools
import multiprocessing
import threading
import threading as th
from multiprocessing import Process
from threading import Thread as T
from threading import Timer


class Needs_bad(threading.Thread):
    def run(self, path):  # want run-signature "^`Needs_bad.run` needs `path`, but start\(\) calls run\(\) without arguments: the thread dies with TypeError$"
        print(path)


def make():
    Needs_bad(args=("x",)).start()  # want-note "made here"


class Several_bad(T):
    def run(self, a, b, c, d, e):  # want run-signature "needs `a`, `b`, `c`, ..., but"
        print(a, b, c, d, e)


class Keyword_bad(th.Thread):
    def run(self, *, path):  # want run-signature "needs `path`, but"
        print(path)


class Some_bad(Timer):
    def run(self, path, times=1, *rest):  # want run-signature "needs `path`, but"
        print(path, times, rest)


class Process_bad(Process):
    def run(self, path):  # want run-signature "the process dies with TypeError"
        print(path)


class Middle(multiprocessing.Process):
    pass


class Indirect_bad(Middle):
    def run(self, path):  # want run-signature "`Indirect_bad.run` needs `path`"
        print(path)


class Selfless_bad(T):
    def run():  # want run-signature "`Selfless_bad.run` needs no `self`, but start"
        print("x")


class Static_bad(T):
    @staticmethod
    def run(path):  # want run-signature "needs `path`"
        print(path)


class Right_ok(T):
    def run(self):
        print("x")


class Defaults_ok(T):
    def run(self, path="x", *args, times=1, **kwargs):
        print(path, args, times, kwargs)


class Star_ok(T):
    def run(*args):
        print(args)


class Static_ok(T):
    @staticmethod
    def run():
        print("x")


class Mixin_near:
    def run(self, path):
        print(path)


class Starts_near(T):
    def start(self, path):
        self.path = path
        super().start()
        self.run(path)

    def run(self, path):
        print(path)


class StartsLater_bad(T):
    def start(self, flag=None):
        self.flag = flag
        threading.Thread.start(self)

    def run(self, path):  # want run-signature "needs `path`, but start"
        print(path)


class StartsOther_near(T):
    def start(self):
        self.inner = T(target=self.run, args=("x",))
        self.inner.start()

    def run(self, path):
        print(path)


class Called_near(T):
    def run(self, path):
        print(path)


def call():
    Called_near().run("x")


class Unknown_near(make.Base, T):
    def run(self, path):
        print(path)


def filled(f):
    @functools.wraps(f)
    def inner(self):
        return f(self, "x")
    return inner


class Decorated_near(T):
    @filled
    def run(self, path):
        print(path)


class Abstract_near(T):
    def run(self, path):
        raise NotImplementedError


class Patched_near(T):
    def run(self, path):
        print(path)


def patch():
    t = Patched_near()
    t.run = lambda: print("x")
    t.start()


class Base_near(T):
    def run(self, path):
        print(path)


class Derived_ok(Base_near):
    def run(self):
        super().run("x")
