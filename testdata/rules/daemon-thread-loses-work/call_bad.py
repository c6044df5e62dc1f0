import time
from threading import Thread

from elsewhere import unknown


def save():
    time.sleep(1)
    print("saved")


def main():
    t = Thread(target=save, daemon=True)  # want-note "`t` is created here"
    t.start()  # want daemon-thread-loses-work "^daemon thread `t` is killed at exit, and nothing waits for it: `save` may not get to `print\("saved"\)`$"
    print("wait for the thread")
    # t.join()


if __name__ == "__main__":
    main()
