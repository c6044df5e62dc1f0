# Generators, and other iterators, that threads advance.
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()


def count():
    n = 0
    while n < 100:
        yield n
        n += 1


shared = count()
squares = (n * n for n in range(100))
ids = itertools.count()
plain = iter([1, 2, 3])
guarded = count()
single = count()


def take_bad():
    print(next(shared))  # want shared-iterator "^generator `shared` is advanced by 9 threads: ValueError, \"generator already executing\"$"


def loop_bad():
    for n in squares:  # want shared-iterator "^generator `squares` is advanced by 3 threads"
        print(n)


def arg_bad(numbers):
    for n in numbers:  # want shared-iterator "^generator `numbers` is advanced by 2 threads"
        print(n)


def take_ok():
    with lock:
        print(next(guarded))


def own_ok():
    for n in count():
        print(n)


def plain_near():
    print(next(ids), next(plain))


def single_near():
    for n in single:
        print(n)


def main():
    numbers = count()
    with ThreadPoolExecutor() as pool:
        for _ in range(9):
            pool.submit(take_bad).add_done_callback(print)
            pool.submit(take_ok).add_done_callback(print)
            pool.submit(own_ok).add_done_callback(print)
            pool.submit(plain_near).add_done_callback(print)
    for _ in range(3):
        threading.Thread(target=loop_bad).start()
    for _ in range(2):
        threading.Thread(target=arg_bad, args=(numbers,)).start()
    threading.Thread(target=single_near).start()


main()
