# Attributes of objects that several threads share.
import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor


class Stats_bad:
    def __init__(self):
        self.hits = 0

    def hit(self):
        value = self.hits
        time.sleep(0)
        self.hits = value + 1  # want lost-update "^`self.hits = value \+ 1` by 4 threads without a lock: two read the same value and one update is lost$"


stats = Stats_bad()


def work():
    stats.hit()


for _ in range(4):
    threading.Thread(target=work).start()


class Crawler_bad:
    def __init__(self, urls):
        self.urls = urls
        self.done = 0

    def crawl(self):
        with ThreadPoolExecutor(8) as pool:
            pool.map(self._fetch, self.urls)  # want-note "8 threads run `_fetch`"

    def _fetch(self, url):
        self.done += len(url)  # want lost-update "^`self.done \+= len\(url\)` by 8 threads without a lock: two read the same value and one update is lost$"


class Meter_bad:
    def __init__(self):
        self.sent = 0
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        self.sent += 1  # want lost-update "^`self.sent \+= 1` without a lock, and `count\(\)` in another thread changes it, too: one of two updates is lost$"

    def count(self):
        self.sent += 1


class Meter_ok:
    def __init__(self):
        self.lock = threading.Lock()
        self.sent = 0
        self.own = 0
        self.flag = 0
        self.seen = []
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        with self.lock:
            self._add()
        self.own += 1
        self.flag += 1
        self.seen += ["run"]

    def _add(self):
        self.sent += 1

    def count(self):
        with self.lock:
            self._add()
        self.seen += ["count"]

    def reset(self):
        self.flag = 0

    def total(self):
        return self.own

    def close(self):
        self.thread.join()
        self.own += 1


class Local_near:
    def run(self):
        self.count = 0
        for _ in range(3):
            self.count += 1


def each_near():
    Local_near().run()


for _ in range(4):
    threading.Thread(target=each_near).start()


class Resends_near:
    """What is passed decides which way is taken, and a count that begins again is no update."""

    def __init__(self):
        self.resends = 0
        self.answers = 0
        threading.Thread(target=self.monitor).start()
        threading.Timer(5, self.late).start()

    def monitor(self):
        self.resend(True)
        self.answers -= 1

    def late(self):
        self.resend(False)

    def resend(self, again):
        if again:
            self.resends += 1

    def ask(self):
        self.answers = 0


class OneWorkerAtATime:
    def __init__(self):
        self.reports = 0

    def _report_near(self):
        self.reports += 1  # one worker, and the pool's end is waited for

    async def report(self):
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1) as executor:
            await loop.run_in_executor(executor, lambda: self._report_near())

    async def twice(self):
        await self.report()
        await self.report()
