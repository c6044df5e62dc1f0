import asyncio
import os
import queue
import threading
import time

from elsewhere import unknown


class Server_bad:
    def __init__(self):
        self.ready = False
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._run)  # want-note "the thread is made here"
        self.thread.start()

    def _run(self):
        unknown.load()
        self.ready = True  # want-note "`Server_bad._run` sets it here"
        unknown.serve()
        self.done.set()

    def wait(self):
        while not self.ready:  # want sleep-polling "^`while not self.ready: time.sleep\(0.05\)` polls a flag that `_run\(\)` sets: it reacts up to 0.05 s late$"
            time.sleep(0.05)

    def wait_done(self):
        while not self.done.is_set():  # want sleep-polling "polls an Event that `_run\(\)` sets: it reacts up to 1 s late"
            time.sleep(1)

    def wait_end(self):
        while self.thread.is_alive():  # want sleep-polling "^`while self.thread.is_alive\(\): time.sleep\(0.5\)` polls for the end of a thread: it reacts up to 0.5 s late$"
            time.sleep(0.5)

    def join_ok(self):
        self.done.wait()
        self.thread.join()

    def deadline_near(self, end):
        while not self.ready and time.time() < end:
            time.sleep(0.05)

    def works_near(self):
        while not self.ready:
            unknown.work()
            time.sleep(0.05)

    async def coroutine_near(self):
        while not self.ready:
            await asyncio.sleep(1)


def files_near(path):
    while not os.path.exists(path):
        time.sleep(1)


def process_near(p):
    while p.poll() is None:
        time.sleep(1)


def keep_alive_near():
    while True:
        time.sleep(60)


def foreign_near():
    while not unknown.ready:
        time.sleep(1)


class Own_near:
    def __init__(self):
        self.ready = unknown.ready()

    def wait(self):
        while not self.ready:
            time.sleep(1)


class Counter:
    def __init__(self):
        self.running = 2
        threading.Thread(target=self.work).start()

    def work(self):
        self.running -= 1

    def wait(self):
        while self.running > 0:  # miss sleep-polling a counter, not a flag
            time.sleep(1)


# A timeout that is there only to look at a flag.
class Taker:
    def __init__(self):
        self._jobs = queue.Queue()
        self._stop = threading.Event()
        self.closed = False
        self._last = time.time()
        threading.Thread(target=self.take_bad).start()
        threading.Thread(target=self.broken_bad).start()
        threading.Thread(target=self.flag_bad).start()
        threading.Thread(target=self.works_near).start()
        threading.Thread(target=self.beats_near).start()
        threading.Thread(target=self.empty_near).start()
        threading.Thread(target=self.plain_near).start()

    def stop(self):
        self._stop.set()  # want-note "`Taker.stop` sets it here"
        self.closed = True

    def take_bad(self):
        while not self._stop.is_set():
            try:
                job = self._jobs.get(timeout=0.5)  # want sleep-polling "^`self._jobs.get\(timeout=0.5\)` wakes up only to look at `self._stop`, which `stop\(\)` sets: an item put there would end it at once$"
            except queue.Empty:  # want-note "where nothing came it only goes on"
                continue
            print(job)

    def broken_bad(self):
        while True:
            try:
                job = self._jobs.get(True, 1)  # want sleep-polling "wakes up only to look at `self._stop`"
            except queue.Empty:
                if self._stop.is_set():
                    break
                continue
            print(job)

    def flag_bad(self):
        while not self.closed:
            try:
                print(self._jobs.get(timeout=2))  # want sleep-polling "wakes up only to look at `self.closed`"
            except queue.Empty:
                pass

    def works_near(self):
        while not self._stop.is_set():
            try:
                job = self._jobs.get(timeout=0.5)
            except queue.Empty:
                print("nothing to do")
                continue
            print(job)

    def beats_near(self):
        while not self._stop.is_set():
            print("alive")
            try:
                job = self._jobs.get(timeout=0.5)
            except queue.Empty:
                continue
            print(job)

    def empty_near(self):
        while not self._stop.is_set():
            job = None
            try:
                job = self._jobs.get(timeout=0.5)
            except queue.Empty:
                pass
            print(job, self._last)

    def plain_near(self):
        while not self._stop.is_set():
            print(self._jobs.get())


# The stopper gives an item too: the timeout is for the case that it dies.
class Told:
    def __init__(self):
        self._given = queue.Queue()
        self._told = threading.Event()
        threading.Thread(target=self.told_near).start()

    def stop(self):
        self._told.set()
        self._given.put(None)

    def told_near(self):
        while not self._told.is_set():
            try:
                print(self._given.get(timeout=0.5))
            except queue.Empty:
                continue


def lines_bad(lines, stop):
    while not stop.is_set():
        try:
            print(lines.get(timeout=0.5))  # miss sleep-polling what is given is not known to be a queue
        except queue.Empty:
            continue
