# all-rules: one finding a bug
import threading

done = []


def work():
    done.append("tick")


def spin_bad():
    t = threading.Thread(target=work)
    t.start()
    while t.is_alive:  # want method-not-called "the loop never ends"
        pass


def join_bad():
    t = threading.Thread(target=work)
    t.start()
    t.join  # want method-not-called "this line waits for nothing"
    print(done)


def start_bad():
    t = threading.Thread(target=work)
    t.start  # want method-not-called "this line starts nothing"


def spin_ok():
    t = threading.Thread(target=work)
    t.start()
    t.join()
