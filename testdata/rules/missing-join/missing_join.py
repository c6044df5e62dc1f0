"""Results read before the thread that stores them has ended, in any context."""
import threading
import threading as th
import time
import unittest
from collections import deque
from queue import Queue
from threading import Thread
from threading import Thread as T

result = None
total = 0
log = []
ready = threading.Event()
lock = threading.Lock()
queue = Queue()


def compute():
    global result
    time.sleep(0.1)
    result = 42  # want-note "`compute` stores it here"


def add():
    global total
    with lock:
        total += 1


def fill(out):
    out.append(1)


def put(out, key):
    out[key] = 1


def deeper():
    inner()


def inner():
    log.append(1)


def show(value):
    print(value)


def global_bad():
    t = threading.Thread(target=compute)  # want-note "`t` is created here"
    t.start()
    print(result)  # want missing-join "^`result` is read before thread `t` has finished: `compute` may not have stored it yet$"


def alias_of_the_module_bad():
    t = th.Thread(None, compute)
    t.start()
    return result  # want missing-join "`result` is read before thread `t`"


def alias_of_the_class_bad():
    t = T(target=compute)
    t.start()
    if result:  # want missing-join "`result` is read"
        print("stored")


def without_a_name_bad():
    Thread(target=compute).start()
    print(result)  # want missing-join "before the thread has finished"


def daemon_bad():
    t = Thread(target=compute, daemon=True)
    t.start()
    print(result)  # want missing-join "`result` is read"


def sleep_is_no_wait_bad():
    t = Thread(target=compute)
    t.start()
    time.sleep(1)
    print(result)  # want missing-join "`result` is read"


def closure_bad():
    value = 0

    def work():
        nonlocal value
        value = 1

    t = Thread(target=work)
    t.start()
    print(value)  # want missing-join "`value` is read"


def list_in_args_bad():
    out = []
    t = Thread(target=fill, args=(out,))
    t.start()
    print(out)  # want missing-join "`out` is read"


def dict_in_kwargs_bad():
    out = {}
    t = Thread(target=put, kwargs={"out": out, "key": 1})
    t.start()
    print(out[1])  # want missing-join "`out` is read"


def deque_length_bad():
    out = deque()
    t = Thread(target=fill, args=(out,))
    t.start()
    print(len(out))  # want missing-join "`out` is read"


def iterated_bad():
    out = []
    t = Thread(target=fill, args=(out,))
    t.start()
    for item in out:  # want missing-join "`out` is read"
        print(item)


def called_by_the_target_bad():
    t = Thread(target=deeper)
    t.start()
    print(log[0])  # want missing-join "`log` is read"


def argument_of_a_call_bad():
    t = Thread(target=compute)
    t.start()
    show(result)  # want missing-join "`result` is read"


def joined_too_late_bad():
    t = Thread(target=compute)
    t.start()
    print(result)  # want missing-join "`result` is read"
    t.join()


def joined_on_one_path_bad(wait):
    t = Thread(target=compute)
    t.start()
    if wait:
        t.join()
    print(result)  # want missing-join "`result` is read"


def list_of_threads_bad():
    threads = []
    for _ in range(3):
        t = Thread(target=add)
        threads.append(t)
        t.start()
    print(total)  # want missing-join "`total` is read before the threads in `threads` have finished"


class Worker(Thread):
    def __init__(self, out, store):
        super().__init__()
        self.out = out
        self.store = store
        self.value = None

    def run(self):
        self.value = 1
        self.out.append(1)
        self.store.items = 1

    def stop(self):
        self.join()


class Store:
    items = None


def attribute_of_the_thread_bad():
    w = Worker([], Store())
    w.start()
    print(w.value)  # want missing-join "`w.value` is read before thread `w` has finished: `Worker.run`"


def given_to_the_constructor_bad():
    out = []
    w = Worker(out, Store())
    w.start()
    print(out)  # want missing-join "`out` is read"


def attribute_of_what_the_constructor_got_bad():
    store = Store()
    w = Worker([], store)
    w.start()
    print(store.items)  # want missing-join "`store.items` is read"


def start_all():
    for _ in range(2):
        Thread(target=add).start()


def helper_starts_bad():
    start_all()
    print(total)  # want missing-join "`total` is read before the threads have finished"


def joined_ok():
    t = Thread(target=compute)
    t.start()
    t.join()
    print(result)


def joined_in_a_loop_ok():
    threads = [Thread(target=add) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(total)


def joined_in_a_comprehension_ok():
    threads = [Thread(target=add) for _ in range(3)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    print(total)


def join_all(threads):
    for t in threads:
        t.join()


def joined_by_a_helper_ok():
    threads = [Thread(target=add), Thread(target=add)]
    for t in threads:
        t.start()
    join_all(threads)
    print(total)


def stop_joins_ok():
    w = Worker([], Store())
    w.start()
    w.stop()
    print(w.value)


def set_ready():
    global result
    result = 1
    ready.set()


def event_ok():
    t = Thread(target=set_ready)
    t.start()
    ready.wait()
    print(result)


def queue_ok():
    t = Thread(target=compute)
    t.start()
    queue.get()
    print(result)


def condition_ok():
    cond = threading.Condition()
    t = Thread(target=compute)
    t.start()
    with cond:
        cond.wait()
        print(result)


def barrier_ok(barrier: threading.Barrier):
    t = Thread(target=compute)
    t.start()
    barrier.wait()
    print(result)


def spin_ok():
    t = Thread(target=compute)
    t.start()
    while t.is_alive():
        time.sleep(0.1)
    print(result)


def counter_ok():
    t = Thread(target=compute)
    t.start()
    while result is None:
        time.sleep(0.1)
    print(result)


def active_count_ok():
    t = Thread(target=compute)
    t.start()
    while threading.active_count() > 1:
        time.sleep(0.1)
    print(result)


def asked_first_ok():
    t = Thread(target=compute)
    t.start()
    if not t.is_alive():
        print(result)


def progress_near():
    t = Thread(target=fill, args=(log,))
    t.start()
    for _ in range(10):
        print(len(log))
        time.sleep(0.1)


def read_before_the_start_near():
    print(result)
    t = Thread(target=compute)
    t.start()


def handed_on_near(keep):
    t = Thread(target=compute)
    t.start()
    keep(t)
    print(result)


def returned_near():
    t = Thread(target=compute)
    t.start()
    print(result)
    return t


def unknown_call_may_wait_near(sync):
    t = Thread(target=compute)
    t.start()
    sync()
    print(result)


def written_again_near():
    global result
    t = Thread(target=compute)
    t.start()
    result = 5
    print(result)


def forever():
    global result
    while True:
        result = time.time()


def endless_target_near():
    t = Thread(target=forever, daemon=True)
    t.start()
    print(result)


def only_handed_to_others_near():
    out = []
    for _ in range(3):
        Thread(target=fill, args=(out,)).start()


def another_name_for_the_list_near():
    out = []
    t = Thread(target=fill, args=(out,))
    t.start()
    same = out
    return same


def elsewhere_near():
    """The attribute is read by another function than the one that starts."""
    w = Worker([], Store())
    w.start()


def local_of_the_target():
    result = 1
    return result


def not_the_global_near():
    t = Thread(target=local_of_the_target)
    t.start()
    print(result)


class Service:
    def __init__(self):
        self.answer = None

    def serve(self):
        self.answer = 1

    def bound_method_near(self):
        t = Thread(target=self.serve)
        t.start()
        print(self.answer)  # miss missing-join attributes of an object that lives on are taken for a service's state


# What a thread that waits for its starter has not done yet is read on purpose.
def blocked(out):
    ready.wait()
    out.append(1)


def not_yet_near():
    out = []
    t = Thread(target=blocked, args=(out,))
    t.start()
    assert not out
    ready.set()
    t.join()
    assert out == [1]


guard = threading.Lock()


def locked(out):
    with guard:
        out.append(1)


def under_lock_near():
    out = []
    with guard:
        t = Thread(target=locked, args=(out,))
        t.start()
        assert not out
    t.join()


def nobody_wakes_bad():
    out = []
    t = Thread(target=blocked, args=(out,))
    t.start()
    print(out)  # want missing-join "`out` is read"
    t.join()


class Asserts(unittest.TestCase):
    def test_result_bad(self):
        out = []
        t = Thread(target=quick, args=(out,))
        t.start()
        self.assertEqual(out, [1])  # want missing-join "`out` is read"

    def test_result_ok(self):
        out = []
        t = Thread(target=quick, args=(out,))
        t.start()
        t.join()
        self.assertEqual(out, [1])

    def test_not_yet_near(self):
        out = []
        t = Thread(target=blocked, args=(out,))
        t.start()
        self.assertEqual(out, [])
        ready.set()
        t.join()


def quick(out):
    out.append(1)
