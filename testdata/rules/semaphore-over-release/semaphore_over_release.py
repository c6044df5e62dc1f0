# Semaphores that get back more than was taken.
import threading

slots = threading.Semaphore(2)
bound = threading.BoundedSemaphore(1)
signal = threading.Semaphore(0)


def twice_bad(load):
    slots.acquire()  # want-note "the permit is taken here, once"
    slots.release()  # want-note "it is given back here first"
    load()
    slots.release()  # want semaphore-over-release "^`slots.release\(\)` gives the permit back a second time: the semaphore gains a permit and lets one too many in$"


def with_bad(load):
    slots.acquire()
    try:
        load()
        slots.release()
    finally:
        print("done")
    slots.release()  # want semaphore-over-release "gives the permit back a second time"


def bounded_bad(load):
    bound.acquire()
    load()
    bound.release()
    bound.release()  # want semaphore-over-release "ValueError, \"Semaphore released too many times\"$"


def tried_bad(load):
    try:
        if not slots.acquire(timeout=1):  # want-note "this may fail"
            raise TimeoutError
        load()
    finally:
        slots.release()  # want semaphore-over-release "`slots.release\(\)` also runs when acquire\(\) got nothing"


def early_bad(load):
    try:
        url = load()
        slots.acquire()  # want-note "an exception before this line leads to the finally as well"
        print(url)
    finally:
        slots.release()  # want semaphore-over-release "`slots.release\(\)` also runs when the try fails before acquire\(\)"


def plain_ok(load):
    slots.acquire()
    try:
        load()
    finally:
        slots.release()


def tried_ok(load):
    if slots.acquire(timeout=1):
        try:
            load()
        finally:
            slots.release()


def signal_near():
    signal.release()
    signal.release()


def flag_near(load):
    got = False
    try:
        got = slots.acquire(timeout=1)
        load()
    finally:
        if got:
            slots.release()


def ways_near(load):
    slots.acquire()
    if load():
        slots.release()
        return 1
    slots.release()
    return 0


def several_near(jobs):
    for _ in jobs:
        slots.acquire()
    for _ in jobs:
        slots.release()


def first_in_try_near(load):
    try:
        slots.acquire()
        load()
    finally:
        slots.release()


def caught_near():
    bound.acquire()
    bound.release()
    try:
        bound.release()
    except ValueError:
        pass


def half_bad(load):
    slots.acquire()
    if load():
        slots.release()
    slots.release()  # want semaphore-over-release "gives the permit back a second time"


def handler_bad(load):
    slots.acquire()
    try:
        load()
    except OSError:
        slots.release()  # want-note "it is given back here first"
        print("failed")
    slots.release()  # want semaphore-over-release "gives the permit back a second time"


def told_apart_near(load):
    slots.acquire()
    if load():
        slots.release()
    if not load():
        slots.release()  # miss semaphore-over-release a test stands between the two


def left_near(load):
    slots.acquire()
    if load():
        slots.release()
        return
    slots.release()
