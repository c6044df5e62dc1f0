import queue
import signal
import threading
import time
from time import sleep

from elsewhere import unknown

PERIOD = 60


class Event_bad:
    def __init__(self):
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            print("tick")
            time.sleep(PERIOD)  # want uninterruptible-sleep "^`_run` sleeps `PERIOD` s between looks at `self._stop`: `close\(\)`, which joins it, blocks as long$"

    def close(self):
        self._stop.set()  # want-note "`Event_bad.close` tells the loop to end here"
        self._thread.join()  # want-note "this waits for the thread"


class Flag_bad:
    def __init__(self, interval):
        self.interval = interval
        self.running = True
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        while self.running:
            self.poll()
            sleep(self.interval)  # want uninterruptible-sleep "`loop` sleeps `self.interval` s between looks at `self.running`: the join in `wait\(\)` blocks as long"

    def poll(self):
        print("poll")

    def stop(self):
        self.running = False

    def wait(self):
        self.thread.join()


class BackOff_bad(threading.Thread):
    def __init__(self, client):
        super().__init__()
        self.client = client
        self.done = False

    def run(self):
        while True:
            try:
                self.client.fetch()
            except OSError:
                time.sleep(10)  # want uninterruptible-sleep "`run` sleeps 10 s between looks at `self.done`: `finish\(\)`, which joins it, blocks as long"
            if self.done or self.client.broken:
                break

    def finish(self):
        self.done = True
        self.join()


class NotJoined_bad:
    def __init__(self):
        self.stopped = threading.Event()
        threading.Thread(target=self.beat, daemon=True).start()

    def beat(self):
        while True:
            if self.is_stopped():
                return
            print("beat")
            time.sleep(30)  # want uninterruptible-sleep "`beat` sleeps 30 s between looks at `self.stopped`: the thread goes on as long after `shutdown\(\)`"

    def is_stopped(self):
        return self.stopped.is_set()

    def reset(self):
        self.stopped.set()

    def shutdown(self):
        self.stopped.set()


class Helper_bad:
    def __init__(self):
        self.quit = False
        self.t = threading.Thread(target=self.main)

    def start(self):
        self.t.start()

    def main(self):
        while self.quit is False:
            self.retry()

    def retry(self):
        for attempt in range(5):
            print(attempt)
            if self.quit == True:
                return
            else:
                print("again")
            time.sleep(2 * 3)  # want uninterruptible-sleep "`retry` sleeps `2 \* 3` s between looks at `self.quit`"

    def close(self):
        self.quit = True
        self.t.join(None)


going = True


def worker():
    while going:
        print("work")
        time.sleep(5)  # want uninterruptible-sleep "`worker` sleeps 5 s between looks at `going`: the thread goes on as long after `stop_all\(\)`"


def stop_all(signum, frame):
    global going
    going = False


def main_bad():
    signal.signal(signal.SIGTERM, stop_all)
    threading.Thread(target=worker).start()


def closure_bad():
    stop = threading.Event()

    def spin():
        while not stop.is_set():
            print("round")
            time.sleep(3)  # want uninterruptible-sleep "`spin` sleeps 3 s between looks at `stop`: `closure_bad\(\)`, which joins it, blocks as long"

    t = threading.Thread(target=spin)
    t.start()
    print("other work")
    stop.set()
    t.join()


def given(stop):
    while not stop.is_set():
        print("round")
        time.sleep(3)  # want uninterruptible-sleep "`given` sleeps 3 s between looks at `stop`: `given_bad\(\)`, which joins it"


def given_bad():
    stop = threading.Event()
    t = threading.Thread(target=given, args=(stop,))
    t.start()
    stop.set()
    t.join()


class Event_ok:
    def __init__(self):
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._stop.wait(60):
            print("tick")

    def close(self):
        self._stop.set()
        self._thread.join()


class Short_near:
    def __init__(self, pause=0.05):
        self.pause = pause
        self.running = True
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        while self.running:
            print("poll")
            time.sleep(self.pause)
            time.sleep(0.01)
            time.sleep(min(self.left(), 0.05))
            time.sleep(0)

    def left(self):
        return unknown.left()

    def stop(self):
        self.running = False
        self.thread.join()


class Main_near:
    def __init__(self):
        self.running = True

    def loop(self):
        while self.running:
            print("no thread runs this")
            time.sleep(5)

    def stop(self):
        self.running = False


class OwnFlag_near:
    def __init__(self):
        self.tries = True
        threading.Thread(target=self.loop).start()

    def loop(self):
        while self.tries:
            print("only the loop itself ends it")
            time.sleep(5)
            self.tries = unknown.more()


class WrongWay_near:
    def __init__(self):
        self.running = False
        threading.Thread(target=self.loop).start()

    def loop(self):
        while self.running:
            print("the other function lets it go on")
            time.sleep(5)

    def restart(self):
        self.running = True


class Leaves_near:
    def __init__(self):
        self.stopped = False
        threading.Thread(target=self.loop).start()

    def loop(self):
        while not self.stopped:
            if unknown.ready():
                time.sleep(5)
                return

    def stop(self):
        self.stopped = True


class Ready_near:
    def __init__(self):
        self.ready = False
        threading.Thread(target=self.loop).start()

    def loop(self):
        while not self.ready:
            time.sleep(1)
        print("go")

    def begin(self):
        self.ready = True


class Failed_near:
    def __init__(self):
        self.running = True

    def ensure(self):
        def loop():
            while self.running:
                print("nobody stops it")
                time.sleep(10)

        try:
            threading.Thread(target=loop).start()
        except RuntimeError:
            self.running = False


class Both_near:
    def __init__(self):
        self.stopped = False
        threading.Thread(target=self.loop).start()

    def loop(self):
        while not self.stopped or unknown.left():
            print("the flag alone does not end it")
            time.sleep(5)

    def stop(self):
        self.stopped = True


async def coroutine_near(flag):
    while not flag.stopped:
        time.sleep(1)


class Hidden_bad:
    def __init__(self):
        self.stopped = threading.Event()
        threading.Thread(target=self.loop).start()

    def loop(self):
        while not self.stopped.is_set():
            print("tick")
            self.pause()

    def pause(self):
        time.sleep(5)  # want uninterruptible-sleep "`pause` sleeps 5 s between looks at `self.stopped`: the thread goes on as long after `stop\(\)`"

    def stop(self):
        self.stopped.set()


def asks():
    t = threading.current_thread()
    while getattr(t, "go_on", True):
        print("tick")
        time.sleep(5)  # want uninterruptible-sleep "`asks` sleeps 5 s between looks at `t.go_on`: `asks_bad\(\)`, which joins it, blocks as long"


def asks_bad():
    t = threading.Thread(target=asks)
    t.start()
    t.go_on = False
    t.join()


class Downloader(threading.Thread):
    def __init__(self, manager):
        super().__init__()
        self.manager = manager
        self.running = True

    def run(self):
        while self.running:
            self.download()
            while self.manager.reconnecting():
                time.sleep(0.5)  # it waits for the manager, and no longer than that takes

    def stop_near(self):
        self.running = False


class Background(threading.Thread):
    def __init__(self):
        super().__init__()
        self.daemon = True
        self.running = True

    def run(self):
        while self.running:
            time.sleep(60)  # want uninterruptible-sleep "info: |the thread goes on as long after `cancel\(\)`"
            self.work()

    def cancel(self):
        self.running = False


def stop_plain(thread: Background):
    thread.cancel()
    if not thread.daemon:
        thread.join()


class Shared_near:
    def __init__(self):
        self.stopped = threading.Event()
        threading.Thread(target=self.loop).start()

    def loop(self):
        while not self.stopped.is_set():
            print("tick")
            self.pause()
        self.pause()

    def pause(self):
        time.sleep(5)  # miss uninterruptible-sleep two places call it, and one of them is not in the loop

    def stop(self):
        self.stopped.set()


class Base_bad:
    def __init__(self):
        self.stopped = False
        threading.Thread(target=self.loop).start()

    def loop(self):
        raise NotImplementedError

    def stop(self):
        self.stopped = True


class Overrides_bad(Base_bad):
    def loop(self):
        while not self.stopped:
            print("the thread of the base runs this")
            time.sleep(5)  # want uninterruptible-sleep "`loop` sleeps 5 s between looks at `self.stopped`: the thread goes on as long after `stop\(\)`"


class Steps_bad:
    def __init__(self):
        self.stop = threading.Event()
        threading.Thread(target=self.drive).start()

    def drive(self):
        steps = self.steps()
        while not self.stop.is_set():
            print(next(steps))

    def steps(self):
        raise NotImplementedError

    def close(self):
        self.stop.set()


class SlowSteps_bad(Steps_bad):
    def steps(self):
        while True:
            yield "step"
            time.sleep(5)  # want uninterruptible-sleep "`steps` sleeps 5 s between looks at `self.stop`: the thread goes on as long after `close\(\)`"


class Items_bad:
    def __init__(self):
        self.closed = False
        threading.Thread(target=self.drive).start()

    def drive(self):
        for item in self.items():
            if self.closed:
                break
            print(item)

    def items(self):
        while True:
            time.sleep(60)  # want uninterruptible-sleep "`items` sleeps 60 s between looks at `self.closed`"
            yield "item"

    def close(self):
        self.closed = True


def annotated(stop: threading.Event):
    while not stop.is_set():
        print("round")
        time.sleep(3)  # want uninterruptible-sleep "`annotated` sleeps 3 s between looks at `stop`: `annotated_bad\(\)`, which joins it"


def annotated_bad():
    stop = threading.Event()
    t = threading.Thread(target=annotated, args=(stop,))
    t.start()
    print("work")
    stop.set()
    t.join()


def background(job, name):
    t = threading.Thread(None, job, name)
    t.daemon = True
    t.start()
    return t


class ByHelper_bad:
    def __init__(self):
        self.open = True
        self.thread = background(self.loop, "loop")
        background(self.once, "once")

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(5)  # want uninterruptible-sleep "`loop` sleeps 5 s between looks at `self.open`"

    def once(self):
        time.sleep(5)

    def close(self):
        self.open = False


class Job(threading.Thread):
    def __init__(self, function, pause=1):
        super().__init__()
        self.function = function
        self.pause = pause

    def run(self):
        self.function()


class ByObject_bad:
    def __init__(self):
        self.open = True
        self.job = Job(self.loop)
        self.job.start()

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(5)  # want uninterruptible-sleep "`loop` sleeps 5 s between looks at `self.open`"

    def close(self):
        self.open = False


def guarded(work):
    def wrapper():
        try:
            work()
        except OSError:
            print("failed")

    threading.Thread(target=wrapper).start()


class ByClosure_bad:
    def __init__(self):
        self.open = True
        guarded(self.loop)

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(5)  # want uninterruptible-sleep "`loop` sleeps 5 s between looks at `self.open`"

    def close(self):
        self.open = False


def applied(work):
    return work()


class HereOnly_near:
    def __init__(self):
        self.open = True
        applied(self.loop)

    def loop(self):
        while self.open:
            print("this thread runs it")
            time.sleep(5)

    def close(self):
        self.open = False


class OfTheClass_near:
    """The sleep is 0.05 s in all."""

    IDLE = 0.04
    MIN = IDLE / 4

    def __init__(self):
        self.open = True
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(self.IDLE + self.MIN)

    def close(self):
        self.open = False
        self.thread.join()


class OfTheClass_bad(OfTheClass_near):
    """A base whose subclass sleeps longer is judged by its own."""

    LONG = 20

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(self.LONG)  # want uninterruptible-sleep "`loop` sleeps `self.LONG` s between looks at `self.open`"


class Alone_near:
    """0.2 s for which nobody waits."""

    def __init__(self):
        self.open = True
        threading.Thread(target=self.loop, daemon=True).start()

    def loop(self):
        while self.open:
            print("tick")
            time.sleep(0.2)

    def close(self):
        self.open = False


class Longer_near:
    """The queue is waited for longer than the sleep lasts."""

    def __init__(self):
        self.stopped = threading.Event()
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        while not self.stopped.is_set():
            try:
                line = self.lines.get(timeout=10)
            except queue.Empty:
                continue
            print(line)
            time.sleep(1)

    def close(self):
        self.stopped.set()
        self.thread.join()


class Longer_bad:
    def __init__(self):
        self.stopped = threading.Event()
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def loop(self):
        while not self.stopped.is_set():
            try:
                line = self.lines.get(timeout=0.5)
            except queue.Empty:
                continue
            print(line)
            time.sleep(5)  # want uninterruptible-sleep "`loop` sleeps 5 s between looks at `self.stopped`: `close\(\)`, which joins it, blocks as long"

    def close(self):
        self.stopped.set()
        self.thread.join()
