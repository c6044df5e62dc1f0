import multiprocessing
import threading
import threading as th
from threading import Thread, current_thread

from elsewhere import unknown


def work():
    print("work")


def name_bad():
    t = Thread(target=work)  # want-note "the thread is made here"
    t.join()  # want join-before-start-or-self "^thread `t` is joined before it is started: RuntimeError, \"cannot join thread before it is started\"$"
    t.start()  # want-note "it is started only here"


def list_bad():
    threads = [Thread(target=work) for _ in range(3)]
    for t in threads:
        t.join()  # want join-before-start-or-self "thread `t` is joined before it is started"
    for t in threads:
        t.start()


def process_bad():
    p = multiprocessing.Process(target=work)
    p.join(1)  # want join-before-start-or-self "process `p` is joined before it is started: AssertionError, \"can only join a started process\""
    p.start()
    p.join()


def round_bad():
    for _ in range(2):
        t = Thread(target=work)
        t.join()  # want join-before-start-or-self "thread `t` is joined before"
        t.start()


class Attr_bad:
    def go(self):
        self.t = Thread(target=work)
        self.t.join()  # want join-before-start-or-self "thread `self.t` is joined before"
        self.t.start()


def current_bad():
    threading.current_thread().join()  # want join-before-start-or-self "`threading.current_thread\(\).join\(\)` joins the thread that runs it: RuntimeError, \"cannot join current thread\""
    me = current_thread()
    me.join(5)  # want join-before-start-or-self "`me.join\(5\)` joins the thread that runs it"


def everyone_bad():
    for t in threading.enumerate():
        print(t.name)
        t.join()  # want join-before-start-or-self "`t.join\(\)` joins the thread that runs it"


th.main_thread().join()  # want join-before-start-or-self "`th.main_thread\(\).join\(\)` joins the thread that runs it"


class Direct_bad:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)  # want-note "the thread that runs `Direct_bad._run` is made here"
        self._thread.start()

    def _run(self):
        while unknown.more():
            work()
        self.stop()  # want-note "`Direct_bad._run` calls `stop` here"

    def stop(self):
        if self._thread.is_alive():
            self._thread.join()  # want join-before-start-or-self "^`stop\(\)` joins `self._thread`, but its target `_run` itself calls `stop\(\)`: RuntimeError, \"cannot join current thread\"$"


class Through_bad:
    def __init__(self):
        self._thread = None

    def start(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        if unknown.lost():
            self._on_close("lost")

    def _on_close(self, why):
        print(why)
        self.close()

    def close(self):
        self._thread.join(3)  # want join-before-start-or-self "`close\(\)` joins `self._thread`, but its target `_run` itself calls `close\(\)` through `_on_close`"
        self._thread = None


class Sub_bad(Thread):
    def run(self):
        work()
        self.finish()

    def finish(self):
        self.join()  # want join-before-start-or-self "`finish\(\)` joins `self`, but its target `run` itself calls `finish\(\)`"


class InRun_bad(Thread):
    def run(self):
        work()
        self.join()  # want join-before-start-or-self "^`run\(\)` joins `self`, the thread that runs it: RuntimeError"


class Nested_bad:
    def start(self):
        def loop():
            work()
            self.stop()

        self.t = threading.Thread(target=loop)
        self.t.start()

    def stop(self):
        self.t.join()  # want join-before-start-or-self "`stop\(\)` joins `self.t`, but its target `loop` itself calls `stop\(\)`"


def started_ok():
    t = Thread(target=work)
    t.start()
    t.join()


def branch_near(now):
    t = Thread(target=work)
    if now:
        t.start()
    t.join()
    if not now:
        t.start()


def reused_near():
    t = Thread(target=work)
    t.start()
    for _ in range(2):
        t.join()
        t = Thread(target=work)
        t.start()


def caught_near():
    t = Thread(target=work)
    try:
        t.join()
    except RuntimeError:
        print("not yet")
    t.start()


def pool_near():
    threads = []
    for _ in range(10):
        for t in threads:
            t.join()
        t = Thread(target=work)
        t.start()
        threads.append(t)


def others_near():
    for t in threading.enumerate():
        if t is not threading.current_thread():
            t.join()


def waits_for_main_near():
    threading.main_thread().join()
    print("the main thread has ended")


class Guarded_near:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.stop()

    def stop(self):
        if self._thread is not threading.current_thread():
            self._thread.join()


class Ident_near:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.stop()

    def stop(self):
        if self._thread.ident != threading.get_ident():
            self._thread.join()


class Told_near:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.stop(wait=False)

    def stop(self, wait=True):
        if wait:
            self._thread.join()


class Caught_near:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.stop()

    def stop(self):
        try:
            self._thread.join()
        except RuntimeError:
            pass


class Forgets_near:
    def __init__(self):
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        work()
        self._thread = None
        self.stop()

    def stop(self):
        if self._thread:
            self._thread.join()


class OtherObject_near:
    def __init__(self, child):
        self.child = child or OtherObject_near(None)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.child.stop()

    def stop(self):
        self._thread.join()


class Workers_near:
    def __init__(self):
        self.workers = [threading.Thread(target=self._run) for _ in range(3)]

    def _run(self):
        self.stop()

    def stop(self):
        for w in self.workers:
            w.join()  # miss join-before-start-or-self one of the workers is the current thread


class Two_near:
    def __init__(self):
        self.reader = threading.Thread(target=self._read)
        self.writer = threading.Thread(target=self._write)
        self.reader.start()
        self.writer.start()

    def _read(self):
        self.stop_writer()

    def _write(self):
        work()

    def stop_writer(self):
        self.writer.join()


class Helper_near(Thread):
    def run(self):
        helper = Thread(target=self.wait)
        helper.start()

    def wait(self):
        self.join()
