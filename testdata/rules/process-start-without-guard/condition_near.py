import multiprocessing
import sys


def work():
    print("in the child")


p = multiprocessing.Process(target=work)
if len(sys.argv) > 1:
    p.start()
    p.join()
