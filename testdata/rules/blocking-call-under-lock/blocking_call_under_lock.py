# Locks that are held over calls which wait.
import queue
import socket
import subprocess
import threading
import time
import urllib.request

lock = threading.Lock()
outputs = []


def status():
    with lock:  # want-note "`status\(\)` needs `lock` here"
        return len(outputs)


def run_bad():
    with lock:  # want-note "`run_bad\(\)` takes `lock` here"
        done = subprocess.run(["ls"], capture_output=True)  # want blocking-call-under-lock "^`lock` is held while `run` waits for a process: every thread that calls `status\(\)` waits too$"
        outputs.append(done.stdout)


def run_ok():
    done = subprocess.run(["ls"], capture_output=True)
    with lock:
        outputs.append(done.stdout)


class Feed:
    def __init__(self):
        self._lock = threading.Lock()
        self._rows = {}
        self._jobs = queue.Queue()
        self._sock = socket.create_connection(("localhost", 1))
        self._send_lock = threading.Lock()
        self._token = None

    def rows(self):
        with self._lock:
            return dict(self._rows)

    def refresh_bad(self, url):
        with self._lock:
            self._rows["x"] = self.load(url)  # want blocking-call-under-lock "`_lock` is held while `urlopen` waits for the outside world: every thread that calls `rows\(\)` waits too"

    def load(self, url):
        return urllib.request.urlopen(url)  # want-note "it waits here, by way of load"

    def pause_bad(self):
        with self._lock:
            self._rows.clear()
            time.sleep(5)  # want blocking-call-under-lock "`_lock` is held while `sleep` pauses: every thread that calls `rows\(\)` waits too"

    def take_bad(self):
        with self._lock:
            self._rows["job"] = self._jobs.get()  # want blocking-call-under-lock "`_lock` is held while `get` waits for an item"

    def moment_near(self):
        with self._lock:
            time.sleep(0.01)

    def known_near(self):
        with self._lock:
            while not self._jobs.empty():
                self._jobs.get()

    def tried_near(self):
        with self._lock:
            self._rows["job"] = self._jobs.get(timeout=1)

    # The lock is there for the connection.
    def send_near(self, data):
        with self._send_lock:
            self._sock.sendall(data)

    def close_near(self):
        with self._send_lock:
            self._sock = None

    # One thread asks for it, the others wait for the answer.
    def token_near(self, url):
        with self._lock:
            if self._token is None:
                self._token = urllib.request.urlopen(url).read()
            return self._token

    def freed_near(self, url):
        with self._lock:
            self._lock.release()
            urllib.request.urlopen(url)
            self._lock.acquire()

    def stop_near(self):
        ready = threading.Condition(self._lock)
        with ready:
            ready.wait()


only = threading.Lock()


# Nobody else needs the lock: it says that one runs at a time.
def alone_near():
    with only:
        subprocess.run(["ls"])


mine = threading.Lock()
seen = []


def each_bad():
    with mine:
        seen.append(subprocess.run(["ls"]))  # want blocking-call-under-lock "every thread that calls `each_bad\(\)` waits too"


for _ in range(4):
    threading.Thread(target=each_bad).start()


def given_bad(g: threading.Lock):
    with g:
        subprocess.run(["ls"])  # miss blocking-call-under-lock who else needs the lock is not known
