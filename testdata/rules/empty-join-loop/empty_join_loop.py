import threading
from collections import deque
from threading import Thread as T


def work(n=0):
    print(n)


def never_filled_bad():
    threads = []  # want-note "`threads` is made here, and nothing is put into it"
    for i in range(3):
        t = threading.Thread(target=work, args=(i,))
        t.start()  # want-note "a thread is started here"
    for t in threads:  # want empty-join-loop "^`threads` is always empty: this loop joins nothing, and the lines after it run while the threads do$"
        t.join()
    print("all done")


def constructor_bad():
    workers = list()
    T(target=work).start()
    for w in workers:  # want empty-join-loop "`workers` is always empty"
        w.join(5)


def deque_bad():
    workers = deque()
    T(target=work).start()
    for w in workers:  # want empty-join-loop "`workers` is always empty"
        w.join()


def comprehension_bad():
    threads = []
    t = T(target=work)
    t.start()
    [x.join() for x in threads]  # want empty-join-loop "`threads` is always empty"


def filled_ok():
    threads = []
    for i in range(3):
        t = T(target=work, args=(i,))
        threads.append(t)
        t.start()
    for t in threads:
        t.join()


def added_ok():
    threads = []
    threads += [T(target=work)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def extended_near(more):
    threads = []
    threads.extend(more)
    t = T(target=work)
    t.start()
    for t in threads:
        t.join()


def passed_near(fill):
    threads = []
    fill(threads)
    T(target=work).start()
    for t in threads:
        t.join()


def returned_near():
    threads = []
    T(target=work).start()
    for t in threads:
        t.join()
    return threads


def captured_near():
    threads = []

    def begin():
        threads.append(T(target=work))

    begin()
    T(target=work).start()
    for t in threads:
        t.join()


def bound_twice_near(some):
    threads = []
    if some:
        threads = [T(target=work)]
    T(target=work).start()
    for t in threads:
        t.join()


def assigned_into_near():
    threads = []
    threads[0:] = [T(target=work)]
    T(target=work).start()
    for t in threads:
        t.join()


def nothing_started_near():
    threads = []
    for t in threads:
        t.join()


def started_afterwards_near():
    threads = []
    for t in threads:
        t.join()
    T(target=work).start()


def strings_near():
    parts = []
    T(target=work).start()
    for p in parts:
        print(p)
