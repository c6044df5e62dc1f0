import _thread
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from elsewhere import Base, unknown


class Simple_bad:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()  # want started-before-initialized "^the thread started here reads `self.lock`, assigned 2 lines below: AttributeError if it runs first$"
        self.name = "x"
        self.lock = threading.Lock()  # want-note "it is assigned here first"

    def _run(self):
        logging.info("runs")
        with self.lock:  # want-note "`Simple_bad._run` reads it here"
            print(self.name)


class Sub_bad(threading.Thread):
    def __init__(self, url):
        super().__init__()
        self.start()  # want started-before-initialized "reads `self.url`, assigned 1 line below"
        self.url = url

    def run(self):
        print(self.url.upper())


class Below_bad(Sub_bad):
    def __init__(self):
        super().__init__("url")  # want started-before-initialized "the thread started here reads `self.retries`, assigned 1 line below"
        self.retries = 3

    def run(self):
        for _ in range(self.retries):
            print("again")


class Pool_bad:
    def __init__(self):
        self.pool = ThreadPoolExecutor()
        self.pool.submit(self.load)  # want started-before-initialized "reads `self.items`"
        self.items = []

    def load(self):
        self.items.append(1)


class Raw_bad:
    def __init__(self):
        _thread.start_new_thread(self.loop, ())  # want started-before-initialized "reads `self.stopped`"
        self.stopped = False

    def loop(self):
        while not self.stopped:
            print("round")


class Chained_bad:
    def __init__(self):
        threading.Thread(target=self.loop, daemon=True).start()  # want started-before-initialized "reads `self.queue`"
        self.stopped = False
        self.queue = []

    def loop(self):
        self.step()

    def step(self):
        print(len(self.queue), self.stopped)


class Helper_bad:
    def __init__(self):
        self.begin()  # want started-before-initialized "reads `self.ready`"
        self.ready = True

    def begin(self):
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        if self.ready:
            print("ready")


class Last_ok:
    def __init__(self):
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        with self.lock:
            print("runs")


class NotRead_near:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.made = time.time()

    def _run(self):
        print("runs")

    def age(self):
        return time.time() - self.made


class Waits_near:
    def __init__(self):
        self.complete = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.name = "x"
        self.complete.set()

    def _run(self):
        self.complete.wait()
        print(self.name)


class Known_near:
    name = None

    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.name = "x"

    def _run(self):
        print(self.name)


class Before_near:
    def __init__(self):
        self.reset()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.count = 1

    def reset(self):
        self.count = 0

    def _run(self):
        print(self.count)


class Inherited_near(Base):
    def __init__(self):
        super().__init__()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.name = "x"

    def _run(self):
        print(self.name)


class OwnValue_near:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.count = 0

    def _run(self):
        self.count = 5
        print(self.count)


class Caught_near:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.count = 0

    def _run(self):
        try:
            print(self.count)
        except AttributeError:
            print("not yet")


class Other_near:
    def __init__(self, other):
        self.thread = threading.Thread(target=other._run)
        self.thread.start()
        self.count = 0

    def _run(self):
        print(self.count)


class NotStarted_near:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.count = 0

    def start(self):
        self.thread.start()

    def _run(self):
        print(self.count)


class Daemon_near(threading.Thread):
    def __init__(self):
        super().__init__()
        self.start()
        self.name = "known to every thread"

    def run(self):
        print(self.name)


class Unknown_near:
    def __init__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.count = 0

    def _run(self):
        unknown.wait_for_it()
        print(self.count)  # miss started-before-initialized what is called before is not known


class Listener_near:
    def __init__(self, source):
        source.add_listener(self.on_event)  # miss started-before-initialized who calls the listener is not known
        self.seen = []

    def on_event(self, event):
        self.seen.append(event)


class Nested_bad:
    def __init__(self):
        def loop():
            print(self.path)

        threading.Thread(target=loop).start()  # want started-before-initialized "reads `self.path`, assigned 1 line below"
        self.path = "x"


class Lambda_bad:
    def __init__(self):
        thread = threading.Thread(target=lambda: self.go())
        thread.start()  # want started-before-initialized "reads `self.path`"
        self.path = "x"

    def go(self):
        print(self.path)


class Nested_ok:
    def __init__(self):
        def loop():
            print(self.path)

        self.path = "x"
        threading.Thread(target=loop).start()
