"""redis 8.1.0, redis/cluster.py:3509, iteration-while-mutated.

reset() says why it takes the lock; disconnect() iterates the same dict without it.
"""
import sys
import threading
import time

from redis.cluster import ClusterPubSub

sys.setswitchinterval(1e-6)


class Quiet:
    connection = None


pubsub = object.__new__(ClusterPubSub)  # no server to connect to
pubsub.connection = None
pubsub.node_pubsub_mapping = {i: Quiet() for i in range(1000)}
end = time.monotonic() + 60
error = []


def subscribe():  # as _get_node_pubsub() does for a node that is new
    i = 1000
    while time.monotonic() < end and not error:
        pubsub.node_pubsub_mapping[i] = Quiet()
        i += 1
        if i > 100_000:
            pubsub.node_pubsub_mapping.clear()
            i = 0


def disconnect():
    while time.monotonic() < end and not error:
        try:
            pubsub.disconnect()
        except RuntimeError as e:
            error.append(e)


threads = [threading.Thread(target=f) for f in (subscribe, disconnect)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("disconnect():", repr(error[0]) if error else "not reproduced")
sys.exit(not error)
