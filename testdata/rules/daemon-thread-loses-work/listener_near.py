import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


def forever():
    while True:
        time.sleep(1)
        print("tick")


Thread(target=forever, daemon=True).start()
