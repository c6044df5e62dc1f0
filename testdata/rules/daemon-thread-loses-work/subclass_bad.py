import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


class Sender(Thread):
    def __init__(self):
        super().__init__(daemon=True)

    def run(self):
        time.sleep(1)
        print("sent")


s = Sender()
s.start()  # want daemon-thread-loses-work "`Sender.run` may not get to `print"
