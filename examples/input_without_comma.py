from threading import Thread
import time


def greet(name):
    time.sleep(1)
    print("Hello", name)


t = Thread(target=greet, args=(input("Your name: ")))
t.start()
t.join()
