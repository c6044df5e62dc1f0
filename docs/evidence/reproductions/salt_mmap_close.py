"""salt 3008.5, salt/utils/mmap_cache.py:468, inconsistent-lock.

close() of a cache unmaps without the lock under which get() reads.

Needs the file alone: MODULE=path of mmap_cache.py, if salt is not installed.
"""
import os
import runpy
import sys
import tempfile
import threading
import time
import types

if "MODULE" in os.environ:
    for name in ("salt", "salt.utils", "salt.utils.files", "salt.utils.platform", "salt.utils.stringutils"):
        sys.modules[name] = types.ModuleType(name)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
    sys.modules["salt.utils.files"].fopen = open
    sys.modules["salt.utils.platform"].is_windows = lambda: False
    sys.modules["salt.utils.stringutils"].to_bytes = lambda s: s if isinstance(s, bytes) else s.encode()
    sys.modules["salt.utils.stringutils"].to_unicode = lambda b: b.decode() if isinstance(b, bytes) else b
    MmapCache = runpy.run_path(os.environ["MODULE"])["MmapCache"]
else:
    from salt.utils.mmap_cache import MmapCache
sys.setswitchinterval(1e-6)
cache = MmapCache(os.path.join(tempfile.mkdtemp(), "index"), size=1000, verify_checksums=False)
cache.put("key", "value")
end = time.monotonic() + 60
errors = []


def read():
    while time.monotonic() < end and not errors:
        try:
            value = cache.get("key")
        except Exception as e:
            errors.append(e)
        else:
            if value != "value":
                errors.append(value)


def replace():  # a cache that is replaced is closed
    while time.monotonic() < end and not errors:
        cache.close()


threads = [threading.Thread(target=f) for f in (read, replace)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("get():", repr(errors[0]) if errors else "not reproduced")
sys.exit(not errors)
