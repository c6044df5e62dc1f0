# Daemon threads of a library that work off a queue.
import atexit
import multiprocessing
import queue
import threading
import time
import urllib.request


class Journal_bad:
    def __init__(self, path):
        self._path = path
        self._lines = queue.Queue()
        self._writer = threading.Thread(target=self._write)  # want daemon-thread-loses-work "^daemon thread `self._writer` is killed at exit: what is still in `self._lines` is lost, `_write` may stop half way$"
        self._writer.daemon = True
        self._writer.start()

    def add(self, line):
        self._lines.put(line)  # want-note "this may never be worked off"

    def _write(self):
        while True:
            line = self._lines.get()  # want-note "`Journal_bad._write` takes it here"
            self._append(line)

    def _append(self, line):
        with open(self._path, "a") as out:  # want-note "this may stop half way"
            out.write(line)

    def close(self):
        self._lines.put(None)


class Sender_bad(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self._out = queue.SimpleQueue()

    def send(self, url):
        self._out.put(url)  # want-note "this may never be worked off"

    def run(self):
        for _ in range(1000):
            url = self._out.get()  # want-note "`Sender_bad.run` takes it here"
            urllib.request.urlopen(url)  # want-note "this may stop half way"


def sender():
    s = Sender_bad()  # want daemon-thread-loses-work "daemon thread `s` is killed at exit: what is still in `self._out` is lost, `run` may stop half way"
    s.start()
    s.send("https://example.com")


class Joined_ok:
    def __init__(self):
        self._lines = queue.Queue()
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        atexit.register(self.close)

    def add(self, line):
        self._lines.put(line)

    def _write(self):
        while (line := self._lines.get()) is not None:
            open("log").write(line)

    def close(self):
        self._lines.put(None)
        self._writer.join(timeout=5)


class Drained_near:
    def __init__(self):
        self._lines = queue.Queue()
        threading.Thread(target=self._write, daemon=True).start()

    def add(self, line):
        self._lines.put(line)

    def _write(self):
        while True:
            open("log").write(self._lines.get())
            self._lines.task_done()

    def close(self):
        self._lines.join()


class Asked_near:
    def __init__(self):
        self._lines = queue.Queue()
        threading.Thread(target=self._write, daemon=True).start()

    def add(self, line):
        self._lines.put(line)

    def _write(self):
        while True:
            open("log").write(self._lines.get())

    def close(self):
        while not self._lines.empty():
            time.sleep(0.1)


class Answered_near:
    def __init__(self):
        self._jobs = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            url, done = self._jobs.get()
            urllib.request.urlopen(url)
            done.set()

    def fetch(self, url):
        done = threading.Event()
        self._jobs.put((url, done))
        done.wait()


class Logged_near:
    def __init__(self):
        self._lines = queue.Queue()
        threading.Thread(target=self._show, daemon=True).start()

    def add(self, line):
        self._lines.put(line)

    def _show(self):
        while True:
            print(self._lines.get())


class Given_near:
    def __init__(self, lines):
        self._lines = lines
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self):
        while True:
            open("log").write(self._lines.get())


class Returned_near:
    def __init__(self):
        self._lines = queue.Queue()

    def begin(self):
        t = threading.Thread(target=self._write, daemon=True)
        t.start()
        return t

    def add(self, line):
        self._lines.put(line)

    def _write(self):
        while True:
            open("log").write(self._lines.get())


class Waiting_near:
    def __init__(self):
        self._lines = queue.Queue()
        threading.Thread(target=self._write).start()

    def add(self, line):
        self._lines.put(line)

    def _write(self):
        while True:
            open("log").write(self._lines.get())


class Heartbeat_near:
    def __init__(self, url):
        self._url = url
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self):
        while True:
            urllib.request.urlopen(self._url)
            time.sleep(60)


class Results_bad:
    def __init__(self):
        self._results = multiprocessing.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)  # want daemon-thread-loses-work "what is still in `self._results` is lost, `_read` may stop half way"
        self._reader.start()

    def start(self):
        multiprocessing.Process(target=work, args=(self._results,)).start()

    def _read(self):
        while True:
            open("results").write(self._results.get())  # want-note "takes it here" # want-note "this may stop half way"


def work(results):
    results.put("done")  # want-note "this may never be worked off"
