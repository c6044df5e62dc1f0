import queue
import threading
from multiprocessing import JoinableQueue
from queue import Empty, Queue

STOP = object()


def handle(item):
    if item < 0:
        raise ValueError(item)


def log(message):
    print(message)


def never_bad():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()  # want missing-task-done "what `jobs.get\(\)` takes is never followed by `task_done\(\)`: `jobs.join\(\)` on line \d+ never returns"
            handle(item)

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()  # want-note "this waits until every item is done"


def process_bad():
    jobs = JoinableQueue()
    jobs.put(1)
    print(jobs.get())  # want missing-task-done "never followed by `task_done"
    jobs.join()


def continue_bad():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()  # want-note "the item is taken here"
            if item < 10:
                continue  # want missing-task-done "this `continue` skips `jobs.task_done\(\)`: `jobs.join\(\)` on line \d+ never returns"
            log(item)
            jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def handler_bad():
    jobs = Queue()

    def work():
        while True:
            try:
                item = jobs.get()
                handle(item)
                jobs.task_done()
            except ValueError:  # want missing-task-done "this `except` skips `jobs.task_done"
                log("bad")

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def marker_bad():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()
            if item is None:
                break  # want missing-task-done "this `break` skips `jobs.task_done"
            handle(item)
            jobs.task_done()

    threading.Thread(target=work).start()
    jobs.put(1)
    jobs.put(None)
    jobs.join()


def marker_object_bad():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()
            if item is STOP:
                return  # want missing-task-done "this `return` skips `jobs.task_done"
            handle(item)
            jobs.task_done()

    threading.Thread(target=work).start()
    jobs.put(1)
    jobs.put(STOP)
    jobs.join()


class Pump:
    def __init__(self):
        self.jobs = queue.Queue()
        self.thread = threading.Thread(target=self.run_bad, daemon=True)
        self.thread.start()

    def run_bad(self):
        while True:
            job = self.jobs.get()
            if job.cancelled:
                log("cancelled")
                continue  # want missing-task-done "this `continue` skips `self.jobs.task_done"
            try:
                job.run()
            finally:
                self.jobs.task_done()

    def flush(self):
        self.jobs.join()


def vain_bad():
    jobs = Queue()
    while True:
        try:
            handle(jobs.get(timeout=1))
        except Empty:
            continue
        finally:
            jobs.task_done()  # want missing-task-done "`jobs.task_done\(\)` also runs when `get\(\)` found nothing: ValueError"


def finally_ok():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()
            try:
                if item < 10:
                    continue
                handle(item)
            finally:
                jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def both_ok():
    jobs = Queue()

    def work():
        while True:
            try:
                item = jobs.get(timeout=1)
            except Empty:
                continue
            try:
                handle(item)
            except ValueError:
                log("bad")
                jobs.task_done()
                continue
            jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def nobody_joins_near():
    jobs = Queue()

    def work():
        while True:
            handle(jobs.get())

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)


def marker_after_join_near():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()
            if item is None:
                break
            handle(item)
            jobs.task_done()

    thread = threading.Thread(target=work)
    thread.start()
    jobs.put(1)
    jobs.join()
    jobs.put(None)
    thread.join()


def stop_flag_near():
    jobs = Queue()
    stop = threading.Event()

    def work():
        while True:
            item = jobs.get()
            if stop.is_set():
                break
            handle(item)
            jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def helper_near():
    jobs = Queue()

    def done(item):
        log(item)
        jobs.task_done()

    def work():
        while True:
            item = jobs.get()
            if item < 10:
                done(item)
                continue
            handle(item)
            jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def batch_near():
    jobs = Queue()

    def work():
        while True:
            batch = [jobs.get()]
            while len(batch) < 10:
                try:
                    batch.append(jobs.get_nowait())
                except Empty:
                    break
            log(batch)
            for _ in batch:
                jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def flag_near():
    jobs = Queue()

    def work():
        while True:
            taken = False
            try:
                item = jobs.get(timeout=1)
                taken = True
                handle(item)
            except Empty:
                log("idle")
            finally:
                if taken:
                    jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def handed_near(report):
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()
            report(item, jobs.task_done)

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def escaping_miss():
    jobs = Queue()

    def work():
        while True:
            item = jobs.get()  # miss missing-task-done an exception of handle ends the worker, and nobody can say that it is raised
            handle(item)
            jobs.task_done()

    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()


def text_bad():
    queue = Queue()

    def consume():
        while True:
            item = queue.get()
            if not item:
                break  # want missing-task-done "^this `break` skips `queue.task_done\(\)`"
            print(item)
            queue.task_done()

    threading.Thread(target=consume, daemon=True).start()
    queue.put("")
    queue.join()


def data_bad(rows):
    queue = Queue()

    def consume():
        while True:
            item = queue.get()
            if item == 3:
                continue  # want missing-task-done "^this `continue` skips `queue.task_done\(\)`"
            print(item)
            queue.task_done()

    threading.Thread(target=consume, daemon=True).start()
    for row in rows:
        queue.put(row)
    queue.join()


def none_near(rows):
    queue = Queue()

    def consume():
        while True:
            item = queue.get()
            if item is None:
                continue
            print(item)
            queue.task_done()

    threading.Thread(target=consume, daemon=True).start()
    for row in rows:
        queue.put(row)
    queue.join()
