import json
import queue
import socket
import subprocess
import sys
import threading
import time

messages = queue.Queue()


def client_bad():
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect(("localhost", 8000))
    while True:  # want-note "this loop goes on whatever is received"
        data = sock.recv(1024)  # want empty-recv-ignored "`sock.recv\(\)` returns b\"\" at once after the other side has left and nothing tests it: this loop then burns a core"
        print("got", data.decode())


def decoded_bad():
    sock = socket.create_connection(("localhost", 8000))
    running = True
    while running:
        text = sock.recv(1024).decode("utf-8")  # want empty-recv-ignored "`sock.recv\(\)` returns"
        messages.put(text)


def server_bad():
    server = socket.socket()
    server.bind(("", 8000))
    server.listen()

    def receive(conn):
        while True:
            print(conn.recv(1024))  # want empty-recv-ignored "`conn.recv\(\)` returns"

    while True:
        conn, address = server.accept()
        threading.Thread(target=receive, args=(conn,)).start()


def lines_bad():
    sock = socket.create_connection(("localhost", 8000))
    file = sock.makefile("r")
    while True:
        line = file.readline()  # want empty-recv-ignored "`file.readline\(\)` returns an empty text"
        print(line.strip())


def pipe_bad():
    process = subprocess.Popen(["ls"], stdout=subprocess.PIPE)
    while True:
        line = process.stdout.readline()  # want empty-recv-ignored "`process.stdout.readline\(\)` returns"
        print(line)


def tested_ok():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print(data)


def walrus_ok():
    sock = socket.create_connection(("localhost", 8000))
    while data := sock.recv(1024):
        print(data)


def length_ok():
    sock = socket.create_connection(("localhost", 8000))
    buffer = b""
    while True:
        buffer += sock.recv(1024)
        if len(buffer) >= 4096:
            return buffer


def sentinel_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        text = sock.recv(1024).decode()
        if text == "quit":
            break
        print(text)


def datagram_near():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        print(sock.recv(1024))


def raises_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        print(json.loads(sock.recv(1024)))


def echo_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        data = sock.recv(1024)
        sock.sendall(data)


def asks_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        sock.sendall(input().encode())
        print(sock.recv(1024))


def waits_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        print(sock.recv(1024))
        time.sleep(1)


def foreign_near(handle):
    sock = socket.create_connection(("localhost", 8000))
    while True:
        handle(sock.recv(1024))


def unknown_near(sock):
    while True:
        print(sock.recv(1024))


def annotated_near(sock: socket.socket):
    while True:
        print(sock.recv(1024))


def once_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        data = sock.recv(1024)
        print(data)
        return data


def until_end_near():
    process = subprocess.Popen(["ls"], stdout=subprocess.PIPE)
    while process.poll() is None:
        print(process.stdout.readline())


def first_byte_near():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        data = sock.recv(1024)
        print(data[0])


def show(data):
    print(data)


def helper_miss():
    sock = socket.create_connection(("localhost", 8000))
    while True:
        show(sock.recv(1024))  # miss empty-recv-ignored a function of the program that takes the result is not looked into


def exact_bad(sock: socket.socket, n: int) -> bytes:
    data = b""
    while len(data) < n:  # want-note "this loop goes on whatever is received"
        data += sock.recv(n - len(data))  # want empty-recv-ignored "`sock.recv\(\)` returns b\"\" at once after the other side has left and nothing tests it: this loop then burns a core"
    return data


def line_bad(host):
    s = socket.create_connection((host, 80))
    text = ""
    while "\n" not in text:
        part = s.recv(100)  # want empty-recv-ignored "burns a core"
        text += part.decode()
    return text


def ends_bad(host):
    s = socket.create_connection((host, 80))
    buf = b""
    while not buf.endswith(b"\r\n"):
        buf = buf + s.recv(1)  # want empty-recv-ignored "burns a core"
    return buf


def exact_ok(sock: socket.socket, n: int) -> bytes:
    data = b""
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def grows_near(sock: socket.socket, n: int):
    data = b""
    while len(data) < n:
        data += sock.recv(100) + b"\n"
    parts = []
    while len(parts) < n:
        parts.append(sock.recv(100))
    while len(data) < n:
        data += sock.recv(100)
        n -= 1
    return data, parts
