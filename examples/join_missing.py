from threading import Thread
import time


def work(name):
    time.sleep(2)
    print(f"Hey {name}, the work is done")


def walk():
    time.sleep(4)
    print("walked")


t1 = Thread(target=work, args=("John",))
t1.start()
t2 = Thread(target=walk)
t2.start()

t1.join()
print("everything is done")
