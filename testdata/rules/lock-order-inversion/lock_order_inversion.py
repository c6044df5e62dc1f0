# Locks that are taken in opposite orders.
import threading

a = threading.Lock()
b = threading.Lock()
c = threading.RLock()
d = threading.Lock()
e = threading.Lock()
gate = threading.Lock()


def first_bad():
    with a:  # want-note "`first_bad\(\)` takes `a` here"
        with b:  # want lock-order-inversion "^`first_bad\(\)` takes `a` then `b`, `second_bad\(\)` the reverse: together they wait for each other for ever$"
            print(1)


def second_bad():
    b.acquire()  # want-note "`second_bad\(\)` takes `b` here"
    a.acquire()  # want-note "and then `a` here"
    print(2)
    a.release()
    b.release()


def pair_bad():
    with c, d:  # want lock-order-inversion "`pair_bad\(\)` takes `c` then `d`, `reverse_bad\(\)` the reverse"
        print(1)


def reverse_bad():
    with d, c:
        print(2)


one = threading.Lock()
two = threading.Lock()
three = threading.Lock()


def circle_bad():
    with one:
        with two:  # want lock-order-inversion "`circle_bad\(\)` takes `one` then `two`, and a circle leads back: together"
            print(1)


def circle_second():
    with two, three:
        print(2)


def circle_third():
    with three, one:
        print(3)


# One more lock is held around both.
def gated_near():
    with gate:
        with a, d:
            print(1)


def gated_reverse_near():
    with gate:
        with d, a:
            print(2)


# An attempt that gives up waits for nobody.
def tried_near():
    with e, a:
        if b.acquire(timeout=1):
            b.release()


def tried_reverse_near():
    with a:
        if e.acquire(False):
            e.release()


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._index = threading.Lock()
        self._rows = {}

    def put_bad(self, key, row):
        with self._lock:
            self._rows[key] = row
            self.note(key)  # want lock-order-inversion "`put_bad\(\)` takes `Store._lock` then `Store._index`, `find\(\)` the reverse"

    def note(self, key):
        with self._index:  # want-note "`note\(\)` takes `Store._index` here"
            print(key)

    def find(self, key):
        with self._index:
            with self._lock:
                return self._rows[key]


class Right:
    def __init__(self):
        self._lock = threading.Lock()
        self._index = threading.Lock()

    def put_ok(self):
        with self._lock:
            with self._index:
                print(1)

    def find_ok(self):
        with self._lock, self._index:
            print(2)


# The coordinator knows the client that made it: both hold their own lock and ask the other.
class Client:
    def __init__(self):
        self._lock = threading.Lock()
        self._coord = Coordinator(self)

    def poll_bad(self):
        with self._lock:
            self._coord.beat()  # want lock-order-inversion "`poll_bad\(\)` takes `Client._lock` then `Coordinator._lock`, `heartbeat\(\)` the reverse"

    def send(self):
        with self._lock:
            print("send")


class Coordinator:
    def __init__(self, client):
        self._lock = threading.Lock()
        self._client = client

    def beat(self):
        with self._lock:
            print("beat")

    def heartbeat(self):
        with self._lock:
            self._client.send()  # want-note "and goes on to here"


# Nothing says that the peer's peer is the first one.
class Peer:
    def __init__(self, peer: "Other"):
        self._lock = threading.Lock()
        self._peer = peer

    def ask_near(self):
        with self._lock:
            self._peer.answer()

    def answer(self):
        with self._lock:
            print(1)


class Other:
    def __init__(self, peer: Peer):
        self._lock = threading.Lock()
        self._peer = peer

    def ask_near(self):
        with self._lock:
            self._peer.answer()

    def answer(self):
        with self._lock:
            print(1)


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0


def transfer(source, target, n):
    with source.lock:
        with target.lock:  # want lock-order-inversion "`transfer\(\)` takes `rent.lock` then `food.lock`, and elsewhere the reverse: together they wait for each other for ever"
            source.balance -= n
            target.balance += n


rent = Account()
food = Account()


def move_bad():
    threading.Thread(target=transfer, args=(rent, food, 5)).start()  # want-note "with these objects"
    threading.Thread(target=transfer, args=(food, rent, 7)).start()  # want-note "with these objects"


def moved(source, target, n):
    with source.lock:
        with target.lock:
            source.balance -= n
            target.balance += n


def move_near(accounts):
    threading.Thread(target=moved, args=(rent, food, 5)).start()
    threading.Thread(target=moved, args=(rent, food, 7)).start()
    moved(accounts[0], accounts[1], 2)


# Only one thread comes to either.
x = threading.Lock()
y = threading.Lock()


def step_near():
    with x, y:
        print(1)


def back_near():
    with y, x:
        print(2)


def worker():
    step_near()
    back_near()


def start_near():
    threading.Thread(target=worker).start()


# While an object is made nobody else can hold its locks.
class Made:
    def __init__(self):
        self._a = threading.Lock()
        self._b = threading.Lock()
        with self._a, self._b:
            print("made")

    def use_near(self):
        with self._b, self._a:
            print("used")


class Agent:
    _lock = threading.Lock()

    @staticmethod
    def get():
        with Agent._lock:
            return App.get_near("agent")


# The agent is passed, so nobody asks for it under the lock.
class App:
    _lock = threading.Lock()

    def __init__(self, agent=None):
        if agent is None:
            agent = Agent.get()
        self.agent = agent

    @staticmethod
    def get_near(name):
        agent = print(name)
        with App._lock:
            return App(agent)


def listed_bad(locks):
    with locks[0]:
        with locks[1]:  # miss lock-order-inversion locks in containers have no name
            print(1)
    with locks[1]:
        with locks[0]:
            print(2)
