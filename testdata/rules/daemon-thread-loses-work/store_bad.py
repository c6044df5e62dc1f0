import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


def send(path):
    with open(path, "w") as f:
        f.write("data")


worker = Thread(target=send, args=("x.txt",))
worker.daemon = True
worker.start()  # want daemon-thread-loses-work "daemon thread `worker` is killed at exit"
