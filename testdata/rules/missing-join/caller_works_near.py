from threading import Thread


def work():
    print("worked")


def main():
    t = Thread(target=work)
    t.start()
    print("main continues")


if __name__ == "__main__":
    main()
    with open("log.txt", "w") as f:
        f.write("x")
