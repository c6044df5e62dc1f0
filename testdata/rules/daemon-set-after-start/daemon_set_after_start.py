import multiprocessing
import threading
import threading as th
from threading import Thread as T


def work():
    print("x")


class Worker(T):
    def run(self):
        print("works")

    def begin_bad(self):
        self.start()
        self.daemon = True  # want daemon-set-after-start "`self.daemon` is set after self.start\(\)"


class Own(T):
    daemon = False

    def run(self):
        print("x")


def attribute_bad():
    t = threading.Thread(target=work)
    t.start()  # want-note "it is started here"
    t.daemon = True  # want daemon-set-after-start "^`t.daemon` is set after t.start\(\): RuntimeError, \"cannot set daemon status of active thread\"$"
    t.join()


def old_name_bad():
    t = th.Thread(target=work)
    t.start()
    t.setDaemon(True)  # want daemon-set-after-start "`t.daemon` is set after t.start\(\)"
    t.join()


def later_bad(quiet):
    w = Worker()
    w.start()
    print("started")
    if quiet:
        w.daemon = quiet  # want daemon-set-after-start "`w.daemon`"
    w.join()
    w.daemon = False  # want daemon-set-after-start "`w.daemon`"


def loop_bad():
    for _ in range(3):
        t = T(target=work)
        t.start()
        t.daemon = True  # want daemon-set-after-start "`t.daemon`"


def process_bad():
    p = multiprocessing.Process(target=work)
    p.start()
    p.daemon = True  # want daemon-set-after-start "AssertionError, \"process has already started\""


def current_bad():
    threading.current_thread().daemon = True  # want daemon-set-after-start "^`threading.current_thread\(\).daemon` is set on a thread that runs: RuntimeError"
    me = th.main_thread()
    me.setDaemon(True)  # want daemon-set-after-start "is set on a thread that runs"


class Held:
    def begin_bad(self):
        self._t = T(target=work)
        self._t.start()
        self._t.daemon = True  # want daemon-set-after-start "`self._t.daemon` is set after self._t.start\(\)"


def before_ok():
    t = T(target=work)
    t.daemon = True
    t.start()


def argument_ok():
    t = T(target=work, daemon=True)
    t.start()
    print(t.daemon)


def bound_anew_ok():
    t = T(target=work)
    t.start()
    t.join()
    t = T(target=work)
    t.daemon = True
    t.start()


def one_way_near(now):
    t = T(target=work)
    if now:
        t.start()
    t.daemon = True
    if not now:
        t.start()


def caught_near():
    t = T(target=work)
    t.start()
    try:
        t.daemon = True
    except RuntimeError:
        print("too late")


def own_attribute_near():
    w = Own()
    w.start()
    w.daemon = True


def current_process_near():
    multiprocessing.current_process().daemon = False


def several_near():
    threads = [T(target=work) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.daemon = True  # miss daemon-set-after-start items of a container are not told apart


class Elsewhere:
    def __init__(self):
        self._t = T(target=work)

    def begin(self):
        self._t.start()

    def mark_near(self):
        self._t.daemon = True
