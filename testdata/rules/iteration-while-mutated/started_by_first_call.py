# A method that starts a thread on its first call finds it running on the next.
import threading


def _manage(workers):
    while True:
        for worker in workers.values():  # want iteration-while-mutated "^dict `workers` is iterated here while `_grow\(\)` inserts in another thread"
            print(worker)


class Pool_bad:
    def __init__(self):
        self.workers = {}
        self.lock = threading.Lock()
        self.manager = None

    def submit(self, job):
        with self.lock:
            self._grow(job)
            self._start()

    def _grow(self, job):
        turn = threading.Semaphore(2)
        turn.acquire()  # a lock of this call alone, which the manager does not take
        self.workers[job] = turn  # want-note "`Pool_bad._grow` adds to it here, under `lock`"

    def _start(self):
        if self.manager is None:
            self.manager = threading.Thread(target=_manage, args=(self.workers,))
            self.manager.start()


def _watch(jobs):
    while True:
        for job in jobs:
            print(job)


class Watch_near:
    """Each call makes a thread of its own, and what is set up before is."""

    def __init__(self):
        self.jobs = {}

    def run(self, job, daemon):
        self.jobs[job] = 1
        threading.Thread(target=_watch, args=(self.jobs,)).start()


class Once_near:
    """The first call fills, the others return."""

    def __init__(self):
        self.jobs = {}
        self.thread = None

    def start(self, job):
        if self.thread is not None:
            return
        self.jobs[job] = 1
        self.thread = threading.Thread(target=_watch, args=(self.jobs,))
        self.thread.start()


def _serve(guests):
    while True:
        for guest in guests:  # want iteration-while-mutated "^dict `guests` is iterated here while `greet\(\)` inserts in another thread"
            print(guest)


class Twice_bad:
    """What starts the thread by way of the method that asks may call that twice."""

    def __init__(self):
        self.guests = {}
        self.host = None

    def greet(self, guest):
        self.guests[guest] = 1  # want-note "`Twice_bad.greet` adds to it here"
        self._wake()

    def _wake(self):
        self._start()
        print("woken")
        self._start()

    def _start(self):
        if self.host is None:
            self.host = threading.Thread(target=_serve, args=(self.guests,))
            self.host.start()
