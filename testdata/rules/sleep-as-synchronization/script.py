import threading
import time
from threading import Thread

from elsewhere import unknown

server = {"port": None}
done = False


def serve():
    time.sleep(0.5)
    server["port"] = 80  # want-note "`serve` stores it here"


def load(out):
    out.append(1)


def finish():
    global done
    done = True


def global_bad():
    t = threading.Thread(target=serve)
    t.start()  # want-note "the thread is started here"
    time.sleep(0.2)  # want sleep-as-synchronization "^`time.sleep\(0.2\)` hopes that `serve` is done: on a slow machine `server` is read too early$"
    print("ready", server["port"])  # want-note "it is read here"
    t.join()


def argument_bad():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)  # want sleep-as-synchronization "`time.sleep\(1\)` hopes that `load` is done: on a slow machine `out` is read"
    print(out)
    t.join()


def joined_ok():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    t.join()
    print(out)


def both_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)
    t.join()
    print(out)


def event_near(ready):
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(1)
    ready.wait()
    print(out)
    t.join()


def output_near():
    t = Thread(target=serve)
    t.start()
    time.sleep(1)
    print("the thread has probably served")
    t.join()


def never_joined_near():
    t = Thread(target=finish)
    t.start()
    time.sleep(1)
    print(done)


def retry_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    for _ in range(10):
        time.sleep(0.1)
        if out:
            break
    t.join()


def no_sleep_near():
    out = []
    t = Thread(target=load, args=(out,))
    t.start()
    time.sleep(0)
    print(out)
    t.join()


class Box:
    pass


def helper_near():
    box = Box()
    t = Thread(target=unknown.fill, args=(box,))
    t.start()
    time.sleep(1)
    print(box.value)  # miss sleep-as-synchronization what the target writes is not known
    t.join()


if __name__ == "__main__":
    global_bad()
    argument_bad()
    joined_ok()
    both_near()
    event_near(unknown.ready)
    output_near()
    never_joined_near()
    retry_near()
    no_sleep_near()
    helper_near()
