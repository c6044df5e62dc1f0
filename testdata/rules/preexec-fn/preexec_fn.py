# preexec_fn in a program that has threads.
import asyncio
import functools
import os
import subprocess
import threading
from subprocess import Popen as P, run

threading.Thread(target=print).start()  # want-note "the program makes a thread here"


def limit():
    os.nice(5)


def setsid_bad(cmd):
    return subprocess.Popen(cmd, preexec_fn=os.setsid)  # want preexec-fn "^`preexec_fn` runs Python code after fork: with threads it can deadlock before exec$"


def setpgrp_bad(cmd):
    return P(cmd, preexec_fn=os.setpgrp)  # want preexec-fn "after fork"


def function_bad(cmd):
    run(cmd, preexec_fn=limit)  # want preexec-fn "after fork"
    subprocess.call(cmd, preexec_fn=lambda: os.nice(1))  # want preexec-fn "after fork"
    subprocess.check_call(cmd, preexec_fn=functools.partial(os.nice, 1))  # want preexec-fn "after fork"
    subprocess.check_output(
        cmd,
        preexec_fn=limit,  # want preexec-fn "after fork"
    )


def positional_bad(cmd):
    return P(cmd, -1, None, None, None, None, limit)  # want preexec-fn "after fork"


async def asyncio_bad(cmd):
    return await asyncio.create_subprocess_exec(cmd, preexec_fn=os.setsid)  # want preexec-fn "after fork"


class Runner:
    def child(self):
        os.umask(0)

    def method_bad(self, cmd):
        return P(cmd, preexec_fn=self.child)  # want preexec-fn "after fork"


def sometimes_bad(cmd):
    return P(cmd, preexec_fn=os.setsid if os.name == "posix" else None)  # want preexec-fn "after fork"


def session_ok(cmd):
    return subprocess.Popen(cmd, start_new_session=True)


def none_near(cmd):
    return subprocess.Popen(cmd, preexec_fn=None)


def wrapper_near(cmd, preexec_fn=None, **kwargs):
    return subprocess.Popen(cmd, preexec_fn=preexec_fn, **kwargs)


def other_near(thing):
    return thing.spawn(preexec_fn=limit)
