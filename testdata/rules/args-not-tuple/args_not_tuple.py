import _thread
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Thread as T


def work(name):  # want-note "`work` is defined here"
    print(name)


def pair(a, b):
    print(a, b)


def string_bad():
    t = threading.Thread(target=work, args=("John"))  # want args-not-tuple "is the string \"John\", not a tuple: `work` is called with 4 arguments"
    t.start()
    t.join()


def alias_bad():
    t = T(None, work, "n", ("John"))  # want args-not-tuple "is the string \"John\", not a tuple"
    t.start()
    t.join()


def number_bad():
    t = threading.Thread(target=work, args=(5))  # want args-not-tuple "is a number, not a tuple: TypeError, `work` is never called"
    t.start()
    t.join()


def loop_variable_bad():
    for i in range(3):
        threading.Thread(target=work, args=(i)).start()  # want args-not-tuple "is a number, not a tuple"


def timer_bad():
    threading.Timer(1, work, "John").start()  # want args-not-tuple "not a tuple"


def by_accident_bad():
    threading.Thread(target=work, args=("x")).start()  # want args-not-tuple "works only because it has 1 character"


def two_bad():
    threading.Thread(target=pair, args=("John")).start(); threading.Thread(target=work, args=(1)).start()  # want args-not-tuple "John" # want args-not-tuple "is a number"


def low_level_bad():
    _thread.start_new_thread(work, ["John"])  # want args-not-tuple "is a list: TypeError, the second argument must be a tuple"


def set_bad():
    threading.Thread(target=pair, args={1, 2}).start()  # want args-not-tuple "is a set: the order of the arguments is lost"


def tuple_ok():
    t = threading.Thread(target=work, args=("John",))
    t.start()
    t.join()


def list_ok():
    threading.Thread(target=work, args=["John"]).start()


def star_ok(names):
    threading.Thread(target=work, args=(*names,)).start()
    threading.Thread(target=pair, args=("a",) + ("b",)).start()


def unknown_near(message, load):
    threading.Thread(target=work, args=(message)).start()
    threading.Thread(target=work, args=(load())).start()
    threading.Thread(target=work, args=(message.parts)).start()
    threading.Thread(target=work, args=(message[0])).start()


def empty_near():
    threading.Thread(target=print, args=("")).start()


def submit_near():
    with ThreadPoolExecutor() as pool:
        pool.submit(work, ("John"))


class Thread:
    def __init__(self, target, args):
        self.job = target, args


def namesake_near():
    Thread(target=work, args=("John"))


def built_elsewhere_near(flag):
    args = "John"
    if flag:
        args = ("John",)
    threading.Thread(target=work, args=args).start()  # miss args-not-tuple one of two values that reach the slot is a string
