"""ray 2.60.0, ray/util/collective/collective_group/cuda_stream.py:50, acquire-without-release.

When CUDA raises the first time, the lock stays taken, and the next call waits for ever.

Needs the file alone: MODULE=path of cuda_stream.py. cupy and nccl_util are stand-ins
whose first use raises, as on a machine whose device is lost.
"""
import os
import runpy
import sys
import threading
import types


class Device:
    def __init__(self, index):
        raise RuntimeError("no CUDA device")


names = ("cupy", "ray", "ray.util", "ray.util.collective", "ray.util.collective.collective_group", "ray.util.collective.const")
for name in names:
    sys.modules[name] = types.ModuleType(name)
sys.modules["ray.util.collective.const"].ENV = None
sys.modules["ray.util.collective.collective_group"].nccl_util = types.SimpleNamespace(Device=Device)
pool = runpy.run_path(os.environ["MODULE"])["StreamPool"](0)
try:
    pool.get_stream()
except RuntimeError as e:
    print("first call:", repr(e))
second = threading.Thread(target=pool.get_stream, daemon=True)
second.start()
second.join(5)
print("second call: waits for a lock that nobody gives back" if second.is_alive() else "not reproduced")
sys.exit(not second.is_alive())
