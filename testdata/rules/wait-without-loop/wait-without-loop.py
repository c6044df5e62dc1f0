import collections
import threading

cond = threading.Condition()
items = []


def take_bad():
    with cond:
        if not items:
            cond.wait()  # want wait-without-loop "`cond.wait\(\)` may wake while `not items` still holds: `items.pop\(\)` then raises IndexError"
        return items.pop()  # want-note "this relies on the test"


def first_bad():
    with cond:
        if len(items) == 0:
            cond.wait()  # want wait-without-loop "may wake while `len\(items\) == 0` still holds: `items\[0\]` then fails"
        first = items[0]
    return first


def forever_bad():
    while True:
        with cond:
            if not items:
                cond.wait()  # want wait-without-loop "`items.pop\(0\)` then raises IndexError"
            item = items.pop(0)
        print(item)


def zero_bad():
    with cond:
        cond.wait(timeout=0)  # want wait-without-loop "`cond.wait\(timeout=0\)` does not wait"


class Permits:
    def __init__(self, n):
        self.free = n
        self.jobs = collections.deque()
        self.cond = threading.Condition()

    def take_bad(self):
        with self.cond:
            if self.free == 0:
                self.cond.wait()  # want wait-without-loop "may wake while `self.free == 0` still holds: `self.free -= 1` then counts"
            self.free -= 1

    def job_bad(self):
        self.cond.acquire()
        if not self.jobs:
            self.cond.wait()  # want wait-without-loop "`self.jobs.popleft\(\)` then raises IndexError"
        job = self.jobs.popleft()
        self.cond.release()
        return job


class Pausable:
    def __init__(self, source):
        self.source = source
        self.wake = threading.Condition()
        self.paused = False
        self.ready = False

    def pause(self):
        with self.wake:
            self.paused = True

    def resume(self):
        with self.wake:
            self.paused = False
            self.wake.notify_all()

    def run_bad(self):
        while True:
            with self.wake:
                if self.paused:
                    self.wake.wait()  # want wait-without-loop "`self.wake.wait\(\)` may wake while `self.paused` holds again: nothing tests it"
            self.source.receive()  # want-note "this runs without a second look"

    def run_ok(self):
        while True:
            with self.wake:
                while self.paused:
                    self.wake.wait()
            self.source.receive()

    def once_near(self):
        with self.wake:
            if not self.ready:
                self.wake.wait()
        self.source.receive()


def while_ok():
    with cond:
        while not items:
            cond.wait()
        return items.pop()


def wait_for_ok():
    with cond:
        cond.wait_for(lambda: items)
        return items.pop()


def again_near():
    while True:
        with cond:
            if not items:
                cond.wait()
            if items:
                print(items.pop())


def continue_near():
    while True:
        with cond:
            if not items:
                cond.wait()
                continue
            print(items.pop())


def timeout_near():
    with cond:
        if not items:
            cond.wait(1)
        return items.pop()


def caught_near():
    with cond:
        if not items:
            cond.wait()
        try:
            return items.pop()
        except IndexError:
            return None


def returns_near():
    with cond:
        if not items:
            cond.wait()
    return items


def step_near():
    if not items:
        cond.wait()
    return items.pop()


def caller():
    with cond:
        while True:
            step_near()


class Flag:
    def __init__(self):
        self.set = False
        self.cond = threading.Condition()

    def wait_near(self):
        with self.cond:
            if not self.set:
                self.cond.wait()
            return self.set


def event_near(event: threading.Event):
    if not items:
        event.wait()
    return items.pop()


def untested_miss():
    with cond:
        cond.wait()
        return items.pop()  # miss wait-without-loop a wait without any test is another fault: it may never return
