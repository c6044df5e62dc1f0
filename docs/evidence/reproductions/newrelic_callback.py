"""newrelic 14.1.0, newrelic/core/profile_sessions.py:226, callback-under-lock.

profile_data() yields with the lock held: until who iterates takes the next item,
no session can be started or stopped.
"""
import sys
import threading
import time

from newrelic.core.profile_sessions import ProfileSessionManager

manager = ProfileSessionManager()
manager.start_profile_session("app", 1, time.time() + 60)
manager.stop_profile_session("app")
profiles = manager.profile_data("app")
next(profiles)  # the harvest sends it now: seconds, or a time-out
starter = threading.Thread(target=manager.start_profile_session, args=("app", 2, time.time() + 60), daemon=True)
starter.start()
starter.join(5)
hangs = starter.is_alive()
print("start_profile_session() waits for the sending of a profile" if hangs else "not reproduced")
sys.exit(not hangs)
