import multiprocessing
import threading
from threading import Thread as T
from threading import Timer

from elsewhere import register


def work(name="x"):
    print(name)


class Fluent(T):
    def start(self):
        super().start()
        return self

    def run(self):
        print("runs")


class Worker(T):
    def run(self):
        print("runs")


def stored_bad():
    t = threading.Thread(target=work).start()  # want start-result-used "^`t = threading.Thread\(...\).start\(\)` stores None: `t.join\(\)` raises AttributeError$"
    t.join()  # want-note "None is used as the thread here"


def subclass_bad():
    w = Worker().start()  # want start-result-used "`w = Worker\(\).start\(\)` stores None: `w.join\(\)` raises AttributeError"
    w.join()


def kinds_bad():
    timer = Timer(5, work).start()  # want start-result-used "`timer = Timer\(...\).start\(\)` stores None: `timer.cancel\(\)` raises AttributeError"
    timer.cancel()  # want-note "None is used as the timer here"
    p = multiprocessing.Process(target=work).start()  # want start-result-used "stores None: `p.exitcode` raises AttributeError"
    print(p.exitcode)


def same_name_bad():
    t = T(target=work)
    t = t.start()  # want start-result-used "`t = t.start\(\)` stores None: `t.join\(\)` raises AttributeError"
    t.join()


def other_name_bad():
    t = T(target=work)
    started = t.start()  # want start-result-used "`started = t.start\(\)` stores None: `started.join\(\)` raises AttributeError"
    started.join()


def daemon_bad():
    t = T(target=work).start()  # want start-result-used "`t.daemon` raises AttributeError"
    t.daemon = True


def chained_bad():
    T(target=work).start().join()  # want start-result-used "^`T\(...\).start\(\)` returns None: `.join\(\)` of it raises AttributeError$"
    t = T(target=work)
    t.start().join(5)  # want start-result-used "`t.start\(\)` returns None: `.join\(\)` of it raises"


def list_bad():
    threads = []
    for i in range(3):
        threads.append(T(target=work, args=(i,)).start())  # want start-result-used "^`T\(...\).start\(\)` returns None, not the thread: `t.join\(\)` raises AttributeError$"
    for t in threads:
        t.join()


def comprehension_bad():
    threads = [T(target=work).start() for _ in range(3)]  # want start-result-used "`thread.join\(\)` raises AttributeError"
    for thread in threads:
        thread.join()


def branch_bad(fast):
    t = None
    if fast:
        t = T(target=work).start()  # want start-result-used "`t.join\(\)` raises"
    t.join()


class Server:
    def __init__(self):
        self.thread = T(target=work).start()  # want start-result-used "`self.thread = T\(...\).start\(\)` stores None: `self.thread.join\(\)` raises AttributeError"

    def close_bad(self):
        self.thread.join()


def wait(t):
    t.join()


def helper_bad():
    t = T(target=work).start()  # want start-result-used "stores None: `t.join\(\)` raises"
    wait(t)


def unused_bad():
    t = T(target=work).start()  # want start-result-used "^`t = T\(...\).start\(\)` stores None, not the thread$"


def kept_bad(jobs):
    kept = []
    for job in jobs:
        kept.append(T(target=job).start())  # want start-result-used "^`T\(...\).start\(\)` returns None: `kept` holds no thread$"
    return kept


def guarded_bad():
    t = T(target=work).start()  # want start-result-used "stores None, not the thread$"
    if t:
        t.join()


def of_a_name_bad():
    t = T(target=work)
    result = t.start()  # want start-result-used "`result = t.start\(\)` stores None, not the thread$"
    t.join()


class A_very_long_name_of_a_thread_class_that_goes_on(T):
    def run(self):
        print("runs")


def long_bad():
    a_very_long_name_of_a_variable_that_goes_on = A_very_long_name_of_a_thread_class_that_goes_on().start()  # want start-result-used "^`a_very_long_name_of_a... = A_very_long_name_of_a...\(\).start\(\)` stores None: `a_very_long_name_of_a....join\(\)` raises AttributeError$"
    a_very_long_name_of_a_variable_that_goes_on.join()


def two_statements_ok():
    t = T(target=work)
    t.start()
    t.join()


def statement_ok():
    T(target=work).start()


def fluent_ok():
    t = Fluent().start()
    t.join()


def returned_near():
    t = T(target=work)
    return t.start()


def lambda_near():
    t = T(target=work)
    register(lambda: t.start())


def effect_near(threads: list[T]):
    [t.start() for t in threads]
    _ = [t.start() for t in threads]
    nothing = [t.start() for t in threads]
    return nothing


def dropped_near():
    _ = T(target=work).start()
    _unused = T(target=work).start()


def passed_near():
    register(T(target=work).start())


def expected_near():
    assert T(target=work).start() is None


def handed_back_near():
    t = T(target=work)
    result = t.start()
    return result


def either_near(given):
    t = given or T(target=work).start()
    return t


def rebound_near():
    t = T(target=work)
    started = t.start()  # want start-result-used "stores None, not the thread$"
    started = t
    started.join()


def correlated_near(wanted):
    if wanted:
        t = Fluent().start()
    else:
        t = T(target=work)
        t.start()
    t.join()


class Own:
    def start(self):
        return self

    def join(self):
        print("joined")


def own_near():
    o = Own().start()
    o.join()


class Silent(T):
    def start(self):
        super().start()

    def run(self):
        print("runs")


def own_start_bad():
    s = Silent().start()  # miss start-result-used a start of the program's own that returns None
    s.join()


class TestStart:
    def test_returns_none_ok(self):
        t = T(target=work)
        result = t.start()
        self.assertIsNone(result)
