import threading

original = threading.Thread.__init__


def decorate(cls):
    cls.__init__ = original
    return cls


@decorate
class Decorated_near(threading.Thread):
    def __init__(self):
        self.x = 1


class Elsewhere_near(threading.Thread):
    def __init__(self):  # miss missing-super-init `cls` in decorate() may be any class of the file
        self.x = 1


class Patched_near(threading.Thread):
    def __init__(self):
        self.x = 1


Patched_near.__init__ = original
