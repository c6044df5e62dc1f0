# A main program that never ends either: the thread is not what keeps the process.
import sys
import threading
import time


def loop_near():
    while True:
        time.sleep(0.5)
        sys.stdout.write("#")


threading.Thread(target=loop_near).start()

if __name__ == "__main__":
    while True:
        time.sleep(0.5)
        sys.stdout.write(".")
