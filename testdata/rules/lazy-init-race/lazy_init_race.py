# What is made on first use, by whoever comes first.
import threading

_guard = threading.Lock()
_rows = {}
_names = None
_whole = None
_mine = {}


def rows_bad(key):
    try:
        return _rows[key]  # want-note "hands out what is there"
    except KeyError:
        pass
    _rows[key] = []  # want lazy-init-race "^`_rows\[key\]` is stored before it is filled: a second thread in `rows_bad\(\)` gets a part of it$"
    for item in dir(key):
        if item:
            _rows[key].append(item)  # want-note "filled here"
    return _rows[key]


def names_bad():
    global _names
    if _names is None:
        _names = {}  # want lazy-init-race "^`_names` is stored before it is filled"
        for item in dir(_guard):
            _names[item] = len(item)
    return _names


def names_ok():
    global _whole
    if _whole is None:
        whole = {}
        for item in dir(_guard):
            whole[item] = len(item)
        _whole = whole
    return _whole


def names_locked_ok():
    global _names
    with _guard:
        if _names is None:
            _names = {}
            for item in dir(_guard):
                _names[item] = len(item)
        return _names


def mine_near():
    me = threading.get_ident()
    try:
        return _mine[threading.get_ident()]
    except KeyError:
        _mine[threading.get_ident()] = []
        for item in range(me):
            _mine[threading.get_ident()].append(item)
        return _mine[threading.get_ident()]


def groups_near(pairs):
    """Each item is filled wherever it comes by; nobody is handed a part."""
    for key, value in pairs:
        if key not in _rows:
            _rows[key] = []
        _rows[key].append(value)


def local_near(pairs):
    rows = {}
    for key, value in pairs:
        rows[key] = value
    return rows


class Rule_bad:
    """A lock that a method takes says that several threads have one."""

    def __init__(self, definition):
        self._lock = threading.Lock()
        self._definition = definition
        self._made = None
        self._label = None
        self._name = None

    def label(self):
        with self._lock:  # want-note "a lock is for several threads"
            return id(self)

    @property
    def made(self):
        if self._made is None:
            made = self._definition()  # want lazy-init-race "^`self._definition` is used here, and a second thread in `made\(\)` that passed the test, too, finds None in it$"
            self._made = made
            self._definition = None  # want-note "the first thread drops it here"
        return self._made

    @property
    def label_of(self):
        if self._label is None:
            self._label = len(self._name)  # want-note "stored here"
        return self._label  # want lazy-init-race "^`self._label` is read again for the result, and `rewrite\(\)` in another thread can store None before: None is returned$"

    def rewrite(self, name):
        self._name = name
        self._label = None  # want-note "taken back here"


class Rule_ok:
    def __init__(self, definition):
        self._lock = threading.Lock()
        self._definition = definition
        self._made = None
        self._label = None

    @property
    def made(self):
        definition = self._definition
        if self._made is None:
            self._made = definition()
            self._definition = None
        return self._made

    @property
    def label_of(self):
        label = self._label
        if label is None:
            label = self._label = len(str(self))
        return label

    @property
    def locked(self):
        with self._lock:
            if self._label is None:
                self._label = 5
            return self._label

    def rewrite(self):
        self._label = None


class Closed_near:
    """Who closes or resets knows what he does; what a constructor calls is part of it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._begin()

    def _begin(self):
        self._hash = None
        self._conn = None
        self._pool = None

    def ident(self):
        if self._hash is None:
            self._hash = hash(str(self))
        return self._hash

    def conn(self):
        if self._conn is None:
            with self._lock:
                print("opening")
            self._conn = open("x")
        return self._conn

    def close(self):
        self._conn = None

    def pool(self):
        if self._pool is None:
            self._pool = open("y")
        return self._pool

    def __exit__(self, *args):
        self._pool = None


class Plain_near:
    """No lock, no thread: one for each thread, for all that is known."""

    def __init__(self, definition):
        self._definition = definition
        self._made = None

    def made(self):
        if self._made is None:
            self._made = self._definition()
            self._definition = None
        return self._made


class Filled_miss:
    made = None

    @classmethod
    def get(cls):
        if cls.made is None:
            cls.made = {}
            cls.fill()  # miss lazy-init-race what a called function fills is not followed
        return cls.made

    @classmethod
    def fill(cls):
        cls.made["x"] = 1
