import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


def quiet():
    return 1


Thread(target=quiet, daemon=True).start()
