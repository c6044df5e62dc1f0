from multiprocessing import Process


def work():
    print("in the child")


for _ in range(3):
    p = Process(target=work)
    p.start()  # want process-start-without-guard "^`p.start\(\)` at top level: the child imports this file and starts again, RuntimeError in \"bootstrapping phase\"$"
    p.join()
