# A test forks the test runner: information, on request.
import os
import subprocess
import threading


def limit_bad(cmd):
    return subprocess.run(cmd, preexec_fn=lambda: os.nice(1))  # want preexec-fn "after fork"


def test_limit_bad():
    with subprocess.Popen(["true"], preexec_fn=os.setsid) as p:  # want preexec-fn "after fork"
        assert p.wait() == 0


def thread_ok():
    threading.Thread(target=limit_bad, args=("true",)).start()  # want-note "the program makes a thread here"
