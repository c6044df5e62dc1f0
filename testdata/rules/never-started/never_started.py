import multiprocessing
import threading
import threading as th
from functools import partial
from threading import Thread as T
from threading import Timer

from elsewhere import make_list, register, unknown


def work(name="x"):
    print(name)


class Worker(T):
    def __init__(self, url):
        super().__init__()
        self.url = url
        self.result = None

    def run(self):
        self.result = self.url.upper()


class Launches(T):
    def __init__(self):
        super().__init__()
        self.start()

    def run(self):
        print("started by itself")


class Enrols(T):
    def __init__(self):
        super().__init__()
        register(self)

    def run(self):
        print("started by whoever it is registered with")


class Foreign(unknown.Base, T):
    def run(self):
        print("who knows")


class Updater(T):
    def __init__(self, node):
        super().__init__()
        self.node = node

    def run(self):
        self.node.update()


def name_bad():
    t = threading.Thread(target=work)  # want never-started "^thread `t` is created but never started: `work` never runs$"
    print("done", t.name)


def joined_bad():
    t = th.Thread(None, work)  # want never-started "thread `t` is created but never started: `work` never runs"
    t.join()  # want-note "so this raises RuntimeError, \"cannot join thread before it is started\""


def target_note_bad():
    def inner():  # want-note "`inner` is defined here"
        print("inner")

    t = T(target=inner)  # want never-started "`inner` never runs"
    if t is not None and t.is_alive():
        print(t)


def statement_bad():
    T(target=work, daemon=True)  # want never-started "^the thread is created but never started: `work` never runs$"
    Worker("url")  # want never-started "the thread is created but never started: `Worker.run` never runs"


def kinds_bad():
    timer = Timer(1, work)  # want never-started "timer `timer` is created but never started"
    timer.cancel()
    p = multiprocessing.Process(target=work)  # want never-started "process `p` is created but never started"
    p.join()  # want-note "AssertionError, \"can only join a started process\""
    ctx = multiprocessing.get_context("spawn")
    q = ctx.Process(target=work)  # want never-started "process `q` is created but never started"
    q.daemon = True


def make_work():
    return work


def factory_bad():
    t = T(target=make_work())  # want never-started "^thread `t` is created but never started: its target never runs$"
    t.daemon = True


def subclass_bad():
    w = Worker("url")  # want never-started "thread `w` is created but never started: `Worker.run` never runs"
    w.daemon = True
    w.join()
    print(w.result)


def list_bad():
    threads = [T(target=work) for _ in range(3)]  # want never-started "^the threads in `threads` are created but never started: `work` never runs$"
    for t in threads:
        t.join()


def append_bad():
    procs = []
    for _ in range(3):
        procs.append(multiprocessing.Process(target=work))  # want never-started "the processes in `procs` are created but never started"
    for p in procs:
        p.join()


def pair_bad():
    threads, results = [], []
    threads.append(T(target=results.append, args=(1,)))  # want never-started "the threads in `threads`"
    for t in threads:
        t.join()


def handed_down(t):
    t.join()


def helper_bad():
    t = T(target=work)  # want never-started "thread `t`"
    handed_down(t)


def a_very_long_name_of_a_function_that_goes_on_and_on_and_on_for_ever_and_a_day():
    print("long")


def long_bad():
    another_very_long_name_for_a_thread_that_goes_on_and_on_and_on = T(  # want never-started "^thread `another_very_long_name_for_a_thread_t...` is created but never started: `a_very_long_name_of_a_function_that_g...` never runs$"
        target=a_very_long_name_of_a_function_that_goes_on_and_on_and_on_for_ever_and_a_day)


def started_ok():
    t = T(target=work)
    t.start()
    t.join()
    T(target=work).start()


def list_ok():
    threads = [T(target=work) for _ in range(3)]
    for t in threads:
        t.start()


def start_by_helper_ok():
    def go(thread):
        thread.start()

    go(T(target=work))


def on_one_path_near(debug):
    t = T(target=work)
    if not debug:
        t.start()


def reference_near():
    t = T(target=work)
    register(t.start)


def partial_near():
    t = T(target=work)
    return partial(t.start)


def partials_near(loud):
    does = partial(work, "loud") if loud else partial(work, "quiet")
    t = T(target=does)
    t.start()


def by_name_near():
    t = T(target=work)
    getattr(t, "start")()
    u = T(target=work)
    for name in ("start", "join"):
        getattr(u, name)()


def through_class_near():
    t = T(target=work)
    T.start(t)


def mapped_near():
    threads = [T(target=work) for _ in range(3)]
    list(map(T.start, threads))
    list(map(lambda t: t.start(), threads))


def any_near():
    threads = [T(target=work) for _ in range(3)]
    any(t.start() for t in threads)


def returned_near():
    t = T(target=work)
    return t


def returned_list_near():
    threads = []
    threads.append(T(target=work))
    return threads


def yielded_near():
    yield T(target=work)


def passed_near():
    register(T(target=work))
    t = T(target=work)
    register(thread=t)


def callers_list_near(threads):
    threads.append(T(target=work))


def unknown_list_near():
    threads = make_list()
    threads.append(T(target=work))


def shared_list_near(pool):
    threads = pool.threads = []
    threads.append(T(target=work))


class Keeps:
    def __init__(self):
        self.threads = []
        self.thread = T(target=work)  # miss never-started a thread in an attribute, which somebody else may start

    def alias_near(self):
        threads = self.threads
        threads.append(T(target=work))

    def go(self):
        for t in self.threads:
            t.start()


def by_itself_near():
    Launches()
    w = Launches()
    w.join()


def enrols_near():
    Enrols()


def foreign_near():
    Foreign()


def run_near():
    t = T(target=work)
    t.run()


def closure_near():
    t = T(target=work)

    def later():
        t.start()

    register(later)


def looked_at_near():
    print(T(target=work).name)
    return T(target=work).daemon


def nothing_to_run_near():
    t = T()
    print(t.name)


def used_for_more_near(node):
    updater = Updater(node)
    updater.node.restart()


def started_by_with_near():
    from pynput.keyboard import Listener

    with Listener(on_press=work) as listener:
        listener.join()


def several_near(first):
    if first:
        t = T(target=work)
    else:
        t = T(target=print)
    t.start()


class TestWorker:
    def test_repr_ok(self):
        w = Worker("url")
        assert "Worker" in repr(w)
