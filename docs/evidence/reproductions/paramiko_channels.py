"""paramiko 5.1.0, paramiko/transport.py:2175, iteration-while-mutated.

Channels that are opened while the transport ends break its clean-up: the thread
dies, and accept() and the socket are left.
"""
import socket
import sys
import threading
import time

import paramiko


class Server(paramiko.ServerInterface):
    def check_auth_none(self, username):
        return paramiko.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username):
        return "none"

    def check_channel_request(self, kind, chanid):
        time.sleep(0.2)  # a slow server: the client has many events to wait for
        return paramiko.OPEN_SUCCEEDED


died = []
threading.excepthook = lambda args: died.append(args.exc_value)
key = paramiko.RSAKey.generate(2048)
end = time.monotonic() + 90
while time.monotonic() < end and not any(isinstance(e, RuntimeError) for e in died):
    near, far = socket.socketpair()
    server = paramiko.Transport(far)
    server.add_server_key(key)
    server.start_server(event=threading.Event(), server=Server())
    client = paramiko.Transport(near)
    client.banner_timeout = server.banner_timeout = 60
    client.connect(username="u")
    client.auth_none("u")

    def open_channels():
        for _ in range(50):
            try:
                client.open_session(timeout=0.001)
            except Exception:
                pass

    sys.setswitchinterval(1e-6)
    openers = [threading.Thread(target=open_channels) for _ in range(20)]
    for t in openers:
        t.start()
    time.sleep(0.1)
    server.close()
    for t in openers:
        t.join()
    client.close()
    sys.setswitchinterval(0.005)
errors = [e for e in died if isinstance(e, RuntimeError)]
print("the transport's thread died of", repr(errors[0]) if errors else "nothing")
sys.exit(not errors)
