import threading


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


t1 = threading.Thread(target=fib, args=(32,))
t2 = threading.Thread(target=fib, args=(33,))
t1.start()
t2.start()
t1.join()
t2.join()
print("both done")
