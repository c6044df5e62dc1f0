import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


t = Thread(target=save, daemon=True)
t.start()
while t.is_alive():
    time.sleep(0.1)
