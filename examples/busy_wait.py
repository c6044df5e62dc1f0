import threading
import time


def download():
    time.sleep(3)
    print("file downloaded")


t = threading.Thread(target=download)
t.start()
while t.is_alive():
    pass
print("ready")
