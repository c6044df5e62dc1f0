import asyncio
import sys
from threading import Thread

from elsewhere import Base, end


class Magics_bad:
    def __init__(self):
        self.event_loop = None
        self.processes = []

    def __del__(self):  # want-note "`Magics_bad.__del__` cleans up, but leaves the thread"
        self.processes.clear()

    def run(self, cell):
        if self.event_loop is None:
            if sys.platform == "win32":
                event_loop = asyncio.WindowsProactorEventLoopPolicy().new_event_loop()
            else:
                event_loop = asyncio.new_event_loop()
            self.event_loop = event_loop
            thread = Thread(target=event_loop.run_forever, daemon=True)  # want thread-handle-lost "^nothing calls stop\(\) on `self.event_loop`: its thread runs on when `Magics_bad` is gone, and each new one adds a thread$"
            thread.start()
        return asyncio.run_coroutine_threadsafe(cell(), self.event_loop).result()


class Client_bad:
    def __init__(self):
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()  # want thread-handle-lost "nothing calls stop\(\) on `self._loop`"

    def close(self):
        print("closed")


class NoCleanUp_near:
    def __init__(self):
        self.lasting = asyncio.new_event_loop()
        Thread(target=self.lasting.run_forever, daemon=True).start()


class HandedOver_near:
    def __init__(self):
        self.given = asyncio.new_event_loop()
        Thread(target=self.given.run_forever, daemon=True).start()

    def close(self):
        end(self.given)


class Shared_near:
    loop = None

    def connect(self):
        loop = asyncio.new_event_loop()
        Shared_near.loop = loop
        Thread(target=loop.run_forever, daemon=True).start()

    def close(self):
        print("closed")


class Unknown_near(Base):
    def connect(self):
        Thread(target=self.inherited.run_forever, daemon=True).start()

    def close(self):
        print("closed")


class Joined_ok:
    def __init__(self):
        self.waited = asyncio.new_event_loop()
        self.thread = Thread(target=self.waited.run_forever)
        self.thread.start()

    def close(self):
        self.thread.join()
