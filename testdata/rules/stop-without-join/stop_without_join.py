import socket
import queue
import threading

from elsewhere import connect


class Flag_bad:
    def __init__(self):
        self.client = connect()
        self.running = True
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.running:
            print(self.client.fetch())  # want-note "`Flag_bad._run` uses it here"

    def close(self):
        self.running = False  # want stop-without-join "^`close\(\)` tells `_run` to end but does not join its thread, then closes `self.client`, which that may still use$"
        self.client.close()  # want-note "freed here"


class Event_bad:
    def __init__(self):
        self.sock = socket.socket()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while not self.stopped.is_set():
            print(self.sock.recv(100))

    def stop(self):
        self.stopped.set()  # want stop-without-join "`stop\(\)` tells `_run` to end but does not join its thread, then drops `self.sock`"
        self.sock = None


class Joined_ok:
    def __init__(self):
        self.client = connect()
        self.running = True
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while self.running:
            print(self.client.fetch())

    def close(self):
        self.running = False
        self.thread.join()
        self.client.close()


class Nothing_near:
    def __init__(self):
        self.client = connect()
        self.log = connect()
        self.running = True
        threading.Thread(target=self._run).start()

    def _run(self):
        while self.running:
            print(self.client.fetch())

    def close(self):
        self.running = False
        self.log.close()


class Before_near:
    def __init__(self):
        self.client = connect()
        self.running = True
        threading.Thread(target=self._run).start()

    def _run(self):
        while self.running:
            print(self.client.fetch())

    def close(self):
        self.client.close()
        self.running = False


class Caught_near:
    def __init__(self):
        self.client = connect()
        self.running = True
        threading.Thread(target=self._run).start()

    def _run(self):
        while self.running:
            try:
                print(self.client.fetch())
            except OSError:
                print("closed")

    def close(self):
        self.running = False
        self.client.close()


class Itself_near:
    def __init__(self):
        self.client = connect()
        self.running = True
        threading.Thread(target=self._run).start()

    def _run(self):
        while self.running:
            print(self.client.fetch())
        self.close()

    def close(self):
        self.running = False
        self.client.close()


class Waits_near:
    def __init__(self):
        self.client = connect()
        self.running = True
        self.ended = threading.Event()
        threading.Thread(target=self._run).start()

    def _run(self):
        while self.running:
            print(self.client.fetch())
        self.ended.set()

    def close(self):
        self.running = False
        self.ended.wait()
        self.client.close()


class Worker(threading.Thread):
    def __init__(self, client):
        super().__init__()
        self.client = client
        self.running = True

    def run(self):
        while self.running:
            print(self.client.fetch())


class Owner_near:
    def __init__(self):
        self.client = connect()
        self.worker = Worker(self.client)
        self.worker.start()

    def close(self):
        self.worker.running = False  # miss stop-without-join the thread is an object of another class
        self.client.close()


class Marker_bad:
    def __init__(self, path):
        self.file = open(path, "w")
        self.lines = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            line = self.lines.get()
            if line is None:
                break
            self.file.write(line)  # want-note "`Marker_bad._run` uses it here"

    def close(self):
        self.lines.put(None)  # want stop-without-join "`close\(\)` tells `_run` to end but does not join its thread, then closes `self.file`, which that may still use"
        self.file.close()  # want-note "freed here"


class Marker_near:
    def __init__(self, path):
        self.file = open(path, "w")
        self.lines = queue.Queue()
        self.others = queue.Queue()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        threading.Thread(target=self._other).start()

    def _run(self):
        while True:
            line = self.lines.get()
            if line is None:
                break
            self.file.write(line)

    def _other(self):
        while True:
            item = self.others.get()
            if item is None:
                break
            print(item)

    def close(self):
        self.lines.put(None)
        self.thread.join()
        self.file.close()

    def close_other(self):
        self.others.put(None)
        self.file.close()


class SetUp_near:
    """What the thread does with it before its loop is over by then."""

    def __init__(self):
        self.closed = False
        self.server = socket.socket()
        threading.Thread(target=self.serve).start()

    def serve(self):
        self.server.bind(("127.0.0.1", 0))
        self.server.listen(20)
        while True:
            try:
                conn, _ = self.server.accept()
            except OSError:
                if self.closed:
                    return
                raise
            conn.sendall(b" ")

    def close(self):
        self.closed = True
        self.server.close()
