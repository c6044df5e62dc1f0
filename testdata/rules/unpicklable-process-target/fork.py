import multiprocessing

context = multiprocessing.get_context("fork")


def forked_ok():
    context.Process(target=lambda: 1).start()
    multiprocessing.Process(target=lambda: 2).start()
