import threading

import pause


class Handler:
    quit = False

    def on_modified(self):
        self.quit = True


def observe_bad(handler, running):
    while running.is_set():
        handler.load()
        while running.wait(1):  # want busy-wait "`running.wait\(\)` never waits, since `running` is set from the start: this loop burns a core until `main` calls `event.clear\(\)`"
            if handler.quit:
                break


def main():
    event = threading.Event()
    event.set()
    t = threading.Thread(target=observe_bad, args=(Handler(), event))
    t.start()
    input()
    event.clear()
    t.join()


class Pump:
    def __init__(self):
        self._running = threading.Event()
        self._running.set()
        self._gate = threading.Event()
        self._gate.set()
        self._go = threading.Event()
        self._seen = None
        self._thread = threading.Thread(target=self._loop_bad)
        self._other = threading.Thread(target=self._loop_near)

    def start(self):
        self._thread.start()
        self._other.start()

    def close(self):
        self._seen = True
        self._running.clear()
        self._thread.join()
        self._other.join()

    def pause(self):
        self._gate.clear()

    def resume(self):
        self._gate.set()

    def go(self):
        self._go.set()

    def _loop_bad(self):
        while self._running.wait(0.5):  # want busy-wait "`self._running.wait\(\)` never waits.* until `close` calls `self._running.clear\(\)`"
            if self._seen:
                print("seen")

    def _loop_near(self):
        # Another function sets it again: it may wait.
        while self._gate.wait(0.5):
            if self._seen:
                break
        # Not set from the start.
        while self._go.wait(0.5):
            if self._seen:
                break
        # The way round comes after the clear(), and waits.
        while not self._running.wait(0.5):
            if self._seen:
                break
        # A round works.
        while self._running.wait(0.5):
            pause.once()


def shared_near(ready):
    while ready.wait(1):
        if Handler.quit:
            break


def late_near(args):
    event = threading.Event()
    if args:
        event.set()
    threading.Thread(target=shared_near, args=(event,)).start()
    event.clear()


def again_near():
    event = threading.Event()
    event.set()

    def loop():
        while event.wait(1):
            if Handler.quit:
                break

    threading.Thread(target=loop).start()
    event.clear()
    pause.once()
    event.set()


def rounds_near(handler):
    while True:
        event = threading.Event()
        event.set()
        handler(event)
        while event.wait(1):
            if Handler.quit:
                break
