from multiprocessing import Pool, Process


def work():
    print("in the child")


def main():
    Process(target=work).start()


p = Process(target=work)
if __name__ == "__main__":
    main()
    p.start()
    with Pool() as pool:
        pool.apply(work)
