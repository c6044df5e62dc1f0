import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


threads = []
for _ in range(3):
    t = Thread(target=save, daemon=True)
    threads.append(t)
    t.start()  # want daemon-thread-loses-work "^the daemon threads in `threads` are killed at exit, and nothing waits for them"
