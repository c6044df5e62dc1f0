import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


t = Thread(target=save)
t.start()
