# started_bad.py
import threading


def run():
    pass


t = threading.Thread(target=run)
t.start()  # want thread-started-at-import "^importing `started_bad` starts a thread that runs `run`: forked workers lose it and tests inherit it$"
# guarded_ok.py
import threading


def run():
    pass


def begin():
    threading.Thread(target=run).start()


if __name__ == "__main__":
    begin()
# pooled_near.py
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor()
pool.submit(print)
# importer.py
import guarded_ok
import pooled_near
import started_bad  # want-note "imported here"

print(guarded_ok, pooled_near, started_bad)
