import multiprocessing as mp


def work(n):
    return n * n


with mp.Pool(4) as pool:  # want process-start-without-guard "`mp.Pool\(4\)` at top level"
    print(pool.map(work, range(10)))
