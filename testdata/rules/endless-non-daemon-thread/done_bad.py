import queue
import threading

jobs = queue.Queue()


def work():
    while True:
        print(jobs.get())
        jobs.task_done()


worker = threading.Thread(target=work)  # want endless-non-daemon-thread "thread `worker` never ends and is not a daemon"
worker.start()
for n in range(10):
    jobs.put(n)
jobs.join()  # want-note "here all items are done, and the thread still waits for the next"
print("all done")
