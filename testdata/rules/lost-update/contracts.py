# Contracts: what is confined, and what runs where.
import threading

hits = 0  # threadlsp: confined
misses = 0


def confined_ok():
    global hits
    hits += len("a")


def shared_bad():
    global misses
    misses += len("a")  # want lost-update "."


for _ in range(2):
    threading.Thread(target=confined_ok).start()
    threading.Thread(target=shared_bad).start()


class Counter_ok:  # threadlsp: confined
    def __init__(self):
        self.n = 0
        threading.Thread(target=self._run).start()

    def _run(self):
        self.n += 1

    def count(self):
        self.n += 1


class Plugin_bad:
    """Its framework calls on_data on worker threads."""

    def __init__(self):
        self.n = 0

    def on_data(self):  # threadlsp: runs on worker
        self.n += 1  # want lost-update "."


class Plugin_near:
    """Its framework calls on_data on the main thread."""

    def __init__(self):
        self.n = 0
        threading.Thread(target=self._run).start()

    def _run(self):
        self.on_data()

    def on_data(self):  # threadlsp: runs on main
        self.n += 1
