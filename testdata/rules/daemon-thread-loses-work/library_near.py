import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


def begin():
    Thread(target=save, daemon=True).start()  # miss daemon-thread-loses-work a library: who ends the program is not seen
