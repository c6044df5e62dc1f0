"""Writes the programs that test.sh draws: a small one, one whose names are
hostile, one of 240 roots, one in which everybody makes the same thread.

call: programs.py DIR
"""
import pathlib
import sys

SHOP = '''import asyncio
import queue
import threading
from concurrent.futures import ThreadPoolExecutor


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._io = threading.Lock()
        self.jobs = {}
        self.done = 0
        self.stop = threading.Event()

    def flush(self):
        with self._lock:
            with self._io:
                self.jobs.clear()

    def work(self, q):
        while not self.stop.is_set():
            item = q.get()
            with self._lock:
                self.jobs.pop(item, None)
            self.done += 1


def fetch(url):
    return url


async def tick(store):
    while True:
        await asyncio.sleep(1)
        store.flush()


def main():
    store = Store()
    q = queue.Queue()
    for i in range(3):
        threading.Thread(target=store.work, args=(q,), daemon=True).start()
    with ThreadPoolExecutor(4) as pool:
        for u in "abc":
            pool.submit(fetch, u)
    q.put(1)
    t = threading.Timer(3, store.flush)
    t.start()
    t.join()
    asyncio.run(tick(store))
    store.stop.set()


main()
'''

HOSTILE = '''import threading

d = {}


def work():  # </script><script>window.bad = 1</script><img src=x onerror="window.bad=1">
    d["</script><script>window.bad = 1</script>\\"]; evil | click x"].get()


threading.Thread(target=work).start()
'''

SERVICE = '''class Service{n}:
    def __init__(self):
        self._lock = threading.Lock()
        self.state = {{}}
        self.count = 0
        self.jobs = queue.Queue()
        self.stop = threading.Event()
        threading.Thread(target=self.pump, daemon=True).start()
        self.t = threading.Thread(target=self.reap)
        self.t.start()

    def pump(self):
        while not self.stop.is_set():
            item = self.jobs.get()
            with self._lock:
                self.state[item] = time.time()
            self.count += 1

    def reap(self):
        while not self.stop.wait(1):
            with self._lock:
                self.state.clear()
            self.count = 0

    def put(self, x):
        self.jobs.put(x)

    def close(self):
        self.stop.set()
        self.t.join()
'''


def main(directory):
    def write(name, text):
        path = pathlib.Path(directory, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    for name in ("shop", "hostile", "large", "hub"):
        write(f"{name}/threadlsp.toml", "")
    write("shop/app.py", SHOP)
    write("hostile/a\"><img src=x onerror=window.bad=1>\x1b[31m'`.py", HOSTILE)
    for m in range(25):
        services = "\n\n".join(SERVICE.format(n=f"{m}x{n}") for n in range(4))
        write(f"large/app/mod{m}.py", "import queue\nimport threading\nimport time\n\n\n" + services)
    write("hub/tick.py", "def ticker():\n    pass\n")
    for m in range(30):
        write(f"hub/user{m}.py", "import threading\nimport tick\n\n\ndef go():\n    threading.Thread(target=tick.ticker).start()\n")
    tasks = "".join(f"def task{i}():\n    pass\n\n\n" for i in range(40))
    starts = "".join(f"    threading.Thread(target=task{i}).start()\n" for i in range(40))
    write("large/app/main.py", "import threading\n\n\n" + tasks + "def main():\n" + starts)


main(sys.argv[1])
