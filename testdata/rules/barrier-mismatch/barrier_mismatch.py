# Barriers that fewer threads reach than they wait for.
import logging
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier as B, Thread

N = 2

pair_bad = threading.Barrier(3)  # want barrier-mismatch "^Barrier\(3\) is reached by 2 threads only: both wait for ever$"


def pair():
    pair_bad.wait()  # want-note "waits at the barrier here"


for i in range(N):
    Thread(target=pair).start()  # want-note "`pair` runs in a thread made here"

main_bad = B(parties=3)  # want barrier-mismatch "is reached by 2 threads only"


def meets():
    main_bad.wait()


Thread(target=meets).start()
main_bad.wait()

one_bad = B(2)  # want barrier-mismatch "is reached by 1 thread only: it waits for ever"


def alone():
    one_bad.wait()


Thread(target=alone).start()

passed_bad = B(5)  # want barrier-mismatch "is reached by 3 threads only: all wait for ever"


def passed(gate):
    gate.wait()


crew = [Thread(target=passed, args=(passed_bad,)) for _ in (1, 2, 3)]
for t in crew:
    t.start()

across_bad = multiprocessing.Barrier(3)  # want barrier-mismatch "is reached by 2 threads only"


def child():
    across_bad.wait()


for _ in range(2):
    multiprocessing.Process(target=child).start()



class Runner(Thread):
    def __init__(self, gate):
        super().__init__()
        self.gate = gate

    def run(self):
        self.gate.wait()


def subclass_bad():
    gate = B(4)  # want barrier-mismatch "Barrier\\(4\\) is reached by 3 threads only"
    runners = [Runner(gate) for _ in range(3)]
    for r in runners:
        r.start()


def passed_twice_bad():
    gate = B(3)  # want barrier-mismatch "Barrier\\(3\\) is reached by 2 threads only"
    a = Thread(target=passed, args=(gate,))
    b = Thread(target=passed, kwargs={"gate": gate})
    a.start()
    b.start()


def workers_bad():
    gate = B(3)  # want barrier-mismatch "Barrier\\(3\\) is reached by 2 threads only"
    with ThreadPoolExecutor(max_workers=2) as ex:
        for _ in range(6):
            ex.submit(passed, gate)


subclass_bad()
passed_twice_bad()
workers_bad()

emitted_near = B(3)


class Emits(logging.Handler):
    def emit(self, record):
        emitted_near.wait()


def log(handler):
    handler.emit(None)


Thread(target=log, args=(Emits(),)).start()

full_ok = B(N + 1)


def full():
    full_ok.wait()


for i in range(N):
    Thread(target=full).start()
full_ok.wait()

timed_near = B(3)


def timed():
    timed_near.wait(timeout=1)


Thread(target=timed).start()

limit_near = B(3, timeout=2)


def limited():
    limit_near.wait()


Thread(target=limited).start()

broken_near = B(3)


def breaks():
    broken_near.wait()


Thread(target=breaks).start()
broken_near.abort()

unknown_near = B(int(input()))


def unknown():
    unknown_near.wait()


Thread(target=unknown).start()

many_near = B(4)


def many():
    many_near.wait()


while input():
    Thread(target=many).start()

mapped_near = B(4)


def mapped(_):
    mapped_near.wait()


with ThreadPoolExecutor(2) as pool:
    pool.map(mapped, input())

handed_near = B(3)
Thread(target=handed_near.wait).start()
print(handed_near.parties)


# A function that anybody may call makes a barrier of its own each time.
class Tests:
    def test_local_bad(self):
        gate = B(3)  # want barrier-mismatch "Barrier\\(3\\) is reached by 2 threads only"

        def meet():
            gate.wait()

        a, b = Thread(target=meet), Thread(target=meet)
        a.start()
        b.start()

    def test_with_main_ok(self):
        gate = B(3)

        def meet():
            gate.wait()

        a, b = Thread(target=meet), Thread(target=meet)
        a.start()
        b.start()
        gate.wait()

    def test_helper_near(self, crowd):
        gate = B(3)

        def meet():
            gate.wait()

        crowd.add(meet)

    def test_shared_near(self):
        global shared_near
        shared_near = B(3)

        def meet():
            shared_near.wait()

        Thread(target=meet).start()
        Thread(target=meet).start()
