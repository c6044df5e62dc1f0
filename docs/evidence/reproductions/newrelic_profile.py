"""newrelic 14.1.0, newrelic/core/profile_sessions.py:245, check-then-act.

The harvest thread stops the session between the profiler's test of it and its
use: the profiler thread dies, and its flag says for ever that it runs.
"""
import sys
import threading
import time

import newrelic.core.profile_sessions as sessions

stop, stopped = threading.Event(), threading.Event()


class Session(sessions.ProfileSession):
    def __bool__(self):  # the moment after the test
        stop.set()
        stopped.wait(10)
        return True


sessions.ProfileSession = Session
died = []
threading.excepthook = lambda args: died.append(args.exc_value)
manager = sessions.ProfileSessionManager()
manager.start_profile_session("app", 1, time.time() + 60)
stop.wait(10)
manager.stop_profile_session("app")
stopped.set()
manager._profiler_thread.join(10)
again = manager.start_profile_session("app", 2, time.time() + 60)
alive = manager._profiler_thread.is_alive()
print("the profiler thread died of", repr(died[0]) if died else None, "- a new session started:", again, "- its thread runs:", alive)
sys.exit(not (died and not alive))
