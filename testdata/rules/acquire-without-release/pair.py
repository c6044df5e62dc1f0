# A script: the pair is a lesson.
import threading
import time

lock = threading.Lock()
count = 0


def work_bad(n):
    global count
    lock.acquire()  # want acquire-without-release "^acquire\(\) and release\(\) as a pair: if a line between them raises, `lock` stays locked$"
    count += n
    print(count)
    lock.release()  # want-note "an exception before this line skips it"
    lock.acquire()
    print("once a function")
    lock.release()


def sleep_bad():
    lock.acquire()  # want acquire-without-release "as a pair"
    time.sleep(1)
    lock.release()


def load_bad():
    lock.acquire()  # want acquire-without-release "`lock` stays locked if `open\(\)` raises"
    print("loading")
    print(open("data").read())
    lock.release()


def add_near(n):
    global count
    lock.acquire()
    count += n
    lock.release()


def with_ok():
    with lock:
        print(count)


for target in (work_bad, add_near):
    threading.Thread(target=target, args=(1,)).start()
sleep_bad()
load_bad()
with_ok()
