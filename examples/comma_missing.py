from threading import Thread
import time


def work(name):
    time.sleep(2)
    print(f"Hey {name}, the work is done")


t = Thread(target=work, args=("John"))
t.start()
t.join()
