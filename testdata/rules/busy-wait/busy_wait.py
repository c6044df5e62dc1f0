import multiprocessing
import os
import queue
import socket
import subprocess
import threading as th
import time
from collections import deque
from queue import Empty, Queue
from threading import Event, Thread

done = False
clients = []
q = Queue()
jobs = deque()
lock = th.Lock()


def worker():
    global done
    time.sleep(1)
    done = True  # want-note "`worker` changes it here"


def accept_loop():
    while True:
        time.sleep(1)
        clients.append(1)
        jobs.append(2)


def start_all():
    th.Thread(target=worker).start()
    Thread(target=accept_loop, daemon=True).start()


def handle(x):
    print(x)


def flag_bad():
    while not done:  # want busy-wait "^`while not done: pass` burns a core until `worker` stores `done`, and takes GIL turns away from it$"
        pass


def continue_bad():
    while done is False:  # want busy-wait "`while done is False: continue` burns a core until `worker` stores `done`"
        continue


def endless_bad():
    while True:  # want busy-wait "`while True: pass` burns a core for ever"
        pass


def endless_one_bad():
    while 1:  # want busy-wait "`while 1: ...` burns a core for ever"
        ...


def endless_not_bad():
    while not False:  # want busy-wait "`while not False: pass` burns a core for ever"
        pass


def endless_string_bad():
    while True:  # want busy-wait "burns a core for ever"
        "wait"


def pending_bad():
    t = Thread(target=worker)
    t.start()  # want-note "`t` is never joined; `t.join\(\)` waits without using CPU"
    while True:  # want busy-wait "`while True: pass` burns a core for ever, and takes GIL turns away from `worker`"
        pass


def alive_bad():
    t = Thread(target=worker)
    t.start()  # want-note "the thread that runs `worker` is started here"
    while t.is_alive():  # want busy-wait "`while t.is_alive\(\): pass` burns a core until `worker` ends, and takes GIL turns away from it"
        pass


def compared_bad():
    t = th.Thread(target=worker)
    t.start()
    while t.is_alive() == True:  # want busy-wait "burns a core until `worker` ends"
        pass


def process_bad():
    p = multiprocessing.Process(target=handle, args=(1,))
    p.start()
    while p.is_alive():  # want busy-wait "`while p.is_alive\(\): pass` burns a core until `handle` ends$"
        pass


def sleep_zero_bad():
    while not done:  # want busy-wait "burns a core until `worker` stores `done`"
        time.sleep(0)


def event_bad():
    ready = Event()

    def tell():
        time.sleep(1)
        ready.set()  # want-note "`tell` changes it here"

    t = Thread(target=tell)
    t.start()
    while not ready.is_set():  # want busy-wait "`while not ready.is_set\(\): pass` burns a core until `tell` calls `ready.set\(\)`"
        pass
    t.join()


def wait_zero_bad(e: Event):
    while not e.wait(0):  # want busy-wait "`while not e.wait\(0\): pass` burns a core"
        pass


def any_alive_bad():
    threads = [Thread(target=worker) for _ in range(3)]
    for t in threads:
        t.start()
    while any(t.is_alive() for t in threads):  # want busy-wait "burns a core"
        pass


def active_count_bad():
    while th.active_count() > 1:  # want busy-wait "`while th.active_count\(\) > 1: pass` burns a core"
        pass


def exists_bad():
    while not os.path.exists("ready"):  # want busy-wait "burns a core$"
        pass


def popen_bad():
    p = subprocess.Popen(["true"])
    while p.poll() is None:  # want busy-wait "burns a core$"
        pass


def stored_probe_bad():
    while True:  # want busy-wait "this loop goes round without waiting"
        found = os.path.exists("ready")
        if found:
            break


def idle_path_bad():
    while True:  # want busy-wait "when `q.empty\(\)` is true this loop goes round without waiting: it burns a core"
        if q.empty():  # want-note "from here the loop goes round without waiting"
            continue
        handle(q.get())


def idle_else_bad():
    while True:  # want busy-wait "when `q.empty\(\)` is true this loop goes round without waiting"
        if not q.empty():
            handle(q.get())


def container_bad():
    while True:  # want busy-wait "when `clients` is empty this loop goes round without waiting: it burns a core until `accept_loop` adds one"
        if clients:
            handle(clients.pop())


def length_bad():
    while True:  # want busy-wait "when `len\(jobs\) > 0` is false this loop goes round without waiting: it burns a core until `accept_loop` adds one"
        if len(jobs) > 0:
            handle(jobs.popleft())


def get_nowait_bad():
    while True:  # want busy-wait "when `q` is empty this loop goes round without waiting"
        try:
            item = q.get_nowait()
        except queue.Empty:
            pass
        else:
            handle(item)


def get_block_bad():
    while True:  # want busy-wait "when `q` is empty this loop goes round without waiting"
        try:
            item = q.get(block=False)
        except Empty:
            continue
        handle(item)


def bare_except_bad():
    while True:  # want busy-wait "when `q` is empty"
        try:
            handle(q.get_nowait())
        except:
            pass


def acquire_bad():
    while not lock.acquire(False):  # want busy-wait "`while not lock.acquire\(False\): pass` burns a core"
        pass
    lock.release()


def recv_bad():
    s = socket.socket()
    s.setblocking(False)
    while True:  # want busy-wait "when nothing has come in on `s` this loop goes round without waiting"
        try:
            data = s.recv(100)
        except BlockingIOError:
            continue
        handle(data)


def bounded_bad():
    n = 0
    while not done and n < 1000:  # want busy-wait "burns a core until `worker` stores `done`|goes round without waiting"
        n += 1


def check_ready():
    return done


def function_probe_bad():
    while not check_ready():  # want busy-wait "`while not check_ready\(\): pass` burns a core until `worker` stores `done`"
        pass


def local_bad(x):
    while x:  # want busy-wait "infinite loop: `while x: pass` burns a core, and nothing in it or elsewhere changes what it tests"
        pass


def clock_bad():
    begin = time.time()
    while time.time() - begin < 1:  # want busy-wait "burns a core until the time is up"
        pass


class Server:
    def __init__(self):
        self.ready = False
        self._thread = Thread(target=self._run)

    def _run(self):
        time.sleep(1)
        self.ready = True

    def start_bad(self):
        self._thread.start()
        while not self.ready:  # want busy-wait "`while not self.ready: pass` burns a core until `_run` stores `self.ready`, and takes GIL turns away from it"
            pass


class Job(Thread):
    def run(self):
        time.sleep(1)


def subclass_bad():
    j = Job()
    j.start()
    while j.is_alive():  # want busy-wait "`while j.is_alive\(\): pass` burns a core until `run` ends"
        pass


def locked_bad():
    while True:  # want busy-wait "this loop goes round without waiting"
        with lock:
            if done:
                break


def drain_ok():
    while True:
        try:
            handle(q.get_nowait())
        except Empty:
            break


def drain_test_ok():
    while not q.empty():
        try:
            q.get_nowait()
        except Empty:
            pass


def take_ok():
    while not q.empty():
        handle(q.get())


def sleep_ok():
    while not done:
        time.sleep(0.01)


def wait_ok(e: Event):
    while not e.wait(1):
        handle(e)


def unknown_ok(gui):
    while not done:
        gui.update()


def work_in_test_ok(f):
    while f.read(10):
        pass


def acquire_taken_ok():
    while lock.acquire(False):
        pass


def moves_on_ok(text):
    i = 0
    while text[i] == " ":
        i += 1
    return i


def stack_ok(stack):
    while stack:
        stack.pop()


async def coroutine_ok():
    while not done:
        pass


def generator_ok():
    while not done:
        yield


def never_ok():
    while 0:
        pass


def next_ok(it):
    while next(it):
        pass


def exists_counts_ok():
    n = 1
    while os.path.exists("log.%d" % n):
        n += 1
    return n


def counts_near():
    # A payload that counts until it is told to stop computes; it does not wait.
    n = 0
    while not done:
        n += 1
    return n


def leaves_near():
    running = True
    while running:
        if q.empty():
            running = False
        else:
            handle(q.get())


def handler_near():
    while True:
        try:
            item = q.get_nowait()
        except Empty:
            return
        except Exception:
            continue
        handle(item)


def state_near(node):
    # Nothing shows that another thread changes node.kind.
    while True:
        if node.kind == 1:
            handle(node)
            return
        elif node.kind == 2:
            return handle(2)


def blocking_near():
    s = socket.socket()
    while True:
        try:
            handle(s.recv(100))
        except BlockingIOError:
            continue


def full_get_near():
    while True:
        if q.get():
            continue
        break


def prints_near(t: Thread):
    while t.is_alive():  # miss busy-wait a call that prints counts as work
        print("waiting")


def break_inside_near():
    while True:  # miss busy-wait the way leads through a break of an inner loop
        for t in th.enumerate():
            if t.is_alive():
                break
        else:
            return


def put_back_near():
    while True:  # miss busy-wait the item goes back into the queue: get() never waits
        item = q.get()
        if item is None:
            q.put(item)
            continue
        handle(item)


def inner_work_near(signals):
    count = 0

    def tell():
        nonlocal count
        count += 1

    Thread(target=tell).start()
    while count < 10:
        for i in range(100):
            for s in [1, 2]:
                handle(s)


def decided_near(proc_dir):
    # The sleep is passed over only when the loop ends.
    deadline = time.time() + 30
    found = False
    while time.time() < deadline and not found:
        if os.path.isdir(proc_dir):
            for name in os.listdir(proc_dir):
                if handle(name):
                    found = True
                    break
        if not found:
            time.sleep(0.5)


def undecided_bad(proc_dir):
    deadline = time.time() + 30
    found = False
    while time.time() < deadline and not found:  # want busy-wait "^when `found` is false this loop goes round"
        found = os.path.isdir(proc_dir)
        if found:
            time.sleep(0.5)


class Waiters:
    def __init__(self):
        self.waiters = set()
        self.calls = []

    def clear_near(self):
        # What finds nothing to take ends the loop.
        waiters = self.waiters
        while waiters:
            try:
                waiters.pop().cancel()
            except (KeyError, handle.Gone):
                pass
        while len(self.calls) > 0:
            try:
                self.calls.pop().cancel()
            except IndexError:
                pass
        while not (not self.calls):
            try:
                self.calls.pop().cancel()
            except IndexError:
                continue

    def serve_bad(self):
        while not self.calls:  # want busy-wait "^when `self.calls` is empty this loop goes round"
            try:
                self.calls.pop().cancel()
            except IndexError:
                pass

    def queue_bad(self):
        while q:  # want busy-wait "^when `q` is empty this loop goes round"
            try:
                handle(q.get_nowait())
            except Empty:
                pass


def event_threads_near_bad():
    for t in threading.enumerate():
        if hasattr(t, "stop") and hasattr(t, "running"):
            t.stop()
            while t.running == 0:  # want busy-wait "burns a core, and takes GIL turns"
                pass
