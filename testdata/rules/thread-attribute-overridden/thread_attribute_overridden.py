import contextvars
import multiprocessing
import threading
import time
from threading import Event, Thread, Timer


class Stop_bad(Thread):
    def __init__(self):
        super().__init__()
        self._stop = Event()  # want thread-attribute-overridden "^`self._stop = Event\(\)` replaces Thread._stop: join\(\) raises TypeError, 'Event' object is not callable \(Python 3.12 and older\)$"

    def run(self):
        while not self._stop.wait(1):
            print("tick")


class StopArgument_bad(Thread):
    def __init__(self, stop):
        super().__init__()
        self._stop = stop  # want thread-attribute-overridden "replaces Thread._stop: join\(\) calls it, and is_alive\(\) stays True"


class StopMethod_bad(Thread):
    def _stop(self):  # want thread-attribute-overridden "^`StopMethod_bad._stop` replaces Thread._stop: join\(\) calls it, and is_alive\(\) stays True after the thread has ended \(Python 3.12 and older\)$"
        print("stopped")


class StopBody_bad(Thread):
    _stop = False  # want thread-attribute-overridden "^`_stop = False` replaces Thread._stop: join\(\) raises TypeError, 'bool' object is not callable"


class Started_bad(threading.Thread):
    def __init__(self):
        super().__init__()
        self._started = False  # want thread-attribute-overridden "start\(\) raises AttributeError, 'bool' object has no attribute 'is_set'$"


class StartedAt_bad(threading.Thread):
    def __init__(self):
        super().__init__()
        self._started = time.time()  # want thread-attribute-overridden "'float' object has no attribute 'is_set'$"


class StartedEvent_bad(threading.Thread):
    def __init__(self):
        super().__init__()
        self._started = Event()  # want thread-attribute-overridden "start\(\) sets it as soon as the thread runs"


class Initialized_bad(Thread):
    def __init__(self):
        super().__init__()
        self._initialized = False  # want thread-attribute-overridden "start\(\) raises RuntimeError"


class Ident_bad(Thread):
    def __init__(self, ident):
        super().__init__()
        self._ident = ident  # want thread-attribute-overridden "start\(\) overwrites it"


class Target_bad(Thread):
    def __init__(self, target):
        super().__init__(target=self.guarded)
        self._target = target  # want thread-attribute-overridden "run\(\) calls it in place of the target that was passed$"

    def guarded(self):
        try:
            self._target()
        except OSError:
            print("failed")


class Lost_bad(Thread):
    def __init__(self, target):
        self._target = target  # want thread-attribute-overridden "^`self._target = target` replaces Thread._target: Thread.__init__, called after it, stores its own$"
        super().__init__()

    def run(self):
        self._target()


class Hidden_bad(Thread):
    def _target(self):  # want thread-attribute-overridden "Thread.__init__ stores its own in each instance, which hides it$"
        print("x")


class HiddenName_bad(Thread):
    _name = "worker"  # want thread-attribute-overridden "which hides it$"

    def run(self):
        print(self._name)


class Property_bad(Thread):
    @property
    def _args(self):  # want thread-attribute-overridden "Thread.__init__ raises AttributeError, the property has no setter$"
        return ()


class Delete_bad(Thread):
    def _delete(self):  # want thread-attribute-overridden "it runs when the thread ends, and threading.enumerate\(\) keeps the dead thread$"
        print("gone")


class DeleteItem_bad(Thread):
    def _delete(self, item):  # want thread-attribute-overridden "the end of the thread raises TypeError, this one needs `item`$"
        print(item)


class Bootstrap_bad(Thread):
    def _bootstrap(self):  # want thread-attribute-overridden "start\(\) waits for ever"
        print("up")


class SetIdent_bad(Thread):
    def _set_ident(self):  # want thread-attribute-overridden "`ident` stays None"
        print("x")


class Hook_bad(Thread):
    def _invoke_excepthook(self, thread):  # want thread-attribute-overridden "which hides it$"
        print(thread)


class HookData_bad(Thread):
    def __init__(self):
        super().__init__()
        self._invoke_excepthook = None  # want thread-attribute-overridden "an exception in run\(\) raises TypeError, 'NoneType' object is not callable$"


class SetDaemon_bad(Thread):
    def _set_daemon(self):  # want thread-attribute-overridden "^`SetDaemon_bad._set_daemon` replaces Thread._set_daemon: nothing calls it since Python 3.3$"
        return True


class IsStopped_bad(Thread):
    def __init__(self):
        super().__init__()
        self._is_stopped = False

    def cancel(self):
        self._is_stopped = True  # want thread-attribute-overridden "is_alive\(\) is False while the thread runs \(Python 3.12 and older\)$"


class Lock_bad(Thread):
    def __init__(self):
        super().__init__()
        self._tstate_lock = threading.Lock()  # want thread-attribute-overridden "start\(\) overwrites it"


class Handle_bad(Thread):
    def __init__(self, path):
        super().__init__()
        self._handle = open(path)  # want thread-attribute-overridden "start\(\) raises TypeError, 'handle' must be a _ThreadHandle \(Python 3.13 and newer\)$"


class Context_bad(Thread):
    def __init__(self, context):
        super().__init__()
        self._context = context  # want thread-attribute-overridden "the thread runs run\(\) in it \(Python 3.14 and newer\)$"


class ContextText_bad(Thread):
    def __init__(self):
        super().__init__()
        self._context = {}  # want thread-attribute-overridden "the thread dies with AttributeError, 'dict' object has no attribute 'run'"


class Name_bad(Thread):
    def __init__(self, name):
        super().__init__()
        self._name = name  # want thread-attribute-overridden "^`self._name = name` replaces Thread._name: it becomes the thread's name, in logs and tracebacks too$"


class Join_bad(Thread):
    def join(self, url):  # want thread-attribute-overridden "^`Join_bad.join` replaces Thread.join: join\(\) raises TypeError, this one needs `url`$"
        print(url)


class Start_bad(Thread):
    def start(self, path):  # want thread-attribute-overridden "start\(\) raises TypeError, this one needs `path`$"
        self.path = path
        super(Start_bad, self).start


class StartTime_bad(Thread):
    def __init__(self):
        super().__init__()
        self.start = 5  # want thread-attribute-overridden "start\(\) raises TypeError, 'int' object is not callable$"


class NameMethod_bad(Thread):
    def name(self):  # want thread-attribute-overridden "logs and tracebacks print a bound method in place of the name$"
        return "x"


class DaemonMethod_bad(Thread):
    def daemon(self):  # want thread-attribute-overridden "a method counts as true, so the interpreter does not wait for the thread at exit$"
        return False


class IdentMethod_bad(Thread):
    def ident(self):  # want thread-attribute-overridden "the identifier of the thread is out of reach$"
        return 5


class IdentStore_bad(Thread):
    def __init__(self):
        super().__init__()
        self.ident = 5  # want thread-attribute-overridden "AttributeError, `ident` of a thread cannot be set$"


class Base(Thread):  # want-note "`Indirect_bad` derives from Thread"
    pass


class Indirect_bad(Base):
    def __init__(self):
        super().__init__()
        self._stop = []  # want thread-attribute-overridden "'list' object is not callable"


class Timer_bad(Timer):
    def __init__(self):
        super().__init__(1, print)
        self._stop = Event()  # want thread-attribute-overridden "replaces Timer._stop: join\(\) raises"
        self.finished = False  # want thread-attribute-overridden "cancel\(\) raises AttributeError, 'bool' object has no attribute 'set'$"


class ProcessJoin_bad(multiprocessing.Process):
    def join(self, queue):  # want thread-attribute-overridden "replaces Process.join: join\(\) raises TypeError, this one needs `queue`$"
        print(queue)


class AClassWithANameThatIsLongerThanThatOfMostOthersInTheProgram_bad(Thread):
    def _stop(self):  # want thread-attribute-overridden "^`AClassWithANameTh.*\.\.\.` replaces Thread._stop: join\(\) calls it, and is_alive\(\) stays True after the thread has ended \(Python 3.12 and older\)$"
        print("x")


class Again_near(Stop_bad):
    """The base has the fault, once."""

    def reset(self):
        self._stop = Event()


class Own_ok(Thread):
    def __init__(self):
        super().__init__()
        self._stop_event = Event()
        self.name = "x"
        self.daemon = True


class Plain_near:
    def __init__(self):
        self._stop = Event()
        self._started = False

    def join(self, url):
        print(url)


class Super_near(Thread):
    def join(self, timeout=None):
        super().join(timeout)

    def start(self):
        print("starting")
        Thread.start(self)

    def _delete(self):
        super()._delete()

    def _bootstrap_inner(self):
        Thread._bootstrap_inner(self)


class Compatible_near(Thread):
    def join(self, timeout=5):
        print(timeout)

    def is_alive(self, *args):
        return True


class Runs_near(Thread):
    def __init__(self, target, args):
        super().__init__()
        self._target = target
        self._args = args

    def run(self):
        self._target(*self._args)


class Later_near(Thread):
    """No target was passed, so the library's run() calls this one."""

    def __init__(self):
        super().__init__()
        self._target = self.work

    def work(self):
        print("x")


class Given_near(Thread):
    def __init__(self, target):
        self._target = target
        super().__init__(target=target)


class PassedMethod_near(Thread):
    def __init__(self):
        super().__init__(target=self._target)

    def _target(self):
        print("x")


class Wraps_near(Thread):
    def __init__(self, wrap):
        super().__init__(target=print)
        self._target = wrap(self._target)


class DummyThread_near(Thread):
    def __init__(self):
        super().__init__()
        self._started = True
        self._stop = None


class Replaces_near(Thread):
    """Does the work of the one it replaces."""

    def _bootstrap_inner(self):
        self._set_ident()
        self._started.set()


saved = Thread._bootstrap_inner


class Saved_near(Thread):
    def _bootstrap_inner(self):
        print("up")
        saved(self)


class ContextLater_near(Thread):
    """start() makes a context where there is None, and is over when run() begins."""

    def __init__(self):
        super().__init__()
        self._context = None

    def run(self):
        self._context = open("x")


class Properties_near(Thread):
    daemon = True
    name = "x"

    @property
    def ident(self):
        return 5


class NameProperty_near(Thread):
    @property
    def _name(self):
        return "x"

    @_name.setter
    def _name(self, value):
        print(value)


class Callable_near(Thread):
    def __init__(self, hook):
        super().__init__()
        self._stop = self.finish
        self._invoke_excepthook = hook

    def finish(self):
        print("x")


class OwnStart_near(Thread):
    """Has a start of its own, and no thread."""

    def __init__(self):
        super().__init__()
        self._started = False

    def start(self):
        self._started = True


class Unknown_near(Plain_near.Base, Thread):
    def __init__(self):
        self._stop = Event()


class Annotated_near(Thread):
    _name: str
    _stop: "Event"


class Unread_near(Thread):
    """What the base overwrites is not read."""

    def __init__(self):
        self._ident = None
        super().__init__()


class Conditional_near(Thread):
    if threading.active_count():
        def _stop(self):
            print("x")


class Timing_near(Timer):
    def __init__(self):
        super().__init__(1, print)
        self.interval = 2
        self.function = print
        self.finished = Event()


def outside_near():
    t = Thread()
    t._stop = contextvars.copy_context
