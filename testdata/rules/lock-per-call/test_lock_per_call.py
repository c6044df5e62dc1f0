# Tests of locks make them where they take them.
import threading


def test_lock_ok():
    lock = threading.Lock()
    with lock:
        assert lock.locked()
