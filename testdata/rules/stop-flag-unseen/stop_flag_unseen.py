# Threads that are told to stop where they do not look.
import queue
import threading


class Worker_bad:
    def __init__(self):
        self._jobs = queue.Queue()
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def put(self, n):
        self._jobs.put(n + 1)

    def _run(self):
        while not self._closed:  # want-note "and looked at here"
            job = self._jobs.get()  # want stop-flag-unseen "^`stop\(\)` sets `_closed`, but `_run` sits in `self._jobs.get\(\)` and sees it only after one more item$"
            print(job)

    def stop(self):
        self._closed = True  # want-note "it is set here, and nothing wakes the thread"
        self._thread.join()  # want-note "this waits for the thread"


class Event_bad:
    def __init__(self):
        self._jobs = queue.Queue()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def put(self, n):
        self._jobs.put([n])

    def _run(self):
        while not self._done.is_set():
            print(self._jobs.get())  # want stop-flag-unseen "`stop\(\)` sets `_done`, but `_run` sits in"

    def stop(self):
        self._done.set()
        self._thread.join()


class Sentinel_ok:
    def __init__(self):
        self._jobs = queue.Queue()
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._closed:
            job = self._jobs.get()
            print(job)

    def stop(self):
        self._closed = True
        self._jobs.put(None)
        self._thread.join()


class Timed_near:
    def __init__(self):
        self._jobs = queue.Queue()
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._closed:
            try:
                print(self._jobs.get(timeout=1))
            except queue.Empty:
                pass

    def stop(self):
        self._closed = True
        self._thread.join()


# The thread ends with the program.
class Daemon_near:
    def __init__(self):
        self._jobs = queue.Queue()
        self._closed = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while not self._closed:
            print(self._jobs.get())

    def stop(self):
        self._closed = True


# close() comes by way of stop().
class Through_near:
    def __init__(self):
        self._jobs = queue.Queue()
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._closed:
            print(self._jobs.get())

    def stop(self):
        self._closed = True

    def close(self):
        self.stop()
        self._jobs.put(0)
        self._thread.join()


class Socket_bad:
    def __init__(self, sock):
        self._sock = sock
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._closed:
            print(self._sock.recv(100))  # miss stop-flag-unseen whether a receive has a timeout is not known

    def stop(self):
        self._closed = True
        self._thread.join()
