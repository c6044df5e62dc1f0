import threading
import time


def work(n):
    time.sleep(n)


def main():
    first = threading.Thread(target=work, args=(1,))
    second = threading.Thread(target=work, args=(2,))
    first.start()
    second.start()  # want missing-join "nothing waits for threads `first` and `second`: the lines after start\(\) run before `work` is done"


if __name__ == "__main__":
    main()
    print("main continues")
