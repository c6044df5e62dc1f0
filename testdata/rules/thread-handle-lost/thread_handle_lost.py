import multiprocessing
import threading
import time
from threading import Thread

_poller = None


def poll():
    while True:  # want-note "nothing leads out of this loop"
        time.sleep(30)
        print("poll")


def finite():
    time.sleep(30)


def load_flags_bad():
    poller = threading.Thread(target=poll, daemon=True)  # want thread-handle-lost "^each call of `load_flags_bad` starts a new endless thread whose only handle is the local `poller`: threads pile up$"
    poller.start()
    return {"flag": True}


def on_request_bad(request):
    Thread(target=poll).start()  # want thread-handle-lost "each call of `on_request_bad` starts a new endless thread which nothing keeps"
    return request


def serve_twice():
    on_request_bad(1)
    on_request_bad(2)


def waits_ok():
    t = Thread(target=finite)
    t.start()
    t.join()


def finite_near():
    Thread(target=finite, daemon=True).start()


def returned_near():
    t = Thread(target=poll, daemon=True)
    t.start()
    return t


def guarded_near():
    global _poller
    if _poller is None:
        t = Thread(target=poll, daemon=True)
        t.start()
        _poller = True


def start_polling_near():
    Thread(target=poll, daemon=True).start()


def stopped(stop):
    while True:
        if stop.wait(30):
            break


def stop_near(stop):
    Thread(target=stopped, args=(stop,)).start()


class Kept_near:
    def refresh(self):
        self.thread = Thread(target=poll)
        self.thread.start()


class Flags:
    def refresh(self):
        Thread(target=poll, daemon=True).start()  # miss thread-handle-lost how often a method is called is not seen


def serve_one(address):
    def watch_parent():
        while True:
            time.sleep(1)

    t = threading.Thread(target=watch_parent)  # each call has a process to itself, and the thread ends with it
    t.start()


def many_processes_near(addresses):
    for address in addresses:
        multiprocessing.Process(target=serve_one, args=(address,)).start()
