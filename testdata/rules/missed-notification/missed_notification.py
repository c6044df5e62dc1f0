# Waits whose reason is tested before the condition is taken.
import queue
import threading


class Player_bad:
    def __init__(self):
        self._cond = threading.Condition()
        self.paused = False
        self._jobs = queue.Queue()

    def play(self):
        while self.paused:  # want missed-notification "^`paused` is tested before `with _cond:`: `resume\(\)` can notify in between, and `wait\(\)` never returns$"
            with self._cond:
                self._cond.wait()  # want-note "it waits here without another look"

    def resume(self):
        with self._cond:
            self.paused = False  # want-note "`paused` changes here"
            self._cond.notify()  # want-note "and this tells only who waits already"

    def take(self):
        while self._jobs.empty():  # want missed-notification "`_jobs` is tested before `with _cond:`: `_tell\(\)` can notify in between"
            self._cond.acquire()
            self._cond.wait()
            self._cond.release()
        return self._jobs.get()

    def put(self, job):
        self._jobs.put(job)
        self._tell()

    def _tell(self):
        with self._cond:
            self._cond.notify_all()


class Player_ok:
    def __init__(self):
        self._cond = threading.Condition()
        self.paused = False

    def play(self):
        with self._cond:
            while self.paused:
                self._cond.wait()

    def resume(self):
        with self._cond:
            self.paused = False
            self._cond.notify()


class Twice_near:
    def __init__(self):
        self._cond = threading.Condition()
        self.paused = False

    def play(self):
        if self.paused:
            with self._cond:
                while self.paused:
                    self._cond.wait()

    def resume(self):
        with self._cond:
            self.paused = False
            self._cond.notify()


class Timed_near:
    def __init__(self):
        self._cond = threading.Condition()
        self.paused = False

    def play(self):
        while self.paused:
            with self._cond:
                self._cond.wait(0.5)

    def resume(self):
        with self._cond:
            self.paused = False
            self._cond.notify()


class Held_near:
    def __init__(self):
        self._cond = threading.Condition()
        self.paused = False

    def play(self):
        with self._cond:
            self._wait()

    def _wait(self):
        while self.paused:
            with self._cond:
                self._cond.wait()

    def resume(self):
        with self._cond:
            self.paused = False
            self._cond.notify()


# What is tested outside is not what others change.
class Other_near:
    def __init__(self, on):
        self._cond = threading.Condition()
        self._on = on
        self._n = 0

    def play(self):
        while self._on:
            with self._cond:
                self._cond.wait()
            print(self._n)

    def step(self):
        with self._cond:
            self._n += 1
            self._cond.notify()


class Untested_bad:
    def __init__(self):
        self._cond = threading.Condition()

    def play(self):
        with self._cond:
            self._cond.wait()  # miss missed-notification no test at all may be meant: the next of many pulses will do

    def pulse(self):
        with self._cond:
            self._cond.notify()
