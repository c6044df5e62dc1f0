import multiprocessing

multiprocessing.set_start_method("spawn")


class Worker(multiprocessing.Process):
    def run(self):
        print("in the child")


def start():
    w = Worker()
    w.start()  # want-note "the process is started here"
    w.join()


def main():
    start()


main()  # want process-start-without-guard "`main\(\)` at top level: the child imports this file and calls it again"
