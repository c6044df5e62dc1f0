"""ray 2.60.0, ray/util/client/logsclient.py:39, started-before-initialized.

The thread is started before `last_req` is assigned, and reads it after its first
lost connection.

Needs the file alone: MODULE=path of logsclient.py. gRPC is a stand-in whose
connection is lost at once.
"""
import os
import runpy
import sys
import threading
import types


class RpcError(Exception):
    pass


class Stub:
    def __init__(self, channel):
        pass

    def Logstream(self, requests, metadata):
        yield from ()
        raise RpcError


for name in ("grpc", "ray", "ray.core", "ray.core.generated", "ray.core.generated.ray_client_pb2", "ray.core.generated.ray_client_pb2_grpc", "ray.util", "ray.util.debug"):
    sys.modules[name] = types.ModuleType(name)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, sys.modules[name])
sys.modules["grpc"].RpcError = RpcError
sys.modules["ray.core.generated.ray_client_pb2_grpc"].RayletLogStreamerStub = Stub
sys.modules["ray.util.debug"].log_once = lambda key: False
LogstreamClient = runpy.run_path(os.environ["MODULE"])["LogstreamClient"]
LogstreamClient._process_rpc_error = lambda self, error: True  # a lost connection: connect again
died, ended = [], threading.Event()
threading.excepthook = lambda args: (died.append(args.exc_value), ended.set())


class Slow(threading.Thread):
    def start(self):
        super().start()
        ended.wait(10)  # the moment between start() and the assignment


threading.Thread = Slow
LogstreamClient(types.SimpleNamespace(_in_shutdown=False, channel=None), [])
print("the log thread died of", repr(died[0]) if died else "nothing")
sys.exit(not died)
