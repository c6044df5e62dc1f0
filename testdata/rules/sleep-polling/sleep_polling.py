import asyncio
import os
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
