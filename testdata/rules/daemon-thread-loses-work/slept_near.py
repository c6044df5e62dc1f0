import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


Thread(target=save, daemon=True).start()
time.sleep(5)
