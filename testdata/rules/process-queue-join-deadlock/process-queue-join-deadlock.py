import multiprocessing
from multiprocessing import JoinableQueue, Manager, Process, Queue


def produce_large(q):
    q.put("x" * 10_000_000)  # want-note "the child puts its data here"


def produce_many(q, lines):
    for line in lines:
        q.put(line)


def produce_range(q):
    for i in range(1_000_000):
        q.put(i)


def produce_small(q):
    q.put(1)


def produce_few(q):
    for i in range(10):
        q.put(i)


def inner(q, lines):
    while lines:
        q.put(lines.pop())


def produce_inside(q, lines):
    inner(q, lines)


def large_bad():
    q = multiprocessing.Queue()
    p = Process(target=produce_large, args=(q,))
    p.start()
    p.join()  # want process-queue-join-deadlock "`p.join\(\)` before `q.get\(\)`: the child cannot end until its queue data is read, so both wait for ever"
    print(len(q.get()))  # want-note "it is read only here"


def loop_bad(lines):
    q = Queue()
    ps = [Process(target=produce_many, args=(q, lines)) for _ in range(4)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()  # want process-queue-join-deadlock "`p.join\(\)` before `q.get\(\)`"
    while not q.empty():
        print(q.get())


def range_bad():
    q = JoinableQueue()
    p = Process(target=produce_range, args=(q,))
    p.start()
    p.join()  # want process-queue-join-deadlock "and nothing reads it: both wait for ever"


def helper_bad(lines):
    q = Queue()
    p = Process(target=produce_inside, args=(q, lines))
    p.start()
    p.join()  # want process-queue-join-deadlock "before `q.get\(\)`"
    print(q.get())


def read_first_ok():
    q = Queue()
    p = Process(target=produce_large, args=(q,))
    p.start()
    print(len(q.get()))
    p.join()


def limit_ok(lines):
    q = Queue()
    p = Process(target=produce_many, args=(q, lines))
    p.start()
    p.join(5)
    print(q.get())


def cancelled_ok(lines):
    q = Queue()
    q.cancel_join_thread()
    p = Process(target=produce_many, args=(q, lines))
    p.start()
    p.join()
    print(q.get())


def small_near():
    q = Queue()
    p = Process(target=produce_small, args=(q,))
    p.start()
    p.join()
    print(q.get())


def few_near():
    q = Queue()
    p = Process(target=produce_few, args=(q,))
    p.start()
    p.join()
    print(q.get())


def manager_near(lines):
    q = Manager().Queue()
    p = Process(target=produce_many, args=(q, lines))
    p.start()
    p.join()
    print(q.get())


def consume(q):
    while True:
        print(q.get())


def consumer_near(lines):
    q = Queue()
    p = Process(target=produce_many, args=(q, lines))
    c = Process(target=consume, args=(q,), daemon=True)
    c.start()
    p.start()
    p.join()


def handed_near(lines, reader):
    q = Queue()
    reader.watch(q)
    p = Process(target=produce_many, args=(q, lines))
    p.start()
    p.join()
    print(q.get())


def result(q, load):
    q.put(load())


def unknown_miss(load):
    q = Queue()
    p = Process(target=result, args=(q, load))
    p.start()
    p.join()  # miss process-queue-join-deadlock one value of unknown size may fit into the pipe
    print(q.get())
