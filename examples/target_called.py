from threading import Thread
import time


def work():
    time.sleep(2)
    print("done")


t = Thread(target=work())
t.start()
t.join()
