# Containers that are iterated while a thread changes their size.
import threading
from collections import deque


class Hub_bad:
    def __init__(self):
        self.clients = {}
        self.rooms = set()
        self.lines = []
        self.recent = deque()
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def _accept(self):
        self._add(1)

    def _add(self, number):
        self.clients[number] = object()  # want-note "`Hub_bad._add` adds to it here"
        self.rooms.discard(number)
        self.lines.remove("x")
        self.recent.append(number)

    def broadcast(self):
        for client in self.clients.values():  # want iteration-while-mutated "^dict `clients` is iterated here while `_add\(\)` inserts in thread `_accept`: RuntimeError, changed size during iteration$"
            print(client)

    def open_rooms(self):
        return [room for room in self.rooms]  # want iteration-while-mutated "^set `rooms` is iterated here while `_add\(\)` removes in thread `_accept`: RuntimeError, changed size during iteration$"

    def show(self):
        for line in self.lines:  # want iteration-while-mutated "^list `lines` is iterated here while `_add\(\)` removes in thread `_accept`: an element is skipped$"
            print(line)

    def last(self):
        for number in self.recent:  # want iteration-while-mutated "^deque `recent` is iterated here while `_add\(\)` inserts in thread `_accept`: RuntimeError, mutated during iteration$"
            print(number)


class Hub_ok:
    def __init__(self):
        self.lock = threading.Lock()
        self.clients = {}
        self.copied = {}
        self.log = []
        self.swapped = {}
        self.whole = {}
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()
        for client in self.clients:
            print(client)

    def _accept(self):
        with self.lock:
            self.clients[1] = object()
        self.copied[1] = object()
        self.log.append("accepted")
        self.swapped[1] = 1
        whole = dict(self.whole)
        whole[1] = 1
        self.whole = whole

    def broadcast(self):
        with self.lock:
            for client in self.clients.values():
                print(client)

    def copy(self):
        for client in list(self.copied.values()):
            print(client)

    def show(self):
        for line in self.log:
            print(line)

    def flush(self):
        swapped, self.swapped = self.swapped, {}
        for key in swapped:
            print(key)

    def over_whole(self):
        for key in self.whole:
            print(key)

    def close(self):
        self.thread.join()
        for client in self.copied:
            print(client)


class Hub_near:
    """Nobody but the thread itself touches the dict."""

    def __init__(self):
        self.clients = {}

    def start(self):
        threading.Thread(target=self.run).start()

    def run(self):
        self.clients[1] = object()
        self.sweep()

    def sweep(self):
        for client in self.clients:
            print(client)


names = {}


def fill_near():
    names["a"] = 1


for name in names:
    print(name)
filler = threading.Thread(target=fill_near)
filler.start()
filler.join()
for name in names:
    print(name)


class Swaps_near:
    """The dict that is gone through is nobody else's any more."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests = {}
        self.ready = {}
        threading.Thread(target=self.run).start()

    def run(self):
        with self.lock:
            self.requests[len(self.requests)] = object()
            self.ready[len(self.ready)] = object()

    def fail(self):
        with self.lock:
            requests = self.requests
            self.requests = {}

        def tell():
            for request in requests.values():
                print(request)

        tell()

    def take(self):
        with self.lock:
            ready = self.ready
            self.ready = {}
            return ready

    def drain(self):
        ready = self.take()
        for item in ready:
            print(item)
        with self.lock:
            ready, self.ready = self.ready, {}
        self.show(ready)

    def show(self, window):
        for item in window:
            print(item)


class Lends_bad:
    """A local name for what the place still holds."""

    def __init__(self):
        self.ready = {}
        threading.Thread(target=self.run).start()

    def run(self):
        self.ready[len(self.ready)] = object()

    def drain(self):
        ready = self.ready
        for item in ready:  # want iteration-while-mutated "dict `ready` is iterated here while `run\(\)` inserts in thread `run`"
            print(item)


class State_near:
    """Who adds to the dict takes its lock around the call."""

    def __init__(self):
        self.lock = threading.RLock()
        self.values = {}
        threading.Thread(target=self.run).start()

    def run(self):
        with self.lock:
            for key in self.values:
                print(key)

    def register(self, key):
        self.values[key] = object()


class SafeState_near:
    def __init__(self, state: State_near):
        self.state = state

    def register(self, key):
        with self.state.lock:
            self.state.register(key)


def _print_all(jobs):
    for job in jobs:  # want iteration-while-mutated "dict `jobs` is iterated here while `add\(\)` inserts in another thread"
        print(job)


class Handed_bad:
    """A helper goes through what the thread's function hands it."""

    def __init__(self):
        self.jobs = {}
        threading.Thread(target=self.run).start()

    def run(self):
        _print_all(self.jobs)

    def add(self, job):
        self.jobs[job] = object()


def _print_taken(jobs):
    for job in jobs:
        print(job)


class Taken_near:
    """What the helper is handed has been replaced before, so nobody else has it."""

    def __init__(self):
        self.jobs = {}
        threading.Thread(target=self.run).start()

    def run(self):
        jobs, self.jobs = self.jobs, {}
        _print_taken(jobs)

    def add(self, job):
        self.jobs[job] = object()
