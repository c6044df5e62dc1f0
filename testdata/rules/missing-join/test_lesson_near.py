from threading import Thread


def work():
    print("worked")


t = Thread(target=work)
t.start()
print("all done")
