import threading
import time
from threading import Thread

from elsewhere import connect

result = None


def compute():
    global result
    time.sleep(1)
    result = 1  # want-note "`compute` stores it here"


def read_bad():
    t = Thread(target=compute)
    t.start()
    t.join(timeout=0.1)  # want join-timeout-unchecked "^`t.join\(timeout=0.1\)` may time out while `compute` still runs: `result`, read on line 20, may not be stored yet$"
    print("result", result)  # want-note "it is read here"


def read_ok():
    t = Thread(target=compute)
    t.start()
    t.join(timeout=5)
    if t.is_alive():
        raise TimeoutError
    print("result", result)


def forever_near():
    t = Thread(target=compute)
    t.start()
    t.join(None)
    print("result", result)


def nothing_near():
    t = Thread(target=compute)
    t.start()
    t.join(5)
    print("over")


def text_near(parts):
    print(", ".join(parts))


class Pump_bad:
    def __init__(self):
        self.fd = connect()
        self.t = threading.Thread(target=self.pump)
        self.t.start()

    def pump(self):
        while True:
            self.fd.write("x")  # want-note "`Pump_bad.pump` uses it here"

    def close(self):
        self.t.join(1.0)  # want join-timeout-unchecked "^`self.t.join\(1.0\)` may time out while `pump` still uses `self.fd`, which line 62 closes$"
        self.fd.close()  # want-note "freed here"


class Asked_near:
    def __init__(self):
        self.fd = connect()
        self.t = threading.Thread(target=self.pump)
        self.t.start()

    def pump(self):
        while True:
            self.fd.write("x")

    def close(self):
        self.t.join(1.0)
        if not self.t.is_alive():
            self.fd.close()


class Loop_near:
    def __init__(self):
        self.fd = connect()
        self.t = threading.Thread(target=self.pump)

    def pump(self):
        self.fd.write("x")

    def close(self):
        while self.t.is_alive():
            self.t.join(1.0)
        self.fd.close()


class Deep_near:
    def __init__(self):
        self.fd = connect()
        self.t = threading.Thread(target=self.pump)
        self.t.start()

    def pump(self):
        self.write()

    def write(self):
        self.fd.write("x")

    def close(self):
        self.t.join(1.0)
        self.fd.close()  # miss join-timeout-unchecked a function that the target calls uses it


def asks_value_near():
    t = Thread(target=compute)
    t.start()
    t.join(1)
    if result is None:
        raise TimeoutError
    print(result)


def asserts_near():
    t = Thread(target=compute)
    t.start()
    t.join(10)
    assert result

import unittest


class Isolation(unittest.TestCase):
    def test_near(self):
        errors = []
        t = threading.Thread(target=lambda: errors.append(1))
        t.start()
        t.join(5)
        self.assertEqual(errors, [1])

    def test_bad(self):
        errors = []
        t = threading.Thread(target=lambda: errors.append(1))
        t.start()
        t.join(5)  # want join-timeout-unchecked "`errors`, read on line"
        self.assertEqual(errors, [])

    def test_count_bad(self):
        errors = []
        t = threading.Thread(target=lambda: errors.append(1))
        t.start()
        t.join(5)  # want join-timeout-unchecked "read on line"
        self.assertEqual(len(errors), 0, "\n".join(errors))

    def test_fail_bad(self):
        failed = False

        def work():
            nonlocal failed
            failed = True

        t = threading.Thread(target=work)
        t.start()
        t.join(5)  # want join-timeout-unchecked "read on line"
        if failed:
            self.fail("failed")

    def test_none_near(self):
        made = None

        def work():
            nonlocal made
            made = compute()

        t = threading.Thread(target=work)
        t.start()
        t.join(5)
        self.assertIsNotNone(made)


def raises_error_bad(url):
    answer = error = None

    def work():
        nonlocal answer, error
        try:
            answer = connect(url)
        except OSError as e:
            error = e

    t = Thread(target=work)
    t.start()
    t.join(5)  # want join-timeout-unchecked "`error`, read on line"
    if error is not None:
        raise error
    return answer


def both_asked_near(url):
    answer = None
    errors = []

    def work():
        nonlocal answer
        try:
            answer = connect(url)
        except OSError as e:
            errors.append(e)

    t = Thread(target=work)
    t.start()
    t.join(5)
    if errors:
        raise errors[0]
    if answer is None:
        raise TimeoutError
    return answer


def shows_errors_near():
    errors = []
    t = Thread(target=lambda: errors.append(1))
    t.start()
    t.join(5)
    if errors:
        print("so far", errors)
