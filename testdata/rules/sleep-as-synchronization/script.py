import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from elsewhere import unknown

server = {"port": None}
done = False


def serve():
    time.sleep(0.5)
    server["port"] = 80  # want-note "`serve` stores it here"


def load(out):
    out.append(1)


def finish():
    global done
    done = True


def global_bad():
    t = threading.Thread(target=serve)
    t.start()  # want-note "the thread is started here"
    time.sleep(0.2)  # want sleep-as-synchronization "^`time.sleep\(0.2\)` hopes that `serve` is done: on a slow machine `server` is read too early$"
    print("ready", server["port"])  # want-note "it is read here"
    t.join()


def argument_bad():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)  # want sleep-as-synchronization "`time.sleep\(1\)` hopes that `load` is done: on a slow machine `out` is read"
    print(out)
    t.join()


def joined_ok():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    t.join()
    print(out)


def both_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)
    t.join()
    print(out)


def event_near(ready):
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)
    ready.wait()
    print(out)
    t.join()


def output_near():
    t = Thread(target=serve)
    t.start()
    time.sleep(1)
    print("the thread has probably served")
    t.join()


def never_joined_near():
    t = Thread(target=finish)
    t.start()
    time.sleep(1)
    print(done)


def retry_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    for _ in range(10):
        time.sleep(0.1)
        if out:
            break
    t.join()


def no_sleep_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(0)
    print(out)
    t.join()


class Box:
    pass


def helper_near():
    box = Box()
    t = Thread(target=unknown.fill, args=(box,))
    t.start()
    time.sleep(1)
    print(box.value)  # miss sleep-as-synchronization what the target writes is not known
    t.join()


def submit_bad():
    out = []
    with ThreadPoolExecutor() as pool:
        future = pool.submit(load, out)  # want-note "the task is handed over here"
        time.sleep(1)  # want sleep-as-synchronization "`time.sleep\(1\)` hopes that `load` is done: on a slow machine `out` is read too early"
        print(out)
        future.result()


def dropped_bad():
    out = []
    pool = ThreadPoolExecutor()
    pool.submit(load, out)
    time.sleep(1)  # want sleep-as-synchronization "hopes that `load` is done"
    print(out)
    pool.shutdown()


def result_ok():
    out = []
    with ThreadPoolExecutor() as pool:
        future = pool.submit(load, out)
        time.sleep(1)
        future.result()
        print(out)


def left_near():
    out = []
    with ThreadPoolExecutor() as pool:
        pool.submit(load, out)
        time.sleep(1)
    print(out)


def shut_near():
    out = []
    pool = ThreadPoolExecutor()
    pool.submit(load, out)
    time.sleep(1)
    pool.shutdown()
    print(out)


def woken_bad():
    out = []
    ready = threading.Event()
    go = threading.Event()

    def work():
        ready.set()
        go.wait()
        out.append(1)  # want-note "`work` stores it here"

    t = Thread(target=work)
    t.start()
    ready.wait()
    go.set()  # want-note "the thread is told to go on here"
    time.sleep(0.1)  # want sleep-as-synchronization "`time.sleep\(0.1\)` hopes that `work` is done: on a slow machine `out` is read"
    print(out)
    t.join()


def notified_bad():
    out = []
    ready = threading.Event()
    cond = threading.Condition()

    def work():
        with cond:
            ready.set()
            cond.wait()
        out.append(1)

    t = Thread(target=work)
    t.start()
    ready.wait()
    with cond:
        cond.notify()
    time.sleep(0.1)  # want sleep-as-synchronization "hopes that `work` is done"
    print(out)
    t.join()


def answered_near():
    out = []
    go = threading.Event()
    done = threading.Event()

    def work():
        go.wait()
        out.append(1)
        done.set()

    t = Thread(target=work)
    t.start()
    go.set()
    time.sleep(0.1)
    done.wait()
    print(out)
    t.join()


# The thread writes before it waits, and whoever reads knows that it has.
def before_near():
    out = []
    ready = threading.Event()
    go = threading.Event()

    def work():
        out.append(1)
        ready.set()
        go.wait()

    t = Thread(target=work)
    t.start()
    ready.wait()
    go.set()
    time.sleep(0.1)
    print(out)
    t.join()


# The thread waits for something else.
def other_near():
    out = []
    ready = threading.Event()
    go = threading.Event()

    def work():
        ready.set()
        go.wait()
        out.append(1)

    t = Thread(target=work)
    t.start()
    ready.wait()
    ready.set()
    time.sleep(0.1)
    print(out)
    go.set()
    t.join()


if __name__ == "__main__":
    global_bad()
    argument_bad()
    joined_ok()
    both_near()
    event_near(unknown.ready)
    output_near()
    never_joined_near()
    retry_near()
    no_sleep_near()
    helper_near()
    submit_bad()
    dropped_bad()
    result_ok()
    left_near()
    shut_near()
    woken_bad()
    notified_bad()
    answered_near()
    before_near()
    other_near()
