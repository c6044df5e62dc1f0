# Tables that are made on first use, in classes that several threads come to.
import threading


class Half:
    def __init__(self, names):
        self.lock = threading.Lock()
        self.names = names
        self.table = None

    def lookup_bad(self):
        if self.table is None:
            self.table = {}  # want lazy-init-race "is stored before it is filled"
            for i, n in enumerate(self.names):
                self.table[n] = i  # want-note "filled here"
        return self.table  # want-note "hands out what is there"

    def add(self, name):
        with self.lock:  # want-note "a lock is for several threads"
            self.names.append(name)


class Whole:
    def __init__(self, names):
        self.lock = threading.Lock()
        self.names = names
        self.table = None

    def lookup_ok(self):
        if self.table is None:
            table = {}
            for i, n in enumerate(self.names):
                table[n] = i
            self.table = table
        return self.table

    def add(self, name):
        with self.lock:
            self.names.append(name)


class NoLock:
    def __init__(self, names):
        self.names = names
        self.table = None

    def lookup_near(self):
        if self.table is None:
            self.table = {}  # nothing shows that several threads come here
            for i, n in enumerate(self.names):
                self.table[n] = i
        return self.table
