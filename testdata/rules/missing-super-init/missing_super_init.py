import abc
import multiprocessing
import threading
import weakref
from threading import Thread as T

registry = []


class Worker_bad(threading.Thread):
    def __init__(self, job):  # want missing-super-init "^`Worker_bad.__init__` never calls Thread.__init__: start\(\) raises RuntimeError, \"thread.__init__\(\) not called\"$"
        self.job = job

    def run(self):
        print(self.job)


class Process_bad(multiprocessing.Process):
    def __init__(self):  # want missing-super-init "never calls Process.__init__: start\(\) raises AttributeError, no attribute '_closed'$"
        self.name = "x"


class Timer_bad(threading.Timer):
    def __init__(self, wait):  # want missing-super-init "never calls Timer.__init__"
        self.wait = wait


class Middle(T):  # want-note "`Indirect_bad` derives from Thread"
    pass


class Indirect_bad(Middle):
    def __init__(self):  # want missing-super-init "`Indirect_bad.__init__` never"
        registry.append(self)
        self.ref = weakref.ref(self)
        self.setup()

    def setup(self):
        self.done = threading.Event()


class Mixin:
    def __init__(self):  # want-note "this __init__ runs"
        self.items = []


class First_bad(Mixin, threading.Thread):  # want missing-super-init "^`First_bad` runs `Mixin.__init__`, which never calls Thread.__init__: start"
    pass


class Second_bad(Mixin, threading.Thread):
    def __init__(self):  # want missing-super-init "`Second_bad.__init__` never"
        super().__init__()
        self.x = 1


class Named_bad(threading.Thread, Mixin):
    def __init__(self):  # want missing-super-init "`Named_bad.__init__` never"
        Mixin.__init__(self)


class Base_bad(threading.Thread):
    def __init__(self):  # want missing-super-init "`Base_bad.__init__` never"
        self.x = 1


class Under_near(Base_bad):
    """The fault is that of the base."""

    def __init__(self):
        super().__init__()
        self.y = 1


class Object_bad(threading.Thread):
    def __init__(self):  # want missing-super-init "`Object_bad.__init__` never"
        object.__init__(self)


class Early_bad(threading.Thread):
    def __init__(self, name):
        self.daemon = True  # want missing-super-init "^`self.daemon = True` comes before Thread.__init__: RuntimeError, \"Thread.__init__\(\) not called\"$"
        self.x = name
        super().__init__()  # want-note "called only here"


class EarlyName_bad(threading.Thread):
    def __init__(self, name):
        self.name = name  # want missing-super-init "^`self.name = name` comes before Thread.__init__: AssertionError, \"Thread.__init__\(\) not called\"$"
        threading.Thread.__init__(self)


class EarlyStart_bad(threading.Thread):
    def __init__(self):
        self.start()  # want missing-super-init "^`self.start\(\)` comes before Thread.__init__: RuntimeError"
        super().__init__()


class EarlyRead_bad(threading.Thread):
    def __init__(self):
        self.label = "worker " + self.name  # want missing-super-init "^`self.name` comes before Thread.__init__: AssertionError"
        super().__init__()


class EarlyOld_bad(threading.Thread):
    def __init__(self):
        self.setDaemon(True)  # want missing-super-init "^`self.setDaemon\(\)` comes before"
        super().__init__()


class EarlyProcess_bad(multiprocessing.Process):
    def __init__(self):
        self.daemon = True  # want missing-super-init "AttributeError, no attribute '_popen'"
        super().__init__()


class ALongNameThatSomebodyGaveToAThreadOfTheProgram_bad(threading.Thread):
    def __init__(self):  # want missing-super-init "^`ALongNameThatSomebodyGaveToAThreadOfT...."
        self.x = 1


class Super_ok(threading.Thread):
    def __init__(self):
        super().__init__()
        self.daemon = True
        self.name = "x"


class Old_ok(threading.Thread):
    def __init__(self):
        super(Old_ok, self).__init__()


class Explicit_ok(Mixin, T):
    def __init__(self):
        Mixin.__init__(self)
        T.__init__(self)


class Inherits_ok(threading.Thread):
    def run(self):
        print("x")


class Cooperative:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = []


class Cooperative_ok(Cooperative, threading.Thread):
    def __init__(self):
        super().__init__()


class Helper_near(threading.Thread):
    def __init__(self):
        self.begin()

    def begin(self):
        threading.Thread.__init__(self, name="x")


class Sometimes_near(threading.Thread):
    def __init__(self, really):
        if really:
            super().__init__()


class Process_near(multiprocessing.Process):
    """The name of a process may be stored before."""

    def __init__(self):
        self.name = "x"
        super().__init__()


original = threading.Thread.__init__


class Saved_near(threading.Thread):
    def __init__(self):
        original(self)


class SavedInside_near(threading.Thread):
    _original = threading.Thread.__init__

    def __init__(self):
        self._original()


class Passed_near(threading.Thread):
    def __init__(self, setup):
        setup(self)


class Loop_near(threading.Thread):
    def __init__(self):
        for base in (threading.Thread,):
            base.__init__(self)


class Unknown_near(registry.Base, threading.Thread):
    def __init__(self):
        self.x = 1


class Abstract_near(threading.Thread, abc.ABC):
    def __init__(self):
        self.x = 1

    @abc.abstractmethod
    def work(self):
        ...


class OnlyBase_near(threading.Thread):
    """Its subclasses initialise the thread themselves."""

    def __init__(self):
        self.x = 1


class Derived_ok(OnlyBase_near):
    def __init__(self):
        threading.Thread.__init__(self)
        OnlyBase_near.__init__(self)


class Refuses_near(threading.Thread):
    def __init__(self):
        raise TypeError("not to be made")


class Starts_near(threading.Thread):
    """Has a start of its own, and no thread."""

    def __init__(self):
        self.x = 1

    def start(self):
        self.run()


class OwnName_near(threading.Thread):
    name = "x"
    daemon = True

    def __init__(self):
        self.name = "y"
        super().__init__()


class Caught_near(threading.Thread):
    def __init__(self):
        try:
            self.daemon = True
        except RuntimeError:
            pass
        super().__init__()


class Plain_near:
    def __init__(self):
        self.daemon = True


class Made:
    def __new__(cls):
        return threading.Thread.__new__(threading.Thread)


class New_near(Made, threading.Thread):
    def __init__(self):
        self.x = 1
