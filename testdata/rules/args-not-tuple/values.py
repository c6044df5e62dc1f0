import _thread
import functools
import multiprocessing
import os
import threading
import threading as th
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool, Process
from multiprocessing.pool import ThreadPool
from threading import Event, Thread, Timer


def work(*names):
    print(names)


def one(name):
    print(name)


def pair(a, b):
    print(a, b)


LIMIT = 5
HALF = LIMIT / 2


class Silent:
    def __init__(self):
        self.value = 1


class Items:
    def __iter__(self):
        return iter((1, 2))


def numbers_bad(names, flag: bool, size: int):
    Thread(target=one, args=(LIMIT)).start()  # want args-not-tuple "args=\(LIMIT\) is a number, not a tuple: TypeError, `one` is never called"
    Thread(target=one, args=LIMIT * 2 + 1).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=HALF).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=(len(names))).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=(int(names))).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=(True)).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=-1).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=(flag)).start()  # want args-not-tuple "is a number"
    Thread(target=one, args=(size)).start()  # want args-not-tuple "is a number"
    Process(target=one, args=(os.getpid())).start()  # want args-not-tuple "is a number"


def strings_bad(name: str, names, i):
    Thread(target=one, args=(f"x{i}")).start()  # want args-not-tuple "is a string, not a tuple: `one` gets one argument a character"
    Thread(target=one, args=(str(i))).start()  # want args-not-tuple "is a string"
    Thread(target=one, args=(input())).start()  # want args-not-tuple "is a string"
    Thread(target=one, args=("a %s" % i)).start()  # want args-not-tuple "is a string"
    Thread(target=one, args=("a" + "b")).start()  # want args-not-tuple "is a string"
    Thread(target=one, args=(name)).start()  # want args-not-tuple "is a string"
    Thread(target=one, args=b"ab").start()  # want args-not-tuple "is a bytes object, not a tuple: `one` gets 2 arguments, a number each"
    Thread(target=pair, args="ab").start()  # want args-not-tuple "works only because it has 2 characters"
    Thread(target=names.work, args="x").start()  # want args-not-tuple "works only because it has 1 character"


def loops_bad(text, lines):
    for url in ["http://a", "http://b"]:
        Thread(target=one, args=(url)).start()  # want args-not-tuple "args=\(url\) is a string, not a tuple: `one` gets one argument a character"
    for key in ["a", "b"]:
        Thread(target=one, args=(key)).start()  # want args-not-tuple "works only because it has 1 character"
    for letter in "abc":
        Thread(target=one, args=(letter)).start()  # want args-not-tuple "works only because it has 1 character"
    for i in range(3):
        Timer(i, one, i).start()  # want args-not-tuple "is a number"
    for i, line in enumerate(open(text)):
        Thread(target=one, args=(i)).start()  # want args-not-tuple "is a number"
        Thread(target=one, args=(line)).start()  # want args-not-tuple "is a string"
    for name in sorted(os.listdir(text)):
        Thread(target=one, args=(name)).start()  # want args-not-tuple "is a string"
    for n in (1, 2):
        Thread(target=one, args=n).start()  # want args-not-tuple "is a number"
    threads = [Thread(target=one, args=(i)) for i in range(5)]  # want args-not-tuple "is a number"
    for part in "a b".split():
        threads.append(Thread(target=one, args=(part)))  # want args-not-tuple "is a string"


def loops_near(lines, urls):
    for line in lines:
        Thread(target=one, args=(line)).start()
    for a, b in [(1, 2)]:
        Thread(target=pair, args=(a, b)).start()
    for item in [(1,), (2,)]:
        Thread(target=one, args=item).start()
    for item in [[1], [2]]:
        Thread(target=one, args=(item)).start()


def objects_bad(done):
    stop = Event()
    Thread(target=one, args=(stop)).start()  # want args-not-tuple "args=\(stop\) is one object, not a tuple: TypeError, `one` is never called"
    Thread(target=one, args=threading.Lock()).start()  # want args-not-tuple "is one object"
    Thread(target=one, args=(Silent())).start()  # want args-not-tuple "is one object"


def objects_ok(done):
    Thread(target=pair, args=Items()).start()
    Thread(target=pair, args=(n for n in (1, 2))).start()
    Thread(target=pair, args=[n for n in (1, 2)]).start()
    Thread(target=pair, args=tuple("ab")).start()
    Thread(target=pair, args=(1, 2) if done else (3, 4)).start()
    Thread(target=pair, args=done.args).start()
    Thread(target=pair, args=dict(a=1).values()).start()
    Thread(target=pair, args=os.path.split(done)).start()


def displays_bad():
    Thread(target=one, args={"name": "x"}).start()  # want args-not-tuple "is a dict: its keys are passed, not its values"
    Thread(target=one, args=None).start()  # want args-not-tuple "args=None cannot be unpacked: TypeError when the thread runs"
    Process(target=one, args=None).start()  # want args-not-tuple "args=None cannot be unpacked: TypeError when `one` is to be called"
    Thread(target=one, kwargs=["x"]).start()  # want args-not-tuple "kwargs=\[\"x\"\] is a list, not a dict: TypeError when the thread runs"
    Thread(target=one, kwargs={"name", "x"}).start()  # want args-not-tuple "is a set, not a dict"
    Thread(target=one, kwargs="name").start()  # want args-not-tuple "is a str, not a dict"


def displays_ok(options):
    Timer(1, one, None).start()
    Timer(1, one, None, None).start()
    Thread(target=one, kwargs={"name": "x"}).start()
    Thread(target=one, kwargs=dict(name="x")).start()
    Thread(target=one, kwargs=options).start()
    Thread(target=one, args=("a",), kwargs=None).start()
    Thread(args=("unused")).start()
    Thread(target=None, args=5).start()


def low_level_bad():
    _thread.start_new_thread(one, ("x"))  # want args-not-tuple "is a str: TypeError, the second argument must be a tuple"
    _thread.start_new_thread(one, {1})  # want args-not-tuple "is a set: TypeError"
    th._start_new_thread(one, (5))  # want args-not-tuple "is an int: TypeError"
    _thread.start_new_thread(one, [n for n in (1,)])  # want args-not-tuple "is a list: TypeError"


def low_level_ok(args):
    _thread.start_new_thread(one, ("x",))
    _thread.start_new_thread(one, args)
    _thread.start_new_thread(work, ())


def pools_bad(results):
    with Pool() as pool:
        pool.apply_async(one, ("John"))  # want args-not-tuple "args=\(\"John\"\) is the string \"John\""
        pool.apply_async(one, args=(5), callback=print)  # want args-not-tuple "args=\(5\) is a number"
        pool.apply(one, LIMIT)  # want args-not-tuple "is a number"
        pool.starmap(one, [("John"), ("Mary")])  # want args-not-tuple "item \(\"John\"\) is the string \"John\""
        pool.starmap(one, [(i) for i in range(5)])  # want args-not-tuple "item \(i\) is a number"
        names = ["John", "Mary"]  # want args-not-tuple "item \"John\" is the string"
        pool.starmap_async(one, names)
        pool.map(one, ("John"))  # want args-not-tuple "is a string, not a tuple: `one` is called once a letter"
    with ThreadPool(3, one, ("x1")) as pool:  # want args-not-tuple "initargs=\(\"x1\"\) is the string"
        pool.imap(one, ("John"), chunksize=2)  # want args-not-tuple "once a letter"
    with ThreadPoolExecutor(initializer=one, initargs=(5)) as pool:  # want args-not-tuple "initargs=\(5\) is a number"
        pool.map(one, ("John"))  # want args-not-tuple "once a letter"


def pools_ok(names):
    with ProcessPoolExecutor() as pool:
        pool.map(one, "John")
        pool.map(one, ("John",))
        pool.map(pair, ("ab"), names)
        pool.submit(one, ("John"))
    with Pool() as pool:
        pool.starmap(one, [("John",), ["Mary"]])
        pool.starmap(pair, zip(names, names))
        pool.apply_async(work)
        pool.apply_async(one, ("John",), {})


class Handing(Thread):
    def __init__(self, target, args=()):
        super().__init__(target=target, args=args)


class Keywords(th.Thread):
    def __init__(self, label, **kwargs):
        threading.Thread.__init__(self, **kwargs)
        self.label = label


class All(Keywords):
    def __init__(self, *args, **kwargs):
        super(All, self).__init__("all", *args, **kwargs)


class Plain(Thread):
    daemon = True


def subclasses_bad():
    Handing(one, ("John")).start()  # want args-not-tuple "args=\(\"John\"\) is the string \"John\", not a tuple: `one` is called with 4 arguments"
    Handing(target=one, args=(5)).start()  # want args-not-tuple "is a number"
    Keywords("x", target=one, args=("John")).start()  # want args-not-tuple "is the string"
    All(target=one, args=("John")).start()  # want args-not-tuple "is the string"
    Plain(target=one, args=("John")).start()  # want args-not-tuple "is the string"


class Own(Thread):
    def __init__(self, job, args):
        super().__init__()
        self.job, self.args = job, args


class Changes(Thread):
    def __init__(self, target, args):
        args = (args,)
        super().__init__(target=target, args=args)


class Named(Thread):
    def __init__(self):
        threading.Thread.__init__(self, None, None, "a name")


class Runs(Thread):
    def __init__(self):
        super().__init__(target=one, args="ab")

    def run(self):
        print(self._args)


class Fixed(Thread):
    def __init__(self):
        super().__init__(target=self.loop, args=("John"))  # want args-not-tuple "`loop` is called with 4 arguments"

    def loop(self, name):
        print(name)


def subclasses_ok():
    Own(one, ("John")).start()
    Changes(one, ("John")).start()
    Handing(one, ("John",)).start()
    Handing(one).start()
    Named().start()
    Runs().start()
    Fixed().start()
    Keywords("x", target=one, args=("John",)).start()


def partial_bad():
    Thread(target=functools.partial(pair, 1), args=("John")).start()  # want args-not-tuple "is the string \"John\""


def partial_near():
    Thread(target=functools.partial(pair, "x", "y"), args=("")).start()


def expected_ok(case):
    with case.assertRaises(TypeError):
        _thread.start_new_thread(one, [])
    with case.subTest(), case.assertRaises(TypeError) as caught:
        _thread.start_new_thread(one, "x")
