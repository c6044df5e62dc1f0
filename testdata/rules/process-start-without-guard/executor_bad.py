from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n * n


ex = ProcessPoolExecutor()
print(list(ex.map(work, range(10))))  # want process-start-without-guard "`ex.map\(work, range\(10\)\)` at top level"
