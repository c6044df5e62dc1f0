import asyncio
from threading import Thread


class Stopped_ok:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
