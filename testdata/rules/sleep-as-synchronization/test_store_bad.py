import threading
import time
import unittest


class StoreTest(unittest.TestCase):
    def test_store(self):
        seen = []

        def work():
            seen.append(1)

        t = threading.Thread(target=work)
        t.start()
        time.sleep(0.5)  # want sleep-as-synchronization "`time.sleep\(0.5\)` hopes that `work` is done: on a slow machine `seen` is read too early"
        assert seen == [1]
        t.join()

    def test_stop(self):
        seen = []
        ready = threading.Event()
        stop = threading.Event()

        def work():
            ready.set()
            stop.wait()
            seen.append(1)

        t = threading.Thread(target=work)
        t.start()
        ready.wait()
        stop.set()
        time.sleep(0.5)  # want sleep-as-synchronization "hopes that `work` is done: on a slow machine `seen` is read too early"
        assert seen == [1]
        t.join()
