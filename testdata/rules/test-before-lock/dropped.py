# What is tested before the lock may be dropped before it is taken.
import threading


class Connection:
    def __init__(self):
        self._lock = threading.Lock()
        self._other = threading.Lock()
        self._sock = None
        self._log = None
        self._names = []
        self._file = None

    def open(self, sock, log):
        with self._lock:
            self._sock = sock
            self._log = log
            self._names = []

    def close(self):
        with self._lock:
            self._sock.close()
            self._sock = None
            self._names = None
        with self._other:
            self._file = None

    def send_bad(self, data):
        if self._sock is not None:  # want test-before-lock "^`if self._sock is not None` is tested before `with _lock`: another thread may store None first, then `self._sock.send\(data\)` raises AttributeError$"
            with self._lock:  # want-note "the lock is taken here, after the test"
                self._sock.send(data)  # want-note "relies on the test"

    def leave_bad(self):
        if not self._sock:  # want test-before-lock "another thread may store None first, then `self._sock.close\(\)` raises AttributeError"
            return
        with self._lock:
            self._sock.close()

    def again_ok(self, data):
        if self._sock is not None:
            with self._lock:
                if self._sock is not None:
                    self._sock.send(data)

    def inside_ok(self, data):
        with self._lock:
            if self._sock is not None:
                self._sock.send(data)

    def kept_near(self):
        if self._log:
            with self._lock:
                self._log.flush()

    def list_near(self, name):
        if self._names:
            with self._lock:
                self._names.append(name)

    def caught_near(self, data):
        if self._sock:
            with self._lock:
                try:
                    self._sock.send(data)
                except AttributeError:
                    print("closed")

    def other_near(self):
        if self._file:
            with self._lock:
                self._file.flush()
