from threading import Thread


def work():
    print("worked")


t = Thread(target=work)
t.start()
print("main continues")
for i in range(3):
    print(i)
