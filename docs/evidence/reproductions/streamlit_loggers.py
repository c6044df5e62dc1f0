"""streamlit 1.67.0, streamlit/logger.py:53, iteration-while-mutated.

set_log_level() iterates the loggers while another thread makes one.
"""
import sys
import threading
import time

from streamlit import logger

sys.setswitchinterval(1e-6)
end = time.monotonic() + 60
error = []


def script():
    i = 0
    while time.monotonic() < end and not error:
        logger.get_logger(f"module{i % 2000}")
        i += 1


def watcher():
    level = 0
    while time.monotonic() < end and not error:
        level = (level + 1) % 2
        try:
            logger.set_log_level(("INFO", "ERROR")[level])
        except RuntimeError as e:
            error.append(e)


threads = [threading.Thread(target=f) for f in (script, watcher)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("set_log_level():", repr(error[0]) if error else "not reproduced")
sys.exit(not error)
