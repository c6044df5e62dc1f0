"""Names in every kind of scope; symtable_test.go compares them with CPython's symtable."""
import os, sys as system, xml.dom
from threading import Thread as T, Lock

counter = 0
shadow = 1


def reads_module():
    return counter + undefined_name


def writes_module():
    global counter, made_here
    counter += 1
    made_here = 2

    def inner():
        return counter, made_here
    return inner


def outer(a, /, b=shadow, *rest, key=None, **others):
    local = a

    def middle():
        nonlocal local
        local = b

        def innermost():
            return local, key, rest
        return innermost

    class Inner(T):
        attribute = local
        shadow = attribute

        def method(self, value=attribute):
            return shadow, local, value, attribute

        both = [attribute for attribute in (shadow, local)]
        free = [shadow for _ in range(3)]
    return middle, Inner, (lambda q, r=local: q + r + b)


def comprehensions(items):
    squares = {k: v for k, v in items if (last := v)}
    nested = [x + y for x in items for y in x if y]
    lazy = (lambda: last for last2 in items)
    return squares, nested, lazy, last


def targets(stream):
    for i, (j, *k) in stream:
        with open(i) as f, Lock() as (g, h):
            pass
    try:
        import json
    except (OSError, ValueError) as error:
        print(error)
    del stream
    annotated: int
    valued: str = "x"
    aug += 1
    match i:
        case [first, *others] if first:
            pass
        case {"k": value, **left}:
            pass
        case os.sep | system.path:
            pass
        case Point(x=px) as whole:
            pass
        case _:
            pass
    return (annotated, valued, j, k, f, g, h, json, first, others, value, left, px, whole)


class Top:
    field = 1
    other = field

    def method(self):
        global shadow
        shadow = 2
        return field

    def walrus(self):
        if any((hit := n) for n in self.items):
            return hit
        while (line := self.read()):
            yield line

    async def go(self, source):
        async for part in source:
            async with part as opened:
                await opened
        return [p async for p in source if await p]


def recursion(n):
    def helper():
        return recursion(n - 1)
    return helper
