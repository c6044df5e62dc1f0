import multiprocessing

ctx = multiprocessing.get_context("fork")


def work():
    print("in the child")


p = ctx.Process(target=work)
p.start()
p.join()
