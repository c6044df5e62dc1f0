import multiprocessing
import threading
import threading as th
from threading import Thread as T
from threading import Timer


def work(name="x"):
    print(name)


class Worker(T):
    def run(self):
        print("works")


class Sub(Worker):
    def run(self):
        super().run()
        print("and more")


class Again(T):
    def run(self):
        print("once")

    def twice(self):
        self.run()


class Scanner:
    def run(self):
        print("no thread")


class Launches(T):
    def __init__(self):
        super().__init__()
        self.start()

    def run(self):
        print("started by itself")


def name_bad():
    t = threading.Thread(target=work)  # want-note "the thread is made here"
    t.run()  # want run-instead-of-start "^`t.run\(\)` runs `work` in the calling thread: no new thread starts and the caller waits$"


def imports_bad():
    a = th.Thread(None, work)
    a.run()  # want run-instead-of-start "`a.run\(\)` runs `work`"
    b = T(target=lambda: work())
    b.run()  # want run-instead-of-start "`b.run\(\)`"
    T(target=work, daemon=True).run()  # want run-instead-of-start "runs `work`"


def kinds_bad():
    t = Timer(1, work)
    t.run()  # want run-instead-of-start "no new timer starts"
    p = multiprocessing.Process(target=work)
    p.run()  # want run-instead-of-start "in the calling process: no new process starts"


def subclass_bad():
    w = Worker()
    w.run()  # want run-instead-of-start "runs `Worker.run`"
    Sub().run()  # want run-instead-of-start "runs `Sub.run`"


def list_bad():
    threads = [T(target=work) for _ in range(3)]
    for t in threads:
        t.run()  # want run-instead-of-start "`t.run\(\)` runs `work`"


class Held:
    def __init__(self):
        self.thread = T(target=work)

    def go_bad(self):
        self.thread.run()  # want run-instead-of-start "`self.thread.run\(\)`"


def started_ok():
    t = T(target=work)
    t.start()
    t.join()


def scanner_ok():
    Scanner().run()


def fallback_near(debug):
    t = T(target=work)
    if debug:
        t.run()
    else:
        t.start()
        t.join()


def handed_on_near(register):
    t = T(target=work)
    register(t)
    t.run()


def by_itself_near():
    w = Launches()
    w.join()
    w.run()


def reference_near(later):
    t = T(target=work)
    later(t.start)
    t.run()


def parameter_near(t: T):
    t.run()


class TestWorker:
    def test_run_ok(self):
        w = Worker()
        w.run()
