# Callables that are kept in a container and called under a lock.
import threading

_lock = threading.Lock()
_hooks = []
_later = []


def hook(fn):
    _hooks.append(fn)
    return fn


def later(fn):
    _later.append(fn)


def fire_bad():
    with _lock:  # want-note "taken here first"
        for h in list(_hooks):
            h()  # want self-deadlock "^`fire_bad\(\)` holds `_lock` and calls `reload\(\)`, which takes `_lock` again: the thread waits for itself for ever$"


@hook  # want-note "`reload` is registered here"
def reload():
    with _lock:  # want-note "taken again here"
        print("reload")


def refresh():
    with _lock:
        print("refresh")


later(refresh)


def copied_near():
    with _lock:
        hooks = list(_later)
    for h in hooks:
        h()


class Source:
    def __init__(self):
        self._lock = threading.Lock()
        self._again = threading.RLock()
        self._listeners = []
        self._others = []
        self._listeners.append(self.on_change)

    def change_bad(self, x):
        with self._lock:
            for listener in self._listeners:
                listener(x)  # want self-deadlock "`change_bad\(\)` holds `_lock` and calls `on_change\(\)`, which takes `_lock` again"

    def on_change(self, x):
        with self._lock:
            print(x)

    def again_near(self):
        with self._again:
            for listener in self._listeners:
                listener(0)

    def given_near(self):
        with self._lock:
            for other in self._others:
                other()  # miss self-deadlock whose methods are registered is not seen

    def add(self, other):
        self._others.append(other)


# The listener of another source has another lock.
class Relay:
    def __init__(self, source: Source):
        self._lock = threading.Lock()
        self._sources = []
        self._sources.append(source.on_change)

    def relay_near(self, x):
        with self._lock:
            for on_change in self._sources:
                on_change(x)
