import _thread
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process
from sys import exit as leave

from elsewhere import unknown


def watch():
    if unknown.broken():
        sys.exit(1)  # want exit-in-thread "^`sys.exit\(1\)` in thread target `watch` ends only this thread, silently: the program goes on$"


def receive():
    while True:
        message = unknown.receive()
        if message == "quit":
            quit()  # want exit-in-thread "`quit\(\)` in thread target `receive` ends only this thread"
        if message == "bye":
            leave("bye")  # want exit-in-thread "`leave.*` in thread target `receive`"


def raises():
    raise SystemExit(2)  # want exit-in-thread "`raise SystemExit\(2\)` in thread target `raises`"


def bare():
    if unknown.done():
        raise SystemExit  # want exit-in-thread "`raise SystemExit` in thread target `bare` ends only this thread"


def step():
    give_up()


def give_up():
    sys.exit("lost")  # want exit-in-thread "`sys.exit.*` in `give_up`, which only thread target `step` calls, ends only that thread"


class Client(threading.Thread):
    def run(self):
        try:
            print("work")
        except OSError:
            sys.exit(3)  # want exit-in-thread "`sys.exit\(3\)` in thread target `Client.run`"


def starts_bad():
    threading.Thread(target=watch).start()  # want-note "the thread that runs `watch` is made here"
    threading.Thread(target=receive).start()
    threading.Timer(5, raises).start()
    _thread.start_new_thread(bare, ())
    threading.Thread(target=step).start()
    Client().start()


def both():
    sys.exit(1)


def both_near():
    threading.Thread(target=both).start()
    both()


def handler(signum, frame):
    sys.exit(0)


def handler_near():
    signal.signal(signal.SIGTERM, handler)
    threading.Thread(target=handler, args=(0, None)).start()


def caught():
    try:
        sys.exit(1)
    except SystemExit:
        print("caught")


def inner():
    sys.exit(1)


def around():
    try:
        inner()
    except BaseException as e:
        print(e)


def child():
    sys.exit(1)


def pooled():
    sys.exit(1)


def ends_all():
    os._exit(1)


def ends_thread():
    _thread.exit()


def handed():
    sys.exit(1)


def others_near():
    threading.Thread(target=caught).start()
    threading.Thread(target=around).start()
    Process(target=child).start()
    with ThreadPoolExecutor() as pool:
        print(pool.submit(pooled).result())
    threading.Thread(target=ends_all).start()
    threading.Thread(target=ends_thread).start()
    threading.Thread(target=handed).start()
    unknown.register(handed)


def deep():
    unknown.run(deeper)


def deeper():
    sys.exit(1)  # miss exit-in-thread who calls it is not known


def deep_near():
    threading.Thread(target=deep).start()


def returns(over):
    if unknown.broken():
        over.set()
        return
    print("on")


def main_ok():
    over = threading.Event()
    threading.Thread(target=returns, args=(over,)).start()
    over.wait()
    sys.exit(1)
