from threading import Thread
import time


def cook():
    time.sleep(2)
    print("dinner is ready")


t = Thread(target=cook)
t.run()
print("laying the table")
