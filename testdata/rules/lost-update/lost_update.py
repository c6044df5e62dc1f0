import itertools
import threading as th
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread as T

plain = called = spelled = split = pooled = nested_total = sub_total = from_helper = 0
guarded = acquired = held = one_writer = serial = repeated = single_worker = 0
counts = {"a": 0}
slots = [0, 0]
found = []
ids = itertools.count()
lock = Lock()


def value(i):
    return i


def plain_add():
    global plain
    for _ in range(10):
        plain += 1  # want lost-update "^`plain \+= 1` by 2 threads without a lock can lose updates: it looks right on CPython 3.10\+ only because the GIL is not handed over here$"  # want-note "3.9 and free-threaded builds do lose updates here"


def plain_bad():
    a = th.Thread(target=plain_add)  # want-note "one thread that runs `plain_add` is made here"
    b = th.Thread(target=plain_add)
    a.start()
    b.start()
    a.join()
    b.join()


def call_add(n):
    global called
    called += value(n)  # want lost-update "^`called \+= value\(n\)` by 4 threads without a lock: two read the same value and one update is lost$"


def call_bad():
    for i in range(4):
        T(None, call_add, None, (i,)).start()  # want-note "4 threads run `call_add`"


def spelled_add():
    global spelled
    spelled = spelled + 1  # want lost-update "`spelled = spelled \+ 1` by several threads without a lock can lose updates"


def spelled_bad(n):
    threads = [T(target=spelled_add) for _ in range(n)]
    for t in threads:
        t.start()


def split_add():
    global split
    tmp = split
    time.sleep(0.001)
    split = tmp + 1  # want lost-update "`split = tmp \+ 1` by 3 threads without a lock: two read the same value and one update is lost"


def split_bad():
    for _ in range(3):
        T(target=split_add).start()


def pooled_add(i):
    global pooled
    pooled += i  # want lost-update "`pooled \+= i` by 4 threads"


def pool_bad():
    with ThreadPoolExecutor(max_workers=4) as pool:
        pool.map(pooled_add, range(9))


def closure_bad():
    n = 0

    def add():
        nonlocal n
        n += 1  # want lost-update "`n \+= 1` by 2 threads"

    for _ in range(2):
        T(target=add).start()
    return n


def helper():
    global from_helper
    from_helper += 1  # want lost-update "`from_helper \+= 1` by 2 threads"


def runs_helper():
    for _ in range(10):
        helper()


def helper_bad():
    for _ in range(2):
        T(target=runs_helper).start()


def item_add():
    counts["a"] += 1  # want lost-update "by 2 threads"
    slots[0] = slots[0] + 1  # want lost-update "by 2 threads"


def item_bad():
    for _ in range(2):
        T(target=item_add).start()


class Adder(T):
    def run(self):
        global sub_total
        sub_total += 1  # want lost-update "`sub_total \+= 1` by 2 threads"


def subclass_bad():
    for _ in range(2):
        Adder().start()


def with_add():
    global guarded
    with lock:
        guarded += 1


def with_ok():
    for _ in range(2):
        T(target=with_add).start()


def acquire_add():
    global acquired
    lock.acquire()
    try:
        acquired += 1
    finally:
        lock.release()


def acquire_ok():
    for _ in range(2):
        T(target=acquire_add).start()


def held_add():
    global held
    held += 1


def holder():
    with lock:
        held_add()


def held_by_caller_ok():
    for _ in range(2):
        T(target=holder).start()


def one_add():
    global one_writer
    one_writer += 1


def one_writer_ok():
    T(target=one_add).start()


def serial_add():
    global serial
    serial += 1


def joined_between_ok():
    a = T(target=serial_add)
    a.start()
    a.join()
    b = T(target=serial_add)
    b.start()
    b.join()


def repeated_add():
    global repeated
    repeated += 1


def joined_in_loop_ok():
    for _ in range(2):
        t = T(target=repeated_add)
        t.start()
        t.join()


def list_add():
    global found
    found += [next(ids)]


def list_ok():
    for _ in range(2):
        T(target=list_add).start()


def slot_add(i):
    slots[i] += 1


def own_slot_ok():
    for i in range(2):
        T(target=slot_add, args=(i,)).start()


def own_variable_near():
    def work():
        n = 0

        def add():
            nonlocal n
            n += 1

        add()
        return n

    for _ in range(2):
        T(target=work).start()


def worker_add():
    global single_worker
    single_worker += 1


def one_worker_near():
    with ThreadPoolExecutor(max_workers=1) as pool:
        for _ in range(5):
            pool.submit(worker_add)


class Stats:
    def __init__(self):
        self.hits = 0

    def hit(self):
        self.hits += 1  # want lost-update "^`self.hits \+= 1` by 2 threads without a lock: two read the same value and one update is lost$"


def attribute_bad():
    stats = Stats()
    for _ in range(2):
        T(target=stats.hit).start()
