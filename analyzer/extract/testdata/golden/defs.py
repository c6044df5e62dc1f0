@deco(1)
@other
def f(a, b: int = g(), /, c=1, *args: str, d, e=h(), **kw) -> "None":
    """Doc."""
    return (yield a)


def stub():
    """Doc."""
    raise NotImplementedError("later")


@register
class A(B, m.C, metaclass=Meta, **kw):
    x = 1
    y: int

    def method(self, v=x):
        global shared
        shared = v
        self.a.b = v
        return lambda q, r=v: q.s(r)


def g[T: int](x: T) -> T:
    def inner():
        nonlocal x
        x = 1
        del x
    return inner


type Alias[K] = dict[K, int]
class Generic[T](Base[T]):
    field: T
