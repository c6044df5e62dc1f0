import sys
import threading
import time


def receive():
    while True:
        time.sleep(1)
        print("received")


def main():
    t = threading.Thread(target=receive)  # want endless-non-daemon-thread "thread `t` never ends and is not a daemon"
    t.start()
    while True:
        if input() == "quit":
            sys.exit()  # want-note "the main program means to end here"


main()
