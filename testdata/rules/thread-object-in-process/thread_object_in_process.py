# Objects for threads among the arguments of processes.
import multiprocessing
import multiprocessing as mp
import queue
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool, Process as P

lock = threading.Lock()


def work(*things, **named):
    print(things, named)


def queue_bad():
    q = queue.Queue()  # want-note "`q` is made here"
    p = P(target=work, args=(q,))  # want thread-object-in-process "^`q` is a queue.Queue: the child process gets a copy, so `q.get\(\)` here waits for ever$"
    p.start()
    return q.get()


def filled_bad():
    q = queue.LifoQueue()
    q.put(1)
    P(target=work, args=[q]).start()  # want thread-object-in-process "so what one side puts the other never gets"


def lock_bad():
    mp.Process(target=work, args=(1, lock)).start()  # want thread-object-in-process "`lock` is a threading.Lock: the child process gets a copy, so the two share nothing"


def event_keyword_bad():
    stop = threading.Event()
    P(target=work, kwargs={"stop": stop}).start()  # want thread-object-in-process "`stop` is a threading.Event"


def condition_bad():
    P(target=work, args=(threading.Condition(),)).start()  # want thread-object-in-process "`threading.Condition\(\)` is a threading.Condition"


def thread_bad():
    t = threading.Thread(target=work)
    P(target=work, args=(t,)).start()  # want thread-object-in-process "`t` is a threading.Thread"


def pool_bad():
    threads = ThreadPoolExecutor()
    P(target=work, args=(threads,)).start()  # want thread-object-in-process "`threads` is a concurrent.futures.ThreadPoolExecutor"


def initargs_bad():
    with Pool(2, initializer=work, initargs=(lock,)) as pool:  # want thread-object-in-process "`lock` is a threading.Lock"
        pool.map(work, [1])


def submitted_bad():
    with ProcessPoolExecutor() as ex:
        ex.submit(work, lock)  # want thread-object-in-process "`lock` is a threading.Lock: it cannot be pickled for another process, TypeError"
        ex.submit(work, (n for n in range(3)))  # want thread-object-in-process "is a generator: it cannot be pickled for another process, TypeError"


def mapped_bad():
    with Pool() as pool:
        pool.map(work, [lock, 1])  # want thread-object-in-process "`lock` is a threading.Lock: it cannot be pickled"
        pool.starmap(work, [(n, lock) for n in range(3)])  # want thread-object-in-process "`lock` is a threading.Lock"
        pool.apply_async(work, (lock,))  # want thread-object-in-process "`lock` is a threading.Lock"


def process_objects_ok():
    q = multiprocessing.Queue()
    guard = mp.Lock()
    P(target=work, args=(q, guard, mp.Event())).start()
    with mp.Manager() as manager:
        P(target=work, args=(manager.Queue(),)).start()


def threads_ok():
    q = queue.Queue()
    threading.Thread(target=work, args=(q, lock)).start()
    with ThreadPoolExecutor() as ex:
        ex.submit(work, lock)


def iterated_near():
    with Pool() as pool:
        pool.map(work, (n for n in range(3)))


def forked_generator_near():
    P(target=work, args=((n for n in range(3)),)).start()


def maybe_near(flag, unknown):
    q = queue.Queue() if flag else None
    P(target=work, args=(q, unknown)).start()


class Plain(threading.Thread):
    def __getstate__(self):
        return {}


def own_pickling_near():
    P(target=work, args=(Plain(),)).start()


def inside_near():
    P(target=work, args=([lock],)).start()  # miss thread-object-in-process the lock is inside a list
