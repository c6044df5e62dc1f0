import asyncio
import atexit
import concurrent.futures
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool

from elsewhere import register


def square(x):
    return x * x


class Tracing(ThreadPoolExecutor):
    def __init__(self):
        super().__init__(2)
        self.submit(square, 1)


def map_bad(numbers):
    with ThreadPoolExecutor(max_workers=4) as pool:  # want executor-unused "^`pool` is created but never used: the builtin `map` in its block runs `square` in this thread$"
        return list(map(square, numbers))  # want-note "this is not a method of the pool"


def processes_bad(numbers):
    with Pool(4) as p:  # want executor-unused "`p` is created but never used: the builtin `map` in its block runs `square` in this thread"
        for n in map(square, numbers):
            print(n)


def two_iterables_bad(a, b):
    with Pool(4) as p:  # want executor-unused "the builtin `map` in its block runs `pow`"
        print(list(map(pow, a, b)))


def called_bad(numbers):
    with concurrent.futures.ThreadPoolExecutor() as executor:  # want executor-unused "^`executor` is created but never used: no task is given to it, so its workers do nothing$"
        for n in numbers:
            square(n)


def no_name_bad(numbers):
    with ThreadPoolExecutor(2):  # want executor-unused "`ThreadPoolExecutor\(2\)` is created but never used"
        for n in numbers:
            square(n)


def local_bad(numbers):
    pool = ProcessPoolExecutor()  # want executor-unused "`pool` is created but never used: the builtin `map`"
    results = list(map(square, numbers))
    pool.shutdown()
    return results


def closed_bad(numbers):
    pool = ThreadPool(4)  # want executor-unused "`pool` is created but never used: no task"
    for n in numbers:
        square(n)
    pool.close()
    pool.join()


def entered_later_bad():
    pool = ThreadPoolExecutor()  # want executor-unused "`pool` is created but never used"
    with pool:
        square(2)


def long_bad(a_very_long_name_of_an_iterable_of_numbers):
    def a_very_long_name_of_a_function_that_squares_numbers(x):
        return x * x

    with ThreadPoolExecutor() as a_very_long_name_of_a_pool_of_several_threads:  # want executor-unused "^`a_very_long_name_of_a_pool_of_sev...` is created but never used: the builtin `map` in its block runs `a_very_long_name_of_a_funct...` in this thread$"
        list(map(a_very_long_name_of_a_function_that_squares_numbers, a_very_long_name_of_an_iterable_of_numbers))


def map_ok(numbers):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(square, numbers))


def submit_ok(numbers):
    pool = ThreadPoolExecutor()
    for n in numbers:
        pool.submit(square, n)
    pool.shutdown()


def both_near(numbers):
    with ThreadPoolExecutor() as pool:
        pool.submit(square, 1)
        return list(map(square, numbers))


def initializer_near():
    with Pool(4, initializer=square, initargs=(1,)) as p:
        p.close()
        p.join()


def options_near(options):
    with ThreadPoolExecutor(**options) as pool:
        print("the options may name an initializer")


def passed_near():
    with ThreadPoolExecutor() as pool:
        register(pool)


def returned_near():
    pool = ThreadPoolExecutor()
    return pool


def reference_near(numbers):
    with ThreadPoolExecutor() as pool:
        send = pool.submit
        for n in numbers:
            send(square, n)


def by_name_near(kind):
    with ThreadPoolExecutor() as pool:
        getattr(pool, kind)(square, [1])


async def loop_near():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:
        await loop.run_in_executor(pool, square, 2)


def default_near(loop):
    loop.set_default_executor(ThreadPoolExecutor())


def either_near(given):
    with given or ThreadPoolExecutor() as pool:
        pool.submit(square, 1)


def put_into_near(holder):
    with ThreadPoolExecutor() as holder.pool:
        holder.go()


class Keeps:
    def __init__(self):
        self.pool = ThreadPoolExecutor()  # miss executor-unused a pool in an attribute


def own_class_near():
    with Tracing():
        print("it gives work to itself")


def at_exit_near():
    pool = ThreadPoolExecutor()
    atexit.register(pool.shutdown)


class TestPool:
    def test_empty_ok(self):
        with ThreadPoolExecutor() as pool:
            square(1)
