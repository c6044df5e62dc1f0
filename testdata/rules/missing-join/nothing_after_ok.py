from threading import Thread


def work():
    print("done")


print("main begins")
t = Thread(target=work)
t.start()


def later():
    """A definition is nothing."""
