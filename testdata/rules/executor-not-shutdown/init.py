# Constructors that may fail once their pool has workers.
import socket
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool

from elsewhere import Base, connect


def job(n):
    return n


class Call_bad:
    def __init__(self, address):
        self.pool = Pool(4)  # want executor-not-shutdown "^if `socket.create_connection\(\)` raises, nothing ends executor `self.pool`: its worker processes stay until it is garbage-collected$"
        self.sock = socket.create_connection(address)  # want-note "the constructor may end here"

    def close(self):
        self.pool.terminate()  # want-note "it is ended here else"
        self.sock.close()


class Raise_bad:
    def __init__(self, n):
        self.pool = ThreadPoolExecutor(n)  # want executor-not-shutdown "^where the constructor raises, nothing ends executor `self.pool`: its worker threads"
        self.first = self.pool.submit(job, 1)
        if n > 10:
            raise ValueError(n)

    def close(self):
        self.pool.shutdown()


class Checked_bad:
    def __init__(self, n):
        self.pool = Pool(n)  # want executor-not-shutdown "^if `self.check\(\)` raises"
        self.check(n)

    def check(self, n):
        if n > 10:
            raise ValueError(n)

    def __exit__(self, *exc):
        self.pool.close()


class First_ok:
    def __init__(self, address):
        self.sock = socket.create_connection(address)
        self.pool = Pool(4)

    def close(self):
        self.pool.terminate()


class Lazy_near:
    def __init__(self, address):
        self.pool = ThreadPoolExecutor(4)  # no worker before the first task
        self.sock = socket.create_connection(address)

    def close(self):
        self.pool.shutdown()


class Caught_near:
    def __init__(self, address):
        self.pool = Pool(4)
        try:
            self.sock = socket.create_connection(address)
        except OSError:
            self.pool.terminate()
            raise

    def close(self):
        self.pool.terminate()


class Deleted_near:
    def __init__(self, address):
        self.pool = Pool(4)
        self.sock = socket.create_connection(address)

    def close(self):
        self.pool.terminate()

    def __del__(self):
        self.close()


class Based_near(Base):
    def __init__(self, address):
        self.pool = Pool(4)
        self.sock = socket.create_connection(address)

    def close(self):
        self.pool.terminate()


class Unknown_near:
    def __init__(self, address):
        self.pool = Pool(4)
        self.sock = connect(address)  # miss executor-not-shutdown whether it raises is not known

    def close(self):
        self.pool.terminate()


class Kept_near:
    def __init__(self, address):
        self.pool = Pool(4)  # nobody ends it anywhere
        self.sock = socket.create_connection(address)
