from threading import Thread


def work():
    print("worked")


def begin_near():
    t = Thread(target=work)
    t.start()
    print("all done")
