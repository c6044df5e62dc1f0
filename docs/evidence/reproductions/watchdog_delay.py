"""watchdog 7.1.0, watchdog/utils/delayed_queue.py:73, uninterruptible-sleep.

close() notifies the condition, but get() sleeps out the delay.
"""
import sys
import threading
import time

from watchdog.utils.delayed_queue import DelayedQueue

queue = DelayedQueue(5)
queue.put("event", delay=True)
reader = threading.Thread(target=queue.get, daemon=True)
reader.start()
time.sleep(0.5)
began = time.monotonic()
queue.close()
reader.join(20)
took = time.monotonic() - began
print(f"get() returned {took:.1f} s after close()")
sys.exit(took < 3)
