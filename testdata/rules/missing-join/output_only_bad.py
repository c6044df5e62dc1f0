from threading import Thread
import time


def work():
    time.sleep(2)
    print("done")  # want-note "at exit the interpreter waits for non-daemon threads, so `done` is still printed"


t = Thread(target=work)
t.start()  # want missing-join "^nothing waits for thread `t`: the lines after start\(\) run before `work` is done$"
print("main continues")

"""A string below is no statement."""
