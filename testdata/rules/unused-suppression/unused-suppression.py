"""Comments that silence, and those that have nothing to silence."""
import threading


def work():
    print("working")


def line_bad():
    t = threading.Thread(target=work)  # threadlsp: ignore[args-not-tuple] # want unused-suppression "`args-not-tuple` is silenced here, but it reports nothing"
    t.start()
    t.join()


def code_bad():
    t = threading.Thread(target=work)  # noqa: TH101 # want unused-suppression "`TH101` is silenced here"
    t.start()
    t.join()


def next_line_bad():
    # threadlsp: ignore-next-line[TH101] # want unused-suppression "silenced here"
    t = threading.Thread(target=work)
    t.start()
    t.join()


def all_bad():
    t = threading.Thread(target=work)  # threadlsp: ignore # want unused-suppression "silences nothing"
    t.start()
    t.join()


def one_of_two_bad():
    t = threading.Thread(target=print, args=("ab"))  # threadlsp: ignore[args-not-tuple, target-called] # want unused-suppression "`target-called` is silenced"
    t.start()
    t.join()


def used_ok():
    t = threading.Thread(target=print, args=("ab"))  # threadlsp: ignore[args-not-tuple] letters are meant
    t.start()
    t.join()


def used_code_ok():
    t = threading.Thread(target=print, args=("ab"))  # noqa: TH101
    t.start()
    t.join()


def next_line_ok():
    # threadlsp: ignore-next-line[args-not-tuple] letters are meant
    t = threading.Thread(target=print, args=("ab"))
    t.start()
    t.join()


# threadlsp: off[args-not-tuple] the block below is about letters
def block_ok():
    t = threading.Thread(target=print, args=("ab"))
    t.start()
    t.join()


# threadlsp: on[args-not-tuple]
def foreign_near():
    t = threading.Thread(target=work)  # noqa: E501
    t.start()
    t.join()


def bare_noqa_near():
    t = threading.Thread(target=work)  # noqa
    t.start()
    t.join()
