import queue
import socket
import threading
import time
from threading import Thread, Timer

from elsewhere import unknown

jobs = queue.Queue()


def tick():
    while True:  # want-note "nothing leads out of this loop"
        time.sleep(1)
        print("tick")


def work():
    while True:
        item = jobs.get()
        print(item)
        jobs.task_done()


def read():
    while 1:
        line = input("> ")
        print(line)


def again():
    print("again")
    Timer(5, again).start()  # want endless-non-daemon-thread "^`again` always makes the next timer, which is not a daemon: the process hangs at exit$"


class Beat(Thread):
    def run(self):
        while True:
            self.beat()
            time.sleep(10)

    def beat(self):
        print("beat")


def name_bad():
    t = threading.Thread(target=tick)  # want endless-non-daemon-thread "^thread `t` never ends and is not a daemon: the process hangs at exit, waiting for `tick`$"
    t.start()


def list_bad():
    for _ in range(4):
        worker = Thread(target=work)  # want endless-non-daemon-thread "thread `worker` never ends"
        worker.start()
    jobs.join()


def input_bad():
    Thread(target=read).start()  # want endless-non-daemon-thread "^the thread never ends and is not a daemon: .* waiting for `read`"


def subclass_bad():
    beat = Beat()  # want endless-non-daemon-thread "thread `beat` never ends .* waiting for `Beat.run`"
    beat.start()


def daemon_ok():
    Thread(target=tick, daemon=True).start()


def said_near():
    Thread(target=tick, daemon=False).start()
    t = Thread(target=tick)
    t.daemon = unknown.daemon
    t.start()


def joined_near():
    t = Thread(target=tick)
    t.start()
    t.join()


def stopped(stop):
    while not stop.is_set():
        time.sleep(1)


def leaves():
    while True:
        item = jobs.get()
        if item is None:
            break
        print(item)


def caught():
    try:
        while True:
            time.sleep(1)
            unknown.work()
    except OSError:
        print("closed")


def flag_near(stop):
    Thread(target=stopped, args=(stop,)).start()
    Thread(target=leaves).start()
    Thread(target=caught).start()


class Server_near:
    def __init__(self):
        self.sock = socket.socket()
        self.thread = Thread(target=self.accept)
        self.thread.start()

    def accept(self):
        while True:
            conn, _ = self.sock.accept()
            print(conn)

    def close(self):
        self.sock.close()


def given(conn):
    while True:
        print(conn.recv(100))


def given_near(conn):
    Thread(target=given, args=(conn,)).start()  # miss endless-non-daemon-thread what it waits on is not known


def once():
    print("once")
    if unknown.more():
        Timer(5, once).start()


def timer_near():
    Timer(1, once).start()


class Cancelled_near:
    def fire(self):
        self.timer = Timer(5, self.fire)
        self.timer.start()

    def stop(self):
        self.timer.cancel()
