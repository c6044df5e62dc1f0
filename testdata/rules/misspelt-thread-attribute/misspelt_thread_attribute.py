import multiprocessing
import threading
from threading import Thread


def work():
    print("x")


def deamon_bad():
    t = threading.Thread(target=work)  # want-note "the thread is made here"
    t.deamon = True  # want misspelt-thread-attribute "^`t.deamon = True` only adds a new attribute: the thread is not a daemon and keeps the process alive$"
    t.start()


def demon_bad(on):
    t = Thread(target=work)
    t.demon = on  # want misspelt-thread-attribute "^`t.demon = on` only adds a new attribute: whether the thread is a daemon does not change$"
    t.start()


def case_bad():
    t = Thread(target=work)
    t.Daemon = 1  # want misspelt-thread-attribute "the thread is not a daemon"
    t.start()


def is_bad():
    t = threading.Timer(1, work)
    t.is_daemon = True  # want misspelt-thread-attribute "the timer is not a daemon"
    t.start()


def name_bad():
    t = Thread(target=work)
    t.nmae = "worker"  # want misspelt-thread-attribute "^`t.nmae = \"worker\"` only adds a new attribute: the thread keeps its default name$"
    t.start()


def method_bad():
    t = Thread(target=work)
    t.setDaemon = True  # want misspelt-thread-attribute "^`t.setDaemon = True` only replaces the method: the thread is not a daemon and keeps the process alive$"
    t.start()


def process_bad():
    p = multiprocessing.Process(target=work)
    p.deamno = True  # want misspelt-thread-attribute "only adds a new attribute: the process is not a daemon, and the program waits for it at exit$"
    p.start()


def loop_bad():
    threads = [Thread(target=work) for _ in range(3)]
    for t in threads:
        t.daemom = True  # want misspelt-thread-attribute "`t.daemom = True` only adds"
        t.start()


class Worker_bad(Thread):
    def __init__(self):
        super().__init__()
        self.deaemon = True  # want misspelt-thread-attribute "`self.deaemon = True` only adds"


class Body_bad(Thread):
    damon = True  # want misspelt-thread-attribute "^`damon = True` only adds a new attribute: the thread is not a daemon"


def raw_bad():
    threading.Thread.start_new_thread(work, ())  # want misspelt-thread-attribute "^`threading.Thread.start_new_thread` does not exist: AttributeError, the function is `_thread.start_new_thread`$"


def raw_instance_bad():
    Thread(target=work).start_new_thread(work, ())  # want misspelt-thread-attribute "does not exist: AttributeError"


def right_ok():
    t = Thread(target=work)
    t.daemon = True
    t.name = "x"
    t.start()


def read_near():
    t = Thread(target=work)
    t.daemonic = True
    t.start()
    print(t.daemonic)


def by_string_near():
    t = Thread(target=work)
    t.daemons = True
    t.start()
    print(getattr(t, "daemons"))


def otherwise_near():
    t = Thread(target=work, daemon=True)
    t.deamon = True
    t.start()


def both_near():
    t = Thread(target=work)
    t.daemon = t.deamoon = True
    t.start()


def number_near():
    t = Thread(target=work)
    t.game = 3
    t.names = ["a"]
    t.demons = ["b"]
    t.started_at = 5
    t.target = work
    t.start()


def annotated_near():
    t = Thread(target=work)
    t.deemon: bool = True
    t.start()


def unknown_near(t):
    t.daemoon = True


class Thing:
    pass


def other_near():
    t = Thing()
    t.dajmon = True


class Slots_near(Thread):
    __slots__ = ("daaemon",)

    def __init__(self):
        super().__init__()
        self.daaemon = True


class Declared_near(Thread):
    dameon = None

    def __init__(self):
        super().__init__()
        self.dameon = True


class AnyName_near(Thread):
    def __setattr__(self, name, value):
        super().__setattr__(name.replace("oe", "ae"), value)

    def __init__(self):
        super().__init__()
        self.doemon = True


class AnnotatedBody_near(Thread):
    daimon: bool = True


class Private_near(Thread):
    def __init__(self, daemon):
        super().__init__()
        self.daemon = daemon
        self._daemon_ = daemon


def caught_near():
    try:
        threading.Thread.start_new(work, ())
    except AttributeError:
        pass


def class_attribute_near():
    print(threading.Thread.run, threading.Thread.start)
