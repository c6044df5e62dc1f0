"""Silencing comments that name what is no rule."""
import threading


def work():
    print("working")


def misspelt_bad():
    t = threading.Thread(target=work)  # threadlsp: ignore[args-not-tupel] # want unknown-rule-in-suppression "did you mean `args-not-tuple`"
    t.start()
    t.join()


def foreign_name_bad():
    t = threading.Thread(target=work)  # threadlsp: ignore[no-such-thing-at-all] # want unknown-rule-in-suppression "there is no rule `no-such-thing-at-all`"
    t.start()
    t.join()


def named_ok():
    t = threading.Thread(target=print, args=("ab"))  # threadlsp: ignore[args-not-tuple] letters
    t.start()
    t.join()


def alias_ok():
    t = threading.Thread(target=print, args=("ab"))  # threadlsp: ignore[TH101] letters
    t.start()
    t.join()


def other_tool_near():
    t = threading.Thread(target=work)  # noqa: E501, BLE001
    t.start()
    t.join()
