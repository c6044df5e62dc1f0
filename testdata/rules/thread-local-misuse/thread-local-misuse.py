import threading
from contextvars import ContextVar, copy_context
from threading import local

_state = threading.local()
_state.user = "root"  # want thread-local-misuse "`_state.user` is set in the importing thread only: AttributeError in every other thread"
_state.depth = 0  # want thread-local-misuse "`_state.depth` is set in the importing thread only"
_state.tried = None
_state.asked = None
_state.defaulted = None
_state.own = None


def read_bad():
    print(_state.user)  # want-note "it is read here, and may not be set"


def count_bad():
    _state.depth += 1


def tried_ok():
    try:
        return _state.tried
    except AttributeError:
        return None


def asked_ok():
    if not hasattr(_state, "asked"):
        _state.asked = []
    return _state.asked


def defaulted_ok():
    return getattr(_state, "defaulted", None)


def own_ok():
    _state.own = 1
    return _state.own


class Pool_bad:
    def __init__(self):
        self._local = local()
        self._local.conn = None  # want thread-local-misuse "`self._local.conn` is set in the thread that makes the object only: AttributeError in every other thread"
        self._local.count = 0
        self._reset()

    def _reset(self):
        print(self._local.count)

    def get(self):
        if self._local.conn is None:
            self._local.other = object()
        return self._local.conn


class Pool_ok:
    def __init__(self):
        self._local = local()
        self._local.conn = None

    def get(self):
        self._local.conn = object()
        return self._local.conn


class Defaults(threading.local):
    user = "root"
    nobody = None

    def __init__(self):
        self.count = 0


class ClassDefaults(threading.local):
    user = "root"


_defaults = Defaults()
_defaults.other = 1
_class_defaults = ClassDefaults()
_class_defaults.user = "me"


def defaults_ok():
    return _defaults.other, _class_defaults.user


def new_each_bad(value):
    data = threading.local()  # want thread-local-misuse "`data` is a new thread-local object in each call of `new_each_bad`"
    data.value = value
    return data.value


def closure_near(value):
    data = threading.local()

    def work():
        data.value = value
        print(data.value)

    threading.Thread(target=work).start()


def returned_near():
    data = threading.local()
    data.value = 1
    return data


_session = threading.local()


class Session:
    def __init__(self):
        _session.current = self


def session_near():
    return _session.current


request = ContextVar("request")
safe = ContextVar("safe", default=None)
inside = ContextVar("inside")
copied = ContextVar("copied")


def context_bad():
    def work():
        print(request.get())  # want thread-local-misuse "`request` is read in thread `work` but set only outside it: a new thread has a context of its own, LookupError"

    request.set(1)  # want-note "it is set here"
    threading.Thread(target=work).start()


def context_ok():
    def work():
        inside.set(2)
        print(safe.get(), inside.get(), request.get(None))

    safe.set(1)
    inside.set(1)
    threading.Thread(target=work).start()


def context_near():
    def work():
        print(copied.get())

    copied.set(1)
    threading.Thread(target=copy_context().run, args=(work,)).start()


def class_body_miss():
    class Holder:
        data = threading.local()
        data.user = 1  # miss thread-local-misuse an object kept in a class body may be reached in ways that are not followed

        def read(self):
            return self.data.user

    return Holder()
