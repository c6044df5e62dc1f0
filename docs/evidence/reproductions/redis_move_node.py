"""redis 8.1.0, redis/cluster.py:2467, inconsistent-lock.

move_node_to_end_of_cached_nodes() takes a node out of the cache and puts it back
without the lock under which get_node() looks: a node that is always there is not found.
"""
import sys
import threading
import time

from redis.cluster import ClusterNode, NodesManager

sys.setswitchinterval(1e-6)
manager = object.__new__(NodesManager)  # no server to connect to
manager._lock = threading.RLock()
nodes = [ClusterNode("10.0.0.1", port) for port in (7000, 7001, 7002)]
manager.startup_nodes = {n.name: n for n in nodes}
manager.nodes_cache = {n.name: n for n in nodes}
end = time.monotonic() + 60
missed = threading.Event()


def move():
    while time.monotonic() < end and not missed.is_set():
        manager.move_node_to_end_of_cached_nodes(nodes[0].name)


def look():
    while time.monotonic() < end and not missed.is_set():
        if manager.get_node(node_name=nodes[0].name) is None:
            missed.set()


threads = [threading.Thread(target=f) for f in (move, look, look)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("get_node() found nothing of a node that was never removed" if missed.is_set() else "not reproduced")
sys.exit(not missed.is_set())
