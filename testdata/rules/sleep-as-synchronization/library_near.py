import threading
import time


def measure():
    seen = []
    t = threading.Thread(target=seen.append, args=(1,))
    t.start()
    time.sleep(0.5)
    print(seen)
    t.join()
