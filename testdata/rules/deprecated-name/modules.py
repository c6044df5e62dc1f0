import sys

import dummy_threading as t  # want deprecated-name "^module `dummy_threading` was removed in Python 3.9: this line raises ModuleNotFoundError$"
import Queue  # want deprecated-name "^module `Queue` was removed in Python 3.0: this line raises ModuleNotFoundError$"
import thread, _dummy_thread  # want deprecated-name "module `thread` was removed" # want deprecated-name "module `_dummy_thread` was removed"
import asyncore  # want deprecated-name "^module `asyncore` is deprecated since Python 3.6: from 3.12 on this line raises ModuleNotFoundError$"
from Queue import Empty, Full  # want deprecated-name "module `Queue` was removed"

try:
    import queue
except ImportError:
    import Queue as queue

try:
    import thread as _thread
except:
    import _thread

if sys.version_info[0] < 3:
    import Queue as q
else:
    import queue as q


def late_bad():
    import Queue  # want deprecated-name "module `Queue` was removed"

    return Queue.Queue()


def package_near():
    from . import thread
    from .Queue import Queue

    return thread, Queue


def new_ok():
    return queue.Queue(), q, t, _thread, Empty, Full, asyncore
