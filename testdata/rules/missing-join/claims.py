"""A script: outputs and clocks that claim what is not true yet, and threads left out."""
import atexit
import logging
import time
from threading import Thread, Timer
from time import perf_counter


def work():
    time.sleep(0.1)
    print("working")


def walk():
    time.sleep(0.1)
    print("walked")


def said_bad():
    t = Thread(target=work)  # want-note "`t` is created here"
    t.start()  # want missing-join "^\"All done!\" is printed while thread `t` may still run `work`: nothing waits for it$"
    print("All done!")  # want-note "printed here"


def said_with_format_bad():
    t = Thread(target=work)
    t.start()  # want missing-join "Finished in"
    print("Finished in %s" % 3)


def said_by_a_call_bad():
    t = Thread(target=work)
    t.start()  # want missing-join "Completed"
    print("Completed {}".format(1))


def logged_bad():
    t = Thread(target=work)
    t.start()  # want missing-join "Total"
    logging.info(f"Total: {1}")


def said_by_many_bad():
    threads = []
    for _ in range(3):
        t = Thread(target=work)
        threads.append(t)
        t.start()  # want missing-join "while the threads in `threads` may still run `work`: nothing waits for them"
    print("Results are in")


def measured_bad():
    t0 = time.time()
    t1 = Thread(target=work)
    t2 = Thread(target=walk)
    t1.start()
    t2.start()  # want missing-join "^`time.time\(\) - t0` is read while threads `t1` and `t2` still run: it measures only how long start\(\) takes$"
    print(time.time() - t0)


def measured_with_names_bad():
    begin = perf_counter()
    t = Thread(target=work)
    t.start()  # want missing-join "`end - begin` is read while thread `t` still runs"
    end = perf_counter()
    print(f"{end - begin:.2f} seconds")


def left_out_bad():
    t1 = Thread(target=work)
    t2 = Thread(target=walk)
    t1.start()
    t2.start()  # want missing-join "^thread `t1` is joined but `t2` is not: the lines after join\(\) run before `walk` is done$"
    t1.join()  # want-note "the last join is here"
    print("main continues")


def joined_ok():
    t = Thread(target=work)
    t.start()
    t.join()
    print("All done!")


def joined_later_near():
    t = Thread(target=work)
    t.start()
    print("All done starting")
    t.join()


def about_main_near():
    t = Thread(target=work)
    t.start()
    print("Main thread is done")


def about_starting_near():
    t = Thread(target=work)
    t.start()
    print("All threads started")


def waiting_near():
    t = Thread(target=work)
    t.start()
    print("Waiting until all are done")


def daemon_near():
    t = Thread(target=work, daemon=True)
    t.start()
    print("done")


def not_daemon_near():
    t = Thread(target=work, daemon=False)
    t.start()
    print("done")


def daemon_later_near():
    t = Thread(target=work)
    t.daemon = True
    t.start()
    print("done")


def timer_near():
    t = Timer(1, work)
    t.start()
    print("done")


def sleep_near():
    t = Thread(target=work)
    t.start()
    time.sleep(1)
    print("done")


def input_near():
    t = Thread(target=work)
    t.start()
    input()
    print("done")


def own_work_near():
    t = Thread(target=work)
    t.start()
    walk()
    print("done")


def loop_near():
    t = Thread(target=work)
    t.start()
    for i in range(3):
        print(i)
    print("done")


def at_exit_near():
    t = Thread(target=work)
    atexit.register(t.join)
    t.start()
    print("done")


def kept_near(keep):
    t = Thread(target=work)
    keep.append(t)
    t.start()
    print("done")


def endless():
    while True:
        time.sleep(1)


def endless_near():
    t = Thread(target=endless)
    t.start()
    print("done")


def unresolved_near(job):
    t = Thread(target=job)
    t.start()
    print("done")


class Job(Thread):
    daemon = True

    def run(self):
        work()


class Stoppable(Thread):
    def run(self):
        work()

    def close(self):
        self.join()


def daemon_class_near():
    t = Job()
    t.start()
    print("done")


def closed_near():
    t = Stoppable()
    t.start()
    t.close()
    print("done")


def clock_after_the_join_ok():
    t0 = time.time()
    t = Thread(target=work)
    t.start()
    t.join()
    print(time.time() - t0)


def clock_of_something_else_near():
    t = Thread(target=work)
    t.start()
    t0 = time.time()
    print(time.time() - t0)


def all_joined_ok():
    t1 = Thread(target=work)
    t2 = Thread(target=walk)
    t1.start()
    t2.start()
    for t in (t1, t2):
        t.join()
    print("main continues")


def joined_by_sum_ok():
    first = [Thread(target=work)]
    second = [Thread(target=walk)]
    for t in first + second:
        t.start()
    for t in reversed(first + second):
        t.join()
    print("done")


def left_out_daemon_near():
    t1 = Thread(target=work)
    t2 = Thread(target=walk, daemon=True)
    t1.start()
    t2.start()
    t1.join()
    print("main continues")


def left_out_at_the_end_near():
    t1 = Thread(target=work)
    t2 = Thread(target=walk)
    t1.start()
    t2.start()
    t1.join()


said_bad()
joined_ok()
